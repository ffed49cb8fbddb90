-- Digital goods by the unit: listings with stock, sealed secrets, purchases, tokens, metered use.
set local lock_timeout = '5s';

create table listings (
    id uuid primary key,
    seller_id uuid not null references users,
    category_id uuid references categories,
    service_name text not null,
    description text not null,
    unit_description text not null,
    price_per_unit numeric(38, 18) not null,
    currency text not null,
    fulfilment text not null,
    status text not null,
    moderation text not null,
    moderation_note text,
    available_units bigint not null default 0,
    reserved_units bigint not null default 0,
    sold_units bigint not null default 0,
    stocked_units bigint not null default 0,
    min_units bigint not null default 1,
    max_units bigint not null default 1000000,
    inspection_s bigint not null,
    token_lifetime_s bigint not null,
    accepted_when_spent boolean not null default true,
    gateway jsonb,
    probe jsonb,
    probed_at timestamptz,
    probe_failure text,
    sales bigint not null default 0,
    stars_sum bigint not null default 0,
    stars_count bigint not null default 0,
    score numeric(4, 3) generated always as (case when stars_count = 0 then 0 else round(stars_sum::numeric / stars_count, 3) end) stored,
    version bigint not null default 1,
    words tsvector generated always as (to_tsvector('simple', service_name || ' ' || description || ' ' || unit_description)) stored,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint listings_service_name check (length(service_name) between 1 and 120),
    constraint listings_price check (price_per_unit > 0),
    constraint listings_fulfilment check (fulfilment in ('reveal_secret', 'code_pool', 'metered_gateway')),
    constraint listings_status check (status in ('draft', 'active', 'paused', 'sold_out', 'removed')),
    constraint listings_moderation check (moderation in ('pending', 'approved', 'rejected')),
    constraint listings_never_oversold check (available_units >= 0 and reserved_units >= 0 and sold_units >= 0),
    constraint listings_stock_adds_up check (available_units + reserved_units + sold_units = stocked_units),
    constraint listings_sold_out check ((status = 'sold_out') <= (available_units = 0)),
    constraint listings_order_size check (min_units between 1 and max_units and max_units <= 1000000),
    constraint listings_terms check (inspection_s between 60 and 31622400 and token_lifetime_s between 60 and 31622400),
    constraint listings_gateway check ((fulfilment = 'metered_gateway') or gateway is null),
    constraint listings_score check (stars_sum between stars_count and 5 * stars_count)
);
comment on table listings is 'Goods sold by the unit.';
comment on column listings.fulfilment is 'reveal_secret: every buyer may reveal the listing''s secret; code_pool: one code per unit; metered_gateway: an access token for /gateway, one unit per use.';
comment on column listings.price_per_unit is 'In whole units of currency, for new orders: an order keeps the price in its terms.';
comment on column listings.moderation_note is 'Why it was approved or rejected, for its seller.';
comment on column listings.available_units is 'That can be bought now.';
comment on column listings.sold_units is 'Of orders that were paid, less those that came back.';
comment on column listings.min_units is 'Fewest units of one order; max_units: most of them.';
comment on column listings.inspection_s is 'How long a buyer may look at what came before it counts as accepted, seconds. A metered order is settled by use instead.';
comment on column listings.token_lifetime_s is 'How long what was bought can be used, seconds.';
comment on column listings.probed_at is 'When the test call was made last; null again when what it depends on has changed.';
comment on column listings.probe_failure is 'What was wrong with the last test call, in our words, never the service''s: they could repeat the key.';
comment on column listings.sales is 'Orders that were paid, whatever became of them.';
comment on column listings.stars_sum is 'Of stars_count ratings that are visible; rewritten whole from order_ratings.';
comment on column listings.words is 'What the search looks through.';
comment on column listings.stocked_units is 'All units ever put in, less those taken out again by the seller: available + reserved + sold, always.';
comment on column listings.reserved_units is 'Of orders that are not paid yet.';
comment on column listings.gateway is 'Upstream, how the key is put in, how use is counted, limits: see gateway settings in the contract. Never a secret.';
comment on column listings.probe is 'The seller''s test call and what it must answer; made before the listing goes active.';
comment on column listings.accepted_when_spent is 'A metered order is accepted as soon as its last unit is used.';
comment on column listings.version is 'Grows with every change of what is offered and of how it is served; not with each sale, which would make the gateway read it anew.';
comment on column listings.moderation is 'Only approved listings are public.';
create index listings_newest on listings (created_at desc, id desc) where status = 'active' and moderation = 'approved';
create index listings_cheapest on listings (price_per_unit, id) where status = 'active' and moderation = 'approved';
create index listings_best on listings (score desc, id desc) where status = 'active' and moderation = 'approved';
create index listings_popular on listings (sales desc, id desc) where status = 'active' and moderation = 'approved';
create index listings_words on listings using gin (words);
create index listings_of_seller on listings (seller_id, created_at desc, id desc);
create index listings_to_moderate on listings (moderation, created_at desc, id desc);

