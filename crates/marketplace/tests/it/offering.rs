//! Offers, counter-offers and their history; who sees what.

use crate::app::{start, terms};
use amanat_base::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn sellers_offer_once_and_never_on_their_own_request() {
    let app = start().await;
    let both = app.person("Both", &[Role::Buyer, Role::Seller]).await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let request = app.request(&both).await;
    let offers = format!("{request}/offers");
    assert_eq!(app.post(&both, &offers, terms("10")).await.code(), "OWN_REQUEST");
    assert_eq!(app.post(&buyer, &offers, terms("10")).await.code(), "ROLE_REQUIRED");
    let offer = app.offer(&seller, &request, "10").await;
    assert_eq!(app.post(&seller, &offers, terms("9")).await.code(), "OFFER_EXISTS");
    // Taken back, a new one may follow.
    assert_eq!(
        app.send("POST", Some(&seller), &format!("{offer}/withdraw"), None, None)
            .await
            .data()["status"],
        "withdrawn"
    );
    app.offer(&seller, &request, "8").await;
    assert_eq!(app.get(None, &request).await.data()["offerCount"], 1);
}

#[tokio::test]
async fn parallel_offers_of_one_seller_leave_one() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let offers = format!("{}/offers", app.request(&buyer).await);
    let (a, b, c) = tokio::join!(
        app.post(&seller, &offers, terms("1")),
        app.post(&seller, &offers, terms("2")),
        app.post(&seller, &offers, terms("3"))
    );
    let mut statuses = [a.status, b.status, c.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409]);
}

#[tokio::test]
async fn impossible_terms_are_refused_with_the_field() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let offers = format!("{}/offers", app.request(&buyer).await);
    let m = |title: &str, amount: &str| json!({ "title": title, "amount": amount });
    let cases = [
        ("price", json!("0"), "price"),
        ("price", json!("0.0000000000000000001"), "price"),
        ("price", json!("100000000000000000000"), "price"),
        ("price", json!(100), "price"),
        ("deliveryDays", json!(0), "deliveryDays"),
        ("deliveryDays", json!(366), "deliveryDays"),
        ("deliveryDays", json!(99_999_999), "deliveryDays"),
        ("inspectionDays", json!(0), "inspectionDays"),
        ("inspectionDays", json!(61), "inspectionDays"),
        ("message", json!("x".repeat(5001)), "message"),
        ("milestones", json!([m("half", "50")]), "milestones"),
        ("milestones", json!([m("a", "60"), m("b", "40.000000000000000001")]), "milestones"),
        ("milestones", json!([m("a", "100"), m("b", "0")]), "milestones[1].amount"),
        ("milestones", json!([m(" ", "100")]), "milestones[0].title"),
        ("sellerId", json!(buyer.id), "sellerId"),
    ];
    for (field, value, path) in cases {
        let mut body = terms("100");
        body[field] = value.clone();
        let reply = app.post(&seller, &offers, body).await;
        assert_eq!(reply.status, 400, "{field} = {value}: {}", reply.body);
        let found = reply.body["error"]["details"][0]["path"].as_str().unwrap_or_default().to_owned();
        // The paths of some readers end in the list's index or name.
        assert!(
            found.starts_with(path) || path.starts_with(&found),
            "{found} for {path}: {}",
            reply.body
        );
    }
    let mut body = terms("100");
    body["milestones"] = json!([m("First half", "33.333333333333333333"), m("Rest", "66.666666666666666667")]);
    let made = app.post(&seller, &offers, body).await.data();
    assert_eq!(made["latest"]["milestones"][1]["amount"], "66.666666666666666667");
}

#[tokio::test]
async fn both_sides_counter_and_everything_said_stays() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let request = app.request(&buyer).await;
    let offer = app.offer(&seller, &request, "100").await;
    let revisions = format!("{offer}/revisions");
    assert_eq!(app.get(&seller, &offer).await.data()["mayAccept"], "buyer");
    let countered = app.post(&buyer, &revisions, terms("70")).await.data();
    assert_eq!(
        (&countered["latest"]["revision"], &countered["mayAccept"]),
        (&json!(2), &json!("seller"))
    );
    app.post(&seller, &revisions, terms("85")).await.data();
    // One may also correct oneself.
    app.post(&seller, &revisions, terms("84.5")).await.data();

    let seen = app.get(&buyer, &offer).await.data();
    let said: Vec<(i64, &str, &str)> = seen["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            (
                r["revision"].as_i64().unwrap(),
                r["author"].as_str().unwrap(),
                r["price"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [(1, "seller", "100"), (2, "buyer", "70"), (3, "seller", "85"), (4, "seller", "84.5")]
    );
    assert_eq!(seen["latest"]["price"], "84.5");
    assert_eq!(
        app.announced().await,
        ["request_created", "offer_made", "offer_revised", "offer_revised", "offer_revised"]
    );

    // Not even a slip of ours rewrites what was said.
    let rewrite = sqlx::query("update offer_revisions set price = 1").execute(&app.store().pool).await;
    assert!(rewrite.is_err());
}

