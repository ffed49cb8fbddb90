-- What the desks of resolvers and guards read: disputes by their deadline, payouts by where they go, card money that is nobody's.
set local lock_timeout = '5s';

create index orders_disputed on orders (acts_at, id) where state = 'disputed';
create index orders_resolved on orders (updated_at desc, id desc) where state = 'resolved';
create index payouts_to_address on payouts (chain_id, to_address) where to_address is not null;
create index payout_addresses_address on payout_addresses (chain_id, address);

alter table card_strays add column id uuid not null default gen_random_uuid();
comment on column card_strays.id is 'For pages of the list.';
create index card_strays_page on card_strays (found_at desc, id desc);
