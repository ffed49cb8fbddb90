//! Bodies that are too large, too slow, too deep, or of another kind (W11, V03, V05).

use crate::{Server, client, refusal};
use amanat_base::Code;
use amanat_web::HttpConfig;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn post(server: &Server, body: impl Into<reqwest::Body>) -> reqwest::Response {
    let request = client().post(server.url("/api/notes")).header("content-type", "application/json");
    request.body(body).send().await.expect("answers")
}

/// Sends raw bytes and reads until the server closes or has answered.
pub(crate) async fn raw(server: &Server, parts: &[&str], pause: Duration) -> String {
    let mut socket = TcpStream::connect(server.address).await.expect("connects");
    let mut answer = Vec::new();
    for part in parts {
        if socket.write_all(part.as_bytes()).await.is_err() {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    let mut chunk = [0_u8; 4096];
    while let Ok(n @ 1..) = socket.read(&mut chunk).await {
        answer.extend_from_slice(&chunk[..n]);
        if answer.ends_with(b"}}") {
            break;
        }
    }
    String::from_utf8(answer).expect("UTF-8")
}

#[tokio::test]
async fn ten_megabytes_are_refused_declared_or_not() {
    let server = Server::start(HttpConfig::default()).await;
    let head = "POST /api/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let declared = raw(&server, &[head, "content-length: 10485760\r\n\r\n"], Duration::ZERO).await;
    assert!(
        declared.starts_with("HTTP/1.1 413") && declared.contains("PAYLOAD_TOO_LARGE"),
        "{declared}"
    );

    let chunk = format!("40001\r\n{}\r\n", " ".repeat(0x40001));
    let streamed = raw(&server, &[head, "transfer-encoding: chunked\r\n\r\n", &chunk], Duration::ZERO).await;
    assert!(
        streamed.starts_with("HTTP/1.1 413") && streamed.contains("PAYLOAD_TOO_LARGE"),
        "{streamed}"
    );

    let just_fits = format!("{{\"text\":\"fits\"{}}}", " ".repeat(256 * 1024 - 15));
    assert_eq!(just_fits.len(), 256 * 1024);
    assert_eq!(post(&server, just_fits).await.status(), 200);
}

#[tokio::test]
async fn a_body_that_trickles_in_is_given_up() {
    let server = Server::start(HttpConfig {
        body_timeout: Duration::from_millis(200),
        ..HttpConfig::default()
    })
    .await;
    let head = "POST /api/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
    let parts: Vec<&str> = std::iter::once(head).chain(std::iter::repeat_n(" ", 20)).collect();
    let answer = raw(&server, &parts, Duration::from_millis(20)).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("REQUEST_TIMEOUT"), "{answer}");
}

#[tokio::test]
async fn json_that_no_parser_should_follow_is_400() {
    let server = Server::start(HttpConfig::default()).await;
    let deep = format!("{{\"text\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_unknown = format!("{}{}", "{\"a\":".repeat(40_000), "}".repeat(40_000));
    for (what, body) in [
        ("100,000 deep", deep.as_str()),
        ("deep and unknown", &deep_unknown),
        ("duplicate keys", r#"{"text":"a","text":"b"}"#),
        ("1e400", r#"{"text":"a","number":1e400}"#),
        ("an operator object", r#"{"text":{"$gt":""}}"#),
        ("an array for a string", r#"{"text":["a"]}"#),
        ("an unknown field", r#"{"text":"a","role":"admin"}"#),
        ("too long", r#"{"text":"aaaaaaaaaaaaaaaaaaaaaaaaa"}"#),
        ("two values", r#"{"text":"a"}{"text":"b"}"#),
        ("cut off", r#"{"text":"a""#),
        ("not UTF-8 escapes", r#"{"text":"\ud800"}"#),
        ("null", "null"),
        ("nothing", ""),
    ] {
        let answer = post(&server, body.to_owned()).await;
        assert_eq!(answer.status(), 400, "{what}");
        let body: serde_json::Value = answer.json().await.expect("JSON");
        let code = body["error"]["code"].as_str().unwrap_or_default().to_owned();
        assert!(["VALIDATION_FAILED", "MALFORMED_JSON"].contains(&code.as_str()), "{what}: {code}");
    }
    assert_eq!(post(&server, r#"{"text":"fine","number":1.5}"#).await.status(), 200);
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let server = Server::start(HttpConfig::default()).await;
    let error = refusal(post(&server, r#"{"text":7}"#).await, Code::ValidationFailed).await;
    assert_eq!(error["details"][0]["path"], "text");
    let error = refusal(
        post(&server, r#"{"text":"aaaaaaaaaaaaaaaaaaaaaaaaa"}"#).await,
        Code::ValidationFailed,
    )
    .await;
    assert_eq!(error["details"][0]["path"], "text");
}

#[tokio::test]
async fn what_a_plain_extractor_refuses_is_in_the_envelope_too() {
    let server = Server::start(HttpConfig::default()).await;
    let not_text = client()
        .post(server.url("/api/raw"))
        .body(vec![0xff, 0xfe])
        .send()
        .await
        .expect("answers");
    refusal(not_text, Code::MalformedRequest).await;
}

/// F03: a few kilobytes that would become gigabytes are not unpacked, wherever they are sent.
#[tokio::test]
async fn a_packed_body_is_not_unpacked() {
    let server = Server::start(HttpConfig::default()).await;
    for path in [
        "/api/notes",
        "/api/raw",
        "/api/money",
        "/api/auth/login",
        "/api/payment/webhook/stripe",
    ] {
        for packed in ["gzip", "br", "deflate", "zstd", "gzip, gzip", "identity, gzip"] {
            let request = client().post(server.url(path)).header("content-type", "application/json");
            let request = request.header("content-encoding", packed).body(vec![0x1f, 0x8b, 8, 0]);
            refusal(request.send().await.expect("answers"), Code::UnsupportedMediaType).await;
        }
    }
    let plain = client().post(server.url("/api/notes")).header("content-type", "application/json");
    let plain = plain.header("content-encoding", "identity").body(r#"{"text":"a"}"#);
    assert_eq!(plain.send().await.expect("answers").status(), 200);
}
