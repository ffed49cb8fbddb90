//! Serving purchases of one listing together: one lock, one decision after the other in memory, everything written set-based, one
//! commit.

use super::{
    Bought, BoughtOrder,
    ask::{self, Ask, Counter, Plan},
};
use crate::{
    Event, Goods,
    stock::{self, Listing, Shift},
    tokens::{Grant, Material, TokenView, issue_all, material},
};
use amanat_base::{AssetId, Code, Error, ListingId, OrderId, Result};
use amanat_escrow::State;
use amanat_orders::{NewOrder, Pay, create_all, fee_rule};
use amanat_store::{
    Tx, announce,
    idempotency::{Claimed, KeyClaim, claim_all, forget_all, remember_all},
};
use amanat_web::Envelope;
use serde_json::Value;
use std::collections::HashMap;

/// What becomes of one purchase.
#[derive(Debug)]
pub(crate) enum Served {
    /// Status and body, now or on an earlier try.
    Answer(u16, Value),
    /// A refusal; it left nothing behind.
    Refused(Error),
    /// Units that another purchase of this batch took are free again, because it was refused: ask once more.
    Again,
}

/// Serves the purchases in one transaction; one result each, in order.
///
/// Locks: keys, then the listing, then ledger accounts. The orders are new, so nobody else can hold them.
///
/// # Errors
/// Outside: what concerns the whole, such as a lost connection. Nothing is written then, or the answers are found by their keys.
pub(crate) async fn serve(goods: &Goods, listing: ListingId, asks: &[Ask]) -> Result<Vec<Served>> {
    let mut tx = goods.store.begin().await?;
    let claims: Vec<KeyClaim> = asks.iter().map(|ask| ask.claim.clone()).collect();
    let claimed = claim_all(&mut tx, &claims).await?;
    let first: Vec<usize> = (0..asks.len()).filter(|i| matches!(claimed[*i], Ok(Claimed::First))).collect();
    let fresh: Vec<&Ask> = first.iter().map(|i| &asks[*i]).collect();
    let (outcomes, sold) = match fresh.is_empty() {
        true => (Vec::new(), 0),
        false => buy(&mut tx, goods, listing, &fresh).await?,
    };
    settle_keys(&mut tx, &fresh, &outcomes).await?;
    tx.commit().await?;
    if sold > 0 {
        metrics::counter!("goods_units_sold_total", "listing" => listing.to_string()).increment(sold);
    }
    let outcomes: HashMap<usize, Served> = first.into_iter().zip(outcomes).collect();
    let answers = claimed.into_iter().enumerate().map(|(i, claim)| match claim {
        Ok(Claimed::First) => answer_of(&outcomes, i),
        Ok(Claimed::Same(leader)) => answer_of(&outcomes, leader),
        Ok(Claimed::Replay { status, answer }) => Served::Answer(status, answer),
        Err(error) => Served::Refused(error),
    });
    Ok(answers.collect())
}

fn answer_of(outcomes: &HashMap<usize, Served>, place: usize) -> Served {
    match outcomes.get(&place) {
        Some(Served::Answer(status, answer)) => Served::Answer(*status, answer.clone()),
        Some(Served::Refused(error)) => Served::Refused(same(error)),
        Some(Served::Again) | None => Served::Again,
    }
}

/// The same refusal for another caller; its cause stays with the first.
pub(crate) fn same(e: &Error) -> Error {
    Error {
        code: e.code,
        message: e.message.clone(),
        details: e.details.clone(),
        retry_after_s: e.retry_after_s,
        cause: None,
    }
}

/// An answer stays under its key, a refused purchase leaves none.
async fn settle_keys(tx: &mut Tx, asks: &[&Ask], outcomes: &[Served]) -> Result<()> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for (ask, outcome) in asks.iter().zip(outcomes) {
        match outcome {
            Served::Answer(_, answer) => done.push((&ask.claim, answer)),
            _ => refused.push(&ask.claim),
        }
    }
    if !done.is_empty() {
        remember_all(tx, &done).await?;
    }
    if !refused.is_empty() {
        forget_all(tx, &refused).await?;
    }
    Ok(())
}

/// Decides all, makes the orders, writes stock, purchases and tokens. Also answers how many units were sold at once.
async fn buy(tx: &mut Tx, goods: &Goods, listing: ListingId, asks: &[&Ask]) -> Result<(Vec<Served>, u64)> {
    let Some(mut listing) = stock::lock(tx, listing).await? else {
        return Ok((asks.iter().map(|_| Served::Refused(Code::NotFound.into())).collect(), 0));
    };
    let counter = counter(tx, goods, &listing, asks).await?;
    let mut left = listing.available_units;
    let mut plans: Vec<Result<Plan>> = Vec::with_capacity(asks.len());
    for ask in asks {
        let plan = ask::plan(ask, &listing, left, &counter);
        if plan.is_ok() {
            left -= ask.units;
        }
        plans.push(plan);
    }
    let material = open_material(tx, goods, &listing, &mut plans).await?;
    let made = make(tx, plans).await?;
    let freed = made.iter().any(|made| matches!(made, Made::Turned(_)));
    let sales: Vec<Sale> = made.iter().filter_map(Made::sale).collect();
    let tokens = write(tx, goods, &mut listing, material, &sales).await?;
    let sold = sales
        .iter()
        .filter(|sale| sale.paid())
        .map(|sale| sale.units().unsigned_abs())
        .sum();
    let mut tokens = tokens.into_iter();
    let outcomes = made.into_iter().map(|made| match made {
        Made::Sale(sale) => answer(
            &sale,
            if sale.paid() {
                tokens.next().unwrap_or_default()
            } else {
                Vec::new()
            },
        ),
        Made::Turned(error) => Ok(Served::Refused(error)),
        Made::Refused(error) if error.code == Code::SoldOut && freed => Ok(Served::Again),
        Made::Refused(error) => Ok(Served::Refused(error)),
    });
    Ok((outcomes.collect::<Result<_>>()?, sold))
}

