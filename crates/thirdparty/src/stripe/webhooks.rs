//! Sends events, signed, until they are taken: at least once, in order only by chance.

use super::{
    Shared, sessions,
    world::{Delivery, real_now_ms},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use std::{sync::Arc, time::Duration};

/// Longest wait between two attempts, in ms.
const MAX_WAIT_MS: i64 = 60_000;
/// An event that nobody took for so long is given up, in seconds.
const GIVE_UP_S: i64 = 3 * 86_400;
/// How often the clock is looked at.
const TICK: Duration = Duration::from_millis(100);
/// Ticks between two looks at the state file.
const SAVE_EVERY: u32 = 5;

/// Where events go.
#[derive(Clone, Default)]
pub struct Endpoint {
    /// Nowhere, at first.
    pub url: Option<String>,
    /// One signature for each.
    pub secrets: Vec<String>,
}

/// How to send, for tests of what should be refused.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Manner {
    /// Sign as if it were so many seconds later.
    pub skew_s: i64,
    /// Sign with this instead.
    pub secret: Option<String>,
    /// Add a space to the body after signing.
    pub tamper: bool,
}

/// The documented header: time and one `v1` for each secret.
pub fn signature(secrets: &[String], at: i64, body: &[u8]) -> String {
    let mut header = format!("t={at}");
    for secret in secrets {
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
            mac.update(format!("{at}.").as_bytes());
            mac.update(body);
            header.push_str(&format!(",v1={}", hex::encode(mac.finalize().into_bytes())));
        }
    }
    header
}

/// One attempt; the endpoint's status, or 0 when there was no answer.
pub async fn send(shared: &Shared, event: &str, attempt: u32, manner: &Manner) -> u16 {
    let endpoint = shared.endpoint().clone();
    let (body, kind) = {
        let world = shared.world();
        (world.public(event).to_string(), world.text(event, "type"))
    };
    let secrets = manner.secret.as_ref().map_or(endpoint.secrets, |secret| vec![secret.clone()]);
    // Signatures are checked against the real time, however far this clock was moved.
    let header = signature(&secrets, real_now_ms() / 1000 + manner.skew_s, body.as_bytes());
    let body = if manner.tamper { format!("{body} ") } else { body };
    let request = shared.http.post(endpoint.url.unwrap_or_default());
    let request = request
        .header("stripe-signature", header)
        .header("content-type", "application/json; charset=utf-8");
    let status = match request.body(body).send().await {
        Ok(answer) => answer.status().as_u16(),
        Err(_) => 0,
    };
    let told = json!({ "event": event, "type": kind, "attempt": attempt, "status": status });
    shared.world().attempts.push(told);
    status
}

/// For ever: what time does, what is to be sent, and the state file.
pub async fn work(shared: Arc<Shared>) {
    let mut ticks = 0_u32;
    loop {
        sessions::tick(&mut shared.world());
        for delivery in take_due(&shared) {
            deliver(&shared, delivery).await;
        }
        ticks = ticks.wrapping_add(1);
        if ticks.is_multiple_of(SAVE_EVERY)
            && let Err(error) = shared.save()
        {
            eprintln!("amanat-thirdparty: the state could not be written: {error}");
        }
        tokio::select! {
            () = shared.wake.notified() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

fn take_due(shared: &Shared) -> Vec<Delivery> {
    let nowhere = shared.endpoint().url.is_none();
    let mut world = shared.world();
    if nowhere || world.settings.hold_webhooks {
        return Vec::new();
    }
    let now = real_now_ms();
    let (due, later) = std::mem::take(&mut world.deliveries)
        .into_iter()
        .partition(|delivery| delivery.due_ms <= now);
    world.deliveries = later;
    world.sending += Vec::len(&due);
    due
}

async fn deliver(shared: &Shared, delivery: Delivery) {
    let status = send(shared, &delivery.event, delivery.attempt, &Manner::default()).await;
    let mut world = shared.world();
    world.sending -= 1;
    world.dirty = true;
    let given_up = world.now() - world.number(&delivery.event, "created") > GIVE_UP_S;
    if !(200..300).contains(&status) && !given_up {
        let wait = world
            .settings
            .retry_ms
            .saturating_mul(1 << delivery.attempt.min(16))
            .min(MAX_WAIT_MS);
        world.deliveries.push(Delivery {
            attempt: delivery.attempt + 1,
            due_ms: real_now_ms() + wait,
            ..delivery
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_vector() {
        let header = signature(
            &["whsec_test_secret".to_owned()],
            1_700_000_000,
            br#"{"id":"evt_test_webhook","object":"event"}"#,
        );
        let tag = "d95c6b7477fbd7e9f90b1b0ef5f9c7ac25abca5382460e0d988c2b2a5b71b990";
        assert_eq!(header, format!("t=1700000000,v1={tag}"));
    }
}
