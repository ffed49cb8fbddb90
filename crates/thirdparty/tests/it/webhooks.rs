//! Events: signed, repeated until taken, in whatever order a test wants.

use crate::setup::{KEY, SECRET, Setup, client, now};
use amanat_base::Code;
use amanat_stripe::Event;
use serde_json::json;

#[tokio::test]
async fn what_is_not_taken_comes_again_with_the_same_id() {
    let setup = Setup::new().await;
    setup.answers.lock().unwrap().extend([500, 503, 302]);
    let id = setup.session(900).await.id;
    setup.stripe.expire_session(&id).await.unwrap();
    let events = setup.events().await;
    assert_eq!(
        events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
        ["checkout.session.expired"]
    );
    assert_eq!(events[0].object_id(), id);
    let inbox = setup.inbox.lock().unwrap();
    assert_eq!(inbox.iter().map(|(_, _, status)| *status).collect::<Vec<_>>(), [500, 503, 302, 200]);
    assert!(inbox.iter().all(|(_, body, _)| Event::parse(body).unwrap().id == events[0].id));
}

#[tokio::test]
async fn held_events_come_in_another_order_and_twice() {
    let setup = Setup::new().await;
    setup.control("settings", json!({ "holdWebhooks": true })).await;
    setup.paid(900).await;
    let (_, list) = setup.raw("GET", "events", "", None).await;
    let newest_first: Vec<String> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(setup.inbox.lock().unwrap().is_empty());
    setup.control("deliver", json!({ "order": "reverse", "copies": 2 })).await;
    let seen: Vec<String> = setup.events().await.into_iter().map(|event| event.id).collect();
    let expected: Vec<String> = newest_first.iter().flat_map(|id| [id.clone(), id.clone()]).collect();
    assert_eq!(seen, expected);
    let (_, one) = setup.raw("GET", &format!("events/{}", newest_first[0]), "", None).await;
    assert_eq!(one["type"], "checkout.session.completed");
    let (_, kind) = setup.raw("GET", "events?type=charge.succeeded", "", None).await;
    assert_eq!(kind["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn each_event_comes_as_often_as_asked() {
    let setup = Setup::new().await;
    setup.control("settings", json!({ "copies": 3, "webhookDelayMs": 1 })).await;
    let id = setup.session(900).await.id;
    setup.stripe.expire_session(&id).await.unwrap();
    let events = setup.events().await;
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event.id == events[0].id));
}

#[tokio::test]
async fn an_event_is_sent_again_in_every_wrong_manner() {
    let setup = Setup::new().await;
    let id = setup.session(900).await.id;
    setup.stripe.expire_session(&id).await.unwrap();
    let event = setup.events().await[0].id.clone();
    let path = format!("events/{event}/send");
    let statuses = setup.control(&path, json!({ "times": 5 })).await;
    assert_eq!(statuses["statuses"], json!([200, 200, 200, 200, 200]));
    assert_eq!(setup.events().await.len(), 6);
    let wrong = [
        (json!({ "skewS": -310 }), Code::SignatureExpired),
        (json!({ "skewS": 310 }), Code::SignatureExpired),
        (json!({ "secret": "whsec_other" }), Code::SignatureInvalid),
        (json!({ "tamper": true }), Code::SignatureInvalid),
    ];
    for (manner, code) in wrong {
        setup.control(&path, manner.clone()).await;
        let (signature, body, _) = setup.inbox.lock().unwrap().last().cloned().unwrap();
        assert_eq!(
            setup.stripe.verify(&signature, &body, now()).map_err(|e| e.code),
            Err(code),
            "{manner}"
        );
    }
}

#[tokio::test]
async fn during_a_rotation_old_and_new_secret_verify() {
    let setup = Setup::new().await;
    setup.fake.send_webhooks_to("http://127.0.0.1:9", &["whsec_new", SECRET]);
    let body = br#"{"id":"evt_1"}"#;
    // Two signatures in one header, each verified by a client that knows one secret.
    let header = setup.control("sign", json!({ "body": String::from_utf8_lossy(body) })).await;
    let header = header["header"].as_str().unwrap();
    for secret in ["whsec_new", SECRET] {
        let client = client(&setup.fake.url(), KEY, &[secret]);
        assert_eq!(client.verify(header, body, now()).map_err(|e| e.code), Ok(()));
    }
    let neither = client(&setup.fake.url(), KEY, &["whsec_gone"]);
    assert_eq!(neither.verify(header, body, now()).map_err(|e| e.code), Err(Code::SignatureInvalid));
}

#[tokio::test]
async fn what_nobody_takes_for_three_days_is_given_up() {
    let setup = Setup::new().await;
    setup.control("settings", json!({ "retryMs": 60_000 })).await;
    setup.answers.lock().unwrap().extend([500; 2]);
    let id = setup.session(900).await.id;
    setup.stripe.expire_session(&id).await.unwrap();
    let waiting = setup.control("flush", json!({ "withinMs": 300 })).await;
    assert_eq!(waiting["waiting"], 1);
    setup.control("clock", json!({ "advanceS": 3 * 86_400 + 1 })).await;
    assert!(setup.events().await.is_empty(), "the second attempt was the last");
}
