//! What a deal is: its state, its money so far, its periods, and who may do what to it.

use amanat_base::Amount;
use serde::{Deserialize, Serialize};

/// Where a deal stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum State {
    /// Terms are fixed; no money yet.
    AwaitingPayment,
    /// The payment was seen on its rail and isn't final yet.
    Confirming,
    /// The money is held; the seller must deliver.
    Funded,
    /// Delivered; the buyer inspects.
    Delivered,
    /// A resolver decides.
    Disputed,
    /// Released to the seller.
    Completed,
    /// Given back to the buyer.
    Refunded,
    /// Decided by a ruling.
    Resolved,
    /// Never paid in time.
    Expired,
    /// Called off before any money came.
    Cancelled,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AwaitingPayment,
        Self::Confirming,
        Self::Funded,
        Self::Delivered,
        Self::Disputed,
        Self::Completed,
        Self::Refunded,
        Self::Resolved,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The text in database and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::Confirming => "confirming",
            Self::Funded => "funded",
            Self::Delivered => "delivered",
            Self::Disputed => "disputed",
            Self::Completed => "completed",
            Self::Refunded => "refunded",
            Self::Resolved => "resolved",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// Nothing can happen any more, and no money is held.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Refunded | Self::Resolved | Self::Expired | Self::Cancelled
        )
    }

    /// Money of the deal may be held in this state.
    pub const fn holds_money(self) -> bool {
        matches!(self, Self::Funded | Self::Delivered | Self::Disputed)
    }
}

/// The two sides of a deal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Party {
    /// Pays.
    Buyer,
    /// Delivers.
    Seller,
}

impl Party {
    /// The text in database and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
        }
    }

    /// The other side.
    pub const fn other(self) -> Self {
        match self {
            Self::Buyer => Self::Seller,
            Self::Seller => Self::Buyer,
        }
    }
}

/// What is sold, as far as the table cares.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Goods or work that the seller hands over.
    #[default]
    Work,
    /// Digital goods handed over automatically.
    Digital,
    /// Digital goods whose use is counted; only what was used is paid for.
    Metered,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Work, Self::Digital, Self::Metered];
}

/// Who acts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The paying side.
    Buyer,
    /// The delivering side.
    Seller,
    /// The person who decides disputes; never a party.
    Resolver,
    /// The payment rail, after the safety checks.
    Rail,
    /// A period that ran out.
    Timer,
    /// The automatic fulfilment of digital goods: delivers, and settles by use.
    Fulfilment,
}

impl Actor {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Buyer, Self::Seller, Self::Resolver, Self::Rail, Self::Timer, Self::Fulfilment];

    /// The text in timeline, API and graph.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
            Self::Resolver => "resolver",
            Self::Rail => "rail",
            Self::Timer => "timer",
            Self::Fulfilment => "fulfilment",
        }
    }

    /// The side this actor is, if a side.
    pub const fn party(self) -> Option<Party> {
        match self {
            Self::Buyer => Some(Party::Buyer),
            Self::Seller => Some(Party::Seller),
            _ => None,
        }
    }
}

/// What can be done to a deal, with its input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// The rail saw the payment, not final yet.
    PaymentSeen,
    /// What was seen is gone again (reorg, replaced).
    PaymentDropped,
    /// The payment is final: `total` base units arrived, of which `fee` is the platform's on full release. `milestones` are
    /// gross parts that sum to `total`; empty for one single part.
    Fund {
        /// Everything the buyer pays.
        total: Amount,
        /// The platform's part of it.
        fee: Amount,
        /// Gross parts, in order.
        milestones: Vec<Amount>,
    },
    /// A final payment turned out not to be (reorg deeper than the threshold).
    PaymentReversed,
    /// Calls the deal off before payment.
    Cancel,
    /// Hands over what was promised (the current milestone's part).
    Deliver,
    /// Sends the delivery back for correction.
    RequestChanges,
    /// Gives the seller more time, in seconds from now.
    GrantTime {
        /// New delivery period from now.
        seconds: i64,
    },
    /// Accepts: releases what is due (the current milestone, or everything).
    Confirm,
    /// Releases a part before everything is confirmed.
    ReleasePart {
        /// Gross amount.
        amount: Amount,
    },
    /// Gives everything that is held back to the buyer.
    Refund,
    /// Gives a part back to the buyer.
    RefundPart {
        /// Gross amount.
        amount: Amount,
    },
    /// Proposes to call the funded deal off together.
    ProposeCancel,
    /// Agrees to the other side's proposal: everything held goes back.
    AcceptCancel,
    /// Declines the other side's proposal, or withdraws one's own.
    DeclineCancel,
    /// Asks a resolver to decide.
    OpenDispute,
    /// Decides: `to_seller` gross of what is held, the rest to the buyer.
    Rule {
        /// Gross part for the seller.
        to_seller: Amount,
    },
    /// Records what use has earned so far; the timer settles by it.
    Meter {
        /// Gross part that was used.
        earned: Amount,
    },
    /// Ends a metered deal: what was used is released, the rest goes back.
    Settle {
        /// Gross part that was used.
        earned: Amount,
    },
    /// The state's period ran out.
    TimeOut,
}

/// The kinds of [`Action`], without input: what the table is keyed by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented at the action of the same name")]
pub enum ActionKind {
    PaymentSeen,
    PaymentDropped,
    Fund,
    PaymentReversed,
    Cancel,
    Deliver,
    RequestChanges,
    GrantTime,
    Confirm,
    ReleasePart,
    Refund,
    RefundPart,
    ProposeCancel,
    AcceptCancel,
    DeclineCancel,
    OpenDispute,
    Rule,
    Meter,
    Settle,
    TimeOut,
}

