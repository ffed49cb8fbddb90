//! Units held for one running call, and what becomes of them.

use amanat_base::{ListingId, TokenId, UsageId};
use std::time::Instant;
use tokio::sync::mpsc;

/// What a call counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The service failed, or was never asked: everything goes back.
    NotBilled,
    /// So many units, at most those held; the rest goes back.
    Counted(i64),
}

/// The end of one call, on its way to the database.
#[derive(Clone, Debug)]
pub(super) struct Finish {
    pub(super) usage: UsageId,
    pub(super) token: TokenId,
    pub(super) verdict: Verdict,
    pub(super) held: i64,
    pub(super) status: Option<u16>,
    pub(super) duration_ms: u64,
}

impl Finish {
    pub(super) fn units(&self) -> i64 {
        match self.verdict {
            Verdict::NotBilled => 0,
            Verdict::Counted(units) => units.clamp(0, self.held),
        }
    }

    pub(super) fn outcome(&self) -> &'static str {
        match self.verdict {
            Verdict::NotBilled => "not_billed",
            Verdict::Counted(_) => "counted",
        }
    }
}

/// Held units. Whoever drops it ends the call with the verdict that stands then, so that no way out of a handler, be it an error or a
/// caller who went away, forgets to settle.
#[derive(Debug)]
pub(crate) struct Held {
    finishes: mpsc::UnboundedSender<Finish>,
    finish: Finish,
    listing: ListingId,
    began: Instant,
    /// Units left to the token beside those held.
    pub(crate) left: i64,
}

impl Held {
    pub(super) fn new(finishes: mpsc::UnboundedSender<Finish>, ask: &super::Ask, left: i64) -> Self {
        let finish = Finish {
            usage: ask.usage,
            token: ask.token,
            // until it is sent
            verdict: Verdict::NotBilled,
            held: ask.units,
            status: None,
            duration_ms: 0,
        };
        Self {
            finishes,
            finish,
            listing: ask.listing,
            began: Instant::now(),
            left,
        }
    }

    /// From now on the call counts as held, whoever goes away, unless something better is known.
    pub(crate) fn is_sent(&mut self) {
        self.finish.verdict = Verdict::Counted(self.finish.held);
    }

    /// The service began to answer.
    pub(crate) fn is_answered(&mut self, status: u16) {
        self.finish.status = Some(status);
    }

    /// What it counts, as far as is known now.
    pub(crate) fn judge(&mut self, verdict: Verdict) {
        self.finish.verdict = verdict;
    }

    /// Units held.
    pub(crate) fn units(&self) -> i64 {
        self.finish.held
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        self.finish.duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let listing = self.listing.to_string();
        metrics::counter!("gateway_calls_total", "listing" => listing.clone(), "outcome" => self.finish.outcome()).increment(1);
        metrics::counter!("gateway_units_total", "listing" => listing).increment(self.finish.units().unsigned_abs());
        metrics::histogram!("gateway_duration_seconds").record(took.as_secs_f64());
        // Once the writing task is gone the row stays open, and is settled as interrupted.
        let _ = self.finishes.send(self.finish.clone());
    }
}
