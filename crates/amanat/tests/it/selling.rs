//! A seller's dashboard: what is to do, where the money is, what was earned when.

use amanat_base::Role;
use amanat_testkit::{Market, Person, TestApp};
use chrono::TimeDelta;
use serde_json::{Value, json};

async fn summary(of: &Person, query: &str) -> Value {
    of.get(&format!("/api/sales/summary{query}")).await.ok()
}

fn kinds(summary: &Value) -> Vec<&str> {
    let things = summary["toDo"].as_array().expect("a list").iter();
    things.map(|thing| thing["kind"].as_str().expect("a kind")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sellers_money_is_followed_from_escrow_to_their_address() {
    let app = TestApp::start().await;
    let deal = app.deal("120.50").await;
    let new = summary(&deal.seller, "").await;
    assert_eq!((&new["money"], &new["toDo"]), (&json!([]), &json!([])), "not paid yet");
    assert_eq!(new["standing"]["canBePaid"], false);
    let payment = app.checkout(&deal, "tUSD").await;
    app.pay(&deal, &payment, None).await;
    app.until(&deal, "funded").await;

    let paid = summary(&deal.seller, "").await;
    assert_eq!(paid["money"][0]["held"], "120500000");
    assert_eq!((kinds(&paid), &paid["counts"]["deliver"]), (vec!["deliver"], &json!(1)));
    let thing = &paid["toDo"][0];
    assert_eq!((&thing["orderId"], &thing["otherName"]), (&json!(deal.order), &json!("Bahar")));
    assert!(thing["dueAt"].is_string(), "{thing}");
    for other in [&deal.buyer, &app.person("Other", &[Role::Seller]).await] {
        let theirs = summary(other, "").await;
        assert_eq!((&theirs["money"], &theirs["toDo"]), (&json!([]), &json!([])), "somebody else's");
    }

    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "Here." }))
        .await
        .ok();
    assert_eq!(kinds(&summary(&deal.seller, "").await), Vec::<&str>::new());
    deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    let waiting = app
        .eventually("a payout that waits for an address", || async {
            let waiting = deal.seller.get("/api/payouts?waiting=true").await.ok();
            waiting["items"].get(0).cloned()
        })
        .await;
    assert_eq!(waiting["waitingCode"], "no_address");
    let earned = summary(&deal.seller, "?days=90").await;
    assert_eq!(
        (&earned["money"][0]["held"], &earned["money"][0]["releasable"]),
        (&json!("0"), &json!("117487500"))
    );
    let series = &earned["series"];
    assert_eq!(series["days"].as_array().map(Vec::len), Some(90));
    assert_eq!(
        (&series["earned"][0]["total"], &series["earned"][0]["amounts"][89]),
        (&json!("117487500"), &json!("117487500"))
    );
    assert_eq!(series["orders"][89], 1);

    app.payout_address(&deal.seller).await;
    let done = app
        .eventually("the payout to arrive", || async {
            let now = summary(&deal.seller, "").await;
            (now["money"][0]["paidOut"] == "117487500").then_some(now)
        })
        .await;
    assert_eq!(
        (&done["money"][0]["releasable"], &done["standing"]["completed"]),
        (&json!("0"), &json!(1))
    );
    let none = deal.seller.get("/api/payouts?waiting=true").await.ok();
    assert_eq!(none["items"], json!([]));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_and_disputes_wait_for_their_seller() {
    let app = TestApp::start().await;
    let (buyer, seller) = (app.person("Bea", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
    let categories = buyer.get("/api/marketplace/categories").await.ok();
    let request =
        json!({ "categoryId": categories["items"][0]["id"], "title": "A logo", "description": "Warm and simple.", "currency": "USD" });
    let request = buyer.post("/api/marketplace/requests", request).await.ok();
    let request = request["id"].as_str().expect("an id");
    let terms = json!({ "price": "10", "deliveryDays": 5, "inspectionDays": 3 });
    let offer = seller
        .post(&format!("/api/marketplace/requests/{request}/offers"), terms.clone())
        .await
        .ok();
    assert_eq!(kinds(&summary(&seller, "").await), Vec::<&str>::new(), "the buyer's turn");
    let revisions = format!("/api/marketplace/offers/{}/revisions", offer["id"].as_str().expect("an id"));
    let counter = json!({ "price": "9", "deliveryDays": 5, "inspectionDays": 3 });
    buyer.post(&revisions, counter).await.ok();
    let asked = summary(&seller, "").await;
    assert_eq!((kinds(&asked), &asked["counts"]["answerOffer"]), (vec!["answer_offer"], &json!(1)));
    assert_eq!(asked["toDo"][0]["offerId"], offer["id"]);
    let change = json!({ "description": "Warm, simple and blue." });
    buyer
        .send(
            reqwest::Method::PATCH,
            &format!("/api/marketplace/requests/{request}"),
            Some(change),
            None,
        )
        .await
        .ok();
    assert_eq!(kinds(&summary(&seller, "").await), ["revise_offer"]);

    let deal = app.funded("20", "tUSD").await;
    deal.buyer.act(&deal.order, json!({ "action": "propose_cancel" })).await.ok();
    assert_eq!(kinds(&summary(&deal.seller, "").await), ["answer_cancel"]);
    deal.buyer
        .act(&deal.order, json!({ "action": "open_dispute", "reason": "Nothing came." }))
        .await
        .ok();
    assert_eq!(kinds(&summary(&deal.seller, "").await), ["dispute"]);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_begins_where_the_seller_is() {
    let market = Market::open().await;
    let seller = market.app.person("Sam", &[Role::Seller]).await;
    let buyer = market.rich("Bea").await;
    let listing = market.listing(&seller, json!({})).await;
    market.buy(&buyer, &listing, 3).await;
    for (ahead, minutes) in [("", 0), ("?tz=840", 840), ("?tz=-720", -720)] {
        let series = summary(&seller, ahead).await["series"].clone();
        let now = market.app.db.store.now().await.expect("the time");
        let today = (now + TimeDelta::minutes(minutes)).date_naive().to_string();
        assert_eq!(
            series["days"].as_array().and_then(|days| days.last()),
            Some(&json!(today)),
            "{ahead}"
        );
        assert_eq!(
            (series["days"].as_array().map(Vec::len), &series["orders"][29]),
            (Some(30), &json!(1)),
            "{ahead}"
        );
    }
    for wrong in ["?tz=841", "?tz=x", "?days=31"] {
        assert_eq!(seller.get(&format!("/api/sales/summary{wrong}")).await.status, 400, "{wrong}");
    }
    market.app.finish().await;
}
