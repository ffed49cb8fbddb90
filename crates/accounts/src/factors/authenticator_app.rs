//! `/api/auth/totp`: the authenticator app. Setting it up, confirming that it works, removing it.

use super::{
    recovery_codes::{self, RecoveryCodes},
    sealed,
    totp::{self, SECRET_BYTES},
};
use crate::{Accounts, load_user, protection};
use amanat_base::{Code, DateTime, Error, Result, UserId, keyring::random};
use amanat_mail::Change;
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, RecentCaller, ok};
use axum::{Extension, extract::State};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Under which name apps list the account.
const ISSUER: &str = "Amanat";

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(get_totp))
        .routes(routes!(start_totp))
        .routes(routes!(confirm_totp))
        .routes(routes!(remove_totp))
}

/// Whether an authenticator app protects the account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TotpState {
    /// It is asked for at sign-in.
    on: bool,
    /// Since when.
    confirmed_at: Option<DateTime>,
    /// Recovery codes that were not used yet.
    recovery_codes_left: i64,
}

/// What goes into the app; shown this once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TotpSetup {
    /// 160 bits in base32, to type in.
    secret: String,
    /// The same for a QR code.
    otpauth_url: String,
}

/// A code from the app.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TotpCode {
    /// The six digits that it shows.
    #[garde(length(chars, max = 40))]
    #[schema(max_length = 40)]
    code: String,
}

/// Whether the caller set up an authenticator app.
#[utoipa::path(get, path = "/api/auth/totp", tag = "auth",
    responses((status = 200, body = Envelope<TotpState>)), security(("bearer" = [])))]
async fn get_totp(State(ctx): State<Ctx>, caller: Caller) -> Answer<TotpState> {
    let mut tx = ctx.store.begin().await?;
    let state = state(&mut tx, caller.user).await?;
    tx.commit().await?;
    ok(state)
}

async fn state(tx: &mut Tx, user: UserId) -> Result<TotpState> {
    let confirmed_at = sqlx::query_scalar!("select confirmed_at from totp where user_id = $1", user.0)
        .fetch_optional(&mut **tx)
        .await?
        .flatten();
    Ok(TotpState {
        on: confirmed_at.is_some(),
        confirmed_at,
        recovery_codes_left: recovery_codes::left(tx, user).await?,
    })
}

/// Makes a secret for an authenticator app. It counts once a code of the app confirms it; until then another start replaces it.
#[utoipa::path(post, path = "/api/auth/totp/start", tag = "auth",
    responses((status = 200, body = Envelope<TotpSetup>)), security(("bearer" = [])))]
async fn start_totp(State(ctx): State<Ctx>, Extension(accounts): Extension<Accounts>, caller: RecentCaller) -> Answer<TotpSetup> {
    let secret = random::<SECRET_BYTES>()?;
    let sealed = sealed::seal(&accounts.ring, caller.user, &secret)?;
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    let kept = sqlx::query!(
        "insert into totp as t (user_id, key_id, nonce, ciphertext, created_at) values ($1, $2, $3, $4, $5)
         on conflict (user_id) do update set key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext,
             created_at = excluded.created_at
         where t.confirmed_at is null",
        caller.user.0,
        sealed.key_id,
        &sealed.nonce[..],
        sealed.ciphertext,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(Code::TotpAlreadyOn.into());
    }
    let user = load_user(&mut tx, caller.user).await?;
    tx.commit().await?;
    let account = user.email.as_deref().unwrap_or(&user.display_name);
    ok(TotpSetup {
        secret: totp::base32(&secret),
        otpauth_url: totp::otpauth_url(ISSUER, account, &secret),
    })
}

/// Turns the app on, with the proof that it shows the right codes. From now on it is asked for at sign-in; here are the recovery codes.
#[utoipa::path(post, path = "/api/auth/totp/confirm", tag = "auth", request_body = TotpCode,
    responses((status = 200, body = Envelope<RecoveryCodes>)), security(("bearer" = [])))]
async fn confirm_totp(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: RecentCaller,
    Json(body): Json<TotpCode>,
) -> Answer<RecoveryCodes> {
    let mut tx = ctx.store.begin().await?;
    let row = sqlx::query!(
        "select key_id, nonce, ciphertext, confirmed_at from totp where user_id = $1 for update",
        caller.user.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Code::NotFound.say("Begin with /api/auth/totp/start."))?;
    if row.confirmed_at.is_some() {
        return Err(Code::TotpAlreadyOn.into());
    }
    let secret = sealed::open(&accounts.ring, caller.user, &row.key_id, &row.nonce, &row.ciphertext)?;
    let step = totp::accept(&secret, body.code.trim(), tx.now, None).ok_or(Error::new(Code::SecondFactorWrong))?;
    let now = tx.now;
    sqlx::query!(
        "update totp set confirmed_at = $2, last_step = $3 where user_id = $1",
        caller.user.0,
        now,
        step
    )
    .execute(&mut *tx)
    .await?;
    let codes = recovery_codes::replace(&mut tx, caller.user).await?;
    tell(&mut tx, &caller, "totp.on", Change::TotpOn).await?;
    tx.commit().await?;
    ok(codes)
}

/// Removes the app and the recovery codes; sign-in asks for no second factor any more. Its owner is told.
#[utoipa::path(delete, path = "/api/auth/totp", tag = "auth",
    responses((status = 200, body = Envelope<TotpState>)), security(("bearer" = [])))]
async fn remove_totp(State(ctx): State<Ctx>, caller: RecentCaller) -> Answer<TotpState> {
    let mut tx = ctx.store.begin().await?;
    let confirmed_at = sqlx::query_scalar!("delete from totp where user_id = $1 returning confirmed_at", caller.user.0)
        .fetch_one(&mut *tx)
        .await?;
    recovery_codes::forget(&mut tx, caller.user).await?;
    if confirmed_at.is_some() {
        tell(&mut tx, &caller, "totp.off", Change::TotpOff).await?;
    }
    let state = state(&mut tx, caller.user).await?;
    tx.commit().await?;
    ok(state)
}

async fn tell(tx: &mut Tx, caller: &Caller, action: &'static str, change: Change) -> Result<()> {
    protection::changed(tx, &caller.origin, caller.user, action, ("user", &caller.user), ((), ()), change).await
}
