//! The walk along the hash chain that [`crate::verify`] makes: every link, every Merkle root, every input hash again.

use crate::{
    Account, Head, Report,
    record::{Hash, Line, Record, merkle_root},
    seal::GENESIS,
};
use amanat_base::{Result, Time};
use bigdecimal::BigDecimal;
use futures::TryStreamExt;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A batch as stored.
struct Batch {
    id: i64,
    first: i64,
    last: i64,
    root: Vec<u8>,
}

/// Where the walk along the chain is.
struct Walk<'a> {
    report: &'a mut Report,
    batches: BTreeMap<i64, Batch>,
    leaves: Vec<Hash>,
    noted: Option<&'a Head>,
}

/// A transaction with its place in the chain, if it has one.
struct Sealed {
    position: i64,
    batch: i64,
    hash: Vec<u8>,
    transaction: Uuid,
}

/// Recomputes every link, every Merkle root, and the input hash of sealed and unsealed transactions alike.
pub(crate) async fn check_chain(conn: &mut PgConnection, report: &mut Report, noted: Option<&Head>) -> Result<()> {
    let batches = sqlx::query_as!(
        Batch,
        "select id, first_position as first, last_position as last, merkle_root as root from ledger_seal_batches order by id"
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut walk = Walk {
        report,
        batches: batches.into_iter().map(|b| (b.id, b)).collect(),
        leaves: Vec::new(),
        noted,
    };
    walk.check_batches_are_gapless();
    let mut rows = sqlx::query!(
        r#"select s.position as "position?", s.batch_id as "batch?", s.hash as "seal?", s.transaction_id as "sealed?",
            t.id as "id?", t.key as "key?", t.input_hash as "input_hash?", t.kind as "kind?", t.reference as "reference?",
            t.occurred_at as "occurred_at?",
            e.id as "entry?", e.line as "line?", e.account_id as "account_id?", e.amount as "amount?",
            e.balance_after as "balance_after?", e.recorded_at as "recorded_at?",
            a.owner as "owner?", a.purpose::text as "purpose?", a.asset_id as "asset_id?"
        from ledger_seals s
        full join ledger_transactions t on t.id = s.transaction_id
        left join ledger_entries e on e.transaction_id = t.id
        left join ledger_accounts a on a.id = e.account_id
        order by s.position nulls last, t.id, e.line"#
    )
    .fetch(conn);
    let mut open: Option<(Option<Sealed>, Option<Record>)> = None;
    while let Some(row) = rows.try_next().await? {
        let same = matches!(&open, Some((_, Some(record))) if row.id == Some(record.id));
        if !same {
            if let Some((sealed, record)) = open.take() {
                walk.step(sealed, record);
            }
            let sealed = row.position.zip(row.batch).zip(row.seal).zip(row.sealed);
            let sealed = sealed.map(|(((position, batch), hash), transaction)| Sealed {
                position,
                batch,
                hash,
                transaction,
            });
            let record = row.id.map(|id| Record {
                id,
                key: row.key.unwrap_or_default(),
                input_hash: row.input_hash.unwrap_or_default(),
                kind: row.kind.unwrap_or_default(),
                reference: row.reference,
                occurred_at: row.occurred_at.unwrap_or_default(),
                lines: Vec::new(),
            });
            open = Some((sealed, record));
        }
        let Some((_, Some(record))) = &mut open else { continue };
        let columns = (row.entry, row.line, row.account_id, row.amount, row.balance_after, row.recorded_at);
        let name = (row.owner, row.purpose, row.asset_id);
        record.lines.extend(line(columns, name)?);
    }
    if let Some((sealed, record)) = open {
        walk.step(sealed, record);
    }
    walk.finish();
    Ok(())
}

type EntryColumns = (
    Option<i64>,
    Option<i16>,
    Option<i64>,
    Option<BigDecimal>,
    Option<BigDecimal>,
    Option<Time>,
);

/// The entry in a row, if there is one and its account exists (a missing account is reported elsewhere).
fn line(columns: EntryColumns, name: (Option<String>, Option<String>, Option<Uuid>)) -> Result<Option<Line>> {
    let (Some(id), Some(line), Some(account_id), Some(amount), Some(balance_after), Some(recorded_at)) = columns else {
        return Ok(None);
    };
    let (Some(owner), Some(purpose), Some(asset)) = name else {
        return Ok(None);
    };
    Ok(Some(Line {
        id,
        line,
        account_id,
        account: Account::new(owner, purpose.parse()?, asset.into()),
        amount,
        balance_after,
        recorded_at,
    }))
}

impl Walk<'_> {
    fn check_batches_are_gapless(&mut self) {
        let mut next = (1, 1);
        for batch in self.batches.values() {
            if (batch.id, batch.first) != next {
                self.report
                    .find(format!("Seal batch {} with position {} is missing.", next.0, next.1));
            }
            next = (batch.id + 1, batch.last + 1);
        }
    }

    fn step(&mut self, sealed: Option<Sealed>, record: Option<Record>) {
        if let Some(record) = &record {
            self.report.transactions += 1;
            self.report.entries += record.lines.len() as u64;
            if record.lines.is_empty() {
                self.report.find(format!("Transaction {} has no entries.", record.id));
            } else if !record.matches_input() {
                self.report.find(format!(
                    "Transaction {} is not what was posted: kind, reference or entries differ from its input hash.",
                    record.id
                ));
            }
        }
        if let Some(sealed) = sealed {
            self.link(&sealed, record.as_ref());
        }
    }

    fn link(&mut self, sealed: &Sealed, record: Option<&Record>) {
        let Sealed { position, transaction, .. } = sealed;
        let expected = self.report.head.position + 1;
        if *position != expected {
            self.report
                .find(format!("Seal {expected} is missing: the chain goes on at {position}."));
        }
        let stored = Hash::try_from(sealed.hash.as_slice()).unwrap_or(GENESIS);
        match record {
            None => self
                .report
                .find(format!("Transaction {transaction} at position {position} of the chain is gone.")),
            Some(record) if record.link(&self.report.head.hash) != stored => {
                let sentence = format!(
                    "Transaction {transaction} at position {position} of the chain is not what was sealed, or the seal before it is not."
                );
                self.report.find(sentence);
            }
            Some(_) => {}
        }
        // go on from the stored hash, so that one altered row is one fault and not all that follow
        self.report.head = Head {
            position: *position,
            hash: stored,
        };
        if let Some(noted) = self.noted.filter(|n| n.position == *position && n.hash != stored) {
            self.report.find(format!(
                "The chain was rewritten: position {position} had the hash {}.",
                hex::encode(noted.hash)
            ));
        }
        self.leaves.push(stored);
        match self.batches.get(&sealed.batch).filter(|b| (b.first..=b.last).contains(position)) {
            Some(batch) if batch.last == *position => {
                if merkle_root(&self.leaves)[..] != batch.root[..] {
                    let sentence = format!("The Merkle root of seal batch {} does not fit its seals.", batch.id);
                    self.report.find(sentence);
                }
                self.leaves.clear();
            }
            Some(_) => {}
            None => {
                let sentence = format!("Seal {position} says it is of batch {}, which does not have it.", sealed.batch);
                self.report.find(sentence);
                self.leaves.clear();
            }
        }
    }

    fn finish(self) {
        let end = self.report.head.position;
        let batches_end = self.batches.values().next_back().map_or(0, |b| b.last);
        if batches_end > end {
            self.report
                .find(format!("Seals {} to {batches_end} are missing at the end of the chain.", end + 1));
        }
        if let Some(noted) = self.noted.filter(|n| n.position > end) {
            self.report.find(format!(
                "The chain was shortened: it ends at {end}, but had reached {}.",
                noted.position
            ));
        }
    }
}
