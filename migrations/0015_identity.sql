-- Ways to prove who one is, what is remembered of it, and what a person may set about themselves.
set local lock_timeout = '5s';

alter table users
    alter column email drop not null,
    alter column password_hash drop not null,
    add column language text not null default 'en',
    add column currency text not null default 'USD',
    add column channels jsonb not null default '{"email": true}',
    add column about text not null default '',
    add column suspended_reason text,
    add column erased_at timestamptz,
    drop constraint users_status,
    add constraint users_status check (status in ('active', 'suspended', 'erased')),
    add constraint users_erased check ((status = 'erased') = (erased_at is not null)),
    add constraint users_erased_is_nobody check (status <> 'erased' or (email is null and password_hash is null)),
    add constraint users_language check (language in ('en', 'fa', 'ar', 'fr', 'zh', 'vi')),
    add constraint users_currency check (currency ~ '^[A-Z]{3}$'),
    add constraint users_about_length check (length(about) <= 1000);
comment on column users.email is 'ASCII, lower case, and proven: whoever has it opened a link sent there. Null for an account that came by Telegram, and after erasure.';
comment on column users.password_hash is 'argon2id, PHC string. Null: this person signs in by other ways.';
comment on column users.language is 'In which language the platform writes to them.';
comment on column users.currency is 'In which currency prices are shown to them, ISO 4217.';
comment on column users.channels is 'By which ways notices reach them besides the list on the site, by name of the channel.';
comment on column users.erased_at is 'When the person asked to be forgotten; what the books need stays under this row''s id.';

alter table sessions
    add column kind text not null default 'person',
    add column name text,
    add column impersonator uuid references users,
    add column signed_in_by text not null default 'password',
    add constraint sessions_kind check (kind in ('person', 'api_key', 'impersonation')),
    add constraint sessions_impersonator check ((kind = 'impersonation') = (impersonator is not null)),
    add constraint sessions_name_length check (length(name) between 1 and 60),
    add constraint sessions_signed_in_by check (signed_in_by in ('password', 'passkey', 'link', 'oidc', 'telegram', 'ethereum', 'api_key', 'impersonation'));
comment on column sessions.kind is 'person: somebody signed in; api_key: what an API key acts in; impersonation: an administrator looks at what a person sees.';
comment on column sessions.name is 'What its owner calls the device.';
create index sessions_looks on sessions (impersonator) where revoked_at is null and impersonator is not null;
-- Every sign-in asks whether the account was used from there lately, ended sessions included.
create index sessions_clients on sessions (user_id, client, last_used_at);

alter table refresh_tokens add column successor_salt bytea;
comment on column refresh_tokens.successor_salt is 'From the token and this the next token is derived, so that a second tab that comes moments later gets the very same one.';

create table links (
    id uuid primary key,
    purpose text not null,
    email text not null,
    user_id uuid references users,
    payload jsonb not null default '{}',
    client text,
    token_hash bytea,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint links_token_hash_key unique (token_hash),
    constraint links_purpose check (purpose in ('register', 'reset', 'sign_in', 'email_change')),
    constraint links_email_lower check (email = lower(email))
);
comment on table links is 'Letters with a link that prove an address: written when asked for, the token made when the letter goes out, the row deleted when it is used.';
comment on column links.client is 'Address that asked (IPv6: the /64): whoever asks most loses their own oldest first.';
comment on column links.token_hash is 'SHA-256 of the token in the letter; the token is stored nowhere.';
comment on column links.payload is 'What happens when it is opened: for a registration name, roles, language and password hash.';
create index links_age on links (expires_at);
create index links_of on links (email, purpose);
create index links_user on links (user_id) where user_id is not null;

create table passkeys (
    id uuid primary key,
    user_id uuid not null references users,
    credential_id bytea not null,
    name text not null,
    passkey jsonb not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    constraint passkeys_credential_key unique (credential_id),
    constraint passkeys_name_length check (length(name) between 1 and 60)
);
comment on column passkeys.passkey is 'Public key, counter and flags as the WebAuthn library keeps them; nothing in it is secret.';
create index passkeys_user on passkeys (user_id);

