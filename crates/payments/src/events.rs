//! What payments announce.

use crate::{Action, CaseKind};
use amanat_base::{Amount, AssetId, DepositId, ExceptionId, OrderId, PaymentId, UserId};
use amanat_chain::EvmAddress;
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// Which payment an event is about, and whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The payment.
    pub payment: PaymentId,
    /// Its order.
    pub order: OrderId,
    /// Who pays.
    pub buyer: UserId,
    /// Who is paid.
    pub seller: UserId,
}

/// Money that a settled case made somebody's own, to be paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFreed {
    /// Whose it is now.
    pub user: UserId,
    /// In which asset.
    pub asset: AssetId,
    /// Base units.
    pub amount: Amount,
    /// Where the buyer asked refunds to go, if they said.
    pub refund_address: Option<EvmAddress>,
    /// The person who settled the case, who may not approve the payout.
    pub by: UserId,
}

/// An event of a payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The buyer chose an asset and got an address.
    CheckoutCreated {
        /// Which payment.
        #[serde(flatten)]
        about: About,
    },
    /// A transfer to the address is on the chain, not yet deep enough.
    Seen {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Which transfer; `None` for one that a card processor announced.
        deposit: Option<DepositId>,
        /// Base units that arrived.
        amount: Amount,
        /// Of this asset.
        asset: AssetId,
    },
    /// The transfer is deeper than when last announced.
    Progress {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Which transfer.
        deposit: DepositId,
        /// Blocks on top of it, its own counted.
        confirmations: i64,
        /// How many it needs.
        required: i64,
    },
    /// The payment is complete and in the order's escrow.
    Confirmed {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Base units that funded the order.
        amount: Amount,
        /// Of this asset.
        asset: AssetId,
    },
    /// Less than asked for is confirmed; the rest can follow until the order's payment period ends.
    Underpaid {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Base units confirmed so far.
        received: Amount,
        /// Base units asked for.
        expected: Amount,
    },
    /// More than asked for came; the surplus is in a case.
    Overpaid {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Base units beyond the price.
        surplus: Amount,
    },
    /// Money came when the order did not accept it any more; it is in a case.
    Late {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Base units.
        amount: Amount,
    },
    /// A transfer that was seen is not on the chain any more, before it counted.
    Dropped {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Which transfer.
        deposit: DepositId,
    },
    /// A transfer that had counted is not on the chain any more, or the card processor took money back. An alert for every operator.
    Reversed {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Which transfer; `None` for a card.
        deposit: Option<DepositId>,
        /// Base units.
        amount: Amount,
        /// True: taken back out of escrow. False: part was paid out already, so the order is held and a case is open.
        covered: bool,
    },
    /// The card was declined, or its page was left until it closed. The buyer may pay in another way.
    CheckoutEnded {
        /// Which payment.
        #[serde(flatten)]
        about: About,
    },
    /// The buyer's bank disputes the card payment, or has stopped to. While it does, the order's money is held. An alert for every
    /// operator, who answers the bank at the card processor.
    Disputed {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// False: it is over.
        open: bool,
    },
    /// A case was opened.
    ExceptionOpened {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Which case.
        exception: ExceptionId,
        /// Of what kind.
        kind: CaseKind,
        /// Base units it is about.
        amount: Amount,
    },
    /// Somebody proposed what to do with a case: a second person can look at it now.
    ExceptionProposed {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Which case.
        exception: ExceptionId,
    },
    /// A case was settled by a second person, or fell away.
    ExceptionSettled {
        /// Which payment.
        #[serde(flatten)]
        about: About,
        /// Which case.
        exception: ExceptionId,
        /// Of what kind.
        kind: CaseKind,
        /// What was done.
        action: Action,
        /// Money to pay out because of it.
        freed: Option<CaseFreed>,
    },
}

impl Event {
    /// Which payment it is about.
    pub const fn about(&self) -> &About {
        match self {
            Self::CheckoutCreated { about }
            | Self::Seen { about, .. }
            | Self::Progress { about, .. }
            | Self::Confirmed { about, .. }
            | Self::Underpaid { about, .. }
            | Self::Overpaid { about, .. }
            | Self::Late { about, .. }
            | Self::Dropped { about, .. }
            | Self::Reversed { about, .. }
            | Self::CheckoutEnded { about }
            | Self::Disputed { about, .. }
            | Self::ExceptionOpened { about, .. }
            | Self::ExceptionProposed { about, .. }
            | Self::ExceptionSettled { about, .. } => about,
        }
    }
}

impl Announce for Event {
    const FEATURE: &'static str = "payments";
}
