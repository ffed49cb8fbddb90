//! Where the platform looks first, nothing is shown before an admin has said yes.

use crate::app::{LISTINGS, moderated, secret, start};
use amanat_base::Role;
use serde_json::{Value, json};

const TO_MODERATE: &str = "/api/admin/listings";

fn address(listing: &str) -> String {
    format!("/api/admin/listings/{}/moderation", listing.rsplit('/').next().unwrap())
}

#[tokio::test]
async fn a_listing_waits_for_an_admin_and_new_words_wait_again() {
    let app = moderated().await;
    let (seller, admin) = (app.seller().await, app.person("Ada", &[Role::Admin]).await);
    let path = app.active(&seller, secret()).await;
    assert_eq!(app.get(None, &path).await.code(), "NOT_FOUND");
    assert_eq!(app.get(&seller, &path).await.data()["own"]["moderation"], "pending");
    let waiting = app.get(&admin, TO_MODERATE).await.data();
    assert_eq!(
        (waiting["items"].as_array().unwrap().len(), &waiting["items"][0]["serviceName"]),
        (1, &json!("Weather API"))
    );

    let approve = json!({ "moderation": "approved" });
    assert_eq!(
        app.post(&admin, &address(&path), approve.clone()).await.data()["own"]["moderation"],
        "approved"
    );
    assert_eq!(app.get(None, LISTINGS).await.data()["items"].as_array().unwrap().len(), 1);
    // A price is no wording.
    app.patch(&seller, &path, json!({ "pricePerUnit": "4" })).await.data();
    assert_eq!(app.get(None, &path).await.data()["pricePerUnit"], "4");
    app.patch(&seller, &path, json!({ "description": "Something else altogether." }))
        .await
        .data();
    assert_eq!(app.get(None, &path).await.code(), "NOT_FOUND");
    assert_eq!(app.get(None, LISTINGS).await.data()["items"], json!([]));

    let reject = json!({ "moderation": "rejected", "note": "This is not weather." });
    let rejected = app.post(&admin, &address(&path), reject).await.data();
    assert_eq!(rejected["own"]["moderationNote"], "This is not weather.");
    assert_eq!(app.get(None, &path).await.code(), "NOT_FOUND");
    assert_eq!(
        app.get(&seller, &path).await.data()["own"]["moderationNote"],
        "This is not weather."
    );
    app.patch(&seller, &path, json!({ "description": "Weather, really." })).await.data();
    assert_eq!(
        app.get(&admin, TO_MODERATE).await.data()["items"][0]["description"],
        "Weather, really."
    );
    assert_eq!(
        app.announced().await,
        [
            "listing_submitted",
            "listing_status_changed",
            "listing_moderated",
            "listing_submitted",
            "listing_moderated",
            "listing_submitted"
        ]
    );
}

#[tokio::test]
async fn only_admins_decide_and_never_on_their_own() {
    let app = start().await;
    let (seller, admin) = (app.seller().await, app.person("Ada", &[Role::Admin, Role::Seller]).await);
    let (path, own) = (app.active(&seller, secret()).await, app.active(&admin, secret()).await);
    let approve = json!({ "moderation": "approved" });
    for nobody in [&seller, &app.person("Gus", &[Role::Guard, Role::Buyer]).await] {
        assert_eq!(app.post(nobody, &address(&path), approve.clone()).await.code(), "ROLE_REQUIRED");
        assert_eq!(app.get(nobody, TO_MODERATE).await.code(), "ROLE_REQUIRED");
    }
    assert_eq!(app.get(None, TO_MODERATE).await.code(), "UNAUTHENTICATED");
    assert_eq!(app.post(&admin, &address(&own), approve.clone()).await.code(), "FOUR_EYES");
    for (bad, field) in [
        (json!({ "moderation": "rejected" }), "note"),
        (json!({ "moderation": "pending" }), "moderation"),
        (json!({ "moderation": "rejected", "note": " " }), "note"),
        (json!({ "moderation": "approved", "status": "removed" }), "status"),
    ] {
        assert_eq!(app.post(&admin, &address(&path), bad).await.field(), ("VALIDATION_FAILED", field));
    }
    let nowhere = format!("{LISTINGS}/00000000-0000-7000-8000-0000000000ff");
    assert_eq!(app.post(&admin, &address(&nowhere), approve).await.code(), "NOT_FOUND");
    // Without moderation a listing is public at once, and may still be taken down.
    assert_eq!(app.get(None, &path).await.status, 200);
    assert_eq!(app.get(&admin, TO_MODERATE).await.data()["items"], json!([]));
    let all = app.get(&admin, &format!("{TO_MODERATE}?moderation=approved&limit=1")).await.data();
    assert_ne!(all["nextCursor"], Value::Null);
    let reject = json!({ "moderation": "rejected", "note": "No." });
    app.post(&admin, &address(&path), reject).await.data();
    assert_eq!(app.get(None, &path).await.code(), "NOT_FOUND");
    for bad in ["limit=0", "cursor=x", "moderation=perhaps"] {
        assert_eq!(app.get(&admin, &format!("{TO_MODERATE}?{bad}")).await.status, 400, "{bad}");
    }
}
