//! What units would cost, and how they may be paid: asked before anybody agrees to anything.

use super::ask::{MAX_UNITS, price_of};
use crate::Goods;
use amanat_base::{AssetId, CategoryId, Code, Error, ListingId, Price, Result, UserId};
use amanat_orders::{FeeQuote, fee_for};
use amanat_web::{Answer, Envelope, Path, Query, ok};
use axum::Extension;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::{IntoParams, ToSchema};

/// How many units.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct QuoteQuery {
    /// 1 to 1,000,000.
    #[param(minimum = 1, maximum = 1_000_000)]
    units: i64,
}

/// What units of a listing come to now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitsQuote {
    /// How many.
    pub units: i64,
    /// Price of one; send it with the order, so that a change in between is noticed.
    pub unit_price: Price,
    /// Currency of every price here.
    pub currency: String,
    /// What each side pays and gets.
    pub fee: FeeQuote,
    /// Small enough to be paid from the balance at once.
    pub instant: bool,
    /// Assets whose balance may pay it; empty unless `instant`.
    pub balance_assets: Vec<AssetId>,
}

struct Offered {
    seller: UserId,
    category: Option<CategoryId>,
    unit_price: Price,
    currency: String,
}

/// What units of a listing would cost, the fee included, and what may pay for them at once. It reserves nothing.
#[utoipa::path(get, path = "/api/listings/{id}/quote", tag = "goods", params(("id" = Uuid, Path), QuoteQuery),
    responses((status = 200, body = Envelope<UnitsQuote>)))]
pub(super) async fn quote_units(
    Extension(goods): Extension<Goods>,
    Path(id): Path<ListingId>,
    Query(query): Query<QuoteQuery>,
) -> Answer<UnitsQuote> {
    if !(1..=MAX_UNITS).contains(&query.units) {
        return Err(Error::invalid("units", format!("must be 1 to {MAX_UNITS}")).into());
    }
    let mut conn = goods.store.pool.acquire().await?;
    let listing = offered(&mut conn, id).await?;
    let price = price_of(query.units, &listing.unit_price)?;
    let fee = fee_for(&mut conn, listing.category, listing.seller, &price).await?;
    let instant = fee.total <= goods.settings.instant_limit;
    let balance_assets = if instant {
        at_par(&mut conn, &listing.currency).await?
    } else {
        Vec::new()
    };
    ok(UnitsQuote {
        units: query.units,
        unit_price: listing.unit_price,
        currency: listing.currency,
        fee,
        instant,
        balance_assets,
    })
}

/// A listing that is shown to everybody; drafts, removed and unapproved ones have no quote.
async fn offered(conn: &mut PgConnection, id: ListingId) -> Result<Offered> {
    let listing = sqlx::query_as!(
        Offered,
        r#"select seller_id as "seller: UserId", category_id as "category: CategoryId", price_per_unit as "unit_price: Price", currency
           from listings where id = $1 and moderation = 'approved' and status not in ('draft', 'removed')"#,
        id.0
    );
    listing.fetch_optional(conn).await?.ok_or(Error::new(Code::NotFound))
}

async fn at_par(conn: &mut PgConnection, currency: &str) -> Result<Vec<AssetId>> {
    let assets = sqlx::query_scalar!(
        r#"select id as "id: AssetId" from assets where enabled and par_currency = $1 order by id"#,
        currency
    );
    Ok(assets.fetch_all(conn).await?)
}
