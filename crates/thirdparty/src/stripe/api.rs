//! `/v1`: authentication, idempotency keys and faults for every endpoint, then the endpoint itself.

use super::{
    Shared, connect, lists, money,
    params::Params,
    refusal::Refusal,
    sessions,
    world::{Fault, FaultMode, Kept, World},
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Uri, header},
    response::Response,
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

type Answer = (u16, Value);

/// Every request below `/v1`.
pub async fn handle(State(shared): State<Arc<Shared>>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let fault = take_fault(&mut shared.world(), uri.path());
    match fault.as_ref().map(|fault| (fault.mode, fault)) {
        Some((FaultMode::Hang | FaultMode::Slow, fault)) => tokio::time::sleep(Duration::from_millis(fault.ms)).await,
        Some((FaultMode::Drop, _)) => return broken(),
        _ => {}
    }
    let request = Request {
        key: headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned),
        params: Params::parse(if method == Method::GET {
            uri.query().unwrap_or_default().as_bytes()
        } else {
            &body
        }),
        method: method.as_str(),
        path: uri.path(),
    };
    let (status, answer, replayed) = {
        let mut world = shared.world();
        let answered = authenticate(&shared.secret_key, &headers)
            .map_err(|refusal| (refusal.status, refusal.body()))
            .map_or_else(
                |(status, body)| (status, body, false),
                |()| once(&mut world, &request, fault.as_ref()),
            );
        world.requests.push(json!({
            "method": request.method, "path": request.path, "key": request.key, "status": answered.0, "replayed": answered.2,
        }));
        world.dirty = true;
        answered
    };
    shared.wake.notify_one();
    if fault.is_some_and(|fault| fault.mode == FaultMode::Lost) {
        return broken();
    }
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .header("request-id", format!("req_{}", uuid::Uuid::new_v4().simple()));
    if let Some(key) = &request.key {
        response = response.header("idempotency-key", key);
    }
    if replayed {
        response = response.header("idempotent-replayed", "true");
    }
    response.body(answer.to_string().into()).unwrap_or_default()
}

struct Request<'a> {
    method: &'a str,
    path: &'a str,
    key: Option<String>,
    params: Params,
}

fn take_fault(world: &mut World, path: &str) -> Option<Fault> {
    let index = world.faults.iter().position(|fault| path.starts_with(&fault.path))?;
    let fault = world.faults.get_mut(index)?;
    fault.count = fault.count.saturating_sub(1);
    let taken = fault.clone();
    if taken.count == 0 {
        world.faults.remove(index);
    }
    Some(taken)
}

/// Headers, and then nothing: the connection ends before the announced body.
fn broken() -> Response {
    let end = futures::stream::once(async { Err::<Bytes, _>(std::io::Error::other("broken on purpose")) });
    let response = Response::builder().header(header::CONTENT_LENGTH, "1000");
    response.body(Body::from_stream(end)).unwrap_or_default()
}

fn authenticate(secret_key: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let bearer = given.strip_prefix("Bearer ").map(|key| key.trim().to_owned());
    let Some(key) = bearer.or_else(|| basic_user(given.strip_prefix("Basic ")?)) else {
        return Err(Refusal::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        ));
    };
    if key == secret_key {
        return Ok(());
    }
    let end = key.get(key.len().saturating_sub(4)..).unwrap_or_default();
    let shown = format!("{}********{end}", key.get(..8).unwrap_or_default());
    Err(Refusal::unauthorized(format!("Invalid API Key provided: {shown}")))
}

/// The name of `base64(name:password)`; the password is empty in what Stripe wants.
fn basic_user(text: &str) -> Option<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.trim().trim_end_matches('=').bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        bits = (bits << 6 | u32::try_from(value).ok()?) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(text.split_once(':').map_or(text.as_str(), |(name, _)| name).to_owned())
}

