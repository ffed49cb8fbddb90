//! The one database: pool, transactions with their instant, outbox, jobs, locks, test databases, the built-in PostgreSQL.
//!
//! A command opens one [`Tx`], asks the pure core, writes state + postings + events + jobs, commits.

pub mod audit;
mod clock;
pub mod constraint;
pub mod deliveries;
pub mod embedded;
pub mod idempotency;
mod jobs;
mod migrate;
mod outbox;
pub mod testdb;
pub mod testlog;
mod tx;

pub use clock::Clock;
pub use jobs::{Job, JobKey, enqueue, enqueue_all, enqueue_all_at, enqueue_at, remove_job};
pub use migrate::{is_current, migrate};
pub use outbox::{Announce, React, StoredEvent, announce, announce_all, load_event};
pub use tx::{Store, Tx};

/// The channel on which a new realtime row is notified.
pub const REALTIME_CHANNEL: &str = "amanat_realtime";
