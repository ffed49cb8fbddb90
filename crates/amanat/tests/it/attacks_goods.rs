//! Attacks on goods by the unit: sellers who change the deal after the sale, buyers who want it for nothing, alarms that never ring.

use amanat_base::Role;
use amanat_testkit::{Deal, Market, Person};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

async fn seller(market: &Market) -> Person {
    let seller = market.app.person("Sam", &[Role::Seller]).await;
    seller.put("/api/payouts/preferences", json!({ "automatic": false })).await.ok();
    seller
}

async fn buyer(market: &Market) -> Person {
    let buyer = market.rich("Bahar").await;
    buyer.put("/api/payouts/preferences", json!({ "automatic": false })).await.ok();
    buyer.step_up().await;
    buyer
}

/// One call that the service counts as `units`.
async fn call(market: &Market, listing: &str, access: &str, units: i64) -> u16 {
    let url = format!("{}/gateway/{listing}/complete", market.app.base);
    let request = reqwest::Client::new().post(url).bearer_auth(access);
    let answer = request
        .header("content-type", "application/json")
        .body(json!({ "tokens": units }).to_string());
    answer.send().await.expect("the gateway answers").status().as_u16()
}

async fn state(market: &Market, buyer: &Person, order: &str, wanted: &str) -> Value {
    let what = format!("the order is {wanted}");
    market
        .app
        .eventually(&what, || async {
            let order = buyer.get(&format!("/api/orders/{order}")).await.ok();
            (order["state"] == wanted).then_some(order)
        })
        .await
}

/// The listing said one unit per call; once units are sold the seller lets one call cost all of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_never_costs_more_than_when_its_units_were_bought() {
    let market = Market::open().await;
    let (seller, buyer) = (seller(&market).await, buyer(&market).await);
    let listing = market.metered(&seller, 1000).await;
    let (order, token) = market.buy(&buyer, &listing, 100).await;
    let access = buyer.reveal(&token).await;

    let path = format!("/api/listings/{listing}");
    let mut gateway = seller.get(&path).await.ok()["own"]["gateway"].clone();
    assert!(gateway.is_object(), "the seller sees the settings");
    gateway["meter"] = json!({ "kind": "header", "name": "x-units" });
    gateway["maxUnitsPerCall"] = 100.into();
    seller
        .send(Method::PATCH, &path, Some(json!({ "gateway": gateway })), None)
        .await
        .ok();

    assert_eq!(call(&market, &listing, &access, 100).await, 200);
    market
        .app
        .eventually("the call is counted", || async {
            let usage = buyer.get(&format!("/api/tokens/{token}")).await.ok();
            (usage["usedUnits"] == 1).then_some(())
        })
        .await;
    let refund = buyer.post(&format!("/api/tokens/{token}/refund-unused"), Value::Null).await.ok();
    assert_eq!(
        (refund["earned"].as_str(), refund["returned"].as_str()),
        (Some("10000"), Some("990000")),
        "{refund}"
    );
    state(&market, &buyer, &order, "completed").await;
    market.app.finish().await;
}

/// Bought with time to look at the last calls; the seller takes that time away afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn the_time_to_dispute_the_last_calls_is_not_taken_away_after_the_sale() {
    let market = Market::open().await;
    let (seller, buyer) = (seller(&market).await, buyer(&market).await);
    let listing = market.metered(&seller, 1000).await;
    let path = format!("/api/listings/{listing}");
    let change = |accepted: bool| seller.send(Method::PATCH, &path, Some(json!({ "acceptedWhenSpent": accepted })), None);
    change(false).await.ok();
    let (order, token) = market.buy(&buyer, &listing, 2).await;
    let access = buyer.reveal(&token).await;
    change(true).await.ok();
    for _ in 0..2 {
        assert_eq!(call(&market, &listing, &access, 1).await, 200);
    }
    market
        .app
        .eventually("the last call is counted", || async {
            (buyer.get(&format!("/api/tokens/{token}")).await.ok()["usedUnits"] == 2).then_some(())
        })
        .await;
    amanat_goods::run_goods_sweep(&market.app.app.goods).await.expect("sweeps");
    let dispute = json!({ "action": "open_dispute", "reason": "They answered nothing." });
    buyer.act(&order, dispute).await.ok();
    state(&market, &buyer, &order, "disputed").await;
    market.app.finish().await;
}

