//! The service's answer on its way to the caller: searched for the key, counted, settled when it ends or breaks off.
//!
//! The caller's connection pulls: who stops reading stops the service, and who doesn't go on for too long, or goes away, ends the call.

use crate::{
    count::Counter,
    limits::Place,
    meter::{Held, Verdict},
    scrub::Scrubbing,
};
use amanat_base::TokenId;
use axum::body::{Body, Bytes};
use futures::{Stream, StreamExt};
use std::{io, pin::Pin, time::Duration};
use tokio::sync::mpsc;

type Chunks = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

/// One answer on its way. Dropped half way, it settles the call by what is known then.
pub(crate) struct Relay {
    pub(crate) chunks: Chunks,
    pub(crate) scrubbing: Scrubbing,
    pub(crate) counter: Counter,
    pub(crate) held: Held,
    pub(crate) place: Place<TokenId>,
    /// How long the service may pause.
    pub(crate) idle: Duration,
    /// How long the caller may take for one piece.
    pub(crate) reader_idle: Duration,
    /// Bytes that are still to come, when the service said how many.
    pub(crate) expected: Option<u64>,
    /// The service failed by its status: whatever it counts, it isn't billed.
    pub(crate) failed: bool,
    /// Units when the service didn't say.
    pub(crate) unsaid: i64,
}

enum Step {
    Chunk(Bytes),
    Last(Bytes),
    Broken,
}

/// A body that ends without its last piece was broken off.
enum Piece {
    Chunk(Bytes),
    Last(Bytes),
}

impl Relay {
    /// The body for the caller.
    pub(crate) fn into_body(self) -> Body {
        // One piece ahead of the reader, not more.
        let (pieces, body) = mpsc::channel(1);
        tokio::spawn(self.run(pieces));
        Body::from_stream(futures::stream::unfold(Some(body), |body| async move {
            let mut body = body?;
            match body.recv().await {
                Some(Piece::Chunk(chunk)) => Some((Ok(chunk), Some(body))),
                Some(Piece::Last(chunk)) => (!chunk.is_empty()).then_some((Ok(chunk), None)),
                None => Some((Err(io::Error::other("the answer broke off")), None)),
            }
        }))
    }

    async fn run(mut self, pieces: mpsc::Sender<Piece>) {
        loop {
            let step = tokio::select! {
                biased;
                () = pieces.closed() => return,
                step = self.step() => step,
            };
            match step {
                Step::Chunk(chunk) => match pieces.send_timeout(Piece::Chunk(chunk), self.reader_idle).await {
                    Ok(()) => {}
                    // gone, or no longer reading
                    Err(_) => return,
                },
                Step::Last(chunk) => {
                    self.ended();
                    let wait = self.reader_idle;
                    // Settled before the caller has its end.
                    drop(self);
                    let _ = pieces.send_timeout(Piece::Last(chunk), wait).await;
                    return;
                }
                Step::Broken => return self.broke_off(),
            }
        }
    }

    async fn step(&mut self) -> Step {
        loop {
            let chunk = match tokio::time::timeout(self.idle, self.chunks.next()).await {
                Ok(Some(Ok(chunk))) => chunk,
                Ok(None) => return Step::Last(self.scrubbing.rest()),
                Ok(Some(Err(_))) | Err(_) => return Step::Broken,
            };
            self.counter.read(&chunk);
            let length = chunk.len() as u64;
            let clean = self.scrubbing.push(chunk);
            // The server asks no further once all that was promised is there, so the end has to be seen here.
            if let Some(expected) = &mut self.expected {
                *expected = expected.saturating_sub(length);
                if *expected == 0 {
                    let rest = self.scrubbing.rest();
                    return Step::Last(if rest.is_empty() { clean } else { [clean, rest].concat().into() });
                }
            }
            if !clean.is_empty() {
                return Step::Chunk(clean);
            }
        }
    }

    /// All of the answer was seen.
    pub(crate) fn ended(&mut self) {
        if !self.failed {
            let units = self.counter.total().unwrap_or(self.unsaid);
            self.held.judge(Verdict::Counted(units));
        }
    }

    /// What the service had said already counts; an answer of which nobody knows the count doesn't.
    fn broke_off(&mut self) {
        tracing::warn!(token.id = %self.place.key(), "a service broke off its answer");
        if self.counter.is_known() {
            return;
        }
        let said = self.counter.total().filter(|_| !self.failed);
        self.held.judge(said.map_or(Verdict::NotBilled, Verdict::Counted));
    }
}
