//! Paying by card, against a stand-in for the card processor over real HTTP.

use crate::till::{Till, USD};
use amanat_base::{Code, ListingId, Role};
use amanat_escrow::State;
use amanat_ledger::Purpose;
use amanat_orders::UnitTerms;
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_card_payment_funds_the_order_exactly_once() {
    let till = Till::open().await;
    let bill = till.bill("100.50").await;
    let view = till.view(&bill).await;
    assert_eq!(
        (
            view["rail"].as_str(),
            view["address"].is_null(),
            view["chainId"].is_null(),
            view["status"].as_str()
        ),
        (Some("card"), true, true, Some("waiting"))
    );
    assert!(
        view["checkoutUrl"].as_str().is_some_and(|u| u.starts_with(&till.stripe.url())),
        "{view}"
    );
    assert_eq!(view["amount"], "10050");
    till.pays(&bill).await;
    let sent = till.deliver(json!({"copies": 2})).await;
    assert!(!sent.is_empty() && sent.iter().all(|s| *s == 200), "{sent:?}");
    till.process().await;
    till.process().await;
    assert_eq!(till.state(&bill).await, State::Funded);
    assert_eq!(till.held(&bill).await, 10_050);
    assert_eq!(till.view(&bill).await["status"], "paid");
    assert_eq!(
        till.count("select count(*) from ledger_transactions where kind = 'card_capture'")
            .await,
        1
    );
    till.healthy().await;
}

