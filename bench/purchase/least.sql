\set b random(1, 256)
\set l random(1, :listings)
select plain_buy(:b, :l, 1);
