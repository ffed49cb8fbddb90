//! Listings: what sellers put on sale by the unit.

mod kinds;

pub use kinds::{FulfilmentKind, ListingStatus, Moderation};
