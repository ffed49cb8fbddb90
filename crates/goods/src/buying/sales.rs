//! What a seller sold.

use amanat_base::{Amount, AssetId, Cursor, DateTime, ListingId, OrderId, Page, PageQuery, Price, PurchaseId, UserId};
use amanat_escrow::State as OrderState;
use amanat_web::{Answer, Caller, Ctx, PageOf, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of the units of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum PurchaseState {
    /// Kept aside until the order is paid.
    Reserved,
    /// Paid and delivered.
    Sold,
    /// Back on stock.
    Returned,
}

impl PurchaseState {
    /// The text in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Sold => "sold",
            Self::Returned => "returned",
        }
    }
}

/// One sale, as its seller sees it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaleView {
    /// Its id.
    pub id: PurchaseId,
    /// Its order.
    pub order_id: OrderId,
    /// Where the order stands.
    pub order_state: OrderState,
    /// Of which listing.
    pub listing_id: ListingId,
    /// The listing's name.
    pub service_name: String,
    /// Who buys.
    pub buyer_id: UserId,
    /// Their name.
    pub buyer_name: String,
    /// How many units.
    pub units: i64,
    /// Units that went back on stock.
    pub returned_units: i64,
    /// Price of one.
    pub unit_price: Price,
    /// Currency of the price.
    pub currency: String,
    /// What it was paid in; null while it is not.
    pub asset_id: Option<AssetId>,
    /// The asset's ticker, for people only.
    pub asset_symbol: Option<String>,
    /// Digits after the point of one whole unit of the asset.
    pub asset_decimals: Option<i16>,
    /// What the seller got so far, after the platform's fee; base units of the asset.
    pub earned: Amount,
    /// What the platform took of it, base units of the asset.
    pub fee: Amount,
    /// What became of the units.
    pub state: PurchaseState,
    /// Why a paid purchase can't be delivered right now; put it in order, it is tried again every minute.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub failure: Option<String>,
    /// When it was made.
    pub created_at: DateTime,
}

/// The caller's sales, newest first.
#[utoipa::path(get, path = "/api/sales", tag = "goods", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<SaleView>)))]
pub(super) async fn list_sales(State(ctx): State<Ctx>, caller: Caller, Query(page): Query<PageQuery>) -> Answer<Page<SaleView>> {
    let (limit, after) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        SaleView,
        r#"select p.id as "id: PurchaseId", p.order_id as "order_id: OrderId", o.state as "order_state: OrderState",
                  p.listing_id as "listing_id: ListingId", l.service_name, p.buyer_id as "buyer_id: UserId",
                  b.display_name as buyer_name, p.units, p.returned_units, p.unit_price as "unit_price: Price", l.currency,
                  a.id as "asset_id?: AssetId", a.symbol as "asset_symbol?", a.decimals as "asset_decimals?",
                  o.released - o.fee_taken as "earned!: Amount", o.fee_taken as "fee: Amount",
                  p.state as "state: PurchaseState", p.failure, p.created_at
           from purchases p join orders o on o.id = p.order_id join listings l on l.id = p.listing_id join users b on b.id = p.buyer_id
           left join assets a on a.id = o.asset_id
           where p.seller_id = $1 and ($2::timestamptz is null or (p.created_at, p.id) < ($2, $3))
           order by p.created_at desc, p.id desc limit $4"#,
        caller.user.0,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |sale| Cursor {
        at: sale.created_at,
        id: sale.id.0,
    }))
}
