-- The double-entry ledger. Knows no other table: owners are words, assets are bare ids.
--
-- A posting is one transaction row and two entry rows per move. Rows are written once: the database refuses to change or
-- remove them, refuses entries that don't sum to zero per asset, and refuses a balance that moves without entries. Whoever
-- goes around that as a superuser is found by the hash chain (`amanat ledger verify`).
set local lock_timeout = '5s';

-- PostgreSQL parses a table's check constraints anew for every statement, which a posting would feel; a domain's are cached
-- and asked only when a value comes in.
create domain ledger_purpose as text collate "C"
    check (value in ('world', 'suspense', 'held', 'available', 'releasable', 'in_transit', 'fees'));

create table ledger_accounts (
    id bigint generated always as identity primary key,
    owner varchar(200) collate "C" not null,
    purpose ledger_purpose not null,
    asset_id uuid not null,
    balance numeric(78, 0) not null default 0,
    opened_at timestamptz not null default clock_timestamp(),
    constraint ledger_accounts_name unique (owner, purpose, asset_id),
    constraint ledger_accounts_no_overdraft check (balance >= 0 or purpose = 'world')
) with (fillfactor = 50);

comment on table ledger_accounts is 'One account per owner, purpose and asset; opened by its first posting and never closed.';
comment on column ledger_accounts.owner is 'Whose money: order:<uuid>, user:<uuid>, payment:<uuid>, platform, network:<chain id>, gas:<chain id>.';
comment on column ledger_accounts.purpose is 'What the money waits for. world stands for everything outside the platform and alone may be negative.';
comment on column ledger_accounts.asset_id is 'Which asset is counted; no foreign key, because the ledger knows no other table.';
comment on column ledger_accounts.balance is 'Sum of the account''s entries, in the asset''s smallest unit. Only ledger_post, ledger_post_move and ledger_write move it.';

create table ledger_transactions (
    id uuid primary key,
    key varchar(255) collate "C" not null,
    input_hash bytea not null,
    kind varchar(64) not null,
    reference uuid,
    occurred_at timestamptz not null,
    constraint ledger_transactions_key unique (key)
);

comment on table ledger_transactions is 'One posting: a business fact that moved money. Append-only.';
comment on column ledger_transactions.key is 'Idempotency key of the caller: the same key never posts twice.';
comment on column ledger_transactions.input_hash is 'SHA-256 of kind, reference and moves: the same key with another input is refused.';
comment on column ledger_transactions.kind is 'What happened, in the caller''s words.';
comment on column ledger_transactions.reference is 'What it is about (order, payment, payout …), if anything.';
comment on column ledger_transactions.occurred_at is 'When it happened, as the caller knows it. When it was recorded is in its entries.';

create table ledger_entries (
    transaction_id uuid not null,
    line smallint not null,
    id bigint generated always as identity,
    account_id bigint not null,
    amount numeric(78, 0) not null,
    balance_after numeric(78, 0) not null,
    recorded_at timestamptz not null,
    primary key (transaction_id, line)
);
create index ledger_entries_of_account on ledger_entries (account_id, recorded_at, id);

comment on table ledger_entries is 'The lines of a transaction, two per move: odd lines give, the even line that follows takes. Append-only.';
comment on column ledger_entries.line is 'Position in the transaction, from 1.';
comment on column ledger_entries.id is 'Order in which an account''s entries were made: they are written while the account is locked.';
comment on column ledger_entries.amount is 'Signed change of the account in the asset''s smallest unit.';
comment on column ledger_entries.balance_after is 'The account''s balance with this entry in it.';
comment on column ledger_entries.recorded_at is 'Database clock, read after all accounts of the transaction were locked; the same on all its lines, and rising within an account.';

create table ledger_unsealed (
    transaction_id uuid not null
);
comment on table ledger_unsealed is 'Transactions that the sealer has not put in the hash chain yet. No index and no order, so that posting shares nothing.';

create table ledger_seal_batches (
    id bigint primary key check (id > 0),
    first_position bigint not null unique check (first_position > 0),
    last_position bigint not null unique check (last_position >= first_position),
    merkle_root bytea not null check (octet_length(merkle_root) = 32),
    sealed_at timestamptz not null default clock_timestamp()
);
comment on table ledger_seal_batches is 'One run of the sealer. Append-only.';
comment on column ledger_seal_batches.merkle_root is 'RFC 6962 tree over the batch''s seal hashes; publish it to commit to the past.';

