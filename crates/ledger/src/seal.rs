//! The sealer: numbers new transactions, links each to the one before, keeps a Merkle root per batch. Off the posting's path.

use crate::{
    Account,
    record::{Hash, Line, Record, merkle_root},
};
use amanat_base::{AssetId, Code, Error, Result, Time};
use bigdecimal::BigDecimal;
use sqlx::{Acquire, PgConnection};
use std::{collections::HashMap, fmt, str::FromStr};
use uuid::Uuid;

/// Most transactions in one batch; bounds the sealer's memory and the length of its transaction.
const MAX_BATCH: i64 = 5_000;
/// The hash before the first.
pub(crate) const GENESIS: Hash = [0; 32];
/// Advisory lock of the one sealer that may run.
const SEALER_LOCK: i64 = 0x616d_616e_6c65_6467;

/// The end of the chain: write it down elsewhere, and [`crate::verify_since`] tells whether the past up to it is still the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// Number of the last sealed transaction; 0 when nothing is sealed yet.
    pub position: i64,
    /// Its hash; zeros when nothing is sealed yet.
    pub hash: Hash,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.position, hex::encode(self.hash))
    }
}

impl FromStr for Head {
    type Err = Error;
    /// `position:hash` as `Display` writes it.
    fn from_str(s: &str) -> Result<Self> {
        let parsed = s.split_once(':').and_then(|(position, hash)| {
            let mut bytes = GENESIS;
            hex::decode_to_slice(hash, &mut bytes).ok()?;
            Some(Self {
                position: position.parse().ok().filter(|p| *p >= 0)?,
                hash: bytes,
            })
        });
        parsed.ok_or_else(|| Code::ValidationFailed.say("A chain head looks like 1234:<64 hexadecimal digits>."))
    }
}

/// Seals everything that is committed by now and returns how many transactions that were; 0 while another sealer runs.
/// Each batch is a transaction of its own. Call it every second or so.
///
/// # Errors
/// Only the database's; batches sealed before stay sealed.
pub async fn seal(conn: &mut PgConnection) -> Result<u64> {
    let mut sealed = 0;
    loop {
        let mut tx = conn.begin().await?;
        let batch = seal_batch(&mut tx).await?;
        tx.commit().await?;
        sealed += batch;
        if batch < MAX_BATCH.unsigned_abs() {
            return Ok(sealed);
        }
    }
}

/// The end of the chain now.
///
/// # Errors
/// Only the database's.
pub async fn head(conn: &mut PgConnection) -> Result<Head> {
    let last = sqlx::query!("select position, hash from ledger_seals order by position desc limit 1")
        .fetch_optional(conn)
        .await?;
    let Some(last) = last else {
        return Ok(Head {
            position: 0,
            hash: GENESIS,
        });
    };
    let hash = last
        .hash
        .try_into()
        .map_err(|_| Error::internal("the last seal's hash is not 32 bytes long"))?;
    Ok(Head {
        position: last.position,
        hash,
    })
}

async fn seal_batch(conn: &mut PgConnection) -> Result<u64> {
    let alone = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "alone!""#, SEALER_LOCK)
        .fetch_one(&mut *conn)
        .await?;
    if !alone {
        return Ok(0);
    }
    let ids = sqlx::query_scalar!(
        "delete from ledger_unsealed where ctid = any(array(select ctid from ledger_unsealed limit $1)) returning transaction_id",
        MAX_BATCH
    )
    .fetch_all(&mut *conn)
    .await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let records = load(conn, &ids).await?;
    if records.len() != ids.len() {
        return Err(Error::internal(
            "a transaction in the sealing queue is missing or queued twice; run ledger verify",
        ));
    }
    let before = head(conn).await?;
    let mut last = before.hash;
    let hashes: Vec<Hash> = records
        .iter()
        .map(|record| {
            last = record.link(&last);
            last
        })
        .collect();
    write(conn, before.position + 1, &records, &hashes).await?;
    Ok(ids.len() as u64)
}

async fn write(conn: &mut PgConnection, first: i64, records: &[Record], hashes: &[Hash]) -> Result<()> {
    let ids: Vec<Uuid> = records.iter().map(|r| r.id).collect();
    let positions: Vec<i64> = (first..).take(ids.len()).collect();
    let hash_bytes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
    let batch = sqlx::query_scalar!(
        "insert into ledger_seal_batches (id, first_position, last_position, merkle_root)
         select coalesce(max(id), 0) + 1, $1, $2, $3 from ledger_seal_batches returning id",
        first,
        positions.last(),
        &merkle_root(hashes)[..],
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into ledger_seals (position, batch_id, transaction_id, hash)
         select u.position, $1, u.id, u.hash from unnest($2::bigint[], $3::uuid[], $4::bytea[]) u (position, id, hash)",
        batch,
        &positions,
        &ids,
        &hash_bytes,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The transactions with their lines, in the order in which they were recorded.
async fn load(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Record>> {
    let mut lines = load_lines(conn, ids).await?;
    let rows = sqlx::query!(
        "select id, key, input_hash, kind, reference, occurred_at from ledger_transactions where id = any($1)",
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut records: Vec<Record> = rows
        .into_iter()
        .map(|row| Record {
            lines: lines.remove(&row.id).unwrap_or_default(),
            id: row.id,
            key: row.key,
            input_hash: row.input_hash,
            kind: row.kind,
            reference: row.reference,
            occurred_at: row.occurred_at,
        })
        .collect();
    records.sort_by_key(|record| record.lines.first().map(|line: &Line| (line.recorded_at, line.id)));
    Ok(records)
}

async fn load_lines(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Line>>> {
    struct Row {
        transaction_id: Uuid,
        id: i64,
        line: i16,
        account_id: i64,
        owner: String,
        purpose: String,
        asset: AssetId,
        amount: BigDecimal,
        balance_after: BigDecimal,
        recorded_at: Time,
    }
    let rows = sqlx::query_as!(
        Row,
        r#"select e.transaction_id, e.id, e.line, e.account_id, a.owner, a.purpose::text as "purpose!", a.asset_id as "asset: AssetId",
            e.amount, e.balance_after, e.recorded_at
        from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where e.transaction_id = any($1) order by e.transaction_id, e.line"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut lines: HashMap<Uuid, Vec<Line>> = HashMap::with_capacity(ids.len());
    for row in rows {
        lines.entry(row.transaction_id).or_default().push(Line {
            id: row.id,
            line: row.line,
            account_id: row.account_id,
            account: Account::new(row.owner, row.purpose.parse()?, row.asset),
            amount: row.amount,
            balance_after: row.balance_after,
            recorded_at: row.recorded_at,
        });
    }
    Ok(lines)
}