#[tokio::test]
async fn without_a_processor_a_card_is_refused_and_not_offered() {
    let mut till = Till::open().await;
    till.without_stripe();
    let order = till.order("100").await;
    let (status, body) = till.checkout(order).await;
    assert_eq!((status.as_u16(), till.code(&body)), (503, Some(Code::NotConfigured)));
    let (_, options) = till.get(&format!("/api/payment/options?orderId={order}")).await;
    assert_eq!(options["data"]["items"], json!([]));
    let raw = b"{}".to_vec();
    assert_eq!(till.webhook(Some("t=1,v1=00"), raw).await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn the_option_is_offered_and_only_exact_amounts_are_taken() {
    let till = Till::open().await;
    let order = till.order("10").await;
    let (_, options) = till.get(&format!("/api/payment/options?orderId={order}")).await;
    let option = &options["data"]["items"][0];
    assert_eq!(
        (option["assetId"].as_str(), option["rail"].as_str(), option["amount"].as_str()),
        (Some(USD), Some("card"), Some("1000"))
    );
    let odd = till.order("10.005").await;
    let (_, options) = till.get(&format!("/api/payment/options?orderId={odd}")).await;
    assert_eq!(options["data"]["items"], json!([]));
    let (status, body) = till.checkout(odd).await;
    assert_eq!((status.as_u16(), till.code(&body)), (409, Some(Code::AssetNotPayable)));
    let much = till.order("1000000").await;
    assert_eq!(till.code(&till.checkout(much).await.1), Some(Code::AssetNotPayable));
    assert_eq!(till.count("select count(*) from payments").await, 0);
}

#[tokio::test]
async fn the_same_page_is_opened_again_also_after_a_crash() {
    let till = Till::open().await;
    let bill = till.bill("20").await;
    let again = till.checkout(bill.order).await.1;
    assert_eq!(again["data"]["id"], json!(bill.payment.to_string()));
    // As if the process had died before it stored the session.
    till.execute("update card_payments set session_id = null, url = null, session_status = 'creating'")
        .await;
    let repaired = till.checkout(bill.order).await.1;
    assert_eq!(repaired["data"]["checkoutUrl"], again["data"]["checkoutUrl"]);
    assert_eq!(till.count("select count(*) from payments").await, 1);
    // Or the payment was made on a page that was never stored: the event says whose it is.
    till.execute("update card_payments set session_id = null, url = null, session_status = 'creating'")
        .await;
    till.pays(&bill).await;
    till.settle().await;
    assert_eq!(till.state(&bill).await, State::Funded);
    till.healthy().await;
}

#[tokio::test]
async fn a_processor_that_is_away_is_said_so_and_the_next_try_works() {
    let till = Till::open().await;
    till.control("faults", json!({"mode": "lost", "count": 1})).await;
    let order = till.order("20").await;
    let (status, body) = till.checkout(order).await;
    assert_eq!((status.as_u16(), till.code(&body)), (503, Some(Code::CardRailUnavailable)));
    let (status, _) = till.checkout(order).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(till.sessions().await, 1, "the lost answer and the repeat are one session");
}

#[tokio::test]
async fn two_clicks_are_one_payment() {
    let till = Till::open().await;
    let order = till.order("20").await;
    let (a, b) = tokio::join!(till.checkout(order), till.checkout(order));
    let ids: Vec<&Value> = [&a, &b]
        .into_iter()
        .filter(|(s, _)| s.is_success())
        .map(|(_, v)| &v["data"]["id"])
        .collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{a:?} {b:?}");
    assert_eq!(till.sessions().await, 1);
}

#[tokio::test]
async fn a_debit_that_takes_days_confirms_and_may_fail() {
    let till = Till::open().await;
    let (good, bad) = (till.bill("30").await, till.bill("40").await);
    for bill in [&good, &bad] {
        till.act(bill, "complete", json!({"paid": false})).await;
    }
    till.settle().await;
    assert_eq!(
        (till.state(&good).await, till.view(&good).await["status"].clone()),
        (State::Confirming, json!("confirming"))
    );
    assert_eq!(till.announced("seen").await, 2);
    till.act(&good, "async", json!({"succeeded": true})).await;
    till.act(&bad, "async", json!({"succeeded": false})).await;
    till.settle().await;
    assert_eq!(till.state(&good).await, State::Funded);
    assert_eq!(
        (till.state(&bad).await, till.view(&bad).await["status"].clone()),
        (State::AwaitingPayment, json!("expired"))
    );
    // The buyer may try again.
    let (_, again) = till.checkout(bad.order).await;
    assert_ne!(again["data"]["id"], json!(bad.payment.to_string()));
    till.healthy().await;
}

#[tokio::test]
async fn events_in_any_order_come_to_the_same() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.act(&bill, "complete", json!({"paid": false})).await;
    till.act(&bill, "async", json!({"succeeded": true})).await;
    till.deliver(json!({"order": "reverse", "copies": 3})).await;
    till.process().await;
    assert_eq!((till.state(&bill).await, till.held(&bill).await), (State::Funded, 3_000));
    till.healthy().await;
}

#[tokio::test]
async fn a_page_that_runs_out_ends_the_payment_and_one_of_a_closed_order_is_closed() {
    let till = Till::open().await;
    let (left, cancelled) = (till.bill("30").await, till.bill("40").await);
    till.act(&left, "expire", json!({})).await;
    till.settle().await;
    assert_eq!(
        (till.state(&left).await, till.view(&left).await["status"].clone()),
        (State::AwaitingPayment, json!("expired"))
    );
    till.cancel(&cancelled).await;
    till.run_closings().await;
    assert_eq!(till.session(&cancelled).await["status"], "expired");
    assert_eq!(till.view(&cancelled).await["checkoutUrl"], Value::Null);
    till.healthy().await;
}

#[tokio::test]
async fn units_whose_card_payment_failed_are_free_again() {
    let till = Till::open().await;
    let units = |units| UnitTerms {
        listing: ListingId::fresh(),
        units,
        unit_price: "3".parse().expect("a price"),
        metered: true,
    };
    let left = till.bill_of(till.order_of("30", Some(units(10))).await).await;
    let bounced = till.bill_of(till.order_of("30", Some(units(10))).await).await;
    till.act(&left, "expire", json!({})).await;
    till.act(&bounced, "complete", json!({"paid": false})).await;
    till.settle().await;
    assert_eq!(
        (till.state(&left).await, till.state(&bounced).await),
        (State::Cancelled, State::Confirming)
    );
    till.act(&bounced, "async", json!({"succeeded": false})).await;
    till.settle_backwards().await;
    assert_eq!(till.state(&bounced).await, State::Cancelled);
    till.healthy().await;
}

#[tokio::test]
async fn a_missed_event_is_made_up_for_within_minutes() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    assert_eq!(amanat_payments::run_payment_sweep(&till.payments).await.expect("sweeps"), 0);
    till.db.store.clock.advance(chrono::TimeDelta::minutes(11));
    assert_eq!(amanat_payments::run_payment_sweep(&till.payments).await.expect("sweeps"), 1);
    assert_eq!(till.state(&bill).await, State::Funded);
    till.healthy().await;
}

