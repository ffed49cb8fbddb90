//! The follower itself: one step at a time, each of which may be repeated.

use crate::{
    Config, Result, ScanError, Sink, WatchList, WatchSource,
    state::{State, StateFile},
    watch::Late,
};
use alloy::primitives::B256;
use amanat_chain::{
    ChainError, Pool,
    evm::{self, Block, Header, Log, Transfer},
};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::time::Instant;

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing to do until the next block.
    Idle,
    /// Read one block.
    Block(u64),
    /// Read many old blocks.
    Range(u64, u64),
    /// Went back to this height: the blocks above it are not on the chain any more.
    Reorged(u64),
}

/// Follows one chain for one server.
pub struct Scanner<W, S> {
    pub(crate) config: Config,
    pub(crate) pool: Arc<Pool>,
    source: W,
    sink: S,
    pub(crate) list: WatchList,
    pub(crate) late: Vec<Late>,
    pub(crate) state: State,
    file: StateFile,
    /// Blocks to ask for in one request for logs; adapts to what the node allows.
    pub(crate) span: u64,
    /// Blocks read one by one without a pause: after some, it is time to ask how far the head is.
    streak: u64,
    watched_at: Option<Instant>,
    tip_checked_at: Instant,
    /// Since when the newest block has been missing from the node.
    tip_missing_since: Option<Instant>,
    saved_at: Instant,
}

/// How many blocks in a row are read one by one before asking for the head again.
const STREAK: u64 = 64;

impl<W: WatchSource, S: Sink> Scanner<W, S> {
    /// Opens the state file, if there is one.
    pub fn new(config: Config, pool: Arc<Pool>, source: W, sink: S) -> Result<Self> {
        let (file, state) = StateFile::open(config.state_file.clone(), config.chain_id)?;
        let now = Instant::now();
        Ok(Self {
            span: config.max_span.clamp(1, 1_000),
            config,
            pool,
            source,
            sink,
            list: WatchList::default(),
            late: Vec::new(),
            state,
            file,
            streak: 0,
            watched_at: None,
            tip_checked_at: now,
            tip_missing_since: None,
            saved_at: now,
        })
    }

    /// The block that will be read next, once it is known.
    pub fn next_block(&self) -> Option<u64> {
        self.state.next
    }

    /// What is watched.
    pub fn watch_list(&self) -> &WatchList {
        &self.list
    }

