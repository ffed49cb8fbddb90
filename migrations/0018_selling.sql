-- What sellers work with: a shop with a picture that may take a break, texts to use again, and why a payout waits as a word for programs.
set local lock_timeout = '5s';

alter table shops add column logo uuid references files;
alter table shops add column on_break boolean not null default false;
comment on column shops.logo is 'A file of the owner''s with the purpose avatar.';
comment on column shops.on_break is 'Says on the shop''s page that its owner takes a break. Listings have their own status.';
create index shops_logo on shops (logo) where logo is not null;
create index shops_newest on shops (created_at desc, owner_id desc);

create table templates (
    id uuid primary key,
    owner_id uuid not null references users,
    kind text not null,
    name text not null,
    body text not null default '',
    price numeric(38,18),
    currency text,
    delivery_days smallint,
    inspection_days smallint,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint templates_name_key unique (owner_id, kind, name),
    constraint templates_kind check (kind in ('offer', 'delivery', 'request', 'listing')),
    constraint templates_name_length check (length(name) between 1 and 80),
    constraint templates_body_length check (length(body) <= 10000),
    constraint templates_price check (price > 0),
    constraint templates_currency check (currency ~ '^[A-Z0-9]{2,10}$'),
    constraint templates_days check (delivery_days between 1 and 365 and inspection_days between 1 and 60),
    constraint templates_terms check (kind = 'offer' or num_nonnulls(price, currency, delivery_days, inspection_days) = 0)
);
comment on table templates is 'Texts that a person uses again; nobody else sees them.';
comment on column templates.price is 'Only of an offer, like the currency and the days.';
create trigger erased_people_stay_so after insert on templates for each row execute function erased_people_stay_so('owner_id');

alter table payouts add column waiting_code text;
comment on column payouts.waiting_code is 'waiting_reason as a word for programs, which say it in their reader''s language.';
update payouts set waiting_code = case when state = 'pending_approval' then 'approval' when chain_id is null then 'no_card_account' else 'no_address' end
where state in ('waiting_address', 'pending_approval') and waiting_reason is not null;

-- A seller's dashboard: deals that are not over, and payouts that wait.
create index orders_seller_open on orders (seller_id, acts_at) where acts_at is not null;
create index payouts_waiting on payouts (user_id, created_at desc, id desc) where waiting_reason is not null;
-- A code that is taken out of its pool must be in no token.
create index tokens_code on tokens (code_id) where code_id is not null;
