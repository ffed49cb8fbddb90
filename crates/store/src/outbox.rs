//! The outbox: an event is written, and its reaction enqueued, in the transaction that made it happen.

use crate::{Job, Tx, enqueue_all};
use amanat_base::{Error, EventId, Result, Time};
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
    let ids = announce_all(tx, std::slice::from_ref(event)).await?;
    ids.into_iter().next().ok_or_else(|| Error::internal("an event without an id"))
}

/// Writes events and enqueues their reactions, in two statements whatever their number. Answers their ids, in order.
pub async fn announce_all<E: Announce>(tx: &mut Tx, events: &[E]) -> Result<Vec<EventId>> {
    let ids: Vec<EventId> = events.iter().map(|_| EventId::fresh()).collect();
    let payloads = events.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
    let payloads = payloads.map_err(Error::internal)?;
    let now = tx.now;
    sqlx::query!(
        "insert into events (id, feature, payload, announced_at) select id, $2, payload, $4 from unnest($1::uuid[], $3::jsonb[]) as t (id, payload)",
        &ids.iter().map(|id| id.0).collect::<Vec<_>>(),
        E::FEATURE,
        &payloads,
        now,
    )
    .execute(&mut **tx)
    .await?;
    let jobs: Vec<React> = ids.iter().map(|event| React { event: *event }).collect();
    enqueue_all(tx, &jobs).await?;
    Ok(ids)
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
