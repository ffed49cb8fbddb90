//! Request id, the one log line of a request, and its metrics. Neither query nor headers nor body are ever logged.

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::{Instrument, field::Empty};
use uuid::Uuid;

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The request's id, on its answer as `X-Request-Id` and in every log line that it causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

pub(super) async fn observe(mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let method = method(request.method());
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or_else(|| "unmatched".to_owned(), |m| m.as_str().to_owned());
    let span = tracing::info_span!("request", request.id = %id.0, http.method = method, http.route = %route, user.id = Empty);
    request.extensions_mut().insert(id.clone());

    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let duration = started.elapsed();

    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(http.status = status, duration_ms = duration.as_millis(), "answered"));
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route).record(duration.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// The caller's own id where it is short and plain, else a fresh one.
#[expect(clippy::disallowed_methods, reason = "names a request in logs; never a row")]
fn request_id(headers: &HeaderMap) -> RequestId {
    let sane = |t: &&str| (1..=64).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let own = headers.get(X_REQUEST_ID).and_then(|v| v.to_str().ok()).filter(sane);
    RequestId(own.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned))
}

/// A closed set, so that a caller who invents methods can't grow the metrics.
fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
