//! Sessions: one sign-in each, carried on by refresh tokens of which each is used once.

use crate::{Ended, Event, sign_in::Way};
use amanat_base::{Code, Error, Result, SessionId, UserId};
use amanat_store::{Tx, announce};
use amanat_web::RequestMeta;
use chrono::TimeDelta;
use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long a session lasts without being used.
pub(crate) const IDLE: TimeDelta = TimeDelta::days(30);
/// How long it lasts at most.
const TOTAL: TimeDelta = TimeDelta::days(180);

/// A session with a refresh token that has not been used yet.
#[derive(Clone)]
pub struct Opened {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub session: SessionId,
    /// 256 random bits in hex; only its hash is stored.
    pub refresh_token: String,
}

/// What became of a presented refresh token.
pub(crate) enum Rotation {
    /// It was good and is used now; here is the next one.
    Next(Opened),
    /// It had been used before, so the session has ended. The transaction must still be committed.
    Reused,
}

/// From how long ago an address is still known.
pub(crate) const KNOWN_FOR: TimeDelta = TimeDelta::days(30);

/// Whether the account was used from there lately.
pub(crate) async fn is_known_client(tx: &mut Tx, user: UserId, meta: &RequestMeta) -> Result<bool> {
    let since = tx.now - KNOWN_FOR;
    let known = sqlx::query_scalar!(
        r#"select exists(select 1 from sessions where user_id = $1 and client = $2 and last_used_at > $3) as "known!""#,
        user.0,
        meta.client.map(|c| c.to_string()),
        since,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(known)
}

/// Begins a session. A suspended account has none.
pub(crate) async fn open(tx: &mut Tx, user: UserId, meta: &RequestMeta, way: Way) -> Result<Opened> {
    let now = tx.now;
    // Shared lock: a suspension either is seen here or sees the new session and ends it.
    let status = sqlx::query_scalar!("select status from users where id = $1 for share", user.0)
        .fetch_one(&mut **tx)
        .await?;
    if status != "active" {
        return Err(Code::AccountSuspended.into());
    }
    let session = SessionId::fresh();
    sqlx::query!(
        "insert into sessions (id, user_id, user_agent, client, created_at, last_used_at, expires_at, signed_in_by)
         values ($1, $2, $3, $4, $5, $5, $6, $7)",
        session.0,
        user.0,
        meta.user_agent,
        meta.client.map(|c| c.to_string()),
        now,
        now + IDLE,
        way as Way,
    )
    .execute(&mut **tx)
    .await?;
    let refresh_token = issue(tx, session).await?;
    Ok(Opened {
        user,
        session,
        refresh_token,
    })
}

/// Exchanges a refresh token for the next one. Of several at once, exactly one wins; the others count as reuse.
pub(crate) async fn rotate(tx: &mut Tx, token: &str, meta: &RequestMeta) -> Result<Rotation> {
    let now = tx.now;
    let row = sqlx::query!(
        r#"select t.id, t.used_at, t.session_id, s.user_id, s.created_at,
                  s.revoked_at is null and s.expires_at > $2 as "live!"
           from refresh_tokens t join sessions s on s.id = t.session_id
           where t.token_hash = $1 for update"#,
        hash(token),
        now,
    )
    .fetch_optional(&mut **tx)
    .await?
    .filter(|row| row.live)
    .ok_or(Error::new(Code::RefreshTokenInvalid))?;
    let (user, session) = (UserId(row.user_id), SessionId(row.session_id));
    if row.used_at.is_some() {
        end(tx, user, Some(session), Ended::TokenReused).await?;
        return Ok(Rotation::Reused);
    }
    sqlx::query!("update refresh_tokens set used_at = $2 where id = $1", row.id, now)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "update sessions set last_used_at = $2, expires_at = $3, client = coalesce($4, client) where id = $1",
        session.0,
        now,
        (now + IDLE).min(row.created_at + TOTAL),
        meta.client.map(|c| c.to_string()),
    )
    .execute(&mut **tx)
    .await?;
    let refresh_token = issue(tx, session).await?;
    Ok(Rotation::Next(Opened {
        user,
        session,
        refresh_token,
    }))
}

/// Ends the one session, or all that the person has; ended ones are left as they are. Returns how many ended.
pub(crate) async fn end(tx: &mut Tx, user: UserId, only: Option<SessionId>, because: Ended) -> Result<usize> {
    let now = tx.now;
    let ended = sqlx::query_scalar!(
        "with mine as (
             select id from sessions where user_id = $1 and ($2::uuid is null or id = $2) and revoked_at is null order by id for update
         )
         update sessions s set revoked_at = $3, revoked_because = $4 from mine where s.id = mine.id returning s.id",
        user.0,
        only.map(|s| s.0),
        now,
        because.as_str(),
    )
    .fetch_all(&mut **tx)
    .await?;
    for id in &ended {
        let session = SessionId(*id);
        announce(tx, &Event::SessionRevoked { session, user, because }).await?;
    }
    Ok(ended.len())
}

/// Whose session a refresh token carries on, used or not.
pub(crate) async fn by_token(tx: &mut Tx, token: &str) -> Result<Option<(UserId, SessionId)>> {
    let row = sqlx::query!(
        "select s.id, s.user_id from refresh_tokens t join sessions s on s.id = t.session_id where t.token_hash = $1",
        hash(token),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| (UserId(r.user_id), SessionId(r.id))))
}

async fn issue(tx: &mut Tx, session: SessionId) -> Result<String> {
    let mut bytes = [0_u8; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    let token = hex::encode(bytes);
    let now = tx.now;
    sqlx::query!(
        "insert into refresh_tokens (id, session_id, token_hash, issued_at) values ($1, $2, $3, $4)",
        Uuid::now_v7(),
        session.0,
        hash(&token),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(token)
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
