//! Files over their routes: what is taken, who may see it, and what goes again.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

mod app;
mod on_orders;
mod reading;
mod s3;
mod sweeping;
mod uploads;
