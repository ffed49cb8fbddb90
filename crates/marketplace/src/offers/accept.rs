//! Accepting the terms on the table: the offer becomes an order.

use super::{Locked, close_all, lock};
use crate::Event;
use amanat_base::{Code, OfferId, OrderId, RequestId, Result, UserId};
use amanat_escrow::Periods;
use amanat_orders::{NewOrder, Origin, Pay};
use amanat_store::{Tx, announce};
use amanat_web::{Caller, Ctx, Envelope, Failure, IdempotencyKey, Json, Path};
use axum::{extract::State, response::Response};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const DAY_S: i64 = 24 * 60 * 60;
/// From acceptance to payment.
const PAYMENT_S: i64 = DAY_S;
/// From the first sight of a payment to its finality.
const CONFIRMATION_S: i64 = DAY_S;
/// From a dispute to the automatic refund when nobody rules.
const DISPUTE_S: i64 = 14 * DAY_S;

/// Which terms are accepted.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Acceptance {
    /// The revision that the caller has seen; refused when it isn't the latest.
    #[garde(range(min = 1))]
    #[schema(minimum = 1)]
    revision: i32,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedOffer {
    /// The order, awaiting payment.
    pub order_id: OrderId,
    /// The accepted offer.
    pub offer_id: OfferId,
    /// The request that it answers.
    pub request_id: RequestId,
}

/// Accepts the latest terms (the side that didn't propose them) and makes the order. The request's other offers are closed.
#[utoipa::path(post, path = "/api/marketplace/offers/{id}/accept", tag = "marketplace", security(("bearer" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)),
    request_body = Acceptance, responses((status = 200, body = Envelope<AcceptedOffer>)))]
pub(super) async fn accept_offer(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<OfferId>,
    key: IdempotencyKey,
    Json(body): Json<Acceptance>,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &body).await? {
        return Ok(again);
    }
    let accepted = accept(&mut tx, caller.user, id, body.revision).await?;
    key.answer(tx, &caller, accepted).await
}

/// Locks request and offer, checks who may accept what, closes the request and its other offers, makes the order, announces.
pub async fn accept(tx: &mut Tx, by: UserId, id: OfferId, revision: i32) -> Result<AcceptedOffer> {
    let offer = lock(tx, id).await?;
    check(&offer, by, revision)?;
    active(tx, &offer).await?;
    let order = amanat_orders::create(tx, order_of(&offer, by)).await?;
    let (request, now) = (&offer.request, tx.now);
    sqlx::query!(
        "update offers set status = 'accepted', order_id = $2, updated_at = $3 where id = $1",
        id.0,
        order.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    let closed = close_all(tx, request.id, Some(id)).await?;
    sqlx::query!(
        "update purchase_requests set status = 'accepted', accepted_offer_id = $2, live_offers = 1, updated_at = $3 where id = $1",
        request.id.0,
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    let event = Event::OfferAccepted {
        request: request.id,
        offer: id,
        order,
        buyer: request.buyer,
        seller: offer.seller,
        by,
        title: request.title.clone(),
        closed,
    };
    announce(tx, &event).await?;
    Ok(AcceptedOffer {
        order_id: order,
        offer_id: id,
        request_id: request.id,
    })
}

/// Only the side that didn't propose the latest terms may accept them, and only as it saw them.
fn check(offer: &Locked, by: UserId, revision: i32) -> Result<()> {
    let side = offer.side(by)?;
    offer.request.require_open()?;
    offer.require_open()?;
    if revision != offer.latest.revision {
        return Err(Code::OfferChanged.into());
    }
    if side == offer.latest.author {
        return Err(Code::OwnRevision.into());
    }
    if offer.latest.request_version != offer.request.version {
        return Err(Code::OfferChanged.say("The request was changed since these terms were proposed; propose them anew."));
    }
    Ok(())
}

/// No deal with somebody who can't act on it.
async fn active(tx: &mut Tx, offer: &Locked) -> Result<()> {
    let parties = [offer.request.buyer.0, offer.seller.0];
    let suspended = sqlx::query_scalar!(
        r#"select exists (select 1 from users where id = any($1) and status <> 'active') as "suspended!""#,
        &parties[..]
    )
    .fetch_one(&mut **tx)
    .await?;
    if suspended {
        return Err(Code::OfferClosed.say("The other side's account is suspended."));
    }
    Ok(())
}

fn order_of(offer: &Locked, by: UserId) -> NewOrder {
    let (request, terms) = (&offer.request, &offer.latest);
    let description = match terms.message.as_str() {
        "" => request.description.clone(),
        said => format!("{}\n\nAgreed proposal {}: {said}", request.description, terms.revision),
    };
    NewOrder {
        buyer: request.buyer,
        seller: offer.seller,
        origin: Origin::Offer(offer.id),
        title: request.title.clone(),
        description,
        category: Some(request.category),
        currency: terms.currency.clone(),
        price: terms.price.clone(),
        periods: periods(terms.delivery_days, terms.inspection_days),
        milestones: terms.milestones.clone(),
        units: None,
        pay: Pay::Later,
        accepted_by: by,
    }
}

/// How long each state may last: what the sides agreed to, and what holds for every order.
pub(super) fn periods(delivery_days: i16, inspection_days: i16) -> Periods {
    Periods {
        payment_s: PAYMENT_S,
        confirmation_s: CONFIRMATION_S,
        delivery_s: i64::from(delivery_days) * DAY_S,
        inspection_s: i64::from(inspection_days) * DAY_S,
        dispute_s: DISPUTE_S,
    }
}
