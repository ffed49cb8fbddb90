//! Digital goods by the unit: listings with stock, sealed secrets, purchases, tokens. The gateway that meters their use is the crate
//! `gateway`.

mod events;
pub mod listings;

pub use events::Event;
pub use listings::{FulfilmentKind, ListingStatus, Moderation};
