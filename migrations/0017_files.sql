-- What people upload.
set local lock_timeout = '5s';

create table files (
    id uuid primary key,
    owner uuid not null references users,
    purpose text not null,
    name text not null,
    content_type text not null,
    bytes bigint not null,
    sha256 bytea not null,
    width integer,
    height integer,
    storage_key text not null,
    created_at timestamptz not null,
    deleted_at timestamptz,
    constraint files_storage_key_key unique (storage_key),
    constraint files_purpose check (purpose in ('avatar', 'attachment')),
    constraint files_bytes check (bytes > 0),
    constraint files_name_length check (length(name) between 1 and 200)
);
comment on table files is 'One object in the blob store each. The type is what the content is, never what the sender called it.';
comment on column files.name is 'As the sender called it, cleaned; only ever shown or offered as a file name.';
comment on column files.storage_key is 'Random; says nothing about owner or name.';
comment on column files.purpose is 'avatar: public while it is somebody''s picture; attachment: for those who may see what it is attached to.';
create index files_owner on files (owner, created_at desc, id desc) where deleted_at is null;
create index files_deleted on files (deleted_at) where deleted_at is not null;
create index files_deleted_of on files (owner) where deleted_at is not null;

alter table users add column avatar uuid references files;
comment on column users.avatar is 'A file of theirs with the purpose avatar.';
create index users_avatar on users (avatar) where avatar is not null;

create table order_files (
    order_id uuid not null references orders,
    file_id uuid not null references files,
    added_by uuid not null references users,
    note text not null default '',
    added_at timestamptz not null,
    primary key (order_id, file_id),
    constraint order_files_note_length check (length(note) <= 500)
);
comment on table order_files is 'What the parties of a deal show each other: the delivered file, a photo, a paper. Never taken away again.';
create index order_files_file on order_files (file_id);

create trigger erased_people_stay_so after insert on files for each row execute function erased_people_stay_so('owner');