create table ledger_seals (
    position bigint primary key check (position > 0),
    batch_id bigint not null references ledger_seal_batches (id),
    transaction_id uuid not null unique references ledger_transactions (id),
    hash bytea not null check (octet_length(hash) = 32)
);
comment on table ledger_seals is 'The hash chain over all transactions. Append-only.';
comment on column ledger_seals.position is 'Number in the chain, from 1, without gaps.';
comment on column ledger_seals.hash is 'SHA-256 of the hash before (32 zero bytes for the first) and the transaction''s canonical bytes.';

-- Append-only. Statement triggers cost nothing on insert and also refuse a statement that would touch no row.
create function ledger_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'LE003';
end $$;

create trigger append_only before update or delete or truncate on ledger_transactions for each statement execute function ledger_refuse();
create trigger append_only before update or delete or truncate on ledger_entries for each statement execute function ledger_refuse();
create trigger append_only before update or delete or truncate on ledger_seals for each statement execute function ledger_refuse();
create trigger append_only before update or delete or truncate on ledger_seal_batches for each statement execute function ledger_refuse();
create trigger never_closed before delete or truncate on ledger_accounts for each statement execute function ledger_refuse();
create trigger never_renamed before update of id, owner, purpose, asset_id, opened_at on ledger_accounts for each statement execute function ledger_refuse();
create trigger opened_empty before insert on ledger_accounts for each row when (new.balance <> 0 or new.owner = '') execute function ledger_refuse();

-- Balances move only inside the ledger's own functions, which raise this flag while they work.
create function ledger_check_account() returns trigger language plpgsql as $$
begin
    if current_setting('ledger.posting', true) is distinct from 'on' then
        raise exception 'a balance moves by posting only' using errcode = 'LE003';
    end if;
    return null;
end $$;
create trigger only_by_posting before update on ledger_accounts for each statement execute function ledger_check_account();

-- A transaction's entries come in one statement, so the sum is held at once rather than at commit.
create function ledger_check_entries() returns trigger language plpgsql as $$
begin
    if current_setting('ledger.posting', true) is distinct from 'on' then
        raise exception 'entries are made by posting only' using errcode = 'LE003';
    end if;
    -- a lookup per line rather than a join: the plan is kept for a session's life and must suit 2 lines and 2,000
    perform from (
        select f.transaction_id, f.amount, (select a.asset_id from ledger_accounts a where a.id = f.account_id) as asset_id from fresh f
    ) f group by f.transaction_id, f.asset_id
    having sum(f.amount) <> 0 or f.asset_id is null or bool_or(f.amount = 0);
    if found then
        raise exception 'a transaction does not sum to zero in every asset, or has an empty line' using errcode = 'LE004';
    end if;
    return null;
end $$;

create trigger zero_sum after insert on ledger_entries referencing new table as fresh
    for each statement execute function ledger_check_entries();

-- One posting in one call. Accounts are distinct and in lock order (world and fees last, then owner, purpose, asset): the
-- caller sorts, so that two postings never wait for each other. Legs name accounts by their place in that list.
--
-- Accounts first, the key last, as in a batch. Postings with one key and one input meet at their first account, so whoever
-- comes second finds the key taken, takes back what it changed and answers with the first one's id.
create function ledger_post(
    p_id uuid, p_key text, p_hash bytea, p_kind text, p_reference uuid, p_occurred_at timestamptz,
    p_owners text[], p_purposes text[], p_assets uuid[], p_deltas numeric[], p_leg_accounts int[], p_leg_amounts numeric[],
    out id uuid, out replayed boolean
) language plpgsql as $$
#variable_conflict use_variable
declare
    v_flag text := set_config('ledger.posting', 'on', true);
    v_now timestamptz;
    v_hash bytea;
    v_id bigint;
    v_balance numeric;
    v_ids bigint[] := '{}'; -- of the accounts changed so far
    v_balances numeric[] := '{}'; -- theirs before, then after each leg
    v_leg_ids bigint[] := '{}';
    v_after numeric[] := '{}';
    v_covered boolean := true;
    a int;
