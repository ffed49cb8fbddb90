//! Making an order: terms are frozen, hashed, and the payment period begins.

use crate::{By, Event, MilestoneTerm, Origin, Terms, act::timeline, fees::fee_for, jobs};
use amanat_base::{CategoryId, Code, Error, OrderId, Price, Result, UserId};
use amanat_escrow::{Actor, Deal, Periods, State};
use amanat_store::{
    Tx, announce,
    constraint::{self, Rule},
};
use chrono::TimeDelta;

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
    /// Who accepted, for the timeline.
    pub accepted_by: UserId,
}

/// Creates the order in state `awaiting_payment` and announces it. The same origin makes no second order (`CONFLICT`).
pub async fn create(tx: &mut Tx, new: NewOrder) -> Result<OrderId> {
    check(&new)?;
    let quote = fee_for(tx, new.category, new.seller, &new.price).await?;
    let accepted_by = new.accepted_by;
    let terms = Terms {
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
    };
    let (id, now) = (OrderId::fresh(), tx.now);
    let acts_at = now + TimeDelta::seconds(terms.periods.payment_s);
    insert(tx, id, &terms, new.origin, acts_at).await?;
    let actor = if accepted_by == terms.buyer { Actor::Buyer } else { Actor::Seller };
    timeline(
        tx,
        id,
        &By::person(actor, accepted_by),
        "create",
        State::AwaitingPayment,
        State::AwaitingPayment,
    )
    .await?;
    jobs::arm(tx, id, acts_at).await?;
    announce(
        tx,
        &Event::Created {
            order: id,
            buyer: terms.buyer,
            seller: terms.seller,
        },
    )
    .await?;
    Ok(id)
}

fn check(new: &NewOrder) -> Result<()> {
    if new.buyer == new.seller {
        return Err(Code::OwnRequest.into());
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

async fn insert(tx: &mut Tx, id: OrderId, terms: &Terms, origin: Origin, acts_at: amanat_base::Time) -> Result<()> {
    let deal = Deal::new(terms.periods);
    let (kind, origin_id) = origin.parts();
    let (json, hash, now) = (serde_json::to_value(terms).map_err(Error::internal)?, terms.hash()?, tx.now);
    sqlx::query!(
        r#"insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state,
                               acts_at, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)"#,
        id.0,
        terms.buyer.0,
        terms.seller.0,
        kind,
        origin_id,
        terms.title,
        json,
        &hash[..],
        terms.price.decimal(),
        terms.currency,
        deal.version,
        deal.state.as_str(),
        acts_at,
        now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|e| {
        constraint::translate(
            e,
            &[Rule {
                constraint: "orders_origin_once",
                code: Code::Conflict,
                path: "origin",
            }],
        )
    })?;
    Ok(())
}
