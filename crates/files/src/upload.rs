//! `POST /api/files`: one file as the raw body. First the bytes are stored, then the row is written; what dies in between, the sweep removes.

use crate::{Files, blobs::KEY_CHARS, kind::Kind, name, picture, read::FileView};
use amanat_base::{Code, Error, FileId, Result, Time, UserId};
use amanat_store::{Store, Tx};
use amanat_web::{Answer, Caller, Ctx, Envelope, Query, ok};
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, header},
};
use bytes::Bytes;
use chrono::TimeDelta;
use rand::{TryRng, rngs::SysRng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// In what time a body must have arrived completely.
const ARRIVES_WITHIN: Duration = Duration::from_secs(60);
/// Most files of one person that hang on no order, or are younger than a day.
const FILES_MAX: i64 = 200;
/// Most bytes of the same.
const BYTES_MAX: i64 = 500 << 20;
/// Keeps uploads of one person apart from other advisory locks.
const QUOTA_LOCK: i64 = 0x66_69_6c_65;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(upload_file))
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Purpose {
    /// A person's picture: public while it is theirs.
    Avatar,
    /// Something to show the other side of a deal.
    Attachment,
}

impl Purpose {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Attachment => "attachment",
        }
    }
}

/// What comes with the body.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct UploadQuery {
    /// What it is for.
    purpose: Purpose,
    /// What it is called; cleaned, and its ending made to fit the content.
    #[serde(default)]
    name: String,
}

/// Uploads a file: the body is the file itself. Accepted are pictures (JPEG, PNG, WebP), and as attachments also PDF, plain text in UTF-8
/// and zip archives; by content, whatever it is called. Pictures are encoded anew, so that nothing but the picture is kept.
#[utoipa::path(post, path = "/api/files", tag = "files", params(UploadQuery), security(("bearer" = [])),
    request_body(content = String, description = "The file.", content_type = "application/octet-stream"),
    responses((status = 200, body = Envelope<FileView>)))]
async fn upload_file(
    State(ctx): State<Ctx>,
    Extension(files): Extension<Files>,
    caller: Caller,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Answer<FileView> {
    let declared = admit(request.headers(), files.max_bytes)?;
    // Said before anything is read, and held to once more where the row is written.
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    within_quota(&mut conn, caller.user, 0, now).await?;
    drop(conn);

    let _room = files.room_for(caller.user).await?;
    let bytes = receive(request.into_body(), files.max_bytes).await?;
    let made = make(&files, bytes, query.purpose, &declared).await?;
    let key = fresh_key()?;
    files.blobs.put(&key, made.bytes.clone()).await?;
    let name = name::clean(&query.name, made.kind);
    match keep(&ctx.store, caller.user, query.purpose, &key, &name, &made).await {
        Ok(view) => ok(view),
        Err(error) => {
            // Only where it is certain that no row came to be; where the database just went away, the sweep finds out.
            if error.code == Code::TooMany {
                files.blobs.delete(&key).await?;
            }
            Err(error.into())
        }
    }
}

/// The declared type, when the headers promise a body that may be read.
fn admit(headers: &HeaderMap, max_bytes: usize) -> Result<String> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let encoding = text(header::CONTENT_ENCODING);
    if headers.contains_key(header::CONTENT_ENCODING) && !encoding.eq_ignore_ascii_case("identity") {
        return Err(Code::UnsupportedMediaType.say("Send the file as it is, without Content-Encoding."));
    }
    let declared = text(header::CONTENT_TYPE);
    if declared.to_ascii_lowercase().starts_with("multipart/") {
        return Err(Code::UnsupportedMediaType.say("Send the file itself as the body, not a form."));
    }
    let promised = text(header::CONTENT_LENGTH).parse::<usize>();
    if promised.is_ok_and(|n| n > max_bytes) {
        return Err(too_large(max_bytes));
    }
    Ok(declared.to_owned())
}

async fn receive(body: Body, max_bytes: usize) -> Result<Bytes> {
    let reading = tokio::time::timeout(ARRIVES_WITHIN, to_bytes(body, max_bytes)).await;
    let bytes = reading.map_err(|_| Error::new(Code::RequestTimeout))?.map_err(|error| {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(inner) = cause {
            if inner.to_string() == "length limit exceeded" {
                return too_large(max_bytes);
            }
            cause = inner.source();
        }
        Error::new(Code::MalformedRequest)
    })?;
    if bytes.is_empty() {
        return Err(Error::invalid("body", "is empty"));
    }
    Ok(bytes)
}

fn too_large(max_bytes: usize) -> Error {
    Code::PayloadTooLarge.say(format!("A file may have {} MB at most.", max_bytes >> 20))
}

