//! Registering: `POST /api/auth/register` asks for a letter, `POST /api/auth/verify-email` makes the account. Until then there is nobody: an
//! account stands for an address that was proven, and several people may have asked for the same one.

use crate::{
    Accounts, NewUser, PasswordHash,
    links::{self, Asked, Purpose, Sent},
    password,
    sign_in::{self, SignIn, Way, WithCookie},
    text::{printable, trimmed},
    throttle::Attempt,
    users,
};
use amanat_base::{Code, Error, Result, Role};
use amanat_mail::Language;
use amanat_web::{Answer, Ctx, Envelope, Json, RequestMeta, Site, ok};
use axum::{Extension, extract::State};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(register)).routes(routes!(verify_email))
}

/// As what somebody comes.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum AccountType {
    Buyer,
    Seller,
    #[default]
    Both,
}

impl AccountType {
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Buyer => &[Role::Buyer],
            Self::Seller => &[Role::Seller],
            Self::Both => &[Role::Buyer, Role::Seller],
        }
    }
}

/// A new account.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RegisterRequest {
    /// Not case-sensitive.
    #[serde(deserialize_with = "trimmed")]
    #[garde(ascii, email, length(max = 254))]
    #[schema(max_length = 254)]
    email: String,
    /// 10 to 128 characters of any kind, but none that is easily guessed or was in a leak.
    #[garde(length(chars, min = 10, max = 128))]
    #[schema(min_length = 10, max_length = 128)]
    password: String,
    /// What others see, 1 to 60 characters.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 60), custom(printable))]
    #[schema(min_length = 1, max_length = 60)]
    display_name: String,
    /// Both unless told.
    #[serde(default)]
    #[garde(skip)]
    account_type: AccountType,
    /// In which language the platform writes; unless told, the one that `Accept-Language` asks for.
    #[serde(default = "amanat_web::language::spoken")]
    #[garde(skip)]
    language: Language,
}

/// What is kept of a registration until its address is proven.
#[derive(Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) display_name: String,
    roles: Vec<Role>,
    pub(crate) language: Language,
    password: PasswordHash,
}

/// Asks for an account. A letter goes to the address: with a link that finishes the registration, or, if there is an account already, with
/// that. The answer is the same.
#[utoipa::path(post, path = "/api/auth/register", tag = "auth", request_body = RegisterRequest,
    responses((status = 200, body = Envelope<Sent>)))]
async fn register(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    meta: RequestMeta,
    Json(body): Json<RegisterRequest>,
) -> Answer<Sent> {
    let own = [body.email.as_str(), &body.display_name];
    let password = accounts.passwords.hash_new(body.password, &own).await?;
    let registration = Registration {
        display_name: body.display_name,
        roles: body.account_type.roles().into(),
        language: body.language,
        password,
    };
    let asked = Asked {
        purpose: Purpose::Register,
        email: &body.email,
        user: None,
        payload: serde_json::to_value(registration).map_err(Error::internal)?,
    };
    ok(links::ask(&ctx, &meta, asked).await?)
}

/// The token of the letter, and the password that was chosen with it.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct VerifyEmailRequest {
    /// From the link.
    #[garde(length(max = 200))]
    #[schema(max_length = 200)]
    token: String,
    /// As chosen at registration: so whoever registers somebody else's address gets nothing by it.
    #[garde(length(chars, max = 128))]
    #[schema(max_length = 128)]
    password: String,
}

/// Finishes a registration and signs in. Of several for the same address, the first that is finished is the account; the others end.
#[utoipa::path(post, path = "/api/auth/verify-email", tag = "auth", request_body = VerifyEmailRequest,
    responses((status = 200, body = Envelope<SignIn>)))]
async fn verify_email(State(ctx): State<Ctx>, site: Site, meta: RequestMeta, Json(body): Json<VerifyEmailRequest>) -> WithCookie<SignIn> {
    let asked = chosen(&ctx, &meta, &body.token).await?;
    if !password::verify(body.password, Some(asked.password.0.clone())).await? {
        return Err(Code::InvalidCredentials
            .say("This is not the password that was chosen for this account.")
            .into());
    }
    let mut tx = ctx.store.begin().await?;
    let link = links::take(&mut tx, Purpose::Register, &body.token).await?;
    links::end_registrations(&mut tx, &link.email).await?;
    let new = NewUser {
        email: &link.email,
        password: &asked.password,
        display_name: &asked.display_name,
        roles: &asked.roles,
    };
    let user = users::create(&mut tx, &new).await?;
    sqlx::query!("update users set language = $2 where id = $1", user.0, asked.language as Language)
        .execute(&mut *tx)
        .await?;
    sign_in::first_factor(&ctx, &site, &meta, tx, user, Way::Password).await
}

/// Counts the attempt, then says what was chosen.
async fn chosen(ctx: &Ctx, meta: &RequestMeta, token: &str) -> Result<Registration> {
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    let link = links::look(&mut tx, Purpose::Register, token, now).await?;
    // Counted by the link, so that somebody else's registration of the same address is not slowed down by it.
    let attempt = Attempt::new(
        &mut tx,
        &format!("registration of {token}"),
        None,
        meta.client.map(|c| c.to_string()),
    )
    .await?;
    let refusal = attempt.count(&mut tx).await?;
    tx.commit().await?;
    match refusal {
        Some(refusal) => Err(refusal),
        None => serde_json::from_value(link.payload).map_err(Error::internal),
    }
}
