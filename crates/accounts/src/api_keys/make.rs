//! Making a key: it is shown once, and stored as a hash.

use super::{ApiKey, load, tell};
use crate::text::{printable, trimmed};
use amanat_base::{ApiKeyId, Code, Error, Result, SessionId, UserId};
use amanat_mail::Change;
use amanat_store::Tx;
use amanat_web::{
    Answer, Ctx, Envelope, Json, Network, RecentCaller, Scope,
    api_key::{PREFIX, SECRET, SHOWN, hash},
    ok,
};
use axum::extract::State;
use chrono::TimeDelta;
use garde::Validate;
use rand::{TryRng, rngs::SysRng};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Keys that a person may have at the same time.
const MOST_LIVE: i64 = 20;

/// A new key.
#[derive(Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewApiKey {
    /// To recognise it by, 1 to 60 characters.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 60), custom(printable))]
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// What it may do; each once.
    #[garde(length(min = 1, max = 5), custom(each_once))]
    #[schema(min_items = 1, max_items = 5)]
    scopes: Vec<Scope>,
    /// For how long it is good, in days.
    #[garde(range(min = 1, max = 365))]
    #[schema(minimum = 1, maximum = 365)]
    expires_in_days: i64,
    /// From which networks, like `203.0.113.0/24`, or single addresses; from anywhere unless told.
    #[serde(default)]
    #[garde(length(max = 20), inner(length(max = 50), custom(network)))]
    #[schema(max_items = 20)]
    allowed_networks: Vec<String>,
    /// Requests a minute; 60 unless told.
    #[serde(default = "sixty")]
    #[garde(range(min = 1, max = 6000))]
    #[schema(minimum = 1, maximum = 6000)]
    per_minute: i32,
}

const fn sixty() -> i32 {
    60
}

fn each_once(scopes: &[Scope], (): &()) -> garde::Result {
    let twice = scopes.iter().enumerate().any(|(i, s)| scopes[..i].contains(s));
    if twice {
        return Err(garde::Error::new("names one twice"));
    }
    Ok(())
}

fn network(text: &str, (): &()) -> garde::Result {
    match text.parse::<Network>() {
        Ok(_) => Ok(()),
        Err(_) => Err(garde::Error::new("is not an address or a network like 203.0.113.0/24")),
    }
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MadeApiKey {
    /// The whole key, never shown again. Send as `Authorization: Bearer amk_…`.
    key: String,
    /// What is kept of it.
    #[serde(flatten)]
    about: ApiKey,
}

/// Makes a key. Needs a proof of identity within the last ten minutes; `TOO_MANY` where twenty stand already.
#[utoipa::path(post, path = "/api/user/api-keys", tag = "user", request_body = NewApiKey,
    responses((status = 200, body = Envelope<MadeApiKey>)), security(("bearer" = [])))]
pub(crate) async fn create_api_key(State(ctx): State<Ctx>, caller: RecentCaller, Json(new): Json<NewApiKey>) -> Answer<MadeApiKey> {
    let mut tx = ctx.store.begin().await?;
    require_room(&mut tx, caller.user).await?;
    let key = fresh_key()?;
    let id = insert(&mut tx, caller.user, &new, &key).await?;
    let about = load(&mut tx, id).await?;
    let change = Change::ApiKeyCreated { name: about.name.clone() };
    tell(&mut tx, &caller, "api_key.create", &about, change).await?;
    tx.commit().await?;
    ok(MadeApiKey { key, about })
}

/// Locks the person's row, so that two at once don't both find room, and a suspension either is seen here or sees the new session.
async fn require_room(tx: &mut Tx, user: UserId) -> Result<()> {
    let now = tx.now;
    let status = sqlx::query_scalar!("select status from users where id = $1 for update", user.0)
        .fetch_one(&mut **tx)
        .await?;
    if status != "active" {
        return Err(Code::AccountSuspended.into());
    }
    let live = sqlx::query_scalar!(
        r#"select count(*) as "live!" from api_keys k join sessions s on s.id = k.session_id
           where k.user_id = $1 and s.revoked_at is null and k.expires_at > $2"#,
        user.0,
        now,
    )
    .fetch_one(&mut **tx)
    .await?;
    if live >= MOST_LIVE {
        return Err(Code::TooMany.into());
    }
    Ok(())
}

async fn insert(tx: &mut Tx, user: UserId, new: &NewApiKey, key: &str) -> Result<ApiKeyId> {
    let (id, session, now) = (ApiKeyId::fresh(), SessionId::fresh(), tx.now);
    let expires_at = now + TimeDelta::days(new.expires_in_days);
    sqlx::query!(
        "insert into sessions (id, user_id, created_at, last_used_at, expires_at, kind, name, signed_in_by)
         values ($1, $2, $3, $3, $4, 'api_key', $5, 'api_key')",
        session.0,
        user.0,
        now,
        expires_at,
        new.name,
    )
    .execute(&mut **tx)
    .await?;
    let networks = new.allowed_networks.iter().filter_map(|n| n.parse::<Network>().ok());
    let networks: Vec<String> = networks.map(|n| n.to_string()).collect();
    let prefix = key.get(..PREFIX.len() + SHOWN).unwrap_or(key);
    sqlx::query!(
        "insert into api_keys (id, user_id, session_id, name, prefix, key_hash, scopes, allowed_networks, per_minute, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id.0,
        user.0,
        session.0,
        new.name,
        prefix,
        hash(key),
        &new.scopes as &[Scope],
        &networks,
        new.per_minute,
        now,
        expires_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// What it is recognised by, and 256 random bits.
fn fresh_key() -> Result<String> {
    let mut bytes = [0_u8; (SHOWN + SECRET) / 2];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(format!("{PREFIX}{}", hex::encode(bytes)))
}
