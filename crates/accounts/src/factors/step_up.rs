//! `/api/auth/step-up`: proving again who one is, before a secret is shown.

use crate::{auth::count_attempt, load_user, password};
use amanat_base::{Code, DateTime, Error};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, RequestMeta, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(step_up))
}

/// The proof.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StepUpRequest {
    /// The account's password.
    #[garde(length(chars, max = 128))]
    #[schema(max_length = 128)]
    password: String,
}

/// That it was accepted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SteppedUp {
    /// When; it holds for ten minutes, in this session only.
    at: DateTime,
}

/// Proves again that it is the account's owner who is signed in. Guesses are slowed down together with those at sign-in.
#[utoipa::path(post, path = "/api/auth/step-up", tag = "auth", request_body = StepUpRequest, security(("bearer" = [])),
    responses((status = 200, body = Envelope<SteppedUp>)))]
async fn step_up(State(ctx): State<Ctx>, caller: Caller, meta: RequestMeta, Json(body): Json<StepUpRequest>) -> Answer<SteppedUp> {
    let mut conn = ctx.store.pool.acquire().await?;
    let email = load_user(&mut conn, caller.user).await?.email.unwrap_or_default();
    drop(conn);
    let (attempt, account) = count_attempt(&ctx, &email, &meta).await?;
    if !password::verify(body.password, account.and_then(|(_, stored)| stored)).await? {
        return Err(Code::InvalidCredentials.say("The password is wrong.").into());
    }
    let mut tx = ctx.store.begin().await?;
    attempt.succeeded(&mut tx).await?;
    let at = tx.now;
    let proved = sqlx::query!(
        "update sessions set stepped_up_at = $2 where id = $1 and revoked_at is null",
        caller.session.0,
        at
    )
    .execute(&mut *tx)
    .await?;
    if proved.rows_affected() == 0 {
        return Err(Error::new(Code::SessionEnded).into());
    }
    tx.commit().await?;
    ok(SteppedUp { at })
}
