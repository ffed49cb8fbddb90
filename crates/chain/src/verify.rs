//! The safety check before money counts: what does the chain itself say about a transfer that somebody reported?

use crate::{
    EvmAddress, EvmHash, Pool, Result,
    evm::{self, Receipt, Transfer, token_transfers},
};
use alloy::primitives::{Address, B256, U256};
use amanat_base::Amount;
use std::collections::HashMap;

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The transaction.
    pub tx_hash: B256,
    /// Exactly this token contract; `None` for the native coin.
    pub token: Option<Address>,
    /// Exactly this recipient.
    pub recipient: Address,
}

/// What the chain says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The transaction is in no block: pending, never sent, or taken out by a reorg.
    Missing,
    /// Its receipt names a block that is not on the chain (any more). Ask again.
    Orphaned,
    /// It is in a block and failed: nothing moved.
    Failed {
        /// Height of that block.
        block_number: u64,
    },
    /// It is in a canonical block and succeeded. `transfers` may still be empty: another token, another recipient, no event.
    Mined(Verified),
}

/// A canonical, successful transaction and what it brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Height of its block.
    pub block_number: u64,
    /// Hash of its block.
    pub block_hash: EvmHash,
    /// The block's own time, unix seconds.
    pub block_time_s: u64,
    /// Newest height when asked.
    pub head: u64,
    /// `head − block + 1`.
    pub confirmations: u64,
    /// Who sent the transaction (not always who sent the token).
    pub sender: EvmAddress,
    /// False when the node has no state of that block any more, so that `arrived` repeats the claim unmeasured.
    pub measured: bool,
    /// Transfers of the expected token to the expected recipient, in order; the ordinal is the index.
    pub transfers: Vec<VerifiedTransfer>,
}

/// One transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedTransfer {
    /// Index among the transfers of this token to this recipient in this transaction. The identity of the transfer:
    /// a reorg can move the log index but not this.
    pub ordinal: u32,
    /// Position of the log in the block; `None` for native coin.
    pub log_index: Option<u64>,
    /// Who sent the token.
    pub from: EvmAddress,
    /// What the event says.
    pub claimed: Amount,
    /// What the recipient's balance really gained: less than claimed for a token that takes a fee, nothing for one that lies.
    pub arrived: Amount,
}

/// Checks one transaction against the chain: receipt, success, token, recipient, amount that arrived, canonical block, depth.
///
/// The canonical check comes last and so vouches for everything read before it.
pub async fn verify_transfer(pool: &Pool, expected: &Expected) -> Result<Verification> {
    let Some(receipt) = evm::agreed_receipt(pool, expected.tx_hash).await? else {
        return Ok(Verification::Missing);
    };
    let found = if receipt.succeeded() {
        transfers(pool, expected, &receipt).await?
    } else {
        Found::default()
    };
    let head = evm::block_number(pool).await?;
    let Some(header) = evm::agreed_header(pool, receipt.block_number)
        .await?
        .filter(|h| h.hash == receipt.block_hash)
    else {
        return Ok(Verification::Orphaned);
    };
    if !receipt.succeeded() {
        return Ok(Verification::Failed {
            block_number: header.number,
        });
    }
    Ok(Verification::Mined(Verified {
        block_number: header.number,
        block_hash: header.hash.into(),
        block_time_s: header.timestamp,
        head,
        confirmations: (head + 1).saturating_sub(header.number),
        sender: receipt.from.into(),
        measured: found.measured,
        transfers: found.transfers,
    }))
}

#[derive(Default)]
struct Found {
    transfers: Vec<VerifiedTransfer>,
    measured: bool,
}

async fn transfers(pool: &Pool, expected: &Expected, receipt: &Receipt) -> Result<Found> {
    match expected.token {
        Some(token) => token_arrivals(pool, token, expected.recipient, receipt).await,
        None => native_arrival(pool, expected, receipt).await,
    }
}

/// Native coin arrives whole when the transaction itself pays the recipient; what contracts send inside is not seen here.
async fn native_arrival(pool: &Pool, expected: &Expected, receipt: &Receipt) -> Result<Found> {
    let block = evm::block_by_number(pool, receipt.block_number).await?;
    let listed = block
        .as_ref()
        .map(|b| evm::native_transfers(b, |to| *to == expected.recipient))
        .unwrap_or_default();
    let transfers = listed
        .iter()
        .filter(|t| t.tx_hash == expected.tx_hash)
        .map(|t| verified(t, t.amount))
        .collect();
    Ok(Found { transfers, measured: true })
}

