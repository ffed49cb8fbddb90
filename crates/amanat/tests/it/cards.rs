//! A deal that is paid by card, on the whole platform with a stand-in for the card processor.

use amanat_testkit::{Deal, Person, Setup, TestApp};
use amanat_thirdparty::{FakeStripe, Options};
use serde_json::{Value, json};

const USD: &str = "00000000-0000-7000-8000-0000000ca001";
const SECRET: &str = "whsec_of_the_test";

async fn start() -> (TestApp, FakeStripe) {
    let stripe = FakeStripe::start(Options::default()).await.expect("starts");
    let app = TestApp::start_with(Setup {
        block_time_s: None,
        scanner: false,
        settings: vec![
            ("STRIPE_API_URL", stripe.url()),
            ("STRIPE_SECRET_KEY", "sk_test_thirdparty".into()),
            ("STRIPE_WEBHOOK_SECRETS", SECRET.into()),
        ],
        ..Setup::default()
    })
    .await;
    stripe.send_webhooks_to(&format!("{}/api/payment/webhook/stripe", app.base), &[SECRET]);
    (app, stripe)
}

async fn checkout(deal: &Deal) -> Value {
    let body = json!({ "orderId": deal.order, "assetId": USD });
    deal.buyer.post("/api/payment/checkout", body).await.ok()
}

/// What the buyer does on the page.
async fn pays(stripe: &FakeStripe, payment: &Value) -> String {
    let url = payment["checkoutUrl"].as_str().expect("a page");
    let id = url.rsplit('/').next().expect("an id").to_owned();
    stripe.control(&format!("sessions/{id}/complete"), json!({})).await.expect("pays");
    id
}

async fn payouts(app: &TestApp, person: &Person, state: &str) -> Value {
    app.eventually(&format!("a payout in state {state}"), || async {
        let all = person.get("/api/payouts").await.ok();
        all["items"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|p| p["state"] == state)
            .cloned()
    })
    .await
}

#[tokio::test]
async fn a_deal_by_card_from_checkout_to_the_sellers_account() {
    let (app, stripe) = start().await;
    let deal = app.deal("120").await;
    let payment = checkout(&deal).await;
    pays(&stripe, &payment).await;
    app.until(&deal, "funded").await;
    let seller = &deal.seller;
    let act = |path: &str| format!("/api/orders/{}/{path}", deal.order);
    seller
        .post(&act("actions"), json!({ "action": "deliver", "note": "Here it is." }))
        .await
        .ok();
    deal.buyer.post(&act("actions"), json!({ "action": "confirm" })).await.ok();
    let waiting = payouts(&app, seller, "waiting_address").await;
    assert_eq!(
        (waiting["rail"].as_str(), waiting["amount"].as_str()),
        (Some("card"), Some("11700"))
    );
    seller.post("/api/payouts/card-account", json!({})).await.ok();
    let account: String = sqlx::query_scalar("select account_id from card_accounts")
        .fetch_one(&app.db.store.pool)
        .await
        .expect("an account");
    stripe
        .control(&format!("accounts/{account}"), json!({ "transfers": "active" }))
        .await
        .expect("decides");
    payouts(&app, seller, "confirmed").await;
    app.finish().await;
}

#[tokio::test]
async fn a_refund_goes_back_to_the_card_by_itself() {
    let (app, stripe) = start().await;
    let deal = app.deal("50").await;
    pays(&stripe, &checkout(&deal).await).await;
    app.until(&deal, "funded").await;
    let refund = json!({ "action": "refund" });
    deal.seller.post(&format!("/api/orders/{}/actions", deal.order), refund).await.ok();
    let done = payouts(&app, &deal.buyer, "confirmed").await;
    assert_eq!((done["kind"].as_str(), done["amount"].as_str()), (Some("refund"), Some("5000")));
    assert!(done["cardReference"].as_str().is_some_and(|r| r.starts_with("re_")));
    app.finish().await;
}

/// The server is stopped with events in its queue, and told while it is away; all of it counts once afterwards.
#[tokio::test]
async fn a_restart_loses_no_card_payment() {
    let (mut app, stripe) = start().await;
    let deals = [app.deal("10").await, app.deal("20").await, app.deal("30").await];
    let mut payments = Vec::new();
    for deal in &deals {
        payments.push(checkout(deal).await);
    }
    pays(&stripe, &payments[0]).await;
    app.stop().await;
    pays(&stripe, &payments[1]).await;
    app.restart().await;
    stripe.send_webhooks_to(&format!("{}/api/payment/webhook/stripe", app.base), &[SECRET]);
    pays(&stripe, &payments[2]).await;
    app.eventually("three paid orders", || async {
        let n: i64 = sqlx::query_scalar("select count(*) from orders where state = 'funded'")
            .fetch_one(&app.db.store.pool)
            .await
            .expect("counts");
        (n == 3).then_some(())
    })
    .await;
    app.finish().await;
}
