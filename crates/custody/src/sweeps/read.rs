//! `/api/admin/sweeps`: the list, and one sweep with what was sent for it.

use super::{Sweep, SweepState, load};
use amanat_base::{Amount, AssetId, Cursor, DateTime, OutgoingId, Page, PageQuery, SweepId, UserId};
use amanat_chain::{EvmAddress, EvmHash};
use amanat_web::{Answer, Ctx, Envelope, PageOf, Path, Query, StaffCaller, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_sweeps)).routes(routes!(get_sweep))
}

/// Which sweeps.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SweepQuery {
    /// Only in this state.
    pub state: Option<SweepState>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Sweeps, newest first. For guards and administrators.
#[utoipa::path(get, path = "/api/admin/sweeps", tag = "custody", security(("bearer" = [])), params(SweepQuery),
    responses((status = 200, body = PageOf<Sweep>)))]
pub async fn list_sweeps(ctx: State<Ctx>, _: StaffCaller, Query(query): Query<SweepQuery>) -> Answer<Page<Sweep>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        Sweep,
        r#"select id as "id: SweepId", chain_id, address as "address: EvmAddress", derivation_index, asset_id as "asset_id: AssetId",
                  amount as "amount: Amount", state as "state: SweepState", waiting_reason, decided_by as "decided_by: UserId",
                  tx_hash as "tx_hash: EvmHash", final_at, created_at, updated_at
           from sweeps where ($4::text is null or state = $4) and ($1::timestamptz is null or (created_at, id) < ($1, $2))
           order by created_at desc, id desc limit $3"#,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
        query.state as Option<SweepState>,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |s| Cursor {
        at: s.created_at,
        id: s.id.0,
    }))
}

/// A transaction that was sent for a sweep.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SweepTransaction {
    /// Its id.
    pub id: OutgoingId,
    /// `sweep`, or `gas`: coins that the derived address needs to pay for it.
    pub purpose: String,
    /// `prepared`, `signed`, `broadcast`, `mined`, `failed` or `replaced`.
    pub state: String,
    /// Who sends.
    pub from: EvmAddress,
    /// Its number among what that address sends.
    pub nonce: i64,
    /// The token that moves; null for the native coin.
    pub token: Option<EvmAddress>,
    /// Who gets it.
    pub to: EvmAddress,
    /// Base units of the token.
    pub amount: Amount,
    /// What it may cost at most, base units of the native coin.
    pub max_gas_cost: Amount,
    /// What it cost, once it is mined.
    pub gas_cost: Option<Amount>,
    /// Its hash, once it is signed.
    pub tx_hash: Option<EvmHash>,
    /// The block that it is in.
    pub block_number: Option<i64>,
    /// First attempt to send it.
    pub sent_at: Option<DateTime>,
    /// When it was built.
    pub created_at: DateTime,
}

/// A sweep with what was sent for it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SweepDetail {
    /// The sweep.
    pub sweep: Sweep,
    /// In the order in which they were built.
    pub transactions: Vec<SweepTransaction>,
}

/// One sweep with what was sent for it. For guards and administrators.
#[utoipa::path(get, path = "/api/admin/sweeps/{id}", tag = "custody", security(("bearer" = [])), params(("id" = SweepId, Path)),
    responses((status = 200, body = Envelope<SweepDetail>)))]
pub async fn get_sweep(ctx: State<Ctx>, _: StaffCaller, Path(id): Path<SweepId>) -> Answer<SweepDetail> {
    let mut conn = ctx.store.pool.acquire().await?;
    let sweep = load(&mut conn, id).await?;
    let transactions = sqlx::query_as!(
        SweepTransaction,
        r#"select id as "id: OutgoingId", purpose, state, from_address as "from: EvmAddress", nonce, token as "token: EvmAddress",
                  recipient as "to: EvmAddress", amount as "amount: Amount", max_gas_cost as "max_gas_cost: Amount",
                  gas_cost as "gas_cost: Amount", tx_hash as "tx_hash: EvmHash", block_number, sent_at, created_at
           from outgoing_transactions where sweep_id = $1 order by created_at, id limit 500"#,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    ok(SweepDetail { sweep, transactions })
}
