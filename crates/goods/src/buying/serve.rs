//! Serving purchases of one listing together: one lock, one decision after the other in memory, everything written set-based, one
//! commit.

use super::{
    Bought, BoughtOrder,
    ask::{self, Ask, Counter, Plan},
};
use crate::{
    Event, FulfilmentKind, Goods,
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

/// There is plenty when this many batches like the present one could be served.
const PLENTY: i64 = 16;

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
/// While there is plenty of stock the listing is only read at first, and its units are taken last: batches of one listing then run side
/// by side and wait for each other no longer than a commit. If it was changed in between, or is running low, everything is done again
/// under the listing's lock.
///
/// Locks: keys; the listing, unless it is taken last; ledger accounts. The orders are new, so nobody else can hold them.
///
/// # Errors
/// Outside: what concerns the whole, such as a lost connection. Nothing is written then, or the answers are found by their keys.
pub(crate) async fn serve(goods: &Goods, listing: ListingId, asks: &[Ask]) -> Result<Vec<Served>> {
    if let Some(served) = serve_once(goods, listing, asks, Stance::Ahead).await? {
        return Ok(served);
    }
    let served = serve_once(goods, listing, asks, Stance::Locked).await?;
    served.ok_or_else(|| Error::internal("a locked listing was not as it was read"))
}

/// When the listing is locked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stance {
    /// Last, if there is plenty.
    Ahead,
    /// First.
    Locked,
}

/// None: the listing was not as it was read, and nothing is written.
async fn serve_once(goods: &Goods, listing: ListingId, asks: &[Ask], stance: Stance) -> Result<Option<Vec<Served>>> {
    let mut tx = goods.store.begin().await?;
    let claims: Vec<KeyClaim> = asks.iter().map(|ask| ask.claim.clone()).collect();
    let claimed = claim_all(&mut tx, &claims).await?;
    let first: Vec<usize> = (0..asks.len()).filter(|i| matches!(claimed[*i], Ok(Claimed::First))).collect();
    let fresh: Vec<&Ask> = first.iter().map(|i| &asks[*i]).collect();
    let bought = match fresh.is_empty() {
        true => Bundle::default(),
        false => buy(&mut tx, goods, listing, &fresh, stance).await?,
    };
    settle_keys(&mut tx, &fresh, &bought.outcomes).await?;
    if let Some((listing, by)) = &bought.to_take
        && !stock::take(&mut tx, listing, *by).await?
    {
        tx.rollback().await?;
        return Ok(None);
    }
    tx.commit().await?;
    if bought.sold > 0 {
        metrics::counter!("goods_units_sold_total", "listing" => listing.to_string()).increment(bought.sold);
    }
    let outcomes: HashMap<usize, Served> = first.into_iter().zip(bought.outcomes).collect();
    let answers = claimed.into_iter().enumerate().map(|(i, claim)| match claim {
        Ok(Claimed::First) => answer_of(&outcomes, i),
        Ok(Claimed::Same(leader)) => answer_of(&outcomes, leader),
        Ok(Claimed::Replay { status, answer }) => Served::Answer(status, answer),
        Err(error) => Served::Refused(error),
    });
    Ok(Some(answers.collect()))
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

/// What came of purchases that were decided together.
#[derive(Default)]
struct Bundle {
    outcomes: Vec<Served>,
    /// Units that were sold at once.
    sold: u64,
    /// Stock that is still to be taken, of a listing that was only read.
    to_take: Option<(Listing, Shift)>,
}

/// Decides all, makes the orders, writes purchases, tokens, and the stock of a listing that is locked.
async fn buy(tx: &mut Tx, goods: &Goods, listing: ListingId, asks: &[&Ask], stance: Stance) -> Result<Bundle> {
    let Some((mut listing, locked)) = find(tx, listing, asks, stance).await? else {
        let outcomes = asks.iter().map(|_| Served::Refused(Code::NotFound.into())).collect();
        return Ok(Bundle {
            outcomes,
            ..Bundle::default()
        });
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
    let sales: Vec<Sale> = made.iter().filter_map(Made::sale).collect();
    let by = shift_of(&sales)?;
    if locked {
        stock::shift(tx, &mut listing, by).await?;
    } else {
        listing.available_units += by.available;
    }
    let tokens = write(tx, goods, &listing, material, &sales).await?;
    Ok(Bundle {
        outcomes: outcomes(made, tokens)?,
        sold: by.sold.unsigned_abs(),
        to_take: (!locked && by != Shift::default()).then_some((listing, by)),
    })
}

/// The listing, and whether it is locked. Codes are handed out under the lock only, and so are the last units.
async fn find(tx: &mut Tx, listing: ListingId, asks: &[&Ask], stance: Stance) -> Result<Option<(Listing, bool)>> {
    if stance == Stance::Ahead
        && let Some(read) = stock::read(tx, listing).await?
    {
        let asked: i64 = asks.iter().map(|ask| ask.units).sum();
        if read.fulfilment != FulfilmentKind::CodePool && read.available_units / PLENTY > asked {
            return Ok(Some((read, false)));
        }
    }
    Ok(stock::lock(tx, listing).await?.map(|listing| (listing, true)))
}

fn shift_of(sales: &[Sale]) -> Result<Shift> {
    let paid = || sales.iter().filter(|sale| sale.paid());
    let sold: i64 = paid().map(Sale::units).sum();
    let reserved = sales.iter().map(Sale::units).sum::<i64>() - sold;
    Ok(Shift {
        available: -(sold + reserved),
        reserved,
        sold,
        sales: i64::try_from(paid().count()).map_err(Error::internal)?,
    })
}

fn outcomes(made: Vec<Made>, tokens: Vec<Vec<TokenView>>) -> Result<Vec<Served>> {
    let freed = made.iter().any(Made::freed);
    let mut tokens = tokens.into_iter();
    let outcomes = made.into_iter().map(|made| match made {
        Made::Sale(sale) if sale.paid() => answer(&sale, tokens.next().unwrap_or_default()),
        Made::Sale(sale) => answer(&sale, Vec::new()),
        Made::Refused(error) if error.code == Code::SoldOut && freed => Ok(Served::Again),
        Made::Turned(error) | Made::Refused(error) => Ok(Served::Refused(error)),
    });
    outcomes.collect()
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

    /// Units were set aside for it that it doesn't take.
    fn freed(&self) -> bool {
        match self {
            Self::Sale(_) => false,
            Self::Turned(_) => true,
            Self::Refused(error) => error.code == Code::SecretRefused,
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

/// Writes purchases, tokens and the event of the sales. Answers the tokens of the paid ones, in order.
async fn write(tx: &mut Tx, goods: &Goods, listing: &Listing, material: Option<Material>, sales: &[Sale]) -> Result<Vec<Vec<TokenView>>> {
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
