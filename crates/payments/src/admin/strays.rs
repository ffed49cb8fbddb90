//! Money at the card processor that belongs to no payment of ours.

use amanat_base::{Amount, Cursor, DateTime, Page, PageQuery};
use amanat_web::{Answer, Ctx, PageOf, Query, StaffCaller, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_card_strays))
}

/// A paid session at the card processor that is nobody's.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardStray {
    /// Row id.
    pub id: Uuid,
    /// The session at the card processor.
    pub session_id: String,
    /// Its payment there, where there is one.
    pub intent_id: Option<String>,
    /// What the session says it is for.
    pub reference: Option<String>,
    /// In the currency's smallest unit.
    pub amount: Amount,
    /// ISO 4217, as the card processor says it.
    pub currency: String,
    /// Digits after the point of the currency's whole unit; null for a currency that is not listed here.
    pub decimals: Option<i16>,
    /// Why it is nobody's; a sentence.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub reason: String,
    /// When it was found.
    pub found_at: DateTime,
}

/// Paid sessions that belong to no payment, newest first: to be given back at the card processor by hand. Guards and administrators.
#[utoipa::path(get, path = "/api/admin/payments/card-strays", tag = "admin", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<CardStray>)))]
async fn list_card_strays(ctx: State<Ctx>, _: StaffCaller, Query(page): Query<PageQuery>) -> Answer<Page<CardStray>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        CardStray,
        r#"select s.id, s.session_id, s.intent_id, s.reference, s.amount as "amount: Amount", s.currency, a.decimals as "decimals?", s.reason,
                  s.found_at
           from card_strays s left join assets a on a.rail = 'card' and a.par_currency = upper(s.currency)
           where $1::timestamptz is null or (s.found_at, s.id) < ($1, $2) order by s.found_at desc, s.id desc limit $3"#,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |row| Cursor {
        at: row.found_at,
        id: row.id,
    }))
}
