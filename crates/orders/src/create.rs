//! Making orders: terms are frozen, hashed, and the payment period begins; or, paid from the balance, they are funded at once.

use crate::{
    Event, FeeRule, MilestoneTerm, Origin, Terms, UnitTerms,
    act::{Source, moves},
    fees::fee_rule,
    insert::{Draft, Step, insert_all},
    jobs,
};
use amanat_base::{AssetId, CategoryId, Code, Error, OrderId, Price, Result, Time, UserId};
use amanat_escrow::{Action, ActionKind, Actor, Change, Deal, Periods, TimerChange, decide};
use amanat_ledger::{Posting, post_each};
use amanat_store::{Tx, announce_all};
use chrono::TimeDelta;
use std::collections::{BTreeMap, HashMap, hash_map::Entry};

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pay {
    /// On a rail, until the payment period ends.
    Later,
    /// Out of the buyer's available balance, now. Units are delivered in the same breath: write down what the buyer gets in the same
    /// transaction.
    FromBalance {
        /// In this asset, accepted at par with the currency of the price,
        asset: AssetId,
        /// which has so many digits after the point of a whole unit.
        decimals: u8,
    },
}

/// What both sides agreed to, before fees.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Who pays.
    pub buyer: UserId,
    /// Who delivers.
    pub seller: UserId,
    /// What made it.
    pub origin: Origin,
    /// What it is about.
    pub title: String,
    /// What exactly was asked and offered.
    pub description: String,
    /// Decides the fee.
    pub category: Option<CategoryId>,
    /// Currency of the prices.
    pub currency: String,
    /// The agreed price.
    pub price: Price,
    /// How long each state may last.
    pub periods: Periods,
    /// Parts that sum to the price; empty for one part.
    pub milestones: Vec<MilestoneTerm>,
    /// What is bought by the unit, if it is.
    pub units: Option<UnitTerms>,
    /// How it is paid.
    pub pay: Pay,
    /// Who accepted, for the timeline.
    pub accepted_by: UserId,
}

/// Creates the order and announces it. The same origin makes no second order (`CONFLICT`).
pub async fn create(tx: &mut Tx, new: NewOrder) -> Result<OrderId> {
    let mut created = create_all(tx, vec![new]).await?;
    created.pop().unwrap_or_else(|| Err(Error::internal("an order without an answer")))
}

/// Creates orders in a handful of statements, whatever their number. Those paid from the balance are not announced here: what delivered
/// them in the same breath announces all of a batch at once. Each has its own answer, in order; one that is refused
/// (`INSUFFICIENT_FUNDS`, `VALIDATION_FAILED`) leaves nothing behind.
///
/// # Errors
/// Outside: what concerns the whole, such as `CONFLICT` for an origin that has an order already.
pub async fn create_all(tx: &mut Tx, new: Vec<NewOrder>) -> Result<Vec<Result<OrderId>>> {
    let mut rules = HashMap::new();
    for new in &new {
        if let Entry::Vacant(place) = rules.entry((new.category, new.seller)) {
            place.insert(fee_rule(tx, new.category, new.seller).await?);
        }
    }
    let now = tx.now;
    let drafts = new.into_iter().map(|new| {
        let rule = rules.get(&(new.category, new.seller)).cloned().unwrap_or_default();
        draft(new, &rule, now)
    });
    let drafts = take_money(tx, drafts.collect()).await?;
    let (mut made, mut answers) = (Vec::new(), Vec::with_capacity(drafts.len()));
    for draft in drafts {
        answers.push(draft.map(|draft| {
            let id = draft.id;
            made.push(draft);
            id
        }));
    }
    insert_all(tx, &made).await?;
    let mut alarms: BTreeMap<Time, Vec<OrderId>> = BTreeMap::new();
    for draft in &made {
        alarms.entry(draft.acts_at).or_default().push(draft.id);
    }
    for (at, orders) in alarms {
        jobs::arm_all(tx, &orders, at).await?;
    }
    let events: Vec<Event> = made.iter().filter(|draft| draft.posting.is_none()).map(created).collect();
    announce_all(tx, &events).await?;
    Ok(answers)
}

fn created(draft: &Draft) -> Event {
    Event::Created {
        order: draft.id,
        buyer: draft.terms.buyer,
        seller: draft.terms.seller,
        listing: draft.terms.units.as_ref().map(|u| u.listing),
    }
}

