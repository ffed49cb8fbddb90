//! The table itself: from × action × who → where to, and which money moves.

use crate::{ActionKind as A, Actor, Kind, State as S};

/// Version that new deals begin under. A change of [`RULES`] that alters a running deal's course needs a new version.
pub const VERSION: i16 = 1;

/// How often a buyer may send a delivery back before confirming, cancelling or disputing.
pub const MAX_CHANGE_REQUESTS: i16 = 3;

/// Where a rule leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum To {
    /// To this state; its period starts.
    State(S),
    /// Stays; the running period goes on.
    Same,
    /// `empty` when nothing is held any more, else `rest`; a new state's period starts.
    ByHeld {
        /// When the escrow is empty.
        empty: S,
        /// When something is still held.
        rest: S,
    },
    /// Stays, unless the escrow is empty.
    SameUnlessEmpty(S),
    /// `Completed` when anything was released, else `Refunded`.
    Settled,
    /// Where the deal was before its payment was reversed; `Funded` the first time.
    Resume,
}

/// Which money a rule moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Money {
    /// None.
    None,
    /// Suspense → held, the whole payment.
    In,
    /// Held → suspense, the whole payment.
    Back,
    /// Held → seller and fees: what is due.
    ReleaseDue,
    /// Held → seller and fees: everything.
    ReleaseAll,
    /// Held → seller and fees: the stated part.
    ReleasePart,
    /// Held → buyer: everything.
    RefundAll,
    /// Held → buyer: the stated part.
    RefundPart,
    /// Held → seller and fees: the stated part; the rest → buyer.
    Split,
    /// Held → seller and fees: what use has earned; the rest → buyer.
    ByUse,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// For these kinds of deals,
    pub kinds: &'static [Kind],
    /// in these states
    pub from: &'static [S],
    /// this action
    pub action: A,
    /// by one of these
    pub by: &'static [Actor],
    /// leads here
    pub to: To,
    /// and moves this money.
    pub money: Money,
}

impl Rule {
    /// Is about such a deal in this state.
    pub fn is_for(&self, kind: Kind, state: S) -> bool {
        self.kinds.contains(&kind) && self.from.contains(&state)
    }

    const fn of(mut self, kinds: &'static [Kind]) -> Self {
        self.kinds = kinds;
        self
    }
}

const fn rule(from: &'static [S], action: A, by: &'static [Actor], to: To, money: Money) -> Rule {
    Rule {
        kinds: &Kind::ALL,
        from,
        action,
        by,
        to,
        money,
    }
}

const RAIL: &[Actor] = &[Actor::Rail];
const TIMER: &[Actor] = &[Actor::Timer];
const BUYER: &[Actor] = &[Actor::Buyer];
const SELLER: &[Actor] = &[Actor::Seller];
const EITHER: &[Actor] = &[Actor::Buyer, Actor::Seller];
const RESOLVER: &[Actor] = &[Actor::Resolver];
const FULFILMENT: &[Actor] = &[Actor::Fulfilment];
const WORKING: &[S] = &[S::Funded, S::Delivered];
const WORK: &[Kind] = &[Kind::Work];
const GOODS: &[Kind] = &[Kind::Digital, Kind::Metered];
/// Accepted by a person or by silence; the others by use.
const ACCEPTED: &[Kind] = &[Kind::Work, Kind::Digital];
const METERED: &[Kind] = &[Kind::Metered];

/// Every transition there is. What is not here is refused.
pub const RULES: &[Rule] = &[
    // Paying.
    rule(&[S::AwaitingPayment], A::PaymentSeen, RAIL, To::State(S::Confirming), Money::None),
    rule(
        &[S::Confirming],
        A::PaymentDropped,
        RAIL,
        To::State(S::AwaitingPayment),
        Money::None,
    ),
    rule(&[S::AwaitingPayment, S::Confirming], A::Fund, RAIL, To::Resume, Money::In),
    rule(&[S::AwaitingPayment], A::Cancel, EITHER, To::State(S::Cancelled), Money::None),
    // Its only way of paying has failed for good.
    rule(
        &[S::AwaitingPayment, S::Confirming],
        A::Cancel,
        RAIL,
        To::State(S::Cancelled),
        Money::None,
    ),
    rule(
        &[S::AwaitingPayment, S::Confirming],
        A::TimeOut,
        TIMER,
        To::State(S::Expired),
        Money::None,
    ),
    rule(
        &[S::Funded, S::Delivered, S::Disputed],
        A::PaymentReversed,
        RAIL,
        To::State(S::Confirming),
        Money::Back,
    ),
    // Delivering and accepting.
    rule(&[S::Funded], A::Deliver, SELLER, To::State(S::Delivered), Money::None).of(WORK),
    rule(&[S::Funded], A::Deliver, FULFILMENT, To::State(S::Delivered), Money::None).of(GOODS),
    rule(&[S::Funded], A::GrantTime, BUYER, To::Same, Money::None).of(WORK),
    rule(&[S::Delivered], A::RequestChanges, BUYER, To::State(S::Funded), Money::None).of(WORK),
    rule(
        WORKING,
        A::Confirm,
        BUYER,
        To::ByHeld {
            empty: S::Completed,
            rest: S::Funded,
        },
        Money::ReleaseDue,
    )
    .of(ACCEPTED),
    rule(
        WORKING,
        A::ReleasePart,
        BUYER,
        To::SameUnlessEmpty(S::Completed),
        Money::ReleasePart,
    )
    .of(ACCEPTED),
    rule(
        &[S::Delivered],
        A::TimeOut,
        TIMER,
        To::ByHeld {
            empty: S::Completed,
            rest: S::Funded,
        },
        Money::ReleaseDue,
    )
    .of(ACCEPTED),
    // Counting use.
    rule(&[S::Delivered, S::Disputed], A::Meter, FULFILMENT, To::Same, Money::None).of(METERED),
    rule(WORKING, A::Settle, FULFILMENT, To::Settled, Money::ByUse).of(METERED),
    rule(&[S::Delivered], A::TimeOut, TIMER, To::Settled, Money::ByUse).of(METERED),
    // Giving back.
    rule(&[S::Funded], A::TimeOut, TIMER, To::State(S::Refunded), Money::RefundAll),
    rule(WORKING, A::Refund, SELLER, To::State(S::Refunded), Money::RefundAll),
    rule(WORKING, A::RefundPart, SELLER, To::SameUnlessEmpty(S::Refunded), Money::RefundPart),
    rule(WORKING, A::ProposeCancel, EITHER, To::Same, Money::None),
    rule(WORKING, A::AcceptCancel, EITHER, To::State(S::Refunded), Money::RefundAll),
    rule(WORKING, A::DeclineCancel, EITHER, To::Same, Money::None),
    // Disputing.
    rule(WORKING, A::OpenDispute, EITHER, To::State(S::Disputed), Money::None),
    rule(&[S::Disputed], A::Rule, RESOLVER, To::State(S::Resolved), Money::Split),
    rule(&[S::Disputed], A::Confirm, BUYER, To::State(S::Completed), Money::ReleaseAll).of(ACCEPTED),
    rule(&[S::Disputed], A::Refund, SELLER, To::State(S::Refunded), Money::RefundAll),
    rule(&[S::Disputed], A::TimeOut, TIMER, To::State(S::Refunded), Money::RefundAll).of(ACCEPTED),
    rule(&[S::Disputed], A::TimeOut, TIMER, To::Settled, Money::ByUse).of(METERED),
];
