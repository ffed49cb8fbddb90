\set a random(1, 9999)
\set b random(1, 10000)
select plain_post(:a, case when :a = :b then :a + 1 else :b end, 1, gen_random_uuid());
