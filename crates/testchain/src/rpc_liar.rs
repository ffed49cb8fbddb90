//! A JSON-RPC proxy that lies as nodes do: lagging, capped, limited, shuffled, cut, of another chain.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::task::JoinHandle;

/// What the proxy does to honest answers. Everything is off at first. Counts of "every n-th" start at the n-th request.
#[derive(Clone, Debug, Default)]
pub struct Lies {
    /// Another `eth_chainId`.
    pub chain_id: Option<u64>,
    /// `eth_blockNumber` and everything above it is this many blocks behind.
    pub stale: u64,
    /// `eth_blockNumber` counts blocks that do not exist yet.
    pub ahead: u64,
    /// Every n-th log is left out.
    pub omit_every: Option<u64>,
    /// Every log comes twice.
    pub duplicate: bool,
    /// Logs come in another order.
    pub shuffle: bool,
    /// Every n-th block is null.
    pub null_block_every: Option<u64>,
    /// Logs carry the hash of another block.
    pub bad_hash: bool,
    /// Logs are flagged as removed.
    pub removed: bool,
    /// A range of more blocks than this is refused.
    pub range_cap: Option<u64>,
    /// More logs than this are refused.
    pub log_cap: Option<usize>,
    /// Every n-th request gets HTTP 429 with `Retry-After`.
    pub busy_every: Option<u64>,
    /// Seconds in that header.
    pub retry_after_s: u64,
    /// Every n-th request gets HTTP 500.
    pub error_every: Option<u64>,
    /// Every n-th answer is cut in half.
    pub cut_every: Option<u64>,
    /// Answers take this long.
    pub slow: Duration,
    /// Answers carry another id.
    pub wrong_id: bool,
    /// Bytes of padding after each answer.
    pub padding: usize,
    /// Quantities in upper case with leading zeros.
    pub odd_hex: bool,
    /// A log is added whose transaction no block contains.
    pub fake_log: bool,
    /// Receipts name this block hash.
    pub receipt_block_hash: Option<String>,
}

#[derive(Default)]
struct Inner {
    lies: Lies,
    calls: HashMap<String, u64>,
    requests: u64,
    logs: u64,
    blocks: u64,
}

struct Shared {
    upstream: String,
    client: reqwest::Client,
    inner: Mutex<Inner>,
}

/// The proxy, stopped when dropped.
pub struct Liar {
    url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Liar {
    /// A proxy before `upstream` that tells the truth until told otherwise.
    pub async fn before(upstream: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            client,
            inner: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).with_state(shared.clone());
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Self { url, shared, task }
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on, these lies.
    pub fn tell(&self, lies: Lies) {
        self.shared.inner().lies = lies;
    }

    /// The truth again.
    pub fn stop_lying(&self) {
        self.tell(Lies::default());
    }

    /// Calls per method since the start or the last [`Self::forget_calls`].
    pub fn calls(&self) -> HashMap<String, u64> {
        self.shared.inner().calls.clone()
    }

    /// Counts from zero again.
    pub fn forget_calls(&self) {
        self.shared.inner().calls.clear();
    }
}

impl Shared {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn upstream(&self, request: &Value) -> Result<Value, reqwest::Error> {
        self.client.post(&self.upstream).json(request).send().await?.json().await
    }
}

fn every(n: Option<u64>, count: u64) -> bool {
    n.is_some_and(|n| n > 0 && count.is_multiple_of(n))
}

async fn answer(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let (lies, count) = {
        let mut inner = shared.inner();
        inner.requests += 1;
        (inner.lies.clone(), inner.requests)
    };
    tokio::time::sleep(lies.slow).await;
    if every(lies.busy_every, count) {
        return (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, lies.retry_after_s.to_string())],
            r#"{"error":"rate"}"#,
        )
            .into_response();
    }
    if every(lies.error_every, count) {
        return (StatusCode::INTERNAL_SERVER_ERROR, "oops").into_response();
    }
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let method = request["method"].as_str().unwrap_or_default().to_owned();
    *shared.inner().calls.entry(method.clone()).or_default() += 1;
    let answer = match refused(&lies, &method, &request) {
        Some(error) => json!({"jsonrpc": "2.0", "id": request["id"], "error": error}),
        None => match shared.upstream(&request).await {
            Ok(truth) => twist(&shared, &lies, &method, &request, truth).await,
            Err(_) => return StatusCode::BAD_GATEWAY.into_response(),
        },
    };
    let mut text = answer.to_string();
    if every(lies.cut_every, count) {
        text.truncate(text.len() / 2);
    }
    text.push_str(&" ".repeat(lies.padding));
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn refused(lies: &Lies, method: &str, request: &Value) -> Option<Value> {
    let cap = lies.range_cap.filter(|_| method == "eth_getLogs")?;
    let filter = &request["params"][0];
    let height = |field: &str| {
        filter[field]
            .as_str()
            .and_then(|t| u64::from_str_radix(t.trim_start_matches("0x"), 16).ok())
    };
    let (from, to) = (height("fromBlock")?, height("toBlock")?);
    (to.saturating_sub(from) > cap).then(|| json!({"code": -32602, "message": format!("query exceeds max block range {cap}")}))
}

