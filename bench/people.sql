-- 256 buyers, signed in and with a million each of a stablecoin; person 1000 sells.
insert into networks (chain_id, name, native_symbol, enabled, confirmations, finality_depth, block_time_ms)
values (31337, 'Bench', 'ETH', false, 1, 1, 1000);
insert into assets (id, chain_id, contract, symbol, decimals, par_currency)
values ('00000000-0000-7000-b000-000000000001', 31337, decode(repeat('11', 20), 'hex'), 'tUSD', 6, 'USD');

create function bench_person(n int) returns uuid language sql immutable return ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid;
insert into users (id, email, password_hash, display_name, created_at)
select bench_person(n), 'person' || n || '@example.com', '-', 'Person ' || n, now() from generate_series(1, 256) n
union all select bench_person(1000), 'seller@example.com', '-', 'Seller', now();
insert into user_roles (user_id, role, granted_at) select id, case id when bench_person(1000) then 'seller' else 'buyer' end, now() from users;
insert into sessions (id, user_id, created_at, last_used_at, expires_at)
select replace(id::text, '-9000-', '-a000-')::uuid, id, now(), now(), now() + interval '30 days' from users;
select count(ledger_post_move(gen_random_uuid(), 'bench:' || n, decode(repeat('00', 32), 'hex'), 'deposit', null, now(),
    '00000000-0000-7000-b000-000000000001', 'user:' || bench_person(n), 'available', 'network:31337', 'world', 1e12))
from generate_series(1, 256) n;
