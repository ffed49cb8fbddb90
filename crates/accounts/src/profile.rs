//! `/api/user/me`: the caller's own account.

use crate::{
    Channels, User, load_user,
    text::{printable, printable_lines, trimmed_if_there},
};
use amanat_base::{Error, Result, UserId};
use amanat_mail::Language;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, Via, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_me, update_me))
}

/// The caller's account, as only they see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Me {
    #[serde(flatten)]
    user: User,
    /// False for whoever signs in by other ways only.
    has_password: bool,
    /// The administrator who looks through the caller's eyes now.
    impersonated_by: Option<UserId>,
}

impl Me {
    async fn load(conn: &mut PgConnection, caller: &Caller) -> Result<Self> {
        let user = load_user(conn, caller.user).await?;
        let has_password = sqlx::query_scalar!(
            r#"select password_hash is not null as "has!" from users where id = $1"#,
            caller.user.0
        )
        .fetch_one(conn)
        .await?;
        let impersonated_by = match caller.via {
            Via::Impersonation(admin) => Some(admin),
            Via::Person | Via::ApiKey(_) => None,
        };
        Ok(Self {
            user,
            has_password,
            impersonated_by,
        })
    }
}

/// The caller.
#[utoipa::path(get, path = "/api/user/me", tag = "user",
    responses((status = 200, body = Envelope<Me>)), security(("bearer" = [])))]
async fn get_me(State(ctx): State<Ctx>, caller: Caller) -> Answer<Me> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(Me::load(&mut conn, &caller).await?)
}

/// What to change of one's own profile; what is absent stays.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProfileRequest {
    /// What others see, 1 to 60 characters.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, min = 1, max = 60), custom(printable)))]
    #[schema(min_length = 1, max_length = 60)]
    display_name: Option<String>,
    /// What one says about oneself, over several lines if need be.
    #[serde(default, deserialize_with = "trimmed_if_there")]
    #[garde(inner(length(chars, max = 1000), custom(printable_lines)))]
    #[schema(max_length = 1000)]
    about: Option<String>,
    /// In which language the platform writes.
    #[garde(skip)]
    language: Option<Language>,
    /// In which currency prices are shown: one that the platform knows.
    #[garde(inner(pattern("^[A-Z]{3}$")))]
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
    /// By which ways notices come besides the list on the site.
    #[garde(dive)]
    channels: Option<Channels>,
}

/// Changes the caller's profile.
#[utoipa::path(patch, path = "/api/user/me", tag = "user", request_body = ProfileRequest,
    responses((status = 200, body = Envelope<Me>)), security(("bearer" = [])))]
async fn update_me(State(ctx): State<Ctx>, caller: Caller, Json(body): Json<ProfileRequest>) -> Answer<Me> {
    let mut tx = ctx.store.begin().await?;
    if let Some(currency) = &body.currency {
        require_known_currency(&mut tx, currency).await?;
    }
    // Whoever was erased meanwhile is nobody, and stays so.
    sqlx::query!(
        "update users set display_name = coalesce($2, display_name), about = coalesce($3, about), language = coalesce($4, language),
                currency = coalesce($5, currency), channels = channels || coalesce($6::jsonb, '{}')
         where id = $1 and status = 'active'",
        caller.user.0,
        body.display_name,
        body.about,
        body.language as Option<Language>,
        body.currency,
        body.channels.map(sqlx::types::Json) as Option<sqlx::types::Json<Channels>>,
    )
    .execute(&mut *tx)
    .await?;
    let me = Me::load(&mut tx, &caller).await?;
    tx.commit().await?;
    ok(me)
}

/// A currency of some asset here, so that prices can be told in it.
async fn require_known_currency(conn: &mut PgConnection, currency: &str) -> Result<()> {
    let known = sqlx::query_scalar!(
        r#"select exists(select 1 from assets where par_currency = $1) as "known!""#,
        currency
    )
    .fetch_one(conn)
    .await?;
    if known {
        return Ok(());
    }
    Err(Error::invalid("currency", "this currency is not used here"))
}
