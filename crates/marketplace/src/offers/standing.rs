//! What a buyer weighs an offer by besides its terms: what it costs in all, and what is known of its seller.

use super::{OfferView, read::Row};
use amanat_base::{Error, Result, Time, UserId};
use amanat_orders::fee_rule;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::{HashMap, hash_map::Entry};
use utoipa::ToSchema;

/// What is known of a seller, as on their public page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SellerStanding {
    /// Deals that ended with money for them.
    pub deals: i64,
    /// Mean of the stars, 1 to 5; null without a rating.
    pub rating: Option<f64>,
    /// How many ratings there are.
    pub ratings: i64,
    /// The month in which they came, like `2026-01`.
    #[schema(pattern = r"^\d{4}-\d{2}$")]
    pub member_since: String,
}

/// The rows with their sellers' standings and their totals, in the same order. Each seller is looked up once.
pub(super) async fn views(conn: &mut PgConnection, rows: Vec<Row>, now: Time) -> Result<Vec<OfferView>> {
    let standings = standings(conn, &rows, now).await?;
    let mut rules = HashMap::new();
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let rule = match rules.entry((row.category, row.seller)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(fee_rule(conn, Some(row.category), row.seller).await?),
        };
        let total = rule.quote(&row.price)?.total;
        let standing = standings.get(&row.seller).cloned();
        views.push(row.view(standing.ok_or_else(|| Error::internal("an offer of nobody"))?, total));
    }
    Ok(views)
}

async fn standings(conn: &mut PgConnection, rows: &[Row], now: Time) -> Result<HashMap<UserId, SellerStanding>> {
    let sellers: Vec<_> = rows.iter().map(|row| row.seller.0).collect();
    let found = sqlx::query!(
        r#"select u.id as "id: UserId", to_char(u.created_at at time zone 'UTC', 'YYYY-MM') as "month!", r.average, r.count as "ratings!",
                  (select count(*) from orders where seller_id = u.id and state in ('completed', 'resolved') and released > 0) as "deals!"
           from users u cross join lateral (
               select avg(stars)::float8 as average, count(*) as count from order_ratings where rated_id = u.id and revealed_at <= $2) r
           where u.id = any($1)"#,
        &sellers,
        now
    )
    .fetch_all(conn)
    .await?;
    let standing = found.into_iter().map(|row| {
        let standing = SellerStanding {
            deals: row.deals,
            rating: row.average,
            ratings: row.ratings,
            member_since: row.month,
        };
        (row.id, standing)
    });
    Ok(standing.collect())
}
