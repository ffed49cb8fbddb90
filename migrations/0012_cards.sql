-- The card rail: currencies as assets, checkout sessions, connected accounts, money out to cards and accounts, payout preferences.
set local lock_timeout = '5s';

alter table assets add column rail text not null default 'chain';
alter table assets alter column chain_id drop not null;
alter table assets add constraint assets_rail check (rail in ('chain', 'card'));
alter table assets add constraint assets_rail_chain check ((rail = 'chain') = (chain_id is not null));
alter table assets add constraint assets_card_currency_only check (rail = 'chain' or (contract is null and par_currency is not null));
alter table assets drop constraint assets_contract;
create unique index assets_contract on assets (chain_id, contract) nulls not distinct where rail = 'chain';
create unique index assets_card_currency on assets (par_currency) where rail = 'card';
comment on table assets is 'Tokens and native coins that are accepted, by chain and contract, and the currencies of the card rail. The symbol is for people only.';
comment on column assets.rail is 'chain: moved on a network; card: a currency at the card processor.';

insert into assets (id, rail, symbol, decimals, par_currency) values
    ('00000000-0000-7000-8000-0000000ca001', 'card', 'USD', 2, 'USD'),
    ('00000000-0000-7000-8000-0000000ca002', 'card', 'EUR', 2, 'EUR'),
    ('00000000-0000-7000-8000-0000000ca003', 'card', 'GBP', 2, 'GBP'),
    ('00000000-0000-7000-8000-0000000ca004', 'card', 'JPY', 0, 'JPY');
insert into approval_thresholds (asset_id, whole_units) values ('00000000-0000-7000-8000-0000000ca004', 150000);

alter table payments add column rail text not null default 'direct';
alter table payments add constraint payments_rail check (rail in ('direct', 'card'));
comment on table payments is 'One attempt to pay an order: one asset, and one address or one card session.';
comment on column payments.rail is 'direct: to an address on a chain; card: by a session at the card processor.';

create table card_payments (
    payment_id uuid primary key references payments,
    session_id text,
    url text,
    session_status text not null default 'creating',
    session_expires_at timestamptz not null,
    intent_id text,
    charge_id text,
    pending numeric(78, 0) not null default 0,
    captured numeric(78, 0) not null default 0,
    gone numeric(78, 0) not null default 0,
    reversed numeric(78, 0) not null default 0,
    short numeric(78, 0) not null default 0,
    written_off numeric(78, 0) not null default 0,
    moves integer not null default 0,
    captured_asset_id uuid references assets,
    dispute text not null default 'none',
    checks integer not null default 0,
    looked_at timestamptz,
    created_at timestamptz not null,
    constraint card_payments_session unique (session_id),
    constraint card_payments_intent unique (intent_id),
    constraint card_payments_session_status check (session_status in ('creating', 'open', 'complete', 'expired')),
    constraint card_payments_session_known check (session_status = 'creating' or session_id is not null),
    constraint card_payments_captured check (captured = 0 or (intent_id is not null and captured_asset_id is not null)),
    constraint card_payments_amounts check (pending >= 0 and captured >= 0 and gone >= 0 and reversed >= 0 and short >= 0 and written_off >= 0
        and reversed + short + written_off <= captured),
    constraint card_payments_dispute check (dispute in ('none', 'open', 'won', 'lost'))
);
comment on table card_payments is 'What the card processor says of a card payment. Amounts in the smallest unit of captured_asset_id.';
comment on column card_payments.session_id is 'Checkout session; null until its creation was answered. It is created under the payment''s id as idempotency key.';
comment on column card_payments.session_expires_at is 'As asked for: part of what must be the same when the creation is repeated.';
comment on column card_payments.pending is 'On its way by a method that takes days.';
comment on column card_payments.captured is 'What the processor took from the buyer; posted to the ledger exactly once.';
comment on column card_payments.gone is 'What it gave back without us: refunded by hand there, or lost in a dispute.';
comment on column card_payments.reversed is 'Part of gone that was posted back out of the ledger.';
comment on column card_payments.short is 'Part of gone that could not be taken back: an open case, the order is held.';
comment on column card_payments.written_off is 'Part of gone that the platform bore.';
comment on column card_payments.moves is 'Postings after the first: numbers their keys.';
comment on column card_payments.checks is 'As in deposits: a look that began before another was written is stale.';
create index card_payments_open on card_payments (session_expires_at) where session_status in ('creating', 'open');
create index card_payments_pending on card_payments (created_at) where pending > 0;

