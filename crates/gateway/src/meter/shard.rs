//! One writing task: collects what waits, writes it in one transaction, answers.

use super::{
    Admission, Moves, Node, Waiting,
    held::{Finish, Held},
    write,
};
use amanat_base::{Code, Error, Result};
use amanat_store::Store;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Most calls, and most ends of calls, in one transaction.
const MAX_BATCH: usize = 256;
/// After a failed transaction the ends of calls wait so long for the next one, unless something comes.
const RETRY: Duration = Duration::from_millis(250);
/// At a shutdown, transactions that are tried for the last ends before they are left to the sweep.
const LAST_TRIES: usize = 3;

pub(super) struct Shard {
    store: Store,
    node: Node,
    moves: Moves,
    /// Never more than there are running calls, so it needs no bound of its own.
    finished: mpsc::UnboundedReceiver<Finish>,
    finishes: mpsc::UnboundedSender<Finish>,
    /// Ends of calls that are not written yet.
    pending: Vec<Finish>,
}

impl Shard {
    pub(super) fn new(store: Store, node: Node, moves: Moves) -> Self {
        let (finishes, finished) = mpsc::unbounded_channel();
        Self {
            store,
            node,
            moves,
            finished,
            finishes,
            pending: Vec::new(),
        }
    }

    pub(super) async fn run(mut self, mut asks: mpsc::Receiver<Waiting>, mut stop: watch::Receiver<bool>) {
        let mut batch = Vec::new();
        while self.collect(&mut asks, &mut batch, &mut stop).await {
            self.write(std::mem::take(&mut batch)).await;
        }
        asks.close();
        while let Ok(waiting) = asks.try_recv() {
            let _ = waiting.answer.send(Err(Code::ShuttingDown.into()));
        }
        for _ in 0..LAST_TRIES {
            self.take_finished();
            if self.pending.is_empty() {
                break;
            }
            self.write(Vec::new()).await;
        }
    }

    /// Waits for something to write; `false` when it is time to stop.
    async fn collect(&mut self, asks: &mut mpsc::Receiver<Waiting>, batch: &mut Vec<Waiting>, stop: &mut watch::Receiver<bool>) -> bool {
        let has_pending = !self.pending.is_empty();
        tokio::select! {
            biased;
            stopped = stop.wait_for(|stop| *stop) => {
                drop(stopped);
                return false;
            }
            Some(finish) = self.finished.recv() => self.pending.push(finish),
            n = asks.recv_many(batch, MAX_BATCH) => if n == 0 {
                return false;
            },
            () = tokio::time::sleep(RETRY), if has_pending => {}
        }
        while batch.len() < MAX_BATCH {
            match asks.try_recv() {
                Ok(waiting) => batch.push(waiting),
                Err(_) => break,
            }
        }
        self.take_finished();
        true
    }

    fn take_finished(&mut self) {
        while let Ok(finish) = self.finished.try_recv() {
            self.pending.push(finish);
        }
    }

    async fn write(&mut self, batch: Vec<Waiting>) {
        // Whoever went away while waiting needs nothing held.
        let batch: Vec<Waiting> = batch.into_iter().filter(|w| !w.answer.is_closed()).collect();
        if batch.is_empty() && self.pending.is_empty() {
            return;
        }
        if !batch.is_empty() {
            metrics::histogram!("gateway_holds_batch").record(batch.len() as f64);
        }
        let finishes = self.pending.split_off(self.pending.len().saturating_sub(MAX_BATCH));
        let asks: Vec<_> = batch.iter().map(|w| &w.ask).collect();
        match write::write(&self.store, self.node, &asks, &finishes).await {
            Ok(written) => {
                self.moves.note(written.moved);
                self.answer(batch, written.answers);
            }
            Err(failure) => {
                self.failed(batch, finishes, failure).await;
            }
        }
    }

    fn answer(&self, batch: Vec<Waiting>, answers: Vec<Result<Option<i64>>>) {
        for (waiting, outcome) in batch.into_iter().zip(answers) {
            let admission = outcome.map(|held| match held {
                Some(left) => Admission::Held(Held::new(self.finishes.clone(), &waiting.ask, left)),
                None => Admission::Stale,
            });
            // When the caller went away meanwhile, the dropped answer gives its units back.
            let _ = waiting.answer.send(admission);
        }
    }

    async fn failed(&mut self, batch: Vec<Waiting>, finishes: Vec<Finish>, failure: write::Failure) {
        let error = failure.error;
        tracing::warn!(
            ?error,
            calls = batch.len(),
            ended = finishes.len(),
            "the meter could not write; nothing of this is served"
        );
        if failure.may_be_committed {
            // What was held after all, nobody will use.
            let left: Vec<_> = batch.iter().map(|w| Held::new(self.finishes.clone(), &w.ask, 0)).collect();
            drop(left);
        }
        for waiting in batch {
            let refusal = Error {
                retry_after_s: Some(1),
                ..Error::new(Code::DatabaseUnavailable)
            };
            let _ = waiting.answer.send(Err(refusal));
        }
        if error.code == Code::DatabaseUnavailable {
            self.pending.extend(finishes);
        } else {
            self.one_by_one(finishes).await;
        }
    }

    /// One end of a call that the database won't have must not keep the others from theirs.
    async fn one_by_one(&mut self, finishes: Vec<Finish>) {
        for finish in finishes {
            match write::write(&self.store, self.node, &[], std::slice::from_ref(&finish)).await {
                Ok(written) => self.moves.note(written.moved),
                Err(failure) if failure.error.code == Code::DatabaseUnavailable => self.pending.push(finish),
                Err(failure) => {
                    tracing::error!(usage.id = %finish.usage, error = ?failure.error, "the end of a call can't be written; it stays open");
                }
            }
        }
    }
}
