//! The scanner against a server over real HTTP: signatures, refusals, repeats, and a crash between any two steps.

use crate::stage::{List, Stage, hasty, n, shop, stage};
use amanat_base::Secret;
use amanat_chain::{
    Pool,
    callback::{self, Report, ReportEvent},
};
use amanat_scanner::{HttpSink, HttpWatch, Scanner, Step, WatchSource};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{OriginalUri, Query, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

#[derive(Clone)]
struct Server {
    list: List,
    secret: Secret,
    heard: Arc<Mutex<Vec<(String, Report)>>>,
    /// Every n-th callback is answered with 503.
    refuse_every: Arc<AtomicU64>,
    asked: Arc<AtomicU64>,
}

#[expect(clippy::disallowed_methods, reason = "the scanner under test signs with the machine's time")]
fn signed(server: &Server, headers: &HeaderMap, payload: &[u8]) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let (stamp, signature) = (text(callback::TIMESTAMP_HEADER), text(callback::SIGNATURE_HEADER));
    callback::verify(&server.secret, stamp, signature, payload, chrono::Utc::now()).is_ok()
}

async fn watch(
    State(mut server): State<Server>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<HashMap<String, u64>>,
    headers: HeaderMap,
) -> Result<Json<serde_json::Value>, StatusCode> {
    let target = uri.path_and_query().expect("a target").as_str().as_bytes();
    if !signed(&server, &headers, target) || query["chainId"] != 31337 {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let answer = server
        .list
        .changes(query["since"])
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(serde_json::json!({"success": true, "data": answer})))
}

async fn report(State(server): State<Server>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !signed(&server, &headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let every = server.refuse_every.load(Ordering::SeqCst);
    if every > 0 && (server.asked.fetch_add(1, Ordering::SeqCst) + 1).is_multiple_of(every) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let report: Report = serde_json::from_slice(&body).expect("a report");
    let id = headers[callback::DELIVERY_HEADER].to_str().expect("text").to_owned();
    assert_eq!(id, report.delivery_id());
    server.heard.lock().expect("lock").push((id, report));
    StatusCode::OK
}

async fn serve(s: &Stage) -> (Server, url::Url) {
    let server = Server {
        list: s.list.clone(),
        secret: Secret::new("between-us"),
        heard: Arc::default(),
        refuse_every: Arc::default(),
        asked: Arc::default(),
    };
    let routes = Router::new()
        .route(callback::WATCH_PATH, get(watch))
        .route(callback::CALLBACK_PATH, post(report));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"))
        .parse()
        .expect("a URL");
    let app = routes.with_state(server.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (server, url)
}

fn scanner(s: &Stage, url: &url::Url, secret: &str) -> Scanner<HttpWatch, HttpSink> {
    let pool = Pool::http(31337, &[s.node.url()], hasty()).expect("a URL");
    let source = HttpWatch::new(url.clone(), Secret::new(secret), 31337).expect("a watch");
    Scanner::new(
        s.config.clone(),
        pool,
        source,
        HttpSink::new(url, Secret::new(secret)).expect("a sink"),
    )
    .expect("opens")
}

#[tokio::test]
async fn reports_are_signed_repeated_until_accepted_and_in_order() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let (server, url) = serve(&s).await;
    server.refuse_every.store(2, Ordering::SeqCst);
    let mut scanner = scanner(&s, &url, "between-us");
    for units in 1..=4 {
        s.pay(shop(1), units).await;
    }
    s.node.mine(3).await;
    while scanner.step().await.expect("steps") != Step::Idle {}
    let heard = server.heard.lock().expect("lock").clone();
    let confirmed: Vec<_> = heard
        .iter()
        .filter(|(_, r)| r.event == ReportEvent::Confirmed)
        .map(|(_, r)| r.amount.0)
        .collect();
    assert_eq!(confirmed.len(), 4);
    assert_eq!(confirmed.iter().fold(n(0), |a, b| a + b), n(10));
    for (id, report) in &heard {
        let detected = heard
            .iter()
            .position(|(_, r)| r.event == ReportEvent::Detected && r.tx_hash == report.tx_hash);
        let this = heard.iter().position(|(other, _)| other == id);
        assert!(detected <= this, "{id} came before its detection");
    }
}

#[tokio::test]
async fn another_secret_gets_no_watch_list_and_an_empty_one_no_scanner() {
    let s = stage().await;
    let (_server, url) = serve(&s).await;
    assert!(scanner(&s, &url, "guess").step().await.is_err());
    assert!(HttpWatch::new(url.clone(), Secret::new(""), 31337).is_err());
    assert!(HttpSink::new(&url, Secret::new("")).is_err());
}

#[tokio::test]
async fn aborted_at_any_moment_and_started_again_it_forgets_nothing() {
    let mut s = stage().await;
    let folder = tempfile::tempdir().expect("a folder");
    s.config.state_file = Some(folder.path().join("31337.json"));
    s.list.watch(shop(1), 0);
    let (server, url) = serve(&s).await;
    s.node.mine(12).await;
    let mut paid = Vec::new();
    for round in 0..30u64 {
        paid.push(s.pay(shop(1), 1 + round).await);
        // Dropping the future is what a kill does: whatever was not written or sent is lost.
        let running = tokio::spawn(scanner(&s, &url, "between-us").run());
        tokio::time::sleep(std::time::Duration::from_micros(round * 1_700)).await;
        running.abort();
        let _ = running.await;
        if round % 7 == 3 {
            let last = paid.pop().expect("just paid");
            s.node.reorg(1).await;
            assert!(s.node.receipt(last).await.is_null());
        }
    }
    s.node.mine(4).await;
    let mut last = scanner(&s, &url, "between-us");
    while last.step().await.expect("steps") != Step::Idle {}
    let heard = crate::stage::Heard::default();
    heard
        .0
        .lock()
        .expect("lock")
        .extend(server.heard.lock().expect("lock").iter().map(|(_, r)| r.clone()));
    let mut standing: Vec<_> = heard.standing().keys().map(|k| k.0).collect();
    standing.sort();
    paid.sort();
    assert_eq!(standing, paid);
}
