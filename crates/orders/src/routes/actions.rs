//! The one endpoint by which people act on an order.

use super::{OrderView, view::view, visible};
use crate::{By, Order, act};
use amanat_base::{Amount, Code, OrderId, Result, Role};
use amanat_escrow::{Action, Actor};
use amanat_store::Tx;
use amanat_web::{Caller, Ctx, Envelope, Failure, IdempotencyKey, Json, Path};
use axum::{extract::State as Context, response::Response};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// What a person does to an order.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActionRequest {
    /// Calls it off before payment.
    Cancel {},
    /// Hands over what was promised.
    Deliver {
        /// Words, links, serial numbers; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        note: String,
        /// Carrier's tracking number or link.
        #[garde(inner(length(chars, max = 300)))]
        #[schema(max_length = 300)]
        tracking: Option<String>,
    },
    /// Sends the delivery back for correction.
    RequestChanges {
        /// What is missing; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        note: String,
    },
    /// Gives the seller more time from now.
    GrantTime {
        /// Seconds, 60 to a year.
        #[garde(range(min = 60, max = 31_622_400))]
        #[schema(minimum = 60, maximum = 31_622_400)]
        seconds: i64,
    },
    /// Accepts the delivery and releases what is due.
    Confirm {},
    /// Releases a part.
    ReleasePart {
        /// Gross base units.
        #[garde(skip)]
        amount: Amount,
    },
    /// Gives everything held back to the buyer.
    Refund {},
    /// Gives a part back to the buyer.
    RefundPart {
        /// Base units.
        #[garde(skip)]
        amount: Amount,
    },
    /// Proposes to call it off together.
    ProposeCancel {},
    /// Agrees to the other side's proposal.
    AcceptCancel {},
    /// Declines the proposal, or withdraws one's own.
    DeclineCancel {},
    /// Asks a resolver to decide.
    OpenDispute {
        /// What went wrong; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        reason: String,
    },
    /// Decides a dispute (resolver).
    Rule {
        /// Gross base units for the seller; the rest goes back to the buyer.
        #[garde(skip)]
        #[serde(rename = "toSeller")]
        to_seller: Amount,
        /// Why; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        reason: String,
    },
}

impl ActionRequest {
    fn action(&self) -> Action {
        match self {
            Self::Cancel {} => Action::Cancel,
            Self::Deliver { .. } => Action::Deliver,
            Self::RequestChanges { .. } => Action::RequestChanges,
            Self::GrantTime { seconds } => Action::GrantTime { seconds: *seconds },
            Self::Confirm {} => Action::Confirm,
            Self::ReleasePart { amount } => Action::ReleasePart { amount: *amount },
            Self::Refund {} => Action::Refund,
            Self::RefundPart { amount } => Action::RefundPart { amount: *amount },
            Self::ProposeCancel {} => Action::ProposeCancel,
            Self::AcceptCancel {} => Action::AcceptCancel,
            Self::DeclineCancel {} => Action::DeclineCancel,
            Self::OpenDispute { .. } => Action::OpenDispute,
            Self::Rule { to_seller, .. } => Action::Rule { to_seller: *to_seller },
        }
    }

    fn detail(&self) -> serde_json::Value {
        match self {
            Self::Deliver { note, tracking } => json!({ "note": note, "tracking": tracking }),
            Self::RequestChanges { note } => json!({ "note": note }),
            Self::OpenDispute { reason } => json!({ "reason": reason }),
            Self::Rule { to_seller, reason } => json!({ "reason": reason, "toSeller": to_seller }),
            Self::ReleasePart { amount } | Self::RefundPart { amount } => json!({ "amount": amount }),
            Self::GrantTime { seconds } => json!({ "seconds": seconds }),
            _ => json!({}),
        }
    }
}

/// Acts on an order. `allowedActions` of the order says what the caller can do; amounts are base units of its asset.
#[utoipa::path(post, path = "/api/orders/{id}/actions", tag = "orders", security(("bearer" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)),
    request_body = ActionRequest, responses((status = 200, body = Envelope<OrderView>)))]
pub(super) async fn act_on_order(
    ctx: Context<Ctx>,
    caller: Caller,
    Path(id): Path<OrderId>,
    key: IdempotencyKey,
    Json(body): Json<ActionRequest>,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &body).await? {
        return Ok(again);
    }
    let actor = acting_as(&mut tx, &caller, id).await?;
    if actor == Actor::Resolver {
        // It is other people's money that goes where the resolver says.
        caller.require_proof()?;
    }
    let by = By::person(actor, caller.user).with(body.detail());
    let acted = act(&mut tx, id, body.action(), by).await?;
    if let ActionRequest::Deliver { note, tracking } = &body {
        record_delivery(&mut tx, &acted.order, note, tracking.as_deref()).await?;
    }
    if actor == Actor::Resolver {
        let after = json!({ "action": body, "state": acted.order.deal.state });
        caller.record(&mut tx, "order.rule", ("order", &id), (), after).await?;
    }
    let view = view(&mut tx, &caller, acted.order).await?;
    key.answer(tx, &caller, view).await
}

async fn acting_as(tx: &mut Tx, caller: &Caller, id: OrderId) -> Result<Actor> {
    let order = visible(tx, caller, id).await?;
    match order.actor(caller.user) {
        Some(actor) => Ok(actor),
        None if caller.is(Role::Resolver) => Ok(Actor::Resolver),
        None => Err(Code::NotAParty.into()),
    }
}

async fn record_delivery(tx: &mut Tx, order: &Order, note: &str, tracking: Option<&str>) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "insert into order_deliveries (id, order_id, milestone, note, tracking, created_at) values ($1, $2, $3, $4, $5, $6)",
        amanat_base::EventId::fresh().0,
        order.id.0,
        order.deal.milestones_done,
        note,
        tracking,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
