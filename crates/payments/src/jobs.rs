//! The jobs of payments: looking again at a transfer, and a sweep that catches whatever an alarm missed.

use crate::{Payments, card, close, safety};
use amanat_base::{DepositId, OrderId, Result, Time};
use amanat_store::{Job, JobKey, Tx, enqueue_at};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Looks at one transfer again; works out by itself whether anything is left to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckDeposit {
    /// Which transfer.
    pub deposit: DepositId,
}

impl Job for CheckDeposit {
    const NAME: &'static str = "check_deposit";
}

/// Every minute: transfers whose check is overdue, and payments whose order is over.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepPayments {}

impl Job for SweepPayments {
    const NAME: &'static str = "payment_sweep";
}

/// How long an alarm may be overdue before the sweep does its work.
const OVERDUE_S: i64 = 30;

pub(crate) async fn arm(tx: &mut Tx, deposit: DepositId, at: Time) -> Result<()> {
    enqueue_at(tx, &CheckDeposit { deposit }, &JobKey(format!("check-deposit:{deposit}")), at).await
}

/// Runs one alarm.
pub async fn run_check_deposit(payments: &Payments, job: &CheckDeposit) -> Result<()> {
    safety::look_again(payments, job.deposit).await
}

/// Runs the sweep. Returns how many transfers and payments were overdue. One that fails is logged and doesn't keep the others waiting.
pub async fn run_payment_sweep(payments: &Payments) -> Result<usize> {
    let now = payments.store.now().await?;
    let deposits = sqlx::query_scalar!(
        r#"select id as "id: DepositId" from deposits where check_at < $1 order by check_at limit 200"#,
        now - TimeDelta::seconds(OVERDUE_S)
    )
    .fetch_all(&payments.store.pool)
    .await?;
    for deposit in &deposits {
        if let Err(error) = safety::look_again(payments, *deposit).await {
            tracing::error!(deposit.id = %deposit, ?error, "an overdue look at a deposit failed");
        }
    }
    let orders = sqlx::query_scalar!(
        r#"select p.order_id as "id: OrderId" from payments p join orders o on o.id = p.order_id
           where p.status in ('waiting', 'confirming', 'underpaid') and o.state in ('expired', 'cancelled') limit 500"#
    )
    .fetch_all(&payments.store.pool)
    .await?;
    for order in &orders {
        if let Err(error) = close_payment(payments, *order).await {
            tracing::error!(order.id = %order, ?error, "the payment of a closed order could not be closed");
        }
    }
    Ok(deposits.len() + orders.len() + card::look_at_overdue(payments).await?)
}

async fn close_payment(payments: &Payments, order: OrderId) -> Result<()> {
    let mut tx = payments.store.begin().await?;
    close::order_closed(&mut tx, order).await?;
    tx.commit().await
}