create table ceremonies (
    id uuid primary key,
    kind text not null,
    user_id uuid references users,
    session_id uuid references sessions,
    state jsonb not null,
    expires_at timestamptz not null,
    constraint ceremonies_kind check (kind in ('register', 'sign_in', 'step_up'))
);
comment on table ceremonies is 'WebAuthn challenges that wait for their answer; each is taken once.';
create index ceremonies_age on ceremonies (expires_at);

create table totp (
    user_id uuid primary key references users,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    confirmed_at timestamptz,
    last_step bigint,
    created_at timestamptz not null,
    constraint totp_nonce_once unique (key_id, nonce)
);
comment on table totp is 'One authenticator app per person (RFC 6238), its secret sealed under the key ring. Counts once confirmed.';
comment on column totp.last_step is 'Time step of the last code that was accepted: none is accepted twice.';

create table recovery_codes (
    user_id uuid not null references users,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);
comment on column recovery_codes.code_hash is 'SHA-256 of 120 random bits.';

create table sign_in_tickets (
    id uuid primary key,
    token_hash bytea not null,
    user_id uuid not null references users,
    signed_in_by text not null,
    tries integer not null default 0,
    expires_at timestamptz not null,
    constraint sign_in_tickets_hash_key unique (token_hash)
);
comment on table sign_in_tickets is 'Somebody passed the first factor and still owes the second.';
comment on column sign_in_tickets.tries is 'Codes that were tried with it, counted before each is looked at.';
create index sign_in_tickets_user on sign_in_tickets (user_id);
create index sign_in_tickets_age on sign_in_tickets (expires_at);

create table identities (
    id uuid primary key,
    user_id uuid not null references users,
    provider text not null,
    subject text not null,
    label text not null,
    linked_at timestamptz not null,
    last_used_at timestamptz,
    constraint identities_subject_key unique (provider, subject),
    constraint identities_one_each unique (user_id, provider)
);
comment on table identities is 'Accounts elsewhere that sign a person in here: an OpenID provider by its configured id, telegram, or ethereum.';
comment on column identities.subject is 'The provider''s own stable id of the person, never an e-mail address.';
comment on column identities.label is 'What the person recognises it by: an address or a user name as the provider gave it.';

create table oidc_flows (
    state_hash bytea primary key,
    provider text not null,
    user_id uuid references users,
    session_id uuid references sessions,
    verifier text not null,
    nonce text not null,
    expires_at timestamptz not null
);
comment on table oidc_flows is 'Sign-ins that are away at an OpenID provider; each is taken once, by the browser that began it.';
comment on column oidc_flows.state_hash is 'SHA-256 of the state and the browser''s cookie: neither alone finds the row.';
comment on column oidc_flows.user_id is 'Set when a signed-in person links the provider.';
create index oidc_flows_age on oidc_flows (expires_at);

create table telegram_seen (
    hash bytea primary key,
    expires_at timestamptz not null
);
comment on table telegram_seen is 'Init data that signed somebody in already: none does so twice.';
create index telegram_seen_age on telegram_seen (expires_at);

create table siwe_nonces (
    nonce_hash bytea primary key,
    user_id uuid references users,
    expires_at timestamptz not null
);
comment on table siwe_nonces is 'Nonces that wait for a wallet''s signature (EIP-4361); each is taken once.';
comment on column siwe_nonces.user_id is 'Who asked for it, to link a wallet; null to sign in with one.';
create index siwe_nonces_age on siwe_nonces (expires_at);

create table api_keys (
    id uuid primary key,
    user_id uuid not null references users,
    session_id uuid not null references sessions,
    name text not null,
    prefix text not null,
    key_hash bytea not null,
    scopes text[] not null,
    allowed_networks text[] not null default '{}',
    per_minute integer not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    last_used_from text,
    constraint api_keys_session_key unique (session_id),
    constraint api_keys_hash_key unique (key_hash),
    constraint api_keys_name_length check (length(name) between 1 and 60),
    constraint api_keys_scopes_some check (cardinality(scopes) > 0),
    constraint api_keys_per_minute check (per_minute between 1 and 6000)
);
comment on table api_keys is 'Keys for programs that act for a person, within scopes. Each stands as long as its session does.';
comment on column api_keys.prefix is 'The part that is shown to recognise a key by.';
comment on column api_keys.key_hash is 'SHA-256 of the whole key, which is 256 random bits.';
comment on column api_keys.allowed_networks is 'CIDR networks it may be used from; empty: anywhere.';
create index api_keys_user on api_keys (user_id, created_at desc, id desc);

