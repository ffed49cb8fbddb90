//! Going back when the chain did.

use crate::{Result, Scanner, Sink, Step, WatchSource};
use amanat_chain::{ChainError, evm};

impl<W: WatchSource, S: Sink> Scanner<W, S> {
    /// Walks back to the newest block that is still on the chain, and takes back what was reported above it. `head` is the
    /// height of a chain that has become shorter.
    pub(crate) async fn reorg(&mut self, head: Option<u64>) -> Result<Step> {
        let ancestor = self.common_ancestor(head).await?;
        let depth = self.state.next.unwrap_or_default().saturating_sub(ancestor + 1);
        let chain = self.config.chain_id.to_string();
        tracing::warn!(chain.id = self.config.chain_id, block = ancestor, depth, "scanner: reorg");
        metrics::counter!("scanner_reorgs_total", "chain" => chain.clone()).increment(1);
        metrics::histogram!("scanner_reorg_depth_blocks", "chain" => chain).record(depth as f64);
        self.state.drop_above(ancestor);
        Ok(Step::Reorged(ancestor))
    }

    async fn common_ancestor(&self, head: Option<u64>) -> Result<u64> {
        let gone = |height: u64| head.is_some_and(|head| height > head);
        for (height, hash) in self.state.recent.iter().rev().filter(|(height, _)| !gone(*height)) {
            match evm::header_by_number(&self.pool, *height).await? {
                Some(header) if header.hash == *hash => return Ok(*height),
                Some(_) => {}
                None => return Err(ChainError::Inconsistent(format!("block {height} is not there while a newer one is")).into()),
            }
        }
        // Everything that is remembered is gone: deeper than finality, or a window that had just begun. Read it all again,
        // and on a chain that is shorter than that, as much as a reorg may reach.
        let oldest = self.state.recent.front().map_or(0, |(height, _)| *height);
        tracing::error!(
            chain.id = self.config.chain_id,
            block = oldest,
            "scanner: reorg below everything remembered"
        );
        let below = oldest.saturating_sub(1);
        Ok(head.map_or(below, |head| below.min(head.saturating_sub(self.config.finality_depth))))
    }
}
