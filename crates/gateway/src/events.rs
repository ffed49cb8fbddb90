//! What the gateway announces.

use amanat_base::{ListingId, TokenId, UserId};
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// An event of the gateway.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A token's use moved; at most once per second, token and process, and the last movement is always told.
    UsageMoved {
        /// Which token.
        token: TokenId,
        /// Of which listing.
        listing: ListingId,
        /// Who bought it.
        buyer: UserId,
        /// Who sold it.
        seller: UserId,
        /// Units used, those of running calls included.
        used: i64,
        /// Units bought.
        units: i64,
    },
}

impl Announce for Event {
    const FEATURE: &'static str = "gateway";
}
