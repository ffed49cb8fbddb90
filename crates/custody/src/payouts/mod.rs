//! Payout instructions: the row, its states, and how it is told that it waits.

mod approval;
mod card;
mod follow;
mod instruct;
mod outcome;
mod steps;
mod waiting;

pub(crate) use approval::{approve, may_decide, reject};
pub(crate) use follow::{depths, stuck};
pub use instruct::{Instruct, address_changed, instruct};
pub(crate) use instruct::{account_ready, payout_address};
pub(crate) use outcome::{abandon, settle_for_good};
pub use steps::{Step, step, step_once};
pub(crate) use steps::{commit_signed, passes, patience, sentence};
pub use waiting::WaitingCode;
pub(crate) use waiting::Why;

use crate::{Event, jobs::DrivePayout};
use amanat_base::{Amount, AssetId, Code, Error, OrderId, PayoutId, Result, Time, UserId};
use amanat_chain::{EvmAddress, EvmHash};
use amanat_store::{JobKey, Tx, announce, enqueue_at};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// Why money goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum PayoutKind {
    /// An order's money, released to its seller.
    Release,
    /// An order's money, given back to its buyer.
    Refund,
    /// A person's available balance, because they asked.
    Withdrawal,
    /// Money that matched no order, given back by decision of an exception case.
    ExceptionRefund,
}

/// How far a payout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum PayoutState {
    /// Its owner has no address on that network.
    WaitingAddress,
    /// A guard must look.
    PendingApproval,
    /// May be sent.
    Approved,
    /// Its transaction is built; its nonce is taken.
    Prepared,
    /// Its transaction is signed and stored.
    Signed,
    /// Sent.
    Broadcast,
    /// Asked of the card processor, or about to be.
    Requested,
    /// On the chain, deep enough.
    Confirmed,
    /// Can't be done; the money is available again.
    Failed,
    /// Refused; the money is available again.
    Cancelled,
}

/// A payout as stored.
#[derive(Clone, Debug)]
pub struct Payout {
    /// Its id.
    pub id: PayoutId,
    /// What made it; one payout per cause.
    pub cause: String,
    /// Why money goes out.
    pub kind: PayoutKind,
    /// The order it comes from.
    pub order: Option<OrderId>,
    /// Who gets it.
    pub user: UserId,
    /// In which asset.
    pub asset: AssetId,
    /// On which network; `None` on the card rail.
    pub chain_id: Option<i64>,
    /// Base units.
    pub amount: Amount,
    /// Where it goes, once frozen.
    pub to: Option<EvmAddress>,
    /// How far it is.
    pub state: PayoutState,
    /// Why it waits.
    pub waiting_reason: Option<String>,
    /// The same as a word.
    pub waiting_code: Option<WaitingCode>,
    /// Whose action freed the money.
    pub requested_by: Option<UserId>,
    /// The guard who decided.
    pub decided_by: Option<UserId>,
    /// Its transaction.
    pub tx_hash: Option<EvmHash>,
    /// On the card rail: the payment intent that is refunded or the account that is paid.
    pub card_target: Option<String>,
    /// On the card rail: the refund or transfer.
    pub card_reference: Option<String>,
    /// How often the card processor refused for a reason that may pass.
    pub attempts: i32,
    /// When the card processor was first asked.
    pub requested_at: Option<Time>,
    /// How often the chain took its confirmation back.
    pub reorgs: i32,
    /// When it is looked at again.
    pub check_at: Option<Time>,
    /// When it was confirmed.
    pub confirmed_at: Option<Time>,
    /// When nothing could change any more.
    pub final_at: Option<Time>,
    /// When it was instructed.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

impl Payout {
    /// Its network.
    pub(crate) fn network(&self) -> Result<i64> {
        self.chain_id
            .ok_or_else(|| Error::internal("money of the card rail has no network"))
    }
}

/// Reads a payout; `NOT_FOUND` when there is none.
pub async fn load(conn: &mut PgConnection, id: PayoutId) -> Result<Payout> {
    sqlx::query_as!(
        Payout,
        r#"select id as "id: PayoutId", cause, kind as "kind: PayoutKind", order_id as "order: OrderId", user_id as "user: UserId",
                  asset_id as "asset: AssetId", chain_id, amount as "amount: Amount", to_address as "to: EvmAddress",
                  state as "state: PayoutState", waiting_reason, waiting_code as "waiting_code: WaitingCode", requested_by as "requested_by: UserId", decided_by as "decided_by: UserId",
                  tx_hash as "tx_hash: EvmHash", card_target, card_reference, attempts, requested_at, reorgs, check_at, confirmed_at, final_at, created_at, updated_at
           from payouts where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::new(Code::NotFound))
}

/// Locks a payout's row until the end of the transaction, then reads it.
pub(crate) async fn lock(conn: &mut PgConnection, id: PayoutId) -> Result<Payout> {
    sqlx::query_scalar!("select 1 from payouts where id = $1 for update", id.0)
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    load(conn, id).await
}

/// Looks again at `at`, or never of its own accord.
pub(crate) async fn check_at(tx: &mut Tx, id: PayoutId, at: Option<Time>) -> Result<()> {
    sqlx::query!("update payouts set check_at = $2 where id = $1", id.0, at)
        .execute(&mut **tx)
        .await?;
    match at {
        Some(at) => enqueue_at(tx, &DrivePayout { payout: id }, &JobKey(format!("payout:{id}")), at).await,
        None => Ok(()),
    }
}

/// Moves to `state`, waiting for nothing, and looks again at `at`.
pub(crate) async fn enter(tx: &mut Tx, p: &Payout, state: PayoutState, at: Option<Time>) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update payouts set state = $2, waiting_reason = null, waiting_code = null, check_at = $3, updated_at = $4 where id = $1",
        p.id.0,
        state as PayoutState,
        at,
        now
    )
    .execute(&mut **tx)
    .await?;
    check_at(tx, p.id, at).await
}

/// Says why it waits (`None`: for nothing but time) and looks again at `at`. Announced when the reason is a new one.
pub(crate) async fn wait(tx: &mut Tx, p: &Payout, why: Option<Why<'_>>, at: Option<Time>) -> Result<()> {
    let now = tx.now;
    let (code, reason) = why.unzip();
    if p.waiting_reason.as_deref() != reason {
        sqlx::query!(
            "update payouts set waiting_reason = $2, updated_at = $3, waiting_code = $4 where id = $1",
            p.id.0,
            reason,
            now,
            code as Option<WaitingCode>
        )
        .execute(&mut **tx)
        .await?;
        if let Some(reason) = reason {
            let waiting = Event::PayoutWaiting {
                payout: p.id,
                user: p.user,
                reason: reason.to_owned(),
            };
            announce(tx, &waiting).await?;
        }
    }
    check_at(tx, p.id, at).await
}
