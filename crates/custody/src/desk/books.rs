//! The ledger behind a payout: the transactions that freed its money, and what each decision would do to the balances.

use super::people::people;
use crate::{Payout, PayoutKind, PayoutState, money};
use amanat_base::{AssetId, DateTime, LedgerTxId, Result, UserId};
use amanat_ledger::{Account, Purpose, signed_balance};
use bigdecimal::BigDecimal;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most transactions that are shown as causes.
const MOST: i64 = 40;
/// How many credits of the balance explain a withdrawal.
const CREDITS: i64 = 8;

/// An account of the ledger, as it is told to people.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountName {
    /// Whose: `order:<uuid>`, `user:<uuid>`, `payment:<uuid>`, `platform`, `network:<chain id>`, `stripe`.
    pub owner: String,
    /// What its money waits for.
    pub purpose: Purpose,
    /// Public name of the person, where it is a person's.
    pub person: Option<String>,
}

/// One line of a ledger transaction.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CauseLine {
    /// Which account.
    pub account: AccountName,
    /// In which asset.
    pub asset_id: AssetId,
    /// Base units; below zero where they left.
    pub amount: String,
}

/// A ledger transaction that led to this payout, or is part of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The transaction.
    pub id: LedgerTxId,
    /// What happened.
    pub kind: String,
    /// When.
    pub at: DateTime,
    /// It is this payout's own, not what came before.
    pub own: bool,
    /// What moved.
    pub lines: Vec<CauseLine>,
}

/// The transactions behind a payout, oldest first.
pub(super) async fn causes(conn: &mut PgConnection, payout: &Payout) -> Result<Vec<Cause>> {
    let own = format!("payout:{}:", payout.id);
    let mut ids = by_key(conn, &own).await?;
    let before = ids.len();
    if let Some(order) = payout.order {
        ids.extend(by_key(conn, &format!("order:{order}:")).await?);
    }
    match payout.kind {
        PayoutKind::ExceptionRefund => ids.extend(of_case(conn, payout).await?),
        PayoutKind::Withdrawal => ids.extend(credits(conn, payout).await?),
        PayoutKind::Release | PayoutKind::Refund => {}
    }
    let own: Vec<Uuid> = ids.iter().take(before).copied().collect();
    let rows = sqlx::query!(
        r#"select t.id as "id: LedgerTxId", t.kind, t.occurred_at, a.owner::text as "owner!", a.purpose::text as "purpose!",
                  a.asset_id as "asset: AssetId", e.amount
           from ledger_transactions t join ledger_entries e on e.transaction_id = t.id join ledger_accounts a on a.id = e.account_id
           where t.id = any($1) order by t.occurred_at, e.id"#,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut causes: Vec<Cause> = Vec::new();
    for row in rows {
        let line = CauseLine {
            account: AccountName {
                owner: row.owner,
                purpose: row.purpose.parse()?,
                person: None,
            },
            asset_id: row.asset,
            amount: row.amount.to_plain_string(),
        };
        match causes.iter_mut().find(|c| c.id == row.id) {
            Some(known) => known.lines.push(line),
            None => causes.push(Cause {
                id: row.id,
                kind: row.kind,
                at: row.occurred_at,
                own: own.contains(&row.id.0),
                lines: vec![line],
            }),
        }
    }
    name(conn, causes.iter_mut().flat_map(|c| &mut c.lines).map(|l| &mut l.account).collect()).await?;
    Ok(causes)
}

async fn by_key(conn: &mut PgConnection, prefix: &str) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "select id from ledger_transactions where starts_with(key::text, $1) and key >= $1 and key < $1 || '~' order by key limit $2",
        prefix,
        MOST
    );
    Ok(ids.fetch_all(conn).await?)
}

