//! The interpreter of the table: refuses, or says what changes.

use crate::{Action, ActionKind, Actor, Deal, MAX_CHANGE_REQUESTS, Money, RULES, Rule, State, To, VERSION};
use amanat_base::{Amount, Time};
use chrono::TimeDelta;

/// Where money of a deal can be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Pot {
    /// Arrived, not yet the deal's.
    Suspense,
    /// In escrow.
    Held,
    /// The seller's balance.
    Seller,
    /// The buyer's balance.
    Buyer,
    /// The platform's fees.
    Fees,
}

/// One movement between pots; never zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flow {
    /// Leaves here
    pub from: Pot,
    /// arrives here
    pub to: Pot,
    /// base units.
    pub amount: Amount,
}

/// What happens to the deal's one timer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimerChange {
    /// Goes on as it was.
    Keep,
    /// Runs out at this instant.
    Set(Time),
    /// None: the deal is over.
    Clear,
}

/// The outcome of an allowed action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The deal afterwards.
    pub deal: Deal,
    /// Money that moves, in order.
    pub flows: Vec<Flow>,
    /// The timer afterwards.
    pub timer: TimerChange,
}

/// Why an action is not allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// Nobody can do this in this state.
    #[error("the deal's state does not allow this")]
    WrongState,
    /// Somebody else can.
    #[error("another side of the deal may do this")]
    WrongActor,
    /// The stated part is zero or more than what is held.
    #[error("the amount must be more than zero and at most what is held")]
    WrongAmount,
    /// Sent back too often.
    #[error("changes were requested as often as the terms allow")]
    TooManyChanges,
    /// No proposal stands that this side could answer.
    #[error("there is no proposal of the other side to answer")]
    NoProposal,
    /// A proposal stands already.
    #[error("a proposal to cancel stands already")]
    ProposalStands,
    /// Part of the payment already went out.
    #[error("a part of this payment was already paid out")]
    PartlyPaidOut,
    /// More time means later than now, at most a year.
    #[error("the new period must be between a minute and a year")]
    WrongPeriod,
    /// A table that this program does not know.
    #[error("the deal began under an unknown version of the table")]
    UnknownVersion,
}

/// Asks the table. `now` is the instant of the action.
pub fn decide(deal: &Deal, action: &Action, actor: Actor, now: Time) -> Result<Change, Refusal> {
    let rule = find(deal, action.kind(), actor)?;
    check(deal, action, actor)?;
    let mut next = deal.clone();
    let flows = move_money(&mut next, rule.money, action)?;
    remember(&mut next, action, actor);
    let state = target(deal, &next, rule.to);
    let timer = timer(&next, deal.state, state, action, rule.to, now);
    next.state = state;
    if state != deal.state {
        next.cancel_proposed_by = None;
    }
    Ok(Change { deal: next, flows, timer })
}

/// What `actor` could do now, leaving amounts aside.
pub fn allowed(deal: &Deal, actor: Actor) -> Vec<ActionKind> {
    let mut kinds: Vec<ActionKind> = RULES
        .iter()
        .filter(|rule| rule.is_for(deal.kind, deal.state) && rule.by.contains(&actor))
        .map(|rule| rule.action)
        .filter(|kind| match kind {
            ActionKind::RequestChanges => deal.change_requests < MAX_CHANGE_REQUESTS,
            ActionKind::ProposeCancel => deal.cancel_proposed_by.is_none(),
            ActionKind::AcceptCancel => deal.cancel_proposed_by.is_some_and(|by| actor.party() != Some(by)),
            ActionKind::DeclineCancel => deal.cancel_proposed_by.is_some(),
            _ => true,
        })
        .collect();
    kinds.dedup();
    kinds
}

/// What happens if nobody acts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forecast {
    /// The state it will go to.
    pub state: State,
    /// The seller's part, after fees.
    pub to_seller: Amount,
    /// The buyer's part.
    pub to_buyer: Amount,
    /// The platform's part.
    pub fee: Amount,
}

