//! What goods announce.

use crate::listings::{ListingStatus, Moderation};
use amanat_base::{ListingId, UserId};
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// An event of goods.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A listing waits for an admin to look at it.
    ListingSubmitted {
        /// Which listing.
        listing: ListingId,
        /// Whose.
        seller: UserId,
        /// Its name.
        service_name: String,
    },
    /// An admin approved or rejected a listing.
    ListingModerated {
        /// Which listing.
        listing: ListingId,
        /// Whose.
        seller: UserId,
        /// Its name.
        service_name: String,
        /// What was decided.
        moderation: Moderation,
        /// Why, for the seller.
        note: Option<String>,
    },
    /// A listing's status changed: by its seller, or because its last unit was taken or came back.
    ListingStatusChanged {
        /// Which listing.
        listing: ListingId,
        /// Whose.
        seller: UserId,
        /// Its name.
        service_name: String,
        /// Its status now.
        status: ListingStatus,
    },
}

impl Announce for Event {
    const FEATURE: &'static str = "goods";
}
