//! Units of digital goods from listing to settlement, over HTTP: paid from the balance, by card and by coin, and every way it ends badly.

use amanat_base::Role;
use amanat_testkit::{Deal, Market, Person, Setup, TestApp};
use chrono::TimeDelta;
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// An account made as everybody makes theirs.
async fn registered(app: &TestApp, name: &str) -> Person {
    app.registered(&format!("{name}@test.invalid"), amanat_web::testing::PASSWORD, name)
        .await
}

async fn seller(app: &TestApp) -> Person {
    app.person("Sam", &[Role::Seller]).await
}

/// An order of units as the checkout knows it.
async fn ordered(market: &Market, buyer: &Person, seller: &Person, listing: &str, units: i64) -> Deal {
    let order = market.order(buyer, listing, units).await;
    Deal {
        buyer: buyer.clone(),
        seller: seller.clone(),
        order,
    }
}

/// The only token of an order.
async fn token(deal: &Deal) -> Value {
    let tokens = deal.buyer.get(&format!("/api/tokens?orderId={}", deal.order)).await.ok();
    let tokens = tokens["items"].as_array().expect("a list").clone();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    tokens[0].clone()
}

async fn token_id(deal: &Deal) -> String {
    token(deal).await["id"].as_str().expect("an id").to_owned()
}

/// Bought by card and delivered; the session's id.
async fn bought_by_card(market: &Market, deal: &Deal) -> String {
    let (_, session) = market.card_page(deal).await;
    market.control(&format!("sessions/{session}/complete"), json!({})).await;
    market.app.until(deal, "delivered").await;
    session
}

/// Waits for the units of a listing to be where the test says.
async fn until_stock(market: &Market, seller: &Person, listing: &str, wanted: (i64, i64, i64)) {
    let what = format!("stock {wanted:?}");
    let there = || async { (market.stock(seller, listing).await == wanted).then_some(()) };
    market.app.eventually(&what, there).await;
}

async fn call(base: &str, listing: &str, access: &str) -> Response {
    let url = format!("{base}/gateway/{listing}/echo");
    let request = reqwest::Client::new().get(url).bearer_auth(access);
    request.send().await.expect("the gateway answers")
}

