//! The outbox: an event is written, and its reaction enqueued, in the transaction that made it happen.

use crate::{Job, Tx, enqueue};
use amanat_base::{EventId, Result, Time};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::PgConnection;

/// An enum of what one feature announces.
pub trait Announce: Serialize + DeserializeOwned {
    /// The feature's name, by which the reaction finds the enum again.
    const FEATURE: &'static str;
}

/// The job that reacts to one event; its worker lives in the composition root.
#[derive(Debug, Serialize, Deserialize)]
pub struct React {
    /// Which event.
    pub event: EventId,
}

impl Job for React {
    const NAME: &'static str = "react";
}

/// An event as read back.
#[derive(Debug)]
pub struct StoredEvent {
    /// Its id: the root of every reaction's idempotency.
    pub id: EventId,
    /// Which enum `payload` decodes to.
    pub feature: String,
    /// The event.
    pub payload: serde_json::Value,
    /// When it happened.
    pub announced_at: Time,
}

/// Writes the event and enqueues its reaction.
pub async fn announce<E: Announce>(tx: &mut Tx, event: &E) -> Result<EventId> {
    let id = EventId::fresh();
    let payload = serde_json::to_value(event).map_err(amanat_base::Error::internal)?;
    let now = tx.now;
    sqlx::query!(
        "insert into events (id, feature, payload, announced_at) values ($1, $2, $3, $4)",
        id.0,
        E::FEATURE,
        payload,
        now,
    )
    .execute(&mut **tx)
    .await?;
    enqueue(tx, &React { event: id }).await?;
    Ok(id)
}

/// Reads an event back.
pub async fn load_event(conn: &mut PgConnection, id: EventId) -> Result<StoredEvent> {
    let row = sqlx::query!("select id, feature, payload, announced_at from events where id = $1", id.0)
        .fetch_one(conn)
        .await?;
    Ok(StoredEvent {
        id: EventId(row.id),
        feature: row.feature,
        payload: row.payload,
        announced_at: row.announced_at,
    })
}
