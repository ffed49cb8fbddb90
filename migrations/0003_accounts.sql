-- People, their roles, their sessions.
set local lock_timeout = '5s';

create table users (
    id uuid primary key,
    email text not null,
    password_hash text not null,
    display_name text not null,
    status text not null default 'active',
    created_at timestamptz not null,
    constraint users_email_key unique (email),
    constraint users_email_lower check (email = lower(email)),
    constraint users_display_name_length check (length(display_name) between 1 and 60),
    constraint users_status check (status in ('active', 'suspended'))
);
comment on column users.email is 'ASCII, lower case.';
comment on column users.password_hash is 'argon2id, PHC string.';

create index users_newest on users (created_at desc, id desc);

create table user_roles (
    user_id uuid not null references users,
    role text not null,
    granted_at timestamptz not null,
    primary key (user_id, role),
    constraint user_roles_known check (role in ('buyer', 'seller', 'resolver', 'guard', 'admin'))
);

create index user_roles_role on user_roles (role);

create table sessions (
    id uuid primary key,
    user_id uuid not null references users,
    user_agent text,
    client text,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_because text
);
comment on table sessions is 'One sign-in: a family of rotating refresh tokens.';
comment on column sessions.client is 'Address from which it was last used (IPv6: the /64): known addresses keep their way in while strangers guess.';
create index sessions_user on sessions (user_id) where revoked_at is null;

create table refresh_tokens (
    id uuid primary key,
    session_id uuid not null references sessions,
    token_hash bytea not null,
    issued_at timestamptz not null,
    used_at timestamptz,
    constraint refresh_tokens_hash_key unique (token_hash)
);
create index refresh_tokens_session on refresh_tokens (session_id);
comment on column refresh_tokens.token_hash is 'SHA-256 of the token; the token itself is never stored.';

create table sign_in_attempts (
    account bytea not null,
    client text not null,
    attempts integer not null,
    last_at timestamptz not null,
    not_before timestamptz not null,
    primary key (account, client)
);
comment on table sign_in_attempts is 'Slows down guessing one account''s password. Counted before the password is looked at, forgotten after a quiet quarter of an hour.';
comment on column sign_in_attempts.account is 'SHA-256 of the e-mail address, whether or not an account has it.';
comment on column sign_in_attempts.client is 'Address, or * for all strangers together.';
create index sign_in_attempts_age on sign_in_attempts (last_at);

create table payout_addresses (
    user_id uuid not null references users,
    chain_id bigint not null,
    address bytea not null,
    changed_at timestamptz not null,
    primary key (user_id, chain_id),
    constraint payout_addresses_length check (octet_length(address) = 20)
);
comment on table payout_addresses is 'Where a person''s money goes on each network.';
