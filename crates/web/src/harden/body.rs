//! Request bodies: read whole before the handler runs, in bounded size and time.
//!
//! None is unpacked: a few kilobytes could become gigabytes, and no client of ours packs what it sends.
//!
//! An idle timeout would let a caller hold a handler for hours with one byte per second, so the whole body has one deadline.
//!
//! Files are larger than anything else that is sent, so theirs is left to the handler: it knows the caller before it reads a byte, and
//! bounds size and time itself.

use crate::extract::unreadable;
use amanat_base::{Code, Error, Result};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Request},
    http::{Method, header},
};
use std::time::Duration;

/// In what time an upload must be read and answered.
pub(super) const UPLOAD_TIMEOUT: Duration = Duration::from_secs(120);

/// The one route that takes a file as its body.
pub(super) fn is_upload(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path() == "/api/files"
}

pub(super) async fn read(request: Request, max_bytes: usize, timeout: Duration) -> Result<Request> {
    if request.body().is_end_stream() || is_upload(&request) {
        return Ok(request);
    }
    let is_packed = request.headers().get_all(header::CONTENT_ENCODING).iter().any(|v| v != "identity");
    if is_packed {
        return Err(Code::UnsupportedMediaType.say("Send the body as it is, without Content-Encoding."));
    }
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    if declared.and_then(|v| v.parse::<usize>().ok()).is_some_and(|n| n > max_bytes) {
        return Err(Code::PayloadTooLarge.into());
    }
    let (parts, body) = request.into_parts();
    let reading = Bytes::from_request(Request::from_parts(parts.clone(), body), &());
    let bytes = tokio::time::timeout(timeout, reading)
        .await
        .map_err(|_| Error::new(Code::RequestTimeout))?
        .map_err(|e| unreadable(&e))?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
