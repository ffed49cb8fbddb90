//! Sending signed bytes, and finding out what became of them.

use super::SignedTx;
use crate::{
    ChainError, Pool, Result,
    evm::{self, Receipt, quantity},
};
use alloy::primitives::{Address, B256};
use serde_json::json;

/// What a node made of a signed transaction. Only `NonceTaken` and `Refused` mean that these bytes will not be mined as things stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broadcast {
    /// It is in the pool, now or since an earlier attempt.
    Sent,
    /// It is in a block already.
    Mined,
    /// Another transaction of the sender was mined with this nonce.
    NonceTaken,
    /// A replacement with this nonce must pay more than the one in the pool.
    Underpriced,
    /// The node does not take it: no balance for gas, fee too low, and the like.
    Refused(String),
}

/// Sends it. Safe to repeat: the same bytes have the same hash and nonce. A node that is away gives an error, and then
/// nobody knows whether it was sent: ask [`fate`], then send the same bytes again.
pub async fn broadcast(pool: &Pool, tx: &SignedTx) -> Result<Broadcast> {
    let sent: Result<String> = pool.call("eth_sendRawTransaction", json!([tx.raw_hex()])).await;
    let message = match sent {
        Ok(_) => return Ok(Broadcast::Sent),
        Err(ChainError::Refused { message, .. }) => message,
        Err(e) => return Err(e),
    };
    let words = message.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|w| words.contains(w));
    if says(&["already known", "already imported", "known transaction", "alreadyknown"]) {
        return Ok(Broadcast::Sent);
    }
    if says(&["underpriced", "replacement fee", "fee too low to replace"]) {
        return Ok(if in_pool(pool, tx.hash.0).await? {
            Broadcast::Sent
        } else {
            Broadcast::Underpriced
        });
    }
    if says(&["nonce too low", "nonce is too low", "already been used", "nonce has already"]) {
        return Ok(match fate(pool, tx).await? {
            Fate::Mined(_) => Broadcast::Mined,
            _ => Broadcast::NonceTaken,
        });
    }
    Ok(Broadcast::Refused(message))
}

/// Where a transaction is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// In a block; success and depth are in the receipt and the head.
    Mined(Box<Receipt>),
    /// In the pool.
    Pending,
    /// Nowhere, and its nonce is still free: send it (again).
    Unknown,
    /// Nowhere, and its nonce was used by another transaction: these bytes can never be mined on this chain.
    Replaced,
}

/// Finds a transaction that was signed.
pub async fn fate(pool: &Pool, tx: &SignedTx) -> Result<Fate> {
    if let Some(receipt) = evm::agreed_receipt(pool, tx.hash.0).await? {
        return Ok(Fate::Mined(Box::new(receipt)));
    }
    if in_pool(pool, tx.hash.0).await? {
        return Ok(Fate::Pending);
    }
    let used = nonce(pool, tx.sender.0, "latest").await?;
    if used <= tx.nonce {
        return Ok(Fate::Unknown);
    }
    // It may have been mined between the two questions.
    Ok(match evm::agreed_receipt(pool, tx.hash.0).await? {
        Some(receipt) => Fate::Mined(Box::new(receipt)),
        None => Fate::Replaced,
    })
}

/// The nonce after everything of `sender` that is mined or, with `pending`, also what waits in the node's pool.
pub async fn next_nonce(pool: &Pool, sender: Address, pending: bool) -> Result<u64> {
    nonce(pool, sender, if pending { "pending" } else { "latest" }).await
}

async fn nonce(pool: &Pool, sender: Address, tag: &str) -> Result<u64> {
    let text: String = pool.call("eth_getTransactionCount", json!([sender, tag])).await?;
    quantity::u64_from_hex(&text).ok_or_else(|| ChainError::Inconsistent(format!("nonce {text:?}")))
}

async fn in_pool(pool: &Pool, hash: B256) -> Result<bool> {
    let tx: Option<serde_json::Value> = pool.call("eth_getTransactionByHash", json!([hash])).await?;
    Ok(tx.is_some())
}
