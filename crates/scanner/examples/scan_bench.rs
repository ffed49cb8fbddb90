//! The scanner against the raw download of the same logs, on one node in one run. See `bench/scanner/README.md`.
#![expect(clippy::unwrap_used, reason = "a measuring program: any failure should stop it")]

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolValue,
};
use amanat_chain::{
    Policy, Pool,
    callback::{Report, WatchAnswer, WatchItem},
    evm,
};
use amanat_scanner::{Config, Result, Scanner, Sink, Step, WatchSource};
use amanat_testchain::{Anvil, contract};
use futures::{StreamExt, TryStreamExt};
use serde_json::json;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const BLOCKS: u64 = 800;
const LOGS_PER_BLOCK: u64 = 200;
const SPAN: u64 = 20;
const LIVE_BLOCKS: u64 = 200;

struct Watched(u64, Address);

fn watched(i: u64) -> Address {
    Address::left_padding_from(&(0xbe_0000_0000 + i).to_be_bytes())
}

impl WatchSource for Watched {
    async fn changes(&mut self, since: u64) -> Result<WatchAnswer> {
        let to = self.0.min(since + 10_000);
        let items = (since..to).map(|i| WatchItem {
            seq: i + 1,
            address: watched(i).into(),
            from_block: 0,
            removed: false,
        });
        Ok(WatchAnswer {
            items: items.collect(),
            seq: to,
            tokens: vec![self.1.into()],
            native: false,
            confirmations: 1,
            cursor: Some(1),
        })
    }
}

struct Count(usize);

impl Sink for Count {
    async fn deliver(&mut self, reports: &[Report]) -> Result<()> {
        self.0 += reports.len();
        Ok(())
    }
}

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let node = Anvil::start().await;
    let (token, batch) = fill(&node).await;
    let pool = Pool::http(31337, &[node.url()], Policy::default()).unwrap();
    let head = node.head().await;
    let logs = BLOCKS * LOGS_PER_BLOCK;
    println!("{logs} logs in {BLOCKS} blocks, {SPAN} blocks for each request; every figure is the best of 3");

    let mut best = [Duration::MAX; 5];
    for _ in 0..3 {
        for (i, at_once) in [(0, 1), (1, 4)] {
            best[i] = best[i].min(raw(node.url(), token, head, at_once).await);
        }
        best[2] = best[2].min(decode(&pool, token, head).await);
        for (i, addresses) in [(3, 100), (4, 100_000)] {
            best[i] = best[i].min(scan(pool.clone(), token, head, addresses).await);
        }
    }
    let rate = |d: Duration| logs as f64 / d.as_secs_f64();
    let raw_best = rate(best[0]).max(rate(best[1]));
    println!("raw download and decode, one by one      {:>9.0} logs/s", rate(best[0]));
    println!("raw download and decode, four at once    {:>9.0} logs/s", rate(best[1]));
    println!("our download and decode, four at once    {:>9.0} logs/s", rate(best[2]));
    println!(
        "scanner, 100 addresses                   {:>9.0} logs/s  {:.2} of the better raw one",
        rate(best[3]),
        rate(best[3]) / raw_best
    );
    println!(
        "scanner, 100,000 addresses               {:>9.0} logs/s  {:.2} of the better raw one",
        rate(best[4]),
        rate(best[4]) / raw_best
    );
    for addresses in [100, 100_000] {
        live(&node, pool.clone(), token, batch, addresses).await;
    }
    println!("memory of this process at the end {} MB", resident_mb());
}

/// Blocks full of transfers, of which one in `LOGS_PER_BLOCK` goes to a watched address.
async fn fill(node: &Anvil) -> (Address, Address) {
    let token = node.deploy_token("USDC", 6).await;
    let batch = node.deploy("Caller", &[]).await;
    node.mint(token, batch, U256::from(u64::MAX)).await;
    for block in 0..BLOCKS {
        many(node, token, batch, LOGS_PER_BLOCK, block % 10 == 0).await;
    }
    (token, batch)
}

