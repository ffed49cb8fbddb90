//! `/api/auth/step-up`: proving again who one is, before a secret is shown, money leaves, or the account's protection changes.

use super::codes;
use crate::{Accounts, auth::count_own_attempt, password};
use amanat_base::{Code, DateTime, Error, Result, SessionId, UserId};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, RequestMeta, ok};
use axum::{Extension, extract::State};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(step_up))
}

/// The proof: the account's password, or a code. Where an authenticator app is set up, the password alone is not enough.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StepUpRequest {
    /// The account's password.
    #[garde(length(chars, max = 128))]
    #[schema(max_length = 128)]
    password: Option<String>,
    /// What the authenticator app shows, or a recovery code.
    #[garde(length(chars, max = 40))]
    #[schema(max_length = 40)]
    code: Option<String>,
}

/// That it was accepted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SteppedUp {
    /// When; it holds for ten minutes, in this session only.
    at: DateTime,
}

/// Proves again that it is the account's owner who is signed in. Guesses are slowed down together with those at sign-in.
#[utoipa::path(post, path = "/api/auth/step-up", tag = "auth", request_body = StepUpRequest, security(("bearer" = [])),
    responses((status = 200, body = Envelope<SteppedUp>)))]
async fn step_up(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: Caller,
    meta: RequestMeta,
    Json(body): Json<StepUpRequest>,
) -> Answer<SteppedUp> {
    // Only the person themselves can prove that it is them.
    caller.require_person()?;
    let has_app = codes::has_app(&ctx.store, caller.user).await?;
    if body.password.is_none() && (body.code.is_none() || !has_app) {
        return Err(Error::invalid("password", "is required").into());
    }
    if has_app && body.code.is_none() {
        return Err(Code::SecondFactorRequired.into());
    }
    if let Some(password) = body.password {
        check_password(&ctx, caller.user, &meta, password).await?;
    }
    let mut tx = match body.code.filter(|_| has_app) {
        Some(code) => codes::check(&ctx.store, &accounts, &meta, &caller.origin, caller.user, &code).await?,
        None => ctx.store.begin().await?,
    };
    let stepped_up = stepped_up(&mut tx, &caller).await?;
    tx.commit().await?;
    ok(stepped_up)
}

/// Counts the attempt, then looks at the password.
async fn check_password(ctx: &Ctx, user: UserId, meta: &RequestMeta, password: String) -> Result<()> {
    let (attempt, stored) = count_own_attempt(ctx, user, meta).await?;
    if !password::verify(password, stored).await? {
        return Err(Code::InvalidCredentials.say("The password is wrong."));
    }
    let mut tx = ctx.store.begin().await?;
    attempt.succeeded(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The proof was good: remembered in this session.
pub(super) async fn stepped_up(tx: &mut Tx, caller: &Caller) -> Result<SteppedUp> {
    let at = tx.now;
    let proved = sqlx::query!(
        "update sessions set stepped_up_at = $2 where id = $1 and revoked_at is null",
        caller.session.0,
        at
    )
    .execute(&mut **tx)
    .await?;
    if proved.rows_affected() == 0 {
        return Err(Error::new(Code::SessionEnded));
    }
    Ok(SteppedUp { at })
}

/// Somebody without password, passkey and authenticator app has nothing to prove again with: that they signed in just now is the proof.
pub(crate) async fn fresh_sign_in_proves(tx: &mut Tx, user: UserId, session: SessionId) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update sessions set stepped_up_at = $3
         where id = $1 and exists(select 1 from users where id = $2 and password_hash is null)
           and not exists(select 1 from passkeys where user_id = $2)
           and not exists(select 1 from totp where user_id = $2 and confirmed_at is not null)",
        session.0,
        user.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
