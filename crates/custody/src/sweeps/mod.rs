//! Sweeps: what a derived address received goes into the treasury. Both ends are ours, so the ledger only hears of the gas.

mod gas;
mod plan;
mod read;
mod steps;

pub(crate) use plan::{Wanted, plan};
pub(crate) use read::router;
pub(crate) use steps::{commit_signed, step};

use crate::jobs::DriveSweep;
use amanat_base::{Amount, AssetId, Code, DateTime, Error, PayoutId, Result, SweepId, Time, UserId};
use amanat_chain::{EvmAddress, EvmHash};
use amanat_store::{JobKey, Tx, enqueue_at};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum SweepState {
    /// A guard must look.
    PendingApproval,
    /// May go; gas is funded first where it is needed.
    Approved,
    /// Its transaction is built.
    Prepared,
    /// Its transaction is signed.
    Signed,
    /// Sent.
    Broadcast,
    /// In the treasury.
    Confirmed,
    /// Mined without effect; planned again later.
    Failed,
    /// Refused, or nothing was there any more.
    Cancelled,
}

/// A sweep as stored.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sweep {
    /// Its id.
    pub id: SweepId,
    /// On which network.
    pub chain_id: i64,
    /// The derived address.
    pub address: EvmAddress,
    /// Its index below the xpub's external chain.
    pub derivation_index: i64,
    /// What is swept.
    pub asset_id: AssetId,
    /// Base units.
    pub amount: Amount,
    /// How far it is.
    pub state: SweepState,
    /// Why it waits.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub waiting_reason: Option<String>,
    /// The guard who decided, where one was needed.
    pub decided_by: Option<UserId>,
    /// Its transaction.
    pub tx_hash: Option<EvmHash>,
    /// When nothing could change any more.
    pub final_at: Option<DateTime>,
    /// When it was planned.
    pub created_at: DateTime,
    /// Last change.
    pub updated_at: DateTime,
}

/// Reads a sweep; `NOT_FOUND` when there is none.
pub(crate) async fn load(conn: &mut PgConnection, id: SweepId) -> Result<Sweep> {
    sqlx::query_as!(
        Sweep,
        r#"select id as "id: SweepId", chain_id, address as "address: EvmAddress", derivation_index, asset_id as "asset_id: AssetId",
                  amount as "amount: Amount", state as "state: SweepState", waiting_reason, decided_by as "decided_by: UserId",
                  tx_hash as "tx_hash: EvmHash", final_at, created_at, updated_at
           from sweeps where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::new(Code::NotFound))
}

pub(crate) async fn lock(conn: &mut PgConnection, id: SweepId) -> Result<Sweep> {
    sqlx::query_scalar!("select 1 from sweeps where id = $1 for update", id.0)
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    load(conn, id).await
}

/// Moves to `state`, waiting for nothing, and looks again at `at`.
pub(crate) async fn enter(tx: &mut Tx, id: SweepId, state: SweepState, at: Option<Time>) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update sweeps set state = $2, waiting_reason = null, check_at = $3, updated_at = $4 where id = $1",
        id.0,
        state as SweepState,
        at,
        now
    )
    .execute(&mut **tx)
    .await?;
    look_again(tx, id, at).await
}

/// Says why it waits and looks again at `at`.
pub(crate) async fn wait(tx: &mut Tx, id: SweepId, reason: Option<&str>, at: Option<Time>) -> Result<()> {
    sqlx::query!(
        "update sweeps set waiting_reason = $2, check_at = $3 where id = $1",
        id.0,
        reason,
        at
    )
    .execute(&mut **tx)
    .await?;
    look_again(tx, id, at).await
}

async fn look_again(tx: &mut Tx, id: SweepId, at: Option<Time>) -> Result<()> {
    match at {
        Some(at) => enqueue_at(tx, &DriveSweep { sweep: id }, &JobKey(format!("sweep:{id}")), at).await,
        None => Ok(()),
    }
}

/// A guard lets a sweep go, or refuses it.
pub(crate) async fn decide(tx: &mut Tx, id: SweepId, guard: UserId, approved: bool, reason: Option<&str>) -> Result<Sweep> {
    let sweep = lock(tx, id).await?;
    if sweep.state != SweepState::PendingApproval {
        return Err(Code::PayoutClosed.say("This sweep does not wait for a decision."));
    }
    let now = tx.now;
    sqlx::query!(
        "update sweeps set decided_by = $2, decided_at = $3 where id = $1",
        id.0,
        guard.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    match approved {
        true => enter(tx, id, SweepState::Approved, Some(now)).await?,
        false => {
            enter(tx, id, SweepState::Cancelled, None).await?;
            wait(tx, id, reason, None).await?;
        }
    }
    load(tx, id).await
}

/// Payouts that wait for this asset may go on as soon as it is in the treasury.
pub(crate) async fn wake_payouts(tx: &mut Tx, sweep: &Sweep) -> Result<()> {
    let now = tx.now;
    let waiting = sqlx::query_scalar!(
        r#"select id as "id: PayoutId" from payouts where asset_id = $1 and state = 'approved' and waiting_reason is not null limit 200"#,
        sweep.asset_id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    for id in waiting {
        crate::payouts::check_at(tx, id, Some(now)).await?;
    }
    Ok(())
}
