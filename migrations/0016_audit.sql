-- Who did what to whom, when and from where.
set local lock_timeout = '5s';

create table audit_log (
    id uuid primary key,
    at timestamptz not null,
    actor uuid,
    impersonator uuid,
    session_id uuid,
    client text,
    request_id text,
    action text not null,
    subject_kind text not null,
    subject text not null,
    before jsonb,
    after jsonb,
    constraint audit_log_action check (action ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table audit_log is 'Written in the transaction of what it tells; never changed, never deleted.';
comment on column audit_log.actor is 'Whose account acted; null: the platform itself, or nobody signed in.';
comment on column audit_log.client is 'Address (IPv6: the /64).';
comment on column audit_log.action is 'area.verb, like user.suspend.';
create index audit_log_newest on audit_log (at desc, id desc);
create index audit_log_actor on audit_log (actor, at desc, id desc);
create index audit_log_impersonator on audit_log (impersonator, at desc, id desc) where impersonator is not null;
create index audit_log_action on audit_log (action, at desc, id desc);
create index audit_log_subject on audit_log (subject, at desc, id desc);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'restrict_violation';
end $$;
create trigger audit_log_unchanging before update or delete on audit_log for each row execute function audit_log_is_append_only();
create trigger audit_log_untruncated before truncate on audit_log for each statement execute function audit_log_is_append_only();
