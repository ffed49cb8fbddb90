//! What the marketplace announces.

use crate::RequestStatus;
use amanat_base::{CategoryId, OfferId, OrderId, RequestId, UserId};
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// An offer that ended because the request went another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Which offer.
    pub offer: OfferId,
    /// Whose.
    pub seller: UserId,
}

/// An event of the marketplace.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A buyer posted a request.
    RequestCreated {
        /// Which request.
        request: RequestId,
        /// Whose.
        buyer: UserId,
        /// In which category.
        category: CategoryId,
        /// Its title.
        title: String,
    },
    /// The buyer changed or cancelled it.
    RequestChanged {
        /// Which request.
        request: RequestId,
        /// Whose.
        buyer: UserId,
        /// Its title now.
        title: String,
        /// Its status now.
        status: RequestStatus,
        /// True when offers must be made anew on the new wording.
        terms_changed: bool,
        /// The offers it concerns; closed when the request was cancelled.
        offers: Vec<Closed>,
    },
    /// A seller made an offer.
    OfferMade {
        /// Which request.
        request: RequestId,
        /// Which offer.
        offer: OfferId,
        /// Who asked.
        buyer: UserId,
        /// Who offers.
        seller: UserId,
        /// The request's title.
        title: String,
    },
    /// A side proposed other terms.
    OfferRevised {
        /// Which request.
        request: RequestId,
        /// Which offer.
        offer: OfferId,
        /// Who asked.
        buyer: UserId,
        /// Who offers.
        seller: UserId,
        /// Who proposed.
        by: UserId,
        /// Number of the proposal.
        revision: i32,
        /// The request's title.
        title: String,
    },
    /// The seller took the offer back.
    OfferWithdrawn {
        /// Which request.
        request: RequestId,
        /// Which offer.
        offer: OfferId,
        /// Who asked.
        buyer: UserId,
        /// Who offered.
        seller: UserId,
        /// The request's title.
        title: String,
    },
    /// The buyer declined the offer.
    OfferDeclined {
        /// Which request.
        request: RequestId,
        /// Which offer.
        offer: OfferId,
        /// Who asked.
        buyer: UserId,
        /// Who offered.
        seller: UserId,
        /// The request's title.
        title: String,
    },
    /// Both sides agreed: there is an order now.
    OfferAccepted {
        /// Which request.
        request: RequestId,
        /// Which offer.
        offer: OfferId,
        /// The order it became.
        order: OrderId,
        /// Who pays.
        buyer: UserId,
        /// Who delivers.
        seller: UserId,
        /// Who accepted the other side's terms.
        by: UserId,
        /// The request's title.
        title: String,
        /// The other sellers' offers, closed by this.
        closed: Vec<Closed>,
    },
}

impl Announce for Event {
    const FEATURE: &'static str = "marketplace";
}
