//! Jobs on the queue library, enqueued in the caller's transaction. Workers live in the composition root.
//!
//! A job carries ids, looks again when it runs, and is harmless when it runs twice.

use crate::Tx;
use amanat_base::{Result, Time};
use serde::{Serialize, de::DeserializeOwned};

/// A kind of job: its payload type and its name in the queue.
pub trait Job: Serialize + DeserializeOwned {
    /// Name in the queue; never renamed while jobs may be waiting.
    const NAME: &'static str;
    /// How often it is tried before it lands in the dead list.
    const MAX_ATTEMPTS: i16 = 25;
}

/// A key under which at most one waiting job exists; a later one with the same key replaces it.
#[derive(Clone, Debug)]
pub struct JobKey(pub String);

/// As soon as this transaction commits.
pub async fn enqueue<J: Job>(tx: &mut Tx, job: &J) -> Result<()> {
    add(tx, job, None, None).await
}

/// At `at` (platform time), replacing the waiting job of the same key.
pub async fn enqueue_at<J: Job>(tx: &mut Tx, job: &J, key: &JobKey, at: Time) -> Result<()> {
    add(tx, job, Some(key), Some(at)).await
}

/// Takes a waiting job back.
pub async fn remove_job(tx: &mut Tx, key: &JobKey) -> Result<()> {
    sqlx::query("select graphile_worker.remove_job($1)")
        .bind(&key.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn add<J: Job>(tx: &mut Tx, job: &J, key: Option<&JobKey>, at: Option<Time>) -> Result<()> {
    let payload = serde_json::to_value(job).map_err(amanat_base::Error::internal)?;
    let run_at = at.map(|at| tx.database_time(at));
    sqlx::query("select graphile_worker.add_job(identifier => $1, payload => $2::json, run_at => $3, max_attempts => $4, job_key => $5)")
        .bind(J::NAME)
        .bind(payload)
        .bind(run_at)
        .bind(i32::from(J::MAX_ATTEMPTS))
        .bind(key.map(|k| k.0.as_str()))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
