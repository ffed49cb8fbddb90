//! What an administrator looks through: all accounts, the journal, one transaction with its lines and its seal. Reads only.

use crate::{Account, Purpose};
use amanat_base::{AssetId, Cursor, LedgerTxId, Page, PageQuery, Result, Time};
use bigdecimal::BigDecimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// An account as stored.
#[derive(Clone, PartialEq, Debug)]
pub struct AccountRow {
    /// Number in the order of opening.
    pub id: i64,
    /// Which account.
    pub account: Account,
    /// Its balance now, in the asset's smallest unit; signed.
    pub balance: BigDecimal,
    /// When its first posting opened it.
    pub opened_at: Time,
}

/// Which accounts.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Only this owner's; with a colon at the end (`order:`) a whole kind of owners.
    pub owner: Option<String>,
    /// Only with this purpose.
    pub purpose: Option<Purpose>,
    /// Only of this asset.
    pub asset: Option<AssetId>,
    /// Only with something on them.
    pub funded: bool,
}

/// A transaction without its lines.
#[derive(Clone, PartialEq, Debug)]
pub struct Booked {
    /// Its id.
    pub id: LedgerTxId,
    /// Idempotency key of whoever posted it.
    pub key: String,
    /// What happened.
    pub kind: String,
    /// What it is about.
    pub reference: Option<Uuid>,
    /// When it happened, as the caller knew it.
    pub occurred_at: Time,
}

/// A transaction with everything that is kept of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Transaction {
    /// What was booked.
    pub booked: Booked,
    /// SHA-256 of kind, reference and moves.
    pub input_hash: Vec<u8>,
    /// Its lines in their order: odd lines give, the even line that follows takes.
    pub lines: Vec<TransactionLine>,
    /// Its place in the hash chain; `None` until the sealer comes by, a second or so.
    pub seal: Option<SealRow>,
}

/// One line of a transaction.
#[derive(Clone, PartialEq, Debug)]
pub struct TransactionLine {
    /// Position, from 1.
    pub line: i16,
    /// Number of the account.
    pub account_id: i64,
    /// Which account.
    pub account: Account,
    /// Signed change, in the asset's smallest unit.
    pub amount: BigDecimal,
    /// The account's balance with this line in it.
    pub balance_after: BigDecimal,
    /// When the ledger recorded it.
    pub recorded_at: Time,
}

/// A transaction's place in the hash chain.
#[derive(Clone, PartialEq, Debug)]
pub struct SealRow {
    /// Number in the chain, from 1.
    pub position: i64,
    /// Its hash, over the hash before and the transaction.
    pub hash: Vec<u8>,
    /// The batch in which it was sealed.
    pub batch: i64,
    /// Root of the batch's Merkle tree.
    pub merkle_root: Vec<u8>,
    /// When.
    pub sealed_at: Time,
}

/// Accounts, the last opened first, one page.
///
/// # Errors
/// `VALIDATION_FAILED` or `MALFORMED_CURSOR` for a page that can't be.
pub async fn accounts(conn: &mut PgConnection, filter: &AccountFilter, page: &PageQuery) -> Result<Page<AccountRow>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query!(
        r#"select id, owner, purpose::text as "purpose!", asset_id as "asset: AssetId", balance, opened_at from ledger_accounts
        where ($1::text is null or owner >= $1 and owner <= $2) and ($3::text is null or purpose = $3)
            and ($4::uuid is null or asset_id = $4) and (not $5 or balance <> 0) and ($6::bigint is null or id < $6)
        order by id desc limit $7"#,
        filter.owner,
        filter.owner.as_deref().map(last_of),
        filter.purpose.map(Purpose::as_str),
        filter.asset.map(|asset| asset.0),
        filter.funded,
        cursor.map(|c| number_in(c.id)),
        limit + 1,
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| {
        Ok(AccountRow {
            id: row.id,
            account: Account::new(row.owner, row.purpose.parse()?, row.asset),
            balance: row.balance,
            opened_at: row.opened_at,
        })
    });
    Ok(Page::from_rows(rows.collect::<Result<Vec<_>>>()?, limit, |row| Cursor {
        at: row.opened_at,
        id: Uuid::from_u128(u128::from(row.id.unsigned_abs())),
    }))
}

