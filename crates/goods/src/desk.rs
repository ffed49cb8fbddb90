//! The desk: purchases of one listing that wait at the same time are served together, in one transaction.
//!
//! A hot listing takes one row lock and one commit per batch rather than per purchase. Different listings are served side by side.
//! Every process has a desk of its own; between processes the listing's row decides. A caller that goes away still has its
//! purchase, and finds the answer under its key.

use crate::{
    Goods,
    buying::{Ask, Served, same, serve},
};
use amanat_base::{Code, Error, ListingId, Result};
use serde_json::Value;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{Semaphore, oneshot};

/// Most purchases in one transaction.
const MAX_BATCH: usize = 200;
/// Most transactions at a time in this process; the others of its connections stay free for everything else.
const MAX_BATCHES: usize = 8;
/// Most purchases that may wait for one listing.
const MAX_LINE: usize = 2_000;
/// Most purchases that may wait for all listings together.
const MAX_WAITING: usize = 5_000;
/// Most tasks that serve one listing side by side. They count among [`MAX_BATCHES`].
const MAX_SERVERS: usize = 3;
/// One more task begins to serve a listing when so many purchases wait for it.
const SPLIT: usize = 32;
/// Tries of a batch that lost against another transaction.
const TRIES: u32 = 4;

/// A handle on the desk; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Desk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    goods: Goods,
    lines: Mutex<Lines>,
    batches: Semaphore,
}

/// Who waits, by listing. A listing has a line exactly while tasks serve it.
#[derive(Debug, Default)]
struct Lines {
    by_listing: HashMap<ListingId, Line>,
    waiting: usize,
}

#[derive(Debug, Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    /// Tasks that serve it.
    servers: usize,
}

#[derive(Debug)]
struct Waiting {
    ask: Ask,
    answer: oneshot::Sender<Result<(u16, Value)>>,
}

impl Desk {
    /// An empty desk.
    pub(crate) fn new(goods: Goods) -> Self {
        Self(Arc::new(Inner {
            goods,
            lines: Mutex::default(),
            batches: Semaphore::new(MAX_BATCHES),
        }))
    }

    /// Buys: the status and body of the answer, committed when this returns. A caller that gives up waiting may still have bought.
    ///
    /// # Errors
    /// The refusal; `RATE_LIMITED` when too many wait already; `DATABASE_UNAVAILABLE` leaves open whether it was bought: ask again with
    /// the same key.
    pub(crate) async fn buy(&self, ask: Ask) -> Result<(u16, Value)> {
        let (answer, answered) = oneshot::channel();
        let listing = ask.listing;
        let begins = self.0.lines().push(Waiting { ask, answer })?;
        if begins {
            tokio::spawn(serve_line(Arc::clone(&self.0), listing));
        }
        answered.await.map_err(|_| Error::new(Code::ShuttingDown))?
    }
}

impl Lines {
    /// Joins the line. True: one more task has to serve it.
    fn push(&mut self, waiting: Waiting) -> Result<bool> {
        let listing = waiting.ask.listing;
        let length = self.by_listing.get(&listing).map_or(0, |line| line.waiting.len());
        if self.waiting >= MAX_WAITING || length >= MAX_LINE {
            let full = Code::RateLimited.say("Too many purchases wait already; try again in a moment.");
            return Err(Error {
                retry_after_s: Some(1),
                ..full
            });
        }
        self.waiting += 1;
        let line = self.by_listing.entry(listing).or_default();
        line.waiting.push_back(waiting);
        let begins = line.servers == 0 || (line.waiting.len() >= SPLIT && line.servers < MAX_SERVERS);
        line.servers += usize::from(begins);
        Ok(begins)
    }

    /// The next ones, in the order in which they came. Empty: the task that asks is done.
    fn take(&mut self, listing: ListingId) -> Vec<Waiting> {
        let Some(line) = self.by_listing.get_mut(&listing) else {
            return Vec::new();
        };
        let next: Vec<Waiting> = line.waiting.drain(..line.waiting.len().min(MAX_BATCH)).collect();
        self.waiting -= next.len();
        if next.is_empty() {
            self.leave(listing);
        }
        next
    }

    /// A task serves this line no more; the last one closes it.
    fn leave(&mut self, listing: ListingId) {
        let Some(line) = self.by_listing.get_mut(&listing) else {
            return;
        };
        line.servers -= 1;
        if line.servers == 0 {
            self.waiting -= line.waiting.len();
            self.by_listing.remove(&listing);
        }
    }

