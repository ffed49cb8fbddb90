-- Money in: checkout, derived addresses, deposits, exception cases.
set local lock_timeout = '5s';

alter table assets add column dust numeric(78, 0) not null default 0;
alter table assets add constraint assets_dust_sign check (dust >= 0);
comment on column assets.dust is 'Smallest unit. A transfer below this that doesn''t complete a payment is recorded and ignored.';

create table deposit_wallets (
    xpub text primary key,
    next_index bigint not null default 0,
    constraint deposit_wallets_index_range check (next_index between 0 and 2147483648)
);
comment on table deposit_wallets is 'Extended public keys that addresses were derived from, each with the next unused index.';

create table payments (
    id uuid primary key,
    order_id uuid not null references orders,
    buyer_id uuid not null references users,
    asset_id uuid not null references assets,
    amount numeric(78, 0) not null,
    fee numeric(78, 0) not null,
    milestones numeric(78, 0)[] not null default '{}',
    refund_address bytea,
    status text not null,
    received numeric(78, 0) not null default 0,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint payments_amount check (amount > 0 and fee >= 0 and fee <= amount),
    constraint payments_received check (received >= 0),
    constraint payments_refund_address_length check (octet_length(refund_address) = 20),
    constraint payments_status check (status in ('waiting', 'confirming', 'underpaid', 'paid', 'expired', 'replaced'))
);
comment on table payments is 'One attempt to pay an order: one asset, one address.';
comment on column payments.amount is 'What is asked for, smallest unit of the asset, like every amount here.';
comment on column payments.fee is 'The platform''s part of it on full release.';
comment on column payments.milestones is 'Gross parts that sum to amount; empty for one part.';
comment on column payments.received is 'Sum of the confirmed deposits in this asset.';
comment on column payments.expires_at is 'The order''s payment deadline when the checkout was made.';
create unique index payments_one_active on payments (order_id) where status in ('waiting', 'confirming', 'underpaid', 'paid');
create index payments_order on payments (order_id, created_at desc);
create index payments_open on payments (expires_at) where status in ('waiting', 'confirming', 'underpaid');

create table deposit_addresses (
    chain_id bigint not null references networks,
    address bytea not null,
    payment_id uuid not null references payments,
    xpub text not null references deposit_wallets,
    derivation_index bigint not null,
    from_block bigint not null,
    seq bigint generated always as identity,
    created_at timestamptz not null,
    primary key (chain_id, address),
    constraint deposit_addresses_length check (octet_length(address) = 20),
    constraint deposit_addresses_never_reused unique (xpub, derivation_index),
    constraint deposit_addresses_one_per_payment unique (payment_id)
);
comment on table deposit_addresses is 'Where buyers pay. Watched for ever: late money must be found.';
comment on column deposit_addresses.derivation_index is 'Index below the external chain of the xpub (m/44''/60''/0''/0).';
comment on column deposit_addresses.from_block is 'Head of the chain before the address was shown: nothing can have come earlier.';
comment on column deposit_addresses.seq is 'Position in the watch list. Taken under a lock, so that its order is commit order and a scanner misses none.';
create unique index deposit_addresses_watch on deposit_addresses (chain_id, seq);

