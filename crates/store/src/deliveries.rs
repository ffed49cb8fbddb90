//! Inbound deliveries: stored raw before anything else, processed by a job, replayable.

use crate::{Job, Store, Tx, enqueue};
use amanat_base::{DeliveryId, Result};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// The job that processes one delivery; its worker lives in the composition root.
#[derive(Debug, Serialize, Deserialize)]
pub struct ProcessDelivery {
    /// Which delivery.
    pub delivery: DeliveryId,
}

impl Job for ProcessDelivery {
    const NAME: &'static str = "process_delivery";
}

/// A delivery as stored.
#[derive(Debug)]
pub struct Delivery {
    /// Row id.
    pub id: DeliveryId,
    /// Who sent it.
    pub provider: String,
    /// The exact bytes.
    pub body: Vec<u8>,
    /// Set once it has been processed.
    pub processed: bool,
}

/// Stores a verified delivery and enqueues its processing, once per (provider, key). `false`: it was here before.
pub async fn store(tx: &mut Tx, provider: &str, key: &str, headers: &serde_json::Value, body: &[u8]) -> Result<bool> {
    let id = DeliveryId::fresh();
    let now = tx.now;
    let new = sqlx::query!(
        "insert into deliveries (id, provider, delivery_key, headers, body, received_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        id.0, provider, key, headers, body, now,
    )
    .execute(&mut **tx)
    .await?
    .rows_affected()
        == 1;
    if new {
        enqueue(tx, &ProcessDelivery { delivery: id }).await?;
    }
    Ok(new)
}

/// Reads one back.
pub async fn load(conn: &mut PgConnection, id: DeliveryId) -> Result<Delivery> {
    let row = sqlx::query!("select id, provider, body, processed_at from deliveries where id = $1", id.0)
        .fetch_one(conn)
        .await?;
    Ok(Delivery {
        id,
        provider: row.provider,
        body: row.body,
        processed: row.processed_at.is_some(),
    })
}

/// Marks it done, in the transaction of its effect.
pub async fn done(tx: &mut Tx, id: DeliveryId, outcome: &str) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update deliveries set processed_at = coalesce(processed_at, $2), outcome = $3 where id = $1",
        id.0,
        now,
        outcome
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes that somebody begins to look into it, unless that was done already.
pub async fn note_attempt(store: &Store, id: DeliveryId) -> Result<()> {
    let now = store.now().await?;
    sqlx::query!(
        "update deliveries set attempts = attempts + 1, tried_at = $2 where id = $1 and processed_at is null",
        id.0,
        now
    )
    .execute(&store.pool)
    .await?;
    Ok(())
}

/// Keeps why looking into it failed, or forgets that it once did.
pub async fn note_end(store: &Store, id: DeliveryId, failure: Option<&str>) -> Result<()> {
    sqlx::query!(
        "update deliveries set last_error = $2 where id = $1 and last_error is distinct from $2",
        id.0,
        failure
    )
    .execute(&store.pool)
    .await?;
    Ok(())
}

/// Has a delivery looked into once more, as if it had just come. What it did before is not done again: whoever processes it looks at the
/// facts. `false`: there is no such delivery.
pub async fn replay(tx: &mut Tx, id: DeliveryId) -> Result<bool> {
    let known = sqlx::query!(
        "update deliveries set processed_at = null, outcome = null, last_error = null, attempts = 0, replays = replays + 1 where id = $1",
        id.0
    )
    .execute(&mut **tx)
    .await?
    .rows_affected()
        == 1;
    if known {
        enqueue(tx, &ProcessDelivery { delivery: id }).await?;
    }
    Ok(known)
}
