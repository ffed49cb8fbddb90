//! One posting, in one round trip, on the caller's transaction.

use crate::{Account, Posted, Posting, posting::Plan};
use amanat_base::{Code, Error, LedgerTxId, Result};
use bigdecimal::BigDecimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// Posts, or finds that the key was posted before. The accounts stay locked until the caller's transaction ends, so post as
/// late in it as you can.
///
/// # Errors
/// `INSUFFICIENT_FUNDS` when an account other than a world one would go below zero, `IDEMPOTENCY_KEY_REUSED` when the key
/// was posted with another input, `VALIDATION_FAILED` for what is no posting. The first two come from the database and end
/// the caller's transaction: roll it back.
pub async fn post(conn: &mut PgConnection, posting: &Posting) -> Result<Posted> {
    let plan = posting.plan()?;
    match (plan.accounts.as_slice(), plan.legs.as_slice()) {
        ([first, second], [_, _]) => post_move(conn, &plan, first, second).await,
        _ => post_moves(conn, &plan).await,
    }
}

/// Nearly every posting is one move; the database has a shorter way for it.
async fn post_move(conn: &mut PgConnection, plan: &Plan<'_>, first: &Account, second: &Account) -> Result<Posted> {
    let row = sqlx::query!(
        r#"select id as "id!", replayed as "replayed!" from ledger_post_move($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#,
        LedgerTxId::fresh().0,
        plan.posting.key,
        &plan.hash[..],
        plan.posting.kind,
        plan.posting.reference,
        plan.posting.occurred_at,
        first.asset.0,
        first.owner,
        first.purpose.as_str(),
        second.owner,
        second.purpose.as_str(),
        plan.deltas().swap_remove(0),
    )
    .fetch_one(conn)
    .await
    .map_err(refusal)?;
    Ok(Posted {
        id: row.id.into(),
        replayed: row.replayed,
    })
}

async fn post_moves(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Posted> {
    let owners: Vec<&str> = plan.accounts.iter().map(|a| a.owner.as_str()).collect();
    let purposes: Vec<&str> = plan.accounts.iter().map(|a| a.purpose.as_str()).collect();
    let assets: Vec<Uuid> = plan.accounts.iter().map(|a| a.asset.0).collect();
    let leg_accounts: Vec<i32> = plan.legs.iter().map(|l| place(l.account)).collect();
    let leg_amounts: Vec<BigDecimal> = plan.legs.iter().map(|l| BigDecimal::new(l.amount.clone(), 0)).collect();
    let deltas = plan.deltas();
    let row = sqlx::query!(
        r#"select id as "id!", replayed as "replayed!" from ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#,
        LedgerTxId::fresh().0,
        plan.posting.key,
        &plan.hash[..],
        plan.posting.kind,
        plan.posting.reference,
        plan.posting.occurred_at,
        owners.as_slice() as &[&str],
        purposes.as_slice() as &[&str],
        assets.as_slice(),
        deltas.as_slice(),
        leg_accounts.as_slice(),
        leg_amounts.as_slice(),
    )
    .fetch_one(conn)
    .await
    .map_err(refusal)?;
    Ok(Posted {
        id: row.id.into(),
        replayed: row.replayed,
    })
}

/// The database's place of the `i`-th element: it counts from one.
fn place(i: usize) -> i32 {
    i32::try_from(i + 1).expect("a batch has far fewer accounts than 2^31")
}

/// Translates the ledger's own refusals.
pub(crate) fn refusal(e: sqlx::Error) -> Error {
    let code = e.as_database_error().and_then(|d| match (d.code().as_deref(), d.constraint()) {
        (Some("LE001"), _) => Some(Code::IdempotencyKeyReused),
        (Some("LE002"), _) | (_, Some("ledger_accounts_no_overdraft")) => Some(Code::InsufficientFunds),
        (Some("22003"), _) => Some(Code::AmountTooLarge),
        // the same input would have waited for the same accounts, so whoever took the key had another one
        (_, Some("ledger_transactions_key")) => Some(Code::IdempotencyKeyReused),
        _ => None,
    });
    match code {
        Some(code) => Error::new(code).because(e),
        None => e.into(),
    }
}
