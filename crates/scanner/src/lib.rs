//! The chain follower: watches addresses on one EVM chain and reports what happens to transfers, at least once and without
//! gaps, through reorgs of any depth below finality. Knows `chain` and `base` only; what a report means the server decides.
//!
//! One [`Scanner`] follows one chain for one server. Each [`Scanner::step`] makes one piece of progress:
//! watch list → blocks → what changed → state file (write-ahead) → delivery. It holds no secret knowledge: without its state
//! file it starts again from where the watch list says, and every report it repeats has the same delivery id.

mod backfill;
mod config;
mod http;
mod range;
mod reorg;
mod report;
mod run;
mod scanner;
mod state;
mod watch;

pub use config::Config;
pub use http::{HttpSink, HttpWatch};
pub use run::{Target, run};
pub use scanner::{Scanner, Step};
pub use watch::{Sink, WatchList, WatchSource};

/// Why a step failed. Every step can be repeated.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The chain.
    #[error(transparent)]
    Chain(#[from] amanat_chain::ChainError),
    /// The server: watch list or callback.
    #[error("server: {0}")]
    Server(String),
    /// The state file.
    #[error("state file: {0}")]
    State(#[from] std::io::Error),
}

/// Result of a step.
pub type Result<T, E = ScanError> = std::result::Result<T, E>;

/// The scanner has no database: signatures and reports carry the machine's own time.
#[expect(
    clippy::disallowed_methods,
    reason = "a process of its own, without a database whose clock it could ask"
)]
fn clock() -> amanat_base::Time {
    chrono::Utc::now()
}
