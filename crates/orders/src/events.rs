//! What orders announce.

use amanat_base::{Amount, AssetId, ListingId, OrderId, UserId};
use amanat_escrow::{ActionKind, Party, State};
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// Why money of an order became somebody's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freed {
    /// Released to the seller.
    Release,
    /// Given back to the buyer.
    Refund,
}

/// An event of an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Terms were agreed, and the payment period begins.
    Created {
        /// Which order.
        order: OrderId,
        /// Who pays.
        buyer: UserId,
        /// Who delivers.
        seller: UserId,
        /// Units of this listing, if they were bought by the unit.
        #[serde(default)]
        listing: Option<ListingId>,
    },
    /// An action happened; the state may have stayed the same.
    Changed {
        /// Which order.
        order: OrderId,
        /// Who pays.
        buyer: UserId,
        /// Who delivers.
        seller: UserId,
        /// What happened.
        action: ActionKind,
        /// The state before.
        from: State,
        /// The state after.
        to: State,
        /// Who did it, if a person.
        by: Option<UserId>,
    },
    /// Money of the order is now a person's available balance, to be paid out.
    MoneyFreed {
        /// Which order.
        order: OrderId,
        /// Whose it is.
        user: UserId,
        /// In which asset.
        asset: AssetId,
        /// Base units.
        amount: Amount,
        /// Why.
        why: Freed,
        /// The person whose action freed it, who may not approve its payout.
        by: Option<UserId>,
    },
    /// Money of the order is held until an exception case is settled (`true`), or not any more.
    Held {
        /// Which order.
        order: OrderId,
        /// Held or not.
        held: bool,
    },
    /// A rating became visible, because both sides have rated or seven days are over. Announced once per rating; a listing's score
    /// is read whole from `listing_score`.
    Rated {
        /// Which order.
        order: OrderId,
        /// The side that rated.
        by: Party,
        /// Who rated.
        rater: UserId,
        /// Who was rated.
        rated: UserId,
        /// The listing whose units the buyer rated.
        listing: Option<ListingId>,
        /// 1 to 5.
        stars: i16,
    },
}

impl Announce for Event {
    const FEATURE: &'static str = "orders";
}
