//! Trying a transfer without sending it: the node runs it on its newest block and says what would happen.

use super::{
    UnsignedTx, balance,
    build::{Outgoing, build, call_of},
};
use crate::{ChainError, Pool, Result, evm};
use alloy::primitives::Address;
use amanat_base::Amount;
use serde_json::json;

/// What a transfer would do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRun {
    /// Newest block of the node that was asked.
    pub block: u64,
    /// What the sender has of the token, or of the native coin.
    pub token: Amount,
    /// The sender's native coin, wei: it pays the gas.
    pub native: Amount,
    /// What the recipient has of the token, or of the native coin.
    pub recipient: Amount,
    /// The recipient is a contract, not a key's own address.
    pub recipient_has_code: bool,
    /// As it would be built, or in the node's words why it would fail.
    pub verdict: std::result::Result<UnsignedTx, String>,
}

/// Runs the transfer with `eth_call` and estimates its gas.
///
/// # Errors
/// Only what keeps the question from being answered; a transfer that would fail is an answer.
pub async fn dry_run(pool: &Pool, from: Address, what: &Outgoing) -> Result<DryRun> {
    let block = evm::block_number(pool).await?;
    let code: String = pool.call("eth_getCode", json!([what.to, "latest"])).await?;
    let native = balance(pool, None, from).await?;
    Ok(DryRun {
        block,
        token: balance(pool, what.token, from).await?,
        native,
        recipient: balance(pool, what.token, what.to).await?,
        recipient_has_code: code != "0x",
        verdict: verdict(pool, from, what).await?,
    })
}

async fn verdict(pool: &Pool, from: Address, what: &Outgoing) -> Result<std::result::Result<UnsignedTx, String>> {
    let answer = match pool.call::<String>("eth_call", json!([call_of(from, what), "latest"])).await {
        Ok(answer) => answer,
        Err(ChainError::Refused { message, .. }) => return Ok(Err(message)),
        Err(e) => return Err(e),
    };
    if what.token.is_some() && says_no(&answer) {
        return Ok(Err("the token's transfer answers false".into()));
    }
    match build(pool, from, 0, what).await {
        Ok(unsigned) => Ok(Ok(unsigned)),
        Err(ChainError::Refused { message, .. }) => Ok(Err(message)),
        Err(e) => Err(e),
    }
}

/// Some tokens answer nothing, others a boolean word; only a word of zero means that nothing would move.
fn says_no(answer: &str) -> bool {
    let digits = answer.strip_prefix("0x").unwrap_or(answer);
    digits.len() == 64 && digits.bytes().all(|b| b == b'0')
}

#[cfg(test)]
mod tests {
    use super::says_no;

    #[test]
    fn only_a_word_of_zero_is_a_no() {
        assert!(says_no(&format!("0x{}", "0".repeat(64))));
        for yes in ["0x".to_owned(), format!("0x{}1", "0".repeat(63)), "0x0".to_owned()] {
            assert!(!says_no(&yes), "{yes}");
        }
    }
}
