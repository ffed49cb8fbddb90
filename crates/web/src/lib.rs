//! How the platform speaks HTTP: envelope, failures, extractors, idempotency keys, rate limits.
//!
//! A handler takes extractors that already hold an allowed caller, a typed id and a valid body, opens one transaction, and answers
//! with [`ok`]. Small and calm: no feature's words live here.

mod answer;
mod caller;
mod client;
mod config;
mod ctx;
mod extract;
mod harden;
mod idempotency;
mod recent;
mod serve;
mod site;
pub mod testing;
pub mod tokens;

pub use answer::{Answer, Envelope, Failure, FailureBody, PageOf, ok};
pub use caller::{AdminCaller, Caller, GuardCaller, MaybeCaller, RequestMeta, StaffCaller, Via};
pub use client::Client;
pub use config::{HttpConfig, Limit, Limits};
pub use ctx::Ctx;
pub use extract::{Json, Path, Query};
pub use harden::{Nonce, RateLimits, RequestId, harden};
pub use idempotency::IdempotencyKey;
pub use recent::{RecentAdmin, RecentCaller, RecentGuard, RecentStaff};
pub use serve::serve;
pub use site::Site;
