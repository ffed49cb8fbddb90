//! Refunds, disputes, payouts, balances.

use crate::setup::Setup;
use amanat_base::Code;
use amanat_stripe::{Dispute, DisputeStatus, Metadata, NewRefund, RefundStatus, Refused};
use serde_json::json;

fn refund(intent: &str, amount: i64) -> NewRefund {
    NewRefund {
        payment_intent: intent.to_owned(),
        amount,
        metadata: Metadata::from([("refund".to_owned(), "r1".to_owned())]),
    }
}

async fn paid(setup: &Setup, amount: i64) -> String {
    setup.paid(amount).await.payment_intent.unwrap()
}

#[tokio::test]
async fn refunds_go_up_to_the_charge_and_no_further() {
    let setup = Setup::new().await;
    let intent = paid(&setup, 1000).await;
    let part = setup.stripe.create_refund(&refund(&intent, 400), "r1").await.unwrap();
    assert_eq!(
        (part.status, part.amount, part.payment_intent.as_deref()),
        (RefundStatus::Succeeded, 400, Some(intent.as_str()))
    );
    assert_eq!(part.metadata.get("refund").map(String::as_str), Some("r1"));
    let again = setup.stripe.create_refund(&refund(&intent, 400), "r1").await.unwrap();
    assert_eq!(again, part, "the same key: the same refund");
    let error = setup.stripe.create_refund(&refund(&intent, 601), "r2").await.unwrap_err();
    assert_eq!(
        Refused::of(&error).and_then(|refused| refused.param.clone()).as_deref(),
        Some("amount")
    );
    setup.stripe.create_refund(&refund(&intent, 600), "r3").await.unwrap();
    let charge = setup.stripe.payment_intent(&intent).await.unwrap().latest_charge.unwrap();
    assert!(charge.refunded && charge.amount_refunded == 1000);
    let error = setup.stripe.create_refund(&refund(&intent, 1), "r4").await.unwrap_err();
    assert_eq!(
        Refused::of(&error).map(|refused| refused.code.as_str()),
        Some("charge_already_refunded")
    );
    let kinds = setup.kinds().await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "charge.refunded").count(), 2);
    assert_eq!(setup.stripe.refund(&part.id).await.unwrap(), part);
}

#[tokio::test]
async fn a_refund_of_nothing_or_of_what_was_not_paid_is_refused() {
    let setup = Setup::new().await;
    let error = setup.stripe.create_refund(&refund("pi_none", 5), "r1").await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    let intent = paid(&setup, 1000).await;
    for amount in [0, -1] {
        let error = setup
            .stripe
            .create_refund(&refund(&intent, amount), &format!("r{amount}"))
            .await
            .unwrap_err();
        assert_eq!(
            Refused::of(&error).map(|refused| refused.code.as_str()),
            Some("parameter_invalid_integer")
        );
    }
    let id = setup.session(1000).await.id;
    setup.control(&format!("sessions/{id}/complete"), json!({ "paid": false })).await;
    let debit = setup.stripe.session(&id).await.unwrap().payment_intent.unwrap();
    assert!(Refused::of(&setup.stripe.create_refund(&refund(&debit, 5), "r5").await.unwrap_err()).is_some());
}