async fn counter<'a>(tx: &mut Tx, goods: &'a Goods, listing: &Listing, asks: &[&Ask]) -> Result<Counter<'a>> {
    let assets: Vec<_> = asks.iter().filter_map(|ask| ask.pay_from.map(|asset| asset.0)).collect();
    let rows = sqlx::query!(
        r#"select id as "id: AssetId", decimals from assets where id = any($1) and enabled and par_currency = $2"#,
        &assets,
        listing.currency
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Counter {
        settings: &goods.settings,
        fee: fee_rule(tx, listing.category, listing.seller).await?,
        assets: rows
            .into_iter()
            .filter_map(|row| Some((row.id, u8::try_from(row.decimals).ok()?)))
            .collect(),
    })
}

/// Opens what is delivered at once. What can't be opened refuses those who would get it now; who pays later is served.
async fn open_material(tx: &mut Tx, goods: &Goods, listing: &Listing, plans: &mut [Result<Plan>]) -> Result<Option<Material>> {
    let now = |plan: &Result<Plan>| plan.as_ref().is_ok_and(|plan| plan.order.pay != Pay::Later);
    let units: i64 = plans.iter().filter(|plan| now(plan)).flatten().map(|plan| units(&plan.order)).sum();
    if units == 0 {
        return Ok(None);
    }
    match material(tx, &goods.ring, listing, units).await {
        Ok(material) => Ok(Some(material)),
        Err(error) if error.code == Code::SecretRefused => {
            for plan in plans.iter_mut().filter(|plan| now(plan)) {
                *plan = Err(same(&error));
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn units(order: &NewOrder) -> i64 {
    order.units.as_ref().map_or(0, |terms| terms.units)
}

/// One purchase on its way.
enum Made {
    /// It has its order.
    Sale(Sale),
    /// It fitted, but its order was refused (the money isn't there).
    Turned(Error),
    /// It didn't fit.
    Refused(Error),
}

impl Made {
    fn sale(&self) -> Option<Sale> {
        match self {
            Self::Sale(sale) => Some(sale.clone()),
            _ => None,
        }
    }
}

#[derive(Clone)]
struct Sale {
    purchase: amanat_base::PurchaseId,
    order: OrderId,
    new: std::sync::Arc<NewOrder>,
}

impl Sale {
    fn units(&self) -> i64 {
        units(&self.new)
    }

    fn paid(&self) -> bool {
        self.new.pay != Pay::Later
    }
}

async fn make(tx: &mut Tx, plans: Vec<Result<Plan>>) -> Result<Vec<Made>> {
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
            Some(Err(error)) => Ok(Made::Turned(error)),
            None => Err(Error::internal("an order without an answer")),
        },
    });
    made.collect()
}

/// Writes purchases, stock, tokens and the event of each sale. Answers the tokens of the paid ones, in order.
async fn write(
    tx: &mut Tx,
    goods: &Goods,
    listing: &mut Listing,
    material: Option<Material>,
    sales: &[Sale],
) -> Result<Vec<Vec<TokenView>>> {
    if sales.is_empty() {
        return Ok(Vec::new());
    }
    insert_purchases(tx, listing, sales).await?;
    let paid: Vec<&Sale> = sales.iter().filter(|sale| sale.paid()).collect();
    let sold: i64 = paid.iter().map(|sale| sale.units()).sum();
    let reserved = sales.iter().map(Sale::units).sum::<i64>() - sold;
    let by = Shift {
        available: -(sold + reserved),
        reserved,
        sold,
        sales: i64::try_from(paid.len()).map_err(Error::internal)?,
    };
    stock::shift(tx, listing, by).await?;
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
    let sale = |grant: &Grant| crate::events::Sale {
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

async fn insert_purchases(tx: &mut Tx, listing: &Listing, sales: &[Sale]) -> Result<()> {
    let now = tx.now;
    let states: Vec<&str> = sales.iter().map(|sale| if sale.paid() { "sold" } else { "reserved" }).collect();
    sqlx::query!(
        r#"insert into purchases (id, order_id, listing_id, buyer_id, seller_id, units, unit_price, state, created_at, updated_at)
           select id, order_id, $6, buyer_id, $7, units, $8, state, $9, $9
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) as t (id, order_id, buyer_id, units, state)"#,
        &sales.iter().map(|sale| sale.purchase.0).collect::<Vec<_>>(),
        &sales.iter().map(|sale| sale.order.0).collect::<Vec<_>>(),
        &sales.iter().map(|sale| sale.new.buyer.0).collect::<Vec<_>>(),
        &sales.iter().map(Sale::units).collect::<Vec<_>>(),
        states.as_slice() as &[&str],
        listing.id.0,
        listing.seller.0,
        listing.unit_price.decimal(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn answer(sale: &Sale, tokens: Vec<TokenView>) -> Result<Served> {
    let order = BoughtOrder {
        order_id: sale.order,
        state: if sale.paid() { State::Delivered } else { State::AwaitingPayment },
    };
    let data = Bought { order, tokens };
    let body = serde_json::to_value(Envelope { success: true, data }).map_err(Error::internal)?;
    Ok(Served::Answer(200, body))
}
