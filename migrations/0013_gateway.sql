-- The gateway: which processes serve, and what was used per hour.
set local lock_timeout = '5s';

create table gateway_nodes (
    id uuid primary key,
    started_at timestamptz not null,
    seen_at timestamptz not null
);
comment on table gateway_nodes is 'One row per process that serves the gateway. The running calls of one that was not seen for a while are settled as interrupted.';
comment on column gateway_nodes.seen_at is 'The database''s own clock, never the moved one of tests: it says that the process lives, not when something is due.';

create table usage_hours (
    token_id uuid not null references tokens,
    hour timestamptz not null,
    listing_id uuid not null,
    calls bigint not null,
    units bigint not null,
    failed bigint not null,
    primary key (token_id, hour),
    constraint usage_hours_counts check (calls > 0 and units >= 0 and failed between 0 and calls)
);
comment on table usage_hours is 'Finished calls of usage_records summed by the hour (UTC) in which they began, written together with them, for charts.';
comment on column usage_hours.failed is 'Of the calls, those that were not billed.';
create index usage_hours_listing on usage_hours (listing_id, hour);

-- A call would otherwise wait for, and could deadlock with, a sale that holds the listing's row. The token's own reference leads there too.
alter table usage_records drop constraint usage_records_listing_id_fkey;
comment on column usage_records.listing_id is 'The token''s listing.';
create index tokens_of_listing on tokens (listing_id);
