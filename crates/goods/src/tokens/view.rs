//! Reading tokens: their buyer sees them, nobody else; and never the secret.

use super::TokenState;
use crate::FulfilmentKind;
use amanat_base::{Code, Cursor, DateTime, Error, ListingId, OrderId, Page, PageQuery, Result, TokenId, UserId};
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::{IntoParams, ToSchema};

/// What a buyer holds, without the secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// Its id.
    pub id: TokenId,
    /// Of which order.
    pub order_id: OrderId,
    /// Of which listing; a metered one is used at `/gateway/{listingId}/…`.
    pub listing_id: ListingId,
    /// The listing's name.
    pub service_name: String,
    /// What it is.
    pub fulfilment: FulfilmentKind,
    /// Units that it stands for.
    pub units: i64,
    /// Units that are used; only metered ones are counted.
    pub used_units: i64,
    /// Where it stands.
    pub state: TokenState,
    /// True while calls and reveals are refused though it has not ended: its order is disputed, on hold, proposed to be cancelled, or its
    /// payment was taken back.
    pub on_hold: bool,
    /// Why it ended: `buyer`, `expired`, `spent`, `refunded_unused`, `order_refunded`, `order_resolved`, `order_completed`.
    pub ended_because: Option<String>,
    /// When it ends by itself.
    pub expires_at: DateTime,
    /// When it was issued.
    pub created_at: DateTime,
    /// When its secret was last shown.
    pub revealed_at: Option<DateTime>,
}

/// Which tokens to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenQuery {
    /// Only of this order.
    order_id: Option<OrderId>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

macro_rules! rows {
    ($which:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            TokenView,
            r#"select t.id as "id: TokenId", t.order_id as "order_id: OrderId", t.listing_id as "listing_id: ListingId", l.service_name,
                      t.fulfilment as "fulfilment: FulfilmentKind", t.units, t.used_units, t.state as "state: TokenState", t.ended_because,
                      t.state = 'active' and (o.hold_reason is not null or o.state in ('disputed', 'confirming')
                          or o.cancel_proposed_by is not null) as "on_hold!",
                      t.expires_at, t.created_at, (select max(r.at) from token_reveals r where r.token_id = t.id) as revealed_at
               from tokens t join listings l on l.id = t.listing_id join orders o on o.id = t.order_id where "# + $which
            $(, $arg)*
        )
    };
}

/// The caller's tokens, newest first.
#[utoipa::path(get, path = "/api/tokens", tag = "goods", params(TokenQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<TokenView>)))]
pub(super) async fn list_tokens(State(ctx): State<Ctx>, caller: Caller, Query(query): Query<TokenQuery>) -> Answer<Page<TokenView>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let (limit, after) = (page.limit()?, page.cursor()?);
    let rows = rows!(
        "t.buyer_id = $1 and ($2::uuid is null or t.order_id = $2) and ($3::timestamptz is null or (t.created_at, t.id) < ($3, $4)) order by t.created_at desc, t.id desc limit $5",
        caller.user.0,
        query.order_id.map(|order| order.0),
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |token| Cursor {
        at: token.created_at,
        id: token.id.0,
    }))
}

/// One token, for its buyer.
#[utoipa::path(get, path = "/api/tokens/{id}", tag = "goods", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<TokenView>)))]
pub(super) async fn get_token(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<TokenId>) -> Answer<TokenView> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(load(&mut conn, id, caller.user).await?)
}

/// The buyer's token; `NOT_FOUND` for everybody else.
pub(super) async fn load(conn: &mut PgConnection, id: TokenId, buyer: UserId) -> Result<TokenView> {
    rows!("t.id = $1 and t.buyer_id = $2", id.0, buyer.0)
        .fetch_optional(conn)
        .await?
        .ok_or(Error::new(Code::NotFound))
}
