-- The limit: double entry as one would write it by hand, with nothing but an idempotency key. No overdraft check, no
-- input hash, no append-only triggers, no zero-sum check, no hash chain; integer ids, 64-bit amounts.
create table plain_account (id int primary key, balance bigint not null default 0);
create table plain_transfer (
    id bigint generated always as identity primary key, giver int not null, taker int not null,
    amount bigint not null check (amount > 0), key uuid not null unique, created_at timestamptz not null default now()
);
create table plain_entry (
    id bigint generated always as identity primary key, transfer_id bigint not null references plain_transfer,
    account_id int not null references plain_account, amount bigint not null, balance_after bigint not null
);
create index on plain_entry (account_id, id);
insert into plain_account select generate_series(1, 10000);

create function plain_post(p_giver int, p_taker int, p_amount bigint, p_key uuid) returns bigint language plpgsql as $$
declare
    v_transfer bigint;
    v_first bigint;
    v_second bigint;
    v_low int := least(p_giver, p_taker);
    v_high int := greatest(p_giver, p_taker);
    v_change bigint := case when p_giver < p_taker then -p_amount else p_amount end;
begin
    insert into plain_transfer (giver, taker, amount, key) values (p_giver, p_taker, p_amount, p_key)
    on conflict (key) do nothing returning id into v_transfer;
    if v_transfer is null then
        select id into v_transfer from plain_transfer where key = p_key;
        return v_transfer;
    end if;
    update plain_account set balance = balance + v_change where id = v_low returning balance into v_first;
    update plain_account set balance = balance - v_change where id = v_high returning balance into v_second;
    insert into plain_entry (transfer_id, account_id, amount, balance_after)
    values (v_transfer, v_low, v_change, v_first), (v_transfer, v_high, -v_change, v_second);
    return v_transfer;
end $$;
