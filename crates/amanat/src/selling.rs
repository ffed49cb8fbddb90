//! `/api/sales/summary`: a seller's dashboard in one answer: their money, what they have to do, and what they earned day by day.
//!
//! Here and not in a feature, because it reads over the tables of orders, offers, goods, payouts and the ledger.

mod earned;
mod money;
mod to_do;

pub use earned::DaySeries;
pub use money::MoneyOfSeller;
pub use to_do::{ToDo, ToDoCounts};

use amanat_base::Error;
use amanat_web::{Answer, Caller, Ctx, Envelope, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_sales_summary))
}

/// A seller's dashboard.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SalesSummary {
    /// Their money, one row per asset that a deal of theirs or their balance ever held.
    pub money: Vec<MoneyOfSeller>,
    /// What waits for them, what is due soonest first; at most 50.
    pub to_do: Vec<ToDo>,
    /// How much of each there is, also beyond those 50.
    pub counts: ToDoCounts,
    /// How they stand with the platform, for whoever has sold nothing yet.
    pub standing: Standing,
    /// Day by day.
    pub series: DaySeries,
}

/// How far a seller has come.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// They have a shop.
    pub has_shop: bool,
    /// Listings that were ever written.
    pub listings: i64,
    /// Offers that were ever made.
    pub offers: i64,
    /// They have a payout address on some network, or an account at the card processor that can be paid.
    pub can_be_paid: bool,
    /// Deals that ended with money for them.
    pub completed: i64,
}

/// Over which days, and where a day begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Span {
    /// 30 or 90 days, today among them; 30 unless told.
    #[param(minimum = 30, maximum = 90)]
    days: Option<i32>,
    /// Minutes by which the reader's clock is ahead of UTC, -840 to 840: a day begins at midnight there. 0 unless told.
    #[param(minimum = -840, maximum = 840)]
    tz: Option<i32>,
}

/// The caller's sales at a glance.
#[utoipa::path(get, path = "/api/sales/summary", tag = "goods", params(Span), security(("bearer" = [])),
    responses((status = 200, body = Envelope<SalesSummary>)))]
async fn get_sales_summary(State(ctx): State<Ctx>, caller: Caller, Query(span): Query<Span>) -> Answer<SalesSummary> {
    let (days, ahead) = (span.days.unwrap_or(30), span.tz.unwrap_or(0));
    if !matches!(days, 30 | 90) {
        return Err(Error::invalid("days", "must be 30 or 90").into());
    }
    if !(-840..=840).contains(&ahead) {
        return Err(Error::invalid("tz", "must be -840 to 840 minutes").into());
    }
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    let money = money::of(&mut conn, caller.user).await?;
    let (to_do, counts) = to_do::of(&mut conn, caller.user).await?;
    let series = earned::of(&mut conn, caller.user, now, days, ahead).await?;
    let standing = sqlx::query_as!(
        Standing,
        r#"select exists (select from shops where owner_id = $1) as "has_shop!",
                  (select count(*) from listings where seller_id = $1) as "listings!",
                  (select count(*) from offers where seller_id = $1) as "offers!",
                  exists (select from payout_addresses where user_id = $1)
                      or exists (select from card_accounts where user_id = $1 and transfers_active) as "can_be_paid!",
                  (select count(*) from orders where seller_id = $1 and state in ('completed', 'resolved') and released > 0) as "completed!""#,
        caller.user.0
    )
    .fetch_one(&mut *conn)
    .await?;
    ok(SalesSummary {
        money,
        to_do,
        counts,
        standing,
        series,
    })
}
