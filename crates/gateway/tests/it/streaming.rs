//! Bodies pass as they come, both ways, whatever their size.

use crate::{
    stage::{Node, Stage, client, stage},
    upstream::{BIG, byte_at},
};
use futures::StreamExt;
use serde_json::json;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Far less than a big body, more than the buffers of four sockets.
const BUFFERS: usize = 40 * 1024 * 1024;
const CHUNK: usize = 64 * 1024;

#[tokio::test]
async fn an_event_arrives_before_the_next_one_is_made() {
    let stage = stage(10, json!({})).await;
    let node = stage.node().await;
    let mut response = stage.begin(&node, "/events").await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.chunk().await.unwrap().unwrap(), "data: first\n\n");
    stage.upstream.go_on();
    assert_eq!(response.chunk().await.unwrap().unwrap(), "data: second\n\n");
    assert_eq!(response.chunk().await.unwrap(), None);
    assert_eq!(stage.calls().await.len(), 1);
}

/// Waits until `counter` stands still.
async fn settled(counter: impl Fn() -> usize) -> usize {
    let mut before = usize::MAX;
    while counter() != before {
        before = counter();
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    before
}

#[tokio::test]
async fn a_big_answer_waits_for_its_reader() {
    let stage = stage(10, json!({})).await;
    let node = stage.node().await;
    let mut response = stage.begin(&node, "/big").await;
    assert_eq!(response.headers()["content-length"], BIG.to_string().as_str());
    let produced = settled(|| stage.upstream.produced() as usize).await;
    assert!(produced < BUFFERS, "{produced} bytes were taken though nobody reads");
    let mut length = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        assert!(
            chunk.iter().enumerate().all(|(i, b)| *b == byte_at(length + i)),
            "wrong bytes near {length}"
        );
        length += chunk.len();
    }
    assert_eq!(length, BIG);
    assert_eq!(stage.calls().await.len(), 1);
}

fn upload(taken: Arc<AtomicUsize>) -> reqwest::Body {
    let chunks = futures::stream::iter(0..BIG / CHUNK).map(move |n| {
        taken.fetch_add(CHUNK, Ordering::SeqCst);
        let chunk: Vec<u8> = (n * CHUNK..(n + 1) * CHUNK).map(byte_at).collect();
        Ok::<_, io::Error>(chunk)
    });
    reqwest::Body::wrap_stream(chunks)
}

async fn send_big(stage: &Stage, node: &Node, says_length: bool) -> serde_json::Value {
    let taken = Arc::new(AtomicUsize::new(0));
    let request = client()
        .post(stage.at(node, "/sink"))
        .bearer_auth(&stage.token.text)
        .header("x-wait", "1");
    let request = if says_length {
        request.header("content-length", BIG)
    } else {
        request
    };
    let sending = tokio::spawn(request.body(upload(taken.clone())).send());
    let waiting = settled(|| taken.load(Ordering::SeqCst)).await;
    assert!(waiting < BUFFERS, "{waiting} bytes were taken though the service does not read");
    stage.upstream.go_on();
    sending.await.unwrap().unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_big_request_waits_for_the_service() {
    let stage = stage(10, json!({})).await;
    let node = stage.node().await;
    let answer = send_big(&stage, &node, true).await;
    assert_eq!(answer, json!({ "length": BIG, "isRight": true, "contentLength": BIG.to_string() }));
    let answer = send_big(&stage, &node, false).await;
    assert_eq!(answer, json!({ "length": BIG, "isRight": true, "contentLength": null }));
    assert_eq!(stage.calls().await.len(), 2);
}
