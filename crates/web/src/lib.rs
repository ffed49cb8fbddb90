//! How the platform speaks HTTP: envelope, failures, extractors, idempotency keys, rate limits.
//!
//! A handler takes extractors that already hold an allowed caller, a typed id and a valid body, opens one transaction, and answers
//! with [`ok`]. Small and calm: no feature's words live here.

mod answer;
mod caller;
mod ctx;
mod extract;
mod idempotency;
pub mod tokens;

pub use answer::{Answer, Envelope, Failure, FailureBody, PageOf, ok};
pub use caller::{AdminCaller, Caller, GuardCaller, MaybeCaller, RequestMeta, ResolverCaller};
pub use ctx::Ctx;
pub use extract::{Json, Path, Query};
pub use idempotency::IdempotencyKey;