#[tokio::test]
async fn a_pending_refund_succeeds_or_comes_back() {
    let setup = Setup::new().await;
    setup.control("settings", json!({ "pendingRefunds": true })).await;
    let intent = paid(&setup, 1000).await;
    let first = setup.stripe.create_refund(&refund(&intent, 300), "r1").await.unwrap();
    assert_eq!(first.status, RefundStatus::Pending);
    setup
        .control(&format!("refunds/{}", first.id), json!({ "status": "succeeded" }))
        .await;
    assert_eq!(setup.stripe.refund(&first.id).await.unwrap().status, RefundStatus::Succeeded);
    let second = setup.stripe.create_refund(&refund(&intent, 700), "r2").await.unwrap();
    setup
        .control(&format!("refunds/{}", second.id), json!({ "status": "failed" }))
        .await;
    let failed = setup.stripe.refund(&second.id).await.unwrap();
    assert_eq!((failed.status, failed.failure_reason.is_some()), (RefundStatus::Failed, true));
    let charge = setup.stripe.payment_intent(&intent).await.unwrap().latest_charge.unwrap();
    assert_eq!(
        (charge.amount_refunded, charge.refunded),
        (300, false),
        "what came back can be refunded again"
    );
    let kinds = setup.kinds().await;
    assert!(
        kinds.contains(&"refund.updated".to_owned()) && kinds.contains(&"refund.failed".to_owned()),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn somebody_refunds_in_the_dashboard() {
    let setup = Setup::new().await;
    let intent = paid(&setup, 1000).await;
    setup
        .control(&format!("payment_intents/{intent}/refund"), json!({ "amount": 250 }))
        .await;
    setup.control(&format!("payment_intents/{intent}/refund"), json!({})).await;
    let charge = setup.stripe.payment_intent(&intent).await.unwrap().latest_charge.unwrap();
    assert_eq!(charge.amount_refunded, 1000);
    let path = format!("refunds?payment_intent={intent}");
    let (_, list) = setup.raw("GET", &path, "", None).await;
    let amounts: Vec<i64> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|refund| refund["amount"].as_i64())
        .collect();
    assert_eq!(amounts, [750, 250]);
    let found = setup.stripe.refunds_of(&intent).await.unwrap();
    assert_eq!(found.iter().map(|refund| refund.amount).collect::<Vec<_>>(), amounts);
    assert!(found.iter().all(|refund| refund.metadata.is_empty()), "nobody of ours made them");
    assert_eq!(setup.stripe.refunds_of(&paid(&setup, 500).await).await.unwrap(), []);
}

#[tokio::test]
async fn disputes_take_the_money_and_may_give_it_back() {
    let setup = Setup::new().await;
    for (won, status) in [(true, DisputeStatus::Won), (false, DisputeStatus::Lost)] {
        let intent = paid(&setup, 1000).await;
        let before = setup.control("settle", json!({})).await["available"][0]["amount"].as_i64().unwrap();
        let dispute = setup
            .control(&format!("payment_intents/{intent}/dispute"), json!({ "reason": "fraudulent" }))
            .await;
        let id = dispute["id"].as_str().unwrap().to_owned();
        let available = async || {
            setup.raw("GET", "balance", "", None).await.1["available"][0]["amount"]
                .as_i64()
                .unwrap()
        };
        setup.control(&format!("disputes/{id}/withdraw"), json!({})).await;
        assert_eq!(available().await, before - 1000);
        assert!(setup.stripe.payment_intent(&intent).await.unwrap().latest_charge.unwrap().disputed);
        let error = setup.stripe.create_refund(&refund(&intent, 5), &id).await.unwrap_err();
        assert_eq!(Refused::of(&error).map(|refused| refused.code.as_str()), Some("charge_disputed"));
        setup.control(&format!("disputes/{id}/close"), json!({ "won": won })).await;
        assert_eq!(available().await, if won { before } else { before - 1000 });
        let closed: Dispute = setup.events().await.last().unwrap().read().unwrap();
        assert_eq!((closed.status, closed.amount, closed.reason.as_str()), (status, 1000, "fraudulent"));
        assert_eq!(setup.stripe.disputes_of(&intent).await.unwrap(), std::slice::from_ref(&closed));
        assert_eq!(closed.payment_intent, Some(intent));
        assert!(
            setup
                .fake
                .control(&format!("disputes/{id}/close"), json!({ "won": won }))
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn a_payout_empties_the_balance() {
    let setup = Setup::new().await;
    setup.control("balance", json!({ "amount": 900, "currency": "usd" })).await;
    setup.control("payouts", json!({ "amount": 900, "currency": "usd" })).await;
    let (_, balance) = setup.raw("GET", "balance", "", None).await;
    assert_eq!(balance["available"][0]["amount"], 0);
    assert_eq!(setup.kinds().await, ["payout.paid"]);
}
