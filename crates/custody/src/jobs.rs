//! The jobs of money out. All of them look again when they run and are harmless when they run twice.

use crate::{
    Custody, cards,
    outgoing::Short,
    payouts,
    sweeps::{self, Wanted},
};
use amanat_base::{AssetId, PayoutId, Result, SweepId, UserId};
use amanat_store::{Job, JobKey, Store, Tx, enqueue_at};
use serde::{Deserialize, Serialize};

/// Takes a payout as far as it goes now.
#[derive(Debug, Serialize, Deserialize)]
pub struct DrivePayout {
    /// Which.
    pub payout: PayoutId,
}

impl Job for DrivePayout {
    const NAME: &'static str = "custody_payout";
}

/// Takes a sweep as far as it goes now.
#[derive(Debug, Serialize, Deserialize)]
pub struct DriveSweep {
    /// Which.
    pub sweep: SweepId,
}

impl Job for DriveSweep {
    const NAME: &'static str = "custody_sweep";
}

/// Plans sweeps: every minute for what is worth it, and at once for an asset that a payout waits for.
#[derive(Debug, Serialize, Deserialize)]
pub struct PlanSweeps {
    /// The asset that is needed, whatever little there is; `None` for everything above the minimum.
    #[serde(default)]
    pub asset: Option<AssetId>,
}

impl Job for PlanSweeps {
    const NAME: &'static str = "custody_plan_sweeps";
}

/// Somebody's payout address on a network was set or changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct AddressChanged {
    /// Whose.
    pub user: UserId,
    /// On which network.
    pub chain_id: i64,
}

impl Job for AddressChanged {
    const NAME: &'static str = "custody_address_changed";
}

/// Every minute: whatever is due and was not looked at, in case a job was lost.
#[derive(Debug, Serialize, Deserialize)]
pub struct DriveDue {}

impl Job for DriveDue {
    const NAME: &'static str = "custody_drive_due";
}

/// A payout is short of this asset: sweep it, unless that is being planned.
pub(crate) async fn plan_for(tx: &mut Tx, chain_id: i64, short: &Short, asset: AssetId) -> Result<()> {
    if *short != Short::Token {
        return Ok(());
    }
    let (key, now) = (JobKey(format!("plan-sweeps:{chain_id}:{asset}")), tx.now);
    enqueue_at(tx, &PlanSweeps { asset: Some(asset) }, &key, now).await
}

/// Runs [`DrivePayout`].
pub async fn run_drive_payout(custody: &Custody, store: &Store, job: &DrivePayout) -> Result<()> {
    payouts::step(custody, store, job.payout).await
}

/// Runs [`DriveSweep`].
pub async fn run_drive_sweep(custody: &Custody, store: &Store, job: &DriveSweep) -> Result<()> {
    sweeps::step(custody, store, job.sweep).await
}

/// Runs [`PlanSweeps`]. Returns how many sweeps were planned.
pub async fn run_plan_sweeps(custody: &Custody, store: &Store, job: &PlanSweeps) -> Result<usize> {
    let mut tx = store.begin().await?;
    let planned = plan(custody, &mut tx, job.asset).await?;
    tx.commit().await?;
    Ok(planned)
}

/// Plans sweeps of one asset, whatever little there is, or of every asset above the minimum.
pub(crate) async fn plan(custody: &Custody, tx: &mut Tx, asset: Option<AssetId>) -> Result<usize> {
    let wanted = Wanted {
        asset,
        minimum: match asset {
            Some(_) => Default::default(),
            None => custody.sweep_minimum.decimal().clone(),
        },
    };
    sweeps::plan(tx, &wanted).await
}

/// Runs [`AddressChanged`].
pub async fn run_address_changed(store: &Store, job: &AddressChanged) -> Result<()> {
    let mut tx = store.begin().await?;
    payouts::address_changed(&mut tx, job.user, job.chain_id).await?;
    tx.commit().await
}

/// Runs [`DriveDue`]. Returns how many payouts and sweeps were due. One that fails does not keep the others from their turn.
pub async fn run_drive_due(custody: &Custody, store: &Store) -> Result<usize> {
    let now = store.now().await?;
    let homeless = sqlx::query!(
        r#"select distinct p.user_id as "user: UserId", a.chain_id from payouts p
           join payout_addresses a on a.user_id = p.user_id and a.chain_id = p.chain_id where p.state = 'waiting_address' limit 500"#
    )
    .fetch_all(&store.pool)
    .await?;
    for row in homeless {
        let changed = AddressChanged {
            user: row.user,
            chain_id: row.chain_id,
        };
        run_address_changed(store, &changed).await?;
    }
    if custody.stripe.is_some() {
        for user in cards::due_accounts(store).await? {
            note(cards::refresh(custody, store, user).await, "card account", &user);
        }
    }
    let payouts = sqlx::query_scalar!(
        r#"select id as "id: PayoutId" from payouts where check_at <= $1 or (state = 'prepared' and $2) order by check_at limit 500"#,
        now,
        custody.signer.can_sign()
    )
    .fetch_all(&store.pool)
    .await?;
    let sweeps = sqlx::query_scalar!(
        r#"select id as "id: SweepId" from sweeps where check_at <= $1 or (state = 'prepared' and $2) order by check_at limit 500"#,
        now,
        custody.signer.can_sign()
    )
    .fetch_all(&store.pool)
    .await?;
    for id in &payouts {
        note(payouts::step(custody, store, *id).await, "payout", id);
    }
    for id in &sweeps {
        note(sweeps::step(custody, store, *id).await, "sweep", id);
    }
    Ok(payouts.len() + sweeps.len())
}

fn note(outcome: Result<()>, what: &str, id: &dyn std::fmt::Display) {
    if let Err(error) = outcome {
        tracing::error!(what, %id, ?error, "could not be driven; tried again in a minute");
    }
}
