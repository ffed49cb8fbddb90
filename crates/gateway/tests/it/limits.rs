//! How fast, how many at once, how large.

use crate::stage::{Reply, client, stage, until};
use amanat_gateway::Limits;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn calls_per_minute_are_limited_and_cost_nothing_when_refused() {
    let stage = stage(100, json!({ "callsPerMinute": 3 })).await;
    let node = stage.node().await;
    for _ in 0..3 {
        assert_eq!(stage.get(&node, "/x").await.status, 200);
    }
    let reply = stage.get(&node, "/x").await;
    assert_eq!(reply.refusal(), (429, "RATE_LIMITED".into()));
    let wait: u64 = reply.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    assert_eq!((stage.calls().await.len(), stage.upstream.calls()), (3, 3));
}

#[tokio::test]
async fn calls_at_the_same_time_are_limited() {
    let stage = stage(100, json!({ "concurrentCalls": 2 })).await;
    let node = stage.node().await;
    let hang = || client().get(stage.at(&node, "/endless")).bearer_auth(&stage.token.text).send();
    let (first, second) = (hang().await.unwrap(), hang().await.unwrap());
    let reply = stage.get(&node, "/x").await;
    assert_eq!(reply.refusal(), (429, "RATE_LIMITED".into()));
    assert_eq!(reply.headers["retry-after"], "1");
    drop(first);
    until(async || stage.upstream.dropped() == 1).await;
    until(async || stage.get(&node, "/x").await.status == 200).await;
    drop(second);
}

#[tokio::test]
async fn a_body_may_be_only_so_large_whether_it_says_so_or_not() {
    let stage = stage(100, json!({})).await;
    let limits = Limits {
        max_request_bytes: 1000,
        idle: Duration::from_secs(60),
    };
    let node = stage.node_with(stage.store.clone(), limits).await;
    let post = |body: reqwest::Body| Reply::of(client().post(stage.at(&node, "/sink")).bearer_auth(&stage.token.text).body(body));
    assert_eq!(post(vec![0; 1000].into()).await.status, 200);
    assert_eq!(post(vec![0; 1001].into()).await.refusal(), (413, "PAYLOAD_TOO_LARGE".into()));
    let chunks = futures::stream::iter([(); 2].map(|()| Ok::<_, std::io::Error>(vec![0; 600])));
    let reply = post(reqwest::Body::wrap_stream(chunks)).await;
    assert_eq!(reply.refusal(), (413, "PAYLOAD_TOO_LARGE".into()));
    let calls = stage.calls().await;
    assert_eq!(calls.len(), 2, "the announced one was refused before it was held");
}

#[tokio::test]
async fn a_caller_who_stops_in_the_middle_of_his_body_is_given_up() {
    let stage = stage(100, json!({})).await;
    let limits = Limits {
        max_request_bytes: 1000,
        idle: Duration::from_millis(200),
    };
    let node = stage.node_with(stage.store.clone(), limits).await;
    let stalled = futures::StreamExt::chain(
        futures::stream::iter([Ok::<_, std::io::Error>("begun")]),
        futures::stream::pending(),
    );
    let body = reqwest::Body::wrap_stream(stalled);
    let reply = Reply::of(client().post(stage.at(&node, "/sink")).bearer_auth(&stage.token.text).body(body)).await;
    assert_eq!(reply.refusal(), (408, "REQUEST_TIMEOUT".into()));
}

#[tokio::test]
async fn a_caller_who_stops_reading_is_given_up_and_notices() {
    let stage = stage(100, json!({ "concurrentCalls": 1 })).await;
    let limits = Limits {
        max_request_bytes: 1000,
        idle: Duration::from_millis(300),
    };
    let node = stage.node_with(stage.store.clone(), limits).await;
    let mut response = stage.begin(&node, "/big").await;
    assert_eq!(
        stage.calls().await,
        [("counted".to_owned(), 1, 1, Some(200))],
        "ends though nobody reads"
    );
    assert_eq!(stage.get(&node, "/x").await.status, 200, "its place is free again");
    let end = loop {
        match response.chunk().await {
            Ok(Some(_)) => {}
            end => break end,
        }
    };
    assert!(end.is_err(), "a cut answer does not look whole");
}
