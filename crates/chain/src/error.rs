//! What can go wrong between us and a chain.

use amanat_base::{Code, Error};

/// Result with a [`ChainError`].
pub type Result<T, E = ChainError> = std::result::Result<T, E>;

/// A failure of a node, of a key or of a transaction. Becomes `CHAIN_UNAVAILABLE` for a caller unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// No endpoint of the chain answered, after every retry.
    #[error("no endpoint of chain {chain_id} answered: {reason}")]
    Unreachable {
        /// EIP-155 id.
        chain_id: u64,
        /// What the last one did.
        reason: String,
    },
    /// Two endpoints say different things about the same fact. Trying later is right.
    #[error("endpoints of chain {chain_id} disagree about {about}")]
    Disagreement {
        /// EIP-155 id.
        chain_id: u64,
        /// The call they were asked.
        about: String,
    },
    /// The node understood and refused, for example a reverted call.
    #[error("the node refused: {message} ({code})")]
    Refused {
        /// JSON-RPC error code.
        code: i64,
        /// The node's words.
        message: String,
    },
    /// The answer would be larger than the node, or we, allow: ask for a smaller range.
    #[error("the range is too large: {0}")]
    TooLarge(String),
    /// The answer contradicts itself or what was asked (log of another block, removed log). Asking again is right.
    #[error("inconsistent answer: {0}")]
    Inconsistent(String),
    /// A mnemonic, extended key or key file is not usable.
    #[error("key: {0}")]
    Key(String),
    /// A signed transaction is not the one that was built.
    #[error("the signed transaction differs from the one that was built: {0}")]
    Mismatch(String),
    /// The bytes are not a transaction of the kind we build.
    #[error("not a signed EIP-1559 transaction: {0}")]
    NotATransaction(String),
}

impl From<ChainError> for Error {
    fn from(e: ChainError) -> Self {
        match &e {
            ChainError::Mismatch(what) => {
                Code::PayoutMismatch.say(format!("The signed transaction differs from the one that was built: {what}."))
            }
            ChainError::NotATransaction(what) => Self::invalid("rawTransaction", format!("is not a signed EIP-1559 transaction: {what}")),
            ChainError::Key(_) => Self::new(Code::NotConfigured).because(e),
            _ => Self {
                retry_after_s: Some(2),
                ..Self::new(Code::ChainUnavailable).because(e)
            },
        }
    }
}
