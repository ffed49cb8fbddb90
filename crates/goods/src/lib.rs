//! Digital goods by the unit: listings with stock, sealed secrets, purchases, tokens. The gateway that meters their use is the crate
//! `gateway`.

pub mod egress;
mod events;
pub mod gateway_settings;
mod keyring;
pub mod listings;
pub mod sealed;

pub use egress::Egress;
pub use events::Event;
pub use gateway_settings::GatewaySettings;
pub use keyring::{KeyRing, RingError};
pub use listings::{FulfilmentKind, ListingStatus, Moderation};
