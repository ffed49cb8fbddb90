//! Money of the card rail going out: back to cards, and to connected accounts.

use crate::desk::{self, Desk, USD};
use amanat_base::PayoutId;
use amanat_custody::{PayoutKind, PayoutState};
use amanat_ledger::Purpose;
use amanat_store::Store;
use chrono::TimeDelta;
use serde_json::json;
use std::{os::unix::process::ExitStatusExt, process::Command};

#[tokio::test]
async fn a_refund_goes_back_to_the_card_in_parts_and_never_more_than_came() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    for amount in [1_000, 500] {
        let id = d.instruct(PayoutKind::Refund, &paid, amount).await;
        d.step(id).await;
        let done = d.payout(id).await;
        assert_eq!(done.state, PayoutState::Confirmed);
        assert!(done.card_reference.is_some_and(|r| r.starts_with("re_")));
    }
    assert_eq!(d.refunds(&paid.intent).await, [500, 1_000]);
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 0);
    // More than is left there stays in the balance.
    assert_eq!(d.try_instruct(PayoutKind::Refund, Some(paid.order), 1_501).await, None);
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 1_501);
    // So does what was never paid by card.
    assert_eq!(d.try_instruct(PayoutKind::Refund, None, 1).await, None);
    d.sound().await;
}

#[tokio::test]
async fn two_workers_at_once_make_one_refund() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let id = d.instruct(PayoutKind::Refund, &paid, 3_000).await;
    tokio::join!(d.step(id), d.step(id), d.step(id));
    d.step(id).await;
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    assert_eq!(d.refunds(&paid.intent).await, [3_000]);
    d.sound().await;
}

#[tokio::test]
async fn two_refunds_at_once_share_what_was_paid() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let (a, b) = (
        d.instruct(PayoutKind::Refund, &paid, 2_000).await,
        d.instruct(PayoutKind::Refund, &paid, 2_000).await,
    );
    tokio::join!(d.step(a), d.step(b));
    let mut states = [d.state(a).await, d.state(b).await];
    states.sort_by_key(|s| *s == PayoutState::Failed);
    assert_eq!(states, [PayoutState::Confirmed, PayoutState::Failed]);
    assert_eq!(d.refunds(&paid.intent).await, [2_000]);
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 2_000);
    d.sound().await;
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_also_when_the_key_is_forgotten() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    for (wait_s, fault) in [(16, "lost"), (25 * 3600, "lost"), (120, "error_after")] {
        let id = d.instruct(PayoutKind::Refund, &paid, 500).await;
        d.control("faults", json!({"mode": fault, "count": 1, "path": "/v1/refunds"})).await;
        d.step(id).await;
        let waits = d.payout(id).await;
        assert_eq!(waits.state, PayoutState::Requested);
        assert!(waits.waiting_reason.is_some_and(|why| why.contains("can't be reached")));
        assert_eq!(d.balance(d.buyer, Purpose::InTransit).await, 500);
        d.control("clock", json!({"advanceS": wait_s})).await;
        d.later(TimeDelta::seconds(wait_s)).await;
        assert_eq!(d.state(id).await, PayoutState::Confirmed, "{fault} {wait_s}");
    }
    assert_eq!(d.refunds(&paid.intent).await, [500, 500, 500]);
    d.sound().await;
}

const CHILD: &str = "AMANAT_TEST_CARD_CHILD";

/// A process of its own is ended before and after it asks the processor; another one goes on.
#[tokio::test]
async fn a_process_that_dies_at_any_step_asks_once() {
    if let Ok(child) = std::env::var(CHILD) {
        return drive_until_killed(&child).await;
    }
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    for place in ["custody.after_card_request", "custody.after_card_call"] {
        let id = d.instruct(PayoutKind::Refund, &paid, 1_500).await;
        let killed = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "cards::a_process_that_dies_at_any_step_asks_once"])
            .env("AMANAT_FAILPOINT", place)
            .env(CHILD, format!("{id} {} {}", d.stripe.url(), d.url()))
            .output()
            .expect("starts");
        let said = String::from_utf8_lossy(&killed.stdout).into_owned();
        assert_eq!(killed.status.signal(), Some(6), "{place}: {said}");
        assert_eq!(d.state(id).await, PayoutState::Requested);
        d.later(TimeDelta::seconds(1)).await;
        assert_eq!(d.state(id).await, PayoutState::Confirmed);
    }
    assert_eq!(d.refunds(&paid.intent).await, [1_500, 1_500]);
    d.sound().await;
}

async fn drive_until_killed(child: &str) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut parts = child.split(' ');
    let mut part = || parts.next().expect("id, processor, database");
    let id: PayoutId = part().parse().expect("an id");
    let custody = desk::custody_at(part());
    let store = Store::connect_lazy(part(), 2).expect("a URL");
    let outcome = amanat_custody::step(&custody, &store, id).await;
    panic!("should have been ended on the way: {outcome:?}");
}

