//! What goods announce.

use crate::listings::{ListingStatus, Moderation};
use crate::tokens::Ended;
use amanat_base::{Amount, AssetId, ListingId, OrderId, TokenId, UserId};
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
    /// Units were paid for, their tokens are issued, and the orders are delivered. Purchases that were served together are announced
    /// together, 200 at most.
    Sold {
        /// Of which listing.
        listing: ListingId,
        /// Its name.
        service_name: String,
        /// Who sold.
        seller: UserId,
        /// Units that can still be bought.
        left: i64,
        /// What was sold to whom; at least one.
        sales: Vec<Sale>,
    },
    /// A paid order can't be delivered right now. Announced once per reason; if it stays so, the delivery period pays the buyer back.
    FulfilmentFailed {
        /// Which order.
        order: OrderId,
        /// Of which listing.
        listing: ListingId,
        /// Who paid.
        buyer: UserId,
        /// Who has to put it in order.
        seller: UserId,
        /// A sentence.
        reason: String,
    },
    /// Units of an order that ended can be bought again.
    UnitsReturned {
        /// Which order.
        order: OrderId,
        /// Of which listing.
        listing: ListingId,
        /// Whose listing.
        seller: UserId,
        /// How many.
        units: i64,
    },
    /// A secret was shown to its buyer.
    TokenRevealed {
        /// Which token.
        token: TokenId,
        /// Of which order.
        order: OrderId,
        /// Of which listing.
        listing: ListingId,
        /// To whom.
        buyer: UserId,
    },
    /// A token is not served any more.
    TokenEnded {
        /// Which token.
        token: TokenId,
        /// Of which order.
        order: OrderId,
        /// Of which listing.
        listing: ListingId,
        /// Whose.
        buyer: UserId,
        /// Why.
        because: Ended,
    },
    /// A metered order was settled by its use.
    Settled {
        /// Which order.
        order: OrderId,
        /// By which token's use.
        token: TokenId,
        /// Of which listing.
        listing: ListingId,
        /// Who bought.
        buyer: UserId,
        /// Who sold.
        seller: UserId,
        /// Units that were used,
        used_units: i64,
        /// of so many.
        units: i64,
        /// The asset of the amounts.
        asset: AssetId,
        /// What the use came to, the fee included; base units.
        earned: Amount,
        /// What went back to the buyer; base units.
        returned: Amount,
    },
}

/// One sale of [`Event::Sold`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sale {
    /// Its order.
    pub order: OrderId,
    /// Who bought.
    pub buyer: UserId,
    /// How many units.
    pub units: i64,
}

impl Announce for Event {
    const FEATURE: &'static str = "goods";
}
