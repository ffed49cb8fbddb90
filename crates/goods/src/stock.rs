//! The stock of a listing as buying moves it: reserved while a buyer pays, sold once delivered, back when the order ends otherwise.
//!
//! Whoever moves stock holds the listing's row lock. It comes after the order's row and before tokens and ledger accounts. Only [`take`]
//! locks it last, for as long as a commit; so a batch that took a buyer's balance first and one that locked the listing first can wait
//! for each other, when the same buyer is in both. PostgreSQL ends one of them, and the desk tries that one again.

use crate::{Event, FulfilmentKind, ListingStatus, Moderation};
use amanat_base::{CategoryId, ListingId, Price, Result, SecretId, UserId};
use amanat_store::{Tx, announce};

/// A listing as a sale needs it: its row locked until the transaction ends ([`lock`]), or only read ([`read`]).
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub id: ListingId,
    pub seller: UserId,
    pub seller_status: String,
    pub category: Option<CategoryId>,
    pub service_name: String,
    pub description: String,
    pub unit_description: String,
    pub unit_price: Price,
    pub currency: String,
    pub fulfilment: FulfilmentKind,
    pub status: ListingStatus,
    pub moderation: Moderation,
    pub available_units: i64,
    pub min_units: i64,
    pub max_units: i64,
    pub inspection_s: i64,
    pub token_lifetime_s: i64,
    pub secret: Option<SecretId>,
    /// What is offered at which terms, as one text.
    pub offer: String,
}

macro_rules! listing {
    ($id:expr, $lock:literal) => {
        sqlx::query_as!(
            Listing,
            r#"select l.id as "id: ListingId", l.seller_id as "seller: UserId", u.status as seller_status,
                      l.category_id as "category: CategoryId", l.service_name, l.description, l.unit_description,
                      l.price_per_unit as "unit_price: Price", l.currency, l.fulfilment as "fulfilment: FulfilmentKind",
                      l.status as "status: ListingStatus", l.moderation as "moderation: Moderation", l.available_units, l.min_units,
                      l.max_units, l.inspection_s, l.token_lifetime_s, l.secret_id as "secret: SecretId",
                      listing_offer(l) as "offer!"
               from listings l join users u on u.id = l.seller_id where l.id = $1 "#
                + $lock,
            $id.0
        )
    };
}

/// Locks a listing's row and reads it. The key stays free, so that rows that refer to the listing can be written meanwhile.
pub(crate) async fn lock(tx: &mut Tx, id: ListingId) -> Result<Option<Listing>> {
    Ok(listing!(id, "for no key update of l").fetch_optional(&mut **tx).await?)
}

/// Reads a listing without locking it: what is decided by that holds if [`take`] finds it so still.
pub(crate) async fn read(tx: &mut Tx, id: ListingId) -> Result<Option<Listing>> {
    Ok(listing!(id, "").fetch_optional(&mut **tx).await?)
}

/// Units that change their place; the parts of one listing always add up to what was stocked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shift {
    /// More (or fewer) that can be bought.
    pub available: i64,
    /// More (or fewer) that wait for their payment.
    pub reserved: i64,
    /// More (or fewer) that are sold.
    pub sold: i64,
    /// Completed sales to count.
    pub sales: i64,
}

/// Moves units of a locked listing, and its status with them.
pub(crate) async fn shift(tx: &mut Tx, listing: &mut Listing, by: Shift) -> Result<()> {
    debug_assert_eq!(by.available + by.reserved + by.sold, 0, "units neither appear nor vanish");
    if by == Shift::default() {
        return Ok(());
    }
    let left = listing.available_units + by.available;
    let status = listing.status.with_left(left);
    let now = tx.now;
    sqlx::query!(
        r#"update listings set available_units = available_units + $2, reserved_units = reserved_units + $3, sold_units = sold_units + $4,
                  sales = sales + $5, status = $6, updated_at = $7
           where id = $1"#,
        listing.id.0,
        by.available,
        by.reserved,
        by.sold,
        by.sales,
        status.as_str(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    listing.available_units = left;
    if status != listing.status {
        listing.status = status;
        let event = Event::ListingStatusChanged {
            listing: listing.id,
            seller: listing.seller,
            service_name: listing.service_name.clone(),
            status,
        };
        announce(tx, &event).await?;
    }
    Ok(())
}

/// Moves units of a listing that was only read. False: it isn't offered so any more, or not many are left; then nothing was moved, and
/// the caller does it all again under the lock.
pub(crate) async fn take(tx: &mut Tx, listing: &Listing, by: Shift) -> Result<bool> {
    debug_assert_eq!(by.available + by.reserved + by.sold, 0, "units neither appear nor vanish");
    let now = tx.now;
    let moved = sqlx::query!(
        r#"update listings l set available_units = available_units + $2, reserved_units = reserved_units + $3, sold_units = sold_units + $4,
                  sales = sales + $5, updated_at = $6
           where id = $1 and available_units + $2 > 0 and status = 'active' and listing_offer(l) = $7"#,
        listing.id.0,
        by.available,
        by.reserved,
        by.sold,
        by.sales,
        now,
        listing.offer,
    )
    .execute(&mut **tx)
    .await?;
    Ok(moved.rows_affected() == 1)
}
