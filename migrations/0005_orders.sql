-- Orders: frozen terms, the deal's money so far, one timer, one timeline.
set local lock_timeout = '5s';

create table orders (
    id uuid primary key,
    buyer_id uuid not null references users,
    seller_id uuid not null references users,
    origin text not null,
    origin_id uuid not null,
    title text not null,
    terms jsonb not null,
    terms_hash bytea not null,
    price numeric(38,18) not null,
    currency text not null,
    table_version smallint not null,
    state text not null,
    asset_id uuid,
    paid_in numeric(78,0) not null default 0,
    fee numeric(78,0) not null default 0,
    released numeric(78,0) not null default 0,
    fee_taken numeric(78,0) not null default 0,
    refunded numeric(78,0) not null default 0,
    milestones numeric(78,0)[] not null default '{}',
    milestones_done smallint not null default 0,
    change_requests smallint not null default 0,
    cancel_proposed_by text,
    resume text,
    hold_reason text,
    acts_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint orders_parties check (buyer_id <> seller_id),
    constraint orders_origin_once unique (origin, origin_id),
    constraint orders_state check (state in ('awaiting_payment','confirming','funded','delivered','disputed','completed','refunded','resolved','expired','cancelled')),
    constraint orders_never_more_out_than_in check (released >= 0 and refunded >= 0 and released + refunded <= paid_in),
    constraint orders_fee_within check (fee_taken >= 0 and fee_taken <= fee and fee_taken <= released),
    constraint orders_final_holds_nothing check (state not in ('completed','refunded','resolved','expired','cancelled') or released + refunded = paid_in),
    constraint orders_unpaid_holds_nothing check (state not in ('awaiting_payment','confirming') or paid_in = 0),
    constraint orders_timer check ((acts_at is null) = (state in ('completed','refunded','resolved','expired','cancelled')))
);
comment on column orders.origin is 'What made the order: offer (a listing and a private deal come later).';
comment on column orders.terms is 'What both sides agreed to, exactly; never changed afterwards.';
comment on column orders.terms_hash is 'SHA-256 of the canonical terms.';
comment on column orders.acts_at is 'When the state''s period runs out; the action is then time_out.';
comment on column orders.hold_reason is 'While set, no money of this order moves: an exception case is open.';
comment on column orders.paid_in is 'Base units of asset_id, like every amount here.';
create index orders_buyer on orders (buyer_id, created_at desc, id desc);
create index orders_seller on orders (seller_id, created_at desc, id desc);
create index orders_due on orders (acts_at) where acts_at is not null;

create function orders_terms_are_frozen() returns trigger language plpgsql as $$
begin
    if new.terms <> old.terms or new.terms_hash <> old.terms_hash or new.price <> old.price or new.currency <> old.currency
        or new.buyer_id <> old.buyer_id or new.seller_id <> old.seller_id then
        raise exception 'the terms of an order are frozen' using errcode = 'check_violation', constraint = 'orders_terms_frozen';
    end if;
    return new;
end $$;
create trigger orders_terms_frozen before update on orders for each row execute function orders_terms_are_frozen();

create table order_timeline (
    id uuid primary key,
    order_id uuid not null references orders,
    at timestamptz not null,
    actor text not null,
    actor_id uuid,
    action text not null,
    from_state text not null,
    to_state text not null,
    detail jsonb not null default '{}'
);
create index order_timeline_order on order_timeline (order_id, at, id);

create table order_deliveries (
    id uuid primary key,
    order_id uuid not null references orders,
    milestone smallint not null,
    note text not null,
    tracking text,
    created_at timestamptz not null
);
create index order_deliveries_order on order_deliveries (order_id, created_at);

create table fee_rules (
    id uuid primary key,
    category_id uuid,
    seller_id uuid references users,
    percent_bps smallint not null,
    fixed numeric(38,18) not null default 0,
    minimum numeric(38,18),
    maximum numeric(38,18),
    payer text not null default 'seller',
    constraint fee_rules_payer check (payer in ('buyer', 'seller')),
    constraint fee_rules_percent check (percent_bps between 0 and 10000),
    constraint fee_rules_scope unique nulls not distinct (category_id, seller_id)
);
comment on table fee_rules is 'Commission: the most specific rule wins (seller, then category, then the default with neither).';
insert into fee_rules (id, percent_bps) values ('00000000-0000-7000-8000-000000000001', 250);