#[tokio::test]
async fn a_fault_that_the_processor_repeats_for_ever_is_got_around() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let id = d.instruct(PayoutKind::Refund, &paid, 3_000).await;
    d.control("faults", json!({"mode": "error", "count": 1, "path": "/v1/refunds"}))
        .await;
    d.step(id).await;
    for _ in 0..3 {
        d.later(TimeDelta::seconds(61)).await;
    }
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    assert_eq!(d.refunds(&paid.intent).await, [3_000]);
    d.sound().await;
}

#[tokio::test]
async fn a_refund_that_bounces_is_available_again() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    d.control("settings", json!({"pendingRefunds": true})).await;
    let (early, late) = (
        d.instruct(PayoutKind::Refund, &paid, 1_000).await,
        d.instruct(PayoutKind::Refund, &paid, 2_000).await,
    );
    let mut references = Vec::new();
    for id in [early, late] {
        d.step(id).await;
        let waits = d.payout(id).await;
        assert_eq!(waits.state, PayoutState::Requested);
        references.push(waits.card_reference.expect("a refund"));
    }
    d.control(&format!("refunds/{}", references[0]), json!({"status": "failed"})).await;
    d.control(&format!("refunds/{}", references[1]), json!({"status": "succeeded"}))
        .await;
    d.hear("refund.updated", json!({"id": references[0]})).await;
    d.hear("refund.updated", json!({"id": references[1]})).await;
    assert_eq!(
        (d.state(early).await, d.state(late).await),
        (PayoutState::Failed, PayoutState::Confirmed)
    );
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 1_000);
    // And days after it had been done.
    d.control(&format!("refunds/{}", references[1]), json!({"status": "failed"})).await;
    d.later(TimeDelta::days(2)).await;
    assert_eq!(d.state(late).await, PayoutState::Failed);
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 3_000);
    d.sound().await;
}

#[tokio::test]
async fn a_refund_is_final_after_two_weeks() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let id = d.instruct(PayoutKind::Refund, &paid, 3_000).await;
    d.step(id).await;
    d.later(TimeDelta::days(2)).await;
    assert!(d.payout(id).await.final_at.is_none());
    d.later(TimeDelta::days(14)).await;
    assert!(d.payout(id).await.final_at.is_some_and(|_| true));
    d.sound().await;
}

#[tokio::test]
async fn what_was_refunded_by_hand_is_refused_and_stays_in_the_balance() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    d.control(&format!("payment_intents/{}/refund", paid.intent), json!({})).await;
    let id = d.instruct(PayoutKind::Refund, &paid, 3_000).await;
    d.step(id).await;
    let failed = d.payout(id).await;
    assert_eq!(failed.state, PayoutState::Failed);
    assert!(failed.waiting_reason.is_some_and(|why| why.contains("already been refunded")));
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 3_000);
    assert_eq!(d.refunds(&paid.intent).await, [3_000]);
    d.sound().await;
}

#[tokio::test]
async fn a_release_waits_for_the_account_and_goes_on_by_itself() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let id = d.instruct(PayoutKind::Release, &paid, 2_925).await;
    d.step(id).await;
    let waits = d.payout(id).await;
    assert_eq!(waits.state, PayoutState::WaitingAddress);
    assert!(waits.waiting_reason.is_some_and(|why| why.contains("not set up")));
    let account = d.connect().await;
    assert_eq!(d.connect().await, account, "asked for twice, made once");
    let (_, view) = d.http(d.seller, "GET", "/api/payouts/card-account", None).await;
    assert_eq!(
        (view["data"]["connected"].as_bool(), view["data"]["ready"].as_bool()),
        (Some(true), Some(false))
    );
    d.control(&format!("accounts/{account}"), json!({"transfers": "active"})).await;
    d.hear("account.updated", json!({"id": account})).await;
    d.step(id).await;
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    assert_eq!(d.transfers(&paid).await, [2_925]);
    assert_eq!(d.balance(d.seller, Purpose::Available).await, 0);
    let (_, view) = d.http(d.seller, "GET", "/api/payouts/card-account", None).await;
    assert_eq!(view["data"]["ready"], true);
    d.sound().await;
}

#[tokio::test]
async fn without_any_event_the_account_is_looked_at_now_and_then() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let id = d.instruct(PayoutKind::Release, &paid, 3_000).await;
    let account = d.connect().await;
    d.control(&format!("accounts/{account}"), json!({"transfers": "active"})).await;
    d.later(TimeDelta::minutes(6)).await;
    d.later(TimeDelta::seconds(1)).await;
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    d.sound().await;
}