async fn token_arrivals(pool: &Pool, token: Address, recipient: Address, receipt: &Receipt) -> Result<Found> {
    let from_token = receipt.logs.iter().filter(|l| l.address == token);
    if token_transfers(from_token, |to| *to == recipient).is_empty() {
        return Ok(Found {
            measured: true,
            ..Found::default()
        });
    }
    let logs = evm::logs_of_block(pool, receipt.block_hash, &[token]).await?;
    let all = token_transfers(&logs, |_| true);
    let incoming: Vec<Transfer> = all.iter().filter(|t| t.to == recipient).copied().collect();
    let outgoing = all.iter().filter(|t| t.from == recipient).map(|t| t.amount);
    let claimed = sum(incoming.iter().map(|t| t.amount));
    let gained = gain(pool, token, recipient, receipt.block_number, sum(outgoing)).await?;
    let arrived = share(&incoming, claimed, gained.unwrap_or(claimed).min(claimed));
    let ours = incoming.iter().filter(|t| t.tx_hash == receipt.transaction_hash);
    Ok(Found {
        transfers: ours.map(|t| verified(t, arrived[&t.log_index])).collect(),
        measured: gained.is_some(),
    })
}

/// What the block brought to the holder, whatever its logs say: the change of the balance, plus what left it again.
/// `None` when the node has pruned that state.
async fn gain(pool: &Pool, token: Address, holder: Address, block: u64, left: U256) -> Result<Option<U256>> {
    let before = evm::balance_of(pool, token, holder, block.saturating_sub(1)).await;
    let after = evm::balance_of(pool, token, holder, block).await;
    match (before, after) {
        (Ok(before), Ok(after)) => Ok(Some(after.saturating_add(left).saturating_sub(before))),
        (Err(e), _) | (_, Err(e)) if says_pruned(&e) => {
            tracing::warn!(chain.id = pool.chain_id(), block, error = %e, "no state of this block; the amount is taken from the log");
            Ok(None)
        }
        (Err(e), _) | (_, Err(e)) => Err(e),
    }
}

fn says_pruned(e: &crate::ChainError) -> bool {
    let words = e.to_string().to_lowercase();
    [
        "missing trie",
        "pruned",
        "state not available",
        "state is not available",
        "historical state",
        // anvil, which keeps no states over a restart. The block itself is there: its receipt was read just now.
        "blockoutofrangeerror",
    ]
    .iter()
    .any(|w| words.contains(w))
}

/// Shares what arrived among the transfers of a block in proportion to their claims, in log order, to the last unit.
fn share(incoming: &[Transfer], claimed: U256, arrived: U256) -> HashMap<Option<u64>, U256> {
    let (mut claimed_so_far, mut given) = (U256::ZERO, U256::ZERO);
    let mut shares = HashMap::with_capacity(incoming.len());
    for transfer in incoming {
        claimed_so_far = claimed_so_far.saturating_add(transfer.amount);
        let until_here = mul_div(claimed_so_far, arrived, claimed);
        shares.insert(transfer.log_index, until_here - given);
        given = until_here;
    }
    shares
}

/// `a × b ÷ c`, rounded down, without overflow in between; `a ≤ c`.
fn mul_div(a: U256, b: U256, c: U256) -> U256 {
    if c.is_zero() {
        return U256::ZERO;
    }
    let wide: alloy::primitives::U512 = a.widening_mul(b);
    U256::from(wide / alloy::primitives::U512::from(c))
}

fn sum(amounts: impl Iterator<Item = U256>) -> U256 {
    amounts.fold(U256::ZERO, U256::saturating_add)
}

fn verified(transfer: &Transfer, arrived: U256) -> VerifiedTransfer {
    VerifiedTransfer {
        ordinal: transfer.ordinal,
        log_index: transfer.log_index,
        from: transfer.from.into(),
        claimed: Amount(transfer.amount),
        arrived: Amount(arrived),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(index: u64, amount: U256) -> Transfer {
        Transfer {
            block_number: 1,
            block_hash: B256::ZERO,
            tx_hash: B256::ZERO,
            log_index: Some(index),
            ordinal: 0,
            token: None,
            from: Address::ZERO,
            to: Address::ZERO,
            amount,
        }
    }

    #[test]
    fn shares_add_up_to_what_arrived_and_no_one_gets_more_than_claimed() {
        let incoming: Vec<_> = [3u64, 5, 1, 1_000_000]
            .iter()
            .enumerate()
            .map(|(i, n)| transfer(i as u64, U256::from(*n)))
            .collect();
        let claimed = sum(incoming.iter().map(|t| t.amount));
        for arrived in [0u64, 1, 7, 990_000, 1_000_009] {
            let shares = share(&incoming, claimed, U256::from(arrived));
            assert_eq!(sum(shares.values().copied()), U256::from(arrived));
            assert!(incoming.iter().all(|t| shares[&t.log_index] <= t.amount), "{arrived}");
        }
    }

    #[test]
    fn the_largest_amounts_do_not_overflow() {
        let incoming = [transfer(0, U256::MAX)];
        assert_eq!(share(&incoming, U256::MAX, U256::MAX)[&Some(0)], U256::MAX);
    }
}
