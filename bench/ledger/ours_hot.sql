\set b random(10001, 20000)
select ledger_post_move(bench_id(), gen_random_uuid()::text, '\x0000000000000000000000000000000000000000000000000000000000000000', 'transfer', null, '2026-01-01Z', '00000000-0000-0000-0000-000000000001', 'user:' || :b, 'available', 'platform', 'fees', -1);
