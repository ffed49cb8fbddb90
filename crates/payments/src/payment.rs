//! A payment's row and what it asks for.

use crate::{About, deposit::Deposit};
use amanat_base::{Amount, AssetId, Code, Error, OrderId, PaymentId, Result, Time, UserId};
use amanat_chain::EvmAddress;
use amanat_ledger::{Account, Purpose};
use amanat_orders::{BaseUnits, Order};
use amanat_store::Tx;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// Where a payment stands. It follows from the facts on chain, never from what somebody reports.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    /// Nothing has come yet.
    Waiting,
    /// Something is on the chain and not deep enough yet.
    Confirming,
    /// Less than asked for is confirmed; the rest may follow.
    Underpaid,
    /// The order is funded.
    Paid,
    /// The order ended before it was paid in full.
    Expired,
    /// The buyer chose another asset.
    Replaced,
}

impl Status {
    /// May still be paid.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Confirming | Self::Underpaid)
    }
}

/// By which way a payment is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = PaymentRail)]
pub enum Rail {
    /// To an address on a chain.
    Direct,
    /// By card, on a page of the card processor.
    Card,
}

/// A payment with the address or the card session that belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub id: PaymentId,
    pub order: OrderId,
    pub buyer: UserId,
    pub asset: AssetId,
    pub amount: Amount,
    pub fee: Amount,
    pub milestones: Vec<Amount>,
    pub refund_address: Option<EvmAddress>,
    pub status: Status,
    pub received: Amount,
    pub expires_at: Time,
    pub created_at: Time,
    pub rail: Rail,
    pub chain_id: Option<i64>,
    pub address: Option<EvmAddress>,
    pub checkout_url: Option<String>,
}

impl Payment {
    /// What the order is funded with.
    pub fn units(&self) -> BaseUnits {
        BaseUnits {
            total: self.amount,
            fee: self.fee,
            milestones: self.milestones.clone(),
        }
    }

    /// The account in which its money waits.
    pub fn suspense(&self, asset: AssetId) -> Account {
        Account {
            owner: format!("payment:{}", self.id),
            purpose: Purpose::Suspense,
            asset,
        }
    }

    /// For events.
    pub fn about(&self, order: &Order) -> About {
        About {
            payment: self.id,
            order: self.order,
            buyer: self.buyer,
            seller: order.terms.seller,
        }
    }

    /// Sum of the given deposits that are of the asset asked for.
    pub fn sum(&self, deposits: &[Deposit], wanted: impl Fn(&Deposit) -> bool) -> Result<Amount> {
        let amounts = deposits
            .iter()
            .filter(|d| d.asset == Some(self.asset) && wanted(d))
            .map(|d| d.amount);
        Amount::sum(amounts).ok_or_else(|| Error::internal("deposits overflow"))
    }
}

/// `NOT_FOUND` when there is none.
pub(crate) async fn load(conn: &mut PgConnection, id: PaymentId) -> Result<Payment> {
    sqlx::query_as!(
        Payment,
        r#"select p.id as "id: PaymentId", p.order_id as "order: OrderId", p.buyer_id as "buyer: UserId", p.asset_id as "asset: AssetId",
                  p.amount as "amount: Amount", p.fee as "fee: Amount", p.milestones as "milestones: Vec<Amount>",
                  p.refund_address as "refund_address: EvmAddress", p.status as "status: Status", p.received as "received: Amount",
                  p.expires_at, p.created_at, p.rail as "rail: Rail", a.chain_id as "chain_id?", a.address as "address?: EvmAddress",
                  c.url as "checkout_url?"
           from payments p left join deposit_addresses a on a.payment_id = p.id
           left join card_payments c on c.payment_id = p.id and c.session_status = 'open'
           where p.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::new(Code::NotFound))
}

/// Locks order, then payment, in this order everywhere, and reads both.
pub(crate) async fn lock(tx: &mut Tx, id: PaymentId) -> Result<(Order, Payment)> {
    let order = sqlx::query_scalar!(r#"select order_id as "id: OrderId" from payments where id = $1"#, id.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    let order = amanat_orders::lock(tx, order).await?;
    sqlx::query_scalar!("select 1 from payments where id = $1 for update", id.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok((order, load(tx, id).await?))
}

/// The payment of an order that may still be paid or has been, if any.
pub(crate) async fn active(conn: &mut PgConnection, order: OrderId) -> Result<Option<PaymentId>> {
    let id = sqlx::query_scalar!(
        r#"select id as "id: PaymentId" from payments where order_id = $1 and status in ('waiting', 'confirming', 'underpaid', 'paid')"#,
        order.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(id)
}

/// Writes status and received sum.
pub(crate) async fn set_status(tx: &mut Tx, payment: &mut Payment, status: Status, received: Amount) -> Result<()> {
    if payment.status == status && payment.received == received {
        return Ok(());
    }
    let now = tx.now;
    sqlx::query!(
        "update payments set status = $2, received = $3, updated_at = $4 where id = $1",
        payment.id.0,
        status as Status,
        received as Amount,
        now
    )
    .execute(&mut **tx)
    .await?;
    payment.status = status;
    payment.received = received;
    Ok(())
}
