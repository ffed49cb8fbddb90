//! `/api/auth`: sign in with e-mail and password, refresh, sign out.

use crate::{
    Ended, PasswordHash, hash_password, impersonation, password,
    presented::{Presented, RefreshRequest, forget},
    sessions::{self, Rotation},
    sign_in::{self, SignIn, SignedIn, Way, WithCookie},
    text::trimmed,
    throttle::Attempt,
};
use amanat_base::{Code, Error, Result, UserId};
use amanat_store::Tx;
use amanat_web::{Caller, Ctx, Envelope, Failure, Json, RequestMeta, Site, Via, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(logout_all))
}

/// What a person signs in with.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoginRequest {
    /// As registered; not case-sensitive.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(max = 254))]
    #[schema(max_length = 254)]
    email: String,
    /// Exactly as registered.
    #[garde(length(chars, max = 128))]
    #[schema(max_length = 128)]
    password: String,
}

/// Nothing more to say.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignedOut {
    /// How many sessions ended.
    ended: usize,
}

/// Signs in with e-mail and password. The answer doesn't say which of the two is wrong.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = LoginRequest,
    responses((status = 200, body = Envelope<SignIn>)))]
async fn login(State(ctx): State<Ctx>, site: Site, meta: RequestMeta, Json(body): Json<LoginRequest>) -> WithCookie<SignIn> {
    let email = body.email.to_ascii_lowercase();
    let (attempt, account) = count_attempt(&ctx, &email, &meta).await?;
    let (user, stored) = account.unzip();
    let stored = stored.flatten();
    let fits = password::verify(body.password.clone(), stored.clone()).await?;
    let user = user.filter(|_| fits).ok_or(Error::new(Code::InvalidCredentials))?;
    let renewed = renewed(body.password, stored.as_deref()).await?;

    let mut tx = ctx.store.begin().await?;
    attempt.succeeded(&mut tx).await?;
    if let (Some(renewed), Some(stored)) = (renewed, stored) {
        put_renewed(&mut tx, user, &stored, &renewed).await?;
    }
    sign_in::first_factor(&ctx, &site, &meta, tx, user, Way::Password).await
}

/// The right password hashed anew, if its hash is from a time when hashing cost less.
async fn renewed(password: String, stored: Option<&str>) -> Result<Option<PasswordHash>> {
    match stored {
        Some(stored) if password::is_outdated(stored) => Ok(Some(hash_password(password).await?)),
        _ => Ok(None),
    }
}

/// Unless it was changed in the meantime.
async fn put_renewed(tx: &mut Tx, user: UserId, stored: &str, renewed: &PasswordHash) -> Result<()> {
    sqlx::query!(
        "update users set password_hash = $3 where id = $1 and password_hash = $2",
        user.0,
        stored,
        renewed.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts the attempt for good, and finds the account that it is about, if there is one.
pub(crate) async fn count_attempt(ctx: &Ctx, email: &str, meta: &RequestMeta) -> Result<(Attempt, Option<(UserId, Option<String>)>)> {
    let mut tx = ctx.store.begin().await?;
    // No stored address has a NUL, and the database takes no text that has one.
    let row = sqlx::query!("select id, password_hash from users where email = $1", email.replace('\0', " "))
        .fetch_optional(&mut *tx)
        .await?;
    let account = row.map(|r| (UserId(r.id), r.password_hash));
    let user = account.as_ref().map(|a| a.0);
    let attempt = Attempt::new(&mut tx, email, user, meta.client.map(|c| c.to_string())).await?;
    let refusal = attempt.count(&mut tx).await?;
    tx.commit().await?;
    match refusal {
        Some(refusal) => Err(refusal),
        None => Ok((attempt, account)),
    }
}

/// Counts a guess at the password of somebody who is signed in, with those at sign-in, and answers what it is compared with. An account
/// without an address is counted by its id: such accounts must not slow each other down.
pub(crate) async fn count_own_attempt(ctx: &Ctx, user: UserId, meta: &RequestMeta) -> Result<(Attempt, Option<String>)> {
    let mut tx = ctx.store.begin().await?;
    let row = sqlx::query!("select email, password_hash from users where id = $1", user.0)
        .fetch_one(&mut *tx)
        .await?;
    let account = row.email.unwrap_or_else(|| format!("password of {user}"));
    let attempt = Attempt::new(&mut tx, &account, Some(user), meta.client.map(|c| c.to_string())).await?;
    let refusal = attempt.count(&mut tx).await?;
    tx.commit().await?;
    refusal.map_or(Ok((attempt, row.password_hash)), Err)
}

/// Exchanges a refresh token, from the body or the cookie, for the next one. A token that comes twice ends its session.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "auth", request_body = Option<RefreshRequest>,
    responses((status = 200, body = Envelope<SignedIn>)))]
async fn refresh(State(ctx): State<Ctx>, site: Site, meta: RequestMeta, presented: Presented) -> WithCookie<SignedIn> {
    let token = presented.token.ok_or(Error::new(Code::Unauthenticated))?;
    let mut tx = ctx.store.begin().await?;
    match sessions::rotate(&mut tx, &token, &meta).await? {
        Rotation::Next(opened) => {
            let (cookie, data) = sign_in::signed_in(&ctx, &site, tx, opened, presented.by_cookie).await?;
            Ok((cookie, ok(data)?))
        }
        Rotation::Reused => {
            tx.commit().await?;
            Err(Code::RefreshTokenReused.into())
        }
    }
}

/// Ends the session of the refresh token (body or cookie), or else of the access token.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", request_body = Option<RefreshRequest>,
    responses((status = 200, body = Envelope<SignedOut>)))]
async fn logout(State(ctx): State<Ctx>, site: Site, caller: Result<Caller, Failure>, presented: Presented) -> WithCookie<SignedOut> {
    let mut tx = ctx.store.begin().await?;
    if let Ok(look) = &caller
        && let Via::Impersonation(admin) = look.via
    {
        impersonation::end_of(&mut tx, look, admin).await?;
    }
    let whose = match &presented.token {
        Some(token) => sessions::by_token(&mut tx, token).await?,
        None => Some(caller.map(|c| (c.user, c.session))?),
    };
    let ended = match whose {
        Some((user, session)) => sessions::end(&mut tx, user, Some(session), Ended::SignedOut).await?,
        None => 0,
    };
    tx.commit().await?;
    Ok((forget(&site), ok(SignedOut { ended })?))
}

/// Ends every session in which the caller is signed in. Their API keys go on working.
#[utoipa::path(post, path = "/api/auth/logout-all", tag = "auth",
    responses((status = 200, body = Envelope<SignedOut>)), security(("bearer" = [])))]
async fn logout_all(State(ctx): State<Ctx>, site: Site, caller: Caller) -> WithCookie<SignedOut> {
    let mut tx = ctx.store.begin().await?;
    let ended = sessions::end_signed_in(&mut tx, caller.user, None, Ended::SignedOut).await?;
    tx.commit().await?;
    Ok((forget(&site), ok(SignedOut { ended })?))
}
