//! Transfers that are on a chain and not deep enough yet.

use amanat_base::{Amount, AssetId, Cursor, DateTime, DepositId, OrderId, Page, PageQuery, PaymentId};
use amanat_chain::{EvmAddress, EvmHash};
use amanat_web::{Answer, Ctx, PageOf, Query, StaffCaller, ok};
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
    /// What the payment's order is about.
    pub title: String,
    /// Who sent it.
    pub sender: EvmAddress,
    /// Its block.
    pub block_number: i64,
    /// How often this server asked the chain itself.
    pub checks: i32,
    /// Since when the chain does not have it, while it doesn't.
    pub missing_since: Option<DateTime>,
    /// Ticker of the asset; null for a token that is not listed.
    pub symbol: Option<String>,
    /// Digits after the point of the asset's whole unit.
    pub decimals: Option<i16>,
    /// Usual time between blocks of its network, milliseconds.
    pub block_time_ms: i32,
}

/// Which transfers.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AwaitingFilter {
    /// Only on this network.
    pub chain_id: Option<i64>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Transfers that wait for confirmations, newest first. Guards and administrators.
#[utoipa::path(get, path = "/api/admin/payments/awaiting-confirmation", tag = "admin", params(AwaitingFilter), security(("bearer" = [])),
    responses((status = 200, body = PageOf<AwaitingView>)))]
async fn list_awaiting_confirmation(ctx: State<Ctx>, _: StaffCaller, Query(filter): Query<AwaitingFilter>) -> Answer<Page<AwaitingView>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        AwaitingView,
        r#"select d.id as "id: DepositId", d.payment_id as "payment_id: PaymentId", p.order_id as "order_id: OrderId", d.chain_id,
                  d.tx_hash as "tx_hash: EvmHash", d.recipient as "address: EvmAddress", d.asset_id as "asset_id: AssetId",
                  d.amount as "amount: Amount", d.confirmations, d.required, d.detected_at, d.check_at,
                  o.title, d.sender as "sender: EvmAddress", d.block_number, d.checks, d.missing_since, a.symbol as "symbol?",
                  a.decimals as "decimals?", n.block_time_ms
           from deposits d join payments p on p.id = d.payment_id join orders o on o.id = p.order_id
           join networks n on n.chain_id = d.chain_id left join assets a on a.id = d.asset_id
           where d.status = 'detected' and ($1::timestamptz is null or (d.detected_at, d.id) < ($1, $2))
             and ($4::bigint is null or d.chain_id = $4)
           order by d.detected_at desc, d.id desc limit $3"#,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
        filter.chain_id
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let position = |row: &AwaitingView| Cursor {
        at: row.detected_at,
        id: row.id.0,
    };
    ok(Page::from_rows(rows, limit, position))
}
