//! How the platform speaks HTTP: envelope, failures, extractors, idempotency keys, rate limits.
//!
//! A handler takes extractors that already hold an allowed caller, a typed id and a valid body, opens one transaction, and answers
//! with [`ok`]. Small and calm: no feature's words live here.

mod answer;
pub mod api_key;
mod caller;
mod client;
mod config;
mod ctx;
mod extract;
mod harden;
mod idempotency;
pub mod language;
mod network;
mod recent;
pub mod scope;
mod serve;
mod site;
pub mod testing;
pub mod tokens;

pub use answer::{Answer, Envelope, Failure, FailureBody, PageOf, ok};
pub use caller::{AdminCaller, Caller, Entry, GuardCaller, MaybeCaller, PowerCaller, RequestMeta, ResolverCaller, StaffCaller, Via};
pub use client::{Address, Client};
pub use config::{HttpConfig, Limit, Limits};
pub use ctx::Ctx;
pub use extract::{Json, Path, Query};
pub use harden::{Nonce, RateLimits, RequestId, harden};
pub use idempotency::IdempotencyKey;
pub use network::{Network, NotANetwork};
pub use recent::{RecentAdmin, RecentCaller, RecentGuard, RecentStaff};
pub use scope::Scope;
pub use serve::serve;
pub use site::Site;
