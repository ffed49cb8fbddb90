//! `/api/auth/change-password`, and what happens whenever a password is set.

use crate::{Accounts, Ended, PasswordHash, auth::count_own_attempt, erase::lock_active, links, load_user, password, protection, sessions};
use amanat_base::{Code, Error, Result, UserId};
use amanat_mail::Change;
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, RecentCaller, RequestMeta, ok};
use axum::{Extension, extract::State};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(change_password))
}

/// That it is so.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordSet {
    /// How many sessions ended.
    pub(crate) ended: usize,
}

/// The new password.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangePasswordRequest {
    /// The one until now, if the account has one.
    #[garde(length(chars, max = 128))]
    #[schema(max_length = 128)]
    current: Option<String>,
    /// 10 to 128 characters of any kind, but none that is easily guessed or was in a leak.
    #[garde(length(chars, min = 10, max = 128))]
    #[schema(min_length = 10, max_length = 128)]
    password: String,
}

/// Changes the caller's password, or sets a first one. Their other sessions end, and links on their way to them work no more.
#[utoipa::path(post, path = "/api/auth/change-password", tag = "auth", request_body = ChangePasswordRequest,
    responses((status = 200, body = Envelope<PasswordSet>)), security(("bearer" = [])))]
async fn change_password(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: RecentCaller,
    meta: RequestMeta,
    Json(body): Json<ChangePasswordRequest>,
) -> Answer<PasswordSet> {
    let mut conn = ctx.store.pool.acquire().await?;
    let user = load_user(&mut conn, caller.user).await?;
    drop(conn);
    let email = user.email.unwrap_or_default();
    let stored = check_current(&ctx, &meta, caller.user, body.current).await?;
    let password = accounts.passwords.hash_new(body.password, &[&email, &user.display_name]).await?;

    let mut tx = ctx.store.begin().await?;
    lock_active(&mut tx, caller.user).await?;
    require_unchanged(&mut tx, &caller, stored).await?;
    set(&mut tx, caller.user, &password).await?;
    let ended = sessions::end_signed_in(&mut tx, caller.user, Some(caller.session), Ended::PasswordChanged).await?;
    let (user, after) = (caller.user, json!({ "sessionsEnded": ended }));
    let change = Change::PasswordChanged;
    protection::changed(
        &mut tx,
        &caller.origin,
        user,
        "password.change",
        ("user", &user),
        ((), after),
        change,
    )
    .await?;
    tx.commit().await?;
    ok(PasswordSet { ended })
}

/// Refuses when the session has ended since the old password was looked at, or another one was set: somebody is being thrown out, and
/// must not come back by a request that was under way.
async fn require_unchanged(tx: &mut Tx, caller: &Caller, stored: Option<String>) -> Result<()> {
    let revoked = sqlx::query_scalar!("select revoked_at from sessions where id = $1 for share", caller.session.0)
        .fetch_one(&mut **tx)
        .await?;
    let same = sqlx::query_scalar!(
        r#"select password_hash is not distinct from $2 as "same!" from users where id = $1"#,
        caller.user.0,
        stored,
    )
    .fetch_one(&mut **tx)
    .await?;
    match (revoked, same) {
        (None, true) => Ok(()),
        (None, false) => Err(Error::new(Code::Conflict)),
        (Some(_), _) => Err(Error::new(Code::SessionEnded)),
    }
}

/// Counts the attempt with those at sign-in, then looks at the password until now, and answers its hash. Who has none has nothing to send.
async fn check_current(ctx: &Ctx, meta: &RequestMeta, user: UserId, current: Option<String>) -> Result<Option<String>> {
    let has_one = sqlx::query_scalar!(r#"select password_hash is not null as "has!" from users where id = $1"#, user.0)
        .fetch_one(&ctx.store.pool)
        .await?;
    if !has_one {
        return Ok(None);
    }
    let current = current.ok_or_else(|| Error::invalid("current", "is required"))?;
    let (attempt, stored) = count_own_attempt(ctx, user, meta).await?;
    if !password::verify(current, stored.clone()).await? {
        return Err(Code::InvalidCredentials.say("The current password is wrong."));
    }
    let mut tx = ctx.store.begin().await?;
    attempt.succeeded(&mut tx).await?;
    tx.commit().await?;
    Ok(stored)
}

/// Makes it the password, and ends whatever was on its way to the person under the old one.
pub(crate) async fn set(tx: &mut Tx, user: UserId, password: &PasswordHash) -> Result<()> {
    sqlx::query!("update users set password_hash = $2 where id = $1", user.0, password.0)
        .execute(&mut **tx)
        .await?;
    links::void(tx, user).await
}
