-- What people are told in their list. (The realtime log is in 0001.)
set local lock_timeout = '5s';

create table notifications (
    id uuid primary key,
    event_id uuid not null,
    user_id uuid not null references users,
    kind text not null,
    title text not null,
    body text not null,
    link text,
    data jsonb not null default '{}',
    read_at timestamptz,
    created_at timestamptz not null,
    constraint notifications_once unique (event_id, user_id, kind)
);
comment on column notifications.event_id is 'What it follows from: a reaction that runs twice tells nobody twice.';
comment on column notifications.link is 'Path in the web app.';
create index notifications_user on notifications (user_id, created_at desc, id desc);
create index notifications_unread on notifications (user_id) where read_at is null;
