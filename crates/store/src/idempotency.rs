//! Idempotency keys: a row in the same transaction as the effect, with a hash of the input.
//!
//! The first request with a key inserts the row and goes on; a concurrent repeat waits on that row until the first commits and then
//! finds the stored answer. A refused command rolls back and leaves no row: it had no effect, so trying again is right.

use crate::Tx;
use amanat_base::{Code, Result};
use std::collections::{HashMap, HashSet};

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

/// One key among many that are claimed together.
#[derive(Clone, Debug)]
pub struct KeyClaim {
    /// Who sent it.
    pub owner: String,
    /// The key.
    pub key: String,
    /// Hash of route and input.
    pub input_hash: Vec<u8>,
}

/// What one of many keys says.
#[derive(Debug)]
pub enum Claimed {
    /// First time: do it, then [`remember_all`] the answer, or [`forget_all`] the key when it was refused.
    First,
    /// Done before: give this answer again.
    Replay {
        /// HTTP status of the first answer.
        status: u16,
        /// Its body.
        answer: serde_json::Value,
    },
    /// The same request as the one at this place of the list: it gets the same answer.
    Same(usize),
}

/// Claims many keys in two statements; each has its own answer, `IDEMPOTENCY_KEY_REUSED` for a key with another input. The keys
/// are taken in one order, so that two batches never wait for each other.
pub async fn claim_all(tx: &mut Tx, claims: &[KeyClaim]) -> Result<Vec<Result<Claimed>>> {
    let mut first: HashMap<(&str, &str), usize> = HashMap::with_capacity(claims.len());
    for (place, claim) in claims.iter().enumerate() {
        first.entry((&claim.owner, &claim.key)).or_insert(place);
    }
    let mut places: Vec<usize> = first.values().copied().collect();
    places.sort_unstable();
    let owners: Vec<&str> = places.iter().map(|i| claims[*i].owner.as_str()).collect();
    let keys: Vec<&str> = places.iter().map(|i| claims[*i].key.as_str()).collect();
    let hashes: Vec<&[u8]> = places.iter().map(|i| claims[*i].input_hash.as_slice()).collect();
    let fresh = insert_new(tx, &owners, &keys, &hashes).await?;
    let mut known = HashMap::new();
    if fresh.len() < places.len() {
        known = answers(tx, &owners, &keys).await?;
    }
    let decide = |(place, claim): (usize, &KeyClaim)| {
        let id = (claim.owner.clone(), claim.key.clone());
        let leader = first[&(claim.owner.as_str(), claim.key.as_str())];
        if fresh.contains(&id) {
            return match leader {
                same if same == place => Ok(Claimed::First),
                other if claims[other].input_hash == claim.input_hash => Ok(Claimed::Same(other)),
                _ => Err(Code::IdempotencyKeyReused.into()),
            };
        }
        match known.get(&id) {
            Some(row) if row.input_hash != claim.input_hash => Err(Code::IdempotencyKeyReused.into()),
            Some(Stored {
                done: Some((status, answer)),
                ..
            }) => Ok(Claimed::Replay {
                status: *status,
                answer: answer.clone(),
            }),
            _ => Err(Code::Conflict.into()),
        }
    };
    Ok(claims.iter().enumerate().map(decide).collect())
}

/// Writes the keys that are not there yet; answers which those are.
async fn insert_new(tx: &mut Tx, owners: &[&str], keys: &[&str], hashes: &[&[u8]]) -> Result<HashSet<(String, String)>> {
    let now = tx.now;
    let inserted = sqlx::query!(
        r#"insert into idempotency_keys (owner, key, input_hash, created_at)
           select owner, key, input_hash, $4 from unnest($1::text[], $2::text[], $3::bytea[]) as t (owner, key, input_hash)
           order by owner, key
           on conflict do nothing returning owner, key"#,
        owners as &[&str],
        keys as &[&str],
        hashes as &[&[u8]],
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(inserted.into_iter().map(|row| (row.owner, row.key)).collect())
}

struct Stored {
    input_hash: Vec<u8>,
    done: Option<(u16, serde_json::Value)>,
}

async fn answers(tx: &mut Tx, owners: &[&str], keys: &[&str]) -> Result<HashMap<(String, String), Stored>> {
    let rows = sqlx::query!(
        r#"select k.owner, k.key, k.input_hash, k.status, k.answer
           from unnest($1::text[], $2::text[]) as t (owner, key) join idempotency_keys k on k.owner = t.owner and k.key = t.key"#,
        owners as &[&str],
        keys as &[&str],
    )
    .fetch_all(&mut **tx)
    .await?;
    let stored = rows.into_iter().map(|row| {
        let done = row.status.and_then(|s| u16::try_from(s).ok()).zip(row.answer);
        (
            (row.owner, row.key),
            Stored {
                input_hash: row.input_hash,
                done,
            },
        )
    });
    Ok(stored.collect())
}

/// Stores many answers, all with status 200, beside their effects.
pub async fn remember_all(tx: &mut Tx, answers: &[(&KeyClaim, &serde_json::Value)]) -> Result<()> {
    let owners: Vec<&str> = answers.iter().map(|(claim, _)| claim.owner.as_str()).collect();
    let keys: Vec<&str> = answers.iter().map(|(claim, _)| claim.key.as_str()).collect();
    let values: Vec<serde_json::Value> = answers.iter().map(|(_, answer)| (*answer).clone()).collect();
    sqlx::query!(
        r#"update idempotency_keys k set status = 200, answer = t.answer
           from unnest($1::text[], $2::text[], $3::jsonb[]) as t (owner, key, answer) where k.owner = t.owner and k.key = t.key"#,
        owners.as_slice() as &[&str],
        keys.as_slice() as &[&str],
        &values,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets go of keys that were claimed in this transaction and whose request was refused: it had no effect, so trying again is right.
pub async fn forget_all(tx: &mut Tx, claims: &[&KeyClaim]) -> Result<()> {
    let owners: Vec<&str> = claims.iter().map(|claim| claim.owner.as_str()).collect();
    let keys: Vec<&str> = claims.iter().map(|claim| claim.key.as_str()).collect();
    sqlx::query!(
        r#"delete from idempotency_keys k using unnest($1::text[], $2::text[]) as t (owner, key)
           where k.owner = t.owner and k.key = t.key and k.status is null"#,
        owners.as_slice() as &[&str],
        keys.as_slice() as &[&str],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