/// The last owner that an owner filter takes: itself, or whatever begins with it.
fn last_of(owner: &str) -> String {
    let mut last = owner.to_owned();
    if owner.ends_with(':') {
        last.push(char::MAX);
    }
    last
}

/// A row's number out of a cursor.
fn number_in(id: Uuid) -> i64 {
    i64::try_from(id.as_u128()).unwrap_or(0)
}

/// The account with this number, if there is one.
///
/// # Errors
/// Only the database's.
pub async fn account(conn: &mut PgConnection, id: i64) -> Result<Option<AccountRow>> {
    let row = sqlx::query!(
        r#"select id, owner, purpose::text as "purpose!", asset_id as "asset: AssetId", balance, opened_at from ledger_accounts where id = $1"#,
        id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(AccountRow {
            id: row.id,
            account: Account::new(row.owner, row.purpose.parse()?, row.asset),
            balance: row.balance,
            opened_at: row.opened_at,
        })
    })
    .transpose()
}

/// The journal: transactions by their time-ordered ids, newest first, one page; or the one that was posted under `key`.
///
/// # Errors
/// `VALIDATION_FAILED` or `MALFORMED_CURSOR` for a page that can't be.
pub async fn journal(conn: &mut PgConnection, key: Option<&str>, page: &PageQuery) -> Result<Page<Booked>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        Booked,
        r#"select id as "id: LedgerTxId", key, kind, reference, occurred_at from ledger_transactions
        where ($1::text is null or key = $1) and ($2::uuid is null or id < $2) order by id desc limit $3"#,
        key,
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(conn)
    .await?;
    Ok(Page::from_rows(rows, limit, |row| Cursor {
        at: row.occurred_at,
        id: row.id.0,
    }))
}

/// One transaction with its lines and its seal, if there is one.
///
/// # Errors
/// Only the database's.
pub async fn transaction(conn: &mut PgConnection, id: LedgerTxId) -> Result<Option<Transaction>> {
    let row = sqlx::query!(
        r#"select t.key, t.kind, t.reference, t.occurred_at, t.input_hash,
            s.position as "position?", s.hash as "hash?", s.batch_id as "batch?", b.merkle_root as "merkle_root?", b.sealed_at as "sealed_at?"
        from ledger_transactions t
        left join ledger_seals s on s.transaction_id = t.id
        left join ledger_seal_batches b on b.id = s.batch_id
        where t.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let seal = match (row.position, row.hash, row.batch, row.merkle_root, row.sealed_at) {
        (Some(position), Some(hash), Some(batch), Some(merkle_root), Some(sealed_at)) => Some(SealRow {
            position,
            hash,
            batch,
            merkle_root,
            sealed_at,
        }),
        _ => None,
    };
    let booked = Booked {
        id,
        key: row.key,
        kind: row.kind,
        reference: row.reference,
        occurred_at: row.occurred_at,
    };
    Ok(Some(Transaction {
        booked,
        input_hash: row.input_hash,
        lines: lines(conn, id).await?,
        seal,
    }))
}

async fn lines(conn: &mut PgConnection, id: LedgerTxId) -> Result<Vec<TransactionLine>> {
    let rows = sqlx::query!(
        r#"select e.line, e.account_id, a.owner, a.purpose::text as "purpose!", a.asset_id as "asset: AssetId", e.amount, e.balance_after,
            e.recorded_at
        from ledger_entries e join ledger_accounts a on a.id = e.account_id where e.transaction_id = $1 order by e.line"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let lines = rows.into_iter().map(|row| {
        Ok(TransactionLine {
            line: row.line,
            account_id: row.account_id,
            account: Account::new(row.owner, row.purpose.parse()?, row.asset),
            amount: row.amount,
            balance_after: row.balance_after,
            recorded_at: row.recorded_at,
        })
    });
    lines.collect()
}
