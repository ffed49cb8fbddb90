//! What the chain would make of a payout: asked of a node, nothing is sent.

use crate::{Custody, Payout, PayoutState, outgoing, payouts};
use amanat_base::{Amount, Error, Kind, PayoutId, Result};
use amanat_chain::{EvmAddress, Pool, registry, tx};
use amanat_web::{Answer, Ctx, Envelope, Path, StaffCaller, ok};
use axum::{Extension, extract::State};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Why there is no simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// It goes by the card processor, who is not asked in advance.
    CardRail,
    /// Nobody knows yet where it goes.
    NoAddress,
    /// It was signed already, or is over: what there is to see is on the chain.
    SentAlready,
    /// No endpoint of its network is configured.
    NotConfigured,
    /// No endpoint of its network answers.
    ChainAway,
}

/// What the transfer would do now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulatedTransfer {
    /// Newest block of the node that was asked.
    pub block: i64,
    /// Whether it would go through now: the call succeeds, and token and gas suffice.
    pub works: bool,
    /// The node's words, where the call fails.
    pub refusal: Option<String>,
    /// Where it is sent from.
    pub treasury: EvmAddress,
    /// What the treasury has of the asset, base units.
    pub treasury_before: Amount,
    /// The same afterwards; null where it does not suffice.
    pub treasury_after: Option<Amount>,
    /// Base units that other transactions from the treasury, not mined yet, will take of it.
    pub promised: Amount,
    /// What the recipient has of the asset, base units.
    pub recipient_before: Amount,
    /// The recipient is a contract, not a key's own address.
    pub recipient_is_contract: bool,
    /// Ticker of the network's coin, which pays for gas.
    pub native_symbol: String,
    /// What the treasury has of it, wei.
    pub native_before: Amount,
    /// Most that gas can cost, wei; null where the call fails.
    pub gas_cost: Option<Amount>,
    /// Most gas that it may use; null where the call fails.
    pub gas_limit: Option<i64>,
}

/// What the chain would make of a payout.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Simulation {
    /// Why there is none; absent when there is.
    pub obstacle: Option<Obstacle>,
    /// The result; absent when there is none.
    pub transfer: Option<SimulatedTransfer>,
}

/// Tries a payout's transfer on its network without sending it. For guards and administrators.
#[utoipa::path(get, path = "/api/admin/payouts/{id}/simulation", tag = "custody", security(("bearer" = [])), params(("id" = PayoutId, Path)),
    responses((status = 200, body = Envelope<Simulation>)))]
pub async fn simulate_payout(ctx: State<Ctx>, custody: Extension<Custody>, _: StaffCaller, Path(id): Path<PayoutId>) -> Answer<Simulation> {
    let mut conn = ctx.store.pool.acquire().await?;
    let payout = payouts::load(&mut conn, id).await?;
    let none = |obstacle| {
        ok(Simulation {
            obstacle: Some(obstacle),
            transfer: None,
        })
    };
    let Some(chain_id) = payout.chain_id else {
        return none(Obstacle::CardRail);
    };
    match payout.state {
        PayoutState::WaitingAddress => return none(Obstacle::NoAddress),
        PayoutState::PendingApproval | PayoutState::Approved | PayoutState::Prepared => {}
        _ => return none(Obstacle::SentAlready),
    }
    let Some(to) = payout.to else {
        return none(Obstacle::NoAddress);
    };
    let asset = registry::asset(&mut conn, payout.asset).await?;
    let asset = asset.ok_or_else(|| Error::internal("a payout of no asset"))?;
    let network = registry::network(&mut conn, chain_id).await?;
    let treasury: EvmAddress = custody.signer.treasury().into();
    let promised = outgoing::promised(&mut conn, chain_id, treasury, asset.contract, id).await?;
    let pool = match custody.chains.pool(&mut conn, chain_id).await {
        Ok(pool) => pool,
        Err(e) if e.kind() == Kind::Unavailable => return none(Obstacle::NotConfigured),
        Err(e) => return Err(e.into()),
    };
    // The network is asked with no connection in hand.
    drop(conn);
    let what = tx::Outgoing {
        token: asset.contract.map(|c| c.0),
        to: to.0,
        amount: payout.amount,
    };
    match transfer(&pool, &payout, &what, treasury, promised).await {
        Ok(mut transfer) => {
            transfer.native_symbol = network.map(|n| n.native_symbol).unwrap_or_default();
            ok(Simulation {
                obstacle: None,
                transfer: Some(transfer),
            })
        }
        Err(e) if e.kind() == Kind::Unavailable => {
            tracing::warn!(payout.id = %id, error = ?e, "a payout could not be simulated");
            none(Obstacle::ChainAway)
        }
        Err(e) => Err(e.into()),
    }
}

async fn transfer(
    pool: &Arc<Pool>,
    payout: &Payout,
    what: &tx::Outgoing,
    treasury: EvmAddress,
    promised: Amount,
) -> Result<SimulatedTransfer> {
    let run = tx::dry_run(pool, treasury.0, what).await?;
    let unsigned = run.verdict.as_ref().ok();
    let gas_cost = unsigned.map(tx::UnsignedTx::max_gas_cost);
    let free = run.token.saturating_sub(promised);
    let after = free.checked_sub(payout.amount);
    // Native coin pays both the amount and the gas.
    let for_gas = match what.token {
        Some(_) => Some(run.native),
        None => after,
    };
    let gas_suffices = gas_cost.is_some_and(|cost| for_gas.is_some_and(|have| have >= cost));
    Ok(SimulatedTransfer {
        block: i64::try_from(run.block).map_err(Error::internal)?,
        works: after.is_some() && gas_suffices,
        gas_limit: unsigned.map(|u| i64::try_from(u.gas_limit)).transpose().map_err(Error::internal)?,
        treasury,
        treasury_before: run.token,
        treasury_after: after,
        promised,
        recipient_before: run.recipient,
        recipient_is_contract: run.recipient_has_code,
        native_symbol: String::new(),
        native_before: run.native,
        gas_cost,
        refusal: run.verdict.err(),
    })
}
