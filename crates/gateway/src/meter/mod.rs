//! The meter: units are held in the database before a call goes out, and settled when it ends.
//!
//! Calls that arrive while a transaction is being written go together into the next one (group commit), so a busy token costs one row
//! lock and one commit per batch and not per call. Nothing is decided from memory: whether a token may still be used is read in the
//! very transaction that holds its units, under the token's row lock, so revoking and refunding work at once on every node and several
//! nodes together never serve more than was bought.

mod admit;
mod announce;
mod held;
mod node;
mod shard;
mod write;

pub(crate) use announce::Moves;
pub(crate) use held::{Held, Verdict};
pub(crate) use node::{Node, sweep};

use amanat_base::{Code, Error, ListingId, Result, TokenId, UsageId};
use amanat_store::Store;
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

/// Tasks that write; each token belongs to one of them, so that two never wait for the same row in one process.
const SHARDS: usize = 4;
/// Callers that may wait for one shard; more wait outside.
const MAX_WAITING: usize = 1_024;

/// What one call asks for before it goes out.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) usage: UsageId,
    pub(crate) token: TokenId,
    pub(crate) listing: ListingId,
    /// The version of the listing that the caller read its settings from.
    pub(crate) version: i64,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Units that the call may cost.
    pub(crate) units: i64,
}

/// The answer to an [`Ask`].
#[derive(Debug)]
pub(crate) enum Admission {
    /// The units are held.
    Held(Held),
    /// The listing was changed since its settings were read; read them again and ask again.
    Stale,
}

#[derive(Debug)]
struct Waiting {
    ask: Ask,
    answer: oneshot::Sender<Result<Admission>>,
}

/// The way to the writing tasks; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Meter {
    shards: Vec<mpsc::Sender<Waiting>>,
}

impl Meter {
    /// Starts the writing tasks; they end after `stop` turned true and everything that waits is written.
    pub(crate) fn start(store: &Store, node: Node, moves: &Moves, stop: &watch::Receiver<bool>) -> (Self, Vec<JoinHandle<()>>) {
        let mut shards = Vec::with_capacity(SHARDS);
        let mut tasks = Vec::with_capacity(SHARDS);
        for _ in 0..SHARDS {
            let (asks, waiting) = mpsc::channel(MAX_WAITING);
            let shard = shard::Shard::new(store.clone(), node, moves.clone());
            shards.push(asks);
            tasks.push(tokio::spawn(shard.run(waiting, stop.clone())));
        }
        (Self { shards }, tasks)
    }

    /// Holds the units of a call, durably when this returns.
    ///
    /// # Errors
    /// `TOKEN_INVALID`, `TOKEN_REVOKED`, `TOKEN_EXPIRED`, `UNITS_SPENT`; `DATABASE_UNAVAILABLE` and `SHUTTING_DOWN`: nothing is held.
    pub(crate) async fn hold(&self, ask: Ask) -> Result<Admission> {
        let shard = usize::try_from(ask.token.0.as_u128() % SHARDS as u128).unwrap_or(0);
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { ask, answer };
        self.shards[shard].send(waiting).await.map_err(|_| Error::new(Code::ShuttingDown))?;
        answered.await.map_err(|_| Error::new(Code::ShuttingDown))?
    }
}
