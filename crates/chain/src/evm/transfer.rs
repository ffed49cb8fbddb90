//! Transfers out of logs and transactions.

use super::{Block, Log};
use alloy::primitives::{Address, B256, U256, b256};
use std::collections::HashMap;

/// keccak256("Transfer(address,address,uint256)").
pub const TRANSFER_TOPIC: B256 = b256!("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

/// One movement of value, as its log or its transaction claims it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Height of its block.
    pub block_number: u64,
    /// Hash of its block.
    pub block_hash: B256,
    /// Its transaction.
    pub tx_hash: B256,
    /// Position in the block; `None` for native coin.
    pub log_index: Option<u64>,
    /// Position among the transfers of the same token to the same recipient in the same transaction.
    pub ordinal: u32,
    /// Token contract; `None` for native coin.
    pub token: Option<Address>,
    /// Sender.
    pub from: Address,
    /// Recipient.
    pub to: Address,
    /// Claimed amount, more than zero.
    pub amount: U256,
}

/// The ERC-20 transfers to recipients that `wanted` accepts, in log order, each log once.
///
/// A transfer of nothing and a transfer to oneself move no money and are not transfers here (address poisoning uses
/// them); neither is an ERC-721 transfer, which has a fourth topic and no data. The ordinal is counted over what remains.
pub fn token_transfers<'a>(logs: impl IntoIterator<Item = &'a Log>, mut wanted: impl FnMut(&Address) -> bool) -> Vec<Transfer> {
    let mut found: Vec<Transfer> = logs.into_iter().filter_map(|log| decode(log).filter(|t| wanted(&t.to))).collect();
    found.sort_unstable_by_key(|t| (t.block_number, t.log_index, t.tx_hash));
    found.dedup_by_key(|t| (t.block_number, t.log_index, t.tx_hash));
    let mut counted: HashMap<(B256, Option<Address>, Address), u32> = HashMap::new();
    for transfer in &mut found {
        let next = counted.entry((transfer.tx_hash, transfer.token, transfer.to)).or_default();
        transfer.ordinal = *next;
        *next += 1;
    }
    found
}

fn decode(log: &Log) -> Option<Transfer> {
    let [topic, from, to] = log.topics.as_slice() else { return None };
    let (amount, data_bytes) = log.data;
    if *topic != TRANSFER_TOPIC || data_bytes != 32 || amount.is_zero() || from == to {
        return None;
    }
    Some(Transfer {
        block_number: log.block_number,
        block_hash: log.block_hash,
        tx_hash: log.transaction_hash,
        log_index: Some(log.log_index),
        ordinal: 0,
        token: Some(log.address),
        from: indexed_address(from)?,
        to: indexed_address(to)?,
        amount,
    })
}

fn indexed_address(topic: &B256) -> Option<Address> {
    topic[..12].iter().all(|b| *b == 0).then(|| Address::from_slice(&topic[12..]))
}

/// The plain native transfers of a block to recipients that `wanted` accepts. Whether they succeeded only their receipts tell.
pub fn native_transfers(block: &Block, mut wanted: impl FnMut(&Address) -> bool) -> Vec<Transfer> {
    let mut found = Vec::new();
    for tx in &block.transactions {
        let Some(to) = tx.to.filter(|to| !tx.value.is_zero() && *to != tx.from && wanted(to)) else {
            continue;
        };
        found.push(Transfer {
            block_number: block.header.number,
            block_hash: block.header.hash,
            tx_hash: tx.hash,
            log_index: None,
            ordinal: 0,
            token: None,
            from: tx.from,
            to,
            amount: tx.value,
        });
    }
    found
}
