//! What must hold of accounts at any time, as queries that say one sentence per offender.

use amanat_base::{Result, Time};
use sqlx::PgConnection;

/// One sentence per broken rule.
pub async fn check(conn: &mut PgConnection, now: Time) -> Result<Vec<String>> {
    let mut findings = sessions(conn, now).await?;
    findings.extend(protection(conn).await?);
    findings.extend(erased(conn).await?);
    Ok(findings)
}

/// Who may not act is signed in nowhere, and keys and looks act in sessions of their own kind.
async fn sessions(conn: &mut PgConnection, now: Time) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        r#"select format('session %s stands, and its owner is %s', s.id, u.status) as "finding!"
           from sessions s join users u on u.id = s.user_id
           where u.status <> 'active' and s.revoked_at is null and s.expires_at > $1
           union all
           select format('API key %s of %s acts in a session of %s of the kind %s', k.id, k.user_id, s.user_id, s.kind)
           from api_keys k join sessions s on s.id = k.session_id where s.user_id <> k.user_id or s.kind <> 'api_key'
           union all
           select format('session %s of an API key stands, and there is no such key', s.id)
           from sessions s where s.kind = 'api_key' and s.revoked_at is null and s.expires_at > $1
             and not exists (select from api_keys k where k.session_id = s.id)
           union all
           select format('%s looks through their own eyes in session %s', s.user_id, s.id)
           from sessions s where s.impersonator = s.user_id"#,
        now
    );
    Ok(rows.fetch_all(conn).await?)
}

/// Everybody has a way in, codes on paper belong to an app, and whoever has addresses has a default.
async fn protection(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        r#"select format('%s has no way to sign in', u.id) as "finding!" from users u
           where u.email is null and u.status <> 'erased'
             and not exists (select from passkeys p where p.user_id = u.id) and not exists (select from identities i where i.user_id = u.id)
           union all
           select distinct format('%s has recovery codes and no authenticator app', c.user_id) from recovery_codes c
           where not exists (select from totp t where t.user_id = c.user_id and t.confirmed_at is not null)
           union all
           select format('%s has %s addresses and no default', a.user_id, count(*)) from addresses a
           group by a.user_id having not bool_or(a.is_default)"#
    );
    Ok(rows.fetch_all(conn).await?)
}

/// Of an erased person nothing is left but the id that the books refer to.
async fn erased(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        r#"select format('%s was erased and still has %s', u.id, what) as "finding!"
           from users u cross join lateral (
               select 'a text or a picture' as what where u.about <> '' or u.avatar is not null or u.suspended_reason is not null
               union all select 'roles' where exists (select from user_roles r where r.user_id = u.id)
               union all select 'links' where exists (select from links l where l.user_id = u.id)
               union all select 'passkeys' where exists (select from passkeys p where p.user_id = u.id)
               union all select 'an authenticator app' where exists (select from totp t where t.user_id = u.id)
               union all select 'recovery codes' where exists (select from recovery_codes c where c.user_id = u.id)
               union all select 'accounts elsewhere' where exists (select from identities i where i.user_id = u.id)
               union all select 'API keys' where exists (select from api_keys k where k.user_id = u.id)
               union all select 'addresses' where exists (select from addresses a where a.user_id = u.id)
               union all select 'a payout address' where exists (select from payout_addresses a where a.user_id = u.id)
               union all select 'devices' where exists (
                   select from sessions s where s.user_id = u.id and (s.user_agent is not null or s.client is not null or s.name is not null))) left_over
           where u.status = 'erased'"#
    );
    Ok(rows.fetch_all(conn).await?)
}
