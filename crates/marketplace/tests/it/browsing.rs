//! Categories, posting, listing, searching, changing and cancelling requests.

use crate::app::{DESIGN, PHONES, start, terms, wanted};
use amanat_base::Role;
use serde_json::{Value, json};

const REQUESTS: &str = "/api/marketplace/requests";

fn titles(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["title"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn anybody_sees_categories_and_only_an_admin_changes_them() {
    let app = start().await;
    let (admin, buyer) = (app.person("Ada", &[Role::Admin]).await, app.buyer().await);
    let categories = "/api/marketplace/categories";
    assert_eq!(app.get(None, categories).await.data()["items"].as_array().unwrap().len(), 15);

    let new = json!({ "slug": "boats", "name": "Boats", "position": 5 });
    assert_eq!(app.post(&buyer, categories, new.clone()).await.code(), "ROLE_REQUIRED");
    let made = app.post(&admin, categories, new.clone()).await.data();
    assert_eq!(app.get(None, categories).await.data()["items"][0]["name"], "Boats");
    assert_eq!(app.post(&admin, categories, new).await.code(), "NAME_TAKEN");
    assert_eq!(
        app.post(&admin, categories, json!({ "slug": "No Slug", "name": "x" })).await.status,
        400
    );

    let path = format!("{categories}/{}", made["id"].as_str().unwrap());
    assert_eq!(app.patch(&buyer, &path, json!({ "active": false })).await.status, 403);
    assert_eq!(
        app.patch(&admin, &path, json!({ "active": false, "name": "Ships" })).await.data()["name"],
        "Ships"
    );
    assert_eq!(app.get(None, categories).await.data()["items"].as_array().unwrap().len(), 15);
    let mut request = wanted();
    request["categoryId"] = made["id"].clone();
    assert_eq!(
        app.post(&buyer, REQUESTS, request).await.body["error"]["details"][0]["path"],
        "categoryId"
    );
}

#[tokio::test]
async fn a_buyer_posts_a_request_that_everybody_can_read() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let path = app.request(&buyer).await;
    let seen = app.get(None, &path).await.data();
    assert_eq!(seen["title"], "A used phone");
    assert_eq!(seen["budgetMax"], "120.5");
    assert_eq!(seen["buyer"], json!({ "id": buyer.id, "displayName": "Bea" }));
    assert_eq!((&seen["status"], &seen["offerCount"]), (&json!("open"), &json!(0)));
    assert_eq!(app.announced().await, ["request_created"]);

    assert_eq!(app.post(&seller, REQUESTS, wanted()).await.code(), "ROLE_REQUIRED");
    assert_eq!(
        app.send("POST", None, REQUESTS, None, Some(wanted())).await.code(),
        "UNAUTHENTICATED"
    );
    assert_eq!(
        app.get(None, &format!("{REQUESTS}/{}", amanat_base::RequestId::fresh()))
            .await
            .code(),
        "NOT_FOUND"
    );
    assert_eq!(app.get(None, &format!("{REQUESTS}/99999999999")).await.code(), "MALFORMED_ID");
}

#[tokio::test]
async fn what_is_not_a_request_is_refused_with_the_field() {
    let app = start().await;
    let buyer = app.buyer().await;
    let cases = [
        ("title", json!("x")),
        ("title", json!("     ")),
        ("title", json!("x".repeat(121))),
        ("description", json!("short")),
        ("budgetMin", json!("0")),
        ("budgetMin", json!("-1")),
        ("budgetMin", json!(12)),
        ("budgetMax", json!("1e3")),
        ("budgetMax", json!("49.99")),
        ("currency", json!("usd")),
        ("currency", json!("U")),
        ("deadlineAt", json!("2001-01-01T00:00:00Z")),
        ("deadlineAt", json!("9999-01-01T00:00:00Z")),
        ("categoryId", json!(uuid::Uuid::nil())),
        ("buyerId", json!(uuid::Uuid::nil())),
    ];
    for (field, value) in cases {
        let mut body = wanted();
        body[field] = value.clone();
        let reply = app.post(&buyer, REQUESTS, body).await;
        assert_eq!(reply.status, 400, "{field} = {value}: {}", reply.body);
        assert_eq!(reply.body["error"]["details"][0]["path"], field, "{}", reply.body);
    }
    // A text with NUL is not a text to the database.
    let mut body = wanted();
    body["title"] = json!("a\u{0}bcd");
    assert_eq!(app.post(&buyer, REQUESTS, body).await.code(), "VALIDATION_FAILED");
    assert!(app.announced().await.is_empty());
}

#[tokio::test]
async fn the_list_filters_searches_and_pages() {
    let app = start().await;
    let (bea, ben) = (app.buyer().await, app.person("Ben", &[Role::Buyer]).await);
    for i in 0..7 {
        let mut body = wanted();
        body["title"] = json!(format!("Wanted number {i}"));
        body["categoryId"] = json!(if i % 2 == 0 { PHONES } else { DESIGN });
        let by = if i < 5 { &bea } else { &ben };
        app.post(by, REQUESTS, body).await.data();
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app.get(None, &format!("{REQUESTS}?limit=3{cursor}")).await.data();
        seen.extend(titles(&page).into_iter().map(str::to_owned));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let expected: Vec<String> = (0..7).rev().map(|i| format!("Wanted number {i}")).collect();
    assert_eq!(seen, expected);

    let list = async |by: Option<&crate::app::Person>, query: &str| app.get(by, &format!("{REQUESTS}?{query}")).await.data();
    assert_eq!(titles(&list(None, &format!("category={DESIGN}")).await).len(), 3);
    assert_eq!(titles(&list(None, "q=number%203").await), ["Wanted number 3"]);
    assert_eq!(titles(&list(None, "q=camera").await).len(), 7);
    assert_eq!(titles(&list(None, &format!("q=camera&category={PHONES}")).await).len(), 4);
    assert_eq!(titles(&list(None, "q=spaceship").await).len(), 0);
    assert_eq!(titles(&list(Some(&ben), "mine=true").await), ["Wanted number 6", "Wanted number 5"]);
    assert_eq!(titles(&list(Some(&ben), "mine=true&q=number%205").await), ["Wanted number 5"]);
    assert_eq!(titles(&list(None, "status=cancelled").await).len(), 0);
    assert_eq!(app.get(None, &format!("{REQUESTS}?mine=true")).await.code(), "UNAUTHENTICATED");
    // Whatever is typed is a search, never a syntax error.
    for q in ["'", "%22", "a%20%26%20!", "%3A*", "%5C", "-", "or%20or"] {
        assert_eq!(app.get(None, &format!("{REQUESTS}?q={q}")).await.status, 200, "{q}");
    }
}

#[tokio::test]
async fn forged_cursors_and_limits_are_refused() {
    let app = start().await;
    let seller = app.seller().await;
    for bad in [
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=1000000000",
        "limit=x",
        "status=secret",
        "category=1",
        "mine=perhaps",
    ] {
        assert_eq!(app.get(None, &format!("{REQUESTS}?{bad}")).await.status, 400, "{bad}");
    }
    for cursor in ["x", "1_2", "%00", "zz_00000000000000000000000000000000", "'%20or%201=1"] {
        assert_eq!(
            app.get(None, &format!("{REQUESTS}?cursor={cursor}")).await.code(),
            "MALFORMED_CURSOR",
            "{cursor}"
        );
        let own = app.get(&seller, &format!("/api/marketplace/offers?cursor={cursor}")).await;
        assert_eq!(own.code(), "MALFORMED_CURSOR", "{cursor}");
    }
    let far = format!("{:x}_{}", i64::MAX / 1000, uuid::Uuid::nil().simple());
    let status = app.get(None, &format!("{REQUESTS}?cursor={far}")).await.status;
    assert!(status == 200 || status == 400, "a cursor beyond all time: {status}");
}

#[tokio::test]
async fn only_its_buyer_changes_a_request_and_offers_on_the_old_wording_must_be_renewed() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let request = app.request(&buyer).await;
    let offer = app.offer(&seller, &request, "100").await;
    assert_eq!(
        app.patch(&seller, &request, json!({ "title": "Mine now" })).await.code(),
        "FORBIDDEN"
    );
    assert_eq!(app.patch(&buyer, &request, json!({ "status": "accepted" })).await.status, 400);

    // A budget is no term: the offer stands.
    let seen = app
        .patch(&buyer, &request, json!({ "budgetMin": null, "budgetMax": "90" }))
        .await
        .data();
    assert_eq!(
        (&seen["budgetMin"], &seen["budgetMax"], &seen["version"]),
        (&Value::Null, &json!("90"), &json!(1))
    );
    assert_eq!(app.get(&buyer, &offer).await.data()["mayAccept"], "buyer");

    let seen = app
        .patch(
            &buyer,
            &request,
            json!({ "description": "Two phones with a working camera, for the same money." }),
        )
        .await
        .data();
    assert_eq!(seen["version"], 2);
    assert_eq!(app.get(&buyer, &offer).await.data()["mayAccept"], Value::Null);
    assert_eq!(app.accept(&buyer, &offer, 1, "k1").await.code(), "OFFER_CHANGED");
    app.post(&seller, &format!("{offer}/revisions"), terms("180")).await.data();
    app.accept(&buyer, &offer, 2, "k2").await.data();
    assert_eq!(
        app.patch(&buyer, &request, json!({ "title": "Too late now" })).await.code(),
        "REQUEST_CLOSED"
    );
}

#[tokio::test]
async fn a_cancelled_request_closes_its_offers() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let request = app.request(&buyer).await;
    let offer = app.offer(&seller, &request, "100").await;
    let cancel = format!("{request}/cancel");
    assert_eq!(app.send("POST", Some(&seller), &cancel, None, None).await.code(), "FORBIDDEN");
    let seen = app.send("POST", Some(&buyer), &cancel, None, None).await.data();
    assert_eq!((&seen["status"], &seen["offerCount"]), (&json!("cancelled"), &json!(0)));
    assert_eq!(app.get(&seller, &offer).await.data()["status"], "closed");
    assert_eq!(app.send("POST", Some(&buyer), &cancel, None, None).await.code(), "REQUEST_CLOSED");
    assert_eq!(
        app.post(&seller, &format!("{request}/offers"), terms("90")).await.code(),
        "REQUEST_CLOSED"
    );
    assert_eq!(app.accept(&buyer, &offer, 1, "k").await.code(), "REQUEST_CLOSED");
    assert_eq!(titles(&app.get(None, REQUESTS).await.data()).len(), 0);
    assert_eq!(app.announced().await, ["request_created", "offer_made", "request_changed"]);
}
