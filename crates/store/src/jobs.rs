//! Jobs on the queue library, enqueued in the caller's transaction. Workers live in the composition root.
//!
//! A job carries ids, looks again when it runs, and is harmless when it runs twice.

use crate::Tx;
use amanat_base::{Error, Result, Time};
use serde::{Serialize, de::DeserializeOwned};

/// A kind of job: its payload type and its name in the queue.
pub trait Job: Serialize + DeserializeOwned {
    /// Name in the queue; never renamed while jobs may be waiting.
    const NAME: &'static str;
    /// How often it is tried before it lands in the dead list.
    const MAX_ATTEMPTS: i16 = 25;
    /// Jobs that name the same queue run one after the other, so that a slow neighbour takes one worker from the others at most.
    const QUEUE: Option<&'static str> = None;
}

/// A key under which at most one waiting job exists; a later one with the same key replaces it.
#[derive(Clone, Debug)]
pub struct JobKey(pub String);

/// As soon as this transaction commits.
pub async fn enqueue<J: Job>(tx: &mut Tx, job: &J) -> Result<()> {
    enqueue_all(tx, std::slice::from_ref(job)).await
}

/// Several of one kind, in one statement, as soon as this transaction commits.
pub async fn enqueue_all<J: Job>(tx: &mut Tx, jobs: &[J]) -> Result<()> {
    let none = vec![None; jobs.len()];
    add::<J>(tx, jobs.iter().map(serde_json::to_value), &none, None).await
}

/// At `at` (platform time), replacing the waiting job of the same key.
pub async fn enqueue_at<J: Job>(tx: &mut Tx, job: &J, key: &JobKey, at: Time) -> Result<()> {
    enqueue_all_at(tx, [(job, key)], at).await
}

/// Several of one kind at the same instant, in one statement; each replaces the waiting job of its key.
pub async fn enqueue_all_at<'a, J: Job + 'a>(tx: &mut Tx, jobs: impl IntoIterator<Item = (&'a J, &'a JobKey)>, at: Time) -> Result<()> {
    let (jobs, keys): (Vec<&J>, Vec<_>) = jobs.into_iter().map(|(job, key)| (job, Some(key.0.as_str()))).unzip();
    let payloads = jobs.into_iter().map(serde_json::to_value);
    add::<J>(tx, payloads, &keys, Some(at)).await
}

/// Takes a waiting job back.
pub async fn remove_job(tx: &mut Tx, key: &JobKey) -> Result<()> {
    sqlx::query("select graphile_worker.remove_job($1)")
        .bind(&key.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn add<J: Job>(
    tx: &mut Tx,
    payloads: impl Iterator<Item = serde_json::Result<serde_json::Value>>,
    keys: &[Option<&str>],
    at: Option<Time>,
) -> Result<()> {
    let payloads = payloads.collect::<serde_json::Result<Vec<_>>>().map_err(Error::internal)?;
    if payloads.is_empty() {
        return Ok(());
    }
    let run_at = at.map(|at| tx.database_time(at));
    sqlx::query(
        "select count(*) from graphile_worker.add_jobs((
             select array_agg((cast($1 as text), payload::json, cast($6 as text), cast($3 as timestamptz), cast($4 as smallint), key, null, null)::graphile_worker.job_spec)
             from unnest(cast($2 as jsonb[]), cast($5 as text[])) as t (payload, key)))",
    )
    .bind(J::NAME)
    .bind(payloads)
    .bind(run_at)
    .bind(J::MAX_ATTEMPTS)
    .bind(keys)
    .bind(J::QUEUE)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
