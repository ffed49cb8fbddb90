//! Every refusal speaks the envelope and carries a request id.

use crate::{Server, client, refusal};
use amanat_base::Code;
use amanat_web::HttpConfig;
use std::time::Duration;

#[tokio::test]
async fn unknown_addresses_and_methods_under_api_are_refused_and_the_web_app_answers_the_rest() {
    let server = Server::start(HttpConfig::default()).await;
    refusal(server.get("/api/nothing").await, Code::NotFound).await;
    refusal(server.get("/api").await, Code::NotFound).await;
    refusal(server.get("/api/notes/").await, Code::NotFound).await;

    let wrong = client().delete(server.url("/api/notes")).send().await.expect("answers");
    assert_eq!(wrong.headers()["allow"], "GET,HEAD,POST");
    refusal(wrong, Code::MethodNotAllowed).await;

    let page = server.get("/apiary").await;
    assert_eq!(page.status(), 200);
    assert!(page.headers().contains_key("content-security-policy"));
    assert_eq!(page.text().await.expect("text"), "the web app");
}

#[tokio::test]
async fn a_surprise_and_a_panic_give_nothing_away_and_the_server_goes_on() {
    let server = Server::start(HttpConfig::default()).await;
    for path in ["/api/broken", "/api/panics"] {
        let error = refusal(server.get(path).await, Code::Internal).await;
        let text = error.to_string();
        assert!(!text.contains("hunter2") && !text.contains("secret"), "{text}");
    }
    assert_eq!(server.get("/api/notes").await.status(), 200);
}

#[tokio::test]
async fn a_request_keeps_its_callers_id_only_if_it_is_sane() {
    let server = Server::start(HttpConfig::default()).await;
    let id = async |sent: &str| {
        let request = client().get(server.url("/api/notes")).header("x-request-id", sent);
        let answer = request.send().await.expect("answers");
        answer.headers()["x-request-id"].to_str().expect("text").to_owned()
    };
    assert_eq!(id("order-7.retry_2").await, "order-7.retry_2");
    for odd in ["", "a b", "x\"}{", &"x".repeat(65)] {
        let given = id(odd).await;
        assert_ne!(given, odd);
        assert_eq!(given.len(), 36, "a fresh UUID: {given}");
    }
}

#[tokio::test]
async fn a_handler_that_hangs_is_given_up() {
    let server = Server::start(HttpConfig {
        handler_timeout: Duration::from_millis(50),
        ..HttpConfig::default()
    })
    .await;
    refusal(server.get("/api/hangs").await, Code::RequestTimeout).await;
}

#[tokio::test]
async fn long_answers_are_compressed_for_who_asks() {
    let server = Server::start(HttpConfig::default()).await;
    let ask = client().get(server.url("/api/long")).header("accept-encoding", "gzip");
    let answer = ask.send().await.expect("answers");
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    assert!(answer.bytes().await.expect("a body").len() < 1000);
    assert!(!server.get("/api/long").await.headers().contains_key("content-encoding"));
}

/// M04, before any effect. Control characters don't even get through the HTTP parser.
#[tokio::test]
async fn a_money_moving_request_needs_one_well_formed_key() {
    let server = Server::start(HttpConfig::default()).await;
    let send = async |keys: &[&[u8]]| {
        let request = keys
            .iter()
            .fold(client().post(server.url("/api/money")), |r, key| r.header("idempotency-key", *key));
        request.send().await.expect("answers")
    };
    refusal(send(&[]).await, Code::IdempotencyKeyRequired).await;
    for bad in [&b""[..], b"a b", b"a\tb", "schlüssel".as_bytes(), "x".repeat(256).as_bytes()] {
        refusal(send(&[bad]).await, Code::IdempotencyKeyMalformed).await;
    }
    refusal(send(&[b"one", b"two"]).await, Code::IdempotencyKeyMalformed).await;
    for good in ["x", "x".repeat(255).as_str()] {
        assert_eq!(send(&[good.as_bytes()]).await.status(), 200);
    }
}