create table addresses (
    id uuid primary key,
    user_id uuid not null references users,
    label text not null default '',
    recipient text not null,
    line1 text not null,
    line2 text not null default '',
    city text not null,
    region text not null default '',
    postal_code text not null default '',
    country text not null,
    phone text not null default '',
    is_default boolean not null default false,
    created_at timestamptz not null,
    constraint addresses_country check (country ~ '^[A-Z]{2}$'),
    constraint addresses_lengths check (length(recipient) between 1 and 100 and length(line1) between 1 and 200 and length(city) between 1 and 100)
);
comment on table addresses is 'Where a person has things sent.';
comment on column addresses.country is 'ISO 3166-1 alpha-2.';
create unique index addresses_one_default on addresses (user_id) where is_default;
create index addresses_user on addresses (user_id, created_at desc, id desc);

create table letters_kept (
    id uuid primary key,
    recipient text not null,
    subject text not null,
    body_text text not null,
    body_html text not null,
    kept_at timestamptz not null
);
comment on table letters_kept is 'The development mailbox: letters of an instance without SMTP. Production never writes here.';
create index letters_kept_newest on letters_kept (kept_at desc, id desc);

-- What a person's public profile counts, and nothing else.
create index orders_done_buyer on orders (buyer_id) where state in ('completed', 'resolved') and released > 0;
create index orders_done_seller on orders (seller_id) where state in ('completed', 'resolved') and released > 0;

-- Being forgotten takes the person's row for update. Whatever was under way and refers to it has either committed before, and is seen, or
-- waits at its foreign key; then these see that the person is gone.
create index users_erased on users (id) where status = 'erased';
create function erased_people_stay_so() returns trigger language plpgsql as $$
begin
    if exists (select from users where id = (to_jsonb(new) ->> tg_argv[0])::uuid and status = 'erased') then
        raise exception 'this person was erased' using errcode = 'AM001';
    end if;
    return null;
end $$;
create trigger erased_people_stay_so after insert on shops for each row execute function erased_people_stay_so('owner_id');
create trigger erased_people_stay_so after insert on purchase_requests for each row execute function erased_people_stay_so('buyer_id');
create trigger erased_people_stay_so after insert on offers for each row execute function erased_people_stay_so('seller_id');
create trigger erased_people_stay_so after insert on listings for each row execute function erased_people_stay_so('seller_id');
create trigger erased_people_stay_so after insert on payout_addresses for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on payout_preferences for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on card_accounts for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on user_roles for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on links for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on passkeys for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on totp for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on recovery_codes for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on identities for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on api_keys for each row execute function erased_people_stay_so('user_id');
create trigger erased_people_stay_so after insert on addresses for each row execute function erased_people_stay_so('user_id');

-- Many orders come in one statement, so theirs looks once.
create function erased_people_do_not_deal() returns trigger language plpgsql as $$
begin
    if exists (select from users u where u.status = 'erased' and u.id in (select buyer_id from fresh union all select seller_id from fresh)) then
        raise exception 'a party was erased' using errcode = 'AM001';
    end if;
    return null;
end $$;
create trigger erased_people_do_not_deal after insert on orders referencing new table as fresh
    for each statement execute function erased_people_do_not_deal();

-- What is told of somebody by a reaction that comes late is dropped, not refused: the others' share of the reaction must go on.
create function erased_people_hear_nothing() returns trigger language plpgsql as $$
begin
    delete from notifications n where n.id = new.id and exists (select from users where id = new.user_id and status = 'erased');
    return null;
end $$;
create trigger erased_people_hear_nothing after insert on notifications for each row execute function erased_people_hear_nothing();

-- Nor does anything give an erased person's row back to somebody: not a link or an administrator that came too late.
create function erased_rows_stay_so() returns trigger language plpgsql as $$
begin
    raise exception 'this person was erased' using errcode = 'AM001';
end $$;
create trigger erased_rows_stay_so before update or delete on users for each row when (old.status = 'erased') execute function erased_rows_stay_so();
create trigger erased_people_stay_so after insert on sessions for each row execute function erased_people_stay_so('user_id');