/// What the running timer will do, or `None` when the deal is over.
pub fn forecast(deal: &Deal, due: Time) -> Option<Forecast> {
    let change = decide(deal, &Action::TimeOut, Actor::Timer, due).ok()?;
    let sum = |pot| Amount::sum(change.flows.iter().filter(|f| f.to == pot).map(|f| f.amount)).unwrap_or_default();
    Some(Forecast {
        state: change.deal.state,
        to_seller: sum(Pot::Seller),
        to_buyer: sum(Pot::Buyer),
        fee: sum(Pot::Fees),
    })
}

fn find(deal: &Deal, kind: ActionKind, actor: Actor) -> Result<&'static Rule, Refusal> {
    if deal.version != VERSION {
        return Err(Refusal::UnknownVersion);
    }
    let mut refusal = Refusal::WrongState;
    for rule in RULES
        .iter()
        .filter(|rule| rule.action == kind && rule.is_for(deal.kind, deal.state))
    {
        if rule.by.contains(&actor) {
            return Ok(rule);
        }
        refusal = Refusal::WrongActor;
    }
    Err(refusal)
}

fn check(deal: &Deal, action: &Action, actor: Actor) -> Result<(), Refusal> {
    const YEAR_S: i64 = 366 * 86_400;
    match action {
        Action::RequestChanges if deal.change_requests >= MAX_CHANGE_REQUESTS => Err(Refusal::TooManyChanges),
        Action::ProposeCancel if deal.cancel_proposed_by.is_some() => Err(Refusal::ProposalStands),
        Action::AcceptCancel if deal.cancel_proposed_by.is_none_or(|by| actor.party() == Some(by)) => Err(Refusal::NoProposal),
        Action::DeclineCancel if deal.cancel_proposed_by.is_none() => Err(Refusal::NoProposal),
        Action::PaymentReversed if deal.held() != deal.paid_in => Err(Refusal::PartlyPaidOut),
        Action::Meter { earned } | Action::Settle { earned } if *earned > deal.paid_in => Err(Refusal::WrongAmount),
        Action::GrantTime { seconds } if !(60..=YEAR_S).contains(seconds) => Err(Refusal::WrongPeriod),
        Action::Fund { total, fee, milestones } => {
            let parts = Amount::sum(milestones.iter().copied());
            let whole = milestones.is_empty() || (parts == Some(*total) && milestones.iter().all(|m| !m.is_zero()));
            if total.is_zero() || fee > total || !whole {
                Err(Refusal::WrongAmount)
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

fn move_money(deal: &mut Deal, money: Money, action: &Action) -> Result<Vec<Flow>, Refusal> {
    let part = match action {
        Action::ReleasePart { amount } | Action::RefundPart { amount } if amount.is_zero() || *amount > deal.held() => {
            return Err(Refusal::WrongAmount);
        }
        Action::Rule { to_seller } if *to_seller > deal.held() => return Err(Refusal::WrongAmount),
        Action::ReleasePart { amount } | Action::RefundPart { amount } => *amount,
        Action::Rule { to_seller } => *to_seller,
        _ => Amount::ZERO,
    };
    if let Action::Meter { earned } | Action::Settle { earned } = action {
        deal.earned = *earned;
    }
    let mut flows = Vec::new();
    match money {
        Money::None => {}
        Money::In => fund(deal, action, &mut flows),
        Money::Back => {
            flows.push(Flow {
                from: Pot::Held,
                to: Pot::Suspense,
                amount: deal.paid_in,
            });
            deal.resume = Some(deal.state);
            deal.paid_in = Amount::ZERO;
            // A part of what was paid in: whatever is paid next may be another asset, and is counted anew.
            deal.earned = Amount::ZERO;
        }
        Money::ReleaseDue => {
            let due = deal.due();
            release(deal, due, &mut flows);
            deal.milestones_done += 1;
        }
        Money::ReleaseAll => release(deal, deal.held(), &mut flows),
        Money::ReleasePart => release(deal, part, &mut flows),
        Money::RefundAll => refund(deal, deal.held(), &mut flows),
        Money::RefundPart => refund(deal, part, &mut flows),
        Money::Split => {
            release(deal, part, &mut flows);
            refund(deal, deal.held(), &mut flows);
        }
        Money::ByUse => {
            // A part may have been given back while it was in use.
            release(deal, deal.earned.min(deal.held()), &mut flows);
            refund(deal, deal.held(), &mut flows);
        }
    }
    Ok(flows)
}

fn fund(deal: &mut Deal, action: &Action, flows: &mut Vec<Flow>) {
    if let Action::Fund { total, fee, milestones } = action {
        deal.paid_in = *total;
        deal.fee = *fee;
        deal.milestones.clone_from(milestones);
        flows.push(Flow {
            from: Pot::Suspense,
            to: Pot::Held,
            amount: *total,
        });
    }
}

/// Releases `gross`. The fee is taken in proportion to what has been released in all, rounded down, so that the parts' fees add up
/// to exactly the stated fee when everything is released, and to less when a part is refunded.
fn release(deal: &mut Deal, gross: Amount, flows: &mut Vec<Flow>) {
    deal.released = Amount(deal.released.0 + gross.0);
    let fee_due = proportion(deal.fee, deal.released, deal.paid_in);
    let fee = fee_due.saturating_sub(deal.fee_taken);
    deal.fee_taken = fee_due;
    push(flows, Pot::Seller, gross.saturating_sub(fee));
    push(flows, Pot::Fees, fee);
}

fn refund(deal: &mut Deal, amount: Amount, flows: &mut Vec<Flow>) {
    deal.refunded = Amount(deal.refunded.0 + amount.0);
    push(flows, Pot::Buyer, amount);
}

fn push(flows: &mut Vec<Flow>, to: Pot, amount: Amount) {
    if !amount.is_zero() {
        flows.push(Flow {
            from: Pot::Held,
            to,
            amount,
        });
    }
}

/// `whole × part / of`, rounded down, in 512 bits so that it can't overflow.
fn proportion(whole: Amount, part: Amount, of: Amount) -> Amount {
    if of.is_zero() {
        return Amount::ZERO;
    }
    whole.mul_div(part, of)
}

fn remember(deal: &mut Deal, action: &Action, actor: Actor) {
    match action {
        Action::RequestChanges => deal.change_requests += 1,
        Action::ProposeCancel => deal.cancel_proposed_by = actor.party(),
        Action::DeclineCancel => deal.cancel_proposed_by = None,
        _ => {}
    }
}

fn target(before: &Deal, after: &Deal, to: To) -> State {
    let empty = after.held().is_zero();
    match to {
        To::State(state) => state,
        To::Same => before.state,
        To::ByHeld { empty: state, .. } | To::SameUnlessEmpty(state) if empty => state,
        To::ByHeld { rest, .. } => rest,
        To::SameUnlessEmpty(_) => before.state,
        To::Settled if after.released.is_zero() => State::Refunded,
        To::Settled => State::Completed,
        To::Resume => before.resume.unwrap_or(State::Funded),
    }
}

fn timer(deal: &Deal, before: State, after: State, action: &Action, to: To, now: Time) -> TimerChange {
    if after.is_final() {
        return TimerChange::Clear;
    }
    if let Action::GrantTime { seconds } = action {
        return TimerChange::Set(now + TimeDelta::seconds(*seconds));
    }
    let goes_on = before == after && matches!(to, To::Same | To::SameUnlessEmpty(_));
    match deal.period_s(after) {
        _ if goes_on => TimerChange::Keep,
        Some(seconds) => TimerChange::Set(now + TimeDelta::seconds(seconds)),
        None => TimerChange::Clear,
    }
}
