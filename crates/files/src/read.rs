//! `/api/files/{id}`: what a file is and a link to it, for whoever may see it.

use crate::{Files, name, upload::Purpose};
use amanat_base::{Code, DateTime, Error, FileId, Result, Role};
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, ok};
use axum::{Extension, extract::State};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long a link is good for, in seconds.
const LINK_S: u64 = 5 * 60;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_file)).routes(routes!(get_file_link))
}

/// A file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// Its id.
    pub id: FileId,
    /// What it is for.
    pub purpose: Purpose,
    /// What it is called.
    pub name: String,
    /// What it is, by its content.
    pub content_type: String,
    /// Its size.
    pub bytes: i64,
    /// Of a picture, in pixels.
    pub width: Option<i32>,
    /// Of a picture, in pixels.
    pub height: Option<i32>,
    /// When it was uploaded.
    pub created_at: DateTime,
}

/// An address that opens a file for a short time, for whoever has it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FileLink {
    /// Open it without a token.
    url: String,
    /// Until when it works.
    expires_at: DateTime,
}

/// A file, to its owner, to the parties of a deal that it was added to, to staff, and to everybody who is signed in once it was shown with
/// a request.
#[utoipa::path(get, path = "/api/files/{id}", tag = "files", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<FileView>)))]
async fn get_file(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<FileId>) -> Answer<FileView> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(visible(&mut conn, &caller, id).await?.0)
}

/// A link to download a file by, good for five minutes.
#[utoipa::path(get, path = "/api/files/{id}/link", tag = "files", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<FileLink>)))]
async fn get_file_link(
    State(ctx): State<Ctx>,
    Extension(files): Extension<Files>,
    caller: Caller,
    Path(id): Path<FileId>,
) -> Answer<FileLink> {
    let mut conn = ctx.store.pool.acquire().await?;
    let (file, key) = visible(&mut conn, &caller, id).await?;
    drop(conn);
    let now = ctx.store.now().await?;
    let expires_at = now + TimeDelta::seconds(i64::try_from(LINK_S).map_err(Error::internal)?);
    let disposition = name::attachment(&file.name);
    let presigned = files
        .blobs
        .presign(&key, &disposition, &file.content_type, Duration::from_secs(LINK_S))
        .await?;
    let url = match presigned {
        Some(url) => url.into(),
        None => format!("{}{}", files.site, files.links.sign(id, expires_at)?),
    };
    ok(FileLink { url, expires_at })
}

/// The file and its key in the store, when the caller may see it; to everybody else it doesn't exist.
async fn visible(conn: &mut PgConnection, caller: &Caller, id: FileId) -> Result<(FileView, String)> {
    let row = sqlx::query!(
        r#"select purpose as "purpose: Purpose", name, content_type, bytes, width, height, created_at, storage_key,
                  f.owner = $2 or $3 or exists (select from request_files r where r.file_id = f.id) or exists (
                      select from order_files a join orders o on o.id = a.order_id
                      where a.file_id = f.id and ($2 in (o.buyer_id, o.seller_id) or $4 and o.state in ('disputed', 'resolved'))
                  ) as "visible!"
           from files f where id = $1 and deleted_at is null"#,
        id.0,
        caller.user.0,
        caller.is_staff(),
        caller.is(Role::Resolver),
    )
    .fetch_optional(conn)
    .await?
    .filter(|row| row.visible)
    .ok_or(Error::new(Code::NotFound))?;
    let view = FileView {
        id,
        purpose: row.purpose,
        name: row.name,
        content_type: row.content_type,
        bytes: row.bytes,
        width: row.width,
        height: row.height,
        created_at: row.created_at,
    };
    Ok((view, row.storage_key))
}
