//! Runs of [`crate::verify`] that are remembered: when, how far, what was found. Each holds the chain against the last sound one's head.

use crate::{Head, Report, seal::GENESIS};
use amanat_base::{Cursor, Error, Page, PageQuery, Result, Time, VerificationId};
use sqlx::PgConnection;

/// A run.
#[derive(Clone, Debug)]
pub struct Verification {
    /// Its id.
    pub id: VerificationId,
    /// When it was asked for.
    pub asked_at: Time,
    /// When it began.
    pub started_at: Option<Time>,
    /// When it came to an end; only then the rest says anything.
    pub finished_at: Option<Time>,
    /// Why it came to no end; says nothing about the books.
    pub failure: Option<String>,
    /// Transactions read.
    pub transactions: i64,
    /// Entries read.
    pub entries: i64,
    /// Transactions that waited for the sealer.
    pub unsealed: i64,
    /// Last number of the chain.
    pub head_position: i64,
    /// Its hash.
    pub head_hash: Option<Vec<u8>>,
    /// How much is wrong.
    pub finding_count: i64,
    /// What is wrong, one sentence each, at most 100.
    pub findings: Vec<String>,
}

impl Verification {
    /// It came to an end and found nothing wrong.
    pub fn is_sound(&self) -> bool {
        self.finished_at.is_some() && self.finding_count == 0
    }
}

/// Notes that a run is wanted. The id is that of the one that waits or runs already, where there is one (`false`).
///
/// # Errors
/// Only the database's.
pub async fn ask(conn: &mut PgConnection, now: Time) -> Result<(VerificationId, bool)> {
    // A run whose worker was killed for good must not stand in the way for ever.
    sqlx::query!(
        "update ledger_verifications set failure = 'It came to no end within a day.'
        where finished_at is null and failure is null and asked_at < $1::timestamptz - interval '1 day'",
        now
    )
    .execute(&mut *conn)
    .await?;
    // Whoever is in the way may end between the two statements.
    for _ in 0..3 {
        let new = sqlx::query_scalar!(
            r#"insert into ledger_verifications (id, asked_at) values ($1, $2) on conflict do nothing returning id as "id: VerificationId""#,
            VerificationId::fresh().0,
            now
        )
        .fetch_optional(&mut *conn)
        .await?;
        if let Some(id) = new {
            return Ok((id, true));
        }
        let known = sqlx::query_scalar!(
            r#"select id as "id: VerificationId" from ledger_verifications where finished_at is null and failure is null"#
        )
        .fetch_optional(&mut *conn)
        .await?;
        if let Some(id) = known {
            return Ok((id, false));
        }
    }
    Err(Error::internal("runs begin and end faster than one can ask for them"))
}

/// Marks it as begun and answers with the head that the chain must still pass through, of position 0 where no sound run has noted one;
/// `None` when it has ended already.
///
/// # Errors
/// Only the database's.
pub async fn begin(conn: &mut PgConnection, id: VerificationId, now: Time) -> Result<Option<Head>> {
    let begun = sqlx::query!(
        "update ledger_verifications set started_at = $2 where id = $1 and finished_at is null and failure is null",
        id.0,
        now
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if begun == 0 {
        return Ok(None);
    }
    let sound = sqlx::query!(
        r#"select head_position, head_hash as "head_hash!" from ledger_verifications
        where finished_at is not null and finding_count = 0 and head_hash is not null order by asked_at desc, id desc limit 1"#
    )
    .fetch_optional(conn)
    .await?;
    Ok(Some(match sound {
        Some(row) => Head {
            position: row.head_position,
            hash: row
                .head_hash
                .try_into()
                .map_err(|_| Error::internal("a noted hash is not 32 bytes long"))?,
        },
        None => Head {
            position: 0,
            hash: GENESIS,
        },
    }))
}

/// Keeps what was found.
///
/// # Errors
/// Only the database's.
pub async fn finish(conn: &mut PgConnection, id: VerificationId, report: &Report, now: Time) -> Result<()> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    sqlx::query!(
        "update ledger_verifications set finished_at = $2, transactions = $3, entries = $4, unsealed = $5, head_position = $6, head_hash = $7,
            finding_count = $8, findings = $9 where id = $1",
        id.0,
        now,
        number(report.transactions),
        number(report.entries),
        number(report.unsealed),
        report.head.position,
        &report.head.hash[..],
        number(report.finding_count),
        &report.findings,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps why it came to no end, so that another may be asked for.
///
/// # Errors
/// Only the database's.
pub async fn fail(conn: &mut PgConnection, id: VerificationId, why: &str) -> Result<()> {
    sqlx::query!(
        "update ledger_verifications set failure = $2 where id = $1 and finished_at is null",
        id.0,
        why
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Runs, newest first, one page.
///
/// # Errors
/// `VALIDATION_FAILED` or `MALFORMED_CURSOR` for a page that can't be.
pub async fn list(conn: &mut PgConnection, page: &PageQuery) -> Result<Page<Verification>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        Verification,
        r#"select id as "id: VerificationId", asked_at, started_at, finished_at, failure, transactions, entries, unsealed, head_position,
            head_hash, finding_count, findings
        from ledger_verifications where ($1::timestamptz is null or (asked_at, id) < ($1, $2)) order by asked_at desc, id desc limit $3"#,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(conn)
    .await?;
    Ok(Page::from_rows(rows, limit, |row| Cursor {
        at: row.asked_at,
        id: row.id.0,
    }))
}
