//! Which derived addresses are worth sweeping now, by the deposits that were counted there.

use super::{SweepState, enter, wait};
use crate::limits;
use amanat_base::{Amount, AssetId, Result, SweepId};
use amanat_chain::EvmAddress;
use amanat_store::Tx;
use bigdecimal::BigDecimal;

const NEEDS_GUARD: &str = "A guard must approve this sweep because of its amount.";

/// What to plan for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// One asset only.
    pub(crate) asset: Option<AssetId>,
    /// Least amount in whole units of each asset.
    pub(crate) minimum: BigDecimal,
}

struct Candidate {
    chain_id: i64,
    address: EvmAddress,
    derivation_index: i64,
    asset: AssetId,
    amount: Amount,
}

/// Plans a sweep for every address that holds enough and has none running. An address is planned again only when something new came
/// since the last time, or an hour after a failure. Returns how many were planned.
pub(crate) async fn plan(tx: &mut Tx, wanted: &Wanted) -> Result<usize> {
    let now = tx.now;
    let candidates = sqlx::query_as!(
        Candidate,
        r#"select distinct on (a.chain_id, a.address) a.chain_id, a.address as "address: EvmAddress", a.derivation_index,
                  c.asset_id as "asset!: AssetId", c.amount as "amount!: Amount"
           from deposit_addresses a
           join lateral (
             select d.asset_id, max(d.confirmed_at) as newest,
                    sum(d.amount) - coalesce((select sum(s.amount) from sweeps s where s.chain_id = a.chain_id and s.address = a.address
                                                and s.asset_id = d.asset_id and s.state = 'confirmed'), 0) as amount
             from deposits d where d.chain_id = a.chain_id and d.recipient = a.address and d.status = 'confirmed'
             group by d.asset_id) c on true
           join assets t on t.id = c.asset_id
           where ($1::uuid is null or c.asset_id = $1) and c.amount > 0 and c.amount >= $2::numeric * power(10::numeric, t.decimals)
             and not exists (select 1 from sweeps s where s.chain_id = a.chain_id and s.address = a.address and s.final_at is null
                               and s.state not in ('failed', 'cancelled'))
             and not exists (select 1 from sweeps s where s.chain_id = a.chain_id and s.address = a.address and s.asset_id = c.asset_id
                               and s.created_at >= c.newest and (s.state <> 'failed' or s.updated_at > $3::timestamptz - interval '1 hour'))
           order by a.chain_id, a.address, t.contract nulls last
           limit 500"#,
        wanted.asset.map(|a| a.0),
        wanted.minimum,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut planned = 0;
    for candidate in candidates {
        planned += usize::from(insert(tx, &candidate).await?);
    }
    Ok(planned)
}

async fn insert(tx: &mut Tx, c: &Candidate) -> Result<bool> {
    let (id, now) = (SweepId::fresh(), tx.now);
    let inserted = sqlx::query!(
        "insert into sweeps (id, chain_id, address, derivation_index, asset_id, amount, state, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, 'pending_approval', $7, $7) on conflict do nothing",
        id.0,
        c.chain_id,
        c.address as EvmAddress,
        c.derivation_index,
        c.asset.0,
        c.amount as Amount,
        now
    )
    .execute(&mut **tx)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    match limits::needs_approval(tx, c.asset, c.amount).await? {
        true => wait(tx, id, Some(NEEDS_GUARD), None).await?,
        false => enter(tx, id, SweepState::Approved, Some(now)).await?,
    }
    Ok(true)
}
