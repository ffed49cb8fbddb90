//! Serving purchases of one listing together: one lock, one decision after the other in memory, everything written set-based, one
//! commit.

use super::{
    ask::{self, Ask, Counter, Plan},
    made::{Made, Sale, answer, make, units, write},
};
use crate::{
    FulfilmentKind, Goods,
    stock::{self, Listing, Shift},
    tokens::{Material, TokenView, material},
};
use amanat_base::{AssetId, Code, Error, ListingId, Result, UserId};
use amanat_orders::{Pay, fee_rule};
use amanat_store::{
    Tx,
    idempotency::{Claimed, KeyClaim, claim_all, forget_all, remember_all},
};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

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
    if let Some(served) = serve_once(goods, listing, asks, Locking::Optimistic).await? {
        return Ok(served);
    }
    let served = serve_once(goods, listing, asks, Locking::Pessimistic).await?;
    served.ok_or_else(|| Error::internal("a locked listing was not as it was read"))
}

/// When the listing is locked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Locking {
    /// Last, if there is plenty: what was read is compared then.
    Optimistic,
    /// First.
    Pessimistic,
}

/// None: the listing was not as it was read, and nothing is written.
async fn serve_once(goods: &Goods, listing: ListingId, asks: &[Ask], locking: Locking) -> Result<Option<Vec<Served>>> {
    let mut tx = goods.store.begin().await?;
    let claims: Vec<KeyClaim> = asks.iter().map(|ask| ask.claim.clone()).collect();
    let claimed = claim_all(&mut tx, &claims).await?;
    let first: Vec<usize> = (0..asks.len()).filter(|i| matches!(claimed[*i], Ok(Claimed::First))).collect();
    let fresh: Vec<&Ask> = first.iter().map(|i| &asks[*i]).collect();
    let bought = match fresh.is_empty() {
        true => Bundle::default(),
        false => buy(&mut tx, goods, listing, &fresh, locking).await?,
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
async fn buy(tx: &mut Tx, goods: &Goods, listing: ListingId, asks: &[&Ask], locking: Locking) -> Result<Bundle> {
    let Some((mut listing, locked)) = find(tx, listing, asks, locking).await? else {
        let outcomes = asks.iter().map(|_| Served::Refused(Code::NotFound.into())).collect();
        return Ok(Bundle {
            outcomes,
            ..Bundle::default()
        });
    };
    let mut counter = counter(tx, goods, &listing, asks).await?;
    let mut left = listing.available_units;
    let mut plans: Vec<Result<Plan>> = Vec::with_capacity(asks.len());
    for ask in asks {
        let plan = ask::plan(ask, &listing, left, &counter);
        if let Ok(plan) = &plan {
            left -= ask.units;
            *counter.unpaid.entry(ask.buyer).or_default() += i64::from(plan.order.pay == Pay::Later);
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
async fn find(tx: &mut Tx, listing: ListingId, asks: &[&Ask], locking: Locking) -> Result<Option<(Listing, bool)>> {
    if locking == Locking::Optimistic
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
        Made::Declined(error) | Made::Refused(error) => Ok(Served::Refused(error)),
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
    let later: Vec<_> = asks.iter().filter(|ask| ask.pay_from.is_none()).map(|ask| ask.buyer.0).collect();
    let unpaid = match later.is_empty() {
        true => HashMap::new(),
        false => unpaid(tx, listing.id, &later).await?,
    };
    Ok(Counter {
        settings: &goods.settings,
        unpaid,
        fee: fee_rule(tx, listing.category, listing.seller).await?,
        assets: rows
            .into_iter()
            .filter_map(|row| Some((row.id, u8::try_from(row.decimals).ok()?)))
            .collect(),
    })
}

async fn unpaid(tx: &mut Tx, listing: ListingId, buyers: &[Uuid]) -> Result<HashMap<UserId, i64>> {
    let rows = sqlx::query!(
        r#"select buyer_id as "buyer: UserId", count(*) as "orders!" from purchases
           where buyer_id = any($1) and listing_id = $2 and state = 'reserved' group by buyer_id"#,
        buyers,
        listing.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.buyer, row.orders)).collect())
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
