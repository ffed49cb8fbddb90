//! What happened to an order.

use super::visible;
use amanat_base::{Cursor, DateTime, EventId, OrderId, Page, PageQuery, UserId};
use amanat_escrow::State;
use amanat_web::{Answer, Caller, Ctx, PageOf, Path, Query, ok};
use axum::extract::State as Context;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A line of the timeline.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: DateTime,
    /// As what.
    pub actor: String,
    /// Which person.
    pub actor_id: Option<UserId>,
    /// What.
    pub action: String,
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
    /// What was said with it.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// What happened to an order, oldest first.
#[utoipa::path(get, path = "/api/orders/{id}/timeline", tag = "orders", params(("id" = Uuid, Path), PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<TimelineEntry>)))]
pub(super) async fn get_order_timeline(
    ctx: Context<Ctx>,
    caller: Caller,
    Path(id): Path<OrderId>,
    Query(page): Query<PageQuery>,
) -> Answer<Page<TimelineEntry>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let mut conn = ctx.store.pool.acquire().await?;
    visible(&mut conn, &caller, id).await?;
    let rows = sqlx::query_as!(
        TimelineEntry,
        r#"select id as "id: EventId", at, actor, actor_id as "actor_id: UserId", action, from_state as "from: State",
                  to_state as "to: State", detail
           from order_timeline where order_id = $1 and ($2::timestamptz is null or (at, id) > ($2, $3)) order by at, id limit $4"#,
        id.0,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&mut *conn)
    .await?;
    let position = |entry: &TimelineEntry| Cursor {
        at: entry.at,
        id: entry.id.0,
    };
    ok(Page::from_rows(rows, limit, position))
}
