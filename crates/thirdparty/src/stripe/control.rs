//! `/_control/…`: what customers, banks and Stripe itself do, and what goes wrong. For tests and the demonstration only.

use super::{
    Shared, connect, money,
    refusal::Refusal,
    sessions, webhooks,
    world::{Fault, Settings, World, real_now_ms},
};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

type Ctx = State<Arc<Shared>>;

/// A refusal in Stripe's form.
pub struct Refused(Refusal);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, axum::Json(self.0.body())).into_response()
    }
}

type Done = Result<axum::Json<Value>, Refused>;

/// Its routes.
pub fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/health", get(|| async { axum::Json(json!({ "ok": true })) }))
        .route("/settings", post(settings))
        .route("/webhook", post(webhook))
        .route("/clock", post(clock))
        .route("/faults", post(faults))
        .route("/requests", get(requests))
        .route("/deliveries", get(deliveries))
        .route("/objects/{id}", get(object))
        .route("/sessions/{id}/{verb}", post(session))
        .route("/payment_intents/{id}/refund", post(dashboard_refund))
        .route("/payment_intents/{id}/dispute", post(dispute))
        .route("/disputes/{id}/withdraw", post(withdraw))
        .route("/disputes/{id}/close", post(close))
        .route("/refunds/{id}", post(finish_refund))
        .route("/accounts/{id}", post(account))
        .route("/payouts", post(payout))
        .route("/balance", post(balance))
        .route("/settle", post(settle))
        .route("/events/{id}/send", post(send_event))
        .route("/sign", post(sign))
        .route("/deliver", post(deliver))
        .route("/flush", post(flush))
}

/// An empty body is an empty object.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Refusal::invalid("body", error.to_string()))
}

/// Changes the world, wakes the sender, and shows one object.
fn change(shared: &Shared, work: impl FnOnce(&mut World) -> Result<String, Refusal>) -> Done {
    let shown = {
        let mut world = shared.world();
        sessions::tick(&mut world);
        let id = work(&mut world)?;
        world.dirty = true;
        world.public(&id)
    };
    shared.wake.notify_one();
    Ok(axum::Json(shown))
}

/// Fields that are given change; the others stay.
async fn settings(State(shared): Ctx, body: Bytes) -> Done {
    let given: serde_json::Map<String, Value> = read(&body)?;
    let mut world = shared.world();
    let mut all = serde_json::to_value(&world.settings).unwrap_or_default();
    for (name, value) in given {
        all[name] = value;
    }
    let new: Settings = serde_json::from_value(all).map_err(|error| Refusal::invalid("body", error.to_string()))?;
    world.settings = new;
    shared.wake.notify_one();
    Ok(axum::Json(serde_json::to_value(&world.settings).unwrap_or_default()))
}

#[derive(Deserialize)]
struct Webhook {
    url: Option<String>,
    secrets: Vec<String>,
}

