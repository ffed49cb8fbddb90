-- The ground: outbox, realtime log, idempotency keys, inbound deliveries.
set local lock_timeout = '5s';

create table events (
    id uuid primary key,
    feature text not null,
    payload jsonb not null,
    announced_at timestamptz not null
);
comment on table events is 'Outbox: what happened, written in the transaction that made it happen.';
comment on column events.feature is 'Which feature''s event enum the payload decodes to.';

create table realtime_events (
    seq bigint generated always as identity primary key,
    event_id uuid not null,
    room text not null,
    name text not null,
    payload jsonb not null,
    created_at timestamptz not null default now(),
    unique (event_id, room, name)
);
comment on table realtime_events is 'What sockets are told, in order. Written under one advisory lock so that seq order is commit order; every node tails it.';
create index realtime_events_room on realtime_events (room, seq);

create table idempotency_keys (
    owner text not null,
    key text not null,
    input_hash bytea not null,
    status smallint,
    answer jsonb,
    created_at timestamptz not null,
    primary key (owner, key),
    constraint idempotency_keys_length check (length(key) between 1 and 255)
);
comment on table idempotency_keys is 'Answers by Idempotency-Key, written in the transaction of the effect. Kept 30 days.';
comment on column idempotency_keys.owner is 'Who sent it: a user id, so that keys of different people never meet.';
create index idempotency_keys_age on idempotency_keys (created_at);

create table deliveries (
    id uuid primary key,
    provider text not null,
    delivery_key text not null,
    headers jsonb not null,
    body bytea not null,
    received_at timestamptz not null,
    processed_at timestamptz,
    outcome text,
    constraint deliveries_once unique (provider, delivery_key)
);
comment on table deliveries is 'Raw inbound deliveries (webhooks, scanner callbacks), stored before anything else is done with them.';
comment on column deliveries.delivery_key is 'The sender''s delivery id; a repeat is stored once.';
create index deliveries_pending on deliveries (received_at) where processed_at is null;
