-- What pgbench needs besides the schema: numbers for listings and the one-statement purchase with tables of its own.
create table bench_listing (n int primary key, id uuid not null);
insert into bench_listing select row_number() over (order by id), id from listings;
-- Ids as the server makes them, ascending with time; the same in every statement of a transaction.
create function bench_id(k bigint, what text) returns uuid language sql stable
return (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' || substr(md5(k || what), 1, 3) || '8' || substr(md5(k || what), 4, 15))::uuid;

create table plain_listing (
    id int primary key, price bigint not null, available bigint not null check (available >= 0), status text not null default 'active'
) with (fillfactor = 70);
create table plain_order (
    id bigint generated always as identity primary key, buyer int not null, listing_id int not null references plain_listing,
    units int not null, amount bigint not null, status text not null, created_at timestamptz not null default now()
);
create index on plain_order (buyer);
create table plain_token (
    id bigint generated always as identity primary key, order_id bigint not null references plain_order, sealed bytea not null
);
insert into plain_listing select i, 100, 2000000000 from generate_series(1, 10000) i;
create function plain_buy(p_buyer int, p_listing int, p_units int) returns bigint language plpgsql as $$
declare
    v_price bigint;
    v_order bigint;
begin
    update plain_listing set available = available - p_units, status = case when available = p_units then 'sold_out' else status end
    where id = p_listing and available >= p_units returning price into v_price;
    if v_price is null then
        return null;
    end if;
    insert into plain_order (buyer, listing_id, units, amount, status)
    values (p_buyer, p_listing, p_units, v_price * p_units, 'paid') returning id into v_order;
    insert into plain_token (order_id, sealed) values (v_order, '\x00112233445566778899aabbccddeeff');
    return v_order;
end $$;