    /// Back to the front of the line, in their order.
    fn put_back(&mut self, listing: ListingId, again: Vec<Waiting>) {
        self.waiting += again.len();
        let line = self.by_listing.entry(listing).or_default();
        for waiting in again.into_iter().rev() {
            line.waiting.push_front(waiting);
        }
    }
}

/// Takes a task that panicked off its line, so that the listing is not stuck: who waits for it alone hears of a failure and asks again by
/// key.
struct LeaveOnPanic {
    desk: Arc<Inner>,
    listing: ListingId,
}

impl Drop for LeaveOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.desk.lines().leave(self.listing);
        }
    }
}

impl Inner {
    /// The lines are whole between any two statements, so a panic elsewhere doesn't spoil them.
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves one listing's line until it is empty.
async fn serve_line(desk: Arc<Inner>, listing: ListingId) {
    let _guard = LeaveOnPanic {
        desk: Arc::clone(&desk),
        listing,
    };
    loop {
        // Taken before the batch is, so that those who come meanwhile are in it.
        let Ok(_permit) = desk.batches.acquire().await else {
            return;
        };
        let batch = desk.lines().take(listing);
        if batch.is_empty() {
            return;
        }
        let again = serve_batch(&desk.goods, listing, batch).await;
        if !again.is_empty() {
            desk.lines().put_back(listing, again);
        }
    }
}

/// Answers everybody in the batch; gives back those who have to be asked once more.
async fn serve_batch(goods: &Goods, listing: ListingId, batch: Vec<Waiting>) -> Vec<Waiting> {
    let (asks, answers): (Vec<Ask>, Vec<_>) = batch.into_iter().map(|w| (w.ask, w.answer)).unzip();
    let outcomes = outcomes(goods, listing, &asks).await;
    let mut again = Vec::new();
    for ((ask, answer), outcome) in asks.into_iter().zip(answers).zip(outcomes) {
        let result = match outcome {
            Served::Answer(status, body) => Ok((status, body)),
            Served::Refused(error) => Err(error),
            Served::Again => {
                again.push(Waiting { ask, answer });
                continue;
            }
        };
        // A caller that went away has its purchase all the same.
        let _ = answer.send(result);
    }
    again
}

/// One outcome per purchase, whatever happens: a batch that fails as a whole is served one by one.
async fn outcomes(goods: &Goods, listing: ListingId, asks: &[Ask]) -> Vec<Served> {
    match persistently(goods, listing, asks).await {
        Ok(outcomes) => outcomes,
        Err(error) if asks.len() == 1 || away(&error) => asks.iter().map(|_| Served::Refused(same(&error))).collect(),
        Err(_) => {
            let mut outcomes = Vec::with_capacity(asks.len());
            for ask in asks {
                let alone = persistently(goods, listing, std::slice::from_ref(ask)).await;
                let one = alone.map(|mut one| one.pop().unwrap_or(Served::Again));
                outcomes.push(one.unwrap_or_else(Served::Refused));
            }
            outcomes
        }
    }
}

/// Tries again what lost against another transaction, or whose commit is in doubt: what was done is found by its keys.
async fn persistently(goods: &Goods, listing: ListingId, asks: &[Ask]) -> Result<Vec<Served>> {
    let mut tries = 0;
    loop {
        match serve(goods, listing, asks).await {
            Err(error) if error.code == Code::DatabaseUnavailable && tries < TRIES => {
                tries += 1;
                tracing::warn!(listing.id = %listing, ?error, purchases = asks.len(), tries, "a batch of purchases failed and is tried again");
                tokio::time::sleep(Duration::from_millis(10 * u64::from(tries * tries))).await;
            }
            Err(error) => {
                tracing::error!(listing.id = %listing, ?error, purchases = asks.len(), "a batch of purchases failed");
                return Err(error);
            }
            served => return served,
        }
    }
}

/// The database is away, so that asking for each of a batch by itself would only take longer.
fn away(error: &Error) -> bool {
    let conflict = error
        .cause
        .as_ref()
        .and_then(|cause| cause.downcast_ref::<sqlx::Error>())
        .and_then(|e| e.as_database_error()?.code())
        .is_some_and(|code| matches!(&*code, "40001" | "40P01" | "55P03" | "57014"));
    error.code == Code::DatabaseUnavailable && !conflict
}
