//! `/api/user/me/avatar`: which of their pictures a person shows.

use crate::erase::lock_active;
use amanat_base::{Error, FileId};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(put_avatar))
}

/// Which picture to show.
#[derive(Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AvatarRequest {
    /// A file of the caller's that was uploaded as an avatar; null for none.
    #[garde(skip)]
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    file_id: Option<FileId>,
}

/// What the caller shows now.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Avatar {
    /// Path of the picture.
    avatar: Option<String>,
}

/// Shows another picture of the caller, or none.
#[utoipa::path(put, path = "/api/user/me/avatar", tag = "user", request_body = AvatarRequest,
    responses((status = 200, body = Envelope<Avatar>)), security(("bearer" = [])))]
async fn put_avatar(State(ctx): State<Ctx>, caller: Caller, Json(body): Json<AvatarRequest>) -> Answer<Avatar> {
    let mut tx = ctx.store.begin().await?;
    lock_active(&mut tx, caller.user).await?;
    if let Some(file) = body.file_id {
        // Locked: a picture that is just being removed is not shown.
        sqlx::query!(
            "select id from files where id = $1 and owner = $2 and purpose = 'avatar' and deleted_at is null for update",
            file.0,
            caller.user.0
        )
        .fetch_optional(&mut *tx)
        .await?
        .ok_or_else(|| Error::invalid("fileId", "is no picture of yours; upload it as an avatar"))?;
    }
    sqlx::query!(
        "update users set avatar = $2 where id = $1",
        caller.user.0,
        body.file_id.map(|f| f.0)
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    ok(Avatar {
        avatar: body.file_id.map(|file| format!("/files/avatar/{file}")),
    })
}