async fn of_case(conn: &mut PgConnection, payout: &Payout) -> Result<Vec<Uuid>> {
    let event = payout.cause.strip_prefix("event:").and_then(|id| id.parse::<Uuid>().ok());
    let ids = sqlx::query_scalar!(
        "select t.id from events e join ledger_transactions t on t.key = 'exception:' || (e.payload->>'exception') where e.id = $1",
        event
    );
    Ok(ids.fetch_all(conn).await?)
}

/// The newest credits of the balance before the payout was asked for.
async fn credits(conn: &mut PgConnection, payout: &Payout) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "select e.transaction_id from ledger_accounts a join ledger_entries e on e.account_id = a.id
           join ledger_transactions t on t.id = e.transaction_id
         where a.owner = $1 and a.purpose = 'available' and a.asset_id = $2 and e.amount > 0 and t.occurred_at <= $3
         order by e.recorded_at desc, e.id desc limit $4",
        format!("user:{}", payout.user),
        payout.asset.0,
        payout.created_at,
        CREDITS
    );
    Ok(ids.fetch_all(conn).await?)
}

/// Puts people's names to their accounts.
async fn name(conn: &mut PgConnection, accounts: Vec<&mut AccountName>) -> Result<()> {
    let person = |owner: &str| owner.strip_prefix("user:").and_then(|id| id.parse::<Uuid>().ok());
    let ids: Vec<Uuid> = accounts.iter().filter_map(|a| person(&a.owner)).collect();
    let people = people(conn, &ids).await?;
    for account in accounts {
        let known = person(&account.owner).and_then(|id| people.get(&UserId(id)));
        account.person = known.map(|p| p.display_name.clone());
    }
    Ok(())
}

/// What a decision would do to one account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BalanceChange {
    /// Which account.
    pub account: AccountName,
    /// Base units now; below zero only outside the platform.
    pub now: String,
    /// Once the payout has arrived.
    pub if_paid: String,
    /// After a rejection; null where the money may be on its way already.
    pub if_rejected: Option<String>,
}

/// Every account that this payout still touches; none once it is over.
pub(super) async fn changes(conn: &mut PgConnection, payout: &Payout) -> Result<Vec<BalanceChange>> {
    let source = match payout.state {
        PayoutState::WaitingAddress | PayoutState::PendingApproval | PayoutState::Approved | PayoutState::Prepared => Purpose::Releasable,
        PayoutState::Signed | PayoutState::Broadcast | PayoutState::Requested => Purpose::InTransit,
        PayoutState::Confirmed | PayoutState::Failed | PayoutState::Cancelled => return Ok(Vec::new()),
    };
    let refusable = matches!(payout.state, PayoutState::PendingApproval | PayoutState::Approved);
    let amount = payout.amount.to_numeric();
    let nothing = || BigDecimal::from(0);
    let of_user = |purpose| Account::new(format!("user:{}", payout.user), purpose, payout.asset);
    let mut changes = Vec::new();
    for (account, paid, rejected) in [
        (of_user(source), -amount.clone(), -amount.clone()),
        (money::outside(payout), amount.clone(), nothing()),
        (of_user(Purpose::Available), nothing(), amount.clone()),
    ] {
        let now = signed_balance(conn, &account).await?;
        changes.push(BalanceChange {
            if_paid: (&now + paid).to_plain_string(),
            if_rejected: refusable.then(|| (&now + rejected).to_plain_string()),
            now: now.to_plain_string(),
            account: AccountName {
                owner: account.owner,
                purpose: account.purpose,
                person: None,
            },
        });
    }
    name(conn, changes.iter_mut().map(|c| &mut c.account).collect()).await?;
    Ok(changes)
}

/// Whether what is set aside for its owner covers it.
pub(super) async fn is_covered(conn: &mut PgConnection, payout: &Payout) -> Result<bool> {
    let aside = Account::new(format!("user:{}", payout.user), Purpose::Releasable, payout.asset);
    Ok(signed_balance(conn, &aside).await? >= payout.amount.to_numeric())
}
