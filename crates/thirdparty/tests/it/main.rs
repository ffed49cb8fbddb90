//! The stand-ins over HTTP, with `amanat-stripe` as the client: what each believes of Stripe is held against the other.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

mod api;
mod connect;
mod money;
mod pages;
mod sessions;
mod setup;
mod upstream;
mod webhooks;
