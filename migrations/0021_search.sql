-- Finding things: one form for what is written and what is typed, in every script; slips of the finger; files of requests.
set local lock_timeout = '5s';

-- No extension is needed: an operator's PostgreSQL may have none, and creating one takes a superuser.
create function search_form(original text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(
        -- 4. Every other sign parts words; scripts without spaces are looked up sign by sign.
        regexp_replace(
            -- 3. One letter for what Arabic and Persian keyboards write differently, one digit for each value.
            translate(
                -- 2. Marks above and below letters, and what joins or stretches them, are not looked for.
                regexp_replace(
                    -- 1. Letters apart from their marks, wide and presentation forms as the plain ones.
                    lower(normalize(original, NFKD)),
                    '[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]', '', 'g'),
                U&'\064A\0649\0626\0643\0629\06C0\06D5\06BE\0624\0625\0623\0622\0671\0111\00F8\0142\00DF\0131\06F0\06F1\06F2\06F3\06F4\06F5\06F6\06F7\06F8\06F9\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669',
                U&'\06CC\06CC\06CC\06A9\0647\0647\0647\0647\0648\0627\0627\0627\0627dolsi01234567890123456789'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u060c\u061b\u061f\u066a-\u066d\u06d4\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]', ' ', 'g'),
        '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])', ' \1 ', 'g')
$$;
comment on function search_form is 'A text as it is looked up: small letters without marks, Arabic letters and digits in one form, no signs.';

create function search_words(original text) returns setof text language sql immutable strict parallel safe rows 10 as $$
    select left(word, 80) from regexp_split_to_table(search_form(original), '\s+') word where word <> ''
$$;
comment on function search_words is 'The words of a text in the form in which they are looked up.';

create function search_query(typed text, part text default '') returns tsquery language sql immutable parallel safe as $$
    select coalesce(string_agg('''' || word || ''':' || part || case when length(word) > 2 or place = many then '*' else '' end, ' & '), '')::tsquery
    from (select word, row_number() over () as place, count(*) over () as many from search_words(left(typed, 200)) word limit 20) words
$$;
comment on function search_query is 'All words that were typed, each as the beginning of a word if it has three letters or is the last one; part A: in the title only.';

-- Two words of which a letter is missing, too many, another one, or in its neighbour's place, have such a form in common.
create function search_slips(word text) returns text[] language sql immutable strict parallel safe as $$
    select case when length(word) between 4 and 20
        then (select array_agg(distinct left(word, place - 1) || substr(word, place + 1)) || word from generate_series(1, length(word)) place)
        else array[word] end
$$;
comment on function search_slips is 'The word, and what is left of it without any one letter.';

create function search_near(original text) returns tsvector language sql immutable strict parallel safe as $$
    select array_to_tsvector(coalesce((
        select array_agg(distinct slip) from search_words(left(original, 200)) word, unnest(search_slips(word)) slip), '{}'))
$$;
comment on function search_near is 'Of a title: under which forms it is found in spite of a slip of the finger.';

create function search_near_query(typed text) returns tsquery language sql immutable strict parallel safe as $$
    select coalesce(string_agg('(' || forms || ')', ' & '), '')::tsquery
    from (select (select string_agg('''' || slip || '''', ' | ') from unnest(search_slips(word)) slip) as forms
          from search_words(left(typed, 200)) word limit 20) words
$$;
comment on function search_near_query is 'All words that were typed, each with one slip of the finger at most.';

-- The generation of a column can't be changed: the old ones go, with their indexes.
alter table purchase_requests
    drop column search,
    add column search tsvector not null generated always as
        (setweight(to_tsvector('simple', search_form(title)), 'A') || setweight(to_tsvector('simple', search_form(description)), 'B')) stored,
    add column near tsvector not null generated always as (search_near(title)) stored;
comment on column purchase_requests.search is 'What the search looks through: the title (A) and the description (B).';
comment on column purchase_requests.near is 'The title, to be found in spite of a slip of the finger.';
create index purchase_requests_search on purchase_requests using gin (search);
create index purchase_requests_near on purchase_requests using gin (near) where status = 'open';
create index purchase_requests_budget on purchase_requests (status, coalesce(budget_max, budget_min, 0) desc, id desc);
create index purchase_requests_ending on purchase_requests (status, deadline_at, id) where deadline_at is not null;

alter table listings
    drop column words,
    add column words tsvector generated always as
        (setweight(to_tsvector('simple', search_form(service_name)), 'A')
         || setweight(to_tsvector('simple', search_form(description || ' ' || unit_description)), 'B')) stored,
    add column near tsvector generated always as (search_near(service_name)) stored;
comment on column listings.words is 'What the search looks through: the name (A), the description and the unit (B).';
comment on column listings.near is 'The name, to be found in spite of a slip of the finger.';
create index listings_words on listings using gin (words);
create index listings_near on listings using gin (near) where status = 'active' and moderation = 'approved';

alter table shops
    add column search tsvector not null generated always as
        (setweight(to_tsvector('simple', search_form(name)), 'A') || setweight(to_tsvector('simple', search_form(about)), 'B')) stored,
    add column near tsvector not null generated always as (search_near(name)) stored;
comment on column shops.search is 'What the search looks through: the name (A) and what it says about itself (B).';
comment on column shops.near is 'The name, to be found in spite of a slip of the finger.';
create index shops_search on shops using gin (search);
create index shops_near on shops using gin (near);

create table request_files (
    request_id uuid not null references purchase_requests,
    file_id uuid not null references files,
    position smallint not null,
    primary key (request_id, file_id)
);
comment on table request_files is 'What the buyer shows everybody with a request: a drawing, a photo, a specification. Part of its wording.';
comment on column request_files.position is 'In which order they are shown, from 0.';
create index request_files_file on request_files (file_id);