/// The server was off for longer than the token and its order had left: the order's own timer must not pay everything back.
#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_that_was_lost_does_not_make_use_free() {
    let market = Market::open().await;
    let (seller, buyer) = (seller(&market).await, buyer(&market).await);
    let listing = market.metered(&seller, 1000).await;
    let hour = json!({ "tokenLifetimeS": 3600 });
    seller
        .send(Method::PATCH, &format!("/api/listings/{listing}"), Some(hour), None)
        .await
        .ok();
    let (order, token) = market.buy(&buyer, &listing, 10).await;
    let access = buyer.reveal(&token).await;
    for _ in 0..6 {
        assert_eq!(call(&market, &listing, &access, 1).await, 200);
    }
    market
        .app
        .eventually("the calls are counted", || async {
            (buyer.get(&format!("/api/tokens/{token}")).await.ok()["usedUnits"] == 6).then_some(())
        })
        .await;
    sqlx::query(
        "delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'settle_token'",
    )
    .execute(&market.app.db.store.pool)
    .await
    .expect("loses the alarm");
    market.app.advance(TimeDelta::days(3)).await;
    let settled = state(&market, &buyer, &order, "completed").await;
    assert_eq!(
        (settled["released"].as_str(), settled["refunded"].as_str()),
        (Some("60000"), Some("40000")),
        "{settled}"
    );
    market.app.finish().await;
}

/// Paid by card, everything refunded, and the money kept in the balance instead: the bank would then be asked for it once more.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_by_card_goes_back_to_the_card_whatever_its_buyer_prefers() {
    let market = Market::open().await;
    let app = &market.app;
    let (seller, buyer) = (seller(&market).await, buyer(&market).await);
    let listing = market.metered(&seller, 1000).await;
    let order = market.order(&buyer, &listing, 100).await;
    let deal = Deal {
        buyer: buyer.clone(),
        seller: seller.clone(),
        order,
    };
    let (_, session) = market.card_page(&deal).await;
    market.control(&format!("sessions/{session}/complete"), json!({})).await;
    app.until(&deal, "delivered").await;
    let tokens = buyer.get(&format!("/api/tokens?orderId={}", deal.order)).await.ok();
    let token = tokens["items"][0]["id"].as_str().expect("a token").to_owned();
    buyer.post(&format!("/api/tokens/{token}/refund-unused"), Value::Null).await.ok();
    let refund = app
        .eventually("the refund to the card", || async {
            let payouts = buyer.get("/api/payouts").await.ok();
            payouts["items"].get(0).filter(|p| p["state"] == "confirmed").cloned()
        })
        .await;
    assert_eq!(
        (refund["rail"].as_str(), refund["amount"].as_str()),
        (Some("card"), Some("100")),
        "{refund}"
    );
    market.app.finish().await;
}

/// A seller who is asked nicely proposes to cancel what nobody used or saw yet; then it is quickly used and seen, and only then accepted.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_used_or_seen_while_a_proposal_to_cancel_stands() {
    let market = Market::open().await;
    let (seller, buyer) = (seller(&market).await, buyer(&market).await);
    let metered = market.metered(&seller, 100).await;
    let (used, token) = market.buy(&buyer, &metered, 10).await;
    let access = buyer.reveal(&token).await;
    let pool = market.draft(&seller, json!({ "fulfilment": "code_pool" })).await;
    seller
        .post(&format!("/api/listings/{pool}/codes"), json!({ "codes": ["A-1", "B-2"] }))
        .await
        .ok();
    seller
        .post(&format!("/api/listings/{pool}/status"), json!({ "status": "active" }))
        .await
        .ok();
    let (seen, code) = market.buy(&buyer, &pool, 1).await;
    let reveal = format!("/api/tokens/{code}/reveal");

    for order in [&used, &seen] {
        seller.act(order, json!({ "action": "propose_cancel" })).await.ok();
    }
    assert_eq!(call(&market, &metered, &access, 1).await, 409);
    buyer.post(&reveal, Value::Null).await.refused(409, "ACTION_NOT_ALLOWED");
    // Neither is the buyer at the seller's mercy: who doesn't want to cancel says so and goes on.
    buyer.act(&used, json!({ "action": "decline_cancel" })).await.ok();
    assert_eq!(call(&market, &metered, &access, 1).await, 200);

    buyer.act(&seen, json!({ "action": "accept_cancel" })).await.ok();
    buyer.post(&reveal, Value::Null).await.refused(403, "TOKEN_REVOKED");
    market
        .app
        .eventually("the code is back", || async {
            (market.stock(&seller, &pool).await == (2, 0, 0)).then_some(())
        })
        .await;
    market.app.finish().await;
}
