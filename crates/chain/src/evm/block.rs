//! Blocks, logs and receipts with the few fields that are used; everything else in a node's answer is skipped unread.

use super::quantity;
use alloy::primitives::{Address, B256, U256};
use serde::Deserialize;

/// A block's place in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// Height.
    #[serde(deserialize_with = "quantity::u64")]
    pub number: u64,
    /// Hash.
    #[serde(deserialize_with = "quantity::b256")]
    pub hash: B256,
    /// Hash of the block below.
    #[serde(deserialize_with = "quantity::b256")]
    pub parent_hash: B256,
    /// Unix seconds.
    #[serde(deserialize_with = "quantity::u64")]
    pub timestamp: u64,
}

/// A block with its transactions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "FlatBlock")]
pub struct Block {
    /// Its place.
    pub header: Header,
    /// In order.
    pub transactions: Vec<BlockTx>,
}

/// As it is on the wire; `serde(flatten)` would copy every text of the block.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FlatBlock {
    #[serde(deserialize_with = "quantity::u64")]
    number: u64,
    #[serde(deserialize_with = "quantity::b256")]
    hash: B256,
    #[serde(deserialize_with = "quantity::b256")]
    parent_hash: B256,
    #[serde(deserialize_with = "quantity::u64")]
    timestamp: u64,
    transactions: Vec<BlockTx>,
}

impl From<FlatBlock> for Block {
    fn from(flat: FlatBlock) -> Self {
        let FlatBlock {
            number,
            hash,
            parent_hash,
            timestamp,
            transactions,
        } = flat;
        let header = Header {
            number,
            hash,
            parent_hash,
            timestamp,
        };
        Self { header, transactions }
    }
}

/// A block with the hashes of its transactions only.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Index {
    /// Height.
    #[serde(deserialize_with = "quantity::u64")]
    pub number: u64,
    /// Hash.
    #[serde(deserialize_with = "quantity::b256")]
    pub hash: B256,
    /// In order.
    pub transactions: Vec<B256>,
}

impl Index {
    /// True when a transfer claims to be in exactly this block and its transaction really is.
    pub fn contains(&self, transfer: &super::Transfer) -> bool {
        (self.number, self.hash) == (transfer.block_number, transfer.block_hash) && self.transactions.contains(&transfer.tx_hash)
    }
}

/// A transaction as a block lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BlockTx {
    /// Hash.
    #[serde(deserialize_with = "quantity::b256")]
    pub hash: B256,
    /// Sender.
    #[serde(deserialize_with = "quantity::address")]
    pub from: Address,
    /// Recipient; `None` creates a contract.
    #[serde(default, deserialize_with = "quantity::address_opt")]
    pub to: Option<Address>,
    /// Native coin sent, in wei.
    #[serde(deserialize_with = "quantity::u256")]
    pub value: U256,
}

/// Topics of a log: zero to four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Topics {
    len: u8,
    all: [B256; 4],
}

impl Topics {
    pub(crate) fn push(&mut self, topic: B256) -> Result<(), ()> {
        *self.all.get_mut(usize::from(self.len)).ok_or(())? = topic;
        self.len += 1;
        Ok(())
    }

    /// In order.
    pub fn as_slice(&self) -> &[B256] {
        &self.all[..usize::from(self.len)]
    }
}

/// A log. Of its data only the first word and the length are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    /// Contract that emitted it.
    #[serde(deserialize_with = "quantity::address")]
    pub address: Address,
    /// Topics.
    #[serde(deserialize_with = "quantity::topics")]
    pub topics: Topics,
    /// First word of the data, and how many bytes the data has.
    #[serde(deserialize_with = "quantity::data_word")]
    pub data: (U256, usize),
    /// Height of its block.
    #[serde(deserialize_with = "quantity::u64")]
    pub block_number: u64,
    /// Hash of its block.
    #[serde(deserialize_with = "quantity::b256")]
    pub block_hash: B256,
    /// Its transaction.
    #[serde(deserialize_with = "quantity::b256")]
    pub transaction_hash: B256,
    /// Position in the block.
    #[serde(deserialize_with = "quantity::u64")]
    pub log_index: u64,
    /// True for a log that a reorg took away.
    #[serde(default)]
    pub removed: bool,
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The transaction.
    #[serde(deserialize_with = "quantity::b256")]
    pub transaction_hash: B256,
    /// Height of its block.
    #[serde(deserialize_with = "quantity::u64")]
    pub block_number: u64,
    /// Hash of its block.
    #[serde(deserialize_with = "quantity::b256")]
    pub block_hash: B256,
    /// 1 for success, 0 for failure. A receipt from before Byzantium has none and counts as failed.
    #[serde(default, deserialize_with = "quantity::u64_opt")]
    pub status: Option<u64>,
    /// Sender of the transaction.
    #[serde(deserialize_with = "quantity::address")]
    pub from: Address,
    /// Its recipient; `None` creates a contract.
    #[serde(default, deserialize_with = "quantity::address_opt")]
    pub to: Option<Address>,
    /// Logs of this transaction.
    pub logs: Vec<Log>,
    /// Gas used.
    #[serde(deserialize_with = "quantity::u64")]
    pub gas_used: u64,
    /// Price paid per gas, in wei.
    #[serde(default, deserialize_with = "quantity::u64_opt")]
    pub effective_gas_price: Option<u64>,
}

impl Receipt {
    /// True when the transaction took effect.
    pub fn succeeded(&self) -> bool {
        self.status == Some(1)
    }

    /// What the sender paid for gas, in wei.
    pub fn gas_cost(&self) -> U256 {
        U256::from(self.gas_used) * U256::from(self.effective_gas_price.unwrap_or(0))
    }
}