begin
    for i in 1 .. cardinality(p_owners) loop
        loop
            update ledger_accounts t set balance = t.balance + p_deltas[i]
            where t.owner = p_owners[i] and t.purpose = p_purposes[i] and t.asset_id = p_assets[i]
                and (t.balance + p_deltas[i] >= 0 or t.purpose = 'world')
            returning t.id, t.balance into v_id, v_balance;
            exit when found;
            insert into ledger_accounts as t (owner, purpose, asset_id) values (p_owners[i], p_purposes[i], p_assets[i])
            on conflict (owner, purpose, asset_id) do nothing;
            continue when found;
            -- it is there: opened by someone else just now, or its balance was the reason
            select t.balance into v_balance from ledger_accounts t
            where t.owner = p_owners[i] and t.purpose = p_purposes[i] and t.asset_id = p_assets[i] for no key update;
            v_covered := v_balance + p_deltas[i] >= 0 or p_purposes[i] = 'world';
            exit when not v_covered;
        end loop;
        exit when not v_covered;
        v_ids[i] := v_id;
        v_balances[i] := v_balance - p_deltas[i];
    end loop;

    if v_covered then
        for l in 1 .. cardinality(p_leg_accounts) loop
            a := p_leg_accounts[l];
            v_balance := v_balances[a] + p_leg_amounts[l];
            v_covered := v_covered and (v_balance >= 0 or p_purposes[a] = 'world');
            v_balances[a] := v_balance;
            v_after[l] := v_balance;
            v_leg_ids[l] := v_ids[a];
        end loop;
    end if;

    if v_covered then
        insert into ledger_transactions as t (id, key, input_hash, kind, reference, occurred_at)
        values (p_id, p_key, p_hash, p_kind, p_reference, p_occurred_at)
        on conflict (key) do nothing;
        if found then
            v_now := clock_timestamp();
            insert into ledger_unsealed values (p_id);
            if cardinality(v_after) = 2 then -- nearly always; a plain list is quicker than arrays
                insert into ledger_entries (transaction_id, line, account_id, amount, balance_after, recorded_at)
                values (p_id, 1, v_leg_ids[1], p_leg_amounts[1], v_after[1], v_now),
                    (p_id, 2, v_leg_ids[2], p_leg_amounts[2], v_after[2], v_now);
            else
                insert into ledger_entries (transaction_id, line, account_id, amount, balance_after, recorded_at)
                select p_id, u.line, u.account, u.amount, u.after, v_now
                from unnest(v_leg_ids, p_leg_amounts, v_after) with ordinality u (account, amount, after, line);
            end if;
            v_flag := set_config('ledger.posting', 'off', true);
            id := p_id;
            replayed := false;
            return;
        end if;
    end if;

    select t.id, t.input_hash into id, v_hash from ledger_transactions t where t.key = p_key;
    if id is null and v_covered then -- an older snapshot can't see what it collided with
        raise exception 'posted by someone else just now' using errcode = '40001';
    elsif id is null then
        raise exception 'the posting % is not covered', p_key using errcode = 'LE002';
    elsif v_hash <> p_hash then
        raise exception 'key % was posted with another input', p_key using errcode = 'LE001';
    end if;
    for i in 1 .. cardinality(v_ids) loop
        update ledger_accounts t set balance = t.balance - p_deltas[i] where t.id = v_ids[i];
    end loop;
    v_flag := set_config('ledger.posting', 'off', true);
    replayed := true;
end $$;

-- A posting of one move, which nearly all are: the same as ledger_post, without loops and arrays, since PL/pgSQL prepares
-- each of its expressions anew in every transaction. Whatever is not plain success is taken back and left to ledger_post.
create function ledger_post_move(
    p_id uuid, p_key text, p_hash bytea, p_kind text, p_reference uuid, p_occurred_at timestamptz, p_asset uuid,
    p_first_owner text, p_first_purpose text, p_second_owner text, p_second_purpose text, p_change numeric,
    out id uuid, out replayed boolean
) language plpgsql as $$
#variable_conflict use_variable
declare
    v_flag text := set_config('ledger.posting', 'on', true);
    v_first bigint;
    v_second bigint;
    v_first_balance numeric;
    v_second_balance numeric;
