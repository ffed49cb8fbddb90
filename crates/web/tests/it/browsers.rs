//! What other sites can't do (V08), and what the browser is told.

use crate::{Server, client, refusal};
use amanat_base::Code;
use amanat_web::HttpConfig;
use reqwest::Method;

async fn server() -> Server {
    Server::start(HttpConfig {
        public_origin: Some("https://deal.example".into()),
        cors_origins: vec!["https://shop.example".into()],
        connect_sources: vec!["http://127.0.0.1:8545".into()],
        ..HttpConfig::default()
    })
    .await
}

#[tokio::test]
async fn only_listed_origins_may_read_answers() {
    let server = server().await;
    for (origin, allowed) in [("https://shop.example", true), ("https://evil.example", false), ("null", false)] {
        let plain = client().get(server.url("/api/notes")).header("origin", origin);
        let preflight = client()
            .request(Method::OPTIONS, server.url("/api/notes"))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,idempotency-key");
        for request in [plain, preflight] {
            let answer = request.send().await.expect("answers");
            let told = answer
                .headers()
                .get("access-control-allow-origin")
                .map(|v| v.to_str().expect("text"));
            assert_eq!(told, allowed.then_some(origin), "{origin}");
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_not_read() {
    let server = server().await;
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
        let form = client().post(server.url("/api/notes")).header("content-type", kind);
        let answer = form.body(r#"{"text":"a"}"#).send().await.expect("answers");
        refusal(answer, Code::UnsupportedMediaType).await;
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = server().await;
    for path in ["/api/notes", "/api/nothing", "/api/panics", "/"] {
        let answer = server.get(path).await;
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("referrer-policy"), "strict-origin-when-cross-origin");
        assert_eq!(header("strict-transport-security"), "max-age=63072000; includeSubDomains");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert!(header("permissions-policy").contains("publickey-credentials-get=(self)"));
        assert!(header("permissions-policy").contains("camera=()"));
        let policy = header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(
            policy.contains("base-uri 'none'") && policy.contains("object-src 'none'"),
            "{policy}"
        );
        let own = match path {
            "/" => "connect-src 'self' wss://deal.example http://127.0.0.1:8545;",
            _ => "default-src 'none'",
        };
        assert!(policy.contains(own), "{policy}");
        assert_eq!(answer.headers().contains_key("cache-control"), path != "/");
    }
    // What it says of the connection holds for other people's answers too.
    let passed_on = server.get("/gateway/x/long").await;
    assert_eq!(
        passed_on.headers()["strict-transport-security"],
        "max-age=63072000; includeSubDomains"
    );
}

#[tokio::test]
async fn texts_say_how_they_are_encoded() {
    let server = server().await;
    for (kind, told) in [
        ("text/css", "text/css; charset=utf-8"),
        ("image/svg+xml", "image/svg+xml; charset=utf-8"),
        ("text/plain; charset=us-ascii", "text/plain; charset=us-ascii"),
        ("application/json", "application/json"),
    ] {
        let answer = server.get(&format!("/kind?{kind}")).await;
        assert_eq!(answer.headers()["content-type"], told);
    }
}

#[tokio::test]
async fn pages_of_other_sites_open_no_socket() {
    let server = server().await;
    for (origin, allowed) in [
        (None, true),
        (Some("https://deal.example"), true),
        (Some("https://shop.example"), true),
        (Some("https://evil.example"), false),
        (Some("null"), false),
    ] {
        let request = client().get(server.url("/socket.io/?EIO=4&transport=websocket"));
        let request = origin.into_iter().fold(request, |r, origin| r.header("origin", origin));
        let answer = request.send().await.expect("answers");
        assert_eq!(answer.status() == 403, !allowed, "{origin:?}");
    }
}

#[tokio::test]
async fn a_page_gets_a_nonce_of_its_own_and_nothing_else_does() {
    let server = server().await;
    let nonce = async |path: &str| {
        let answer = server.get(path).await;
        let policy = answer.headers()["content-security-policy"].to_str().expect("text").to_owned();
        (policy, answer.text().await.expect("text"))
    };
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let (policy, page) = nonce("/page").await;
        assert!(policy.contains(&format!("style-src 'self' 'nonce-{page}';")), "{policy} {page}");
        assert!(page.len() == 32 && seen.insert(page), "{policy}");
    }
    let (policy, _) = nonce("/").await;
    assert!(policy.contains("style-src 'self';"), "{policy}");
}
