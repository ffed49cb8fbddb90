//! Idempotency keys: a row in the same transaction as the effect, with a hash of the input.
//!
//! The first request with a key inserts the row and goes on; a concurrent repeat waits on that row until the first commits and then
//! finds the stored answer. A refused command rolls back and leaves no row: it had no effect, so trying again is right.

use crate::Tx;
use amanat_base::{Code, Result};

/// What a key says about the request that carries it.
#[derive(Debug)]
pub enum Claim {
    /// First time: do it, then [`remember`] the answer before committing.
    First,
    /// Done before: give this answer again.
    Replay {
        /// HTTP status of the first answer.
        status: u16,
        /// Its body.
        answer: serde_json::Value,
    },
}

/// Claims `key` for `owner`. The same key with another input is `IDEMPOTENCY_KEY_REUSED`.
pub async fn claim(tx: &mut Tx, owner: &str, key: &str, input_hash: &[u8]) -> Result<Claim> {
    let now = tx.now;
    let inserted = sqlx::query!(
        "insert into idempotency_keys (owner, key, input_hash, created_at) values ($1, $2, $3, $4) on conflict do nothing",
        owner,
        key,
        input_hash,
        now,
    )
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if inserted == 1 {
        return Ok(Claim::First);
    }
    let row = sqlx::query!(
        "select input_hash, status, answer from idempotency_keys where owner = $1 and key = $2",
        owner,
        key
    )
    .fetch_one(&mut **tx)
    .await?;
    if row.input_hash != input_hash {
        return Err(Code::IdempotencyKeyReused.into());
    }
    match (row.status.and_then(|s| u16::try_from(s).ok()), row.answer) {
        (Some(status), Some(answer)) => Ok(Claim::Replay { status, answer }),
        _ => Err(Code::Conflict.into()),
    }
}

/// Stores the answer beside the effect.
pub async fn remember(tx: &mut Tx, owner: &str, key: &str, status: u16, answer: &serde_json::Value) -> Result<()> {
    let status = i16::try_from(status).unwrap_or(200);
    sqlx::query!(
        "update idempotency_keys set status = $3, answer = $4 where owner = $1 and key = $2",
        owner,
        key,
        status,
        answer
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
