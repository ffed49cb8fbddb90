//! How one scanner works.

use std::{path::PathBuf, time::Duration};

/// Settings of one scanner.
#[derive(Clone, Debug)]
pub struct Config {
    /// EIP-155 id.
    pub chain_id: u64,
    /// Blocks under which no reorg is expected; at most [`Config::LONGEST_WINDOW`] are remembered.
    pub finality_depth: u64,
    /// Between two questions for the next block when there is none yet.
    pub poll: Duration,
    /// Between two looks at the watch list.
    pub watch_poll: Duration,
    /// Between two checks, while no block comes, that the newest one is still on the chain.
    pub tip_check: Duration,
    /// How long the newest block may be missing from the nodes before that counts as a reorg rather than as nodes that lag.
    pub patience: Duration,
    /// Most blocks that one request for logs asks for.
    pub max_span: u64,
    /// Also report tokens that are not listed, flagged as such. For development and test chains: on a busy chain the node
    /// would have to send every transfer of every token.
    pub any_token: bool,
    /// Report every further confirmation, not only the first and the last.
    pub progress: bool,
    /// Where the scanner remembers how far it came; `None` keeps it in memory.
    pub state_file: Option<PathBuf>,
}

impl Config {
    /// Most recent blocks that are remembered.
    pub const LONGEST_WINDOW: u64 = 1024;

    /// The usual settings for a chain.
    pub fn new(chain_id: u64, finality_depth: u64) -> Self {
        Self {
            chain_id,
            finality_depth: finality_depth.clamp(1, Self::LONGEST_WINDOW),
            poll: Duration::from_secs(1),
            watch_poll: Duration::from_secs(1),
            tip_check: Duration::from_secs(3),
            patience: Duration::from_secs(600),
            max_span: 5_000,
            any_token: false,
            progress: true,
            state_file: None,
        }
    }
}
