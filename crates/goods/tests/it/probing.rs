//! The test call that a listing must pass before it is on sale.

use crate::app::{App, LISTINGS, Person, Upstream, but, metered, with};
use serde_json::{Value, json};

async fn shop() -> (App, Upstream, Person) {
    let upstream = Upstream::start().await;
    let app = with(false, vec![upstream.address.clone()]).await;
    let seller = app.seller().await;
    (app, upstream, seller)
}

fn listing(upstream: &Upstream) -> Value {
    let probe = json!({ "method": "GET", "path": "/health?deep=1", "expectStatus": 200, "expectContains": "well" });
    but(metered(&format!("http://{}/v1", upstream.address)), json!({ "probe": probe }))
}

#[tokio::test]
async fn the_call_carries_the_key_as_the_listing_says_and_its_answer_decides() {
    let (app, upstream, seller) = shop().await;
    let path = app.draft(&seller, listing(&upstream)).await;
    upstream.answers(401, "no: sk-live-canary-5678");
    let refused = app.set(&seller, &path, "active").await;
    assert_eq!((refused.status, refused.field()), (409, ("PROBE_FAILED", "probe")));
    assert_eq!(refused.body["error"]["details"][0]["msg"], "answered 401 instead of 200");
    assert!(!refused.text.contains("canary"));
    let own = app.get(&seller, &path).await.data();
    assert_eq!(
        (&own["status"], &own["own"]["probeFailure"]),
        (&json!("draft"), &json!("answered 401 instead of 200"))
    );
    assert_ne!(own["own"]["probedAt"], Value::Null);

    upstream.answers(200, "all is lost");
    let refused = app.set(&seller, &path, "active").await;
    assert_eq!(
        refused.body["error"]["details"][0]["msg"],
        "the answer doesn't contain the expected text"
    );

    upstream.answers(200, "all is well");
    let active = app.set(&seller, &path, "active").await.data();
    assert_eq!(
        (&active["status"], &active["own"]["probeFailure"]),
        (&json!("active"), &Value::Null)
    );
    let asked = upstream.asked.lock().unwrap();
    let (line, headers) = asked.last().unwrap();
    assert_eq!((asked.len(), line.as_str()), (3, "GET /v1/health?deep=1"));
    assert_eq!(headers["authorization"], "Bearer sk-live-canary-5678");
}

#[tokio::test]
async fn the_key_may_go_into_the_query() {
    let (app, upstream, seller) = shop().await;
    let gateway = json!({ "upstreamUrl": format!("http://{}", upstream.address), "inject": { "kind": "query", "name": "key" } });
    let probe = json!({ "method": "POST", "path": "/ping", "expectStatus": 204 });
    let path = app
        .draft(&seller, but(listing(&upstream), json!({ "gateway": gateway, "probe": probe })))
        .await;
    upstream.answers(204, "");
    app.set(&seller, &path, "active").await.data();
    assert_eq!(upstream.asked.lock().unwrap()[0].0, "POST /ping?key=sk-live-canary-5678");
}

