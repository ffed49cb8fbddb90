//! `/api/user/me`: the caller's own account.

use crate::{
    User,
    auth::{printable, trimmed},
    load_user,
};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, ok};
use axum::extract::State;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_me, update_me))
}

/// The caller.
#[utoipa::path(get, path = "/api/user/me", tag = "user",
    responses((status = 200, body = Envelope<User>)), security(("bearer" = [])))]
async fn get_me(State(ctx): State<Ctx>, caller: Caller) -> Answer<User> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(load_user(&mut conn, caller.user).await?)
}

/// What to change of one's own profile.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProfileRequest {
    /// What others see, 1 to 60 characters.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 60), custom(printable))]
    #[schema(min_length = 1, max_length = 60)]
    display_name: String,
}

/// Changes the caller's profile.
#[utoipa::path(patch, path = "/api/user/me", tag = "user", request_body = ProfileRequest,
    responses((status = 200, body = Envelope<User>)), security(("bearer" = [])))]
async fn update_me(State(ctx): State<Ctx>, caller: Caller, Json(body): Json<ProfileRequest>) -> Answer<User> {
    let mut tx = ctx.store.begin().await?;
    sqlx::query!("update users set display_name = $2 where id = $1", caller.user.0, body.display_name)
        .execute(&mut *tx)
        .await?;
    let user = load_user(&mut tx, caller.user).await?;
    tx.commit().await?;
    ok(user)
}
