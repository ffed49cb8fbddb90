//! Requests that no honest client sends, as bytes.

use crate::stage::{Node, Stage, stage};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Everything that comes back until the server closes.
async fn exchange(node: &Node, bytes: &str) -> String {
    let mut socket = TcpStream::connect(node.url.trim_start_matches("http://")).await.unwrap();
    socket.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn head(stage: &Stage, line: &str, headers: &str) -> String {
    format!(
        "{line} HTTP/1.1\r\nHost: shop.example\r\nAuthorization: Bearer {}\r\n{headers}\r\n",
        stage.token.text
    )
}

#[tokio::test]
async fn requests_that_can_be_read_in_two_ways_are_refused_and_the_connection_closed() {
    let stage = stage(20, json!({})).await;
    let node = stage.node().await;
    let post = format!("POST /gateway/{}/x", stage.listing);
    let smuggled = format!(
        "GET /gateway/{}/smuggled HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        stage.listing, stage.token.text
    );
    for (headers, body) in [
        ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
        ("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"),
        ("Content-Length: 5, 5\r\n", "hello"),
        ("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
        ("X-A: b\nContent-Length: 5\r\n", "hello"),
        ("Content-Length: 0\n", ""),
    ] {
        let answer = exchange(&node, &format!("{}{body}{smuggled}", head(&stage, &post, headers))).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{headers:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{headers:?}: nothing after it is answered");
    }
    assert_eq!((stage.upstream.calls(), stage.used().await), (0, 0));
}

#[tokio::test]
async fn paths_that_lead_elsewhere_are_refused() {
    let stage = stage(20, json!({})).await;
    let node = stage.node().await;
    let base = format!("/gateway/{}", stage.listing);
    for path in [
        format!("{base}//evil.example/"),
        format!("{base}/../../etc"),
        format!("{base}/%2e%2e/admin"),
        format!("{base}/a/..%2f..%2fadmin"),
        format!("{base}/\\evil.example"),
        format!("{base}/%5cevil.example"),
        format!("{base}/@evil.example/"),
        format!("{base}@evil.example/"),
        format!("{base}/%00"),
        format!("{base}/%0d%0aX-Injected:%201"),
        format!("http://evil.example{base}/x"),
        format!("http://shop.example{base}/x"),
    ] {
        let answer = exchange(&node, &head(&stage, &format!("GET {path}"), "Connection: close\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
    }
    assert_eq!((stage.upstream.calls(), stage.used().await), (0, 0));
}
