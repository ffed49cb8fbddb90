-- Orders of units, paid later or from the balance, metered ones settled by use; ratings; step-up.
set local lock_timeout = '5s';

alter table orders add column earned numeric(78, 0) not null default 0;
alter table orders add constraint orders_earned_within check (earned >= 0 and (paid_in = 0 or earned <= paid_in));
comment on column orders.earned is 'Gross part that the buyer''s use has earned so far; only metered orders have one. Settlement releases it and gives back the rest.';
comment on column orders.origin is 'What made the order: offer, or purchase (units of a listing).';

create table order_ratings (
    order_id uuid not null references orders,
    by_party text not null,
    rater_id uuid not null references users,
    rated_id uuid not null references users,
    stars smallint not null,
    comment text,
    created_at timestamptz not null,
    revealed_at timestamptz not null,
    primary key (order_id, by_party),
    constraint order_ratings_party check (by_party in ('buyer', 'seller')),
    constraint order_ratings_stars check (stars between 1 and 5),
    constraint order_ratings_comment check (length(comment) between 1 and 2000),
    constraint order_ratings_not_oneself check (rater_id <> rated_id)
);
comment on table order_ratings is 'What each side of a completed order says of the other. Written once.';
comment on column order_ratings.revealed_at is 'From then on anybody may read it: seven days after it was written, or when the other side has rated too.';
create index order_ratings_of on order_ratings (rated_id, revealed_at desc, order_id);
create index order_ratings_to_reveal on order_ratings (revealed_at);

alter table sessions add column stepped_up_at timestamptz;
comment on column sessions.stepped_up_at is 'When the person last proved anew who they are; asked for before a secret is shown.';
