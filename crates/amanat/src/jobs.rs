//! The workers: which job runs which function, how often the periodic ones run, and the watchdog over the queue.

use crate::{
    App,
    desk::{VerifyLedger, run_verify},
    reactions,
};
use amanat_accounts::DeliverLink;
use amanat_base::{DeliveryId, Result};
use amanat_custody::{AddressChanged, DriveDue, DrivePayout, DriveSweep, PlanSweeps};
use amanat_files::SweepFiles;
use amanat_goods::{SettleToken, SweepGoods};
use amanat_mail::{SendLetter, SendTo};
use amanat_orders::{OrderTimer, RevealRatings, SweepTimers};
use amanat_payments::{CheckDeposit, CloseCardSession, ReconcileCards, SweepPayments};
use amanat_store::{
    Job, React,
    deliveries::{self, ProcessDelivery},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerOptions, WorkerRecoveryConfig};
use serde::{Deserialize, Serialize};
use std::{future::Future, time::Duration};
use tokio::sync::watch;

/// A job and what it runs.
trait Run: Job + Send + Sync + 'static {
    fn run(self, app: App) -> impl Future<Output = Result<()>> + Send;
}

/// Gives a job of any crate the queue library's trait.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "J: Job")]
struct Task<J>(J);

impl<J: Run> TaskHandler for Task<J> {
    const IDENTIFIER: &'static str = J::NAME;

    async fn run(self, worker: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(app) = worker.get_ext::<App>().cloned() else {
            return Err("the worker has no app".to_owned());
        };
        let started = tokio::time::Instant::now();
        let outcome = self.0.run(app).await;
        metrics::histogram!("job_duration_seconds", "job" => J::NAME).record(started.elapsed().as_secs_f64());
        outcome.map_err(|error| {
            metrics::counter!("job_failures_total", "job" => J::NAME).increment(1);
            tracing::warn!(job = J::NAME, error = ?error, "a job failed and will be tried again");
            format!("{error:?}")
        })
    }
}

macro_rules! jobs {
    ($($job:ty => |$payload:ident, $app:ident| $body:expr;)*) => {
        $(impl Run for $job {
            async fn run(self, $app: App) -> Result<()> {
                let $payload = self;
                $body
            }
        })*

        fn define(options: WorkerOptions) -> WorkerOptions {
            options$(.define_job::<Task<$job>>())*
        }

        /// Names of the jobs that the workers of this program take. Others may wait in the queue: of a version before or after this one.
        pub(crate) const DEFINED: &[&str] = &[$(<$job as Job>::NAME),*];
    };
}

jobs! {
    React => |job, app| reactions::react(&app, job.event).await;
    OrderTimer => |job, app| order_timer(&app, &job).await;
    SweepTimers => |_job, app| order_timers(&app).await;
    RevealRatings => |_job, app| amanat_orders::run_reveal_ratings(&app.ctx.store).await.map(drop);
    ProcessDelivery => |job, app| process_delivery(&app, job.delivery).await;
    CloseCardSession => |job, app| amanat_payments::run_close_card_session(&app.payments, &job).await;
    ReconcileCards => |_job, app| amanat_payments::run_reconcile_cards(&app.payments).await.map(drop);
    CheckDeposit => |job, app| amanat_payments::run_check_deposit(&app.payments, &job).await;
    SweepPayments => |_job, app| amanat_payments::run_payment_sweep(&app.payments).await.map(drop);
    DrivePayout => |job, app| amanat_custody::run_drive_payout(&app.custody, &app.ctx.store, &job).await;
    DriveSweep => |job, app| amanat_custody::run_drive_sweep(&app.custody, &app.ctx.store, &job).await;
    PlanSweeps => |job, app| amanat_custody::run_plan_sweeps(&app.custody, &app.ctx.store, &job).await.map(drop);
    AddressChanged => |job, app| amanat_custody::run_address_changed(&app.ctx.store, &job).await;
    SweepGoods => |_job, app| amanat_goods::run_goods_sweep(&app.goods).await;
    SettleToken => |job, app| amanat_goods::settle(&app.ctx.store, &job).await;
    SendLetter => |job, app| amanat_mail::run_send_letter(&app.accounts.mailer, &app.ctx.store, &job).await;
    SendTo => |job, app| amanat_mail::run_send_to(&app.accounts.mailer, &job).await;
    DeliverLink => |job, app| amanat_accounts::run_deliver_link(&app.accounts, &app.ctx.store, &job).await;
    SweepFiles => |_job, app| amanat_files::run_file_sweep(&app.files, &app.ctx.store).await.map(drop);
    Housekeeping => |_job, app| tidy_up(&app).await;
    VerifyLedger => |job, app| run_verify(&app, &job).await;
    DriveDue => |_job, app| amanat_custody::run_drive_due(&app.custody, &app.ctx.store).await.map(drop);
}

