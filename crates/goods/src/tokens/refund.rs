//! Giving unused units back: a metered order ends early and is paid by its use.

use super::{Ended, end, lock, settle::settle_locked};
use amanat_base::{Amount, AssetId, Code, OrderId, Result, TokenId, UserId};
use amanat_escrow::State as OrderState;
use amanat_store::Tx;
use amanat_web::{Caller, Ctx, Envelope, Failure, IdempotencyKey, Path};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnusedRefund {
    /// The order, now over.
    pub order_id: OrderId,
    /// `completed`, or `refunded` when nothing was used.
    pub state: OrderState,
    /// Units that were used, those of running calls included.
    pub used_units: i64,
    /// Units that were not.
    pub unused_units: i64,
    /// The asset of the amounts.
    pub asset_id: AssetId,
    /// What the use came to, the fee included.
    pub earned: Amount,
    /// What is the buyer's again.
    pub returned: Amount,
}

/// Ends the access and gives the money of the unused units back (its buyer). What running calls hold counts as used.
#[utoipa::path(post, path = "/api/tokens/{id}/refund-unused", tag = "goods", security(("bearer" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)),
    responses((status = 200, body = Envelope<UnusedRefund>)))]
pub(super) async fn refund_unused_units(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<TokenId>,
    key: IdempotencyKey,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &()).await? {
        return Ok(again);
    }
    let refund = refund_unused(&mut tx, id, caller.user).await?;
    key.answer(tx, &caller, refund).await
}

/// The token's lock keeps new calls out; `used_units` has those of running ones, so nothing has to be waited for.
async fn refund_unused(tx: &mut Tx, id: TokenId, buyer: UserId) -> Result<UnusedRefund> {
    let (order, mut token) = lock(tx, id, Some(buyer)).await?;
    if !token.metered {
        return Err(Code::ActionNotAllowed.say("Only metered access is refunded by the unit; ask the seller, or open a dispute."));
    }
    if order.deal.state != OrderState::Delivered {
        return Err(Code::ActionNotAllowed.into());
    }
    end(tx, &mut token, Ended::RefundedUnused).await?;
    let settled = settle_locked(tx, &order, &token).await?;
    Ok(UnusedRefund {
        order_id: order.id,
        state: settled.state,
        used_units: token.used_units,
        unused_units: token.units - token.used_units,
        asset_id: settled.asset,
        earned: settled.earned,
        returned: settled.returned,
    })
}
