//! What the card processor tells us: checked on the raw bytes, stored before it is answered, looked up by a job.

use super::{PAYMENT_KEY, PROVIDER, look::look, row, strays};
use crate::{CallbackAnswer, Payments, callback::later};
use amanat_base::{Code, Error, Kind, PaymentId, Result};
use amanat_store::deliveries::{self, Delivery};
use amanat_stripe::{Event, SIGNATURE_HEADER, Stripe};
use amanat_web::{Answer, Ctx, Envelope, ok};
use axum::{
    Extension,
    body::Bytes,
    extract::{DefaultBodyLimit, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Largest event that is read, in bytes.
const MAX_BODY: usize = 256 * 1024;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(stripe_webhook))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// Takes an event of the card processor. Signed; stored before anything else; a repeat changes nothing.
#[utoipa::path(post, path = "/api/payment/webhook/stripe", tag = "payment", request_body = serde_json::Value,
    params(("Stripe-Signature" = String, Header)), responses((status = 200, body = Envelope<CallbackAnswer>)))]
async fn stripe_webhook(payments: Extension<Payments>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Answer<CallbackAnswer> {
    let body = body.map_err(|e| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::new(Code::PayloadTooLarge),
        _ => Error::new(Code::MalformedRequest),
    })?;
    let header = headers.get(SIGNATURE_HEADER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let stripe = payments.stripe()?;
    // Real time: a test's or development's shifted clock must not make genuine signatures old.
    let real = payments.store.now().await? - payments.store.clock.offset();
    stripe.verify(header, &body, real)?;
    let event = Event::parse(&body)?;
    let mut tx = payments.store.begin().await?;
    let kept = serde_json::json!({ SIGNATURE_HEADER: header });
    let stored = deliveries::store(&mut tx, PROVIDER, &event.id, &kept, &body).await?;
    tx.commit().await?;
    metrics::counter!("card_events_total", "new" => stored.to_string()).increment(1);
    ok(CallbackAnswer { stored })
}

/// Looks up what a stored event is about. Trouble with the processor means later, never a failure.
pub(crate) async fn process(payments: &Payments, delivery: &Delivery) -> Result<()> {
    let outcome = match Event::parse(&delivery.body) {
        Ok(event) => investigate(payments, delivery, &event).await,
        Err(_) => Ok(Some("unreadable")),
    };
    let outcome = match outcome {
        Err(e) if e.kind() == Kind::Unavailable && e.code != Code::DatabaseUnavailable => {
            tracing::warn!(delivery.id = %delivery.id, error = ?e, "will look into this event later");
            let mut tx = payments.store.begin().await?;
            later(&mut tx, delivery.id).await?;
            return tx.commit().await;
        }
        outcome => outcome?,
    };
    // Without an outcome it was marked in the transaction of its effect.
    if let Some(outcome) = outcome {
        let mut tx = payments.store.begin().await?;
        deliveries::done(&mut tx, delivery.id, outcome).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn investigate(payments: &Payments, delivery: &Delivery, event: &Event) -> Result<Option<&'static str>> {
    let stripe = payments.stripe()?;
    let found = match event.kind.split('.').next().unwrap_or_default() {
        "checkout" => return of_session(payments, stripe, delivery, event).await,
        "charge" | "refund" | "payment_intent" => of_intent(payments, stripe, event).await?,
        _ => return Ok(Some("of no interest")),
    };
    match found {
        Some(id) if look(payments, id, Some(delivery.id)).await? => Ok(None),
        _ => Ok(Some("of no payment of ours")),
    }
}

async fn of_session(payments: &Payments, stripe: &Stripe, delivery: &Delivery, event: &Event) -> Result<Option<&'static str>> {
    let known = row::of_session(&mut *payments.store.pool.acquire().await?, event.object_id()).await?;
    let owner = match known {
        Some(id) => Some(id),
        None => match stripe.session(event.object_id()).await {
            Ok(session) => {
                let owner = strays::owner(payments, &session).await?;
                if owner.is_none() {
                    strays::note(payments, &session, "belongs to no payment").await?;
                }
                owner
            }
            Err(error) if error.code == Code::NotFound => None,
            Err(error) => return Err(error),
        },
    };
    match owner {
        Some(id) if look(payments, id, Some(delivery.id)).await? => Ok(None),
        _ => Ok(Some("of no payment of ours")),
    }
}

/// An event may come before the one that tells us the intent: then the intent itself says whose it is.
async fn of_intent(payments: &Payments, stripe: &Stripe, event: &Event) -> Result<Option<PaymentId>> {
    let field = if event.kind.starts_with("payment_intent.") {
        "id"
    } else {
        "payment_intent"
    };
    let intent = &event.object[field];
    let Some(intent) = intent.as_str().or_else(|| intent["id"].as_str()).filter(|i| !i.is_empty()) else {
        return Ok(None);
    };
    let mut conn = payments.store.pool.acquire().await?;
    if let Some(id) = row::of_intent(&mut conn, intent).await? {
        return Ok(Some(id));
    }
    drop(conn);
    let intent = match stripe.payment_intent(intent).await {
        Err(error) if error.code == Code::NotFound => return Ok(None),
        intent => intent?,
    };
    let Some(id) = intent.metadata.get(PAYMENT_KEY).and_then(|id| id.parse::<PaymentId>().ok()) else {
        return Ok(None);
    };
    match row::load(&mut *payments.store.pool.acquire().await?, id).await {
        Ok(_) => Ok(Some(id)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
