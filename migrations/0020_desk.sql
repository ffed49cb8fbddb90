-- What administrators look into: how often a delivery was looked at, when the books were last recomputed, and indexes for their lists.
set local lock_timeout = '5s';

alter table deliveries
    add column attempts integer not null default 0,
    add column tried_at timestamptz,
    add column last_error text,
    add column replays integer not null default 0;
comment on column deliveries.attempts is 'How often somebody has begun to look into it, since it came or was last replayed.';
comment on column deliveries.tried_at is 'When last.';
comment on column deliveries.last_error is 'Why that failed; null where it did not, or only waits.';
comment on column deliveries.replays is 'How often an administrator had it looked into again.';
create index deliveries_newest on deliveries (received_at desc, id desc);
create index deliveries_of_provider on deliveries (provider, received_at desc, id desc);
create index deliveries_refused on deliveries (received_at desc, id desc)
    where processed_at is not null and (outcome like 'rejected%' or outcome = 'unreadable');

create table ledger_verifications (
    id uuid primary key,
    asked_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    failure text,
    transactions bigint not null default 0,
    entries bigint not null default 0,
    unsealed bigint not null default 0,
    head_position bigint not null default 0,
    head_hash bytea,
    finding_count bigint not null default 0,
    findings text[] not null default '{}',
    constraint ledger_verifications_head check (octet_length(head_hash) = 32),
    constraint ledger_verifications_order check (finished_at is null or started_at is not null)
);
comment on table ledger_verifications is 'When all books were recomputed, and what was found. Beside the books: no posting reads or writes it.';
comment on column ledger_verifications.failure is 'Why the run came to no end, such as a database that went away; says nothing about the books.';
comment on column ledger_verifications.head_position is 'Last number of the hash chain as found; the next run holds the chain against that of the last sound one.';
comment on column ledger_verifications.finding_count is 'How much is wrong; 0 says that the books are sound.';
comment on column ledger_verifications.findings is 'What is wrong, a sentence each, the first hundred.';
create index ledger_verifications_newest on ledger_verifications (asked_at desc, id desc);
-- One waits or runs at a time.
create unique index ledger_verifications_one on ledger_verifications ((true)) where finished_at is null and failure is null;

-- Names of accounts never change, so this costs when an account is opened and never when it moves.
create index ledger_accounts_of_purpose on ledger_accounts (purpose, id);
create index sweeps_by_state on sweeps (state, created_at desc, id desc);
create index orders_in_dispute on orders (updated_at desc, id desc) where state = 'disputed';