async fn twist(shared: &Shared, lies: &Lies, method: &str, request: &Value, mut answer: Value) -> Value {
    if lies.wrong_id {
        answer["id"] = json!(999_999);
    }
    match method {
        "eth_chainId" => {
            if let Some(id) = lies.chain_id {
                answer["result"] = json!(format!("{id:#x}"));
            }
        }
        "eth_blockNumber" => {
            let head = hex_number(&answer["result"]);
            answer["result"] = json!(format!("{:#x}", head.saturating_sub(lies.stale) + lies.ahead));
        }
        "eth_getBlockByNumber" => twist_block(shared, lies, request, &mut answer).await,
        "eth_getTransactionReceipt" => {
            if let (Some(hash), false) = (&lies.receipt_block_hash, answer["result"].is_null()) {
                answer["result"]["blockHash"] = json!(hash);
            }
        }
        "eth_getLogs" => return twist_logs(shared, lies, request, answer),
        _ => {}
    }
    if let (true, Some(digits)) = (lies.odd_hex, answer["result"].as_str().and_then(|t| t.strip_prefix("0x"))) {
        answer["result"] = json!(format!("0x0{}", digits.to_uppercase()));
    }
    answer
}

/// A node that lags does not have the newest blocks, and any node may lose one.
async fn twist_block(shared: &Shared, lies: &Lies, request: &Value, answer: &mut Value) {
    let count = {
        let mut inner = shared.inner();
        inner.blocks += 1;
        inner.blocks
    };
    if every(lies.null_block_every, count) {
        answer["result"] = Value::Null;
    }
    if lies.stale > 0 {
        let head = shared
            .upstream(&json!({"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []}))
            .await;
        let head = head.map(|h| hex_number(&h["result"])).unwrap_or_default();
        if request["params"][0].as_str().is_some_and(|t| t.starts_with("0x")) && hex_number(&request["params"][0]) + lies.stale > head {
            answer["result"] = Value::Null;
        }
    }
}

fn twist_logs(shared: &Shared, lies: &Lies, request: &Value, mut answer: Value) -> Value {
    let Some(logs) = answer["result"].as_array().cloned() else {
        return answer;
    };
    if lies.log_cap.is_some_and(|cap| logs.len() > cap) {
        let message = format!("query returned more than {} results", lies.log_cap.unwrap_or_default());
        return json!({"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32005, "message": message}});
    }
    let mut inner = shared.inner();
    let mut told = Vec::with_capacity(logs.len());
    for mut log in logs {
        inner.logs += 1;
        if every(lies.omit_every, inner.logs) {
            continue;
        }
        if lies.bad_hash {
            log["blockHash"] = json!(format!("0x{}", "ab".repeat(32)));
        }
        if lies.removed {
            log["removed"] = json!(true);
        }
        if lies.duplicate {
            told.push(log.clone());
        }
        told.push(log);
    }
    if let (true, Some(mut fake)) = (lies.fake_log, told.last().cloned()) {
        fake["transactionHash"] = json!(format!("0x{}", "cd".repeat(32)));
        fake["logIndex"] = json!("0xff");
        told.push(fake);
    }
    if lies.shuffle {
        told.reverse();
        let half = told.len() / 2;
        told.rotate_left(half);
    }
    answer["result"] = json!(told);
    answer
}

fn hex_number(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|t| u64::from_str_radix(t.trim_start_matches("0x"), 16).ok())
        .unwrap_or_default()
}
