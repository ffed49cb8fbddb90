//! What files announce.

use amanat_base::{FileId, OrderId, UserId};
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// An event of files.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A party of a deal showed the other side a file.
    AddedToOrder {
        /// Of which deal.
        order: OrderId,
        /// The file.
        file: FileId,
        /// What it is called.
        name: String,
        /// Who.
        by: UserId,
        /// The other side.
        other: UserId,
    },
}

impl Announce for Event {
    const FEATURE: &'static str = "files";
}