#[tokio::test]
async fn a_withdrawal_waits_for_the_balance_at_the_processor() {
    let d = Desk::open().await;
    let _unsettled = d.paid(3_000).await;
    d.credit(d.seller, 2_000).await;
    let ask = json!({"assetId": USD, "amount": "2000"});
    let (status, body) = d.http(d.seller, "POST", "/api/payouts", Some(ask.clone())).await;
    assert_eq!((status, body["error"]["code"].as_str()), (409, Some("NO_PAYOUT_ADDRESS")), "{body}");
    let account = d.connect().await;
    d.control(&format!("accounts/{account}"), json!({"transfers": "active"})).await;
    d.http(d.seller, "GET", "/api/payouts/card-account", None).await;
    let (status, body) = d.http(d.seller, "POST", "/api/payouts", Some(ask)).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        (body["data"]["rail"].as_str(), body["data"]["chainId"].is_null()),
        (Some("card"), true)
    );
    let id = body["data"]["id"].as_str().expect("an id").parse().expect("an id");
    d.step(id).await;
    let waits = d.payout(id).await;
    assert_eq!(waits.state, PayoutState::Requested);
    assert!(waits.waiting_reason.is_some_and(|why| why.contains("does not cover")));
    d.control("settle", json!({})).await;
    d.later(TimeDelta::minutes(61)).await;
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    let (_, balances) = d.http(d.seller, "GET", "/api/user/balances", None).await;
    assert_eq!(
        (
            balances["data"]["items"][0]["rail"].as_str(),
            balances["data"]["items"][0]["available"].as_str()
        ),
        (Some("card"), Some("0"))
    );
    d.sound().await;
}

#[tokio::test]
async fn money_stays_in_the_balance_of_whoever_wants_it_there() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let path = "/api/payouts/preferences";
    assert_eq!(d.http(d.buyer, "GET", path, None).await.1["data"], json!({"automatic": true}));
    let off = json!({"automatic": false});
    assert_eq!(d.http(d.buyer, "PUT", path, Some(off.clone())).await.1["data"], off);
    assert_eq!(d.try_instruct(PayoutKind::Refund, None, 1_000).await, None);
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 1_000);
    // What came from a card goes back to it, so that the bank is never asked for money that is spent here; and the decision of two
    // guards is carried out all the same.
    for kind in [PayoutKind::Refund, PayoutKind::ExceptionRefund] {
        assert!(d.try_instruct(kind, Some(paid.order), 500).await.is_some());
    }
    let seller = json!({"automatic": false});
    assert_eq!(d.http(d.seller, "PUT", path, Some(seller)).await.0, 200);
    assert_eq!(d.try_instruct(PayoutKind::Release, Some(paid.order), 700).await, None);
    d.sound().await;
}

#[tokio::test]
async fn a_guard_looks_at_what_is_large() {
    let d = Desk::open().await;
    let paid = d.paid(200_000).await;
    let id = d.instruct(PayoutKind::Refund, &paid, 150_000).await;
    d.step(id).await;
    assert_eq!(d.state(id).await, PayoutState::PendingApproval);
    assert!(d.refunds(&paid.intent).await.is_empty());
    let (status, body) = d.http(d.guard, "POST", &format!("/api/admin/payouts/{}/approve", id.0), None).await;
    assert_eq!(status, 200, "{body}");
    d.step(id).await;
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    let refused = d.instruct(PayoutKind::Refund, &paid, 50_000).await;
    let reject = json!({"reason": "no"});
    let (status, body) = d
        .http(d.guard, "POST", &format!("/api/admin/payouts/{}/reject", refused.0), Some(reject))
        .await;
    assert_eq!((status, body["error"]["code"].as_str()), (200, None), "{body}");
    assert_eq!(d.balance(d.buyer, Purpose::Available).await, 50_000);
    d.sound().await;
}

#[tokio::test]
async fn the_money_of_a_held_order_does_not_move() {
    let d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let id = d.instruct(PayoutKind::Refund, &paid, 3_000).await;
    let hold = "update orders set hold_reason = $2 where id = $1";
    let set = async |reason: Option<&str>| {
        sqlx::query(hold)
            .bind(paid.order.0)
            .bind(reason)
            .execute(&d.store().pool)
            .await
            .expect("sets it");
    };
    set(Some("disputed")).await;
    d.step(id).await;
    assert_eq!(d.state(id).await, PayoutState::Approved);
    set(None).await;
    d.later(TimeDelta::seconds(16)).await;
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    d.sound().await;
}

#[tokio::test]
async fn without_a_processor_a_payout_waits() {
    let mut d = Desk::open().await;
    let paid = d.paid(3_000).await;
    let id = d.instruct(PayoutKind::Refund, &paid, 3_000).await;
    let stripe = d.custody.stripe.take();
    d.step(id).await;
    let waits = d.payout(id).await;
    assert_eq!(waits.state, PayoutState::Approved);
    assert!(waits.waiting_reason.is_some_and(|why| why.contains("no card processor")));
    d.custody.stripe = stripe;
    d.step(id).await;
    assert_eq!(d.state(id).await, PayoutState::Confirmed);
    d.sound().await;
}
