//! `/files/…`: the bytes. Never inline except people's pictures, never for a page to run; outside the web app's fallback, so that
//! what isn't there is a plain 404.

use crate::{Files, name};
use amanat_base::{Code, Error, FileId, Result};
use amanat_web::{Ctx, Failure};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::{any, get},
};

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Routes that serve the bytes; not part of the API's contract.
pub fn downloads(files: Files) -> Router<Ctx> {
    Router::new()
        .route("/files/{id}", get(download))
        .route("/files/avatar/{id}", get(avatar))
        .route("/files", any(nothing))
        .route("/files/", any(nothing))
        .route("/files/{id}/{*rest}", any(nothing))
        .layer(Extension(files))
        .layer(map_response(unless_told))
}

/// What isn't here now may be here later.
async fn unless_told(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn nothing() -> Failure {
    not_found().into()
}

/// The same for a link that has expired, one that is forged, and a file that never was.
fn not_found() -> Error {
    Error::new(Code::NotFound)
}

/// A file by its link.
async fn download(
    State(ctx): State<Ctx>,
    Extension(files): Extension<Files>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let id: FileId = id.parse().map_err(|_| not_found())?;
    let now = ctx.store.now().await?;
    if !files.links.opens(id, query.as_deref().unwrap_or_default(), now) {
        return Err(not_found().into());
    }
    let file = sqlx::query!(
        "select name, content_type, bytes, storage_key from files where id = $1 and deleted_at is null",
        id.0
    )
    .fetch_optional(&ctx.store.pool)
    .await?
    .ok_or_else(not_found)?;
    let mut response = body(&files, &file.storage_key, &file.content_type, file.bytes).await?;
    let headers = response.headers_mut();
    set(headers, header::CONTENT_DISPOSITION, &name::attachment(&file.name))?;
    set(headers, header::CACHE_CONTROL, "private, no-store")?;
    set(headers, RESOURCE_POLICY, "same-origin")?;
    Ok(response)
}

/// Somebody's picture, or their shop's, as long as it is theirs. Another picture has another address, so this one may be kept for good.
async fn avatar(State(ctx): State<Ctx>, Extension(files): Extension<Files>, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: FileId = id.parse().map_err(|_| not_found())?;
    let file = sqlx::query!(
        "select f.content_type, f.bytes, f.storage_key from files f
         where f.id = $1 and f.purpose = 'avatar' and f.deleted_at is null
           and (exists (select from users u where u.avatar = f.id) or exists (select from shops s where s.logo = f.id))",
        id.0
    )
    .fetch_optional(&ctx.store.pool)
    .await?
    .ok_or_else(not_found)?;
    let mut response = body(&files, &file.storage_key, &file.content_type, file.bytes).await?;
    let headers = response.headers_mut();
    set(headers, header::CONTENT_DISPOSITION, "inline")?;
    set(headers, header::CACHE_CONTROL, "public, max-age=31536000, immutable")?;
    // Web apps of other configured origins show it too; it is public.
    set(headers, RESOURCE_POLICY, "cross-origin")?;
    Ok(response)
}

async fn body(files: &Files, key: &str, content_type: &str, bytes: i64) -> Result<Response> {
    let mut response = Body::from_stream(files.blobs.get(key).await?).into_response();
    let headers = response.headers_mut();
    set(headers, header::CONTENT_TYPE, content_type)?;
    set(headers, header::CONTENT_LENGTH, &bytes.to_string())?;
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff")?;
    set(
        headers,
        header::CONTENT_SECURITY_POLICY,
        "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    )?;
    Ok(response)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<()> {
    headers.insert(name, HeaderValue::from_str(value).map_err(Error::internal)?);
    Ok(())
}
