//! One person, as an administrator who has to help or to judge sees them. No secret is among it, and nothing that signs in.

use crate::{
    User,
    api_keys::{self, ApiKey},
    load_user,
};
use amanat_base::{DateTime, IdentityId, Result, SessionId, UserId};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Path, ok};
use axum::extract::State;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

/// A person with how they stand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDetail {
    user: User,
    /// Why they are suspended, if they are.
    suspended_reason: Option<String>,
    /// When they last signed in.
    last_sign_in_at: Option<DateTime>,
    factors: Factors,
    /// Accounts elsewhere that sign them in.
    identities: Vec<Identity>,
    /// Their sessions that stand, newest first.
    sessions: Vec<Session>,
    /// Their API keys, newest first, with those that have ended.
    api_keys: Vec<ApiKey>,
    orders: OrderCounts,
}

/// By what they prove who they are.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Factors {
    /// They have a password.
    password: bool,
    /// An authenticator app is set up.
    totp: bool,
    /// Recovery codes that are not used yet.
    recovery_codes: i64,
    /// Passkeys.
    passkeys: i64,
}

/// An account elsewhere.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Identity {
    id: IdentityId,
    /// Where: id of the provider.
    provider: String,
    /// What the person recognises it by.
    label: String,
    linked_at: DateTime,
    last_used_at: Option<DateTime>,
}

/// A session that stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Session {
    id: SessionId,
    /// What its owner calls the device, if they gave it a name.
    name: Option<String>,
    /// What the device called itself.
    user_agent: Option<String>,
    /// Address from which it was last used (IPv6: the /64).
    client: Option<String>,
    /// How they signed in.
    signed_in_by: String,
    created_at: DateTime,
    last_used_at: DateTime,
    expires_at: DateTime,
}

/// Deals of this person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OrderCounts {
    /// As buyer.
    bought: i64,
    /// As seller.
    sold: i64,
    /// Of both, those that are not over.
    open: i64,
    /// Of both, those in dispute now.
    disputed: i64,
}

/// A person with sessions, ways in, keys and counts of deals.
#[utoipa::path(get, path = "/api/admin/users/{id}", tag = "admin", params(("id" = UserId, Path)),
    responses((status = 200, body = Envelope<UserDetail>)), security(("bearer" = [])))]
pub(super) async fn get_user(State(ctx): State<Ctx>, _: AdminCaller, Path(id): Path<UserId>) -> Answer<UserDetail> {
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    let user = load_user(&mut conn, id).await?;
    let more = sqlx::query!(
        r#"select suspended_reason, password_hash is not null as "password!",
                  (select max(created_at) from sessions s where s.user_id = u.id and s.kind = 'person') as last_sign_in_at,
                  exists(select 1 from totp t where t.user_id = u.id and t.confirmed_at is not null) as "totp!",
                  (select count(*) from recovery_codes c where c.user_id = u.id and c.used_at is null) as "recovery_codes!",
                  (select count(*) from passkeys k where k.user_id = u.id) as "passkeys!"
           from users u where id = $1"#,
        id.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let sessions = sqlx::query_as!(
        Session,
        r#"select id as "id: SessionId", name, user_agent, client, signed_in_by, created_at, last_used_at, expires_at from sessions
           where user_id = $1 and kind = 'person' and revoked_at is null and expires_at > $2 order by created_at desc, id desc limit 100"#,
        id.0,
        now
    )
    .fetch_all(&mut *conn)
    .await?;
    ok(UserDetail {
        user,
        suspended_reason: more.suspended_reason,
        last_sign_in_at: more.last_sign_in_at,
        factors: Factors {
            password: more.password,
            totp: more.totp,
            recovery_codes: more.recovery_codes,
            passkeys: more.passkeys,
        },
        identities: identities(&mut conn, id).await?,
        sessions,
        api_keys: api_keys::of(&mut conn, id).await?,
        orders: count_orders(&mut conn, id).await?,
    })
}

async fn identities(conn: &mut PgConnection, user: UserId) -> Result<Vec<Identity>> {
    let rows = sqlx::query_as!(
        Identity,
        r#"select id as "id: IdentityId", provider, label, linked_at, last_used_at from identities where user_id = $1 order by linked_at, id limit 100"#,
        user.0
    );
    Ok(rows.fetch_all(conn).await?)
}

async fn count_orders(conn: &mut PgConnection, user: UserId) -> Result<OrderCounts> {
    let counts = sqlx::query_as!(
        OrderCounts,
        r#"select count(*) filter (where buyer_id = $1) as "bought!", count(*) filter (where seller_id = $1) as "sold!",
                  count(*) filter (where acts_at is not null) as "open!", count(*) filter (where state = 'disputed') as "disputed!"
           from orders where buyer_id = $1 or seller_id = $1"#,
        user.0
    );
    Ok(counts.fetch_one(conn).await?)
}
