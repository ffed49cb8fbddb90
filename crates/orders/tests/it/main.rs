//! Orders as their parties meet them: real requests to the routes, a database of its own for every test.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

mod app;
mod disputes;
mod list;
mod ratings;
mod score;
