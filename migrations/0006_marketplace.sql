-- Categories, shops, purchase requests, offers with their whole history.
set local lock_timeout = '5s';

create table categories (
    id uuid primary key,
    slug text not null,
    name text not null,
    position smallint not null default 0,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    constraint categories_slug_key unique (slug),
    constraint categories_slug_form check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60),
    constraint categories_name_length check (length(name) between 1 and 60)
);
comment on column categories.active is 'An inactive category takes no new requests; the old ones keep it.';

insert into categories (id, slug, name, position) values
    ('00000000-0000-7000-8000-000000000101', 'electronics', 'Electronics', 10),
    ('00000000-0000-7000-8000-000000000102', 'computers', 'Computers and parts', 20),
    ('00000000-0000-7000-8000-000000000103', 'phones', 'Phones and tablets', 30),
    ('00000000-0000-7000-8000-000000000104', 'software-development', 'Software development', 40),
    ('00000000-0000-7000-8000-000000000105', 'design', 'Design and illustration', 50),
    ('00000000-0000-7000-8000-000000000106', 'writing-translation', 'Writing and translation', 60),
    ('00000000-0000-7000-8000-000000000107', 'licences-keys', 'Licences and keys', 70),
    ('00000000-0000-7000-8000-000000000108', 'collectibles', 'Collectibles', 80),
    ('00000000-0000-7000-8000-000000000109', 'fashion', 'Clothing and accessories', 90),
    ('00000000-0000-7000-8000-00000000010a', 'home-garden', 'Home and garden', 100),
    ('00000000-0000-7000-8000-00000000010b', 'vehicles-parts', 'Vehicles and parts', 110),
    ('00000000-0000-7000-8000-00000000010d', 'music', 'Music and audio', 120),
    ('00000000-0000-7000-8000-00000000010e', 'education', 'Lessons and tutoring', 130),
    ('00000000-0000-7000-8000-00000000010f', 'services', 'Services', 140),
    ('00000000-0000-7000-8000-00000000010c', 'other', 'Everything else', 1000);

alter table fee_rules add constraint fee_rules_category foreign key (category_id) references categories;

create table shops (
    owner_id uuid primary key references users,
    slug text not null,
    name text not null,
    about text not null default '',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint shops_slug_key unique (slug),
    constraint shops_slug_form check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) between 3 and 40),
    constraint shops_name_length check (length(name) between 1 and 80)
);
comment on table shops is 'A seller''s public face; at most one per person.';

create table purchase_requests (
    id uuid primary key,
    buyer_id uuid not null references users,
    category_id uuid not null references categories,
    title text not null,
    description text not null,
    budget_min numeric(38,18),
    budget_max numeric(38,18),
    currency text not null,
    deadline_at timestamptz,
    status text not null default 'open',
    version integer not null default 1,
    live_offers integer not null default 0,
    accepted_offer_id uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    search tsvector not null generated always as
        (setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', description), 'B')) stored,
    constraint purchase_requests_status check (status in ('open', 'accepted', 'cancelled')),
    constraint purchase_requests_budget check (budget_min > 0 and budget_max > 0 and budget_min <= budget_max),
    constraint purchase_requests_currency check (currency ~ '^[A-Z0-9]{2,10}$'),
    constraint purchase_requests_accepted check ((status = 'accepted') = (accepted_offer_id is not null))
);
comment on column purchase_requests.deadline_at is 'New offers are taken until then.';
comment on column purchase_requests.version is 'Raised when the wording, the category or the currency changes: an offer on an older version can''t be accepted.';
comment on column purchase_requests.live_offers is 'Offers that are open or accepted; kept under the request''s row lock.';
create index purchase_requests_newest on purchase_requests (status, created_at desc, id desc);
create index purchase_requests_category on purchase_requests (category_id, status, created_at desc, id desc);
create index purchase_requests_buyer on purchase_requests (buyer_id, created_at desc, id desc);
create index purchase_requests_search on purchase_requests using gin (search);

create table offers (
    id uuid primary key,
    request_id uuid not null references purchase_requests,
    seller_id uuid not null references users,
    status text not null default 'open',
    revision integer not null default 1,
    order_id uuid references orders,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint offers_status check (status in ('open', 'accepted', 'declined', 'withdrawn', 'closed')),
    constraint offers_order check ((status = 'accepted') = (order_id is not null))
);
comment on column offers.status is 'closed: the request went another way (another offer was accepted, or it was cancelled).';
comment on column offers.revision is 'The latest revision: the terms on the table.';
create unique index offers_one_live on offers (request_id, seller_id) where status in ('open', 'accepted');
create index offers_request on offers (request_id, created_at desc, id desc);
create index offers_seller on offers (seller_id, created_at desc, id desc);
alter table purchase_requests add constraint purchase_requests_accepted_offer foreign key (accepted_offer_id) references offers;

create table offer_revisions (
    offer_id uuid not null references offers,
    revision integer not null,
    author text not null,
    author_id uuid not null references users,
    request_version integer not null,
    price numeric(38,18) not null,
    currency text not null,
    delivery_days smallint not null,
    inspection_days smallint not null,
    message text not null default '',
    milestones jsonb not null default '[]',
    created_at timestamptz not null,
    primary key (offer_id, revision),
    constraint offer_revisions_author check (author in ('buyer', 'seller')),
    constraint offer_revisions_price check (price > 0),
    constraint offer_revisions_days check (delivery_days between 1 and 365 and inspection_days between 1 and 60)
);
comment on table offer_revisions is 'Every proposal of either side; never changed, so that the history is what was said.';

create function offer_revisions_are_history() returns trigger language plpgsql as $$
begin
    raise exception 'offer revisions are history' using errcode = 'check_violation', constraint = 'offer_revisions_history';
end $$;
create trigger offer_revisions_history before update or delete on offer_revisions for each row execute function offer_revisions_are_history();