#[tokio::test]
async fn offers_are_seen_by_their_two_sides_only() {
    let app = start().await;
    let (buyer, sam, sue) = (app.buyer().await, app.seller().await, app.person("Sue", &[Role::Seller]).await);
    let (stranger, admin) = (
        app.person("Stranger", &[Role::Buyer, Role::Guard]).await,
        app.person("Ada", &[Role::Admin]).await,
    );
    let request = app.request(&buyer).await;
    let (of_sam, of_sue) = (app.offer(&sam, &request, "100").await, app.offer(&sue, &request, "90").await);

    let seen = async |by: Option<&crate::app::Person>| app.get(by, &request).await.data();
    assert_eq!(seen(Some(&buyer)).await["offers"].as_array().unwrap().len(), 2);
    assert_eq!(seen(Some(&sam)).await["offers"][0]["latest"]["price"], "100");
    assert_eq!(seen(Some(&sam)).await["offers"].as_array().unwrap().len(), 1);
    assert_eq!(seen(Some(&stranger)).await["offers"], json!([]));
    let public = seen(None).await;
    assert_eq!((&public["offers"], &public["offerCount"]), (&json!([]), &json!(2)));

    let offers = format!("{request}/offers");
    let count = async |by| app.get(by, &offers).await.data()["items"].as_array().unwrap().len();
    assert_eq!(
        (count(&buyer).await, count(&sue).await, count(&stranger).await, count(&admin).await),
        (2, 1, 0, 2)
    );
    assert_eq!(app.get(None, &offers).await.code(), "UNAUTHENTICATED");
    let own = app.get(&sue, "/api/marketplace/offers").await.data();
    assert_eq!(own["items"][0]["requestTitle"], "A used phone");

    for (by, offer) in [(&sue, &of_sam), (&sam, &of_sue), (&stranger, &of_sam)] {
        assert_eq!(app.get(by, offer).await.code(), "NOT_FOUND");
        assert_eq!(app.get(by, &format!("{offer}/preview")).await.code(), "NOT_FOUND");
        assert_eq!(app.post(by, &format!("{offer}/revisions"), terms("1")).await.code(), "NOT_FOUND");
        assert_eq!(app.accept(by, offer, 1, "k").await.code(), "NOT_FOUND");
        for act in ["withdraw", "decline"] {
            assert_eq!(
                app.send("POST", Some(by), &format!("{offer}/{act}"), None, None).await.code(),
                "NOT_FOUND"
            );
        }
    }
    assert_eq!(app.get(&admin, &of_sam).await.data()["latest"]["price"], "100");
    assert_eq!(
        app.post(&admin, &format!("{of_sam}/revisions"), terms("1")).await.code(),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn sellers_withdraw_and_buyers_decline() {
    let app = start().await;
    let (buyer, sam, sue) = (app.buyer().await, app.seller().await, app.person("Sue", &[Role::Seller]).await);
    let request = app.request(&buyer).await;
    let (of_sam, of_sue) = (app.offer(&sam, &request, "100").await, app.offer(&sue, &request, "90").await);
    let act = async |by, offer: &str, what: &str| app.send("POST", Some(by), &format!("{offer}/{what}"), None, None).await;
    assert_eq!(act(&buyer, &of_sam, "withdraw").await.code(), "FORBIDDEN");
    assert_eq!(act(&sam, &of_sam, "decline").await.code(), "FORBIDDEN");
    assert_eq!(act(&sam, &of_sam, "withdraw").await.data()["status"], "withdrawn");
    assert_eq!(act(&buyer, &of_sue, "decline").await.data()["status"], "declined");
    for offer in [&of_sam, &of_sue] {
        assert_eq!(act(&buyer, offer, "decline").await.code(), "OFFER_CLOSED");
        assert_eq!(
            app.post(&buyer, &format!("{offer}/revisions"), terms("1")).await.code(),
            "OFFER_CLOSED"
        );
        assert_eq!(app.accept(&buyer, offer, 1, "k").await.code(), "OFFER_CLOSED");
    }
    assert_eq!(app.get(None, &request).await.data()["offerCount"], 0);
    assert_eq!(app.announced().await[3..], ["offer_withdrawn", "offer_declined"]);
}

#[tokio::test]
async fn no_new_offers_after_the_deadline() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let soon = app.store().now().await.unwrap() + chrono::TimeDelta::hours(1);
    let request = app.request(&buyer).await;
    app.patch(&buyer, &request, json!({ "deadlineAt": soon })).await.data();
    sqlx::query("update purchase_requests set deadline_at = now() - interval '1 second'")
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(
        app.post(&seller, &format!("{request}/offers"), terms("1")).await.code(),
        "REQUEST_CLOSED"
    );
    // Something else can still be changed without touching the deadline.
    let seen = app.patch(&buyer, &request, json!({ "deadlineAt": null })).await.data();
    assert_eq!(seen["deadlineAt"], Value::Null);
    app.offer(&seller, &request, "1").await;
}