fn draft(new: NewOrder, rule: &FeeRule, now: Time) -> Result<Draft> {
    check(&new)?;
    let (origin, how, accepted_by) = (new.origin, new.pay, new.accepted_by);
    let terms = freeze(new, rule)?;
    let deal = Deal::new(terms.kind(), terms.periods);
    let by = if accepted_by == terms.buyer { Actor::Buyer } else { Actor::Seller };
    let mut draft = Draft {
        id: OrderId::fresh(),
        origin,
        asset: None,
        posting: None,
        acts_at: now + TimeDelta::seconds(terms.periods.payment_s),
        steps: vec![Step {
            actor: by,
            user: Some(accepted_by),
            action: "create",
            from: deal.state,
            to: deal.state,
        }],
        deal,
        terms,
    };
    if let Pay::FromBalance { asset, decimals } = how {
        pay(&mut draft, asset, decimals, now)?;
    }
    Ok(draft)
}

/// What was agreed, and what the fees make of it.
fn freeze(new: NewOrder, rule: &FeeRule) -> Result<Terms> {
    let quote = rule.quote(&new.price)?;
    Ok(Terms {
        buyer: new.buyer,
        seller: new.seller,
        title: new.title,
        description: new.description,
        category: new.category,
        currency: new.currency,
        price: quote.price,
        buyer_fee: quote.buyer_fee,
        seller_fee: quote.seller_fee,
        total: quote.total,
        seller_gets: quote.seller_gets,
        milestones: new.milestones,
        periods: new.periods,
        units: new.units,
    })
}

/// Takes the draft through funding and, where that is automatic, delivery, as the table says.
fn pay(draft: &mut Draft, asset: AssetId, decimals: u8, now: Time) -> Result<()> {
    let units = draft.terms.in_base_units(decimals)?;
    if !units.milestones.is_empty() {
        return Err(Error::internal("milestones can't be paid from the balance"));
    }
    let fund = Action::Fund {
        total: units.total,
        fee: units.fee,
        milestones: Vec::new(),
    };
    let funded = step(draft, &fund, Actor::Rail, now)?;
    draft.asset = Some(asset);
    draft.posting = Some(Posting {
        key: format!("order:{}:1", draft.id),
        kind: ActionKind::Fund.as_str(),
        reference: Some(draft.id.0),
        moves: moves(draft.id, &draft.terms, asset, &funded.flows, Some(Source::Balance))?,
        occurred_at: now,
    });
    if draft.terms.units.is_some() {
        step(draft, &Action::Deliver, Actor::Fulfilment, now)?;
    }
    Ok(())
}

fn step(draft: &mut Draft, action: &Action, actor: Actor, now: Time) -> Result<Change> {
    let change = decide(&draft.deal, action, actor, now).map_err(Error::internal)?;
    draft.steps.push(Step {
        actor,
        user: None,
        action: action.kind().as_str(),
        from: draft.deal.state,
        to: change.deal.state,
    });
    draft.deal = change.deal.clone();
    if let TimerChange::Set(at) = change.timer {
        draft.acts_at = at;
    }
    Ok(change)
}

/// Posts what is paid now; a draft whose money is not there becomes its refusal.
async fn take_money(tx: &mut Tx, drafts: Vec<Result<Draft>>) -> Result<Vec<Result<Draft>>> {
    let postings: Vec<Posting> = drafts.iter().flatten().filter_map(|d| d.posting.clone()).collect();
    if postings.is_empty() {
        return Ok(drafts);
    }
    let mut posted = post_each(tx, &postings).await?.into_iter();
    let paid = drafts.into_iter().map(|draft| {
        let draft = draft?;
        if draft.posting.is_some() {
            posted
                .next()
                .unwrap_or_else(|| Err(Error::internal("a posting without an answer")))?;
        }
        Ok(draft)
    });
    Ok(paid.collect())
}

fn check(new: &NewOrder) -> Result<()> {
    if new.buyer == new.seller {
        return Err(match new.units {
            Some(_) => Code::OwnListing.into(),
            None => Code::OwnRequest.into(),
        });
    }
    if new.price.is_zero() {
        return Err(Error::invalid("price", "must be more than zero"));
    }
    if new.milestones.is_empty() {
        return Ok(());
    }
    let sum = new
        .milestones
        .iter()
        .try_fold(Price::zero(), |sum, m| sum.checked_add(&m.amount))
        .map_err(Error::internal)?;
    if sum != new.price || new.milestones.iter().any(|m| m.amount.is_zero()) {
        return Err(Error::invalid("milestones", "must each be more than zero and sum to the price"));
    }
    Ok(())
}
