//! Goods as their users meet them: real requests to the routes, a database of its own for every test.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

mod app;
mod attacks;
mod browsing;
mod buying;
mod desk;
mod moderating;
mod probing;
mod sealing;
mod shop;
mod tokens;
mod writing;
