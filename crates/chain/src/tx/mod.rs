//! Money out: building, signing, checking and broadcasting EIP-1559 transactions.

mod broadcast;
mod build;
mod dry_run;
mod signed;
mod signer;

pub use broadcast::{Broadcast, Fate, broadcast, fate, next_nonce};
pub use build::{Fees, Outgoing, UnsignedTx, build, bump, suggest_fees};
pub use dry_run::{DryRun, dry_run};
pub use signed::{SignedTx, check_signed};
pub use signer::{KeyRef, LocalKeys, Signer};

use crate::{Pool, Result, evm};
use alloy::primitives::Address;
use amanat_base::Amount;

/// What `holder` has of a token (or of the native coin) in the newest block.
pub async fn balance(pool: &Pool, token: Option<Address>, holder: Address) -> Result<Amount> {
    match token {
        Some(token) => {
            let head = evm::block_number(pool).await?;
            evm::balance_of(pool, token, holder, head).await.map(Amount)
        }
        None => evm::native_balance(pool, holder).await.map(Amount),
    }
}
