//! Which card payment a refund goes back to. Reads the payments' tables; writes nothing.

use amanat_base::{Amount, AssetId, OrderId, Result, UserId};
use amanat_store::Tx;

/// A refund that looks for its payment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refundable {
    /// The order that was paid.
    pub(crate) order: Option<OrderId>,
    /// Who paid.
    pub(crate) buyer: UserId,
    /// In which currency.
    pub(crate) asset: AssetId,
    /// Minor units.
    pub(crate) amount: Amount,
    /// Money that matched no order: rather of a payment that did not fund it.
    pub(crate) late: bool,
}

/// Two refunds of one order are chosen for one after the other, so that they never both count on the same money.
pub(crate) async fn lock_order(tx: &mut Tx, order: Option<OrderId>) -> Result<()> {
    let order = order.map(|o| format!("card-refund:{o}"));
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", order)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The payment intent that can still give this much back. What the processor gave back without us, and what we asked for already,
/// is not there any more.
pub(crate) async fn intent_for(tx: &mut Tx, what: &Refundable) -> Result<Option<String>> {
    let intent = sqlx::query_scalar!(
        r#"select c.intent_id as "intent!" from payments p join card_payments c on c.payment_id = p.id
           where p.order_id = $1 and p.buyer_id = $2 and c.captured_asset_id = $3 and c.intent_id is not null
             and c.captured - c.gone - $4 >= coalesce((select sum(o.amount) from payouts o
                                                       where o.card_target = c.intent_id and o.state in ('requested', 'confirmed')), 0)
           order by (p.status = 'paid') <> $5 desc, p.created_at desc limit 1"#,
        what.order.map(|o| o.0),
        what.buyer.0,
        what.asset.0,
        what.amount as Amount,
        what.late
    );
    Ok(intent.fetch_optional(&mut **tx).await?)
}