#[tokio::test]
async fn a_dispute_that_nobody_told_us_of_holds_the_deal_within_hours() {
    let till = Till::open().await;
    let bill = till.paid("30").await;
    till.disputes(&bill).await;
    // Its events never come.
    till.db.store.clock.advance(chrono::TimeDelta::hours(7));
    assert_eq!(amanat_payments::run_payment_sweep(&till.payments).await.expect("sweeps"), 1);
    assert!(till.held_because(&bill).await.is_some_and(|why| why.contains("bank")));
    // What is looked at once is not looked at again and again.
    assert_eq!(amanat_payments::run_payment_sweep(&till.payments).await.expect("sweeps"), 0);
    till.healthy().await;
}

#[tokio::test]
async fn the_page_of_an_expired_order_is_closed() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.db.store.clock.advance(chrono::TimeDelta::hours(3));
    amanat_orders::run_due_timers(&till.db.store).await.expect("timers");
    amanat_payments::run_payment_sweep(&till.payments).await.expect("sweeps");
    assert_eq!(till.state(&bill).await, State::Expired);
    till.run_closings().await;
    assert_eq!(till.session(&bill).await["status"], "expired");
    assert_eq!(till.view(&bill).await["status"], "expired");
    till.healthy().await;
}

#[tokio::test]
async fn money_for_an_order_that_is_over_is_a_case() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    till.cancel(&bill).await;
    // Closing the page finds it paid.
    till.run_closings().await;
    till.settle().await;
    assert_eq!(till.state(&bill).await, State::Cancelled);
    assert_eq!(till.cases().await, [("late".to_owned(), "open".to_owned(), 3_000)]);
    assert_eq!(till.suspense(&bill).await, 3_000);
    till.healthy().await;
}

#[tokio::test]
async fn another_amount_than_asked_for_never_funds() {
    let till = Till::open().await;
    let (more, other) = (till.bill("30").await, till.bill("40").await);
    till.execute_with("update payments set amount = 3100 where id = $1", more.payment.0)
        .await;
    till.execute_with(
        "update payments set asset_id = '00000000-0000-7000-8000-0000000ca002' where id = $1",
        other.payment.0,
    )
    .await;
    till.pays(&more).await;
    till.pays(&other).await;
    till.settle().await;
    for bill in [&more, &other] {
        assert_eq!((till.state(bill).await, till.held(bill).await), (State::AwaitingPayment, 0));
    }
    assert_eq!(
        till.cases().await,
        [
            ("mismatch".to_owned(), "open".to_owned(), 3_000),
            ("wrong_asset".to_owned(), "open".to_owned(), 4_000)
        ]
    );
    till.healthy().await;
}

#[tokio::test]
async fn a_paid_session_of_nobody_is_put_on_record() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.stray(&bill).await;
    till.settle().await;
    assert_eq!(till.state(&bill).await, State::AwaitingPayment);
    assert_eq!(
        till.count("select count(*) from card_strays where amount = 3000 and currency = 'usd'")
            .await,
        1
    );
    assert_eq!(till.reconcile().await, 0, "known by now");
}

#[tokio::test]
async fn reconciliation_finds_what_no_event_told() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    assert_eq!(till.reconcile().await, 1);
    assert_eq!(till.state(&bill).await, State::Funded);
    assert_eq!(till.reconcile().await, 0);
    till.healthy().await;
}

