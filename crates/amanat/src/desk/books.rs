//! `/api/admin/ledger`: the books as they are and as they were. Reads only: nothing here can write a ledger row.

use amanat_base::{AssetId, Code, DateTime, Error, LedgerTxId, Page, PageQuery, Result};
use amanat_ledger::{self as ledger, AccountFilter, AccountRow, Booked, Entry, Purpose, TransactionLine};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_ledger_accounts))
        .routes(routes!(get_ledger_account))
        .routes(routes!(list_ledger_entries))
        .routes(routes!(list_ledger_transactions))
        .routes(routes!(get_ledger_transaction))
}

/// An account of the books.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerAccount {
    id: i64,
    /// Whose: `order:<uuid>`, `user:<uuid>`, `payment:<uuid>`, `platform`, `network:<chain id>`, `gas:<chain id>`, `stripe`.
    owner: String,
    /// What its money waits for.
    purpose: Purpose,
    asset_id: AssetId,
    /// Now, in the asset's smallest unit, a whole number; below zero on a world account only.
    balance: String,
    opened_at: DateTime,
}

impl From<AccountRow> for LedgerAccount {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.id,
            owner: row.account.owner,
            purpose: row.account.purpose,
            asset_id: row.account.asset,
            balance: row.balance.to_plain_string(),
            opened_at: row.opened_at,
        }
    }
}

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct AccountQuery {
    /// Only this owner's, like `platform`; with a colon at the end (`order:`) a whole kind of owners.
    #[param(max_length = 200)]
    owner: Option<String>,
    /// Only with this purpose.
    #[param(inline)]
    purpose: Option<Purpose>,
    /// Only of this asset.
    asset_id: Option<Uuid>,
    /// Only with something on them.
    funded: Option<bool>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Refuses what is longer than anything that is kept.
fn at_most(field: &'static str, text: Option<&str>, most: usize) -> Result<()> {
    match text {
        Some(text) if text.chars().count() > most => Err(Error::invalid(field, format!("must be at most {most} characters"))),
        _ => Ok(()),
    }
}

/// Accounts, the last opened first. Administrators.
#[utoipa::path(get, path = "/api/admin/ledger/accounts", tag = "admin", params(AccountQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<LedgerAccount>)))]
async fn list_ledger_accounts(State(ctx): State<Ctx>, _: AdminCaller, Query(query): Query<AccountQuery>) -> Answer<Page<LedgerAccount>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    at_most("owner", query.owner.as_deref(), 200)?;
    let filter = AccountFilter {
        owner: query.owner.filter(|owner| !owner.is_empty()),
        purpose: query.purpose,
        asset: query.asset_id.map(AssetId),
        funded: query.funded.unwrap_or_default(),
    };
    let mut conn = ctx.store.pool.acquire().await?;
    ok(ledger::accounts(&mut conn, &filter, &page).await?.map(LedgerAccount::from))
}

/// An account, and what was on it at an instant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerAccountDetail {
    account: LedgerAccount,
    /// The instant that was asked for.
    at: Option<DateTime>,
    /// What was on it then, in the asset's smallest unit.
    balance_at: Option<String>,
}

/// At which instant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InstantQuery {
    /// An instant of real time, as the ledger recorded it; one in the future answers with the balance now.
    at: Option<DateTime>,
}

/// One account; with `at` also what was on it then. Administrators.
#[utoipa::path(get, path = "/api/admin/ledger/accounts/{id}", tag = "admin", params(("id" = i64, Path, minimum = 1), InstantQuery),
    security(("bearer" = [])), responses((status = 200, body = Envelope<LedgerAccountDetail>)))]
async fn get_ledger_account(
    State(ctx): State<Ctx>,
    _: AdminCaller,
    Path(id): Path<i64>,
    Query(query): Query<InstantQuery>,
) -> Answer<LedgerAccountDetail> {
    let mut conn = ctx.store.pool.acquire().await?;
    let row = ledger::account(&mut conn, id).await?.ok_or(Error::new(Code::NotFound))?;
    let balance_at = match query.at {
        Some(at) => Some(ledger::balance_at(&mut conn, &row.account, at).await?.to_plain_string()),
        None => None,
    };
    ok(LedgerAccountDetail {
        account: row.into(),
        at: query.at,
        balance_at,
    })
}

/// A line of an account's history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerEntry {
    id: i64,
    transaction_id: LedgerTxId,
    /// What happened.
    kind: String,
    /// What it is about: an order, a payment, a payout.
    reference: Option<Uuid>,
    /// Signed change, in the asset's smallest unit.
    amount: String,
    /// What was on the account with it.
    balance_after: String,
    /// When it happened, as the platform knew it.
    occurred_at: DateTime,
    /// When the ledger recorded it, in real time.
    recorded_at: DateTime,
}

impl From<Entry> for LedgerEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            transaction_id: entry.transaction,
            kind: entry.kind,
            reference: entry.reference,
            amount: entry.amount.to_plain_string(),
            balance_after: entry.balance_after.to_plain_string(),
            occurred_at: entry.occurred_at,
            recorded_at: entry.recorded_at,
        }
    }
}