/// Executes once for each idempotency key, which keeps the answer for a day, 500s included. The flag says that it was kept from before.
fn once(world: &mut World, request: &Request<'_>, fault: Option<&Fault>) -> (u16, Value, bool) {
    let refuse = |refusal: Refusal| (refusal.status, refusal.body(), false);
    let key = request.key.as_ref().filter(|_| request.method == "POST");
    let this = format!("{} {} {}", request.method, request.path, request.params.fingerprint());
    if let Some(key) = key {
        if key.is_empty() || key.chars().count() > 255 {
            return refuse(Refusal::idempotency(
                400,
                None,
                "Idempotency keys are between 1 and 255 characters long.",
            ));
        }
        let day_ago = world.now() - 86_400;
        world.keys.retain(|_, kept| kept.at > day_ago);
        if let Some(kept) = world.keys.get(key) {
            return match kept.request == this {
                true => (kept.answer.0, kept.answer.1.clone(), true),
                false => refuse(Refusal::idempotency(
                    400,
                    None,
                    format!(
                        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
                    ),
                )),
            };
        }
    }
    let (answer, keep) = execute(world, request, fault);
    if let Some(key) = key.filter(|_| keep) {
        let kept = Kept {
            request: this,
            answer: answer.clone(),
            at: world.now(),
        };
        world.keys.insert(key.clone(), kept);
    }
    (answer.0, answer.1, false)
}

/// The answer, and whether an idempotency key keeps it.
fn execute(world: &mut World, request: &Request<'_>, fault: Option<&Fault>) -> (Answer, bool) {
    let refused = |refusal: Refusal| ((refusal.status, refusal.body()), refusal.kept);
    match fault.map(|fault| (fault.mode, fault.status)) {
        Some((FaultMode::Error, status)) => return refused(Refusal::api(status)),
        Some((FaultMode::Hang, _)) => return refused(Refusal::api(504)),
        Some((FaultMode::KeyInUse, _)) => {
            let message =
                "There is currently another in-progress request using this Stripe account's idempotency key. Please try again later.";
            return refused(Refusal::idempotency(409, Some("idempotency_key_in_use"), message));
        }
        _ => {}
    }
    sessions::tick(world);
    let path: Vec<&str> = request.path.trim_start_matches("/v1/").split('/').collect();
    let done = dispatch(world, request.method, &path, request).and_then(|mut answer| {
        lists::expand(world, &mut answer, &request.params)?;
        Ok(answer)
    });
    match (done, fault.map(|fault| (fault.mode, fault.status))) {
        (Ok(_), Some((FaultMode::ErrorAfter, status))) => refused(Refusal::api(status)),
        (Ok(answer), _) => ((200, answer), true),
        (Err(refusal), _) => refused(refusal),
    }
}

fn dispatch(world: &mut World, method: &str, path: &[&str], request: &Request<'_>) -> Result<Value, Refusal> {
    let params = &request.params;
    let created = match (method, path) {
        ("POST", ["checkout", "sessions"]) => sessions::create(world, params)?,
        ("POST", ["checkout", "sessions", id, "expire"]) => sessions::expire(world, id).map(|()| (*id).to_owned())?,
        ("POST", ["refunds"]) => money::refund(world, params)?,
        ("POST", ["transfers"]) => connect::transfer(world, params)?,
        ("POST", ["transfers", id, "reversals"]) => connect::reverse(world, id, params)?,
        ("POST", ["accounts"]) => connect::create_account(world, params)?,
        ("POST", ["account_links"]) => return connect::create_link(world, params),
        ("GET", ["balance"]) => return Ok(money::balance(world)),
        ("GET", _) => return read(world, path, request),
        _ => return Err(Refusal::no_endpoint(method, request.path)),
    };
    Ok(world.public(&created))
}

fn read(world: &World, path: &[&str], request: &Request<'_>) -> Result<Value, Refusal> {
    let (noun, id) = match path {
        ["checkout", noun] | [noun] => (*noun, None),
        ["checkout", "sessions", id] => ("sessions", Some(*id)),
        [noun, id] => (*noun, Some(*id)),
        _ => ("", None),
    };
    let (prefix, word) = match noun {
        "sessions" => ("cs_", "checkout.session"),
        "payment_intents" => ("pi_", "payment_intent"),
        "charges" => ("ch_", "charge"),
        "refunds" => ("re_", "refund"),
        "disputes" => ("dp_", "dispute"),
        "transfers" => ("tr_", "transfer"),
        "accounts" => ("acct_", "account"),
        "events" => ("evt_", "event"),
        "payouts" => ("po_", "payout"),
        _ => return Err(Refusal::no_endpoint("GET", request.path)),
    };
    match id {
        Some(id) => {
            request.params.only(&[])?;
            world.find(prefix, word, id).map(|_| world.public(id))
        }
        None => lists::list(world, prefix, request.path, &request.params),
    }
}
