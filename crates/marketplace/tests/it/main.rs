//! The marketplace as its users meet it: real requests to the routes, a database of its own for every test.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

mod accepting;
mod app;
mod browsing;
mod finding;
mod offering;
mod shops;
mod templates;
