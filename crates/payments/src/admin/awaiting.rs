//! Transfers that are on a chain and not deep enough yet.

use amanat_base::{Amount, AssetId, Cursor, DateTime, DepositId, OrderId, Page, PageQuery, PaymentId};
use amanat_chain::{EvmAddress, EvmHash};
use amanat_web::{AdminCaller, Answer, Ctx, PageOf, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_awaiting_confirmation))
}

/// A transfer that waits for depth.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AwaitingView {
    /// The transfer.
    pub id: DepositId,
    /// The payment whose address it came to.
    pub payment_id: PaymentId,
    /// The payment's order.
    pub order_id: OrderId,
    /// EIP-155 id.
    pub chain_id: i64,
    /// Its transaction.
    pub tx_hash: EvmHash,
    /// Where it came to.
    pub address: EvmAddress,
    /// The asset.
    pub asset_id: Option<AssetId>,
    /// Base units.
    pub amount: Amount,
    /// Blocks on top of it, its own counted.
    pub confirmations: i64,
    /// How many it needs.
    pub required: i64,
    /// When this server first saw it.
    pub detected_at: DateTime,
    /// When it looks again.
    pub check_at: Option<DateTime>,
}

/// Transfers that wait for confirmations, newest first. Administrators.
#[utoipa::path(get, path = "/api/admin/payments/awaiting-confirmation", tag = "admin", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<AwaitingView>)))]
async fn list_awaiting_confirmation(ctx: State<Ctx>, _: AdminCaller, Query(page): Query<PageQuery>) -> Answer<Page<AwaitingView>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        AwaitingView,
        r#"select d.id as "id: DepositId", d.payment_id as "payment_id: PaymentId", p.order_id as "order_id: OrderId", d.chain_id,
                  d.tx_hash as "tx_hash: EvmHash", d.recipient as "address: EvmAddress", d.asset_id as "asset_id: AssetId",
                  d.amount as "amount: Amount", d.confirmations, d.required, d.detected_at, d.check_at
           from deposits d join payments p on p.id = d.payment_id
           where d.status = 'detected' and ($1::timestamptz is null or (d.detected_at, d.id) < ($1, $2))
           order by d.detected_at desc, d.id desc limit $3"#,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let position = |row: &AwaitingView| Cursor {
        at: row.detected_at,
        id: row.id.0,
    };
    ok(Page::from_rows(rows, limit, position))
}