begin
    update ledger_accounts t set balance = t.balance + p_change
    where t.owner = p_first_owner and t.purpose = p_first_purpose and t.asset_id = p_asset
        and (t.balance + p_change >= 0 or t.purpose = 'world')
    returning t.id, t.balance into v_first, v_first_balance;
    if found then
        update ledger_accounts t set balance = t.balance - p_change
        where t.owner = p_second_owner and t.purpose = p_second_purpose and t.asset_id = p_asset
            and (t.balance - p_change >= 0 or t.purpose = 'world')
        returning t.id, t.balance into v_second, v_second_balance;
        if found then
            insert into ledger_transactions as t (id, key, input_hash, kind, reference, occurred_at)
            values (p_id, p_key, p_hash, p_kind, p_reference, p_occurred_at)
            on conflict (key) do nothing returning t.id, false into id, replayed;
            if found then
                insert into ledger_unsealed values (p_id);
                insert into ledger_entries (transaction_id, line, account_id, amount, balance_after, recorded_at)
                select p_id, u.line, u.account, u.amount, u.after, n.now
                from (select clock_timestamp() as now offset 0) n, (values
                    (case when p_change < 0 then 1 else 2 end, v_first, p_change, v_first_balance),
                    (case when p_change < 0 then 2 else 1 end, v_second, -p_change, v_second_balance)
                ) u (line, account, amount, after);
                v_flag := set_config('ledger.posting', 'off', true);
                return;
            end if;
            update ledger_accounts t set balance = t.balance + p_change where t.id = v_second;
        end if;
        update ledger_accounts t set balance = t.balance - p_change where t.id = v_first;
    end if;
    select r.id, r.replayed into id, replayed
    from ledger_post(
        p_id, p_key, p_hash, p_kind, p_reference, p_occurred_at, array[p_first_owner, p_second_owner],
        array[p_first_purpose, p_second_purpose], array[p_asset, p_asset], array[p_change, -p_change],
        case when p_change < 0 then '{1,2}'::int[] else '{2,1}'::int[] end, array[-abs(p_change), abs(p_change)]) r;
end $$;

-- Many postings in one transaction: lock, decide outside, write. The accounts come distinct and in lock order.
create function ledger_lock(p_owners text[], p_purposes text[], p_assets uuid[])
returns table (place int, id bigint, balance numeric) language plpgsql as $$
#variable_conflict use_column
begin
    perform from unnest(p_owners, p_purposes, p_assets) u (owner, purpose, asset_id)
    where not exists (select from ledger_accounts a where a.owner = u.owner and a.purpose = u.purpose and a.asset_id = u.asset_id);
    if found then
        -- opening an account locks it too, so the missing ones must be opened in their turn
        for i in 1 .. cardinality(p_owners) loop
            insert into ledger_accounts (owner, purpose, asset_id) values (p_owners[i], p_purposes[i], p_assets[i])
            on conflict (owner, purpose, asset_id) do nothing;
            perform from ledger_accounts a
            where a.owner = p_owners[i] and a.purpose = p_purposes[i] and a.asset_id = p_assets[i] for no key update;
        end loop;
    end if;
    return query
    select u.place::int, a.id, a.balance
    from unnest(p_owners, p_purposes, p_assets) with ordinality u (owner, purpose, asset_id, place)
    join ledger_accounts a on a.owner = u.owner and a.purpose = u.purpose and a.asset_id = u.asset_id
    order by u.place for no key update of a;
end $$;

-- Writes what was decided under ledger_lock: transactions, the accounts' new balances, entries in their order.
create function ledger_write(
    p_ids uuid[], p_keys text[], p_hashes bytea[], p_kinds text[], p_references uuid[], p_occurred_at timestamptz[],
    p_accounts bigint[], p_balances numeric[],
    p_entry_transactions uuid[], p_entry_lines smallint[], p_entry_accounts bigint[], p_entry_amounts numeric[], p_entry_after numeric[]
) returns void language plpgsql as $$
declare
    v_now timestamptz := clock_timestamp();
    v_flag text := set_config('ledger.posting', 'on', true);
begin
    insert into ledger_transactions (id, key, input_hash, kind, reference, occurred_at)
    select * from unnest(p_ids, p_keys, p_hashes, p_kinds, p_references, p_occurred_at) u (id, key) order by u.key collate "C";
    insert into ledger_unsealed select unnest(p_ids);
    update ledger_accounts a set balance = u.balance from unnest(p_accounts, p_balances) u (id, balance) where a.id = u.id;
    insert into ledger_entries (transaction_id, line, account_id, amount, balance_after, recorded_at)
    select u.*, v_now from unnest(p_entry_transactions, p_entry_lines, p_entry_accounts, p_entry_amounts, p_entry_after) u;
    v_flag := set_config('ledger.posting', 'off', true);
end $$;
