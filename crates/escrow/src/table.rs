//! The table itself: from × action × who → where to, and which money moves.

use crate::{ActionKind as A, Actor, State as S};

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
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// In these states
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

const fn rule(from: &'static [S], action: A, by: &'static [Actor], to: To, money: Money) -> Rule {
    Rule {
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
const WORKING: &[S] = &[S::Funded, S::Delivered];

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
    rule(&[S::Funded], A::Deliver, SELLER, To::State(S::Delivered), Money::None),
    rule(&[S::Funded], A::GrantTime, BUYER, To::Same, Money::None),
    rule(&[S::Delivered], A::RequestChanges, BUYER, To::State(S::Funded), Money::None),
    rule(
        WORKING,
        A::Confirm,
        BUYER,
        To::ByHeld {
            empty: S::Completed,
            rest: S::Funded,
        },
        Money::ReleaseDue,
    ),
    rule(
        WORKING,
        A::ReleasePart,
        BUYER,
        To::SameUnlessEmpty(S::Completed),
        Money::ReleasePart,
    ),
    rule(
        &[S::Delivered],
        A::TimeOut,
        TIMER,
        To::ByHeld {
            empty: S::Completed,
            rest: S::Funded,
        },
        Money::ReleaseDue,
    ),
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
    rule(&[S::Disputed], A::Confirm, BUYER, To::State(S::Completed), Money::ReleaseAll),
    rule(&[S::Disputed], A::Refund, SELLER, To::State(S::Refunded), Money::RefundAll),
    rule(&[S::Disputed], A::TimeOut, TIMER, To::State(S::Refunded), Money::RefundAll),
];
