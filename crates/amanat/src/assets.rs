//! The web app inside the binary: hashed files are immutable, everything else falls back to its page.
//!
//! The page is made anew for every request, with a nonce for its `<style>` elements, and kept by nobody: a kept page would come with the
//! nonce of another answer.

use amanat_web::Nonce;
use axum::{
    Extension,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// Where the nonce goes in `web/index.html`.
const PLACE: &str = "__NONCE__";

/// Serves a file of the web app, or its page for any path that is not a file.
pub async fn serve(uri: Uri, headers: HeaderMap, nonce: Option<Extension<Nonce>>) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty() && path != "index.html") {
        return respond(path, &file, &headers);
    }
    match Dist::get("index.html") {
        Some(file) if !path.starts_with("assets/") => page(&file, nonce),
        Some(_) => StatusCode::NOT_FOUND.into_response(),
        None => (
            StatusCode::NOT_FOUND,
            "The web app was not built into this program; the API is at /docs.",
        )
            .into_response(),
    }
}

/// `nonce` is there unless the router stands outside its guard, as in a test; then there is no policy either.
fn page(file: &EmbeddedFile, nonce: Option<Extension<Nonce>>) -> Response {
    let text = String::from_utf8_lossy(&file.data);
    let html = match &nonce {
        Some(Extension(Nonce(nonce))) => text.replace(PLACE, nonce),
        None => text.into_owned(),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = (headers, html).into_response();
    if let Some(Extension(nonce)) = nonce {
        response.extensions_mut().insert(nonce);
    }
    response
}

fn respond(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    let forever = path.starts_with("assets/");
    let cache = HeaderValue::from_static(if forever {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    });
    let mut response = if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = mime_guess::from_path(path).first_or_octet_stream().to_string();
        ([(header::CONTENT_TYPE, kind)], file.data.clone().into_owned()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, cache);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
