//! What custody announces.

use amanat_base::{Amount, AssetId, OrderId, PayoutId, UserId};
use amanat_chain::EvmHash;
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// An event of money out. All but the sweeps concern one payout and its beneficiary.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// An instruction was written down.
    PayoutCreated {
        /// Which.
        payout: PayoutId,
        /// Who gets it.
        user: UserId,
        /// The order it comes from, if any.
        order: Option<OrderId>,
        /// In which asset.
        asset: AssetId,
        /// Base units.
        amount: Amount,
        /// True when a guard must approve it first.
        needs_approval: bool,
    },
    /// It may go on: a guard approved it (`by`), or none was needed.
    PayoutApproved {
        /// Which.
        payout: PayoutId,
        /// Who gets it.
        user: UserId,
        /// The guard.
        by: Option<UserId>,
    },
    /// A guard refused it; the money is available to its owner again.
    PayoutRejected {
        /// Which.
        payout: PayoutId,
        /// Who would have got it.
        user: UserId,
        /// The guard.
        by: UserId,
        /// Why.
        reason: String,
    },
    /// It waits. Announced when the reason changes, not on every look.
    PayoutWaiting {
        /// Which.
        payout: PayoutId,
        /// Who gets it.
        user: UserId,
        /// Why, as a sentence.
        reason: String,
    },
    /// Its transaction was sent for the first time.
    PayoutBroadcast {
        /// Which.
        payout: PayoutId,
        /// Who gets it.
        user: UserId,
        /// The transaction.
        tx: EvmHash,
    },
    /// It is on the chain, deep enough, or the card processor has done it. After a reorganisation it may be announced again.
    PayoutConfirmed {
        /// Which.
        payout: PayoutId,
        /// Who got it.
        user: UserId,
        /// The order it comes from, if any.
        order: Option<OrderId>,
        /// In which asset.
        asset: AssetId,
        /// Base units.
        amount: Amount,
        /// The transaction; `None` on the card rail.
        tx: Option<EvmHash>,
    },
    /// It can't be done as instructed; the money is available to its owner again.
    PayoutFailed {
        /// Which.
        payout: PayoutId,
        /// Whose money it is.
        user: UserId,
        /// The order it comes from, if any.
        order: Option<OrderId>,
        /// Why, as a sentence.
        reason: String,
    },
}

impl Announce for Event {
    const FEATURE: &'static str = "custody";
}
