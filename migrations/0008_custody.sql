-- Money out: payout instructions, sweeps, and every transaction that we send.
set local lock_timeout = '5s';

create table approval_thresholds (
    asset_id uuid references assets,
    whole_units numeric(38, 18) not null,
    changed_by uuid references users,
    changed_at timestamptz,
    constraint approval_thresholds_asset unique nulls not distinct (asset_id),
    constraint approval_thresholds_sign check (whole_units >= 0)
);
comment on table approval_thresholds is 'Money out above this needs a guard. The row without an asset holds for every asset that has none of its own.';
comment on column approval_thresholds.whole_units is 'In whole units of the asset, not in its smallest.';
insert into approval_thresholds (asset_id, whole_units) values (null, 1000);

create table payouts (
    id uuid primary key,
    cause text not null,
    kind text not null,
    order_id uuid references orders,
    user_id uuid not null references users,
    asset_id uuid not null references assets,
    chain_id bigint not null references networks,
    amount numeric(78, 0) not null,
    preferred_address bytea,
    to_address bytea,
    state text not null,
    waiting_reason text,
    requested_by uuid references users,
    decided_by uuid references users,
    decided_at timestamptz,
    tx_hash bytea,
    reorgs integer not null default 0,
    check_at timestamptz,
    confirmed_at timestamptz,
    final_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint payouts_cause unique (cause),
    constraint payouts_cause_length check (length(cause) between 1 and 200),
    constraint payouts_amount check (amount > 0),
    constraint payouts_kind check (kind in ('release', 'refund', 'withdrawal', 'exception_refund')),
    constraint payouts_state check (state in ('waiting_address', 'pending_approval', 'approved', 'prepared', 'signed', 'broadcast', 'confirmed', 'failed', 'cancelled')),
    constraint payouts_addressed check (state in ('waiting_address', 'cancelled') or to_address is not null),
    constraint payouts_address_length check (octet_length(to_address) = 20 and octet_length(preferred_address) = 20),
    constraint payouts_four_eyes check (decided_by is null or (decided_by <> user_id and decided_by is distinct from requested_by)),
    constraint payouts_watched check (state not in ('approved', 'signed', 'broadcast') or check_at is not null)
);
comment on table payouts is 'Instructions to send money out. One per cause, whatever happens.';
comment on column payouts.cause is 'What made it, such as event:<id>.';
comment on column payouts.amount is 'Smallest unit of the asset.';
comment on column payouts.preferred_address is 'Where a refund was asked to go when the buyer paid; goes before the payout address.';
comment on column payouts.to_address is 'Frozen when the payout leaves waiting_address.';
comment on column payouts.waiting_reason is 'Why it does not go on, as a sentence for people.';
comment on column payouts.requested_by is 'The person whose action freed the money; null for the system.';
comment on column payouts.decided_by is 'The guard who approved or rejected it; null when no approval was needed.';
comment on column payouts.tx_hash is 'Of the transaction that was mined, or else of the newest that was signed.';
comment on column payouts.reorgs is 'How often its confirmation was undone by the chain.';
comment on column payouts.check_at is 'When it is looked at again; null while it waits for a person, and when nothing can change any more.';
create index payouts_of_user on payouts (user_id, created_at desc, id desc);
create index payouts_page on payouts (created_at desc, id desc);
create index payouts_by_state on payouts (state, created_at desc, id desc);
create index payouts_order on payouts (order_id) where order_id is not null;
create index payouts_due on payouts (check_at) where check_at is not null;

create function payouts_never_change() returns trigger language plpgsql as $$
begin
    if new.cause <> old.cause or new.kind <> old.kind or new.user_id <> old.user_id or new.asset_id <> old.asset_id
        or new.amount <> old.amount or new.order_id is distinct from old.order_id or new.requested_by is distinct from old.requested_by then
        raise exception 'what a payout says is fixed' using errcode = 'check_violation', constraint = 'payouts_fixed';
    end if;
    if old.to_address is not null and new.to_address is distinct from old.to_address then
        raise exception 'the address of a payout is frozen' using errcode = 'check_violation', constraint = 'payouts_address_frozen';
    end if;
    if old.state in ('failed', 'cancelled') and new.state <> old.state then
        raise exception 'a closed payout stays closed' using errcode = 'check_violation', constraint = 'payouts_closed';
    end if;
    if new.decided_by is not null and exists (select 1 from orders o where o.id = new.order_id and new.decided_by in (o.buyer_id, o.seller_id)) then
        raise exception 'a party of the order may not decide' using errcode = 'check_violation', constraint = 'payouts_four_eyes';
    end if;
    return new;
end $$;
create trigger payouts_never_change before update on payouts for each row execute function payouts_never_change();