create table purchases (
    id uuid primary key,
    order_id uuid not null references orders,
    listing_id uuid not null references listings,
    buyer_id uuid not null,
    seller_id uuid not null,
    units bigint not null,
    unit_price numeric(38, 18) not null,
    state text not null,
    returned_units bigint not null default 0,
    most_per_call bigint,
    accepted_when_spent boolean not null default true,
    failure text,
    closed_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint purchases_order unique (order_id),
    constraint purchases_units check (units between 1 and 1000000),
    constraint purchases_returned check (returned_units between 0 and units),
    constraint purchases_most_per_call check (most_per_call > 0),
    constraint purchases_state check (state in ('reserved', 'sold', 'returned'))
);
comment on table purchases is 'Units of a listing that an order takes. Moved together with the listing''s stock, in one transaction.';
comment on column purchases.buyer_id is 'As in the order, which refers to the person; so is the seller.';
comment on column purchases.state is 'reserved: not paid yet; sold: paid and delivered; returned: the order ended unpaid or undelivered and the stock is back.';
comment on column purchases.returned_units is 'Units that went back on stock when the order ended: all of an order that was never delivered, else what was not used.';
comment on column purchases.most_per_call is 'Most units that one call may cost, as the listing said when they were bought: its seller can''t make calls dearer afterwards.';
comment on column purchases.accepted_when_spent is 'As the listing said when the units were bought.';
comment on column purchases.failure is 'Why a paid purchase can not be delivered right now; tried again every minute until the delivery period refunds it.';
comment on column purchases.closed_at is 'When the order''s end was carried over to stock and tokens; that happens once.';
create index purchases_of_seller on purchases (seller_id, created_at desc, id desc);
create index purchases_of_listing on purchases (listing_id, created_at desc, id desc);
create index purchases_unpaid on purchases (buyer_id, listing_id) where state = 'reserved';
create index purchases_open on purchases (created_at) where closed_at is null;

create table sealed_secrets (
    id uuid primary key,
    listing_id uuid not null references listings,
    owner_id uuid not null references users,
    order_id uuid references orders,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    sealed_at timestamptz not null,
    constraint sealed_secrets_nonce check (octet_length(nonce) = 12),
    constraint sealed_secrets_fresh_nonce unique (key_id, nonce),
    constraint sealed_secrets_size check (octet_length(ciphertext) between 17 and 65552)
);
comment on table sealed_secrets is 'AES-256-GCM. The associated data binds id, owner, listing and order, so that a ciphertext moved to another row is refused.';
comment on column sealed_secrets.owner_id is 'Who may reveal it: the seller of the listing, or with an order its buyer.';
comment on column sealed_secrets.key_id is 'Which key of the ring; `amanat secrets rotate` re-seals under the newest.';
create index sealed_secrets_by_key on sealed_secrets (key_id, id);

alter table listings add column secret_id uuid references sealed_secrets;
comment on column listings.secret_id is 'The API key or credential itself; null for a pool of codes.';
alter table listings add column code_key_id uuid references sealed_secrets;
comment on column listings.code_key_id is 'A random key of this listing alone, by which its codes are fingerprinted. Sealed like any secret, so the fingerprints outlast every rotation of the ring.';

-- Half-empty pages, so that a change of stock stays on its page and touches no index.
alter table listings set (fillfactor = 70);

create table listing_changes (
    one_row boolean primary key default true check (one_row),
    count bigint not null default 0
);
comment on table listing_changes is 'Grows when a page of listings may have to show other rows. Not with each sale: those are seen by the row''s own version.';
insert into listing_changes default values;
create function listings_changed() returns trigger language plpgsql as $$
begin
    update listing_changes set count = count + 1;
    return null;
end $$;
-- Deferred: the one row is locked last, so that no two sales wait for each other in a circle.
create constraint trigger listings_reworded after update of service_name, description, unit_description, category_id, price_per_unit, moderation on listings
    deferrable initially deferred for each row execute function listings_changed();
create constraint trigger listings_moved after update on listings
    deferrable initially deferred for each row when (old.status is distinct from new.status or old.stars_sum is distinct from new.stars_sum)
    execute function listings_changed();

create function listing_offer(l listings) returns text language sql stable parallel safe as $$
    select md5(row(l.seller_id, l.category_id, l.service_name, l.description, l.unit_description, l.price_per_unit, l.currency, l.fulfilment,
                   l.moderation, l.min_units, l.max_units, l.inspection_s, l.token_lifetime_s, l.secret_id)::text)