/// An account's history, newest first. Administrators.
#[utoipa::path(get, path = "/api/admin/ledger/accounts/{id}/entries", tag = "admin", params(("id" = i64, Path, minimum = 1), PageQuery),
    security(("bearer" = [])), responses((status = 200, body = PageOf<LedgerEntry>)))]
async fn list_ledger_entries(
    State(ctx): State<Ctx>,
    _: AdminCaller,
    Path(id): Path<i64>,
    Query(page): Query<PageQuery>,
) -> Answer<Page<LedgerEntry>> {
    let mut conn = ctx.store.pool.acquire().await?;
    let row = ledger::account(&mut conn, id).await?.ok_or(Error::new(Code::NotFound))?;
    ok(ledger::entries(&mut conn, &row.account, &page).await?.map(LedgerEntry::from))
}

/// A booked transaction.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerTransaction {
    id: LedgerTxId,
    /// Idempotency key of whoever posted it.
    key: String,
    /// What happened.
    kind: String,
    /// What it is about: an order, a payment, a payout.
    reference: Option<Uuid>,
    /// When it happened, as the platform knew it.
    occurred_at: DateTime,
}

impl From<Booked> for LedgerTransaction {
    fn from(booked: Booked) -> Self {
        Self {
            id: booked.id,
            key: booked.key,
            kind: booked.kind,
            reference: booked.reference,
            occurred_at: booked.occurred_at,
        }
    }
}

/// Which transactions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct JournalQuery {
    /// The one that was posted under this idempotency key.
    #[param(max_length = 255)]
    key: Option<String>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The journal, newest first. Administrators.
#[utoipa::path(get, path = "/api/admin/ledger/transactions", tag = "admin", params(JournalQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<LedgerTransaction>)))]
async fn list_ledger_transactions(
    State(ctx): State<Ctx>,
    _: AdminCaller,
    Query(query): Query<JournalQuery>,
) -> Answer<Page<LedgerTransaction>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    at_most("key", query.key.as_deref(), 255)?;
    let key = query.key.filter(|key| !key.is_empty());
    let mut conn = ctx.store.pool.acquire().await?;
    ok(ledger::journal(&mut conn, key.as_deref(), &page)
        .await?
        .map(LedgerTransaction::from))
}

/// A transaction with everything that is kept of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerTransactionDetail {
    transaction: LedgerTransaction,
    /// SHA-256 of kind, reference and moves, hexadecimal.
    input_hash: String,
    /// Odd lines give, the even line that follows takes.
    lines: Vec<LedgerLine>,
    /// Its place in the hash chain; null until the sealer comes by, a second or so.
    seal: Option<LedgerSeal>,
}

/// One line of a transaction.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerLine {
    /// Position, from 1.
    line: i16,
    account_id: i64,
    owner: String,
    purpose: Purpose,
    asset_id: AssetId,
    /// Signed change, in the asset's smallest unit.
    amount: String,
    /// What was on the account with it.
    balance_after: String,
    /// When the ledger recorded it, in real time.
    recorded_at: DateTime,
}

impl From<TransactionLine> for LedgerLine {
    fn from(line: TransactionLine) -> Self {
        Self {
            line: line.line,
            account_id: line.account_id,
            owner: line.account.owner,
            purpose: line.account.purpose,
            asset_id: line.account.asset,
            amount: line.amount.to_plain_string(),
            balance_after: line.balance_after.to_plain_string(),
            recorded_at: line.recorded_at,
        }
    }
}

/// A transaction's place in the hash chain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerSeal {
    /// Number in the chain, from 1.
    position: i64,
    /// Hexadecimal.
    hash: String,
    /// The batch in which it was sealed.
    batch: i64,
    /// Root of the batch's Merkle tree, hexadecimal.
    merkle_root: String,
    sealed_at: DateTime,
}

/// One transaction with its lines and its seal. Administrators.
#[utoipa::path(get, path = "/api/admin/ledger/transactions/{id}", tag = "admin", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<LedgerTransactionDetail>)))]
async fn get_ledger_transaction(State(ctx): State<Ctx>, _: AdminCaller, Path(id): Path<LedgerTxId>) -> Answer<LedgerTransactionDetail> {
    let mut conn = ctx.store.pool.acquire().await?;
    let found = ledger::transaction(&mut conn, id).await?.ok_or(Error::new(Code::NotFound))?;
    ok(LedgerTransactionDetail {
        transaction: found.booked.into(),
        input_hash: hex::encode(found.input_hash),
        lines: found.lines.into_iter().map(LedgerLine::from).collect(),
        seal: found.seal.map(|seal| LedgerSeal {
            position: seal.position,
            hash: hex::encode(seal.hash),
            batch: seal.batch,
            merkle_root: hex::encode(seal.merkle_root),
            sealed_at: seal.sealed_at,
        }),
    })
}
