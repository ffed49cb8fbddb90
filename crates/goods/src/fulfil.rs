//! Carrying an order's course over to its goods: tokens when it is paid, stock and tokens when it ends. Both can run any number of
//! times; what was done is not done again.

use crate::{
    Event, FulfilmentKind, Goods,
    buying::{PurchaseState, sold_event},
    stock::{self, Listing, Shift},
    tokens::{Ended, Grant, end, issue_all, lock_all, material},
};
use amanat_base::{Code, Error, ListingId, OrderId, PurchaseId, Result, TokenId, UserId};
use amanat_escrow::{Action, Actor, State as OrderState};
use amanat_orders::{By, Order, act};
use amanat_store::{Tx, announce};

/// What came of [`fulfil`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fulfilled {
    /// Its tokens are issued and it is delivered.
    Now {
        /// Of which listing.
        listing: ListingId,
        /// How many units.
        units: i64,
    },
    /// Nothing to do: not of units, not funded, on hold, or delivered already.
    Nothing,
    /// It can't be delivered, for this reason.
    ///
    /// The order is left as it is rather than put on hold: a hold postpones every timer, so the buyer's money would wait for a person.
    /// Left funded it is tried again every minute, and if that never works the delivery period, an hour, pays the buyer back by itself.
    /// Meanwhile the reason stands at the purchase, where the seller sees it, and was announced.
    Impossible(String),
}

/// A purchase whose row is locked by its order.
struct Purchase {
    id: PurchaseId,
    listing: ListingId,
    buyer: UserId,
    units: i64,
    state: PurchaseState,
    failure: Option<String>,
    open: bool,
}

/// Delivers a funded order of units: reveals, codes or access, the stock sold, the order `delivered`.
///
/// Locks: the order, the listing, then what is new.
pub async fn fulfil(tx: &mut Tx, goods: &Goods, order: OrderId) -> Result<Fulfilled> {
    let order = amanat_orders::lock(tx, order).await?;
    if order.deal.state != OrderState::Funded || order.hold_reason.is_some() {
        return Ok(Fulfilled::Nothing);
    }
    let Some(purchase) = purchase(tx, order.id).await? else {
        return Ok(Fulfilled::Nothing);
    };
    let mut listing = locked_listing(tx, purchase.listing).await?;
    if purchase.state == PurchaseState::Reserved {
        // Opened first: what can't be has written nothing yet.
        let material = match material(tx, &goods.ring, &listing, purchase.units).await {
            Ok(material) => material,
            Err(error) if matches!(error.code, Code::SecretRefused | Code::NotConfigured) => {
                return cannot(tx, &order, &purchase, &listing, error.message.into_owned()).await;
            }
            Err(error) => return Err(error),
        };
        let grant = Grant {
            order: order.id,
            buyer: purchase.buyer,
            units: purchase.units,
        };
        issue_all(tx, &goods.ring, &listing, material, &[grant]).await?;
        let by = Shift {
            reserved: -purchase.units,
            sold: purchase.units,
            sales: 1,
            ..Shift::default()
        };
        stock::shift(tx, &mut listing, by).await?;
        mark_sold(tx, purchase.id).await?;
        let event = sold_event(&listing, &[grant]);
        announce(tx, &event).await?;
    }
    act(tx, order.id, Action::Deliver, By::system(Actor::Fulfilment)).await?;
    // A little early: the caller commits. If that fails it runs again and counts twice, which a rate can bear.
    metrics::counter!("goods_units_sold_total", "listing" => listing.id.to_string()).increment(purchase.units.unsigned_abs());
    Ok(Fulfilled::Now {
        listing: listing.id,
        units: purchase.units,
    })
}

/// Says once what is wrong; the order stays funded and the sweep tries again.
async fn cannot(tx: &mut Tx, order: &Order, purchase: &Purchase, listing: &Listing, reason: String) -> Result<Fulfilled> {
    tracing::error!(order.id = %order.id, listing.id = %listing.id, reason, "a paid order can't be delivered");
    metrics::counter!("goods_fulfilment_failures_total").increment(1);
    if purchase.failure.as_ref() != Some(&reason) {
        let now = tx.now;
        sqlx::query!(
            "update purchases set failure = $2, updated_at = $3 where id = $1",
            purchase.id.0,
            reason,
            now
        )
        .execute(&mut **tx)
        .await?;
        let event = Event::FulfilmentFailed {
            order: order.id,
            listing: listing.id,
            buyer: purchase.buyer,
            seller: listing.seller,
            reason: reason.clone(),
        };
        announce(tx, &event).await?;
    }
    Ok(Fulfilled::Impossible(reason))
}

