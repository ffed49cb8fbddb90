//! What is watched, and the two outside borders of a scanner: where the list comes from and where reports go.

use crate::Result;
use alloy::primitives::Address;
use amanat_chain::callback::{Report, WatchAnswer};
use std::{collections::HashSet, future::Future};

/// Where the watch list comes from.
pub trait WatchSource: Send {
    /// Changes after `since`.
    fn changes(&mut self, since: u64) -> impl Future<Output = Result<WatchAnswer>> + Send;
}

/// Where reports go.
pub trait Sink: Send {
    /// Returns only when every report has been accepted, or with an error; then all of them are sent again.
    fn deliver(&mut self, reports: &[Report]) -> impl Future<Output = Result<()>> + Send;
}

/// An address that was added after the scanner had passed blocks in which it may have been paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Late {
    pub(crate) address: Address,
    pub(crate) from_block: u64,
}

/// The addresses and settings in force. A set of 20-byte keys: looking one up costs the same among a hundred and a million.
#[derive(Debug, Default)]
pub struct WatchList {
    addresses: HashSet<Address>,
    seq: u64,
    loaded: bool,
    pub(crate) tokens: Vec<Address>,
    pub(crate) native: bool,
    pub(crate) confirmations: u64,
    /// Lowest block of the first full list, for a scanner without memory.
    pub(crate) lowest: Option<u64>,
    pub(crate) cursor: Option<u64>,
}

impl WatchList {
    /// True when `address` is watched.
    pub fn contains(&self, address: &Address) -> bool {
        self.addresses.contains(address)
    }

    /// How many addresses are watched.
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// True when none is.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// The position to ask from.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// True once a whole list has been read.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// True for a token on the list, and for native coin.
    pub(crate) fn lists(&self, token: Option<Address>) -> bool {
        token.is_none_or(|t| self.tokens.contains(&t))
    }

    /// Takes changes in; returns the addresses that were not there before. An empty page means that the list is complete.
    pub(crate) fn apply(&mut self, answer: WatchAnswer) -> Vec<(u64, Late)> {
        self.tokens = answer.tokens.iter().map(|t| t.0).collect();
        self.native = answer.native;
        self.confirmations = answer.confirmations.max(1);
        self.cursor = answer.cursor;
        self.loaded |= answer.items.is_empty() || answer.seq <= self.seq;
        self.seq = self.seq.max(answer.seq);
        let mut added = Vec::new();
        for item in answer.items {
            let address = item.address.0;
            if item.removed {
                self.addresses.remove(&address);
                continue;
            }
            if self.addresses.insert(address) {
                let from_block = item.from_block;
                self.lowest = Some(self.lowest.map_or(from_block, |l| l.min(from_block)));
                added.push((item.seq, Late { address, from_block }));
            }
        }
        added
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use amanat_chain::callback::WatchItem;

    fn address(n: u64) -> Address {
        Address::left_padding_from(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes())
    }

    fn page(seqs: std::ops::Range<u64>, removed: bool) -> WatchAnswer {
        let items = seqs.clone().map(|n| WatchItem {
            seq: n,
            address: address(n).into(),
            from_block: 100 + n,
            removed,
        });
        WatchAnswer {
            items: items.collect(),
            seq: seqs.end - 1,
            tokens: vec![],
            native: true,
            confirmations: 3,
            cursor: None,
        }
    }

    #[test]
    fn changes_are_taken_in_once() {
        let mut list = WatchList::default();
        assert_eq!(list.apply(page(1..4, false)).len(), 3);
        assert_eq!(list.apply(page(1..4, false)).len(), 0);
        assert_eq!((list.len(), list.seq(), list.lowest), (3, 3, Some(101)));
        list.apply(page(2..3, true));
        assert!(!list.contains(&address(2)) && list.contains(&address(3)));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_million_addresses_take_less_than_200_megabytes() {
        let resident_kb = || {
            let status = std::fs::read_to_string("/proc/self/status").expect("procfs");
            let line = status.lines().find(|l| l.starts_with("VmRSS:")).expect("a line").to_owned();
            line.split_whitespace()
                .nth(1)
                .and_then(|n| n.parse::<u64>().ok())
                .expect("a number")
        };
        let before = resident_kb();
        let mut list = WatchList::default();
        for page_start in (0..1_000_000).step_by(10_000) {
            list.apply(page(page_start..page_start + 10_000, false));
        }
        assert_eq!(list.len(), 1_000_000);
        let grown = resident_kb().saturating_sub(before);
        assert!(grown < 200_000, "{grown} kB");
        assert!(list.contains(&address(999_999)) && !list.contains(&address(1_000_000)));
    }
}
