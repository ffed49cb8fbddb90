//! What becomes of purchases that fit: their orders, rows, tokens and one event, each written for all of them at once.

use super::{Bought, BoughtOrder, PurchaseState, ask::Plan, serve::Served};
use crate::{
    Event, Goods, events,
    stock::Listing,
    tokens::{Grant, Material, TokenView, issue_all},
};
use amanat_base::{Code, Error, OrderId, PurchaseId, Result};
use amanat_escrow::State;
use amanat_orders::{NewOrder, Pay, create_all};
use amanat_store::{Tx, announce};
use amanat_web::Envelope;
use std::sync::Arc;

/// One purchase on its way.
pub(super) enum Made {
    /// It has its order.
    Sale(Sale),
    /// It fitted, but its order was refused (the money isn't there).
    Declined(Error),
    /// It didn't fit.
    Refused(Error),
}

impl Made {
    pub(super) fn sale(&self) -> Option<Sale> {
        match self {
            Self::Sale(sale) => Some(sale.clone()),
            _ => None,
        }
    }

    /// Units were set aside for it that it doesn't take.
    pub(super) fn freed(&self) -> bool {
        match self {
            Self::Sale(_) => false,
            Self::Declined(_) => true,
            Self::Refused(error) => error.code == Code::SecretRefused,
        }
    }
}

/// A purchase that has its order.
#[derive(Clone)]
pub(super) struct Sale {
    purchase: PurchaseId,
    order: OrderId,
    new: Arc<NewOrder>,
}

impl Sale {
    pub(super) fn units(&self) -> i64 {
        units(&self.new)
    }

    /// From the balance, so it is delivered at once.
    pub(super) fn paid(&self) -> bool {
        self.new.pay != Pay::Later
    }
}

/// Makes the orders of what fits.
pub(super) async fn make(tx: &mut Tx, plans: Vec<Result<Plan>>) -> Result<Vec<Made>> {
    let new: Vec<NewOrder> = plans.iter().flatten().map(|plan| plan.order.clone()).collect();
    let mut orders = create_all(tx, new).await?.into_iter();
    let made = plans.into_iter().map(|plan| match plan {
        Err(error) => Ok(Made::Refused(error)),
        Ok(plan) => match orders.next() {
            Some(Ok(order)) => Ok(Made::Sale(Sale {
                purchase: plan.purchase,
                order,
                new: plan.order.into(),
            })),
            Some(Err(error)) => Ok(Made::Declined(error)),
            None => Err(Error::internal("an order without an answer")),
        },
    });
    made.collect()
}

/// Writes purchases, tokens and the event of the sales. Answers the tokens of the paid ones, in order.
pub(super) async fn write(
    tx: &mut Tx,
    goods: &Goods,
    listing: &Listing,
    material: Option<Material>,
    sales: &[Sale],
) -> Result<Vec<Vec<TokenView>>> {
    if sales.is_empty() {
        return Ok(Vec::new());
    }
    insert_purchases(tx, listing, sales).await?;
    let paid: Vec<&Sale> = sales.iter().filter(|sale| sale.paid()).collect();
    let Some(material) = material.filter(|_| !paid.is_empty()) else {
        return Ok(Vec::new());
    };
    let grants: Vec<Grant> = paid
        .iter()
        .map(|sale| Grant {
            order: sale.order,
            buyer: sale.new.buyer,
            units: sale.units(),
        })
        .collect();
    let tokens = issue_all(tx, &goods.ring, listing, material, &grants).await?;
    announce(tx, &sold_event(listing, &grants)).await?;
    Ok(tokens)
}

/// What is announced when purchases were paid and their tokens were issued.
pub(crate) fn sold_event(listing: &Listing, grants: &[Grant]) -> Event {
    let sale = |grant: &Grant| events::Sale {
        order: grant.order,
        buyer: grant.buyer,
        units: grant.units,
    };
    Event::Sold {
        listing: listing.id,
        service_name: listing.service_name.clone(),
        seller: listing.seller,
        left: listing.available_units,
        sales: grants.iter().map(sale).collect(),
    }
}

/// With what the listing says of the cost of a call: it holds for these units whatever its seller makes of the listing later.
async fn insert_purchases(tx: &mut Tx, listing: &Listing, sales: &[Sale]) -> Result<()> {
    let now = tx.now;
    let state = |sale: &Sale| {
        if sale.paid() {
            PurchaseState::Sold
        } else {
            PurchaseState::Reserved
        }
    };
    sqlx::query!(
        r#"insert into purchases (id, order_id, listing_id, buyer_id, seller_id, units, unit_price, state, most_per_call, accepted_when_spent,
                                  created_at, updated_at)
           select t.id, order_id, l.id, buyer_id, $7, units, $8, state,
                  case when l.gateway is null then null when coalesce(l.gateway #>> '{meter,kind}', 'request') = 'request' then 1
                       else coalesce((l.gateway ->> 'maxUnitsPerCall')::bigint, 1) end,
                  l.accepted_when_spent, $9, $9
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) as t (id, order_id, buyer_id, units, state)
                join listings l on l.id = $6"#,
        &sales.iter().map(|sale| sale.purchase.0).collect::<Vec<_>>(),
        &sales.iter().map(|sale| sale.order.0).collect::<Vec<_>>(),
        &sales.iter().map(|sale| sale.new.buyer.0).collect::<Vec<_>>(),
        &sales.iter().map(Sale::units).collect::<Vec<_>>(),
        &sales.iter().map(|sale| state(sale).as_str()).collect::<Vec<_>>() as &[&str],
        listing.id.0,
        listing.seller.0,
        listing.unit_price.decimal(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) fn answer(sale: &Sale, tokens: Vec<TokenView>) -> Result<Served> {
    let order = BoughtOrder {
        order_id: sale.order,
        state: if sale.paid() { State::Delivered } else { State::AwaitingPayment },
    };
    let data = Bought { order, tokens };
    let body = serde_json::to_value(Envelope { success: true, data }).map_err(Error::internal)?;
    Ok(Served::Answer(200, body))
}

/// Units that an order takes.
pub(super) fn units(order: &NewOrder) -> i64 {
    order.units.as_ref().map_or(0, |terms| terms.units)
}