create table card_strays (
    session_id text primary key,
    intent_id text,
    reference text,
    amount numeric(78, 0) not null,
    currency text not null,
    reason text not null,
    found_at timestamptz not null
);
comment on table card_strays is 'Paid sessions at the processor that belong to no payment of ours. Nothing is booked; a person must look.';

alter table exception_cases drop constraint exception_cases_kind;
alter table exception_cases add constraint exception_cases_kind
    check (kind in ('underpaid', 'overpaid', 'late', 'duplicate', 'wrong_asset', 'unknown_token', 'reversed', 'mismatch'));

create table card_accounts (
    user_id uuid primary key references users,
    account_id text,
    transfers_active boolean not null default false,
    waiting_for text,
    checked_at timestamptz,
    created_at timestamptz not null,
    constraint card_accounts_account unique (account_id),
    constraint card_accounts_active check (not transfers_active or account_id is not null)
);
comment on table card_accounts is 'Where a person''s money of the card rail goes: their connected account at the processor.';
comment on column card_accounts.account_id is 'Null until its creation was answered; created under the user''s id as idempotency key.';
comment on column card_accounts.waiting_for is 'What the processor still wants, as a sentence.';

create table payout_preferences (
    user_id uuid primary key references users,
    automatic boolean not null,
    changed_at timestamptz not null
);
comment on table payout_preferences is 'Whether money that becomes free is paid out at once. Automatic where there is no row.';

alter table payouts alter column chain_id drop not null;
alter table payouts add column card_target text;
alter table payouts add column card_reference text;
alter table payouts add column attempts integer not null default 0;
alter table payouts add column requested_at timestamptz;
alter table payouts drop constraint payouts_state;
alter table payouts add constraint payouts_state check (state in
    ('waiting_address', 'pending_approval', 'approved', 'prepared', 'signed', 'broadcast', 'requested', 'confirmed', 'failed', 'cancelled'));
alter table payouts drop constraint payouts_addressed;
alter table payouts add constraint payouts_addressed
    check (chain_id is null or state in ('waiting_address', 'cancelled') or to_address is not null);
alter table payouts add constraint payouts_card_addressed
    check (chain_id is not null or state not in ('requested', 'confirmed') or (card_target is not null and requested_at is not null));
alter table payouts add constraint payouts_card_referenced check (chain_id is not null or state <> 'confirmed' or card_reference is not null);
alter table payouts add constraint payouts_rail_states
    check (case when chain_id is null then state not in ('prepared', 'signed', 'broadcast') and to_address is null and tx_hash is null
                else state <> 'requested' and card_target is null and card_reference is null end);
alter table payouts drop constraint payouts_watched;
alter table payouts add constraint payouts_watched check (state not in ('approved', 'signed', 'broadcast', 'requested') or check_at is not null);
alter table payouts add constraint payouts_card_reference unique (card_reference);
comment on column payouts.chain_id is 'Null for money of the card rail.';
comment on column payouts.card_target is 'The payment intent that is refunded (pi_…) or the account that is paid (acct_…); frozen when it is requested.';
comment on column payouts.card_reference is 'The refund or transfer at the processor.';
comment on column payouts.attempts is 'How often the processor refused for a reason that may pass. Part of the idempotency key, since it remembers refusals.';
comment on column payouts.requested_at is 'Stored before the processor is called for the first time.';
create index payouts_card_target on payouts (card_target) where card_target is not null;
