//! The ledger against a real PostgreSQL, each test with a database of its own.

mod bank;
mod combining;
mod concurrency;
mod guards;
mod posting;
mod reading;
mod tampering;