async fn webhook(State(shared): Ctx, body: Bytes) -> Done {
    let Webhook { url, secrets } = read(&body)?;
    *shared.endpoint() = webhooks::Endpoint { url, secrets };
    shared.wake.notify_one();
    Ok(axum::Json(json!({})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Clock {
    advance_s: i64,
}

async fn clock(State(shared): Ctx, body: Bytes) -> Done {
    let Clock { advance_s } = read(&body)?;
    let mut world = shared.world();
    world.ahead_s += advance_s;
    sessions::tick(&mut world);
    shared.wake.notify_one();
    Ok(axum::Json(json!({ "now": world.now() })))
}

/// Adds a fault; `{"mode": …, "count": 0}` removes all.
async fn faults(State(shared): Ctx, body: Bytes) -> Done {
    let fault: Fault = read(&body)?;
    let mut world = shared.world();
    match fault.count {
        0 => world.faults.clear(),
        _ => world.faults.push_back(fault),
    }
    Ok(axum::Json(json!({ "waiting": world.faults.len() })))
}

async fn requests(State(shared): Ctx) -> axum::Json<Value> {
    axum::Json(shared.world().requests.clone().into())
}

async fn deliveries(State(shared): Ctx) -> axum::Json<Value> {
    let world = shared.world();
    let waiting: Vec<&str> = world.deliveries.iter().map(|delivery| delivery.event.as_str()).collect();
    axum::Json(json!({ "attempts": world.attempts, "waiting": waiting, "sending": world.sending }))
}

async fn object(State(shared): Ctx, Path(id): Path<String>) -> Done {
    let world = shared.world();
    world.find("", "object", &id)?;
    Ok(axum::Json(world.public(&id)))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SessionVerb {
    paid: Option<bool>,
    succeeded: Option<bool>,
}

/// `complete {paid}` · `async {succeeded}` · `decline` · `expire`
async fn session(State(shared): Ctx, Path((id, verb)): Path<(String, String)>, body: Bytes) -> Done {
    let how: SessionVerb = read(&body)?;
    change(&shared, |world| {
        match verb.as_str() {
            "complete" => sessions::complete(world, &id, how.paid.unwrap_or(true))?,
            "async" => sessions::finish_debit(world, &id, how.succeeded.unwrap_or(true))?,
            "decline" => sessions::decline(world, &id)?,
            "expire" => sessions::expire(world, &id)?,
            _ => return Err(Refusal::no_endpoint("POST", &verb)),
        }
        Ok(id)
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Part {
    amount: Option<i64>,
    metadata: Value,
    reason: Option<String>,
    inquiry: bool,
}

/// Somebody refunds in Stripe's dashboard.
async fn dashboard_refund(State(shared): Ctx, Path(id): Path<String>, body: Bytes) -> Done {
    let part: Part = read(&body)?;
    change(&shared, |world| {
        world.find("pi_", "payment_intent", &id)?;
        let charge = world.text(&id, "latest_charge");
        let metadata = if part.metadata.is_object() { part.metadata } else { json!({}) };
        money::make_refund(world, &charge, part.amount, metadata)
    })
}

async fn dispute(State(shared): Ctx, Path(id): Path<String>, body: Bytes) -> Done {
    let part: Part = read(&body)?;
    let reason = part.reason.as_deref().unwrap_or("product_not_received");
    change(&shared, |world| money::dispute(world, &id, part.amount, reason, part.inquiry))
}

async fn withdraw(State(shared): Ctx, Path(id): Path<String>) -> Done {
    change(&shared, |world| money::withdraw(world, &id).map(|()| id))
}

#[derive(Deserialize)]
struct Close {
    won: bool,
}

async fn close(State(shared): Ctx, Path(id): Path<String>, body: Bytes) -> Done {
    let Close { won } = read(&body)?;
    change(&shared, |world| money::close_dispute(world, &id, won).map(|()| id))
}

#[derive(Deserialize)]
struct Status {
    status: String,
}

async fn finish_refund(State(shared): Ctx, Path(id): Path<String>, body: Bytes) -> Done {
    let Status { status } = read(&body)?;
    change(&shared, |world| money::finish_refund(world, &id, &status).map(|()| id))
}

#[derive(Deserialize)]
struct Capability {
    transfers: String,
}

async fn account(State(shared): Ctx, Path(id): Path<String>, body: Bytes) -> Done {
    let Capability { transfers } = read(&body)?;
    change(&shared, |world| connect::set_capability(world, &id, &transfers).map(|()| id))
}

#[derive(Deserialize)]
struct Money {
    amount: i64,
    currency: String,
    status: Option<String>,
}

async fn payout(State(shared): Ctx, body: Bytes) -> Done {
    let Money { amount, currency, status } = read(&body)?;
    let status = status.as_deref().unwrap_or("paid");
    change(&shared, |world| Ok(money::payout(world, amount, &currency, status)))
}

/// Adds to the available balance, as a top-up does.
async fn balance(State(shared): Ctx, body: Bytes) -> Done {
    let Money { amount, currency, .. } = read(&body)?;
    let mut world = shared.world();
    world.take(None, &currency, -amount);
    world.dirty = true;
    Ok(axum::Json(money::balance(&world)))
}

async fn settle(State(shared): Ctx) -> Done {
    let mut world = shared.world();
    world.settle();
    Ok(axum::Json(money::balance(&world)))
}

/// `{times, skewS, secret, tamper}`; answers each attempt's status.
async fn send_event(State(shared): Ctx, Path(id): Path<String>, body: Bytes) -> Done {
    let mut body: serde_json::Map<String, Value> = read(&body)?;
    let times = body.remove("times").and_then(|times| times.as_u64()).unwrap_or(1).min(1000);
    let manner: webhooks::Manner = serde_json::from_value(body.into()).map_err(|error| Refusal::invalid("body", error.to_string()))?;
    shared.world().find("evt_", "event", &id)?;
    // All at once: that is what a receiver has to bear.
    let sends = (0..times).map(|_| webhooks::send(&shared, &id, 0, &manner));
    let statuses = futures::future::join_all(sends).await;
    Ok(axum::Json(json!({ "statuses": statuses })))
}

#[derive(Deserialize)]
struct Sign {
    body: String,
}

/// The signature header for any body, for events that never happened.
async fn sign(State(shared): Ctx, body: Bytes) -> Done {
    let Sign { body } = read(&body)?;
    let secrets = shared.endpoint().secrets.clone();
    let header = webhooks::signature(&secrets, real_now_ms() / 1000, body.as_bytes());
    Ok(axum::Json(json!({ "header": header })))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Deliver {
    order: Option<String>,
    events: Option<Vec<String>>,
    copies: Option<usize>,
}

/// Sends what is held, one after the other: as it happened, or `{"order": "reverse"}`, or the `events` in the order in which they are named.
/// What is refused is not sent again.
async fn deliver(State(shared): Ctx, body: Bytes) -> Done {
    let how: Deliver = read(&body)?;
    let mut events: Vec<String> = {
        let mut world = shared.world();
        let (now, later) = std::mem::take(&mut world.deliveries)
            .into_iter()
            .partition(|delivery| how.events.as_ref().is_none_or(|named| named.contains(&delivery.event)));
        world.deliveries = later;
        Vec::into_iter(now).map(|delivery| delivery.event).collect()
    };
    events = how.events.unwrap_or(events);
    if how.order.as_deref() == Some("reverse") {
        events.reverse();
    }
    let mut sent = Vec::new();
    for event in events {
        for _ in 0..how.copies.unwrap_or(1) {
            let status = webhooks::send(&shared, &event, 0, &webhooks::Manner::default()).await;
            sent.push(json!({ "event": event, "type": shared.world().text(&event, "type"), "status": status }));
        }
    }
    Ok(axum::Json(json!({ "sent": sent })))
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Flush {
    within_ms: Option<i64>,
    now: bool,
}

/// Answers when nothing waits any more, or after `withinMs` (10 000) with how much does. `now` cuts waits short.
async fn flush(State(shared): Ctx, body: Bytes) -> Done {
    let how: Flush = read(&body)?;
    let until = real_now_ms() + how.within_ms.unwrap_or(10_000);
    loop {
        let left = {
            let mut world = shared.world();
            if how.now {
                world.deliveries.iter_mut().for_each(|delivery| delivery.due_ms = 0);
            }
            world.deliveries.len() + world.sending
        };
        if left == 0 || real_now_ms() >= until {
            return Ok(axum::Json(json!({ "waiting": left })));
        }
        shared.wake.notify_one();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
