//! What could lose or double money: every case once, on a whole platform.

use amanat_testkit::{Deal, TestApp};
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::json;

async fn delivered(app: &TestApp) -> Deal {
    let deal = app.funded("10", "tUSD").await;
    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "Done." }))
        .await
        .ok();
    deal
}

/// M06
#[tokio::test(flavor = "multi_thread")]
async fn of_a_release_and_a_refund_at_once_exactly_one_wins() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        let deal = delivered(&app).await;
        let (release, refund) = tokio::join!(
            deal.buyer.act(&deal.order, json!({ "action": "confirm" })),
            deal.seller.act(&deal.order, json!({ "action": "refund" })),
        );
        let mut statuses = [release.status.as_u16(), refund.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
    app.finish().await;
}

/// M07
#[tokio::test(flavor = "multi_thread")]
async fn two_confirmations_and_the_timer_release_once() {
    let app = TestApp::start().await;
    let deal = delivered(&app).await;
    app.advance(TimeDelta::days(3) + TimeDelta::seconds(1)).await;
    let (first, second) = tokio::join!(
        deal.buyer.act(&deal.order, json!({ "action": "confirm" })),
        deal.buyer.act(&deal.order, json!({ "action": "confirm" })),
    );
    assert!(
        [first.status.as_u16(), second.status.as_u16()]
            .iter()
            .filter(|s| **s == 200)
            .count()
            <= 1
    );
    app.until(&deal, "completed").await;
    app.healthy().await;
    let payouts = deal.seller.get(&format!("/api/payouts?orderId={}", deal.order)).await.ok();
    assert_eq!(payouts["items"].as_array().map(Vec::len), Some(1), "{payouts}");
    app.finish().await;
}

/// M09
#[tokio::test(flavor = "multi_thread")]
async fn a_third_refund_of_forty_percent_is_refused() {
    let app = TestApp::start().await;
    let deal = app.funded("10", "tUSD").await;
    let refund = || {
        deal.seller
            .act(&deal.order, json!({ "action": "refund_part", "amount": "4000000" }))
    };
    refund().await.ok();
    refund().await.ok();
    refund().await.refused(409, "AMOUNT_TOO_LARGE");
    let beyond =
        sqlx::query("update orders set refunded = paid_in + 1 where id = $1::uuid").bind(deal.order.parse::<uuid::Uuid>().expect("an id"));
    let refused = beyond
        .execute(&app.db.store.pool)
        .await
        .expect_err("the database refuses it as well");
    assert_eq!(
        refused.as_database_error().and_then(|e| e.constraint()),
        Some("orders_never_more_out_than_in")
    );
    app.finish().await;
}

/// M01, M02, M04
#[tokio::test(flavor = "multi_thread")]
async fn fifty_equal_requests_with_one_key_have_one_effect_and_one_answer() {
    let app = TestApp::start().await;
    let deal = delivered(&app).await;
    let path = format!("/api/orders/{}/actions", deal.order);
    let part = json!({ "action": "release_part", "amount": "1000000" });
    let answers = join_all((0..50).map(|_| deal.buyer.post_keyed(&path, part.clone(), "one-key"))).await;
    for answer in &answers {
        assert_eq!((answer.status.as_u16(), &answer.body), (200, &answers[0].body));
    }
    assert_eq!(app.order(&deal).await["released"], "1000000");
    let other = json!({ "action": "release_part", "amount": "2000000" });
    deal.buyer
        .post_keyed(&path, other, "one-key")
        .await
        .refused(422, "IDEMPOTENCY_KEY_REUSED");
    for key in ["", &"k".repeat(256)] {
        deal.buyer
            .post_keyed(&path, part.clone(), key)
            .await
            .refused(400, "IDEMPOTENCY_KEY_MALFORMED");
    }
    deal.buyer
        .send(reqwest::Method::POST, &path, Some(part), None)
        .await
        .refused(400, "IDEMPOTENCY_KEY_REQUIRED");
    app.finish().await;
}

/// M11, V05
#[tokio::test(flavor = "multi_thread")]
async fn amounts_that_are_none_are_refused() {
    let app = TestApp::start().await;
    let deal = app.funded("10", "tUSD").await;
    let too_large = format!("1{}", "0".repeat(78));
    for amount in [
        "-1",
        "1.5",
        "NaN",
        "",
        "1e3",
        "0x10",
        too_large.as_str(),
        "'; drop table orders; --",
    ] {
        let answer = deal
            .buyer
            .act(&deal.order, json!({ "action": "release_part", "amount": amount }))
            .await;
        answer.refused(400, "VALIDATION_FAILED");
    }
    for amount in [json!(1), json!(["1"]), json!({ "$gt": "" }), json!(null)] {
        deal.buyer
            .act(&deal.order, json!({ "action": "release_part", "amount": amount }))
            .await
            .refused(400, "VALIDATION_FAILED");
    }
    for amount in ["0", "9223372036854775808", "10000001"] {
        deal.buyer
            .act(&deal.order, json!({ "action": "release_part", "amount": amount }))
            .await
            .refused(409, "AMOUNT_TOO_LARGE");
    }
    assert_eq!(app.order(&deal).await["held"], "10000000");
    app.finish().await;
}
