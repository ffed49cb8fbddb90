//! Sessions: one sign-in each, carried on by refresh tokens of which each is used once.
//!
//! The next token is derived from the presented one and a random salt in its row, so that several tabs that refresh at the same moment get
//! the very same token, and yet no token is stored.

use crate::{Ended, Event, factors::fresh_sign_in_proves, sign_in::Way};
use amanat_base::{Code, Error, Result, SessionId, Time, UserId, keyring::random};
use amanat_store::{Tx, announce};
use amanat_web::RequestMeta;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long a session lasts without being used.
pub(crate) const IDLE: TimeDelta = TimeDelta::days(30);
/// How long it lasts at most.
const TOTAL: TimeDelta = TimeDelta::days(180);

/// For how long a token that was used already gets the same successor again, if that one is unused: a browser's tabs wake up together.
const GRACE: TimeDelta = TimeDelta::seconds(10);

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

/// Whether the account was used from there lately, in a session that nobody threw out: a thief who comes back is told of again.
pub(crate) async fn is_known_client(tx: &mut Tx, user: UserId, meta: &RequestMeta) -> Result<bool> {
    let since = tx.now - KNOWN_FOR;
    let known = sqlx::query_scalar!(
        r#"select exists(select 1 from sessions where user_id = $1 and client = $2 and last_used_at > $3
                         and coalesce(revoked_because, 'signed_out') = 'signed_out') as "known!""#,
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
    fresh_sign_in_proves(tx, user, session).await?;
    let refresh_token = hex::encode(random::<32>()?);
    store(tx, session, &refresh_token).await?;
    Ok(Opened {
        user,
        session,
        refresh_token,
    })
}

/// Exchanges a refresh token for the next one. Of several at once, one uses it and the others get the same answer; whoever comes later
/// than [`GRACE`], or after the next one was used, is a thief or was robbed.
pub(crate) async fn rotate(tx: &mut Tx, token: &str, meta: &RequestMeta) -> Result<Rotation> {
    let now = tx.now;
    let row = sqlx::query!(
        r#"select t.id, t.used_at, t.successor_salt, t.session_id, s.user_id, s.created_at,
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
    let next = |refresh_token| {
        Rotation::Next(Opened {
            user,
            session,
            refresh_token,
        })
    };
    if let Some(used_at) = row.used_at {
        if let Some(salt) = row.successor_salt.filter(|_| now <= used_at + GRACE)
            && is_unused(tx, &successor(token, &salt)?).await?
        {
            return Ok(next(successor(token, &salt)?));
        }
        end(tx, user, Some(session), Ended::TokenReused).await?;
        return Ok(Rotation::Reused);
    }
    let salt = random::<32>()?;
    let refresh_token = successor(token, &salt)?;
    sqlx::query!(
        "update refresh_tokens set used_at = $2, successor_salt = $3 where id = $1",
        row.id,
        now,
        &salt
    )
    .execute(&mut **tx)
    .await?;
    carry_on(tx, session, row.created_at, meta).await?;
    store(tx, session, &refresh_token).await?;
    Ok(next(refresh_token))
}

/// The session was used just now, from there.
async fn carry_on(tx: &mut Tx, session: SessionId, begun_at: Time, meta: &RequestMeta) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update sessions set last_used_at = $2, expires_at = $3, client = coalesce($4, client) where id = $1",
        session.0,
        now,
        (now + IDLE).min(begun_at + TOTAL),
        meta.client.map(|c| c.to_string()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn is_unused(tx: &mut Tx, token: &str) -> Result<bool> {
    let unused = sqlx::query_scalar!(
        r#"select exists(select 1 from refresh_tokens where token_hash = $1 and used_at is null) as "unused!""#,
        hash(token),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(unused)
}

/// Ends the one session, or all in which anybody acts for the person: their own, those of their API keys, an administrator's look. Ended
/// ones are left as they are. What the person themselves looks at through others' eyes ends too: whoever took a session from an
/// administrator must not go on in a look that they began with it. Returns how many of the person's ended.
pub(crate) async fn end(tx: &mut Tx, user: UserId, only: Option<SessionId>, because: Ended) -> Result<usize> {
    let now = tx.now;
    let ended = sqlx::query_as!(
        EndedSession,
        r#"with these as (
             select id from sessions
             where (user_id = $1 and (id = $2 or $2::uuid is null and (kind <> 'api_key' or $4 <> 'signed_out')) or impersonator = $1)
               and revoked_at is null
             order by id for update
         )
         update sessions s set revoked_at = $3, revoked_because = $4 from these where s.id = these.id
         returning s.id as "session: SessionId", s.user_id as "user: UserId""#,
        user.0,
        only.map(|s| s.0),
        now,
        because.as_str(),
    )
    .fetch_all(&mut **tx)
    .await?;
    announce_ended(tx, user, &ended, because).await
}

/// Ends the sessions in which the person themselves is signed in, except this one, and what they look at through others' eyes. Returns
/// how many of the person's ended.
pub(crate) async fn end_signed_in(tx: &mut Tx, user: UserId, except: Option<SessionId>, because: Ended) -> Result<usize> {
    let now = tx.now;
    let ended = sqlx::query_as!(
        EndedSession,
        r#"with these as (
             select id from sessions
             where (user_id = $1 and kind = 'person' and id is distinct from $2 or impersonator = $1) and revoked_at is null
             order by id for update
         )
         update sessions s set revoked_at = $3, revoked_because = $4 from these where s.id = these.id
         returning s.id as "session: SessionId", s.user_id as "user: UserId""#,
        user.0,
        except.map(|s| s.0),
        now,
        because.as_str(),
    )
    .fetch_all(&mut **tx)
    .await?;
    announce_ended(tx, user, &ended, because).await
}

struct EndedSession {
    session: SessionId,
    user: UserId,
}

async fn announce_ended(tx: &mut Tx, of: UserId, ended: &[EndedSession], because: Ended) -> Result<usize> {
    for &EndedSession { session, user } in ended {
        announce(tx, &Event::SessionRevoked { session, user, because }).await?;
    }
    Ok(ended.iter().filter(|e| e.user == of).count())
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

async fn store(tx: &mut Tx, session: SessionId, token: &str) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "insert into refresh_tokens (id, session_id, token_hash, issued_at) values ($1, $2, $3, $4)",
        Uuid::now_v7(),
        session.0,
        hash(token),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The token that comes after this one. Whoever has only the database has the salt and not the token.
fn successor(token: &str, salt: &[u8]) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(token.as_bytes()).map_err(Error::internal)?;
    mac.update(salt);
    Ok(hex::encode(mac.finalize().into_bytes()))
}

/// As tokens are stored: they are random enough that a plain hash does.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::successor;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_successor_depends_on_the_token_and_on_the_salt(token in "[0-9a-f]{64}", other in "[0-9a-f]{64}", salt: [u8; 32], pepper: [u8; 32]) {
            let next = successor(&token, &salt).expect("derives");
            prop_assert_eq!(&next, &successor(&token, &salt).expect("derives"));
            prop_assert!(next.len() == 64 && next != token);
            prop_assert!(other == token || next != successor(&other, &salt).expect("derives"));
            prop_assert!(pepper == salt || next != successor(&token, &pepper).expect("derives"));
        }
    }
}
