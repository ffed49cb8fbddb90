//! Buying units: `POST /api/orders`, and what a seller sold: `GET /api/sales`.

mod ask;
mod made;
mod quote;
mod sales;
mod serve;

pub(crate) use ask::Ask;
pub(crate) use made::sold_event;
pub(crate) use sales::PurchaseState;
pub(crate) use serve::{Served, same, serve};

use crate::{Goods, desk::Desk, tokens::TokenView};
use amanat_base::{AssetId, ListingId, OrderId, Price, Role};
use amanat_escrow::State as OrderState;
use amanat_web::{Caller, Ctx, Envelope, Failure, IdempotencyKey, Json};
use axum::{Extension, response::Response};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of buying, with a desk of their own.
pub(crate) fn router(goods: Goods) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(buy_units))
        .routes(routes!(sales::list_sales))
        .routes(routes!(quote::quote_units))
        .layer(Extension(goods.clone()))
        .layer(Extension(Desk::new(goods)))
}

/// Units of a listing to buy.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BuyUnits {
    /// Of which listing.
    #[garde(skip)]
    listing_id: ListingId,
    /// How many; the listing may allow fewer in one order.
    #[garde(range(min = 1, max = ask::MAX_UNITS))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    units: i64,
    /// The price of one that the buyer was shown; refused when it isn't the listing's any more.
    #[garde(skip)]
    unit_price: Price,
    /// Pay at once, from the available balance in this asset; for small orders. Without it the order waits for its checkout.
    #[garde(skip)]
    #[serde(default)]
    pay_from_balance: Option<AssetId>,
}

/// The order that was made.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoughtOrder {
    /// Its id.
    pub order_id: OrderId,
    /// `awaiting_payment`, or `delivered` when it was paid from the balance.
    pub state: OrderState,
}

/// What came of a purchase.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bought {
    /// The order.
    pub order: BoughtOrder,
    /// What was delivered; empty while the order is not paid. The secrets themselves are shown by `reveal`.
    pub tokens: Vec<TokenView>,
}

/// Buys units of a listing (buyer). The units are kept aside until the order is paid or its hour is over.
#[utoipa::path(post, path = "/api/orders", tag = "goods", security(("bearer" = [])),
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)),
    request_body = BuyUnits, responses((status = 200, body = Envelope<Bought>)))]
async fn buy_units(
    Extension(desk): Extension<Desk>,
    caller: Caller,
    key: IdempotencyKey,
    Json(body): Json<BuyUnits>,
) -> Result<Response, Failure> {
    caller.require(Role::Buyer)?;
    let ask = Ask {
        claim: key.claim_of(&caller, &body)?,
        buyer: caller.user,
        listing: body.listing_id,
        units: body.units,
        unit_price: body.unit_price,
        pay_from: body.pay_from_balance,
    };
    let (status, answer) = desk.buy(ask).await?;
    Ok(IdempotencyKey::response(status, answer))
}
