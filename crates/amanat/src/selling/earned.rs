//! What a seller earned day by day, from the ledger, and how many paid orders came.

use amanat_base::{Amount, AssetId, Error, Result, Time, UserId};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Numbers per day; every list has one entry for each of `days`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DaySeries {
    /// The days, oldest first; the last is today.
    #[schema(value_type = Vec<String>, format = Date)]
    pub days: Vec<NaiveDate>,
    /// Orders that came on that day and were paid.
    pub orders: Vec<i64>,
    /// What was earned, one row per asset; empty where nothing was.
    pub earned: Vec<EarnedSeries>,
}

/// What was earned in one asset, after the platform's fee.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarnedSeries {
    /// Which asset.
    pub asset_id: AssetId,
    /// Ticker, for people only.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: i16,
    /// Per day, base units.
    pub amounts: Vec<Amount>,
    /// All days together, base units.
    pub total: Amount,
}

struct Earned {
    asset: AssetId,
    symbol: String,
    decimals: i16,
    day: NaiveDate,
    amount: Amount,
}

/// `ahead`: minutes by which the reader's clock is ahead of UTC.
pub(super) async fn of(conn: &mut PgConnection, seller: UserId, now: Time, days: i32, ahead: i32) -> Result<DaySeries> {
    let today = (now + TimeDelta::minutes(ahead.into())).date_naive();
    let first = today - TimeDelta::days(i64::from(days) - 1);
    let orders = orders_by_day(conn, seller, first, ahead).await?;
    let earned = earned_by_day(conn, seller, first, ahead).await?;
    let days: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= today).collect();
    Ok(DaySeries {
        orders: days.iter().map(|day| orders.get(day).copied().unwrap_or(0)).collect(),
        earned: by_asset(&days, earned)?,
        days,
    })
}

async fn orders_by_day(conn: &mut PgConnection, seller: UserId, first: NaiveDate, ahead: i32) -> Result<BTreeMap<NaiveDate, i64>> {
    let rows = sqlx::query!(
        r#"select (created_at at time zone 'UTC' + make_interval(mins => $3))::date as "day!", count(*) as "orders!"
           from orders
           where seller_id = $1 and paid_in > 0 and created_at >= ($2::date - make_interval(mins => $3)) at time zone 'UTC' group by 1"#,
        seller.0,
        first,
        ahead
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.day, row.orders)).collect())
}

/// What came from orders that they sold into their balance. An entry is recorded no earlier than what it records happened, on the real
/// clock; that bound is what keeps old entries unread.
async fn earned_by_day(conn: &mut PgConnection, seller: UserId, first: NaiveDate, ahead: i32) -> Result<Vec<Earned>> {
    let rows = sqlx::query_as!(
        Earned,
        r#"select x.id as "asset: AssetId", x.symbol, x.decimals, s.day as "day!", sum(s.amount) as "amount!: Amount"
           from (select a.asset_id, e.amount, (t.occurred_at at time zone 'UTC' + make_interval(mins => $4))::date as day
                 from ledger_accounts a join ledger_entries e on e.account_id = a.id join ledger_transactions t on t.id = e.transaction_id
                 where a.owner = $1 and a.purpose = 'available' and e.amount > 0
                   and e.recorded_at > clock_timestamp() - make_interval(days => 92)
                   and t.occurred_at >= ($3::date - make_interval(mins => $4)) at time zone 'UTC'
                   and exists (select from orders o where o.id = t.reference and o.seller_id = $2)) s
           join assets x on x.id = s.asset_id
           group by x.id, s.day order by x.symbol, x.id, s.day"#,
        format!("user:{seller}"),
        seller.0,
        first,
        ahead
    );
    Ok(rows.fetch_all(conn).await?)
}

fn by_asset(days: &[NaiveDate], earned: Vec<Earned>) -> Result<Vec<EarnedSeries>> {
    let mut series: Vec<EarnedSeries> = Vec::new();
    for row in earned {
        if series.last().is_none_or(|last| last.asset_id != row.asset) {
            series.push(EarnedSeries {
                asset_id: row.asset,
                symbol: row.symbol,
                decimals: row.decimals,
                amounts: vec![Amount::ZERO; days.len()],
                total: Amount::ZERO,
            });
        }
        if let (Some(last), Ok(day)) = (series.last_mut(), days.binary_search(&row.day)) {
            last.amounts[day] = row.amount;
            let total = last.total.checked_add(row.amount);
            last.total = total.ok_or_else(|| Error::internal("what a seller earned is more than an amount holds"))?;
        }
    }
    Ok(series)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_has_an_amount_for_every_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        let (one, two) = (AssetId::fresh(), AssetId::fresh());
        let row = |asset, symbol: &str, d, amount| Earned {
            asset,
            symbol: symbol.to_owned(),
            decimals: 6,
            day: day(d),
            amount: Amount::from_u128(amount),
        };
        let days: Vec<NaiveDate> = (1..=4).map(day).collect();
        let series = by_asset(
            &days,
            vec![
                row(one, "USDC", 2, 5),
                row(one, "USDC", 4, 7),
                row(two, "USDT", 1, 9),
                row(two, "USDT", 9, 1),
            ],
        )
        .unwrap();
        let amounts: Vec<Vec<String>> = series.iter().map(|s| s.amounts.iter().map(ToString::to_string).collect()).collect();
        assert_eq!(amounts, [["0", "5", "0", "7"], ["9", "0", "0", "0"]]);
        assert_eq!(series.iter().map(|s| s.total.to_string()).collect::<Vec<_>>(), ["12", "9"]);
    }
}