/// Jobs that exist at most once per thing. While one runs, enqueueing its successor takes its key away and marks it as used up; if its
/// worker is killed then, such a row stays behind. It is no loss: the successor waits under the key.
pub(crate) const KEYED: &[&str] = &[
    OrderTimer::NAME,
    CheckDeposit::NAME,
    DrivePayout::NAME,
    DriveSweep::NAME,
    PlanSweeps::NAME,
    SettleToken::NAME,
];

/// What the queue library writes into such a row.
pub(crate) const SUPERSEDED: &str = "Job recovered%";

/// An order's period ran out. What its token was used for comes first: the timer settles by it.
async fn order_timer(app: &App, job: &OrderTimer) -> Result<()> {
    amanat_goods::settle_before_timer(&app.ctx.store, job.order).await?;
    amanat_orders::run_order_timer(&app.ctx.store, job).await
}

/// An order that fails doesn't keep the others waiting.
async fn order_timers(app: &App) -> Result<()> {
    for order in amanat_orders::due_timers(&app.ctx.store).await? {
        if let Err(error) = order_timer(app, &OrderTimer { order }).await {
            tracing::error!(order.id = %order, ?error, "an order's period ran out and the timer failed");
        }
    }
    Ok(())
}

/// What a card processor's event is about may be money in or money out: each looks for its own.
async fn process_delivery(app: &App, delivery: DeliveryId) -> Result<()> {
    let store = &app.ctx.store;
    deliveries::note_attempt(store, delivery).await?;
    let outcome = match amanat_custody::hear_card_event(&app.custody, store, delivery).await {
        Ok(()) => amanat_payments::process_delivery(&app.payments, delivery).await,
        failed => failed,
    };
    let failure = outcome.as_ref().err().map(|error| format!("{error:?}"));
    deliveries::note_end(store, delivery, failure.as_deref()).await?;
    outcome
}

/// Once an hour: forgets what has had its time.
#[derive(Debug, Serialize, Deserialize)]
struct Housekeeping {}

impl Job for Housekeeping {
    const NAME: &'static str = "housekeeping";
}

async fn tidy_up(app: &App) -> Result<()> {
    amanat_notifications::prune(&app.ctx.store).await?;
    let mut tx = app.ctx.store.begin().await?;
    let now = tx.now;
    amanat_accounts::tidy(&mut tx, now).await?;
    // Answers are replayed for a month; nobody retries a request for longer.
    sqlx::query!(
        "delete from idempotency_keys where created_at < $1",
        now - chrono::TimeDelta::days(30)
    )
    .execute(&mut *tx)
    .await?;
    // What happened and what was delivered is kept long enough to look into a complaint; the books themselves are kept for ever.
    sqlx::query!("delete from events where announced_at < $1", now - chrono::TimeDelta::days(90))
        .execute(&mut *tx)
        .await?;
    sqlx::query!("delete from deliveries where processed_at < $1", now - chrono::TimeDelta::days(180))
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "delete from refresh_tokens t using sessions s where s.id = t.session_id and (s.expires_at < $1 or s.revoked_at < $1)",
        now - chrono::TimeDelta::days(30)
    )
    .execute(&mut *tx)
    .await?;
    // Where somebody was signed in is of use to them while it is recent.
    sqlx::query!(
        "update sessions set user_agent = null, client = null
         where least(revoked_at, expires_at) < $1 and (user_agent is not null or client is not null)",
        now - chrono::TimeDelta::days(90)
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
         where t.id = j.task_id and j.attempts >= j.max_attempts and j.locked_at is null and j.key is null and t.identifier = any($1)
           and j.last_error like $2",
    )
    .bind(KEYED)
    .bind(SUPERSEDED)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Every minute or so, once over all processes.
