//! Recomputes the whole ledger and says in sentences which row is wrong. Finds what a superuser changed behind the triggers.
//!
//! What it can't find alone: a past rewritten from end to end, chain included. Against that, keep a [`Head`] elsewhere and
//! ask [`verify_since`].

use crate::{Head, chain::check_chain, seal::GENESIS};
use amanat_base::Result;
use futures::TryStreamExt;
use sqlx::{Connection, PgConnection};
use std::fmt;

/// Sentences kept; the rest is only counted.
const MAX_FINDINGS: usize = 100;

/// What was found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Transactions read.
    pub transactions: u64,
    /// Entries read.
    pub entries: u64,
    /// Transactions that wait for the sealer.
    pub unsealed: u64,
    /// The end of the chain as stored; keep it elsewhere.
    pub head: Head,
    /// What is wrong, one sentence each, at most 100.
    pub findings: Vec<String>,
    /// How many findings there are in all.
    pub finding_count: u64,
}

impl Report {
    /// True when nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.finding_count == 0
    }

    pub(crate) fn find(&mut self, sentence: impl Into<String>) {
        self.finding_count += 1;
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(sentence.into());
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} transactions with {} entries, {} not sealed yet; chain head {}",
            self.transactions, self.entries, self.unsealed, self.head
        )?;
        for fault in &self.findings {
            writeln!(f, "  {fault}")?;
        }
        match self.finding_count {
            0 => write!(f, "The ledger is sound."),
            n => write!(f, "The ledger is NOT sound: {n} findings."),
        }
    }
}

/// Recomputes everything in one snapshot, beside running postings. On a connection that is in a transaction already, that
/// transaction must be a repeatable read one, or postings that commit meanwhile look like faults.
///
/// # Errors
/// Only the database's: whatever is wrong with the ledger is in the report.
pub async fn verify(conn: &mut PgConnection) -> Result<Report> {
    verify_since(conn, None).await
}

/// As [`verify`], and holds the chain against a head that was noted earlier: finds a rewritten or shortened past.
///
/// # Errors
/// As [`verify`].
pub async fn verify_since(conn: &mut PgConnection, noted: Option<&Head>) -> Result<Report> {
    if conn.is_in_transaction() {
        return check(conn, noted).await;
    }
    let mut tx = conn.begin_with("begin isolation level repeatable read read only").await?;
    let report = check(&mut tx, noted).await?;
    tx.commit().await?;
    Ok(report)
}

async fn check(conn: &mut PgConnection, noted: Option<&Head>) -> Result<Report> {
    let mut report = Report {
        transactions: 0,
        entries: 0,
        unsealed: 0,
        head: Head {
            position: 0,
            hash: GENESIS,
        },
        findings: Vec::new(),
        finding_count: 0,
    };
    check_balances(conn, &mut report).await?;
    check_entries(conn, &mut report).await?;
    check_queue(conn, &mut report).await?;
    check_chain(conn, &mut report, noted).await?;
    Ok(report)
}

/// Every account's balance is the sum of its entries, and not below zero unless it may be.
async fn check_balances(conn: &mut PgConnection, report: &mut Report) -> Result<()> {
    let mut rows = sqlx::query!(
        r#"select a.id, a.owner, a.purpose::text as "purpose!", a.balance, coalesce(e.total, 0) as "total!"
        from ledger_accounts a
        left join (select account_id, sum(amount) as total from ledger_entries group by account_id) e on e.account_id = a.id
        where a.balance <> coalesce(e.total, 0) or (a.balance < 0 and a.purpose <> 'world')
        order by a.id"#
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        let name = format!("Account {} ({} {})", row.id, row.owner, row.purpose);
        if row.balance != row.total {
            report.find(format!("{name} shows {}, but its entries sum to {}.", row.balance, row.total));
        } else {
            report.find(format!("{name} is below zero: {}.", row.balance));
        }
    }
    Ok(())
}

/// Entries follow from each other, sum to zero per transaction and asset, and belong to something.
async fn check_entries(conn: &mut PgConnection, report: &mut Report) -> Result<()> {
    let running = sqlx::query!(
        r#"select r.id, r.account_id, r.before as "before!", r.amount, r.balance_after
        from (
            select id, account_id, amount, balance_after,
                coalesce(lag(balance_after) over (partition by account_id order by id), 0) as before
            from ledger_entries
        ) r where r.before + r.amount <> r.balance_after
        order by r.id limit 1000"#
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in running {
        report.find(format!(
            "Entry {} of account {} changes {} by {} and shows {} afterwards.",
            row.id, row.account_id, row.before, row.amount, row.balance_after
        ));
    }
    let unbalanced = sqlx::query!(
        r#"select e.transaction_id, a.asset_id as "asset_id?", sum(e.amount) as "total!"
        from ledger_entries e left join ledger_accounts a on a.id = e.account_id
        group by e.transaction_id, a.asset_id having sum(e.amount) <> 0
        order by e.transaction_id limit 1000"#
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in unbalanced {
        let asset = row.asset_id.map_or_else(|| "an unknown asset".to_owned(), |a| format!("asset {a}"));
        report.find(format!("Transaction {} sums to {} in {asset}.", row.transaction_id, row.total));
    }
    let orphans = sqlx::query!(
        r#"select e.id, e.transaction_id, e.account_id, t.id is null as "no_transaction!"
        from ledger_entries e
        left join ledger_transactions t on t.id = e.transaction_id
        left join ledger_accounts a on a.id = e.account_id
        where t.id is null or a.id is null
        order by e.id limit 1000"#
    )
    .fetch_all(conn)
    .await?;
    for row in orphans {
        let missing = match row.no_transaction {
            true => format!("transaction {}", row.transaction_id),
            false => format!("account {}", row.account_id),
        };
        report.find(format!("Entry {} belongs to {missing}, which is gone.", row.id));
    }
    Ok(())
}

/// Every transaction is either sealed or waits for it, once.
async fn check_queue(conn: &mut PgConnection, report: &mut Report) -> Result<()> {
    let rows = sqlx::query!(
        r#"select coalesce(t.id, q.transaction_id) as "id!", t.id is not null as "exists!", s.position is not null as "sealed!",
            coalesce(q.times, 0) as "queued!"
        from ledger_transactions t
        left join ledger_seals s on s.transaction_id = t.id
        full join (select transaction_id, count(*) as times from ledger_unsealed group by transaction_id) q on q.transaction_id = t.id
        where t.id is null or (s.position is not null)::int + coalesce(q.times, 0) <> 1
        limit 1000"#
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in rows {
        let id = row.id;
        report.find(match (row.exists, row.sealed, row.queued) {
            (false, ..) => format!("Transaction {id} waits to be sealed, but is gone."),
            (_, false, 0) => format!("Transaction {id} is neither sealed nor waiting to be: its seal was removed."),
            (_, true, _) => format!("Transaction {id} is sealed and waits to be sealed again."),
            (_, false, n) => format!("Transaction {id} waits to be sealed {n} times."),
        });
    }
    let unsealed = sqlx::query_scalar!(r#"select count(*) as "count!" from ledger_unsealed"#)
        .fetch_one(conn)
        .await?;
    report.unsealed = unsealed.unsigned_abs();
    Ok(())
}
