//! `/api/user/api-keys`: keys for programs that act for a person, within scopes.
//!
//! Each key acts in a session of its own, so that whatever ends sessions ends keys: revoking, a new password, suspension, erasure. Only
//! signing out everywhere leaves them, because a program isn't a place where somebody forgot to sign out.

mod make;

use crate::{Ended, protection, sessions};
use amanat_base::{ApiKeyId, Code, Cursor, DateTime, Error, Page, PageQuery, Result, SessionId, UserId};
use amanat_mail::Change;
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, Query, RecentCaller, Scope, ok};
use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_api_keys, make::create_api_key))
        .routes(routes!(revoke_api_key))
}

/// A key, without what is secret of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What its owner calls it.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// From which networks, in CIDR notation; empty: from anywhere.
    pub allowed_networks: Vec<String>,
    /// Requests a minute.
    pub per_minute: i32,
    /// Since when.
    pub created_at: DateTime,
    /// Until when.
    pub expires_at: DateTime,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime>,
    /// From where then (IPv6: the /64).
    pub last_used_from: Option<String>,
    /// When it was ended, by its owner or by what ends sessions.
    pub revoked_at: Option<DateTime>,
}

macro_rules! select_keys {
    ($rest:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            ApiKey,
            r#"select k.id as "id: ApiKeyId", k.name, k.prefix, k.scopes as "scopes: Vec<Scope>", k.allowed_networks, k.per_minute,
                      k.created_at, k.expires_at, k.last_used_at, k.last_used_from, s.revoked_at as "revoked_at?"
               from api_keys k join sessions s on s.id = k.session_id "# + $rest,
            $($arg),*
        )
    };
}
async fn load(conn: &mut PgConnection, id: ApiKeyId) -> Result<ApiKey> {
    Ok(select_keys!("where k.id = $1", id.0).fetch_one(conn).await?)
}

/// The keys of one person, newest first, for administrators.
pub(crate) async fn of(conn: &mut PgConnection, user: UserId) -> Result<Vec<ApiKey>> {
    let rows = select_keys!("where k.user_id = $1 order by k.created_at desc, k.id desc limit 100", user.0);
    Ok(rows.fetch_all(conn).await?)
}

/// The caller's keys, newest first, with those that have ended.
#[utoipa::path(get, path = "/api/user/api-keys", tag = "user", params(PageQuery),
    responses((status = 200, body = PageOf<ApiKey>)), security(("bearer" = [])))]
async fn list_api_keys(State(ctx): State<Ctx>, caller: Caller, Query(page): Query<PageQuery>) -> Answer<Page<ApiKey>> {
    let (limit, after) = (page.limit()?, page.cursor()?);
    let rows = select_keys!(
        "where k.user_id = $1 and ($2::timestamptz is null or (k.created_at, k.id) < ($2, $3)) order by k.created_at desc, k.id desc limit $4",
        caller.user.0,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |k| Cursor {
        at: k.created_at,
        id: k.id.0,
    }))
}

/// Ends a key at once. Needs a proof of identity within the last ten minutes.
#[utoipa::path(delete, path = "/api/user/api-keys/{id}", tag = "user", params(("id" = ApiKeyId, Path)),
    responses((status = 200, body = Envelope<ApiKey>)), security(("bearer" = [])))]
async fn revoke_api_key(State(ctx): State<Ctx>, caller: RecentCaller, Path(id): Path<ApiKeyId>) -> Answer<ApiKey> {
    let mut tx = ctx.store.begin().await?;
    let session = sqlx::query_scalar!(
        "select session_id from api_keys where id = $1 and user_id = $2",
        id.0,
        caller.user.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    if sessions::end(&mut tx, caller.user, Some(SessionId(session)), Ended::Revoked).await? == 0 {
        return Err(Error::new(Code::NotFound).into());
    }
    let key = load(&mut tx, id).await?;
    let change = Change::ApiKeyRevoked { name: key.name.clone() };
    tell(&mut tx, &caller, "api_key.revoke", &key, change).await?;
    tx.commit().await?;
    ok(key)
}

/// Writes it down, and tells the owner by letter.
async fn tell(tx: &mut Tx, caller: &Caller, action: &'static str, key: &ApiKey, change: Change) -> Result<()> {
    let described = json!({
        "name": key.name, "prefix": key.prefix, "scopes": key.scopes, "allowedNetworks": key.allowed_networks,
        "perMinute": key.per_minute, "expiresAt": key.expires_at,
    });
    let (before, after) = match change {
        Change::ApiKeyRevoked { .. } => (described, Value::Null),
        _ => (Value::Null, described),
    };
    protection::changed(
        tx,
        &caller.origin,
        caller.user,
        action,
        ("api_key", &key.id),
        (before, after),
        change,
    )
    .await
}
