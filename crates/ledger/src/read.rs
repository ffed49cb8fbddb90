//! Balances now and then, an account's entries, an owner's accounts.

use crate::Account;
use amanat_base::{Amount, AssetId, Cursor, Error, LedgerTxId, Page, PageQuery, Result, Time};
use bigdecimal::BigDecimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// One line of an account's history.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Order in which the account's entries were made.
    pub id: i64,
    /// The transaction it belongs to.
    pub transaction: LedgerTxId,
    /// What happened.
    pub kind: String,
    /// What it is about.
    pub reference: Option<Uuid>,
    /// Signed change, in the asset's smallest unit.
    pub amount: BigDecimal,
    /// The account's balance with this entry in it.
    pub balance_after: BigDecimal,
    /// When it happened, as the caller knew it.
    pub occurred_at: Time,
    /// When the ledger recorded it.
    pub recorded_at: Time,
}

/// An account and what is on it; below zero only on a world account.
#[derive(Clone, PartialEq, Debug)]
pub struct Holding {
    /// Which account.
    pub account: Account,
    /// Its balance now, in the asset's smallest unit.
    pub balance: BigDecimal,
}

/// The balance now; zero for an account that was never posted to.
///
/// # Errors
/// An internal error for a world account below zero: ask [`signed_balance`].
pub async fn balance(conn: &mut PgConnection, account: &Account) -> Result<Amount> {
    Amount::from_numeric(&signed_balance(conn, account).await?).map_err(Error::internal)
}

/// The balance now, of any account.
///
/// # Errors
/// Only the database's.
pub async fn signed_balance(conn: &mut PgConnection, account: &Account) -> Result<BigDecimal> {
    let balance = sqlx::query_scalar!(
        "select balance from ledger_accounts where owner = $1 and purpose = $2 and asset_id = $3",
        account.owner,
        account.purpose.as_str() as _,
        account.asset.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(balance.unwrap_or_default())
}

/// The balance at a past instant: the one after the account's last entry recorded at or before it. Signed.
///
/// The answer never changes afterwards. Entries are stamped with the database's clock while their accounts are locked; so
/// once the postings that hold the lock now have ended, which this waits for, whatever comes later is stamped later. All
/// lines of a transaction bear the same stamp: the balances of all accounts at one instant sum to zero. The stamp is real
/// time, whatever the test clock says; an instant in the future answers with the balance now.
///
/// # Errors
/// Only the database's. It can't be asked in a read-only transaction, nor usefully in one with a fixed snapshot.
pub async fn balance_at(conn: &mut PgConnection, account: &Account, at: Time) -> Result<BigDecimal> {
    let id = sqlx::query_scalar!(
        "select id from ledger_accounts where owner = $1 and purpose = $2 and asset_id = $3 for share",
        account.owner,
        account.purpose.as_str() as _,
        account.asset.0,
    )
    .fetch_optional(&mut *conn)
    .await?;
    let balance = sqlx::query_scalar!(
        "select balance_after from ledger_entries where account_id = $1 and recorded_at <= $2
         order by recorded_at desc, id desc limit 1",
        id,
        at,
    )
    .fetch_optional(conn)
    .await?;
    Ok(balance.unwrap_or_default())
}

/// The account's history, newest first, one page.
///
/// # Errors
/// `VALIDATION_FAILED` or `MALFORMED_CURSOR` for a page that can't be.
pub async fn entries(conn: &mut PgConnection, account: &Account, page: &PageQuery) -> Result<Page<Entry>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        Entry,
        r#"select e.id, e.transaction_id as "transaction: LedgerTxId", t.kind, t.reference, e.amount, e.balance_after, t.occurred_at, e.recorded_at
        from ledger_accounts a
        join ledger_entries e on e.account_id = a.id
        join ledger_transactions t on t.id = e.transaction_id
        where a.owner = $1 and a.purpose = $2 and a.asset_id = $3
            and ($4::timestamptz is null or (e.recorded_at, e.id) < ($4, $5))
        order by e.recorded_at desc, e.id desc limit $6"#,
        account.owner,
        account.purpose.as_str() as _,
        account.asset.0,
        cursor.map(|c| c.at),
        cursor.map(|c| i64::try_from(c.id.as_u128()).unwrap_or(0)),
        limit + 1,
    )
    .fetch_all(conn)
    .await?;
    Ok(Page::from_rows(rows, limit, |entry| Cursor {
        at: entry.recorded_at,
        id: Uuid::from_u128(u128::from(entry.id.unsigned_abs())),
    }))
}

/// Every account of an owner, empty ones too, by purpose and asset.
///
/// # Errors
/// Only the database's.
pub async fn accounts_of(conn: &mut PgConnection, owner: &str) -> Result<Vec<Holding>> {
    let rows = sqlx::query!(
        r#"select purpose::text as "purpose!", asset_id as "asset: AssetId", balance from ledger_accounts where owner = $1
        order by purpose, asset_id"#,
        owner
    )
    .fetch_all(conn)
    .await?;
    let holdings = rows.into_iter().map(|row| {
        Ok(Holding {
            account: Account::new(owner, row.purpose.parse()?, row.asset),
            balance: row.balance,
        })
    });
    holdings.collect()
}
