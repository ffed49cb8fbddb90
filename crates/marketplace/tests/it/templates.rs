//! Texts that a person uses again.

use crate::app::start;
use serde_json::{Value, json};

const TEMPLATES: &str = "/api/marketplace/templates";

fn offer(name: &str) -> Value {
    json!({ "kind": "offer", "name": name, "body": "I can do this.", "price": "120.5", "currency": "USD", "deliveryDays": 5, "inspectionDays": 3 })
}

#[tokio::test]
async fn a_person_keeps_changes_and_removes_texts_that_nobody_else_sees() {
    let app = start().await;
    let (sam, other) = (app.seller().await, app.buyer().await);
    assert_eq!(app.get(None, TEMPLATES).await.code(), "UNAUTHENTICATED");
    let made = app.post(&sam, TEMPLATES, offer(" Quick job ")).await.data();
    assert_eq!((&made["name"], &made["price"]), (&json!("Quick job"), &json!("120.5")));
    let note = json!({ "kind": "delivery", "name": "Thanks", "body": "Here it is." });
    app.post(&sam, TEMPLATES, note.clone()).await.data();
    let path = format!("{TEMPLATES}/{}", made["id"].as_str().unwrap());

    let all = app.get(&sam, TEMPLATES).await.data();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let offers = app.get(&sam, &format!("{TEMPLATES}?kind=offer")).await.data();
    assert_eq!(offers["items"].as_array().unwrap().len(), 1);
    assert_eq!(app.get(&sam, &format!("{TEMPLATES}?kind=poem")).await.status, 400);

    assert_eq!(app.get(&other, TEMPLATES).await.data()["items"], json!([]));
    assert_eq!(app.get(&other, &path).await.code(), "NOT_FOUND");
    assert_eq!(app.put(&other, &path, note.clone()).await.code(), "NOT_FOUND");
    assert_eq!(app.send("DELETE", Some(&other), &path, None, None).await.code(), "NOT_FOUND");

    assert_eq!(app.post(&sam, TEMPLATES, offer("Quick job")).await.code(), "NAME_TAKEN");
    assert_eq!(app.put(&sam, &path, note).await.code(), "NAME_TAKEN");
    let changed = app.put(&sam, &path, json!({ "kind": "request", "name": "Quick job" })).await.data();
    assert_eq!((&changed["body"], &changed["price"]), (&json!(""), &Value::Null));
    app.send("DELETE", Some(&sam), &path, None, None).await.data();
    assert_eq!(app.get(&sam, &path).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_template_holds_what_its_place_takes() {
    let app = start().await;
    let sam = app.seller().await;
    let cases = [
        ("price", json!({ "kind": "delivery", "name": "x", "price": "1" })),
        ("currency", json!({ "kind": "listing", "name": "x", "currency": "USD" })),
        ("price", json!({ "kind": "offer", "name": "x", "price": "0" })),
        ("deliveryDays", json!({ "kind": "offer", "name": "x", "deliveryDays": 366 })),
        ("inspectionDays", json!({ "kind": "offer", "name": "x", "inspectionDays": 0 })),
        ("currency", json!({ "kind": "offer", "name": "x", "currency": "usd" })),
        ("name", json!({ "kind": "offer", "name": "  " })),
        ("body", json!({ "kind": "delivery", "name": "x", "body": "x".repeat(5_001) })),
        ("body", json!({ "kind": "listing", "name": "x", "body": "x".repeat(10_001) })),
    ];
    for (field, body) in cases {
        let reply = app.post(&sam, TEMPLATES, body).await;
        assert_eq!(reply.status, 400, "{field}: {}", reply.body);
        assert_eq!(reply.body["error"]["details"][0]["path"], field, "{}", reply.body);
    }
    assert_eq!(
        app.post(&sam, TEMPLATES, json!({ "kind": "offer", "name": "x", "ownerId": sam.id }))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_hundred_are_enough_even_when_asked_at_once() {
    let app = start().await;
    let sam = app.seller().await;
    for n in 0..97 {
        app.post(&sam, TEMPLATES, offer(&format!("No. {n}"))).await.data();
    }
    let post = |body| app.post(&sam, TEMPLATES, body);
    let late = |n: u8| post(offer(&format!("Late {n}")));
    let (a, b, c, d, e) = tokio::join!(late(1), late(2), late(3), late(4), late(5));
    let replies = [a, b, c, d, e];
    let refused = replies.iter().filter(|reply| reply.status != 200);
    assert_eq!(refused.map(|reply| reply.code()).collect::<Vec<_>>(), ["TOO_MANY"; 2]);
    assert_eq!(app.get(&sam, TEMPLATES).await.data()["items"].as_array().unwrap().len(), 100);
}
