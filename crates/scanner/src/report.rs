//! From transfers to reports: what is new, what is deep enough, what is final and can be forgotten.

use crate::{Config, state::Live, state::State, watch::WatchList};
use alloy::primitives::B256;
use amanat_base::Amount;
use amanat_chain::{
    EvmAddress, EvmHash,
    callback::{Report, ReportEvent},
    evm::Transfer,
};
use std::collections::{BTreeSet, HashSet};

impl State {
    /// Reports a transfer as detected.
    pub(crate) fn detect(&mut self, transfer: &Transfer, list: &WatchList) {
        let mut report = detected(transfer, self.chain_id, list.lists(transfer.token));
        report.incarnation = self.incarnation(transfer.block_hash);
        self.live.push(Live {
            report: report.clone(),
            confirmed: false,
        });
        self.say(report, ReportEvent::Detected, 1);
    }

    /// Reports those that were not reported before: an address may come onto the list twice.
    pub(crate) fn detect_missed(&mut self, transfers: &[Transfer], list: &WatchList) {
        let known: HashSet<_> = self.live.iter().map(|l| key(&l.report)).collect();
        for transfer in transfers {
            if !known.contains(&key(&detected(transfer, self.chain_id, true))) {
                self.detect(transfer, list);
            }
        }
    }

    /// With a new tip: confirms what is deep enough, tells the progress of the rest, forgets what is final.
    pub(crate) fn deepen(&mut self, config: &Config, list: &WatchList) {
        let Some((tip, _)) = self.tip() else { return };
        let depth = |report: &Report| (tip + 1).saturating_sub(report.block_number);
        let mut due = Vec::new();
        for live in self.live.iter_mut().filter(|l| !l.confirmed) {
            let depth = depth(&live.report);
            if depth >= list.confirmations {
                live.confirmed = true;
                due.push((live.report.clone(), ReportEvent::Confirmed, depth));
            } else if config.progress && depth > 1 {
                due.push((live.report.clone(), ReportEvent::Progress, depth));
            }
        }
        due.into_iter().for_each(|(report, event, depth)| self.say(report, event, depth));
        let window = config.finality_depth;
        self.live.retain(|l| !l.confirmed || depth(&l.report) <= window);
    }

    /// Takes back everything above `height`, newest first.
    pub(crate) fn drop_above(&mut self, height: u64) {
        let (stay, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.live)
            .into_iter()
            .partition(|l| l.report.block_number <= height);
        self.live = stay;
        let blocks: BTreeSet<B256> = gone.iter().map(|l| l.report.block_hash.0).collect();
        blocks.into_iter().for_each(|hash| self.take_back(hash));
        gone.into_iter().rev().for_each(|l| self.say(l.report, ReportEvent::Dropped, 0));
        self.recent.retain(|(h, _)| *h <= height);
        self.next = Some(height + 1);
    }

    /// How often a block has been taken back.
    fn incarnation(&self, hash: B256) -> u32 {
        self.taken_back
            .iter()
            .find(|(taken, _)| *taken == hash)
            .map_or(0, |(_, times)| *times)
    }

    fn take_back(&mut self, hash: B256) {
        let times = self.incarnation(hash) + 1;
        self.taken_back.retain(|(taken, _)| *taken != hash);
        self.taken_back.push_back((hash, times));
        while self.taken_back.len() as u64 > Config::LONGEST_WINDOW {
            self.taken_back.pop_front();
        }
    }

    fn say(&mut self, report: Report, event: ReportEvent, confirmations: u64) {
        let name = match event {
            ReportEvent::Detected => "detected",
            ReportEvent::Progress => "progress",
            ReportEvent::Confirmed => "confirmed",
            ReportEvent::Dropped => "dropped",
        };
        metrics::counter!("scanner_events_total", "chain" => self.chain_id.to_string(), "event" => name).increment(1);
        self.pending.push(Report {
            event,
            confirmations,
            ..report
        });
    }
}

/// One transfer in one block.
fn key(r: &Report) -> (EvmHash, EvmHash, Option<EvmAddress>, EvmAddress, u32) {
    (r.block_hash, r.tx_hash, r.token, r.to, r.ordinal)
}

fn detected(transfer: &Transfer, chain_id: u64, listed: bool) -> Report {
    Report {
        event: ReportEvent::Detected,
        chain_id,
        block_number: transfer.block_number,
        block_hash: transfer.block_hash.into(),
        tx_hash: transfer.tx_hash.into(),
        log_index: transfer.log_index,
        ordinal: transfer.ordinal,
        token: transfer.token.map(Into::into),
        listed,
        from: transfer.from.into(),
        to: transfer.to.into(),
        amount: Amount(transfer.amount),
        confirmations: 1,
        incarnation: 0,
        sent_at: crate::clock(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{Address, U256};

    #[test]
    fn a_block_that_comes_back_is_news() {
        let transfer = Transfer {
            block_number: 5,
            block_hash: B256::repeat_byte(5),
            tx_hash: B256::repeat_byte(9),
            log_index: Some(0),
            ordinal: 0,
            token: None,
            from: Address::repeat_byte(1),
            to: Address::repeat_byte(2),
            amount: U256::from(7),
        };
        let (mut state, list) = (State::default(), WatchList::default());
        for _ in 0..3 {
            state.push(5, transfer.block_hash, 10);
            state.detect(&transfer, &list);
            state.drop_above(4);
        }
        let ids: HashSet<String> = state.pending.iter().map(Report::delivery_id).collect();
        assert_eq!(ids.len(), 6, "three times detected, three times dropped");
    }
}
