//! `GET /api/search`: one box for everything that can be found by its words.

mod find;

use crate::requests::RequestStatus;
use amanat_base::{DateTime, Error, ListingId, OrderId, Price, RequestId};
use amanat_escrow::{Party, State as OrderState};
use amanat_web::{Answer, Ctx, Envelope, MaybeCaller, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Fewest characters that are looked for: a single letter finds everything.
const LEAST_CHARS: usize = 2;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(search_all))
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SearchKind {
    /// Open requests.
    Requests,
    /// What is on sale.
    Listings,
    /// Sellers' shops.
    Shops,
    /// The caller's own orders.
    Orders,
}

/// What is typed, and what is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words or their beginnings, at most 200 characters; fewer than two find nothing. Marks on letters, Arabic and Persian forms of a letter
    /// and of digits make no difference. An order is also found by its id.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Only this; everything unless told.
    #[param(inline)]
    pub kind: Option<SearchKind>,
    /// Most of each kind, 1 to 20; 5 unless told.
    #[param(minimum = 1, maximum = 20)]
    pub limit: Option<u32>,
}

/// What was found, by kind; the best first. Titles with the words come before texts with the words; only when there is neither, titles with
/// a slip of the finger in each word do.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchResults {
    /// Open requests, newest first.
    pub requests: Vec<FoundRequest>,
    /// What is on sale, most sold first.
    pub listings: Vec<FoundListing>,
    /// Shops.
    pub shops: Vec<FoundShop>,
    /// The caller's own orders, newest first; empty for nobody.
    pub orders: Vec<FoundOrder>,
}

/// A request that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, FromRow)]
#[serde(rename_all = "camelCase")]
pub struct FoundRequest {
    /// Its id.
    pub id: RequestId,
    /// What is wanted.
    pub title: String,
    /// Open.
    pub status: RequestStatus,
    /// The least that the buyer expects to pay.
    pub budget_min: Option<Price>,
    /// The most that the buyer wants to pay.
    pub budget_max: Option<Price>,
    /// Currency of the budget.
    pub currency: String,
}

/// A listing that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, FromRow)]
#[serde(rename_all = "camelCase")]
pub struct FoundListing {
    /// Its id.
    pub id: ListingId,
    /// What is sold.
    pub service_name: String,
    /// What one unit is.
    pub unit_description: String,
    /// Price of one unit.
    pub price_per_unit: Price,
    /// Currency of the price.
    pub currency: String,
}

/// A shop that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundShop {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub owner_name: String,
}

/// One of the caller's orders that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundOrder {
    /// Its id.
    pub id: OrderId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: OrderState,
    /// The caller's side.
    pub you: Party,
    /// When the terms were agreed.
    pub created_at: DateTime,
}

/// Finds open requests, listings, shops and the caller's own orders by their words.
#[utoipa::path(get, path = "/api/search", tag = "marketplace", params(SearchQuery), security((), ("bearer" = [])),
    responses((status = 200, body = Envelope<SearchResults>)))]
async fn search_all(State(ctx): State<Ctx>, caller: MaybeCaller, Query(query): Query<SearchQuery>) -> Answer<SearchResults> {
    let typed = query.q.as_deref().unwrap_or_default().trim();
    let chars = typed.chars().count();
    if chars > 200 {
        return Err(Error::invalid("q", "must be at most 200 characters").into());
    }
    let limit = match query.limit.unwrap_or(5) {
        n @ 1..=20 => i64::from(n),
        _ => return Err(Error::invalid("limit", "must be 1 to 20").into()),
    };
    if chars < LEAST_CHARS {
        return ok(SearchResults::default());
    }
    let wanted = |kind| query.kind.is_none_or(|only| only == kind);
    let mut conn = ctx.store.pool.acquire().await?;
    let mut found = SearchResults::default();
    if wanted(SearchKind::Requests) {
        found.requests = find::requests(&mut conn, typed, limit).await?;
    }
    if wanted(SearchKind::Listings) {
        found.listings = find::listings(&mut conn, typed, limit).await?;
    }
    if wanted(SearchKind::Shops) {
        found.shops = find::shops(&mut conn, typed, limit).await?;
    }
    if let Some(caller) = caller.filter(|_| wanted(SearchKind::Orders)) {
        found.orders = find::orders(&mut conn, caller.user, typed, limit).await?;
    }
    ok(found)
}
