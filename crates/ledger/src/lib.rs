//! Double-entry ledger on PostgreSQL. It knows owners, purposes and assets, and no word of the marketplace.
//!
//! A [`Posting`] is a list of moves from one account to another; it is written in one round trip, once per key, and never
//! changed. No account but a [`Purpose::World`] one goes below zero, not even between two moves of a posting. The tables,
//! the triggers that keep them append-only and the two functions that may move a balance are in
//! `migrations/0002_ledger.sql`.
//!
//! * [`post`] inside the caller's transaction; [`post_batch`] for many; [`Combiner`] for callers without a transaction of
//!   their own that meet on the same account.
//! * [`balance`], [`balance_at`], [`entries`], [`accounts_of`] read.
//! * [`accounts`], [`journal`], [`transaction`] are for whoever looks through the books.
//! * [`seal`] puts new transactions in the hash chain; [`verify`] recomputes everything, [`verification`] remembers when.

mod account;
mod batch;
mod chain;
mod combiner;
mod explore;
mod post;
mod posting;
mod read;
mod record;
mod seal;
pub mod verification;
mod verify;

pub use account::{Account, Purpose};
pub use batch::{post_batch, post_each};
pub use combiner::Combiner;
pub use explore::{AccountFilter, AccountRow, Booked, SealRow, Transaction, TransactionLine, account, accounts, journal, transaction};
pub use post::post;
pub use posting::{Move, Posted, Posting};
pub use read::{Entry, Holding, accounts_of, balance, balance_at, entries, signed_balance};
pub use seal::{Head, head, seal};
pub use verify::{Report, verify, verify_since};
