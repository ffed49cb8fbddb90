//! What the chain says about our transactions. Network only: nothing here touches the database.

use crate::{
    Outgoing,
    outgoing::{Funds, Place},
};
use amanat_base::{Amount, OutgoingId, Result};
use amanat_chain::{
    EvmAddress, Pool,
    evm::{self, Receipt},
    tx::{self, Broadcast, Fate, SignedTx},
};

/// What became of transactions that share one nonce.
#[derive(Debug)]
pub(crate) enum Sight {
    /// One of them is in a block.
    Mined(Found),
    /// One waits in the node's pool. `first` says whether it is the next of its sender.
    Pending { first: bool },
    /// None is anywhere, and the nonce is free: send again.
    Gone,
    /// Their nonce was used by a transaction that is none of them.
    Foreign,
}

/// A transaction of ours in a block.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) id: OutgoingId,
    pub(crate) tx_hash: amanat_chain::EvmHash,
    pub(crate) place: Place,
    /// Blocks on top of it, its own counted.
    pub(crate) depth: u64,
    pub(crate) effect: Effect,
}

/// Whether a mined transaction did what it was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// All of it.
    Done,
    /// Nothing: it failed, or the token did not move.
    Nothing,
    /// Something else: a person must look.
    Unclear,
}

/// Looks for all of `rows`, which share one nonce. `rows` must hold at least one that is signed.
pub(crate) async fn look(pool: &Pool, rows: &[Outgoing]) -> Result<Sight> {
    // One of them may be mined between two questions; then the others say that their nonce is gone, and a second round finds it.
    for _ in 0..2 {
        let mut taken = false;
        let mut pending = false;
        for row in rows.iter().rev() {
            let Some(signed) = row.signed()? else { continue };
            match tx::fate(pool, &signed).await? {
                Fate::Mined(receipt) => return Ok(Sight::Mined(found(pool, row, &signed, &receipt).await?)),
                Fate::Pending => pending = true,
                Fate::Unknown => {}
                Fate::Replaced => taken = true,
            }
        }
        match (pending, taken) {
            (_, true) => {}
            (true, false) => {
                let row = &rows[0].unsigned;
                let first = tx::next_nonce(pool, row.from.0, false).await? == row.nonce;
                return Ok(Sight::Pending { first });
            }
            (false, false) => return Ok(Sight::Gone),
        }
    }
    Ok(Sight::Foreign)
}

async fn found(pool: &Pool, row: &Outgoing, signed: &SignedTx, receipt: &Receipt) -> Result<Found> {
    let head = evm::block_number(pool).await?;
    Ok(Found {
        id: row.id,
        tx_hash: signed.hash,
        place: Place {
            number: receipt.block_number,
            hash: receipt.block_hash.into(),
            gas_cost: Amount(receipt.gas_cost()),
        },
        depth: (head + 1).saturating_sub(receipt.block_number),
        effect: effect(row, receipt),
    })
}

/// A token's own log must say that the whole amount left us: a transaction can succeed while `transfer` only returned false.
fn effect(row: &Outgoing, receipt: &Receipt) -> Effect {
    let Some(token) = row.unsigned.token.filter(|_| receipt.succeeded()) else {
        return if receipt.succeeded() { Effect::Done } else { Effect::Nothing };
    };
    let ours = evm::token_transfers(&receipt.logs, |_| true)
        .into_iter()
        .filter(|t| t.token == Some(token.0) && t.from == row.unsigned.from.0);
    let moved = Amount::sum(ours.map(|t| Amount(t.amount))).unwrap_or_default();
    match moved {
        m if m.is_zero() => Effect::Nothing,
        m if m == row.unsigned.amount => Effect::Done,
        _ => Effect::Unclear,
    }
}

/// Sends the same bytes again, newest first. The answer is the first that a node gave, or why none could be had; either way nothing
/// is known but what [`look`] says next.
pub(crate) async fn send(pool: &Pool, rows: &[Outgoing]) -> Result<Option<Broadcast>> {
    let mut answer = None;
    for row in rows.iter().rev() {
        let Some(signed) = row.signed()? else { continue };
        match tx::broadcast(pool, &signed).await {
            Ok(Broadcast::Sent | Broadcast::Mined) => return Ok(Some(Broadcast::Sent)),
            Ok(other) => {
                tracing::warn!(tx.hash = %signed.hash, answer = ?other, "the node does not take the transaction");
                answer = answer.or(Some(other));
            }
            Err(error) => {
                tracing::warn!(tx.hash = %signed.hash, %error, "nobody knows whether the transaction was sent");
                return Ok(None);
            }
        }
    }
    Ok(answer)
}

/// What `holder` has, and its nonces.
pub(crate) async fn funds(pool: &Pool, token: Option<EvmAddress>, holder: EvmAddress, under_way: Vec<OutgoingId>) -> Result<Funds> {
    let native = tx::balance(pool, None, holder.0).await?;
    let token = match token {
        Some(token) => tx::balance(pool, Some(token.0), holder.0).await?,
        None => native,
    };
    Ok(Funds {
        token,
        native,
        under_way,
        mined_nonce: tx::next_nonce(pool, holder.0, false).await?,
        pending_nonce: tx::next_nonce(pool, holder.0, true).await?,
    })
}
