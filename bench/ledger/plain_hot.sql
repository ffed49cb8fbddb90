\set b random(2, 10000)
select plain_post(:b, 1, 1, gen_random_uuid());