create table sweeps (
    id uuid primary key,
    chain_id bigint not null references networks,
    address bytea not null,
    derivation_index bigint not null,
    asset_id uuid not null references assets,
    amount numeric(78, 0) not null,
    state text not null,
    waiting_reason text,
    decided_by uuid references users,
    decided_at timestamptz,
    tx_hash bytea,
    check_at timestamptz,
    final_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint sweeps_amount check (amount > 0),
    constraint sweeps_of_an_address foreign key (chain_id, address) references deposit_addresses (chain_id, address),
    constraint sweeps_state check (state in ('pending_approval', 'approved', 'prepared', 'signed', 'broadcast', 'confirmed', 'failed', 'cancelled')),
    constraint sweeps_watched check (state not in ('approved', 'signed', 'broadcast') or check_at is not null)
);
comment on table sweeps is 'Moving what a derived address received into the treasury. Both ends are ours: only gas reaches the ledger.';
comment on column sweeps.amount is 'Smallest unit: what was found when it was planned, then what is really sent.';
comment on column sweeps.check_at is 'As in payouts.';
create unique index sweeps_one_running on sweeps (chain_id, address) where final_at is null and state not in ('failed', 'cancelled');
create index sweeps_page on sweeps (created_at desc, id desc);
create index sweeps_of_address on sweeps (chain_id, address, asset_id);
create index sweeps_due on sweeps (check_at) where check_at is not null;

create table treasury_nonces (
    chain_id bigint not null references networks,
    address bytea not null,
    next_nonce bigint not null,
    primary key (chain_id, address),
    constraint treasury_nonces_address_length check (octet_length(address) = 20),
    constraint treasury_nonces_sign check (next_nonce >= 0)
);
comment on table treasury_nonces is 'The next nonce of every address that we send from. A nonce is taken under the row''s lock, together with the transaction that uses it.';

create table outgoing_transactions (
    id uuid primary key,
    purpose text not null,
    payout_id uuid references payouts,
    sweep_id uuid references sweeps,
    chain_id bigint not null,
    from_address bytea not null,
    derivation_index bigint,
    nonce bigint not null,
    token bytea,
    recipient bytea not null,
    amount numeric(78, 0) not null,
    max_gas_cost numeric(78, 0) not null,
    unsigned jsonb not null,
    raw bytea,
    tx_hash bytea,
    state text not null,
    replaces uuid,
    sent_at timestamptz,
    block_number bigint,
    block_hash bytea,
    gas_cost numeric(78, 0),
    created_at timestamptz not null,
    constraint outgoing_transactions_same_nonce unique (id, chain_id, from_address, nonce),
    constraint outgoing_transactions_of_ours foreign key (chain_id, from_address) references treasury_nonces (chain_id, address),
    constraint outgoing_transactions_replacement foreign key (replaces, chain_id, from_address, nonce) references outgoing_transactions (id, chain_id, from_address, nonce),
    constraint outgoing_transactions_replaced_once unique (replaces),
    constraint outgoing_transactions_hash unique (tx_hash),
    constraint outgoing_transactions_purpose check (
        (purpose = 'payout' and payout_id is not null and sweep_id is null) or (purpose in ('sweep', 'gas') and sweep_id is not null and payout_id is null)),
    constraint outgoing_transactions_state check (state in ('prepared', 'signed', 'broadcast', 'mined', 'failed', 'replaced')),
    constraint outgoing_transactions_signed check ((raw is null) = (tx_hash is null) and (state in ('prepared', 'replaced') or raw is not null)),
    constraint outgoing_transactions_mined check (state not in ('mined', 'failed') or (block_hash is not null and gas_cost is not null))
);
comment on table outgoing_transactions is 'Everything that we send. An instruction has one nonce; a replacement has the nonce of the one it replaces, so that only one of them can be mined.';
comment on column outgoing_transactions.unsigned is 'As it was built, every field.';
comment on column outgoing_transactions.raw is 'The signed bytes, stored before they are sent for the first time. A repeat sends the same bytes.';
comment on column outgoing_transactions.sent_at is 'First attempt to send it.';
comment on column outgoing_transactions.max_gas_cost is 'Wei, like gas_cost.';
create unique index outgoing_transactions_nonce_once on outgoing_transactions (chain_id, from_address, nonce) where replaces is null;
create unique index outgoing_transactions_one_per_payout on outgoing_transactions (payout_id) where replaces is null;
create unique index outgoing_transactions_one_per_sweep on outgoing_transactions (sweep_id, purpose) where replaces is null and purpose = 'sweep';
create unique index outgoing_transactions_one_gas_at_a_time on outgoing_transactions (sweep_id, purpose)
    where replaces is null and purpose = 'gas' and state in ('prepared', 'signed', 'broadcast');
create index outgoing_transactions_live on outgoing_transactions (chain_id, from_address) where state in ('prepared', 'signed', 'broadcast');
create index outgoing_transactions_payout on outgoing_transactions (payout_id);
create index outgoing_transactions_sweep on outgoing_transactions (sweep_id);

create function outgoing_transactions_are_written_once() returns trigger language plpgsql as $$
begin
    if new.unsigned <> old.unsigned or new.nonce <> old.nonce or new.chain_id <> old.chain_id or new.from_address <> old.from_address
        or new.replaces is distinct from old.replaces or (old.raw is not null and new.raw is distinct from old.raw) then
        raise exception 'a transaction is written once' using errcode = 'check_violation', constraint = 'outgoing_transactions_fixed';
    end if;
    return new;
end $$;
create trigger outgoing_transactions_are_written_once before update on outgoing_transactions
    for each row execute function outgoing_transactions_are_written_once();
