//! The end of an unpaid order: its open payment expires, and what came in part becomes a case.

use crate::{
    CaseKind, card,
    matching::{free, open},
    payment::{self, Payment, Rail, Status, set_status},
};
use amanat_base::{OrderId, Result};
use amanat_orders::Order;
use amanat_store::Tx;

/// Call when an order has expired or was cancelled. Harmless otherwise, and when called twice.
pub async fn order_closed(tx: &mut Tx, order: OrderId) -> Result<()> {
    let Some(id) = payment::active(tx, order).await? else {
        return Ok(());
    };
    let (order, mut payment) = payment::lock(tx, id).await?;
    close(tx, &order, &mut payment).await
}

/// The same with the rows at hand.
pub(crate) async fn close(tx: &mut Tx, order: &Order, payment: &mut Payment) -> Result<()> {
    if !payment.status.is_open() || !order.deal.state.is_final() {
        return Ok(());
    }
    let (asset, received) = (payment.asset, payment.received);
    set_status(tx, payment, Status::Expired, received).await?;
    if payment.rail == Rail::Card {
        card::close_session(tx, payment.id).await?;
    }
    let rest = free(tx, payment, asset).await?;
    if rest.is_zero() {
        return Ok(());
    }
    open(tx, payment, order, CaseKind::Underpaid, None, asset, rest).await
}
