//! Deals from beginning to end, over HTTP and chain.

use amanat_base::Role;
use amanat_testkit::TestApp;
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_deal_is_paid_delivered_and_released_to_the_sellers_address() {
    let app = TestApp::start().await;
    let deal = app.deal("120.50").await;
    let address = app.payout_address(&deal.seller).await;
    let order = app.order(&deal).await;
    assert_eq!(order["state"], "awaiting_payment");
    assert!(order["ifNobodyActs"]["sentence"].as_str().is_some_and(|s| s.contains("expires")));

    let payment = app.checkout(&deal, "tUSD").await;
    assert_eq!(payment["amount"], "120500000");
    app.pay(&deal, &payment, None).await;
    let order = app.until(&deal, "funded").await;
    assert_eq!(order["held"], "120500000");

    deal.seller
        .act(
            &deal.order,
            json!({ "action": "deliver", "note": "Here it is.", "tracking": "https://files.example/1" }),
        )
        .await
        .ok();
    let done = deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    assert_eq!((done["state"].as_str(), done["held"].as_str()), (Some("completed"), Some("0")));
    assert!(done["ifNobodyActs"].is_null());
    // 2.5 % of 120.50 is 3.0125.
    let paid = app
        .eventually("the seller's money on chain", || async {
            let units = app.on_chain("tUSD", &address).await;
            (units != "0").then_some(units)
        })
        .await;
    assert_eq!(paid, "117487500");
    app.eventually("the payout is posted", || async {
        let payouts = deal.seller.get(&format!("/api/payouts?orderId={}", deal.order)).await.ok();
        (payouts["items"][0]["state"] == "confirmed").then_some(())
    })
    .await;
    let timeline = deal.buyer.get(&format!("/api/orders/{}/timeline", deal.order)).await.ok();
    let actions: Vec<_> = timeline["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|e| e["action"].as_str())
        .collect();
    assert!(actions.ends_with(&["fund", "deliver", "confirm"]), "{actions:?}");
    let notices = deal.seller.get("/api/notification").await.ok();
    assert!(notices["items"].as_array().is_some_and(|n| n.len() >= 3), "{notices}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_buyer_releases_and_a_silent_seller_refunds() {
    let app = TestApp::start().await;
    let silent_buyer = app.funded("10", "tUSD").await;
    let silent_seller = app.funded("20", "tDAI").await;
    let refund_to = app.payout_address(&silent_seller.buyer).await;
    silent_buyer
        .seller
        .act(&silent_buyer.order, json!({ "action": "deliver", "note": "Done." }))
        .await
        .ok();

    app.advance(TimeDelta::days(3) + TimeDelta::minutes(1)).await;
    app.until(&silent_buyer, "completed").await;
    assert_eq!(app.order(&silent_seller).await["state"], "funded");
    app.advance(TimeDelta::days(3)).await;
    app.until(&silent_seller, "refunded").await;
    let back = app
        .eventually("the refund on chain", || async {
            let units = app.on_chain("tDAI", &refund_to).await;
            (units != "0").then_some(units)
        })
        .await;
    assert_eq!(back, "20000000000000000000");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn milestones_release_one_by_one_and_sum_to_the_price() {
    let app = TestApp::start().await;
    let parts = json!([{ "title": "Draft", "amount": "3.333333" }, { "title": "Final", "amount": "6.666667" }]);
    let deal = app.deal_with("10", parts).await;
    let payment = app.checkout(&deal, "tUSD").await;
    app.pay(&deal, &payment, None).await;
    app.until(&deal, "funded").await;

    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "The draft." }))
        .await
        .ok();
    let first = deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    assert_eq!(
        (first["state"].as_str(), first["released"].as_str()),
        (Some("funded"), Some("3333333"))
    );
    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "All of it." }))
        .await
        .ok();
    let last = deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    assert_eq!(
        (last["state"].as_str(), last["released"].as_str(), last["feeTaken"].as_str()),
        (Some("completed"), Some("10000000"), Some("250000"))
    );
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_cancel_together_and_a_resolver_splits() {
    let app = TestApp::start().await;
    let cancelled = app.funded("10", "tUSD").await;
    cancelled
        .seller
        .act(&cancelled.order, json!({ "action": "propose_cancel" }))
        .await
        .ok();
    cancelled
        .seller
        .act(&cancelled.order, json!({ "action": "accept_cancel" }))
        .await
        .refused(409, "ACTION_NOT_ALLOWED");
    cancelled
        .buyer
        .act(&cancelled.order, json!({ "action": "accept_cancel" }))
        .await
        .ok();
    assert_eq!(app.order(&cancelled).await["state"], "refunded");

    let disputed = app.funded("10", "tUSD").await;
    let resolver = app.person("Ruth", &[Role::Resolver]).await;
    let ruling = json!({ "action": "rule", "toSeller": "4000000", "reason": "Half of it works." });
    resolver.act(&disputed.order, ruling.clone()).await.refused(404, "NOT_FOUND");
    disputed
        .buyer
        .act(&disputed.order, json!({ "action": "open_dispute", "reason": "It does not work." }))
        .await
        .ok();
    disputed.buyer.act(&disputed.order, ruling.clone()).await.refused(403, "FORBIDDEN");
    let ruled = resolver.act(&disputed.order, ruling).await.ok();
    assert_eq!(
        (ruled["state"].as_str(), ruled["released"].as_str(), ruled["refunded"].as_str()),
        (Some("resolved"), Some("4000000"), Some("6000000"))
    );
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_goes_on_after_a_restart() {
    let mut app = TestApp::start().await;
    let mut deal = app.deal("15").await;
    let payment = app.checkout(&deal, "tDAI").await;
    app.pay(&deal, &payment, None).await;
    app.restart().await;
    for person in [&mut deal.buyer, &mut deal.seller] {
        person.base.clone_from(&app.base);
    }
    app.until(&deal, "funded").await;
    app.finish().await;
}