#[tokio::test]
async fn a_dispute_holds_the_deal_and_a_won_one_lets_it_go_on() {
    let till = Till::open().await;
    let bill = till.paid("30").await;
    let dispute = till.disputes(&bill).await;
    till.settle().await;
    assert!(till.held_because(&bill).await.is_some_and(|why| why.contains("bank")));
    assert_eq!(till.held(&bill).await, 3_000, "nothing moves before it is decided");
    till.control(&format!("disputes/{dispute}/withdraw"), json!({})).await;
    till.control(&format!("disputes/{dispute}/close"), json!({"won": true})).await;
    till.settle_backwards().await;
    assert_eq!((till.held_because(&bill).await, till.state(&bill).await), (None, State::Funded));
    assert_eq!(till.announced("disputed").await, 2);
    till.healthy().await;
}

#[tokio::test]
async fn a_lost_dispute_takes_the_money_back_out_of_escrow() {
    let till = Till::open().await;
    let bill = till.paid("30").await;
    let dispute = till.disputes(&bill).await;
    till.control(&format!("disputes/{dispute}/withdraw"), json!({})).await;
    till.control(&format!("disputes/{dispute}/close"), json!({"won": false})).await;
    till.settle_backwards().await;
    assert_eq!((till.state(&bill).await, till.held(&bill).await), (State::Confirming, 0));
    assert_eq!(till.held_because(&bill).await, None);
    assert_eq!(till.world().await, 0);
    till.healthy().await;
}

#[tokio::test]
async fn a_lost_dispute_after_the_money_left_is_a_case_that_holds_the_order() {
    let till = Till::open().await;
    let bill = till.paid("30").await;
    till.release(&bill).await;
    let dispute = till.disputes(&bill).await;
    till.control(&format!("disputes/{dispute}/close"), json!({"won": false})).await;
    till.settle().await;
    assert_eq!(till.cases().await, [("reversed".to_owned(), "open".to_owned(), 3_000)]);
    assert!(till.held_because(&bill).await.is_some());
    till.healthy().await;
    // The platform bears it: two people decide.
    till.fund_fees(5_000).await;
    till.settles_case("dismiss").await;
    assert_eq!(till.held_because(&bill).await, None);
    assert_eq!(till.cases().await, [("reversed".to_owned(), "settled".to_owned(), 3_000)]);
    till.settle().await;
    till.healthy().await;
}

#[tokio::test]
async fn a_refund_made_by_hand_at_the_processor_is_taken_out_here() {
    let till = Till::open().await;
    let bill = till.paid("30").await;
    let intent = till.intent(&bill).await;
    till.control(&format!("payment_intents/{intent}/refund"), json!({"amount": 1_000}))
        .await;
    till.settle().await;
    assert_eq!((till.held(&bill).await, till.suspense(&bill).await), (0, 2_000));
    assert_eq!(till.view(&bill).await["status"], "underpaid");
    till.healthy().await;
    // It bounces: everything is as before.
    let refund = till.newest("refunds").await;
    till.control(&format!("refunds/{refund}"), json!({"status": "failed"})).await;
    till.settle().await;
    assert_eq!((till.state(&bill).await, till.held(&bill).await), (State::Funded, 3_000));
    till.healthy().await;
}

#[tokio::test]
async fn a_late_case_is_refunded_by_two_people() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    till.cancel(&bill).await;
    till.settle().await;
    till.settles_case("refund_to_buyer").await;
    assert_eq!(till.balance(format!("user:{}", till.buyer.id), Purpose::Available).await, 3_000);
    till.healthy().await;
}

#[tokio::test]
async fn whoever_is_not_the_buyer_gets_no_page() {
    let till = Till::open().await;
    let order = till.order("30").await;
    let stranger = till.person(&[Role::Buyer]).await;
    let body = json!({"orderId": order, "assetId": USD});
    assert_eq!(
        till.send("POST", "/api/payment/checkout", Some(&stranger), body.clone()).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        till.send("POST", "/api/payment/checkout", Some(&till.seller), body).await.0,
        StatusCode::FORBIDDEN
    );
    let refund = json!({"orderId": order, "assetId": USD, "refundAddress": "0x00000000000000000000000000000000000000AA"});
    assert_eq!(
        till.send("POST", "/api/payment/checkout", Some(&till.buyer), refund).await.0,
        StatusCode::BAD_REQUEST
    );
}
