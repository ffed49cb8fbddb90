//! What a call counts, and that never more than what was bought is served.

use crate::stage::{Stage, client, stage, until};
use futures::future::join_all;
use serde_json::json;

fn counted(held: i64, units: i64, status: i16) -> (String, i64, i64, Option<i16>) {
    ("counted".into(), held, units, Some(status))
}

fn not_billed(held: i64, status: Option<i16>) -> (String, i64, i64, Option<i16>) {
    ("not_billed".into(), held, 0, status)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_three_hundred_parallel_calls_a_hundred_bought_ones_go_through() {
    let stage = stage(100, json!({})).await;
    let node = stage.node().await;
    let replies = join_all((0..300).map(|_| stage.get(&node, "/x"))).await;
    let served = replies.iter().filter(|r| r.status == 200).count();
    assert_eq!((served, stage.upstream.calls()), (100, 100));
    for refused in replies.iter().filter(|r| r.status != 200) {
        assert_eq!(refused.refusal(), (402, "UNITS_SPENT".into()));
    }
    assert_eq!(stage.calls().await, vec![counted(1, 1, 200); 100]);
    assert_eq!(stage.used().await, 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_together_never_serve_more_than_was_bought() {
    let stage = stage(
        50,
        json!({ "meter": { "kind": "header", "name": "x-units" }, "maxUnitsPerCall": 3 }),
    )
    .await;
    let (one, two) = (stage.node().await, stage.node().await);
    // Each call counts two of the three units that it holds.
    let call = |n: usize| stage.get(if n.is_multiple_of(2) { &one } else { &two }, "/count?header=2");
    let first = join_all((0..60).map(call)).await;
    let calls = stage.calls().await;
    assert_eq!(stage.used().await, calls.iter().map(|c| c.2).sum::<i64>());
    assert_eq!(first.iter().filter(|r| r.status == 200).count(), calls.len());
    // What went back may be used again, as long as a whole call fits.
    while stage.get(&one, "/count?header=2").await.status == 200 {
        stage.calls().await;
    }
    stage.calls().await;
    assert_eq!(
        stage.used().await,
        48,
        "24 calls of 2; the last two units are less than a call may cost"
    );
}

#[tokio::test]
async fn headers_and_json_say_what_a_call_counts() {
    let stage = stage(
        1000,
        json!({ "meter": { "kind": "header", "name": "X-Units" }, "maxUnitsPerCall": 10 }),
    )
    .await;
    let node = stage.node().await;
    for path in [
        "header=3",
        "header=0",
        "header=25",
        "x=nothing",
        "status=404",
        "status=404&header=2",
        "status=500&header=2",
    ] {
        stage.get(&node, &format!("/count?{path}")).await;
        stage.calls().await;
    }
    let expected = [(3, 200), (0, 200), (10, 200), (10, 200), (1, 404), (2, 404)].map(|(units, status)| counted(10, units, status));
    let calls = stage.calls().await;
    assert_eq!(calls[..6], expected);
    assert_eq!(calls[6], not_billed(10, Some(500)));
    assert_eq!(stage.used().await, 26);
}

#[tokio::test]
async fn json_and_event_streams_say_what_a_call_counts() {
    let stage = stage(
        1000,
        json!({ "meter": { "kind": "json_path", "path": "usage.total" }, "maxUnitsPerCall": 10 }),
    )
    .await;
    let node = stage.node().await;
    for path in ["json=4", "json=40", "events=6", "x=nothing"] {
        let reply = stage.get(&node, &format!("/count?{path}")).await;
        assert_eq!(reply.status, 200);
        stage.calls().await;
    }
    assert_eq!(stage.calls().await, [4, 10, 6, 10].map(|units| counted(10, units, 200)));
    assert_eq!(stage.used().await, 30);
}

async fn after(stage: &Stage, path: &str) -> (String, i64, i64, Option<i16>) {
    let node = stage.node().await;
    let sent = client().get(stage.at(&node, path)).bearer_auth(&stage.token.text).send().await;
    if let Ok(response) = sent {
        // what breaks off, breaks off
        let _ = response.bytes().await;
    }
    stage.calls().await.pop().unwrap()
}

#[tokio::test]
async fn a_service_that_fails_is_not_paid() {
    let stage = stage(
        10,
        json!({ "timeoutS": 1, "meter": { "kind": "json_path", "path": "usage.total" }, "maxUnitsPerCall": 5 }),
    )
    .await;
    assert_eq!(after(&stage, "/status/500").await, not_billed(5, Some(500)));
    assert_eq!(after(&stage, "/status/503").await, not_billed(5, Some(503)));
    assert_eq!(after(&stage, "/half").await, not_billed(5, Some(200)));
    assert_eq!(after(&stage, "/headers?content-encoding=gzip").await, not_billed(5, Some(200)));
    assert_eq!(stage.used().await, 0);
}

#[tokio::test]
async fn a_slow_service_times_out_and_an_absent_one_fails_unpaid() {
    let stage = stage(10, json!({ "timeoutS": 1 })).await;
    let node = stage.node().await;
    assert_eq!(stage.get(&node, "/never").await.refusal(), (504, "UPSTREAM_TIMEOUT".into()));
    until(async || stage.upstream.dropped() == 1).await;
    stage.change("update listings l set gateway = jsonb_set(gateway, '{upstreamUrl}', '\"http://127.0.0.1:1/\"'), version = version + 1 from tokens t where t.id = $1 and t.listing_id = l.id").await;
    assert_eq!(stage.get(&node, "/x").await.refusal(), (502, "UPSTREAM_FAILED".into()));
    assert_eq!(stage.calls().await, [not_billed(1, None), not_billed(1, None)]);
    assert_eq!(stage.used().await, 0);
}

#[tokio::test]
async fn a_refusal_of_the_service_counts() {
    let stage = stage(10, json!({})).await;
    assert_eq!(after(&stage, "/status/404").await, counted(1, 1, 404));
    assert_eq!(after(&stage, "/status/302").await, counted(1, 1, 302));
    assert_eq!(after(&stage, "/status/204").await, counted(1, 1, 204));
    assert_eq!(stage.used().await, 3);
}

#[tokio::test]
async fn an_answer_that_breaks_off_counts_once_its_count_is_known() {
    let stage = stage(10, json!({})).await;
    assert_eq!(after(&stage, "/half").await, counted(1, 1, 200));
}

#[tokio::test]
async fn a_caller_who_goes_away_pays_and_stops_the_service() {
    let stage = stage(10, json!({})).await;
    let node = stage.node().await;
    let mut response = stage.begin(&node, "/endless").await;
    assert_eq!(response.chunk().await.unwrap().unwrap(), "begun");
    drop(response);
    until(async || stage.upstream.dropped() == 1).await;
    let waiting = tokio::spawn(client().get(stage.at(&node, "/never")).bearer_auth(&stage.token.text).send());
    until(async || stage.upstream.calls() == 2).await;
    waiting.abort();
    until(async || stage.upstream.dropped() == 2).await;
    let unanswered = ("counted".into(), 1, 1, None);
    assert_eq!(stage.calls().await, [counted(1, 1, 200), unanswered]);
}