$$;
comment on function listing_offer is 'What a listing offers at which terms, stock aside: the same text, the same offer.';

create table codes (
    id uuid primary key,
    listing_id uuid not null references listings,
    secret_id uuid not null references sealed_secrets,
    fingerprint bytea not null,
    order_id uuid references orders,
    imported_at timestamptz not null,
    constraint codes_once unique (listing_id, fingerprint),
    constraint codes_secret unique (secret_id)
);
comment on table codes is 'One unit each of a code_pool listing.';
comment on column codes.fingerprint is 'Keyed hash of the code: the same one is not put in twice, and the hash alone tells nothing.';
create index codes_free on codes (listing_id, imported_at, id) where order_id is null;
create index codes_order on codes (order_id) where order_id is not null;

create table tokens (
    id uuid primary key,
    order_id uuid not null references orders,
    listing_id uuid not null references listings,
    buyer_id uuid not null,
    seller_id uuid not null,
    fulfilment text not null,
    secret_id uuid not null references sealed_secrets,
    code_id uuid references codes,
    lookup_hash bytea,
    units bigint not null,
    used_units bigint not null default 0,
    state text not null,
    ended_because text,
    settled_at timestamptz,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    constraint tokens_lookup unique (lookup_hash),
    constraint tokens_hash check (octet_length(lookup_hash) = 32),
    constraint tokens_never_beyond check (used_units between 0 and units),
    constraint tokens_metered check ((fulfilment = 'metered_gateway') = (lookup_hash is not null)),
    constraint tokens_state check (state in ('active', 'spent', 'expired', 'revoked')),
    constraint tokens_fulfilment check (fulfilment in ('reveal_secret', 'code_pool', 'metered_gateway'))
);
comment on table tokens is 'What a buyer holds after payment: a secret to reveal, a code, or an access token for the gateway.';
comment on column tokens.buyer_id is 'As in the order, which refers to the person; so is the seller.';
comment on column tokens.lookup_hash is 'SHA-256 of the access token (32 random bytes, so no salt is needed).';
comment on column tokens.used_units is 'Counted and held use; a held unit of a call that failed is given back.';
comment on column tokens.state is 'Only active tokens are served; the gateway also looks at the order''s own state, each time.';
create index tokens_of_buyer on tokens (buyer_id, created_at desc, id desc);
create index tokens_order on tokens (order_id);
create index tokens_ending on tokens (expires_at) where state = 'active';
create index tokens_to_settle on tokens (expires_at) where lookup_hash is not null and settled_at is null;
alter table tokens set (fillfactor = 70);
comment on column tokens.code_id is 'Which code of the pool it shows; a code that nobody saw goes back when the order is refunded.';
comment on column tokens.settled_at is 'When use was settled, or the order ended otherwise; only metered tokens are settled.';

create table token_reveals (
    id uuid primary key,
    token_id uuid not null references tokens,
    user_id uuid not null references users,
    at timestamptz not null,
    client text
);
comment on table token_reveals is 'Who saw a secret, when, from where. Append-only.';
create index token_reveals_token on token_reveals (token_id, at desc);
create function token_reveals_stay() returns trigger language plpgsql as $$
begin
    raise exception 'what was revealed stays written down' using errcode = 'check_violation', constraint = 'token_reveals_append_only';
end $$;
create trigger token_reveals_append_only before update or delete on token_reveals for each row execute function token_reveals_stay();

create table usage_records (
    id uuid primary key,
    token_id uuid not null references tokens,
    listing_id uuid not null references listings,
    node uuid not null,
    at timestamptz not null,
    method text not null,
    path text not null,
    held_units bigint not null,
    units bigint,
    outcome text,
    status smallint,
    duration_ms integer,
    finished_at timestamptz,
    constraint usage_records_units check (held_units > 0 and units between 0 and held_units),
    constraint usage_records_finished check ((finished_at is null) = (outcome is null) and (finished_at is null) = (units is null)),
    constraint usage_records_outcome check (outcome in ('counted', 'not_billed', 'interrupted'))
);
comment on table usage_records is 'One row per call through the gateway, committed with its units before the call goes out.';
comment on column usage_records.held_units is 'Taken before the call.';
comment on column usage_records.units is 'What it counted in the end; the rest of the held ones went back. Null while it runs.';
comment on column usage_records.outcome is 'counted; not_billed: the upstream failed; interrupted: this server died in between, so the call counts as held.';
comment on column usage_records.node is 'Which process took it; the calls of a process that is gone are settled as interrupted.';
create index usage_records_token on usage_records (token_id, at desc, id desc);
create index usage_records_listing on usage_records (listing_id, at desc, id desc);
create index usage_records_running on usage_records (at) where finished_at is null;
