//! Group posting: postings that arrive while a batch is being written go together into the next one.
//!
//! One hot account takes one row lock and one commit per batch rather than per posting. For postings that stand alone; a
//! posting that belongs to a wider transaction uses [`crate::post`] on that transaction.

use crate::{Posted, Posting, batch::again, post_each};
use amanat_base::{Code, Error, Result};
use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

/// Most postings in one batch.
const MAX_BATCH: usize = 1_000;
/// Callers that may wait; more wait outside, in `post`.
const MAX_WAITING: usize = 4_000;
/// Tries of a whole batch before its postings are tried one by one.
const TRIES: usize = 3;

/// A handle on the task that writes the batches; clones share it. The task ends when the last handle is dropped and
/// everything that waits is written.
#[derive(Clone, Debug)]
pub struct Combiner {
    queue: mpsc::Sender<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    posting: Posting,
    answer: oneshot::Sender<Result<Posted>>,
}

impl Combiner {
    /// Starts the writing task on the current Tokio runtime; it uses one connection of the pool at a time.
    pub fn start(pool: PgPool) -> Self {
        let (queue, waiting) = mpsc::channel(MAX_WAITING);
        tokio::spawn(write_batches(pool, waiting));
        Self { queue }
    }

    /// Posts in a transaction of its own, committed when this returns. A caller that gives up waiting may still be
    /// posted: ask again with the same key.
    ///
    /// # Errors
    /// As [`crate::post`]; `DATABASE_UNAVAILABLE` leaves open whether it was posted: ask again with the same key.
    pub async fn post(&self, posting: Posting) -> Result<Posted> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { posting, answer };
        self.queue.send(waiting).await.map_err(|_| Error::new(Code::ShuttingDown))?;
        answered.await.map_err(|_| Error::new(Code::ShuttingDown))?
    }
}

async fn write_batches(pool: PgPool, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::new();
    while queue.recv_many(&mut batch, MAX_BATCH).await > 0 {
        let (postings, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|w| (w.posting, w.answer)).unzip();
        let outcomes = write(&pool, &postings).await;
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // a caller that went away has its posting all the same
            let _ = answer.send(outcome);
        }
    }
}

/// One answer per posting, whatever happens.
async fn write(pool: &PgPool, postings: &[Posting]) -> Vec<Result<Posted>> {
    let mut last = Error::new(Code::DatabaseUnavailable);
    for _ in 0..TRIES {
        match write_once(pool, postings).await {
            Ok(outcomes) => return outcomes,
            Err(e) => {
                tracing::warn!(error = ?e, postings = postings.len(), "a batch of postings failed and is tried again");
                last = e;
            }
        }
    }
    if postings.len() == 1 || last.code == Code::DatabaseUnavailable {
        return postings.iter().map(|_| Err(again(&last))).collect();
    }
    let mut outcomes = Vec::with_capacity(postings.len());
    for posting in postings {
        let alone = write_once(pool, std::slice::from_ref(posting)).await;
        outcomes.push(alone.and_then(|mut one| one.pop().unwrap_or_else(|| Err(Code::Internal.into()))));
    }
    outcomes
}

async fn write_once(pool: &PgPool, postings: &[Posting]) -> Result<Vec<Result<Posted>>> {
    let mut tx = pool.begin().await?;
    let outcomes = post_each(&mut tx, postings).await?;
    tx.commit().await?;
    Ok(outcomes)
}
