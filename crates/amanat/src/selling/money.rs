//! What a seller has coming, has, and was paid, per asset.

use amanat_base::{Amount, AssetId, Result, UserId};
use amanat_chain::registry::Rail;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// A seller's money in one asset, base units.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MoneyOfSeller {
    /// Which asset.
    pub asset_id: AssetId,
    /// By which way it comes and goes.
    pub rail: Rail,
    /// Its network; null on the card rail.
    pub chain_id: Option<i64>,
    /// Ticker, for people only.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: i16,
    /// Under escrow in deals that they sell, the platform's fee still in it.
    pub held: Amount,
    /// Free to withdraw.
    pub available: Amount,
    /// Set aside for payouts that were not sent yet.
    pub releasable: Amount,
    /// Sent, not confirmed.
    pub in_transit: Amount,
    /// Confirmed payouts of what was earned or withdrawn, all together.
    pub paid_out: Amount,
}

pub(super) async fn of(conn: &mut PgConnection, seller: UserId) -> Result<Vec<MoneyOfSeller>> {
    let rows = sqlx::query_as!(
        MoneyOfSeller,
        r#"with parts (asset_id, purpose, amount) as (
               select l.asset_id, l.purpose::text, l.balance from ledger_accounts l where l.owner = $1
               union all
               select l.asset_id, 'held', l.balance
               from orders o join ledger_accounts l on l.owner = 'order:' || o.id and l.purpose = 'held'
               where o.seller_id = $2 and o.acts_at is not null
               union all
               select p.asset_id, 'paid_out', p.amount from payouts p
               where p.user_id = $2 and p.state = 'confirmed' and p.kind in ('release', 'withdrawal'))
           select a.id as "asset_id: AssetId", a.rail as "rail: Rail", a.chain_id, a.symbol, a.decimals,
                  coalesce(sum(p.amount) filter (where p.purpose = 'held'), 0) as "held!: Amount",
                  coalesce(sum(p.amount) filter (where p.purpose = 'available'), 0) as "available!: Amount",
                  coalesce(sum(p.amount) filter (where p.purpose = 'releasable'), 0) as "releasable!: Amount",
                  coalesce(sum(p.amount) filter (where p.purpose = 'in_transit'), 0) as "in_transit!: Amount",
                  coalesce(sum(p.amount) filter (where p.purpose = 'paid_out'), 0) as "paid_out!: Amount"
           from parts p join assets a on a.id = p.asset_id
           group by a.id order by a.chain_id nulls last, a.symbol"#,
        format!("user:{seller}"),
        seller.0
    );
    Ok(rows.fetch_all(conn).await?)
}
