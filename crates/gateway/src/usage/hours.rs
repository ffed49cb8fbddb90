//! Use summed by hour or day, for charts. Hours and days are UTC's.

use amanat_base::{DateTime, ListingId, Result, Time, TokenId};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use utoipa::ToSchema;

/// How wide a bar of the chart is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The last 48 hours.
    #[default]
    Hour,
    /// The last 30 days.
    Day,
}

impl Per {
    /// The unit, and how far back it goes.
    fn range(self) -> (&'static str, TimeDelta) {
        match self {
            Self::Hour => ("hour", TimeDelta::hours(48)),
            Self::Day => ("day", TimeDelta::days(30)),
        }
    }
}

/// One bar: calls that began in one hour or day and have ended. Hours without calls have none.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsageBucket {
    /// Its beginning.
    pub from: DateTime,
    /// Calls.
    pub calls: i64,
    /// Units counted.
    pub units: i64,
    /// Of the calls, those that were not billed.
    pub failed: i64,
}

/// The bars of one token or one listing, oldest first.
pub(super) async fn buckets(
    pool: &PgPool,
    (token, listing): (Option<TokenId>, Option<ListingId>),
    per: Per,
    now: Time,
) -> Result<Vec<UsageBucket>> {
    let (unit, back) = per.range();
    let rows = sqlx::query_as!(
        UsageBucket,
        r#"select date_trunc($3, hour, 'UTC') as "from!", sum(calls)::bigint as "calls!", sum(units)::bigint as "units!",
                  sum(failed)::bigint as "failed!"
           from usage_hours
           where ($1::uuid is null or token_id = $1) and ($2::uuid is null or listing_id = $2) and hour > $4
           group by 1 order by 1"#,
        token.map(|t| t.0),
        listing.map(|l| l.0),
        unit,
        now - back,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}
