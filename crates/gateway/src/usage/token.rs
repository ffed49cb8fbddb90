//! The use of one token.

use super::hours::{Per, UsageBucket, buckets};
use amanat_base::{Code, Cursor, DateTime, Error, ListingId, Page, PageQuery, Result, TokenId, UsageId};
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

/// The query of a usage request.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct UsageQuery {
    /// Calls on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; later pages have no buckets.
    cursor: Option<String>,
    /// How wide a bar is; hours unless told.
    #[param(inline)]
    per: Option<Per>,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum CallOutcome {
    /// It counts.
    Counted,
    /// The service failed, so it costs nothing.
    NotBilled,
    /// The server stopped in the middle of it; it counts as held.
    Interrupted,
}

/// One call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// Its id.
    pub id: UsageId,
    /// When it began.
    pub at: DateTime,
    /// The method.
    pub method: String,
    /// The path below the listing's address, without the query.
    pub path: String,
    /// Units taken before the call.
    pub held_units: i64,
    /// Units that it cost in the end; null while it runs.
    pub units: Option<i64>,
    /// What became of it; null while it runs.
    pub outcome: Option<CallOutcome>,
    /// HTTP status of the service's answer; null when there was none.
    pub status: Option<i16>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i32>,
}

/// The use of one token: its calls, newest first, and bars for a chart.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenUsage {
    /// Which token.
    pub token_id: TokenId,
    /// Of which listing.
    pub listing_id: ListingId,
    /// Units bought.
    pub units: i64,
    /// Units used, those of running calls included.
    pub used_units: i64,
    /// Calls, newest first.
    pub items: Vec<CallView>,
    /// Send as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// Use by hour or day; on the first page.
    pub buckets: Vec<UsageBucket>,
}

/// The use of a metered token: recent calls and bars for a chart (its buyer, or its seller).
#[utoipa::path(get, path = "/api/tokens/{id}/usage", tag = "gateway", security(("bearer" = [])), params(("id" = TokenId, Path), UsageQuery),
    responses((status = 200, body = Envelope<TokenUsage>)))]
pub(super) async fn get_token_usage(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<TokenId>,
    Query(query): Query<UsageQuery>,
) -> Answer<TokenUsage> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let token = sqlx::query!(
        r#"select listing_id as "listing: ListingId", units, used_units from tokens
           where id = $1 and lookup_hash is not null and (buyer_id = $2 or seller_id = $2)"#,
        id.0,
        caller.user.0
    )
    .fetch_optional(&ctx.store.pool)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let bars = match cursor {
        Some(_) => Vec::new(),
        None => {
            let now = ctx.store.now().await?;
            buckets(&ctx.store.pool, (Some(id), None), query.per.unwrap_or_default(), now).await?
        }
    };
    let calls = calls(&ctx.store.pool, id, limit, cursor).await?;
    ok(TokenUsage {
        token_id: id,
        listing_id: token.listing,
        units: token.units,
        used_units: token.used_units,
        items: calls.items,
        next_cursor: calls.next_cursor,
        buckets: bars,
    })
}

async fn calls(pool: &PgPool, token: TokenId, limit: i64, cursor: Option<Cursor>) -> Result<Page<CallView>> {
    let rows = sqlx::query_as!(
        CallView,
        r#"select id as "id: UsageId", at, method, path, held_units, units, outcome as "outcome: CallOutcome", status, duration_ms
           from usage_records
           where token_id = $1 and ($2::timestamptz is null or (at, id) < ($2, $3))
           order by at desc, id desc limit $4"#,
        token.0,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(pool)
    .await?;
    Ok(Page::from_rows(rows, limit, |call| Cursor {
        at: call.at,
        id: call.id.0,
    }))
}
