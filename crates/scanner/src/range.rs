//! Old blocks: many at a time, in ranges as large as the node allows, the next ones downloaded while these are decoded.

use crate::{Result, ScanError, Scanner, Sink, Step, WatchSource, scanner::count_logs};
use alloy::primitives::{Address, B256};
use amanat_chain::{
    ChainError,
    evm::{self, Transfer},
};
use futures::{StreamExt, TryStreamExt};

/// Ranges that are downloaded at once.
const AHEAD: usize = 4;
/// Ranges that are read in one step.
const RANGES: u64 = 16;
/// Blocks that are downloaded at once where native coin is watched.
const BLOCKS_AHEAD: usize = 8;
/// A range that brings more logs than this was larger than it needs to be.
const MANY_LOGS: usize = 10_000;

struct Chunk {
    to: u64,
    hash: B256,
    logs: usize,
    transfers: Vec<Transfer>,
}

impl<W: WatchSource, S: Sink> Scanner<W, S> {
    /// Reads some ranges from `next` up to `settled`, all of them final. `None` when the node does not have the last
    /// block of the first range: its head was a lie.
    pub(crate) async fn read_ranges(&mut self, next: u64, settled: u64) -> Result<Option<Step>> {
        let starts = (0..RANGES).map(|i| next + i * self.span).filter(|from| *from <= settled);
        let ranges: Vec<(u64, u64)> = starts.map(|from| (from, (from + self.span - 1).min(settled))).collect();
        let mut done = None;
        let mut read = futures::stream::iter(ranges)
            .map(|(from, to)| self.read_range(from, to))
            .buffered(AHEAD);
        let mut chunks = Vec::new();
        let failure = loop {
            match read.next().await {
                Some(Ok(Some(chunk))) => chunks.push(chunk),
                Some(Ok(None)) | None => break None,
                Some(Err(e)) => break Some(e),
            }
        };
        drop(read);
        let most = chunks.iter().map(|c| c.logs).max().unwrap_or_default();
        for chunk in chunks {
            done = Some(chunk.to);
            self.accept(chunk);
        }
        match failure {
            Some(ScanError::Chain(ChainError::TooLarge(why))) if self.span > 1 => {
                self.span = (self.span / 2).max(1);
                tracing::debug!(chain.id = self.config.chain_id, span = self.span, why, "scanner: smaller ranges");
                // Nothing may have been read yet; the caller comes again.
                return Ok(Some(Step::Range(next, done.unwrap_or(next.saturating_sub(1)))));
            }
            Some(e) if done.is_none() => return Err(e),
            _ => {}
        }
        self.adapt(most);
        Ok(done.map(|to| Step::Range(next, to)))
    }

    fn adapt(&mut self, logs: usize) {
        if logs > MANY_LOGS {
            self.span = (self.span / 2).max(1);
        } else if logs < MANY_LOGS / 4 {
            self.span = (self.span * 2).min(self.config.max_span);
        }
    }

    async fn read_range(&self, from: u64, to: u64) -> Result<Option<Chunk>> {
        let logs = async {
            match self.log_filter() {
                Some(tokens) => evm::logs_of_range(&self.pool, from, to, tokens, &[]).await,
                None => Ok(Vec::new()),
            }
        };
        // The last block must exist, or the node would have answered for fewer blocks than were asked.
        let (logs, last) = futures::try_join!(logs, evm::header_by_number(&self.pool, to))?;
        let Some(last) = last else { return Ok(None) };
        count_logs(self.config.chain_id, logs.len());
        let mut transfers = evm::token_transfers(&logs, |a| self.list.contains(a));
        self.confirm_blocks(&transfers).await?;
        if self.list.native {
            transfers.extend(self.native_range(from, to, |a| self.list.contains(a)).await?);
            transfers.sort_by_key(|t| t.block_number);
        }
        Ok(Some(Chunk {
            to,
            hash: last.hash,
            logs: logs.len(),
            transfers,
        }))
    }

    /// A range is answered by heights, so each hit is checked against its block: the hash, and that its transaction is in it.
    pub(crate) async fn confirm_blocks(&self, found: &[Transfer]) -> Result<()> {
        let groups = found
            .chunk_by(|a, b| a.block_number == b.block_number)
            .map(<[Transfer]>::to_vec)
            .collect::<Vec<_>>();
        let checks = futures::stream::iter(groups).map(|hits| async move {
            let index = evm::index_by_number(&self.pool, hits[0].block_number).await?;
            match hits.iter().find(|hit| !index.as_ref().is_some_and(|i| i.contains(hit))) {
                Some(hit) => Err(ChainError::Inconsistent(format!("a log that block {} does not contain", hit.block_number)).into()),
                None => Ok(()),
            }
        });
        checks.buffer_unordered(BLOCKS_AHEAD).try_collect().await
    }

    /// Native transfers in `from..=to`: there is no index for them, so every block is read.
    pub(crate) async fn native_range(&self, from: u64, to: u64, wanted: impl Fn(&Address) -> bool + Copy) -> Result<Vec<Transfer>> {
        let blocks = futures::stream::iter(from..=to).map(|height| async move {
            let block = evm::block_by_number(&self.pool, height).await?;
            let block = block.ok_or_else(|| ChainError::Inconsistent(format!("block {height} is not there")))?;
            self.native_of(&block, wanted).await
        });
        let found: Vec<Vec<Transfer>> = blocks.buffered(BLOCKS_AHEAD).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn accept(&mut self, chunk: Chunk) {
        // The window begins anew: the blocks between are not known one by one, and are final.
        self.state.recent.clear();
        self.state.push(chunk.to, chunk.hash, self.config.finality_depth);
        chunk.transfers.iter().for_each(|t| self.state.detect(t, &self.list));
        self.state.deepen(&self.config, &self.list);
        metrics::gauge!("scanner_block", "chain" => self.config.chain_id.to_string()).set(chunk.to as f64);
    }
}
