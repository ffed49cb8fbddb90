//! Rate limits over HTTP.

use crate::{Server, client, refusal};
use amanat_base::Code;
use amanat_web::{HttpConfig, Limit, Limits};
use std::time::Duration;

async fn post(server: &Server, path: &str, from: &str) -> reqwest::Response {
    let request = client().post(server.url(path)).header("x-forwarded-for", from);
    request.send().await.expect("answers")
}

#[tokio::test]
async fn the_eleventh_sign_in_of_a_quarter_hour_waits_and_others_go_on() {
    let behind_a_proxy = HttpConfig {
        trusted_proxies: 1,
        ..HttpConfig::default()
    };
    let server = Server::start(behind_a_proxy).await;
    for _ in 0..10 {
        assert_eq!(post(&server, "/api/auth/login", "2001:db8::1").await.status(), 200);
    }
    let refused = post(&server, "/api/auth/login", "2001:db8::abcd").await;
    let wait: u64 = refused.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=91).contains(&wait), "{wait}");
    refusal(refused, Code::RateLimited).await;

    assert_eq!(post(&server, "/api/auth/login", "2001:db8:0:1::1").await.status(), 200);
    assert_eq!(post(&server, "/api/auth/refresh", "2001:db8::1").await.status(), 200);
}

#[tokio::test]
async fn without_a_trusted_proxy_nobody_chooses_their_address() {
    let server = Server::start(HttpConfig::default()).await;
    for n in 0..10 {
        assert_eq!(post(&server, "/api/auth/login", &format!("1.2.3.{n}")).await.status(), 200);
    }
    refusal(post(&server, "/api/auth/login", "1.2.3.99").await, Code::RateLimited).await;
}

#[tokio::test]
async fn the_global_limit_counts_everything_but_what_machines_sign() {
    let server = Server::start(HttpConfig {
        limits: Limits {
            global: Limit::new(3, Duration::from_secs(3600)),
            ..Limits::default()
        },
        ..HttpConfig::default()
    })
    .await;
    for path in ["/", "/api/notes", "/api/nothing"] {
        assert_ne!(server.get(path).await.status(), 429, "{path}");
    }
    refusal(server.get("/api/notes").await, Code::RateLimited).await;
    for _ in 0..50 {
        for path in ["/api/payment/callback", "/api/payment/webhook/stripe"] {
            assert_eq!(post(&server, path, "").await.status(), 200);
        }
    }
}

#[tokio::test]
async fn who_tries_api_keys_waits_after_ten_and_may_still_sign_in() {
    let server = Server::start(HttpConfig::default()).await;
    for _ in 0..10 {
        refusal(server.get("/api/keyed").await, Code::ApiKeyInvalid).await;
    }
    let waits = server.get("/api/keyed").await;
    assert!(waits.headers().contains_key("retry-after"));
    refusal(waits, Code::RateLimited).await;
    assert_eq!(post(&server, "/api/auth/login", "").await.status(), 200);
}

#[tokio::test]
async fn a_redis_that_never_was_there_refuses_nobody_and_limits_all_the_same() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a free port");
    let server = Server::start(HttpConfig {
        redis_url: Some(amanat_base::Secret::new(format!("redis://{free}"))),
        ..HttpConfig::default()
    })
    .await;
    for _ in 0..10 {
        assert_eq!(post(&server, "/api/auth/login", "").await.status(), 200);
    }
    refusal(post(&server, "/api/auth/login", "").await, Code::RateLimited).await;
}
