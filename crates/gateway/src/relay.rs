//! The service's answer on its way to the caller: searched for the key, counted, settled when it ends or breaks off.
//!
//! The caller's connection pulls: who stops reading stops the service, who goes away ends the call to it.

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

type Chunks = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

/// One answer on its way. Dropped half way, it settles the call by what is known then.
pub(crate) struct Relay {
    pub(crate) chunks: Chunks,
    pub(crate) scrubbing: Scrubbing,
    pub(crate) counter: Counter,
    pub(crate) held: Held,
    pub(crate) place: Place<TokenId>,
    pub(crate) idle: Duration,
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

impl Relay {
    /// The body for the caller.
    pub(crate) fn into_body(self) -> Body {
        Body::from_stream(futures::stream::unfold(Some(self), |relay| async move {
            let mut relay = relay?;
            match relay.step().await {
                Step::Chunk(chunk) => Some((Ok(chunk), Some(relay))),
                Step::Last(chunk) => {
                    relay.ended();
                    (!chunk.is_empty()).then_some((Ok(chunk), None))
                }
                Step::Broken => {
                    relay.broke_off();
                    Some((Err(io::Error::other("the service broke off its answer")), None))
                }
            }
        }))
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
        if !self.counter.is_known() {
            self.held.judge(Verdict::NotBilled);
        }
    }
}
