//! What a buyer shows with a request. Files are uploaded as attachments first; here they are tied to the request, and with that whoever
//! is signed in may open them. They are part of the wording: it is them that sellers make offers on.

use amanat_base::{Error, FileId, RequestId, Result, UserId};
use amanat_store::Tx;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::HashSet;
use utoipa::ToSchema;

/// A file of a request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestFile {
    /// The file; `GET /api/files/{id}/link` opens it.
    pub file_id: FileId,
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
}

/// In the buyer's order.
pub(super) async fn of(conn: &mut PgConnection, request: RequestId) -> Result<Vec<RequestFile>> {
    let rows = sqlx::query_as!(
        RequestFile,
        r#"select f.id as "file_id: FileId", f.name, f.content_type, f.bytes, f.width, f.height
           from request_files a join files f on f.id = a.file_id where a.request_id = $1 order by a.position, f.id"#,
        request.0
    );
    Ok(rows.fetch_all(conn).await?)
}

/// Ties the buyer's attachments to a request that has none. Their rows are locked: none can be removed meanwhile.
pub(super) async fn put(tx: &mut Tx, request: RequestId, buyer: UserId, wanted: &[FileId]) -> Result<()> {
    let ids: Vec<_> = wanted.iter().map(|file| file.0).collect();
    let theirs = sqlx::query_scalar!(
        r#"select id as "id: FileId" from files where id = any($1) and owner = $2 and purpose = 'attachment' and deleted_at is null
           order by id for share"#,
        &ids,
        buyer.0
    );
    let theirs: HashSet<FileId> = theirs.fetch_all(&mut **tx).await?.into_iter().collect();
    if let Some(at) = wanted.iter().position(|file| !theirs.contains(file)) {
        return Err(Error::invalid(format!("fileIds[{at}]"), "is none of your attachments"));
    }
    if theirs.len() < wanted.len() {
        return Err(Error::invalid("fileIds", "names a file twice"));
    }
    sqlx::query!(
        "insert into request_files (request_id, file_id, position)
         select $1, id, place - 1 from unnest($2::uuid[]) with ordinality as wanted (id, place)",
        request.0,
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Shows these files from now on; false when they are the same as before. The request's row must be locked.
pub(super) async fn replace(tx: &mut Tx, request: RequestId, buyer: UserId, wanted: &[FileId]) -> Result<bool> {
    let before: Vec<FileId> = of(tx, request).await?.into_iter().map(|file| file.file_id).collect();
    if before == wanted {
        return Ok(false);
    }
    sqlx::query!("delete from request_files where request_id = $1", request.0)
        .execute(&mut **tx)
        .await?;
    put(tx, request, buyer, wanted).await?;
    Ok(true)
}

/// Takes off what the person showed with requests that became no deal.
pub(crate) async fn forget(tx: &mut Tx, buyer: UserId) -> Result<()> {
    sqlx::query!(
        "delete from request_files a using purchase_requests r where r.id = a.request_id and r.buyer_id = $1 and r.status <> 'accepted'",
        buyer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
