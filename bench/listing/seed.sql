-- 10,000 open requests and as many listings by 1,000 people, in every category, descriptions of 200 to 1,000 characters.
insert into users (id, email, password_hash, display_name, created_at)
select ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, 'person' || n || '@example.com', '-', 'Person ' || n, now()
from generate_series(1, 1000) n;

insert into purchase_requests (id, buyer_id, category_id, title, description, budget_min, budget_max, currency, deadline_at,
                               created_at, updated_at)
select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
       ('00000000-0000-7000-9000-' || lpad((n % 1000 + 1)::text, 12, '0'))::uuid,
       c.ids[n % array_length(c.ids, 1) + 1],
       'Looking for a dependable something, number ' || n,
       repeat('What exactly is wanted, with every detail. ', 5 + n % 20),
       10 + n % 90, 100 + n % 900, 'USD', now() + interval '30 days',
       now() - make_interval(secs => n), now() - make_interval(secs => n)
from generate_series(1, 10000) n, (select array_agg(id order by position) ids from categories) c;
insert into listings (id, seller_id, category_id, service_name, description, unit_description, price_per_unit, currency, fulfilment, status,
                      moderation, available_units, stocked_units, inspection_s, token_lifetime_s, created_at, updated_at)
select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
       ('00000000-0000-7000-9000-' || lpad((n % 1000 + 1)::text, 12, '0'))::uuid,
       c.ids[n % array_length(c.ids, 1) + 1],
       'A dependable service, number ' || n,
       repeat('What exactly is sold, with every detail. ', 5 + n % 20),
       'a call', 0.01 * (1 + n % 500), 'USD', 'reveal_secret', 'active', 'approved', 1000 + n, 1000 + n, 86400, 2592000,
       now() - make_interval(secs => n), now() - make_interval(secs => n)
from generate_series(1, 10000) n, (select array_agg(id order by position) ids from categories) c;
vacuum analyze;
