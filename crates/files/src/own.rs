//! The caller's own files: the list, and removing one.

use crate::{read::FileView, upload::Purpose};
use amanat_base::{Code, Cursor, Error, FileId, Page, PageQuery};
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_files)).routes(routes!(delete_file))
}

/// The caller's files, newest first.
#[utoipa::path(get, path = "/api/files", tag = "files", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<FileView>)))]
async fn list_files(State(ctx): State<Ctx>, caller: Caller, Query(page): Query<PageQuery>) -> Answer<Page<FileView>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?.unwrap_or(Cursor::START));
    let rows = sqlx::query_as!(
        FileView,
        r#"select id as "id: FileId", purpose as "purpose: Purpose", name, content_type, bytes, width, height, created_at
           from files where owner = $1 and deleted_at is null and (created_at, id) < ($2, $3)
           order by created_at desc, id desc limit $4"#,
        caller.user.0,
        cursor.at,
        cursor.id,
        limit + 1,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |file| Cursor {
        at: file.created_at,
        id: file.id.0,
    }))
}

/// What became of it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FileDeleted {
    /// The file that is gone.
    id: FileId,
}

/// Removes one of the caller's files; not what belongs to a deal or a request, nor the picture that they show now.
#[utoipa::path(delete, path = "/api/files/{id}", tag = "files", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<FileDeleted>)))]
async fn delete_file(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<FileId>) -> Answer<FileDeleted> {
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    // Locked first: whoever adds it to a deal or makes it their picture does the same, so what is read next stays true.
    sqlx::query!(
        "select id from files where id = $1 and owner = $2 and deleted_at is null for update",
        id.0,
        caller.user.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let used = sqlx::query!(
        r#"select exists (select from order_files where file_id = $1) as "shown!", exists (select from users where avatar = $1) as "worn!",
                  exists (select from shops where logo = $1) as "sign!",
                  exists (select from request_files where file_id = $1) as "asked_with!""#,
        id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    if used.shown {
        return Err(Code::Conflict.say("This file belongs to a deal, and stays with it.").into());
    }
    if used.asked_with {
        return Err(Code::Conflict
            .say("This file belongs to a request; take it off there first.")
            .into());
    }
    if used.worn {
        return Err(Code::Conflict.say("This is your picture; choose another one first.").into());
    }
    if used.sign {
        return Err(Code::Conflict.say("This is your shop's picture; choose another one first.").into());
    }
    sqlx::query!("update files set deleted_at = $2 where id = $1", id.0, now)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    ok(FileDeleted { id })
}
