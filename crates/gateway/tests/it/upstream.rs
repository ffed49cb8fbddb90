//! A seller's service that does what a test needs.

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures::StreamExt;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};
use tokio::{net::TcpListener, sync::Notify};

pub const BIG: usize = 64 * 1024 * 1024;
const CHUNK: usize = 64 * 1024;

#[derive(Clone)]
pub struct Upstream {
    pub address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    calls: AtomicUsize,
    produced: AtomicU64,
    dropped: AtomicUsize,
    go_on: Notify,
}

impl Upstream {
    pub async fn start() -> Self {
        let seen = Arc::new(Seen::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new()
            .route("/v1/status/{status}", any(status))
            .route("/v1/headers", get(headers))
            .route("/v1/echo/{*path}", any(echo))
            .route("/v1/leak", any(leak))
            .route("/v1/count", any(count))
            .route("/v1/events", get(events))
            .route("/v1/never", any(never))
            .route("/v1/half", any(half))
            .route("/v1/endless", get(endless))
            .route("/v1/big", get(big))
            .route("/v1/sink", any(sink))
            .fallback(ok)
            .with_state(seen.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, seen }
    }

    /// Calls that arrived.
    pub fn calls(&self) -> usize {
        self.seen.calls.load(Ordering::SeqCst)
    }

    /// Bytes of big bodies that were asked for so far.
    pub fn produced(&self) -> u64 {
        self.seen.produced.load(Ordering::SeqCst)
    }

    /// Endless answers that were given up.
    pub fn dropped(&self) -> usize {
        self.seen.dropped.load(Ordering::SeqCst)
    }

    /// Lets the next part of an answer out.
    pub fn go_on(&self) {
        self.seen.go_on.notify_one();
    }
}

async fn ok(State(seen): State<Arc<Seen>>) -> &'static str {
    seen.calls.fetch_add(1, Ordering::SeqCst);
    "ok"
}

async fn status(State(seen): State<Arc<Seen>>, Path(status): Path<u16>) -> Response {
    seen.calls.fetch_add(1, Ordering::SeqCst);
    (StatusCode::from_u16(status).unwrap(), "as you wish").into_response()
}

