//! Addresses that came onto the list after the scanner had passed their first block: those blocks are read again, for them only.

use crate::{Result, Scanner, Sink, WatchSource, watch::Late};
use alloy::primitives::Address;
use amanat_chain::{
    ChainError,
    evm::{self, Log, Transfer},
};
use std::collections::HashSet;

/// Addresses in one request for logs.
const BATCH: usize = 500;

impl<W: WatchSource, S: Sink> Scanner<W, S> {
    /// Reads what the late addresses missed. Nothing is taken over before everything has been read.
    pub(crate) async fn backfill(&mut self) -> Result<()> {
        let Some((tip, _)) = self.state.tip() else {
            // Nothing has been read yet: the late ones are simply watched from the start.
            self.state.next = self.state.next.min(self.late.iter().map(|l| l.from_block).min());
            self.late.clear();
            return Ok(());
        };
        let mut late = self.late.clone();
        late.sort_by_key(|l| l.from_block);
        let mut found = Vec::new();
        for batch in late.chunks(BATCH) {
            found.extend(self.missed(batch, tip).await?);
        }
        self.same_chain(&found)?;
        tracing::debug!(
            chain.id = self.config.chain_id,
            addresses = late.len(),
            transfers = found.len(),
            "scanner: read again for late addresses"
        );
        self.state.detect_missed(&found, &self.list);
        self.state.deepen(&self.config, &self.list);
        self.late.clear();
        self.state.watch_seq = self.list.seq();
        Ok(())
    }

    async fn missed(&self, batch: &[Late], tip: u64) -> Result<Vec<Transfer>> {
        let from = batch.iter().map(|l| l.from_block).min().unwrap_or(tip + 1);
        let addresses: Vec<Address> = batch.iter().map(|l| l.address).collect();
        let wanted: HashSet<Address> = addresses.iter().copied().collect();
        let mut found = Vec::new();
        if from > tip {
            return Ok(found);
        }
        if let Some(tokens) = self.log_filter() {
            let logs = self.logs_for(from, tip, tokens, &addresses).await?;
            found = evm::token_transfers(&logs, |to| wanted.contains(to));
            self.confirm_blocks(&found).await?;
        }
        if self.list.native {
            found.extend(self.native_range(from, tip, |to| wanted.contains(to)).await?);
            found.sort_by_key(|t| t.block_number);
        }
        Ok(found)
    }

    /// Logs of a range in as many pieces as the node wants.
    async fn logs_for(&self, from: u64, to: u64, tokens: &[Address], recipients: &[Address]) -> Result<Vec<Log>> {
        let (mut logs, mut at, mut span) = (Vec::new(), from, self.config.max_span);
        while at <= to {
            let end = (at + span - 1).min(to);
            match evm::logs_of_range(&self.pool, at, end, tokens, recipients).await {
                Ok(more) => {
                    logs.extend(more);
                    at = end + 1;
                }
                Err(ChainError::TooLarge(_)) if span > 1 => span = (end - at).div_ceil(2).max(1),
                Err(e) => return Err(e.into()),
            }
        }
        Ok(logs)
    }

    /// A block that is remembered must be the one that the answer is about; else a reorg is under way and the answer is of no use.
    fn same_chain(&self, found: &[Transfer]) -> Result<()> {
        match found
            .iter()
            .find(|t| self.state.hash_at(t.block_number).is_some_and(|hash| hash != t.block_hash))
        {
            Some(t) => Err(ChainError::Inconsistent(format!("block {} changed while it was read again", t.block_number)).into()),
            None => Ok(()),
        }
    }
}