    /// Where the reports went.
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// Works until it is dropped. Errors are logged and the step is repeated after a pause that grows.
    pub async fn run(mut self) {
        let mut pause = Duration::from_millis(100);
        loop {
            match self.step().await {
                Ok(Step::Idle) => tokio::time::sleep(self.config.poll).await,
                Ok(_) => {}
                Err(e) => {
                    tracing::warn!(chain.id = self.config.chain_id, error = %e, "scanner: trying again");
                    metrics::counter!("scanner_errors_total", "chain" => self.config.chain_id.to_string()).increment(1);
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(10));
                    continue;
                }
            }
            pause = Duration::from_millis(100);
        }
    }

    /// One piece of progress. After an error the next call goes on where this one stopped.
    pub async fn step(&mut self) -> Result<Step> {
        self.flush().await?;
        self.watch().await?;
        let next = self.begin().await?;
        if !self.late.is_empty() {
            self.backfill().await?;
            self.flush().await?;
        }
        let step = match self.catch_up(next).await? {
            Some(step) => step,
            None => self.follow(next).await?,
        };
        self.flush().await?;
        Ok(step)
    }

    /// Saves and delivers what is waiting. Without anything waiting, saves once a second.
    async fn flush(&mut self) -> Result<()> {
        if self.state.pending.is_empty() {
            if self.saved_at.elapsed() > Duration::from_secs(1) {
                self.file.save(&self.state, false)?;
                self.saved_at = Instant::now();
            }
            return Ok(());
        }
        self.file.save(&self.state, true)?;
        self.sink.deliver(&self.state.pending).await?;
        self.state.pending.clear();
        self.saved_at = Instant::now();
        self.file.save(&self.state, false)
    }

    /// Looks at the watch list when it is time. A server that is away leaves the list as it was.
    async fn watch(&mut self) -> Result<()> {
        if self.watched_at.is_some_and(|t| t.elapsed() < self.config.watch_poll) {
            return Ok(());
        }
        loop {
            let answer = match self.source.changes(self.list.seq()).await {
                Ok(answer) => answer,
                Err(e) if self.list.is_loaded() => {
                    tracing::warn!(chain.id = self.config.chain_id, error = %e, "scanner: the watch list is not available; going on with the last one");
                    break;
                }
                Err(e) => return Err(e),
            };
            let complete = answer.items.is_empty() || answer.seq <= self.list.seq();
            for (seq, late) in self.list.apply(answer) {
                let passed = self.state.next.is_some_and(|next| late.from_block < next);
                if passed && seq > self.state.watch_seq {
                    self.late.push(late);
                }
            }
            if complete {
                break;
            }
        }
        if self.late.is_empty() {
            self.state.watch_seq = self.list.seq();
        }
        self.watched_at = Some(Instant::now());
        Ok(())
    }

    /// Where to start, on the very first step: where the server says, else at the oldest watched block, else at the head.
    async fn begin(&mut self) -> Result<u64> {
        if let Some(next) = self.state.next {
            return Ok(next);
        }
        let start = match self.list.cursor.or(self.list.lowest) {
            Some(start) => start,
            None => evm::block_number(&self.pool).await? + 1,
        };
        tracing::info!(chain.id = self.config.chain_id, block = start, "scanner: starting");
        self.state.next = Some(start);
        self.late.clear();
        self.file.save(&self.state, true)?;
        Ok(start)
    }

    /// Reads ranges while the head is far; `None` when it is near.
    async fn catch_up(&mut self, next: u64) -> Result<Option<Step>> {
        if !self.streak.is_multiple_of(STREAK) {
            return Ok(None);
        }
        let head = evm::block_number(&self.pool).await?;
        metrics::gauge!("scanner_lag_blocks", "chain" => self.config.chain_id.to_string()).set((head + 1).saturating_sub(next) as f64);
        let settled = head.saturating_sub(self.config.finality_depth);
        if settled < next + 2 {
            self.streak += 1;
            return Ok(None);
        }
        if let Some(step) = self.check_tip().await? {
            return Ok(Some(step));
        }
        let step = self.read_ranges(next, settled).await?;
        if step.is_none() {
            self.streak += 1;
        }
        Ok(step)
    }

    /// Reads the next block, if it is there.
    async fn follow(&mut self, next: u64) -> Result<Step> {
        let Some((header, block)) = self.fetch(next).await? else {
            // The head may be far away when blocks appear again, after an outage of the node for example.
            self.streak = 1;
            return self.idle().await;
        };
        self.streak += 1;
        if self.state.tip().is_some_and(|(_, hash)| hash != header.parent_hash) {
            return self.reorg(None).await;
        }
        let transfers = self.transfers_of(&header, block.as_ref()).await?;
        self.commit(&header, &transfers);
        Ok(Step::Block(header.number))
    }

    /// The block with its transactions where native coin is watched, else only the header.
    async fn fetch(&self, height: u64) -> Result<Option<(Header, Option<Block>)>> {
        if self.list.native {
            let block = evm::block_by_number(&self.pool, height).await?;
            return Ok(block.map(|b| (b.header, Some(b))));
        }
        Ok(evm::header_by_number(&self.pool, height).await?.map(|h| (h, None)))
    }

    async fn transfers_of(&self, header: &Header, block: Option<&Block>) -> Result<Vec<Transfer>> {
        let logs: Vec<Log> = match self.log_filter() {
            Some(tokens) => evm::logs_of_block(&self.pool, header.hash, tokens).await?,
            None => Vec::new(),
        };
        count_logs(self.config.chain_id, logs.len());
        let mut found = evm::token_transfers(&logs, |to| self.list.contains(to));
        if let Some(block) = block {
            refuse_strangers(block, &found)?;
            found.extend(self.native_of(block, |to| self.list.contains(to)).await?);
        }
        Ok(found)
    }

    /// Contracts to ask for: `None` asks for nothing at all, empty for every contract.
    pub(crate) fn log_filter(&self) -> Option<&[alloy::primitives::Address]> {
        match (self.config.any_token, self.list.tokens.is_empty()) {
            (true, _) => Some(&[]),
            (false, true) => None,
            (false, false) => Some(&self.list.tokens),
        }
    }

    /// Native transfers of a block that succeeded; only a hit costs a receipt.
    pub(crate) async fn native_of(&self, block: &Block, wanted: impl FnMut(&alloy::primitives::Address) -> bool) -> Result<Vec<Transfer>> {
        let mut found = evm::native_transfers(block, wanted);
        let mut failed = HashSet::new();
        for transfer in &found {
            let receipt = evm::receipt(&self.pool, transfer.tx_hash).await?;
            let receipt = receipt.filter(|r| r.block_hash == block.header.hash);
            let receipt = receipt.ok_or_else(|| ChainError::Inconsistent("no receipt for a transaction of the block".into()))?;
            if !receipt.succeeded() {
                failed.insert(transfer.tx_hash);
            }
        }
        found.retain(|t| !failed.contains(&t.tx_hash));
        Ok(found)
    }

    fn commit(&mut self, header: &Header, transfers: &[Transfer]) {
        self.state.push(header.number, header.hash, self.config.finality_depth);
        transfers.iter().for_each(|t| self.state.detect(t, &self.list));
        self.state.deepen(&self.config, &self.list);
        let chain = self.config.chain_id.to_string();
        metrics::counter!("scanner_blocks_total", "chain" => chain.clone()).increment(1);
        metrics::gauge!("scanner_block", "chain" => chain).set(header.number as f64);
    }

    /// No block yet: now and then, see whether the newest one is still there.
    async fn idle(&mut self) -> Result<Step> {
        if self.tip_checked_at.elapsed() < self.config.tip_check {
            return Ok(Step::Idle);
        }
        self.tip_checked_at = Instant::now();
        Ok(self.check_tip().await?.unwrap_or(Step::Idle))
    }

    /// Goes back when the block on which the scanner stands is not on the chain any more.
    async fn check_tip(&mut self) -> Result<Option<Step>> {
        let Some((height, hash)) = self.state.tip() else { return Ok(None) };
        match evm::header_by_number(&self.pool, height).await? {
            Some(header) => {
                self.tip_missing_since = None;
                if header.hash == hash {
                    Ok(None)
                } else {
                    self.reorg(None).await.map(Some)
                }
            }
            None => self.tip_is_missing(height).await,
        }
    }

    /// A node that does not know the block lags behind; that is no reorg, until it has lasted too long: then the chain
    /// itself is shorter than it was (a development chain that lost its last blocks, for example).
    async fn tip_is_missing(&mut self, height: u64) -> Result<Option<Step>> {
        let since = *self.tip_missing_since.get_or_insert_with(Instant::now);
        if since.elapsed() < self.config.patience {
            return Ok(None);
        }
        let head = evm::head_hash(&self.pool).await?.number;
        if head >= height {
            return Ok(None);
        }
        self.tip_missing_since = None;
        self.reorg(Some(head)).await.map(Some)
    }
}

pub(crate) fn count_logs(chain_id: u64, logs: usize) {
    metrics::counter!("scanner_logs_total", "chain" => chain_id.to_string()).increment(logs as u64);
}

/// A log whose transaction is not in its block was made up.
fn refuse_strangers(block: &Block, found: &[Transfer]) -> Result<(), ScanError> {
    if found.is_empty() {
        return Ok(());
    }
    let known: HashSet<B256> = block.transactions.iter().map(|t| t.hash).collect();
    match found.iter().find(|t| !known.contains(&t.tx_hash)) {
        Some(t) => Err(ChainError::Inconsistent(format!(
            "a log of transaction {}, which block {} does not contain",
            t.tx_hash, t.block_number
        ))
        .into()),
        None => Ok(()),
    }
}
