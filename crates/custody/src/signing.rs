//! Signing elsewhere: download the transaction that was built, submit it signed. Only exactly what was built is taken.

use crate::{
    Outgoing, OutgoingState, Purpose,
    outgoing::{self, Owner},
    payouts, sweeps,
};
use amanat_base::{Code, Error, OutgoingId, PayoutId, Result, SweepId};
use amanat_chain::{
    EvmHash,
    evm::quantity,
    tx::{UnsignedTx, check_signed},
};
use amanat_web::{Answer, Ctx, Envelope, Json, Path, RecentGuard, StaffCaller, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(get_payout_transaction, submit_payout_transaction))
        .routes(routes!(get_sweep_transaction, submit_sweep_transaction))
}

/// A transaction that we send, as built, with what there is to sign.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransactionView {
    /// Its id.
    pub id: OutgoingId,
    /// What it is for.
    pub purpose: Purpose,
    /// How far it is; `prepared` waits for a signature.
    pub state: OutgoingState,
    /// Whose key signs: the deposit key at this index, or the treasury's when null.
    pub derivation_index: Option<i64>,
    /// Every field as built.
    pub transaction: UnsignedTx,
    /// `0x02 ‖ rlp(fields)`: the bytes whose keccak256 is signed.
    pub signing_payload: String,
    /// keccak256 of the payload.
    pub signing_hash: EvmHash,
    /// Hash of the signed transaction, once there is one.
    pub tx_hash: Option<EvmHash>,
}

impl From<Outgoing> for TransactionView {
    fn from(row: Outgoing) -> Self {
        Self {
            id: row.id,
            purpose: row.purpose,
            state: row.state,
            derivation_index: row.derivation_index,
            signing_payload: format!("0x{}", hex::encode(row.unsigned.signing_payload())),
            signing_hash: row.unsigned.signing_hash().into(),
            tx_hash: row.tx_hash,
            transaction: row.unsigned,
        }
    }
}

/// A transaction signed elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitRequest {
    /// The signed transaction, `0x` and hexadecimal digits.
    #[garde(length(bytes, min = 4, max = 20000))]
    #[schema(min_length = 4, max_length = 20000)]
    pub raw_transaction: String,
}

fn bytes(body: &SubmitRequest) -> Result<Vec<u8>> {
    quantity::bytes_from_hex(&body.raw_transaction).ok_or_else(|| Error::invalid("rawTransaction", "must be 0x and hexadecimal digits"))
}

fn newest(rows: Vec<Outgoing>) -> Result<Outgoing> {
    rows.into_iter()
        .next_back()
        .ok_or_else(|| Code::NotFound.say("No transaction has been built for this yet."))
}

/// The newest transaction of a payout, to be signed elsewhere.
#[utoipa::path(get, path = "/api/admin/payouts/{id}/transaction", tag = "custody", security(("bearer" = [])), params(("id" = PayoutId, Path)),
    responses((status = 200, body = Envelope<TransactionView>)))]
pub async fn get_payout_transaction(ctx: State<Ctx>, _: StaffCaller, Path(id): Path<PayoutId>) -> Answer<TransactionView> {
    let mut conn = ctx.store.pool.acquire().await?;
    payouts::load(&mut conn, id).await?;
    ok(newest(outgoing::of(&mut conn, Owner::Payout(id)).await?)?.into())
}

/// Takes a payout's signed transaction. `PAYOUT_MISMATCH` unless it is exactly the one that was built.
#[utoipa::path(post, path = "/api/admin/payouts/{id}/transaction", tag = "custody", security(("bearer" = [])), request_body = SubmitRequest,
    params(("id" = PayoutId, Path)), responses((status = 200, body = Envelope<TransactionView>)))]
pub async fn submit_payout_transaction(
    ctx: State<Ctx>,
    caller: RecentGuard,
    Path(id): Path<PayoutId>,
    Json(body): Json<SubmitRequest>,
) -> Answer<TransactionView> {
    let mut tx = ctx.store.begin().await?;
    let payout = payouts::lock(&mut tx, id).await?;
    let row = newest(outgoing::of(&mut tx, Owner::Payout(id)).await?)?;
    let signed = check_signed(&row.unsigned, &bytes(&body)?).map_err(Error::from)?;
    if row.tx_hash != Some(signed.hash) {
        payouts::commit_signed(&mut tx, &payout, &row, &signed).await?;
        let after = json!({ "txHash": signed.hash });
        caller.record(&mut tx, "payout.submit_signed", ("payout", &id), (), after).await?;
    }
    let row = newest(outgoing::of(&mut tx, Owner::Payout(id)).await?)?;
    tx.commit().await?;
    ok(row.into())
}

/// The transaction of a sweep that comes next: its gas top-up until that is done, then the sweep itself.
#[utoipa::path(get, path = "/api/admin/sweeps/{id}/transaction", tag = "custody", security(("bearer" = [])), params(("id" = SweepId, Path)),
    responses((status = 200, body = Envelope<TransactionView>)))]
pub async fn get_sweep_transaction(ctx: State<Ctx>, _: StaffCaller, Path(id): Path<SweepId>) -> Answer<TransactionView> {
    let mut conn = ctx.store.pool.acquire().await?;
    sweeps::load(&mut conn, id).await?;
    ok(next_of_sweep(&mut conn, id).await?.into())
}

/// Takes a sweep's (or its gas top-up's) signed transaction. `PAYOUT_MISMATCH` unless it is exactly the one that was built.
#[utoipa::path(post, path = "/api/admin/sweeps/{id}/transaction", tag = "custody", security(("bearer" = [])), request_body = SubmitRequest,
    params(("id" = SweepId, Path)), responses((status = 200, body = Envelope<TransactionView>)))]
pub async fn submit_sweep_transaction(
    ctx: State<Ctx>,
    caller: RecentGuard,
    Path(id): Path<SweepId>,
    Json(body): Json<SubmitRequest>,
) -> Answer<TransactionView> {
    let mut tx = ctx.store.begin().await?;
    let sweep = sweeps::lock(&mut tx, id).await?;
    let row = next_of_sweep(&mut tx, id).await?;
    let signed = check_signed(&row.unsigned, &bytes(&body)?).map_err(Error::from)?;
    if row.tx_hash != Some(signed.hash) {
        sweeps::commit_signed(&mut tx, &sweep, &row, &signed).await?;
        let after = json!({ "txHash": signed.hash });
        caller.record(&mut tx, "sweep.submit_signed", ("sweep", &id), (), after).await?;
    }
    let row = next_of_sweep(&mut tx, id).await?;
    tx.commit().await?;
    ok(row.into())
}

async fn next_of_sweep(conn: &mut sqlx::PgConnection, id: SweepId) -> Result<Outgoing> {
    let own = outgoing::of(&mut *conn, Owner::Sweep(id)).await?;
    match own.is_empty() {
        true => newest(outgoing::of(conn, Owner::Gas(id)).await?),
        false => newest(own),
    }
}
