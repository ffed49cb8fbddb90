//! The gateway as callers and sellers' services meet it: real sockets on both sides, a database of its own for every test.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

mod access;
mod attacks;
mod counting;
mod crashes;
mod forwarding;
mod limits;
mod raw;
mod secrecy;
mod stage;
mod streaming;
mod upstream;
mod usage;