create table deposits (
    id uuid primary key,
    chain_id bigint not null references networks,
    tx_hash bytea not null,
    token bytea,
    recipient bytea not null,
    ordinal integer not null,
    payment_id uuid not null references payments,
    asset_id uuid references assets,
    sender bytea not null,
    amount numeric(78, 0) not null,
    block_number bigint not null,
    block_hash bytea not null,
    log_index bigint,
    status text not null,
    reason text,
    confirmations bigint not null default 0,
    required bigint not null default 0,
    credits integer not null default 0,
    checks integer not null default 1,
    missing_since timestamptz,
    detected_at timestamptz not null,
    confirmed_at timestamptz,
    dropped_at timestamptz,
    final_at timestamptz,
    check_at timestamptz,
    constraint deposits_once unique nulls not distinct (chain_id, tx_hash, token, recipient, ordinal),
    constraint deposits_of_an_address foreign key (chain_id, recipient) references deposit_addresses (chain_id, address),
    constraint deposits_hashes check (octet_length(tx_hash) = 32 and octet_length(block_hash) = 32),
    constraint deposits_status check (status in ('detected', 'confirmed', 'dropped', 'ignored')),
    constraint deposits_credited check (status <> 'confirmed' or (credits > 0 and asset_id is not null and amount > 0))
);
comment on table deposits is 'Transfers to our addresses, each counted at most once: the identity survives a reorganisation that moves the transfer.';
comment on column deposits.token is 'Contract that moved; null for the native coin.';
comment on column deposits.ordinal is 'Position among the transfers of this token to this recipient in this transaction.';
comment on column deposits.asset_id is 'The listed asset it is; null for a token that is not listed, which never counts.';
comment on column deposits.amount is 'What really arrived, as this server read it from the chain itself.';
comment on column deposits.status is 'detected: on chain, not deep enough; confirmed: counted; dropped: not on the chain any more; ignored: dust or not listed.';
comment on column deposits.credits is 'How often it was posted; each time but the last was reversed.';
comment on column deposits.checks is 'How often a look at the chain was written here. A look that began before another was written is stale and changes nothing.';
comment on column deposits.missing_since is 'Set while a counted deposit is not on the chain and its money can''t be taken back: the order is held.';
comment on column deposits.check_at is 'When this server looks again; null when nothing can change any more.';
create index deposits_payment on deposits (payment_id, detected_at);
create index deposits_address on deposits (chain_id, recipient);
create index deposits_awaiting on deposits (detected_at desc, id desc) where status = 'detected';
create index deposits_due on deposits (check_at) where check_at is not null;

create table exception_cases (
    id uuid primary key,
    kind text not null,
    status text not null,
    payment_id uuid not null references payments,
    order_id uuid not null references orders,
    deposit_id uuid references deposits,
    asset_id uuid references assets,
    amount numeric(78, 0) not null,
    proposal jsonb not null,
    note text,
    proposed_by uuid references users,
    proposed_at timestamptz,
    settled_by uuid references users,
    settled_at timestamptz,
    opened_at timestamptz not null,
    constraint exception_cases_kind check (kind in ('underpaid', 'overpaid', 'late', 'duplicate', 'wrong_asset', 'unknown_token', 'reversed')),
    constraint exception_cases_status check (status in ('open', 'proposed', 'settled', 'dismissed')),
    constraint exception_cases_four_eyes check (settled_by is null or (proposed_by is not null and settled_by <> proposed_by)),
    constraint exception_cases_proposed check ((status in ('proposed', 'settled')) <= (proposed_by is not null and proposed_at is not null)),
    constraint exception_cases_settled check ((status = 'settled') <= (settled_by is not null and settled_at is not null)),
    constraint exception_cases_asset check (kind = 'unknown_token' or asset_id is not null)
);
comment on table exception_cases is 'Money that did not match. While a case is open, its amount waits in the payment''s suspense account; two people decide.';
comment on column exception_cases.proposal is 'What should happen: {action, amount}. Computed when the case opens, then what the first person proposed.';
comment on column exception_cases.status is 'dismissed without settled_by: the facts changed (a reorganisation, a top-up) and the case fell away.';
create index exception_cases_page on exception_cases (opened_at desc, id desc);
create index exception_cases_inbox on exception_cases (status, opened_at desc, id desc);
create index exception_cases_order on exception_cases (order_id, opened_at desc, id desc);
create index exception_cases_payment on exception_cases (payment_id) where status in ('open', 'proposed');
create unique index exception_cases_one_unknown_token on exception_cases (payment_id) where kind = 'unknown_token' and status in ('open', 'proposed');