#[tokio::test]
async fn a_call_can_be_made_at_any_time_and_says_what_it_found() {
    let (app, upstream, seller) = shop().await;
    let path = app.draft(&seller, listing(&upstream)).await;
    let probe = format!("{path}/probe");
    let found = app.post(&seller, &probe, json!({})).await.data();
    assert_eq!((&found["status"], &found["own"]["probeFailure"]), (&json!("draft"), &Value::Null));
    assert_ne!(found["own"]["probedAt"], Value::Null);
    // A redirect is an answer like any other and is not followed.
    upstream.answers(302, "");
    let found = app.post(&seller, &probe, json!({})).await.data();
    assert_eq!(found["own"]["probeFailure"], "answered 302 instead of 200");
    // Somebody else is there now, or nobody.
    let gone = "http://127.0.0.1:9/v1";
    let elsewhere = json!({ "gateway": { "upstreamUrl": gone, "inject": { "kind": "query", "name": "key" } } });
    assert_eq!(
        app.patch(&seller, &path, elsewhere).await.field(),
        ("VALIDATION_FAILED", "gateway.upstreamUrl")
    );
    let without = app.patch(&seller, &path, json!({ "probe": null })).await.data();
    assert_eq!(
        (&without["own"]["probe"], &without["own"]["probedAt"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(app.post(&seller, &probe, json!({})).await.field(), ("VALIDATION_FAILED", "probe"));
}

#[tokio::test]
async fn a_service_that_is_away_fails_without_telling_the_key() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap().to_string();
    drop(closed);
    let app = with(false, vec![address.clone()]).await;
    let seller = app.seller().await;
    let gateway = json!({ "upstreamUrl": format!("http://{address}"), "inject": { "kind": "query", "name": "key" } });
    let probe = json!({ "method": "GET", "path": "/", "expectStatus": 200 });
    let path = app
        .draft(
            &seller,
            but(metered("https://x.example.com"), json!({ "gateway": gateway, "probe": probe })),
        )
        .await;
    let refused = app.set(&seller, &path, "active").await;
    assert_eq!(refused.code(), "PROBE_FAILED");
    assert_eq!(refused.body["error"]["details"][0]["msg"], "could not be reached");
    assert!(!refused.text.contains("canary"));
}

#[tokio::test]
async fn a_listing_whose_service_or_secret_changes_must_pass_again() {
    let (app, upstream, seller) = shop().await;
    let path = app.active(&seller, listing(&upstream)).await;
    // The price has nothing to do with it.
    assert_eq!(
        app.patch(&seller, &path, json!({ "pricePerUnit": "9" })).await.data()["status"],
        "active"
    );
    let replaced = app
        .put(&seller, &format!("{path}/secret"), json!({ "secret": "sk-new" }))
        .await
        .data();
    assert_eq!(
        (&replaced["status"], &replaced["own"]["probedAt"]),
        (&json!("paused"), &Value::Null)
    );
    assert_eq!(app.set(&seller, &path, "active").await.data()["status"], "active");
    assert_eq!(upstream.asked.lock().unwrap().last().unwrap().1["authorization"], "Bearer sk-new");
    let other = json!({ "probe": { "method": "HEAD", "path": "/", "expectStatus": 200 } });
    assert_eq!(app.patch(&seller, &path, other).await.data()["status"], "paused");
}

/// Whoever has a session of the seller's without proof, or a key of theirs, must not have the secret sent to a place of their own.
#[tokio::test]
async fn the_secret_is_sent_elsewhere_only_upon_proof() {
    let (app, upstream, seller) = shop().await;
    let path = app.draft(&seller, listing(&upstream)).await;
    let gateway = app.get(&seller, &path).await.data()["own"]["gateway"].clone();
    sqlx::query("update sessions set stepped_up_at = null")
        .execute(&app.store().pool)
        .await
        .unwrap();
    let mut elsewhere = gateway.clone();
    elsewhere["upstreamUrl"] = json!(format!("{}/elsewhere", gateway["upstreamUrl"].as_str().unwrap()));
    let moved = app.patch(&seller, &path, json!({ "gateway": elsewhere })).await;
    assert_eq!(moved.code(), "STEP_UP_REQUIRED");
    let mut slower = gateway;
    slower["callsPerMinute"] = json!(7);
    app.patch(&seller, &path, json!({ "gateway": slower })).await.data();
}

#[tokio::test]
async fn rules_that_can_not_be_followed_are_refused_with_the_field() {
    let (app, upstream, seller) = shop().await;
    let rule = |changes: Value| but(json!({ "method": "GET", "path": "/", "expectStatus": 200 }), changes);
    for (changes, field) in [
        (json!({ "path": "//169.254.169.254/" }), "probe.path"),
        (json!({ "path": "/a/%2e%2e/%2E%2e/b" }), "probe.path"),
        (json!({ "path": "/a\\b" }), "probe.path"),
        (json!({ "path": "@10.0.0.1/" }), "probe.path"),
        (json!({ "path": "http://10.0.0.1/" }), "probe.path"),
        (json!({ "path": "/a\r\nX: y" }), "probe.path"),
        (json!({ "expectStatus": 99 }), "probe.expectStatus"),
        (json!({ "expectContains": "" }), "probe.expectContains"),
        (json!({ "method": "HEAD", "expectContains": "x" }), "probe.expectContains"),
        (json!({ "method": "DELETE" }), "probe.method"),
        (json!({ "body": "x" }), "probe.body"),
    ] {
        let reply = app
            .post(
                &seller,
                LISTINGS,
                but(listing(&upstream), json!({ "probe": rule(changes.clone()) })),
            )
            .await;
        assert_eq!(reply.field(), ("VALIDATION_FAILED", field), "{changes}: {}", reply.text);
    }
    assert_eq!(upstream.asked.lock().unwrap().len(), 0);
}
