//! A chain, a watch list that the test edits, and a sink that remembers.

use alloy::primitives::{Address, B256, U256};
use amanat_chain::{
    Policy, Pool,
    callback::{Report, ReportEvent, WatchAnswer, WatchItem},
};
use amanat_scanner::{Config, Result, Scanner, Sink, Step, WatchSource};
use amanat_testchain::{Anvil, contract};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// The server's side of the watch list.
#[derive(Clone, Default)]
pub struct List(pub Arc<Mutex<ListInner>>);

#[derive(Default)]
pub struct ListInner {
    pub items: Vec<WatchItem>,
    pub tokens: Vec<Address>,
    pub native: bool,
    pub confirmations: u64,
    pub cursor: Option<u64>,
}

impl List {
    pub fn watch(&self, address: Address, from_block: u64) {
        let mut list = self.0.lock().expect("lock");
        let seq = list.items.len() as u64 + 1;
        list.items.push(WatchItem {
            seq,
            address: address.into(),
            from_block,
            removed: false,
        });
    }
}

impl WatchSource for List {
    async fn changes(&mut self, since: u64) -> Result<WatchAnswer> {
        let list = self.0.lock().expect("lock");
        let items: Vec<_> = list.items.iter().filter(|i| i.seq > since).take(100_000).cloned().collect();
        Ok(WatchAnswer {
            seq: items.last().map_or(since, |i| i.seq),
            items,
            tokens: list.tokens.iter().map(|t| (*t).into()).collect(),
            native: list.native,
            confirmations: list.confirmations,
            cursor: list.cursor,
        })
    }
}

/// Remembers every report in order.
#[derive(Clone, Default)]
pub struct Heard(pub Arc<Mutex<Vec<Report>>>);

impl Sink for Heard {
    async fn deliver(&mut self, reports: &[Report]) -> Result<()> {
        self.0.lock().expect("lock").extend_from_slice(reports);
        Ok(())
    }
}

impl Heard {
    pub fn all(&self) -> Vec<Report> {
        self.0.lock().expect("lock").clone()
    }

    /// The events, without progress.
    pub fn events(&self) -> Vec<(ReportEvent, B256)> {
        let all = self.all().into_iter().filter(|r| r.event != ReportEvent::Progress);
        all.map(|r| (r.event, r.tx_hash.0)).collect()
    }

    pub fn of(&self, event: ReportEvent) -> Vec<B256> {
        self.events().into_iter().filter(|(e, _)| *e == event).map(|(_, tx)| tx).collect()
    }

    /// What a server that believes every report would count now, by transfer: the identity is transaction, token,
    /// recipient and ordinal. Also fails on a report that does not fit the ones before it.
    pub fn standing(&self) -> HashMap<(B256, Option<Address>, Address, u32), U256> {
        let mut seen: HashMap<String, Report> = HashMap::new();
        let mut standing = HashMap::new();
        for report in self.all() {
            let id = report.delivery_id();
            if let Some(before) = seen.get(&id) {
                assert_eq!((before.amount, before.ordinal), (report.amount, report.ordinal), "{id} changed");
                continue;
            }
            seen.insert(id, report.clone());
            let key = (report.tx_hash.0, report.token.map(|t| t.0), report.to.0, report.ordinal);
            match report.event {
                ReportEvent::Detected => assert!(standing.insert(key, report.amount.0).is_none(), "{key:?} detected twice"),
                ReportEvent::Dropped => assert!(standing.remove(&key).is_some(), "{key:?} dropped without being there"),
                ReportEvent::Progress | ReportEvent::Confirmed => assert!(standing.contains_key(&key), "{key:?} unknown"),
            }
        }
        standing
    }
}

pub struct Stage {
    pub node: Anvil,
    pub list: List,
    pub heard: Heard,
    pub payer: Address,
    pub token: Address,
    pub config: Config,
}

pub type TestScanner = Scanner<List, Heard>;

pub fn n(units: u64) -> U256 {
    U256::from(units)
}

pub fn shop(i: u64) -> Address {
    Address::left_padding_from(&(0x5e11_0000_0000 + i).to_be_bytes())
}

/// A node with one listed token; nothing is watched yet. Three confirmations, finality 10.
pub async fn stage() -> Stage {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let node = Anvil::start().await;
    let token = node.deploy_token("USDC", 6).await;
    let payer = node.accounts().await[0];
    let list = List::default();
    {
        let mut inner = list.0.lock().expect("lock");
        inner.tokens.push(token);
        inner.native = true;
        inner.confirmations = 3;
    }
    let mut config = Config::new(31337, 10);
    config.watch_poll = Duration::ZERO;
    config.tip_check = Duration::ZERO;
    Stage {
        node,
        list,
        heard: Heard::default(),
        payer,
        token,
        config,
    }
}

pub fn hasty() -> Policy {
    Policy {
        timeout: Duration::from_secs(5),
        backoff: Duration::from_millis(10),
        max_backoff: Duration::from_millis(1200),
        ..Policy::default()
    }
}

impl Stage {
    pub fn scanner(&self) -> TestScanner {
        self.scanner_through(&[self.node.url()])
    }

    pub fn scanner_through(&self, urls: &[&str]) -> TestScanner {
        let pool = Pool::http(31337, urls, hasty()).expect("URLs");
        Scanner::new(self.config.clone(), pool, self.list.clone(), self.heard.clone()).expect("opens its state")
    }

    pub async fn pay(&self, to: Address, units: u64) -> B256 {
        self.node.send_token(self.token, self.payer, to, n(units)).await
    }

    /// The same payment as a request for a reorg.
    pub fn payment(&self, to: Address, units: u64) -> serde_json::Value {
        contract::request(self.payer, self.token, &contract::transfer(to, n(units)))
    }
}

/// Steps until there is nothing to do. Errors are what the loop of a running scanner would retry; too many fail the test.
pub async fn settle(scanner: &mut TestScanner) {
    let mut failures = 0;
    for _ in 0..20_000 {
        match scanner.step().await {
            Ok(Step::Idle) => return,
            Ok(_) => {}
            Err(e) => {
                failures += 1;
                assert!(failures < 300, "{e}");
            }
        }
    }
    panic!("the scanner never came to rest");
}