impl ActionKind {
    /// The text in timeline, API and graph.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaymentSeen => "payment_seen",
            Self::PaymentDropped => "payment_dropped",
            Self::Fund => "fund",
            Self::PaymentReversed => "payment_reversed",
            Self::Cancel => "cancel",
            Self::Deliver => "deliver",
            Self::RequestChanges => "request_changes",
            Self::GrantTime => "grant_time",
            Self::Confirm => "confirm",
            Self::ReleasePart => "release_part",
            Self::Refund => "refund",
            Self::RefundPart => "refund_part",
            Self::ProposeCancel => "propose_cancel",
            Self::AcceptCancel => "accept_cancel",
            Self::DeclineCancel => "decline_cancel",
            Self::OpenDispute => "open_dispute",
            Self::Rule => "rule",
            Self::Meter => "meter",
            Self::Settle => "settle",
            Self::TimeOut => "time_out",
        }
    }
}

impl Action {
    /// Its kind.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::PaymentSeen => ActionKind::PaymentSeen,
            Self::PaymentDropped => ActionKind::PaymentDropped,
            Self::Fund { .. } => ActionKind::Fund,
            Self::PaymentReversed => ActionKind::PaymentReversed,
            Self::Cancel => ActionKind::Cancel,
            Self::Deliver => ActionKind::Deliver,
            Self::RequestChanges => ActionKind::RequestChanges,
            Self::GrantTime { .. } => ActionKind::GrantTime,
            Self::Confirm => ActionKind::Confirm,
            Self::ReleasePart { .. } => ActionKind::ReleasePart,
            Self::Refund => ActionKind::Refund,
            Self::RefundPart { .. } => ActionKind::RefundPart,
            Self::ProposeCancel => ActionKind::ProposeCancel,
            Self::AcceptCancel => ActionKind::AcceptCancel,
            Self::DeclineCancel => ActionKind::DeclineCancel,
            Self::OpenDispute => ActionKind::OpenDispute,
            Self::Rule { .. } => ActionKind::Rule,
            Self::Meter { .. } => ActionKind::Meter,
            Self::Settle { .. } => ActionKind::Settle,
            Self::TimeOut => ActionKind::TimeOut,
        }
    }
}

/// How long each state may last, in seconds. Part of the frozen terms.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Periods {
    /// From acceptance to payment.
    pub payment_s: i64,
    /// From first sight of a payment to its finality.
    pub confirmation_s: i64,
    /// From funding to delivery.
    pub delivery_s: i64,
    /// From delivery to automatic release.
    pub inspection_s: i64,
    /// From dispute to automatic refund, when nobody rules.
    pub dispute_s: i64,
}

/// One deal: everything [`crate::decide`] needs to know. Amounts are base units of the asset that was paid.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deal {
    /// Version of the table that the deal began under.
    pub version: i16,
    /// What is sold.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// How long each state may last.
    pub periods: Periods,
    /// Everything the buyer paid in; zero until funded.
    pub paid_in: Amount,
    /// The platform's part of `paid_in` on full release.
    pub fee: Amount,
    /// Gross released so far, the fee's share included.
    pub released: Amount,
    /// Fee taken so far, part of `released`.
    pub fee_taken: Amount,
    /// Given back so far.
    pub refunded: Amount,
    /// Gross part that use has earned so far; zero unless metered.
    pub earned: Amount,
    /// Gross parts in order; empty for a single part.
    pub milestones: Vec<Amount>,
    /// How many milestones are released.
    pub milestones_done: i16,
    /// How often the buyer sent a delivery back.
    pub change_requests: i16,
    /// Who proposed to cancel together, while it stands.
    pub cancel_proposed_by: Option<Party>,
    /// Where to go on when a reversed payment comes back.
    pub resume: Option<State>,
}

impl Deal {
    /// A deal whose terms were just agreed.
    pub fn new(kind: Kind, periods: Periods) -> Self {
        Self {
            version: crate::VERSION,
            kind,
            state: State::AwaitingPayment,
            periods,
            paid_in: Amount::ZERO,
            fee: Amount::ZERO,
            released: Amount::ZERO,
            fee_taken: Amount::ZERO,
            refunded: Amount::ZERO,
            earned: Amount::ZERO,
            milestones: Vec::new(),
            milestones_done: 0,
            change_requests: 0,
            cancel_proposed_by: None,
            resume: None,
        }
    }

    /// What the escrow holds now.
    pub fn held(&self) -> Amount {
        self.paid_in.saturating_sub(self.released).saturating_sub(self.refunded)
    }

    /// What a confirmation releases: the current milestone, or everything that is held.
    pub fn due(&self) -> Amount {
        let index = usize::try_from(self.milestones_done).unwrap_or(usize::MAX);
        let last = index.saturating_add(1) >= self.milestones.len();
        match self.milestones.get(index) {
            Some(part) if !last => (*part).min(self.held()),
            _ => self.held(),
        }
    }

    /// Seconds that `state` may last, for states that end by themselves.
    pub fn period_s(&self, state: State) -> Option<i64> {
        match state {
            State::AwaitingPayment => Some(self.periods.payment_s),
            State::Confirming => Some(self.periods.confirmation_s),
            State::Funded => Some(self.periods.delivery_s),
            State::Delivered => Some(self.periods.inspection_s),
            State::Disputed => Some(self.periods.dispute_s),
            _ => None,
        }
    }
}