async fn many(node: &Anvil, token: Address, batch: Address, logs: u64, hit: bool) {
    let to = |i: u64| {
        if hit && i == 0 {
            watched(0)
        } else {
            Address::left_padding_from(&(0xaa_0000_0000 + i).to_be_bytes())
        }
    };
    let calls: Vec<Bytes> = (0..logs).map(|i| contract::transfer(to(i), U256::from(1)).into()).collect();
    let data = contract::call("callMany(address,bytes[])", &(token, calls).abi_encode_params());
    let from = node.accounts().await[0];
    let tx = json!({"from": from, "to": batch, "data": Bytes::from(data), "gas": "0x1c00000"});
    let hash = node.send(tx).await;
    assert_eq!(node.receipt(hash).await["status"], "0x1");
}

fn ranges(head: u64) -> Vec<(u64, u64)> {
    (1..=head)
        .step_by(usize::try_from(SPAN).unwrap())
        .map(|from| (from, (from + SPAN - 1).min(head)))
        .collect()
}

/// The limit: plain HTTP and alloy's own types.
async fn raw(url: &str, token: Address, head: u64, at_once: usize) -> Duration {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let start = Instant::now();
    let requests = ranges(head).into_iter().map(|(from, to)| {
        let filter =
            json!({"fromBlock": format!("{from:#x}"), "toBlock": format!("{to:#x}"), "address": token, "topics": [evm::TRANSFER_TOPIC]});
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [filter]});
        let sent = client.post(url).json(&request).send();
        async move {
            #[derive(serde::Deserialize)]
            struct Answer {
                result: Vec<alloy::rpc::types::Log>,
            }
            let answer: Answer = sent.await.unwrap().json().await.unwrap();
            answer.result.len() as u64
        }
    });
    let counts: Vec<u64> = futures::stream::iter(requests).buffered(at_once).collect().await;
    assert!(counts.iter().sum::<u64>() >= BLOCKS * LOGS_PER_BLOCK);
    start.elapsed()
}

async fn decode(pool: &Pool, token: Address, head: u64) -> Duration {
    let start = Instant::now();
    let tokens = [token];
    let reads = ranges(head)
        .into_iter()
        .map(|(from, to)| evm::logs_of_range(pool, from, to, &tokens, &[]));
    let all: Vec<_> = futures::stream::iter(reads).buffered(4).try_collect().await.unwrap();
    assert!(all.iter().map(|l| l.len() as u64).sum::<u64>() >= BLOCKS * LOGS_PER_BLOCK);
    start.elapsed()
}

fn scanner(pool: Arc<Pool>, token: Address, addresses: u64) -> Scanner<Watched, Count> {
    let mut config = Config::new(31337, 1);
    config.max_span = SPAN;
    config.watch_poll = Duration::from_secs(3600);
    Scanner::new(config, pool, Watched(addresses, token), Count(0)).unwrap()
}

/// To the head. The first step, which loads the watch list and reads a few ranges, comes before the clock; the time is that
/// of all logs at the pace of the others.
async fn scan(pool: Arc<Pool>, token: Address, head: u64, addresses: u64) -> Duration {
    let mut scanner = scanner(pool, token, addresses);
    scanner.step().await.unwrap();
    let timed = (head + 1 - scanner.next_block().unwrap()) * LOGS_PER_BLOCK;
    let start = Instant::now();
    while scanner.next_block() <= Some(head) {
        scanner.step().await.unwrap();
    }
    let took = start.elapsed();
    assert_eq!(scanner.watch_list().len() as u64, addresses);
    assert!(scanner.sink().0 > 0);
    took.mul_f64((BLOCKS * LOGS_PER_BLOCK) as f64 / timed as f64)
}

/// New blocks one by one: from asking for a block that is there to its reports delivered.
async fn live(node: &Anvil, pool: Arc<Pool>, token: Address, batch: Address, addresses: u64) {
    let mut scanner = scanner(pool, token, addresses);
    while scanner.step().await.unwrap() != Step::Idle {}
    let mut took = Vec::new();
    for _ in 0..LIVE_BLOCKS {
        many(node, token, batch, 20, true).await;
        let start = Instant::now();
        assert!(matches!(scanner.step().await.unwrap(), Step::Block(_)));
        took.push(start.elapsed());
        while scanner.step().await.unwrap() != Step::Idle {}
    }
    took.sort();
    let at = |q: usize| took[took.len() * q / 100].as_secs_f64() * 1000.0;
    println!(
        "live block with a hit, {addresses:>7} addresses: p50 {:.2} ms, p99 {:.2} ms from the poll to the report",
        at(50),
        at(99)
    );
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|n| n.parse::<u64>().ok())
        .unwrap_or_default()
        / 1024
}
