//! Ways in by a letter: `/api/auth/forgot-password` and `/api/auth/reset-password`, `/api/auth/magic-link` and `/api/auth/magic-link/use`.

use crate::{
    Accounts, Ended,
    change_password::{self, PasswordSet},
    links::{self, Asked, Link, Purpose, Sent},
    protection, sessions,
    sign_in::{self, SignIn, Way, WithCookie},
    text::trimmed,
};
use amanat_base::{Code, Error, Result, UserId};
use amanat_mail::Change;
use amanat_store::Tx;
use amanat_web::{Answer, Ctx, Envelope, Json, RequestMeta, Site, ok};
use axum::{Extension, extract::State};
use garde::Validate;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(forgot_password))
        .routes(routes!(reset_password))
        .routes(routes!(ask_magic_link))
        .routes(routes!(use_magic_link))
}

/// To which address.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LetterRequest {
    /// The account's; not case-sensitive.
    #[serde(deserialize_with = "trimmed")]
    #[garde(ascii, email, length(max = 254))]
    #[schema(max_length = 254)]
    email: String,
}

impl LetterRequest {
    const fn for_purpose(&self, purpose: Purpose) -> Asked<'_> {
        Asked {
            purpose,
            email: self.email.as_str(),
            user: None,
            payload: Value::Null,
        }
    }
}

/// Sends a letter with a link to a new password, if an account has this address. The answer is the same if none has.
#[utoipa::path(post, path = "/api/auth/forgot-password", tag = "auth", request_body = LetterRequest,
    responses((status = 200, body = Envelope<Sent>)))]
async fn forgot_password(State(ctx): State<Ctx>, meta: RequestMeta, Json(body): Json<LetterRequest>) -> Answer<Sent> {
    ok(links::ask(&ctx, &meta, body.for_purpose(Purpose::Reset)).await?)
}

/// Sends a letter with a link that signs in, if an account has this address. The answer is the same if none has.
#[utoipa::path(post, path = "/api/auth/magic-link", tag = "auth", request_body = LetterRequest,
    responses((status = 200, body = Envelope<Sent>)))]
async fn ask_magic_link(State(ctx): State<Ctx>, meta: RequestMeta, Json(body): Json<LetterRequest>) -> Answer<Sent> {
    ok(links::ask(&ctx, &meta, body.for_purpose(Purpose::SignIn)).await?)
}

/// The token of the letter, and the new password.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ResetRequest {
    /// From the link.
    #[garde(length(max = 200))]
    #[schema(max_length = 200)]
    token: String,
    /// 10 to 128 characters of any kind, but none that is easily guessed or was in a leak.
    #[garde(length(chars, min = 10, max = 128))]
    #[schema(min_length = 10, max_length = 128)]
    password: String,
}

/// Sets a new password (or a first one), and ends every session and API key of the account: whoever had the old one is out.
#[utoipa::path(post, path = "/api/auth/reset-password", tag = "auth", request_body = ResetRequest,
    responses((status = 200, body = Envelope<PasswordSet>)))]
async fn reset_password(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    meta: RequestMeta,
    Json(body): Json<ResetRequest>,
) -> Answer<PasswordSet> {
    let mut conn = ctx.store.pool.acquire().await?;
    let now = ctx.store.now().await?;
    let link = links::look(&mut conn, Purpose::Reset, &body.token, now).await?;
    let user = link.user.ok_or(Error::new(Code::LinkInvalid))?;
    let name = crate::load_user(&mut conn, user).await?.display_name;
    drop(conn);
    let password = accounts.passwords.hash_new(body.password, &[&link.email, &name]).await?;

    let mut tx = ctx.store.begin().await?;
    let link = links::take(&mut tx, Purpose::Reset, &body.token).await?;
    let user = owner(&mut tx, &link).await?;
    change_password::set(&mut tx, user, &password).await?;
    let ended = sessions::end(&mut tx, user, None, Ended::PasswordChanged).await?;
    let (origin, after) = (meta.origin(user), json!({ "sessionsEnded": ended }));
    protection::changed(
        &mut tx,
        &origin,
        user,
        "password.reset",
        ("user", &user),
        ((), after),
        Change::PasswordChanged,
    )
    .await?;
    tx.commit().await?;
    ok(PasswordSet { ended })
}

/// The token of a letter.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MagicLinkRequest {
    /// From the link.
    #[garde(length(max = 200))]
    #[schema(max_length = 200)]
    token: String,
}

/// Signs in by a letter's link, once.
#[utoipa::path(post, path = "/api/auth/magic-link/use", tag = "auth", request_body = MagicLinkRequest,
    responses((status = 200, body = Envelope<SignIn>)))]
async fn use_magic_link(State(ctx): State<Ctx>, site: Site, meta: RequestMeta, Json(body): Json<MagicLinkRequest>) -> WithCookie<SignIn> {
    let mut tx = ctx.store.begin().await?;
    let link = links::take(&mut tx, Purpose::SignIn, &body.token).await?;
    let user = owner(&mut tx, &link).await?;
    sign_in::first_factor(&ctx, &site, &meta, tx, user, Way::Link).await
}

/// Whose link it is, if the address that it proves is still theirs and they may act.
async fn owner(tx: &mut Tx, link: &Link) -> Result<UserId> {
    let user = sqlx::query_scalar!(
        "select id from users where id = $1 and email = $2 and status = 'active'",
        link.user.map(|u| u.0),
        link.email,
    )
    .fetch_optional(&mut **tx)
    .await?;
    user.map(UserId).ok_or(Error::new(Code::LinkInvalid))
}