/// Carries the end of an order of units over: what was never delivered or never used goes back on stock, and tokens of money that went
/// back end. An order that isn't over, or not of units, is left as it is.
///
/// Locks: the order, the listing, its tokens.
pub async fn order_ended(tx: &mut Tx, order: OrderId) -> Result<()> {
    let order = amanat_orders::lock(tx, order).await?;
    if !order.deal.state.is_final() {
        return Ok(());
    }
    let Some(purchase) = purchase(tx, order.id).await?.filter(|purchase| purchase.open) else {
        return Ok(());
    };
    let mut listing = locked_listing(tx, purchase.listing).await?;
    let undelivered = purchase.state == PurchaseState::Reserved;
    let back = match undelivered {
        true => purchase.units,
        false => end_tokens(tx, &order, &listing).await?,
    };
    let by = Shift {
        available: back,
        reserved: if undelivered { -back } else { 0 },
        sold: if undelivered { 0 } else { -back },
        sales: 0,
    };
    stock::shift(tx, &mut listing, by).await?;
    let now = tx.now;
    let state = if undelivered {
        PurchaseState::Returned
    } else {
        PurchaseState::Sold
    };
    sqlx::query!(
        "update purchases set state = $2, returned_units = $3, closed_at = $4, updated_at = $4 where id = $1",
        purchase.id.0,
        state.as_str(),
        back,
        now
    )
    .execute(&mut **tx)
    .await?;
    if back > 0 {
        let event = Event::UnitsReturned {
            order: order.id,
            listing: listing.id,
            seller: listing.seller,
            units: back,
        };
        announce(tx, &event).await?;
    }
    Ok(())
}

/// Ends what the order's end takes away; answers how many units can be sold again.
async fn end_tokens(tx: &mut Tx, order: &Order, listing: &Listing) -> Result<i64> {
    let because = match order.deal.state {
        OrderState::Completed => Ended::OrderCompleted,
        OrderState::Resolved => Ended::OrderResolved,
        _ => Ended::OrderRefunded,
    };
    if listing.fulfilment == FulfilmentKind::MeteredGateway {
        return end_metered(tx, order, because).await;
    }
    // Whoever paid for a secret or a code, if only in part, keeps it. What was seen can't be unseen, so it stays sold.
    if !order.deal.released.is_zero() {
        return Ok(0);
    }
    let (mut back, seen) = (0, revealed(tx, order.id).await?);
    for mut token in lock_all(tx, order.id).await? {
        end(tx, &mut token, because).await?;
        if !seen.contains(&token.id) {
            back += token.units;
        }
    }
    put_back_unseen(tx, order.id).await?;
    Ok(back)
}

/// What a running call holds stays used, so that a unit is never both used and sold.
async fn end_metered(tx: &mut Tx, order: &Order, because: Ended) -> Result<i64> {
    let now = tx.now;
    let mut back = 0;
    for mut token in lock_all(tx, order.id).await? {
        end(tx, &mut token, because).await?;
        back += token.units - token.used_units;
        sqlx::query!(
            "update tokens set settled_at = coalesce(settled_at, $2) where id = $1",
            token.id.0,
            now
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(back)
}

/// A code that nobody saw is as good as new.
async fn put_back_unseen(tx: &mut Tx, order: OrderId) -> Result<()> {
    sqlx::query!(
        r#"update codes c set order_id = null
           where c.order_id = $1 and not exists (
               select 1 from tokens t join token_reveals r on r.token_id = t.id where t.order_id = $1 and t.code_id = c.id)"#,
        order.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Those of the order's tokens whose secret was shown. The order's lock keeps others from being shown meanwhile.
async fn revealed(tx: &mut Tx, order: OrderId) -> Result<Vec<TokenId>> {
    let tokens = sqlx::query_scalar!(
        r#"select id as "id: TokenId" from tokens t
           where order_id = $1 and exists (select from token_reveals r where r.token_id = t.id)"#,
        order.0
    );
    Ok(tokens.fetch_all(&mut **tx).await?)
}

async fn purchase(tx: &mut Tx, order: OrderId) -> Result<Option<Purchase>> {
    let purchase = sqlx::query_as!(
        Purchase,
        r#"select id as "id: PurchaseId", listing_id as "listing: ListingId", buyer_id as "buyer: UserId", units,
                  state as "state: PurchaseState", failure,
                  closed_at is null as "open!"
           from purchases where order_id = $1 for update"#,
        order.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(purchase)
}

async fn locked_listing(tx: &mut Tx, id: ListingId) -> Result<Listing> {
    stock::lock(tx, id)
        .await?
        .ok_or_else(|| Error::internal("a purchase of a listing that is gone"))
}

async fn mark_sold(tx: &mut Tx, purchase: PurchaseId) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update purchases set state = 'sold', failure = null, updated_at = $2 where id = $1",
        purchase.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