async fn code(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default();
    (status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

/// The list of things that the predecessor promised: health, sign-in, a listing, three ways to pay, a token, its secret, sessions, webhooks.
#[tokio::test(flavor = "multi_thread")]
async fn units_are_bought_in_three_ways_and_shown_to_their_buyer_alone() {
    let market = Market::open_with(Setup::default()).await;
    let app = &market.app;
    assert_eq!(reqwest::get(format!("{}/health", app.base)).await.expect("answers").status(), 200);
    let (seller, buyer) = (registered(app, "sam").await, registered(app, "bahar").await);
    let listing = market.listing(&seller, json!({ "secret": "sk-of-sam" })).await;

    market.endow(&[buyer.id], 5_000_000).await;
    let (order, from_balance) = market.buy(&buyer, &listing, 2).await;
    assert_eq!(buyer.get(&format!("/api/orders/{order}")).await.ok()["state"], "delivered");

    let by_card = ordered(&market, &buyer, &seller, &listing, 3).await;
    assert_eq!(market.stock(&seller, &listing).await, (95, 3, 2));
    bought_by_card(&market, &by_card).await;

    let by_coin = ordered(&market, &buyer, &seller, &listing, 4).await;
    let payment = app.checkout(&by_coin, "tUSD").await;
    app.pay(&by_coin, &payment, None).await;
    app.until(&by_coin, "delivered").await;
    assert_eq!(market.stock(&seller, &listing).await, (91, 0, 9));

    let tokens = [from_balance, token_id(&by_card).await, token_id(&by_coin).await];
    let reveal = |token: &str| format!("/api/tokens/{token}/reveal");
    buyer.post(&reveal(&tokens[0]), Value::Null).await.refused(403, "STEP_UP_REQUIRED");
    buyer.step_up().await;
    for token in &tokens {
        assert_eq!(buyer.reveal(token).await, "sk-of-sam");
    }
    seller.step_up().await;
    seller.post(&reveal(&tokens[0]), Value::Null).await.refused(404, "NOT_FOUND");

    // Accepted by the buyer: the price less the fee of 2.5 % goes to the seller's balance.
    seller.put("/api/payouts/preferences", json!({ "automatic": false })).await.ok();
    buyer.act(&order, json!({ "action": "confirm" })).await.ok();
    app.eventually("the seller's money", || async {
        let balances = seller.get("/api/user/balances").await.ok();
        balances.to_string().contains("\"1950000\"").then_some(())
    })
    .await;

    buyer.post("/api/auth/logout-all", Value::Null).await.ok();
    let ended = buyer.post(&reveal(&tokens[0]), Value::Null).await;
    assert_eq!(ended.status, 401, "{}", ended.body);
    market.app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_of_orders_that_are_never_paid_comes_back() {
    let market = Market::open().await;
    let app = &market.app;
    let (seller, buyer) = (seller(app).await, app.person("Bahar", &[Role::Buyer]).await);
    let listing = market.listing(&seller, json!({ "availableUnits": 10 })).await;

    // A bank debit that bounces.
    let bounced = ordered(&market, &buyer, &seller, &listing, 4).await;
    let (_, session) = market.card_page(&bounced).await;
    market
        .control(&format!("sessions/{session}/complete"), json!({ "paid": false }))
        .await;
    app.until(&bounced, "confirming").await;
    assert_eq!(market.stock(&seller, &listing).await, (6, 4, 0));
    market
        .control(&format!("sessions/{session}/async"), json!({ "succeeded": false }))
        .await;
    app.until(&bounced, "cancelled").await;
    until_stock(&market, &seller, &listing, (10, 0, 0)).await;

    // Everything was taken, and nobody paid.
    let unpaid = ordered(&market, &buyer, &seller, &listing, 10).await;
    assert_eq!(market.stock(&seller, &listing).await, (0, 10, 0));
    let ask = json!({ "listingId": listing, "units": 1, "unitPrice": "1" });
    buyer.post("/api/orders", ask).await.refused(409, "SOLD_OUT");
    app.advance(TimeDelta::minutes(61)).await;
    app.until(&unpaid, "expired").await;
    until_stock(&market, &seller, &listing, (10, 0, 0)).await;
    let sales = seller.get("/api/sales").await.ok();
    assert!(
        sales["items"]
            .as_array()
            .is_some_and(|s| s.len() == 2 && s.iter().all(|s| s["state"] == "returned")),
        "{sales}"
    );
    market.app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_comes_after_the_end_is_a_case_and_goes_back_to_the_card() {
    let market = Market::open().await;
    let app = &market.app;
    let (seller, buyer) = (seller(app).await, app.person("Bahar", &[Role::Buyer]).await);
    let listing = market.listing(&seller, json!({})).await;
    let late = ordered(&market, &buyer, &seller, &listing, 5).await;
    let (_, session) = market.card_page(&late).await;
    market
        .control(&format!("sessions/{session}/complete"), json!({ "paid": false }))
        .await;
    app.until(&late, "confirming").await;
    app.advance(TimeDelta::days(7) + TimeDelta::minutes(1)).await;
    app.until(&late, "expired").await;
    until_stock(&market, &seller, &listing, (100, 0, 0)).await;

    market
        .control(&format!("sessions/{session}/async"), json!({ "succeeded": true }))
        .await;
    let (first, second) = (app.person("Gita", &[Role::Guard]).await, app.person("Goran", &[Role::Guard]).await);
    let case = app
        .eventually("a case", || async {
            let cases = first.get("/api/admin/exceptions").await.ok();
            cases["items"].get(0).cloned()
        })
        .await;
    assert_eq!((case["kind"].as_str(), case["amount"].as_str()), (Some("late"), Some("500")));
    assert_eq!(market.stock(&seller, &listing).await, (100, 0, 0));
    let path = format!("/api/admin/exceptions/{}", case["id"].as_str().expect("an id"));
    let proposal = json!({ "action": "refund_to_buyer", "note": "It came a week late." });
    first.post(&format!("{path}/propose"), proposal).await.ok();
    second
        .post(&format!("{path}/settle"), json!({ "action": "refund_to_buyer" }))
        .await
        .ok();
    let refund = app
        .eventually("a refund", || async {
            let payouts = buyer.get("/api/payouts").await.ok();
            payouts["items"].get(0).filter(|p| p["state"] == "confirmed").cloned()
        })
        .await;
    assert_eq!((refund["rail"].as_str(), refund["amount"].as_str()), (Some("card"), Some("500")));
    market.app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unused_units_are_given_back_and_a_dispute_stops_the_use() {
    let market = Market::open().await;
    let app = &market.app;
    let (seller, buyer) = (seller(app).await, market.rich("Bahar").await);
    for person in [&seller, &buyer] {
        person.put("/api/payouts/preferences", json!({ "automatic": false })).await.ok();
    }
    let listing = market.metered(&seller, 1000).await;
    buyer.step_up().await;

    let (_, token) = market.buy(&buyer, &listing, 10).await;
    let access = buyer.reveal(&token).await;
    for _ in 0..3 {
        assert_eq!(call(&app.base, &listing, &access).await.status(), 200);
    }
    let refund = buyer.post(&format!("/api/tokens/{token}/refund-unused"), Value::Null).await.ok();
    // Three of ten cents.
    assert_eq!(
        (refund["state"].as_str(), refund["earned"].as_str(), refund["returned"].as_str()),
        (Some("completed"), Some("30000"), Some("70000"))
    );
    assert_eq!(code(call(&app.base, &listing, &access).await).await, (403, "TOKEN_REVOKED".into()));
    until_stock(&market, &seller, &listing, (997, 0, 3)).await;

    let (order, token) = market.buy(&buyer, &listing, 10).await;
    let access = buyer.reveal(&token).await;
    for _ in 0..4 {
        assert_eq!(call(&app.base, &listing, &access).await.status(), 200);
    }
    buyer
        .act(&order, json!({ "action": "open_dispute", "reason": "It only echoes." }))
        .await
        .ok();
    let (status, refused) = code(call(&app.base, &listing, &access).await).await;
    assert_eq!(status, 403, "{refused}");
    let resolver = app.person("Ruth", &[Role::Resolver]).await;
    let ruling = json!({ "action": "rule", "toSeller": "40000", "reason": "Four calls were made." });
    assert_eq!(resolver.act(&order, ruling).await.ok()["state"], "resolved");
    until_stock(&market, &seller, &listing, (993, 0, 7)).await;
    let shown = buyer.get(&format!("/api/tokens/{token}")).await.ok();
    assert_eq!(
        (shown["state"].as_str(), shown["endedBecause"].as_str()),
        (Some("revoked"), Some("order_resolved"))
    );

    // Used up: accepted without anybody's doing.
    let (order, token) = market.buy(&buyer, &listing, 2).await;
    let access = buyer.reveal(&token).await;
    for _ in 0..2 {
        assert_eq!(call(&app.base, &listing, &access).await.status(), 200);
    }
    app.eventually("the order is settled", || async {
        (buyer.get(&format!("/api/orders/{order}")).await.ok()["state"] == "completed").then_some(())
    })
    .await;
    let (status, refused) = code(call(&app.base, &listing, &access).await).await;
    assert_eq!((status, refused.as_str()), (402, "UNITS_SPENT"));
    market.app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chargeback_holds_the_goods_and_a_lost_one_takes_the_money_back() {
    let market = Market::open().await;
    let app = &market.app;
    let (seller, buyer) = (seller(app).await, app.person("Bahar", &[Role::Buyer]).await);
    let listing = market.listing(&seller, json!({ "availableUnits": 10 })).await;
    let deals = [
        ordered(&market, &buyer, &seller, &listing, 2).await,
        ordered(&market, &buyer, &seller, &listing, 3).await,
    ];
    buyer.step_up().await;
    let mut disputes = Vec::new();
    for deal in &deals {
        let session = bought_by_card(&market, deal).await;
        let token = token_id(deal).await;
        assert_eq!(buyer.reveal(&token).await, "sk-the-sellers-own");
        let intent = market.intent(&session).await;
        let dispute = market.control(&format!("payment_intents/{intent}/dispute"), json!({})).await;
        disputes.push(dispute["id"].as_str().expect("an id").to_owned());
        app.eventually("the order is held", || async {
            (!app.order(deal).await["holdReason"].is_null()).then_some(())
        })
        .await;
        let refused = buyer.post(&format!("/api/tokens/{token}/reveal"), Value::Null).await;
        refused.refused(403, "TOKEN_REVOKED");
        buyer
            .act(&deal.order, json!({ "action": "confirm" }))
            .await
            .refused(409, "RELEASE_HOLD");
    }
    for (dispute, won) in disputes.iter().zip([true, false]) {
        market.control(&format!("disputes/{dispute}/withdraw"), json!({})).await;
        market.control(&format!("disputes/{dispute}/close"), json!({ "won": won })).await;
    }
    let [won, lost] = &deals;
    app.eventually("the won one goes on", || async {
        app.order(won).await["holdReason"].is_null().then_some(())
    })
    .await;
    assert_eq!(buyer.reveal(&token_id(won).await).await, "sk-the-sellers-own");
    buyer.act(&won.order, json!({ "action": "confirm" })).await.ok();

    app.eventually("the lost one is out of escrow", || async {
        (app.order(lost).await["held"] == "0").then_some(())
    })
    .await;
    let reveal = format!("/api/tokens/{}/reveal", token_id(lost).await);
    let refused = buyer.send(Method::POST, &reveal, None, None).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    let order = app.order(lost).await;
    assert_ne!(order["state"], "completed", "{order}");
    market.app.finish().await;
}