/// Answers with the headers that the query asks for.
async fn headers(Query(wanted): Query<HashMap<String, String>>) -> Response {
    let mut response = "{}".into_response();
    for (name, value) in wanted {
        let name: header::HeaderName = name.parse().unwrap();
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

/// Says what arrived.
async fn echo(request: Request) -> Json<Value> {
    let (parts, body) = request.into_parts();
    let headers: Vec<_> = parts
        .headers
        .iter()
        .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Json(json!({
        "method": parts.method.as_str(), "path": parts.uri.path(), "query": parts.uri.query(), "headers": headers,
        "body": String::from_utf8_lossy(&body)
    }))
}

/// Tells the key in every way it can think of.
async fn leak(headers: HeaderMap, Query(query): Query<HashMap<String, String>>) -> Response {
    let held = headers
        .get(header::AUTHORIZATION)
        .map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
    let held = held.or_else(|| query.get("key").cloned()).unwrap_or_default();
    let key = held.strip_prefix("Bearer ").unwrap_or(&held).to_owned();
    let encoded = url::form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>();
    let basic = BASE64_STANDARD.encode(format!("user:{key}"));
    let text = format!("{held}\n{encoded}\n{basic}\n{}\n{}\n", hex::encode(&key), json!({ "key": key }));
    let code = query.get("status").map_or(200, |s| s.parse().unwrap());
    let mut response = (StatusCode::from_u16(code).unwrap(), text).into_response();
    let out = response.headers_mut();
    for (name, value) in [
        ("x-plain", held.clone()),
        ("x-encoded", encoded.clone()),
        ("x-basic", basic),
        ("set-cookie", format!("k={encoded}")),
        ("location", format!("/v1/next?key={encoded}&page=2")),
        ("www-authenticate", format!("Bearer realm=\"{encoded}\"")),
    ] {
        out.insert(name, axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    response
}

/// Counts in a header, in JSON or in an event stream, as the query says.
async fn count(Query(query): Query<HashMap<String, String>>) -> Response {
    let mut response = match (query.get("json"), query.get("events")) {
        (Some(units), _) => Json(json!({ "usage": { "total": units.parse::<i64>().unwrap() } })).into_response(),
        (_, Some(units)) => {
            let text = format!("data: {{\"a\":1}}\n\ndata: {{\"usage\":{{\"total\":{units}}}}}\n\ndata: [DONE]\n\n");
            let chunks: Vec<_> = text
                .as_bytes()
                .chunks(7)
                .map(Bytes::copy_from_slice)
                .map(Ok::<_, io::Error>)
                .collect();
            let body = Body::from_stream(futures::stream::iter(chunks));
            ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
        }
        _ => "ok".into_response(),
    };
    if let Some(units) = query.get("header") {
        response.headers_mut().insert("x-units", units.parse().unwrap());
    }
    if let Some(status) = query.get("status") {
        *response.status_mut() = status.parse().unwrap();
    }
    response
}

/// Two events; the second one only when the test says so.
async fn events(State(seen): State<Arc<Seen>>) -> Response {
    let body = futures::stream::unfold(0, move |n| {
        let seen = seen.clone();
        async move {
            match n {
                0 => Some((Ok::<_, io::Error>("data: first\n\n"), 1)),
                1 => {
                    seen.go_on.notified().await;
                    Some((Ok("data: second\n\n"), 2))
                }
                _ => None,
            }
        }
    });
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(body)).into_response()
}

async fn never(State(seen): State<Arc<Seen>>) -> Response {
    seen.calls.fetch_add(1, Ordering::SeqCst);
    let _dropped = Dropped(seen);
    std::future::pending().await
}

/// Promises more than it sends.
async fn half(State(seen): State<Arc<Seen>>) -> Response {
    seen.calls.fetch_add(1, Ordering::SeqCst);
    let body = futures::stream::iter([Ok("{\"usage\":"), Err(io::Error::other("cut"))]);
    // The second item comes late enough for the first to be on its way.
    let body = body.then(async |item| {
        tokio::task::yield_now().await;
        item
    });
    let mut response = Body::from_stream(body).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    response
}

struct Dropped(Arc<Seen>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

async fn endless(State(seen): State<Arc<Seen>>) -> Response {
    seen.calls.fetch_add(1, Ordering::SeqCst);
    let watch = Dropped(seen);
    let body = futures::stream::unfold((true, watch), |(is_first, watch)| async move {
        if !is_first {
            std::future::pending::<()>().await;
        }
        Some((Ok::<_, io::Error>("begun"), (false, watch)))
    });
    Body::from_stream(body).into_response()
}

/// The byte at a place of the big body.
pub fn byte_at(place: usize) -> u8 {
    (place / 7 % 251) as u8
}

async fn big(State(seen): State<Arc<Seen>>) -> Response {
    let body = futures::stream::iter(0..BIG / CHUNK).map(move |n| {
        seen.produced.fetch_add(CHUNK as u64, Ordering::SeqCst);
        let chunk: Vec<u8> = (n * CHUNK..(n + 1) * CHUNK).map(byte_at).collect();
        Ok::<_, io::Error>(Bytes::from(chunk))
    });
    let mut response = Body::from_stream(body).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, BIG.into());
    response
}

/// Says how much arrived, and whether it was what [`big`] sends. Begins to read when the test says so.
async fn sink(State(seen): State<Arc<Seen>>, headers: HeaderMap, body: Body) -> Json<Value> {
    if headers.contains_key("x-wait") {
        seen.go_on.notified().await;
    }
    let mut stream = body.into_data_stream();
    let (mut length, mut is_right) = (0, true);
    while let Some(Ok(chunk)) = stream.next().await {
        is_right &= chunk.iter().enumerate().all(|(i, b)| *b == byte_at(length + i));
        length += chunk.len();
    }
    let said = headers.get(header::CONTENT_LENGTH).map(|v| v.to_str().unwrap().to_owned());
    Json(json!({ "length": length, "isRight": is_right, "contentLength": said }))
}
