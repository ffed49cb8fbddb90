//! Which processes serve, and the end of the calls of one that is gone.
//!
//! A process says every few seconds that it lives. One that was killed doesn't, and its running calls, of which nobody will ever know
//! how they ended, are settled as interrupted: they count as held, because the service may have answered. Should a process be paused
//! or cut off for so long, its running calls are settled too; it takes no harm, for what is settled stays.

use super::write::settle_if_idle;
use amanat_base::{Result, TokenId};
use amanat_store::Store;
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// How often a process says that it lives, and looks after those that don't.
const BEAT: Duration = Duration::from_secs(5);
/// A process that was silent for so long is taken for dead, in seconds.
const SILENCE_S: f64 = 30.0;
/// Processes are forgotten after so many days, their calls long settled.
const FORGET_DAYS: i32 = 7;
/// Calls settled in one transaction.
const BATCH: i64 = 1_000;

/// One run of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node(pub(crate) Uuid);

impl Node {
    /// Says that it lives.
    pub(crate) async fn beat(self, store: &Store) -> Result<()> {
        sqlx::query!(
            "insert into gateway_nodes (id, started_at, seen_at) values ($1, now(), now())
             on conflict (id) do update set seen_at = now()",
            self.0
        )
        .execute(&store.pool)
        .await?;
        Ok(())
    }

    /// Says that it is gone, so that what it left open need not wait for the silence.
    async fn leave(self, store: &Store) -> Result<()> {
        sqlx::query!("update gateway_nodes set seen_at = '-infinity' where id = $1", self.0)
            .execute(&store.pool)
            .await?;
        Ok(())
    }

    /// Beats and sweeps until `stop` turns true.
    pub(crate) async fn run(self, store: Store, mut stop: watch::Receiver<bool>) {
        let mut tick = tokio::time::interval(BEAT);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            let beaten = self.beat(&store).await;
            if let Err(error) = beaten {
                tracing::warn!(?error, "this process could not say that it lives");
                continue;
            }
            if let Err(error) = sweep(&store).await {
                tracing::warn!(?error, "the calls of processes that are gone could not be settled");
            }
        }
    }

    /// The last word at a shutdown.
    pub(crate) async fn goodbye(self, store: &Store) {
        if let Err(error) = self.leave(store).await {
            tracing::warn!(?error, "this process could not say that it is gone");
        }
    }
}

/// Settles the running calls of processes that are gone. Returns how many.
pub(crate) async fn sweep(store: &Store) -> Result<u64> {
    let mut settled = 0;
    loop {
        let n = sweep_batch(store).await?;
        settled += n;
        if n < BATCH.unsigned_abs() {
            break;
        }
    }
    sqlx::query!(
        "delete from gateway_nodes where seen_at < now() - make_interval(days => $1)",
        FORGET_DAYS
    )
    .execute(&store.pool)
    .await?;
    if settled > 0 {
        tracing::warn!(settled, "calls of a process that is gone were settled as interrupted");
    }
    Ok(settled)
}

async fn sweep_batch(store: &Store) -> Result<u64> {
    let mut tx = store.begin().await?;
    let now = tx.now;
    // No token is locked: what is held stays used, so nothing moves there.
    let rows = sqlx::query_scalar!(
        r#"with gone as (
               select u.id from usage_records u
               where u.finished_at is null
                 and not exists (select from gateway_nodes n where n.id = u.node and n.seen_at > now() - make_interval(secs => $1))
               order by u.id limit $2 for update skip locked
           ), finished as (
               update usage_records u set units = u.held_units, outcome = 'interrupted', finished_at = $3
               from gone where u.id = gone.id
               returning u.token_id, u.listing_id, u.at, u.units
           ), summed as (
               insert into usage_hours as h (token_id, hour, listing_id, calls, units, failed)
               select token_id, date_trunc('hour', at, 'UTC'), listing_id, count(*), sum(units), 0
               from finished group by 1, 2, 3 order by 1, 2
               on conflict (token_id, hour) do update set calls = h.calls + excluded.calls, units = h.units + excluded.units
           )
           select token_id as "token: TokenId" from finished"#,
        SILENCE_S,
        BATCH,
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    let tokens: Vec<Uuid> = rows.iter().map(|token| token.0).collect();
    settle_if_idle(&mut tx, &tokens).await?;
    tx.commit().await?;
    metrics::counter!("gateway_interrupted_total").increment(rows.len() as u64);
    Ok(rows.len() as u64)
}
