//! Deposits: transfers to our addresses as this server itself read them from the chain.

use amanat_base::{Amount, AssetId, DepositId, PaymentId, Result, Time};
use amanat_chain::{EvmAddress, EvmHash, VerifiedTransfer, evm};
use amanat_store::Tx;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// Where a deposit stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum DepositStatus {
    /// On the chain, not deep enough.
    Detected,
    /// Counted.
    Confirmed,
    /// Not on the chain any more.
    Dropped,
    /// Dust, or a token that is not listed: recorded, never counted.
    Ignored,
}

/// The transfers that one question to the chain answers: one token to one recipient in one transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Group {
    pub chain_id: i64,
    pub tx_hash: EvmHash,
    pub token: Option<EvmAddress>,
    pub recipient: EvmAddress,
}

/// A deposit as stored.
#[derive(Clone, Debug)]
pub(crate) struct Deposit {
    pub id: DepositId,
    pub chain_id: i64,
    pub tx_hash: EvmHash,
    pub token: Option<EvmAddress>,
    pub recipient: EvmAddress,
    pub ordinal: i32,
    pub asset: Option<AssetId>,
    pub amount: Amount,
    pub block_number: i64,
    pub block_hash: EvmHash,
    pub status: DepositStatus,
    pub confirmations: i64,
    pub required: i64,
    pub credits: i32,
    pub checks: i32,
    pub missing_since: Option<Time>,
    pub dropped_at: Option<Time>,
}

impl Deposit {
    pub fn group(&self) -> Group {
        Group {
            chain_id: self.chain_id,
            tx_hash: self.tx_hash,
            token: self.token,
            recipient: self.recipient,
        }
    }

    /// Its place on the chain matters: it is counted or waits to be.
    pub fn is_live(&self) -> bool {
        matches!(self.status, DepositStatus::Detected | DepositStatus::Confirmed)
    }
}

macro_rules! select {
    ($condition:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Deposit,
            r#"select id as "id: DepositId", chain_id, tx_hash as "tx_hash: EvmHash",
                      token as "token: EvmAddress", recipient as "recipient: EvmAddress", ordinal, asset_id as "asset: AssetId",
                      amount as "amount: Amount", block_number, block_hash as "block_hash: EvmHash", status as "status: DepositStatus",
                      confirmations, required, credits, checks, missing_since, dropped_at
               from deposits "# + $condition,
            $($arg),*
        )
    };
}

/// One by id.
pub(crate) async fn load(conn: &mut PgConnection, id: DepositId) -> Result<Deposit> {
    Ok(select!("where id = $1", id.0).fetch_one(conn).await?)
}

/// All of a payment, oldest first.
pub(crate) async fn of_payment(conn: &mut PgConnection, payment: PaymentId) -> Result<Vec<Deposit>> {
    let rows = select!("where payment_id = $1 order by detected_at, id", payment.0);
    Ok(rows.fetch_all(conn).await?)
}

/// All of a group, by ordinal.
pub(crate) async fn of_group(conn: &mut PgConnection, group: &Group) -> Result<Vec<Deposit>> {
    let rows = select!(
        "where chain_id = $1 and tx_hash = $2 and token is not distinct from $3 and recipient = $4 order by ordinal",
        group.chain_id,
        group.tx_hash as EvmHash,
        group.token as Option<EvmAddress>,
        group.recipient as EvmAddress
    );
    Ok(rows.fetch_all(conn).await?)
}

/// A transfer with its place on the chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    pub group: &'a Group,
    pub block_number: i64,
    pub block_hash: EvmHash,
    pub confirmations: i64,
    pub transfer: &'a VerifiedTransfer,
}

/// Inserts a deposit that was never seen before; how deep it is comes next.
pub(crate) async fn insert(
    tx: &mut Tx,
    payment: PaymentId,
    asset: Option<AssetId>,
    placed: &Placed<'_>,
    status: DepositStatus,
    reason: Option<&str>,
) -> Result<Deposit> {
    let (id, now) = (DepositId::fresh(), tx.now);
    let Placed { group, transfer, .. } = placed;
    sqlx::query!(
        r#"insert into deposits (id, chain_id, tx_hash, token, recipient, ordinal, payment_id, asset_id, sender, amount, block_number,
                                 block_hash, log_index, status, reason, detected_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"#,
        id.0,
        group.chain_id,
        group.tx_hash as EvmHash,
        group.token as Option<EvmAddress>,
        group.recipient as EvmAddress,
        i32::try_from(transfer.ordinal).unwrap_or(i32::MAX),
        payment.0,
        asset.map(|a| a.0),
        transfer.from as EvmAddress,
        transfer.arrived as Amount,
        placed.block_number,
        placed.block_hash as EvmHash,
        transfer.log_index.and_then(|i| i64::try_from(i).ok()),
        status as DepositStatus,
        reason,
        now,
    )
    .execute(&mut **tx)
    .await?;
    load(tx, id).await
}

/// Writes the deposit's changed facts and counts the look.
pub(crate) async fn update(tx: &mut Tx, d: &mut Deposit) -> Result<()> {
    let now = tx.now;
    d.checks = sqlx::query_scalar!(
        r#"update deposits set amount = $2, block_number = $3, block_hash = $4, status = $5, confirmations = $6, required = $7, credits = $8,
                  missing_since = $9, dropped_at = $10, checks = checks + 1,
                  confirmed_at = case when $5 = 'confirmed' then coalesce(confirmed_at, $11) end
           where id = $1 returning checks"#,
        d.id.0,
        d.amount as Amount,
        d.block_number,
        d.block_hash as EvmHash,
        d.status as DepositStatus,
        d.confirmations,
        d.required,
        d.credits,
        d.missing_since,
        d.dropped_at,
        now,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// When to look next; `None` for never again.
pub(crate) async fn set_check(tx: &mut Tx, d: &Deposit, at: Option<Time>) -> Result<()> {
    let now = tx.now;
    let is_final = at.is_none() && d.status == DepositStatus::Confirmed;
    sqlx::query!(
        "update deposits set check_at = $2, final_at = case when $3 then coalesce(final_at, $4) end where id = $1",
        d.id.0,
        at,
        is_final,
        now
    )
    .execute(&mut **tx)
    .await?;
    match at {
        Some(at) => crate::jobs::arm(tx, d.id, at).await,
        None => Ok(()),
    }
}

/// True when the chain has another block where this deposit was. `false` is also "can't tell": a node that is behind does not
/// have the block yet, and doubt means pending.
pub(crate) async fn is_gone(pool: &amanat_chain::Pool, d: &Deposit) -> Result<bool> {
    let at = u64::try_from(d.block_number).map_err(amanat_base::Error::internal)?;
    let header = evm::header_by_number(pool, at).await?;
    Ok(header.is_some_and(|h| EvmHash(h.hash) != d.block_hash))
}
