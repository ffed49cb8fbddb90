//! The questions that are put to a node, each with the checks that its answer must pass.

use super::{Block, Header, Index, Log, Receipt, TRANSFER_TOPIC, quantity};
use crate::{ChainError, Pool, Result};
use alloy::primitives::{Address, B256, U256};
use serde_json::{Value, json};

/// The newest block's height, by the endpoint that is asked.
pub async fn block_number(pool: &Pool) -> Result<u64> {
    let text: String = pool.call("eth_blockNumber", json!([])).await?;
    number(&text)
}

/// The newest block's header.
pub async fn head_hash(pool: &Pool) -> Result<Header> {
    let header: Option<Header> = pool.call("eth_getBlockByNumber", json!(["latest", false])).await?;
    header.ok_or_else(|| ChainError::Inconsistent("no latest block".into()))
}

/// A header by height; `None` when the endpoint does not have it (yet).
pub async fn header_by_number(pool: &Pool, at: u64) -> Result<Option<Header>> {
    let header: Option<Header> = pool.call("eth_getBlockByNumber", json!([hex(at), false])).await?;
    same_height(header, at, |h| h.number)
}

/// A block with its transactions by height; `None` when the endpoint does not have it (yet).
pub async fn block_by_number(pool: &Pool, at: u64) -> Result<Option<Block>> {
    let block: Option<Block> = pool.call("eth_getBlockByNumber", json!([hex(at), true])).await?;
    same_height(block, at, |b| b.header.number)
}

/// A block with the hashes of its transactions by height; `None` when the endpoint does not have it (yet).
pub async fn index_by_number(pool: &Pool, at: u64) -> Result<Option<Index>> {
    let block: Option<Index> = pool.call("eth_getBlockByNumber", json!([hex(at), false])).await?;
    same_height(block, at, |b| b.number)
}

/// Transfer logs of exactly this block, of `tokens` (empty: of any contract). By hash, so that a node which has not seen
/// the block says so instead of answering that it is empty.
pub async fn logs_of_block(pool: &Pool, hash: B256, tokens: &[Address]) -> Result<Vec<Log>> {
    let mut filter = json!({"blockHash": hash, "topics": [TRANSFER_TOPIC]});
    only(&mut filter, tokens);
    let logs: Vec<Log> = pool.call("eth_getLogs", json!([filter])).await?;
    match logs.iter().find(|l| l.block_hash != hash || l.removed) {
        Some(_) => Err(ChainError::Inconsistent("a log of another block".into())),
        None => Ok(logs),
    }
}

/// Transfer logs of the blocks `from..=to`, of `tokens` (empty: of any contract), to `recipients` (empty: to anybody).
/// `TooLarge` asks for a smaller range.
pub async fn logs_of_range(pool: &Pool, from: u64, to: u64, tokens: &[Address], recipients: &[Address]) -> Result<Vec<Log>> {
    let mut topics = vec![json!(TRANSFER_TOPIC)];
    if !recipients.is_empty() {
        topics.push(Value::Null);
        topics.push(recipients.iter().map(|a| json!(a.into_word())).collect());
    }
    let mut filter = json!({"fromBlock": hex(from), "toBlock": hex(to), "topics": topics});
    only(&mut filter, tokens);
    let logs: Vec<Log> = pool.call("eth_getLogs", json!([filter])).await?;
    match logs.iter().find(|l| !(from..=to).contains(&l.block_number) || l.removed) {
        Some(_) => Err(ChainError::Inconsistent("a log outside the range".into())),
        None => Ok(logs),
    }
}

fn only(filter: &mut Value, tokens: &[Address]) {
    if !tokens.is_empty() {
        filter["address"] = json!(tokens);
    }
}

/// A receipt by one endpoint's word; `None` when the transaction is in no block that it knows.
pub async fn receipt(pool: &Pool, tx: B256) -> Result<Option<Receipt>> {
    pool.call("eth_getTransactionReceipt", json!([tx])).await
}

/// The receipt on which two endpoints agree; `None` when the transaction is in no block.
pub(crate) async fn agreed_receipt(pool: &Pool, tx: B256) -> Result<Option<Receipt>> {
    let receipt: Option<Receipt> = pool.agreed("eth_getTransactionReceipt", json!([tx])).await?;
    match receipt {
        Some(r) if r.transaction_hash != tx => Err(ChainError::Inconsistent("receipt of another transaction".into())),
        other => Ok(other),
    }
}

/// The header at a height on which two endpoints agree.
pub(crate) async fn agreed_header(pool: &Pool, at: u64) -> Result<Option<Header>> {
    let header: Option<Header> = pool.agreed("eth_getBlockByNumber", json!([hex(at), false])).await?;
    same_height(header, at, |h| h.number)
}

/// `balanceOf(holder)` after block `at`.
pub(crate) async fn balance_of(pool: &Pool, token: Address, holder: Address, at: u64) -> Result<U256> {
    let mut input = vec![0x70, 0xa0, 0x82, 0x31];
    input.extend_from_slice(holder.into_word().as_slice());
    let call = json!({"to": token, "data": format!("0x{}", ::hex::encode(input))});
    let text: String = pool.call("eth_call", json!([call, hex(at)])).await?;
    // A contract without code answers "0x".
    if text == "0x" {
        return Ok(U256::ZERO);
    }
    let bytes = quantity::bytes_from_hex(&text).filter(|b| b.len() >= 32);
    let bytes = bytes.ok_or_else(|| ChainError::Inconsistent(format!("balanceOf answered {text:?}")))?;
    Ok(U256::from_be_slice(&bytes[..32]))
}

/// Native balance, newest block.
pub(crate) async fn native_balance(pool: &Pool, holder: Address) -> Result<U256> {
    let text: String = pool.call("eth_getBalance", json!([holder, "latest"])).await?;
    quantity::u256_from_hex(&text).ok_or_else(|| ChainError::Inconsistent(format!("balance {text:?}")))
}

fn same_height<T>(found: Option<T>, at: u64, height: impl Fn(&T) -> u64) -> Result<Option<T>> {
    match found {
        Some(b) if height(&b) != at => Err(ChainError::Inconsistent(format!("asked for block {at}, got {}", height(&b)))),
        other => Ok(other),
    }
}

pub(crate) fn number(text: &str) -> Result<u64> {
    quantity::u64_from_hex(text).ok_or_else(|| ChainError::Inconsistent(format!("not a quantity: {text:?}")))
}

pub(crate) fn hex(n: u64) -> String {
    format!("{n:#x}")
}
