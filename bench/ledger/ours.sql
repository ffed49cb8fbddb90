-- A time-ordered id, which the Rust side makes by itself, and 10,000 accounts with money. Only the bench needs these.
create function bench_id() returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000000)::bigint), 16, '0') || substr(gen_random_uuid()::text, 20))::uuid
$$;
select count(*) from (
    select ledger_post(
        bench_id(), 'seed ' || i, decode(repeat('00', 32), 'hex'), 'seed', null, '2026-01-01Z',
        array['user:' || i, 'network:1'], '{available,world}', '{00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000001}',
        '{1000000,-1000000}', '{2,1}', '{-1000000,1000000}')
    from generate_series(10001, 20000) i offset 0) seeded;
