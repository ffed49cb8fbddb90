//! How many units a listing has: put in or taken out by its seller.

use super::{FulfilmentKind, ListingView, create::MOST_STOCK, lock, view};
use crate::Goods;
use amanat_base::{Code, Error, ListingId, Result};
use amanat_store::{
    Tx,
    constraint::{self, Rule},
};
use amanat_web::{Answer, Caller, Envelope, Json, Path, ok};
use axum::Extension;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// Units to put in, or with a minus to take out.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StockChange {
    /// More units, or with a minus fewer; not 0.
    #[garde(range(min = -MOST_STOCK, max = MOST_STOCK))]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    change: i64,
}

/// Puts units in or takes units out that nobody has bought or reserved (its seller). A listing that was sold out is on sale again.
#[utoipa::path(post, path = "/api/listings/{id}/stock", tag = "listings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = StockChange, responses((status = 200, body = Envelope<ListingView>)))]
pub(super) async fn change_listing_stock(
    Extension(goods): Extension<Goods>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Json(asked): Json<StockChange>,
) -> Answer<ListingView> {
    if asked.change == 0 {
        return Err(Error::invalid("change", "must not be 0").into());
    }
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, &caller, id).await?;
    if listing.fulfilment == FulfilmentKind::CodePool {
        return Err(Error::invalid("change", "a pool has as many units as codes: send them to …/codes").into());
    }
    add(&mut tx, &listing, asked.change).await?;
    let view = view::own(&mut tx, id).await?;
    tx.commit().await?;
    ok(view)
}

/// Adds units to a locked listing, or takes them out: `SOLD_OUT` when fewer are there, which is the database's own rule.
pub(super) async fn add(tx: &mut Tx, listing: &lock::Locked, units: i64) -> Result<()> {
    let left = listing.available_units + units;
    if left > MOST_STOCK {
        return Err(Error::invalid("change", format!("a listing has at most {MOST_STOCK} units")));
    }
    let status = listing.status.with_left(left);
    let now = tx.now;
    sqlx::query!(
        "update listings set available_units = available_units + $2, stocked_units = stocked_units + $2, status = $3, version = version + 1,
                updated_at = $4
         where id = $1",
        listing.id.0,
        units,
        status.as_str(),
        now
    )
    .execute(&mut **tx)
    .await
    .map_err(never_below_zero)?;
    listing.announce_status(tx, status).await
}

fn never_below_zero(error: sqlx::Error) -> Error {
    let too_few = |constraint| Rule {
        constraint,
        code: Code::SoldOut,
        path: "change",
    };
    constraint::translate(error, &[too_few("listings_never_oversold"), too_few("listings_sold_out")])
}
