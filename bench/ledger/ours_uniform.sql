\set a random(10001, 19999)
\set b random(10001, 20000)
\set c case when :a = :b then :b + 1 else :b end
\set low least(:a, :c)
\set high greatest(:a, :c)
\set change case when :a = :low then -1 else 1 end
select ledger_post_move(bench_id(), gen_random_uuid()::text, '\x0000000000000000000000000000000000000000000000000000000000000000', 'transfer', null, '2026-01-01Z', '00000000-0000-0000-0000-000000000001', 'user:' || :low, 'available', 'user:' || :high, 'available', :change::numeric);
