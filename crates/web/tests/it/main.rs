//! The guard around the routes, over real HTTP and no database.

mod bodies;
mod browsers;
mod gateway;
mod languages;
mod limits;
mod log;
mod refusals;
mod shutdown;
mod smuggling;

use amanat_base::{Code, Error};
use amanat_web::{Answer, HttpConfig, IdempotencyKey, Json, Nonce, harden, ok, serve};
use axum::{Router, http::StatusCode, routing::get};
use reqwest::{Client, Response};
use serde_json::Value;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, oneshot},
};

/// Where requests to `/api/gated` wait until the test lets them through.
struct Gate {
    waiting: Semaphore,
    passes: Semaphore,
}

/// A running server; stops when told or dropped.
struct Server {
    address: SocketAddr,
    gate: Arc<Gate>,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Server {
    async fn start(config: HttpConfig) -> Self {
        Self::with_grace(config, Duration::from_secs(20)).await
    }

    async fn with_grace(config: HttpConfig, grace: Duration) -> Self {
        log::capture();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("is bound");
        let (stop, stopped) = oneshot::channel();
        let stopped = async move {
            let _ = stopped.await;
        };
        let gate = Arc::new(Gate {
            waiting: Semaphore::new(0),
            passes: Semaphore::new(0),
        });
        let app = harden(routes(gate.clone()), &config);
        let ended = tokio::spawn(serve(listener, app, stopped, grace));
        Self {
            address,
            gate,
            stop,
            ended,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> Response {
        client().get(self.url(path)).send().await.expect("answers")
    }
}

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

#[derive(serde::Deserialize, serde::Serialize, garde::Validate)]
#[serde(deny_unknown_fields)]
struct Note {
    #[garde(length(max = 20))]
    text: String,
    #[serde(default)]
    #[garde(skip)]
    number: Option<f64>,
}

fn routes(gate: Arc<Gate>) -> Router {
    Router::new()
        .route("/api/notes", get(async || ok("notes")).post(take_note))
        .route(
            "/api/notes/{id}",
            get(async |axum::extract::Path(id): axum::extract::Path<String>| ok(id)),
        )
        .route("/api/raw", axum::routing::post(async |body: String| body))
        .route(
            "/api/broken",
            get(async || -> Answer<()> { Err(Error::internal("the database password is hunter2").into()) }),
        )
        .route("/api/panics", get(async || -> Answer<()> { panic!("a secret detail") }))
        .route("/api/keyed", get(refused_key))
        .route("/api/money", axum::routing::post(async |_: IdempotencyKey| ok("moved")))
        .route("/api/hangs", get(async || -> Answer<()> { std::future::pending().await }))
        .route("/api/gated", get(async move || gated(&gate).await))
        .route("/api/auth/login", axum::routing::post(async || ok(())))
        .route("/api/auth/refresh", axum::routing::post(async || ok(())))
        .route("/api/payment/callback", axum::routing::post(async || ok(())))
        .route(
            "/api/payment/webhook/stripe",
            axum::routing::post(async |body: axum::body::Bytes| ok(body.len())),
        )
        .merge(gateway::routes())
        .route("/api/long", get(async || "a word and another ".repeat(500)))
        .route("/page", get(page))
        .route("/kind", get(kind))
        .fallback(async || (StatusCode::OK, "the web app"))
}

async fn page(axum::Extension(nonce): axum::Extension<Nonce>) -> impl axum::response::IntoResponse {
    (axum::Extension(nonce.clone()), nonce.0)
}

/// Something of the type that the query names.
async fn kind(axum::extract::RawQuery(kind): axum::extract::RawQuery) -> impl axum::response::IntoResponse {
    ([("content-type", kind.unwrap_or_default().replace("%20", " "))], "content")
}

async fn refused_key() -> Answer<()> {
    Err(Error::new(Code::ApiKeyInvalid).into())
}

async fn take_note(Json(note): Json<Note>) -> Answer<Note> {
    ok(note)
}

async fn gated(gate: &Gate) -> Answer<&'static str> {
    gate.waiting.add_permits(1);
    let _pass = gate.passes.acquire().await.map_err(Error::internal)?;
    ok("at last")
}

/// Asserts an envelope with this status and code, and gives the error.
async fn refusal(response: Response, code: Code) -> Value {
    assert_eq!(response.status().as_u16(), code.kind().status(), "{code:?}");
    assert!(response.headers().contains_key("x-request-id"));
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body["success"], false);
    assert_eq!(body["error"]["code"], code.as_str());
    assert!(body["error"]["message"].is_string() && body["error"]["details"].is_array());
    body["error"].clone()
}