const CRONTAB: &str = "* * * * * order_timer_sweep {}
* * * * * payment_sweep {}
* * * * * goods_sweep {}
* * * * * rating_sweep {}
* * * * * custody_drive_due {}
*/5 * * * * custody_plan_sweeps {}
17 * * * * housekeeping {}
47 * * * * file_sweep {}
23 3 * * * ledger_verify {}
37 * * * * card_reconcile {}";

/// Runs workers until `stop` turns true; a queue that stands still gets fresh workers.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let worker = match build(&app, stop.clone()).await {
            Ok(worker) => worker,
            Err(error) => {
                tracing::warn!(error, "the job workers can't start; trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        };
        tokio::select! {
            outcome = worker.run() => if let Err(error) = outcome { tracing::warn!(error = %error, "the job workers stopped") },
            () = stand_still(&app) => tracing::error!("the job queue stood still; starting fresh workers"),
        }
        if !*stop.borrow() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

async fn build(app: &App, mut stop: watch::Receiver<bool>) -> Result<graphile_worker::Worker, String> {
    // A worker that was killed is noticed within seconds, and its jobs run elsewhere.
    let recovery = WorkerRecoveryConfig::default()
        .enabled(true)
        .heartbeat_interval(Duration::from_secs(2))
        .sweep_interval(Duration::from_secs(2))
        .sweep_threshold(Duration::from_secs(8))
        .recovery_delay(Duration::from_millis(100));
    let options = WorkerOptions::default()
        .pg_pool(app.ctx.store.pool.clone())
        .schema("graphile_worker")
        .concurrency(8)
        .poll_interval(Duration::from_secs(1))
        .worker_recovery(recovery)
        .add_extension(app.clone())
        .listen_os_shutdown_signals(false)
        .shutdown_grace_period(Duration::from_secs(5))
        .shutdown_signal(async move {
            let _ = stop.wait_for(|stopped| *stopped).await;
        });
    let options = define(options).with_cron(CRONTAB).map_err(|e| e.to_string())?;
    options.init().await.map_err(|e| e.to_string())
}

/// Seals new ledger transactions into the hash chain, off the posting's path. Any number of processes may run it: one seals at a time.
pub async fn seal_ledger(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = seal_once(&app).await {
            tracing::warn!(error = ?error, "the ledger can't be sealed right now");
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn seal_once(app: &App) -> Result<()> {
    let mut conn = app.ctx.store.pool.acquire().await?;
    amanat_ledger::seal(&mut conn).await.map(drop)
}

/// Returns when jobs have been due for a minute and nobody took them (a known fault of the queue library).
async fn stand_still(app: &App) {
    loop {
        tokio::time::sleep(Duration::from_secs(10)).await;
        if let Ok((age_s, dead, unsealed)) = crate::health::queue(&app.ctx).await {
            metrics::gauge!("job_queue_age_seconds").set(age_s as f64);
            metrics::gauge!("job_dead").set(dead as f64);
            metrics::gauge!("ledger_unsealed").set(unsealed as f64);
            let unsent_s = crate::health::oldest_letter(&app.ctx.store.pool).await.unwrap_or_default();
            metrics::gauge!("letters_oldest_seconds").set(unsent_s as f64);
            if age_s > 60 {
                return;
            }
        }
    }
}
