//! What stands around the gateway, and what doesn't.

use crate::{Server, client};
use amanat_base::Code;
use amanat_web::{Answer, Failure, HttpConfig, Limit, Limits};
use axum::{
    Router,
    body::Body,
    extract::{Path, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use futures::StreamExt;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Stands for the gateway: answers in the words of a service, or as the gateway itself.
pub(crate) fn routes() -> Router {
    let go_on = Arc::new(Notify::new());
    let (waits, told) = (go_on.clone(), go_on);
    Router::new()
        .route("/gateway/{listing}/{*path}", any(call))
        .route("/gateway/slow", any(async move || slow(waits)))
        .route("/gateway/slow/go", any(async move || told.notify_one()))
}

async fn call(Path((_, what)): Path<(String, String)>, headers: HeaderMap, request: Request) -> Response {
    match what.as_str() {
        "echo" => Body::from_stream(request.into_body().into_data_stream()).into_response(),
        "method" => request.method().to_string().into_response(),
        "services-own" => (StatusCode::UNAUTHORIZED, [(header::VIA, "service")], "the service's own words").into_response(),
        "long" => "a word and another ".repeat(500).into_response(),
        "panics" => panic!("a secret detail"),
        _ if headers.get(header::AUTHORIZATION).is_some_and(|v| v == "Bearer good") => "served".into_response(),
        _ => refuse().into_response(),
    }
}

fn refuse() -> Answer<()> {
    Err(Failure(Code::TokenInvalid.into()))
}

/// Answers its first half at once and the second when told.
fn slow(go_on: Arc<Notify>) -> Body {
    let halves = futures::stream::once(async { "first " }).chain(futures::stream::once(async move {
        go_on.notified().await;
        "second"
    }));
    Body::from_stream(halves.map(Ok::<_, std::io::Error>))
}

fn tight() -> HttpConfig {
    HttpConfig {
        body_max_bytes: 1024,
        body_timeout: Duration::from_millis(50),
        handler_timeout: Duration::from_millis(50),
        cors_origins: vec!["https://shop.example".into()],
        limits: Limits {
            global: Limit::new(1, Duration::from_secs(3600)),
            ..Limits::default()
        },
        ..HttpConfig::default()
    }
}

#[tokio::test]
async fn a_large_body_goes_through_and_comes_back_as_it_was() {
    let server = Server::start(tight()).await;
    let large = vec![7_u8; 3 * 1024 * 1024];
    let answer = client()
        .post(server.url("/gateway/x/echo"))
        .body(large.clone())
        .send()
        .await
        .expect("answers");
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.expect("a body") == large);
}

#[tokio::test]
async fn an_answer_streams_for_longer_than_any_handler_of_ours_may_take() {
    let server = Server::start(tight()).await;
    let answer = server.get("/gateway/slow").await;
    let mut body = answer.bytes_stream();
    assert_eq!(body.next().await.expect("a chunk").expect("arrives"), "first ");
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.get("/gateway/slow/go").await;
    assert_eq!(body.next().await.expect("a chunk").expect("arrives"), "second");
}

#[tokio::test]
async fn what_is_meant_for_pages_stays_away() {
    let server = Server::start(tight()).await;
    let ask = |path: &str| {
        let ask = client().get(server.url(path)).header("accept-encoding", "gzip");
        ask.header("origin", "https://shop.example").send()
    };
    // Many more than the limit for pages allows.
    for _ in 0..5 {
        let answer = ask("/gateway/x/long").await.expect("answers");
        assert_eq!(answer.status(), 200);
        for name in [
            "content-encoding",
            "vary",
            "access-control-allow-origin",
            "content-security-policy",
            "x-frame-options",
        ] {
            assert!(!answer.headers().contains_key(name), "{name}");
        }
        assert!(answer.headers().contains_key("x-request-id"));
    }
    let own = ask("/gateway/x/services-own").await.expect("answers");
    assert_eq!((own.status().as_u16(), own.headers()["via"].as_bytes()), (401, &b"service"[..]));
    assert_eq!(own.text().await.expect("text"), "the service's own words");
    // A preflight is the service's to answer, too, and methods that nobody has heard of.
    for method in ["OPTIONS", "PROPFIND", "BREW"] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let answer = client()
            .request(method.clone(), server.url("/gateway/x/method"))
            .send()
            .await
            .expect("answers");
        assert_eq!(answer.text().await.expect("text"), method.as_str());
    }
}

#[tokio::test]
async fn a_panic_is_caught_and_an_address_that_is_none_is_not_the_web_app() {
    let server = Server::start(HttpConfig::default()).await;
    let broken = server.get("/gateway/x/panics").await;
    assert_eq!(broken.status(), 500);
    assert!(!broken.text().await.expect("text").contains("secret"));
    for path in ["/gateway", "/gateway/", "/gateway/x", "/gateway/x/"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        let body: serde_json::Value = answer.json().await.expect("JSON");
        assert_eq!(body["error"]["code"], "NOT_FOUND", "{path}");
    }
}

#[tokio::test]
async fn refused_tokens_are_counted_and_good_ones_are_served_all_the_same() {
    let server = Server::start(HttpConfig::default()).await;
    let ask = async |token: &str| {
        let ask = client().get(server.url("/gateway/x/anything")).bearer_auth(token);
        ask.send().await.expect("answers")
    };
    for guess in 0..10 {
        assert_eq!(ask(&format!("guess {guess}")).await.status(), 401);
    }
    let refused = ask("one more guess").await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(ask("good").await.status(), 200);
    // Another's 401 is not ours, and passwords have their own budget.
    assert_eq!(server.get("/gateway/x/services-own").await.status(), 401);
    let sign_in = client().post(server.url("/api/auth/login")).send().await.expect("answers");
    assert_eq!(sign_in.status(), 200);
}

#[tokio::test]
async fn webhooks_keep_the_bounds_of_bodies() {
    let server = Server::start(tight()).await;
    let url = server.url("/api/payment/webhook/stripe");
    let head = "POST /api/payment/webhook/stripe HTTP/1.1\r\nhost: x\r\n";
    let large = crate::bodies::raw(&server, &[head, "content-length: 10485760\r\n\r\n"], Duration::ZERO).await;
    assert!(large.starts_with("HTTP/1.1 413"), "{large}");
    let trickle = futures::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Some((Ok::<_, std::io::Error>(" "), ()))
    });
    let slow = client()
        .post(&url)
        .body(reqwest::Body::wrap_stream(trickle))
        .send()
        .await
        .expect("answers");
    assert_eq!(slow.status(), 408);
}