/// What is going to be stored.
struct Made {
    bytes: Bytes,
    kind: Kind,
    /// Width and height of a picture.
    size: Option<(u32, u32)>,
}

async fn make(files: &Files, bytes: Bytes, purpose: Purpose, declared: &str) -> Result<Made> {
    let only_pictures = || Code::FileRefused.say("This has to be a picture: JPEG, PNG or WebP.");
    let kind = match (Kind::of(&bytes), purpose) {
        (Ok(kind), Purpose::Avatar) if !kind.is_picture() => return Err(only_pictures()),
        (Err(_), Purpose::Avatar) => return Err(only_pictures()),
        (kind, _) => kind?,
    };
    kind.agrees_with(declared)?;
    if !kind.is_picture() {
        return Ok(Made { bytes, kind, size: None });
    }
    let permit = files.decoding.clone().acquire_owned().await.map_err(Error::internal)?;
    let drawing = tokio::task::spawn_blocking(move || {
        // Kept until the work is done, also when the caller has gone meanwhile.
        let _permit = permit;
        picture::redraw(&bytes, kind, purpose == Purpose::Avatar)
    });
    let drawn = drawing.await.map_err(Error::internal)??;
    if drawn.bytes.len() > files.max_bytes.saturating_mul(4) {
        return Err(too_large(files.max_bytes));
    }
    Ok(Made {
        bytes: drawn.bytes.into(),
        kind: drawn.kind,
        size: Some((drawn.width, drawn.height)),
    })
}

fn fresh_key() -> Result<String> {
    let mut random = [0_u8; KEY_CHARS / 2];
    SysRng.try_fill_bytes(&mut random).map_err(Error::internal)?;
    Ok(hex::encode(random))
}

async fn keep(store: &Store, owner: UserId, purpose: Purpose, key: &str, name: &str, made: &Made) -> Result<FileView> {
    let mut tx = store.begin().await?;
    one_at_a_time(&mut tx, owner).await?;
    let (id, now) = (FileId::fresh(), tx.now);
    let bytes = i64::try_from(made.bytes.len()).map_err(Error::internal)?;
    within_quota(&mut tx, owner, bytes, now).await?;
    let side = |n: u32| i32::try_from(n).map_err(Error::internal);
    let (width, height) = match made.size {
        Some((width, height)) => (Some(side(width)?), Some(side(height)?)),
        None => (None, None),
    };
    let sha256 = Sha256::digest(&made.bytes);
    sqlx::query!(
        "insert into files (id, owner, purpose, name, content_type, bytes, sha256, width, height, storage_key, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id.0,
        owner.0,
        purpose.as_str(),
        name,
        made.kind.content_type(),
        bytes,
        sha256.as_slice(),
        width,
        height,
        key,
        now,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(FileView {
        id,
        purpose,
        name: name.to_owned(),
        content_type: made.kind.content_type().to_owned(),
        bytes,
        width,
        height,
        created_at: now,
    })
}

/// Two uploads at once would each find room for one.
async fn one_at_a_time(tx: &mut Tx, owner: UserId) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, $2))",
        owner.to_string(),
        QUOTA_LOCK
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is shown with a request counts: its buyer can take it off again. What hangs on an order belongs to the deal and counts for a day only: otherwise a busy seller could show nobody anything any more. What
/// was removed is still in the store until it is swept, and may be as much again: otherwise whoever uploads and removes fills the disk.
async fn within_quota(conn: &mut PgConnection, owner: UserId, more_bytes: i64, now: Time) -> Result<()> {
    let held = sqlx::query!(
        r#"with held as (
               select bytes, false as gone from files f where owner = $1 and deleted_at is null
                   and (created_at > $2 or not exists (select from order_files o where o.file_id = f.id))
               union all select bytes, true from files where owner = $1 and deleted_at is not null)
           select count(*) filter (where not gone) as "files!", coalesce(sum(bytes) filter (where not gone), 0)::bigint as "bytes!",
                  count(*) filter (where gone) as "gone_files!", coalesce(sum(bytes) filter (where gone), 0)::bigint as "gone_bytes!"
           from held"#,
        owner.0,
        now - TimeDelta::days(1),
    )
    .fetch_one(conn)
    .await?;
    if held.files >= FILES_MAX || held.bytes + more_bytes > BYTES_MAX {
        return Err(Code::TooMany.say("You have as many files as there can be; remove some first."));
    }
    if held.gone_files >= FILES_MAX || held.gone_bytes >= BYTES_MAX {
        return Err(Code::TooMany.say("You removed a great many files just now; try again in an hour."));
    }
    Ok(())
}
