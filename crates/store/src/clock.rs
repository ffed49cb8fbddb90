//! Time is the database's `now()` plus an offset that only tests and the development page may move.
//!
//! Because no deadline is ever compared with the process's own clock, a server whose clock is wrong releases nothing early.

use chrono::TimeDelta;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// How far the platform's time is ahead of the database's, in microseconds. Zero in production.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// The offset.
    pub fn offset(&self) -> TimeDelta {
        TimeDelta::microseconds(self.0.load(Ordering::SeqCst))
    }

    /// Moves time forward (tests and development only).
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
    }
}
