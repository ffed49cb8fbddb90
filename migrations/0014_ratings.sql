-- What a buyer's rating says of a listing; and each rating is told exactly once, when it becomes visible.
set local lock_timeout = '5s';

alter table order_ratings add column listing_id uuid references listings;
alter table order_ratings add column announced_at timestamptz;
alter table order_ratings add constraint order_ratings_of_a_listing check (listing_id is null or by_party = 'buyer');
alter table order_ratings add constraint order_ratings_announced_visible check (announced_at >= revealed_at);
comment on column order_ratings.listing_id is 'The listing whose units the buyer rates; null for the seller''s rating and for other deals.';
comment on column order_ratings.announced_at is 'When it was told that the rating is visible. A listing''s score is the sum of the announced ones.';

drop index order_ratings_to_reveal;
create index order_ratings_to_reveal on order_ratings (revealed_at) where announced_at is null;
drop index order_ratings_of;
create index order_ratings_of on order_ratings (rated_id, revealed_at desc, order_id desc) include (stars);
create index order_ratings_of_listing on order_ratings (listing_id, revealed_at desc, order_id desc) include (stars, announced_at)
    where listing_id is not null;
