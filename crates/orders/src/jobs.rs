//! The timers of orders: an alarm per order, and a sweep that catches whatever an alarm missed.

use crate::{By, act};
use amanat_base::{OrderId, Result, Time};
use amanat_escrow::{Action, Actor};
use amanat_store::{Job, JobKey, Store, Tx, enqueue_all_at, enqueue_at, remove_job};
use serde::{Deserialize, Serialize};

/// Fires when the period of an order's state runs out; looks again before it acts.
#[derive(Debug, Serialize, Deserialize)]
pub struct OrderTimer {
    /// Which order.
    pub order: OrderId,
}

impl Job for OrderTimer {
    const NAME: &'static str = "order_timer";
}

/// Every minute: acts on every order whose period ran out, in case an alarm was lost.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepTimers {}

impl Job for SweepTimers {
    const NAME: &'static str = "order_timer_sweep";
}

fn key(order: OrderId) -> JobKey {
    JobKey(format!("order-timer:{order}"))
}

/// The alarms of new orders, all at the same instant.
pub(crate) async fn arm_all(tx: &mut Tx, orders: &[OrderId], at: Time) -> Result<()> {
    let alarms: Vec<_> = orders.iter().map(|order| (OrderTimer { order: *order }, key(*order))).collect();
    enqueue_all_at(tx, alarms.iter().map(|(job, key)| (job, key)), at).await
}

async fn arm(tx: &mut Tx, order: OrderId, at: Time) -> Result<()> {
    enqueue_at(tx, &OrderTimer { order }, &key(order), at).await
}

pub(crate) async fn rearm(tx: &mut Tx, order: OrderId, at: Option<Time>) -> Result<()> {
    match at {
        Some(at) => arm(tx, order, at).await,
        None => remove_job(tx, &key(order)).await,
    }
}

/// Runs one alarm.
pub async fn run_order_timer(store: &Store, job: &OrderTimer) -> Result<()> {
    let mut tx = store.begin().await?;
    act(&mut tx, job.order, Action::TimeOut, By::system(Actor::Timer)).await?;
    tx.commit().await
}

/// Orders whose period ran out, the longest overdue first; those beyond the first 500 come the next time.
pub async fn due_timers(store: &Store) -> Result<Vec<OrderId>> {
    let now = store.now().await?;
    let due = sqlx::query_scalar!(
        r#"select id as "id: OrderId" from orders where acts_at <= $1 order by acts_at limit 500"#,
        now
    );
    Ok(due.fetch_all(&store.pool).await?)
}

/// Runs the timers that are due. Returns how many orders were due. An order that fails is logged and doesn't keep the others waiting.
pub async fn run_due_timers(store: &Store) -> Result<usize> {
    let due = due_timers(store).await?;
    for order in &due {
        if let Err(error) = run_order_timer(store, &OrderTimer { order: *order }).await {
            tracing::error!(order.id = %order, ?error, "an order's period ran out and the timer failed");
        }
    }
    Ok(due.len())
}
