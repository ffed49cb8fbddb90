//! `/gateway/{listing}/{path}`: calls a seller's service on a buyer's behalf, with the seller's key, and counts the units.
//!
//! A call costs nothing when the service fails: it can't be reached, doesn't begin its answer in time, answers 5xx, or breaks off before
//! it said what the call counts. Any other answer counts, a 4xx too; and so does a call whose caller went away after it was sent. What
//! counts by header or JSON holds the listing's maximum per call beforehand, as it was when the units were bought if that was less; an
//! answer that doesn't say its count costs that maximum (a 4xx one unit). JSON beyond 1 MB isn't read.

mod access;
mod count;
mod events;
mod gateway;
mod headers;
mod limits;
mod meter;
mod proxy;
mod relay;
mod scrub;
mod service;
mod target;
mod upload;
mod usage;

pub use events::Event;
pub use gateway::{Gateway, Limits, Tasks, sweep};
pub use proxy::router;
pub use usage::usage_router;
