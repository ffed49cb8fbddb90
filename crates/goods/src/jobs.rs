//! The minute sweep of goods: whatever an event or an alarm missed is caught up with.

use crate::{
    Goods,
    fulfil::{Fulfilled, fulfil, order_ended},
    tokens::{expire_due, settle_due},
};
use amanat_base::{OrderId, Result};
use amanat_store::{Job, Store};
use serde::{Deserialize, Serialize};

/// Rows of one sweep.
const SWEEP: i64 = 500;

/// Every minute: delivers what is paid and has no tokens, puts stock back of orders that ended, settles and expires tokens.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepGoods {}

impl Job for SweepGoods {
    const NAME: &'static str = "goods_sweep";
}

/// Fulfils one order in a transaction of its own.
pub async fn run_fulfil(goods: &Goods, order: OrderId) -> Result<Fulfilled> {
    let mut tx = goods.store.begin().await?;
    let fulfilled = fulfil(&mut tx, goods, order).await?;
    tx.commit().await?;
    Ok(fulfilled)
}

/// Runs the sweep. A row that fails is logged and doesn't keep the others waiting.
pub async fn run_goods_sweep(goods: &Goods) -> Result<()> {
    settle_due(&goods.store).await?;
    expire_due(&goods.store).await?;
    for order in undelivered(&goods.store).await? {
        if let Err(error) = run_fulfil(goods, order).await {
            tracing::error!(order.id = %order, ?error, "a paid order can't be delivered right now");
        }
    }
    for order in not_carried_over(&goods.store).await? {
        if let Err(error) = end_one(&goods.store, order).await {
            tracing::error!(order.id = %order, ?error, "the stock of an order that ended can't be put back right now");
        }
    }
    Ok(())
}

/// Orders whose units are paid and not handed over.
async fn undelivered(store: &Store) -> Result<Vec<OrderId>> {
    let orders = sqlx::query_scalar!(
        r#"select p.order_id as "order: OrderId" from purchases p join orders o on o.id = p.order_id
           where p.closed_at is null and p.state = 'reserved' and o.state = 'funded' and o.hold_reason is null
           order by p.created_at limit $1"#,
        SWEEP
    );
    Ok(orders.fetch_all(&store.pool).await?)
}

/// Orders that are over, and whose stock and tokens don't know it yet.
async fn not_carried_over(store: &Store) -> Result<Vec<OrderId>> {
    let orders = sqlx::query_scalar!(
        r#"select p.order_id as "order: OrderId" from purchases p join orders o on o.id = p.order_id
           where p.closed_at is null and o.state in ('expired', 'cancelled', 'refunded', 'resolved', 'completed')
           order by p.created_at limit $1"#,
        SWEEP
    );
    Ok(orders.fetch_all(&store.pool).await?)
}

async fn end_one(store: &Store, order: OrderId) -> Result<()> {
    let mut tx = store.begin().await?;
    order_ended(&mut tx, order).await?;
    tx.commit().await
}
