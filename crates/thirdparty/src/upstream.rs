//! A small service to sell through the gateway: echo, time, a pretended language model, a stream. Wants `X-Api-Key`.

use crate::server::Served;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, Request, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    middleware::{self, Next},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::{any, get, post},
};
use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use url::form_urlencoded;

/// The only key that it takes, in the header `X-Api-Key` or the query's `api_key`.
pub const API_KEY: &str = "demo-upstream-key";

/// Longest stream and longest wait that a caller can ask for.
const MAX_EVENTS: u64 = 1000;
const MAX_WAIT_MS: u64 = 120_000;

#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    total: u64,
    refused: u64,
    by_path: BTreeMap<String, u64>,
    last: Value,
}

impl Calls {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running service. Dropping it stops it.
pub struct Upstream {
    served: Served,
}

impl Upstream {
    /// Listens on `port` of this machine, or on a free one for 0.
    pub async fn start(port: u16) -> io::Result<Self> {
        let (listener, port) = Served::listen(port).await?;
        Ok(Self {
            served: Served::start(listener, port, router()),
        })
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.served.port())
    }
}

fn router() -> Router {
    let calls = Calls::default();
    let api = Router::new()
        .route("/v1/echo", any(echo))
        .route("/v1/time", get(time))
        .route("/v1/complete", post(complete))
        .route("/v1/stream", get(stream_events))
        .route("/v1/slow", any(slow))
        .route("/v1/status", any(status))
        .layer(middleware::from_fn_with_state(calls.clone(), admit));
    let control = Router::new().route("/_control/calls", get(show_calls).delete(forget_calls));
    api.merge(control).with_state(calls)
}

/// Counts the call, and refuses it without the key.
async fn admit(State(calls): State<Calls>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let given = request
        .headers()
        .get("x-api-key")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let given = given.or_else(|| pairs(request.uri()).remove("api_key"));
    let admitted = given.as_deref() == Some(API_KEY);
    {
        let mut counts = calls.counts();
        counts.total += 1;
        *counts.by_path.entry(path).or_default() += 1;
        counts.refused += u64::from(!admitted);
        counts.last =
            json!({ "method": request.method().as_str(), "target": request.uri().to_string(), "headers": named(request.headers()) });
    }
    match admitted {
        true => next.run(request).await,
        false => (StatusCode::UNAUTHORIZED, Json(json!({ "error": "a valid X-Api-Key is needed" }))).into_response(),
    }
}

fn pairs(uri: &Uri) -> BTreeMap<String, String> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect()
}

fn named(headers: &HeaderMap) -> Value {
    let mut map = Map::new();
    for (name, value) in headers {
        map.insert(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into());
    }
    map.into()
}

/// What came in, without the key: a buyer who reads it must not learn the seller's.
async fn echo(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut headers = named(&headers);
    if let Some(map) = headers.as_object_mut() {
        map.remove("x-api-key");
    }
    let mut query = pairs(&uri);
    query.remove("api_key");
    let echo = json!({
        "method": method.as_str(), "path": uri.path(), "query": query, "headers": headers, "body": String::from_utf8_lossy(&body),
    });
    ([("x-units", "1")], Json(echo)).into_response()
}

#[expect(clippy::disallowed_methods, reason = "a third party has its own clock")]
async fn time() -> Response {
    let now = chrono::Utc::now();
    (
        [("x-units", "1")],
        Json(json!({ "now": now.to_rfc3339(), "unix": now.timestamp() })),
    )
        .into_response()
}

#[derive(Deserialize)]
struct Prompt {
    #[serde(default)]
    prompt: String,
    #[serde(default)]
    tokens: Option<u64>,
}

/// A token for each word of prompt and answer, or as many as the caller names; the same number in `X-Units`.
async fn complete(Json(Prompt { prompt, tokens }): Json<Prompt>) -> Response {
    let asked = u64::try_from(prompt.split_whitespace().count()).unwrap_or(u64::MAX);
    let text = match prompt.is_empty() {
        true => "Nothing was asked.".to_owned(),
        false => format!("You said: {prompt}"),
    };
    let said = u64::try_from(text.split_whitespace().count()).unwrap_or(u64::MAX);
    let total = tokens.unwrap_or(asked + said);
    let answer = json!({
        "object": "completion", "choices": [{ "text": text }],
        "usage": { "prompt_tokens": asked, "completion_tokens": said, "total_tokens": total },
    });
    ([("x-units", total.to_string())], Json(answer)).into_response()
}

#[derive(Deserialize)]
#[serde(default)]
struct Streaming {
    n: u64,
    ms: u64,
}

impl Default for Streaming {
    fn default() -> Self {
        Self { n: 5, ms: 200 }
    }
}

/// `?n` events, `?ms` apart, and `[DONE]`.
async fn stream_events(Query(Streaming { n, ms }): Query<Streaming>) -> impl IntoResponse {
    let (n, wait) = (n.min(MAX_EVENTS), Duration::from_millis(ms.min(MAX_WAIT_MS)));
    (
        [("x-units", n.to_string())],
        Sse::new(events(n, wait)).keep_alive(KeepAlive::default()),
    )
}

fn events(n: u64, wait: Duration) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(0, move |sent| async move {
        if sent > n {
            return None;
        }
        tokio::time::sleep(if sent == 0 { Duration::ZERO } else { wait }).await;
        let event = match sent < n {
            true => Event::default().data(json!({ "index": sent, "text": format!("word{sent}") }).to_string()),
            false => Event::default().data("[DONE]"),
        };
        Some((Ok(event), sent + 1))
    })
}

/// Answers after `?ms`.
async fn slow(uri: Uri) -> Response {
    let ms = pairs(&uri)
        .get("ms")
        .and_then(|ms| ms.parse().ok())
        .unwrap_or(1000_u64)
        .min(MAX_WAIT_MS);
    tokio::time::sleep(Duration::from_millis(ms)).await;
    Json(json!({ "waitedMs": ms })).into_response()
}

/// Answers the status `?code`; a redirect leads to `?to`.
async fn status(uri: Uri) -> Response {
    let asked = pairs(&uri);
    let code = asked.get("code").and_then(|code| code.parse().ok());
    let status = code.and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK);
    let to = asked.get("to").cloned().unwrap_or_else(|| "/v1/echo".to_owned());
    match status.is_redirection() {
        true => (status, [("location", to)]).into_response(),
        false => (status, Json(json!({ "status": status.as_u16() }))).into_response(),
    }
}

async fn show_calls(State(calls): State<Calls>) -> Json<Value> {
    let counts = calls.counts();
    Json(json!({ "total": counts.total, "refused": counts.refused, "byPath": counts.by_path, "last": counts.last }))
}

async fn forget_calls(State(calls): State<Calls>) -> Json<Value> {
    *calls.counts() = Counts::default();
    Json(json!({}))
}
