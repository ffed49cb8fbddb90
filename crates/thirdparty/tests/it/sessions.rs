//! Checkout Sessions from opening to their three ends.

use crate::setup::{Setup, new_session, now};
use amanat_stripe::{ChargeStatus, IntentStatus, NewSession, PaymentStatus, Refused, SessionStatus};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn a_session_is_what_was_asked_for_and_has_no_payment_yet() {
    let setup = Setup::new().await;
    let new = new_session(1234);
    let session = setup.stripe.create_session(&new, "k").await.unwrap();
    assert_eq!(
        (session.status, session.payment_status),
        (SessionStatus::Open, PaymentStatus::Unpaid)
    );
    assert_eq!((session.amount_total, session.currency.as_deref()), (Some(1234), Some("usd")));
    assert_eq!(session.metadata, new.metadata);
    assert_eq!(session.client_reference_id.as_deref(), Some("order-1"));
    assert_eq!(session.expires_at.timestamp(), new.expires_at.timestamp());
    assert!(session.url.is_some_and(|url| url.starts_with(&setup.fake.url())));
    assert_eq!(session.payment_intent, None);
}

#[tokio::test]
async fn paying_by_card_completes_session_payment_and_charge() {
    let setup = Setup::new().await;
    let session = setup.paid(1234).await;
    assert_eq!(
        (session.status, session.payment_status, session.url),
        (SessionStatus::Complete, PaymentStatus::Paid, None)
    );
    let intent = setup.stripe.payment_intent(&session.payment_intent.unwrap()).await.unwrap();
    assert_eq!((intent.status, intent.amount_received), (IntentStatus::Succeeded, 1234));
    assert_eq!(intent.metadata, new_session(1).metadata, "payment_intent_data[metadata]");
    assert_eq!(intent.transfer_group.as_deref(), Some("order-1"));
    let charge = intent.latest_charge.unwrap();
    assert_eq!(
        (charge.status, charge.amount_captured, charge.amount_refunded),
        (ChargeStatus::Succeeded, 1234, 0)
    );
    assert_eq!(setup.kinds().await.last().map(String::as_str), Some("checkout.session.completed"));
    assert!(
        setup
            .fake
            .control(&format!("sessions/{}/complete", session.id), json!({}))
            .await
            .is_err(),
        "only once"
    );
}

#[tokio::test]
async fn a_bank_debit_is_unpaid_until_it_arrives_or_bounces() {
    let setup = Setup::new().await;
    for (succeeds, end, event) in [
        (true, PaymentStatus::Paid, "checkout.session.async_payment_succeeded"),
        (false, PaymentStatus::Unpaid, "checkout.session.async_payment_failed"),
    ] {
        let id = setup.session(900).await.id;
        setup.control(&format!("sessions/{id}/complete"), json!({ "paid": false })).await;
        let session = setup.stripe.session(&id).await.unwrap();
        assert_eq!(
            (session.status, session.payment_status),
            (SessionStatus::Complete, PaymentStatus::Unpaid)
        );
        let intent = session.payment_intent.unwrap();
        assert_eq!(setup.stripe.payment_intent(&intent).await.unwrap().status, IntentStatus::Processing);
        setup
            .control(&format!("sessions/{id}/async"), json!({ "succeeded": succeeds }))
            .await;
        assert_eq!(setup.stripe.session(&id).await.unwrap().payment_status, end);
        assert_eq!(setup.kinds().await.last().map(String::as_str), Some(event));
        assert!(
            setup.fake.control(&format!("sessions/{id}/async"), json!({})).await.is_err(),
            "only once"
        );
    }
}

#[tokio::test]
async fn a_debit_arrives_by_itself_where_that_is_set() {
    let setup = Setup::new().await;
    setup.control("settings", json!({ "debitAfterS": 3600 })).await;
    let id = setup.session(900).await.id;
    setup.control(&format!("sessions/{id}/complete"), json!({ "paid": false })).await;
    assert_eq!(setup.stripe.session(&id).await.unwrap().payment_status, PaymentStatus::Unpaid);
    setup.control("clock", json!({ "advanceS": 3600 })).await;
    assert_eq!(setup.stripe.session(&id).await.unwrap().payment_status, PaymentStatus::Paid);
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open() {
    let setup = Setup::new().await;
    let id = setup.session(900).await.id;
    setup.control(&format!("sessions/{id}/decline"), json!({})).await;
    let session = setup.stripe.session(&id).await.unwrap();
    assert_eq!(
        (session.status, session.payment_status),
        (SessionStatus::Open, PaymentStatus::Unpaid)
    );
    let intent = session.payment_intent.clone().unwrap();
    let failed = setup.stripe.payment_intent(&intent).await.unwrap();
    assert_eq!(failed.status, IntentStatus::RequiresPaymentMethod);
    assert_eq!(failed.latest_charge.unwrap().status, ChargeStatus::Failed);
    setup.control(&format!("sessions/{id}/complete"), json!({})).await;
    assert_eq!(
        setup.stripe.session(&id).await.unwrap().payment_intent,
        Some(intent),
        "the same payment, another charge"
    );
}

#[tokio::test]
async fn an_open_session_expires_by_order_or_by_time() {
    let setup = Setup::new().await;
    let ordered = setup.session(900).await.id;
    let expired = setup.stripe.expire_session(&ordered).await.unwrap();
    assert_eq!((expired.status, expired.url), (SessionStatus::Expired, None));
    let twice = setup.stripe.expire_session(&ordered).await.unwrap_err();
    assert_eq!(Refused::of(&twice).map(|refused| refused.status), Some(400));
    let paid = setup.paid(900).await.id;
    assert!(Refused::of(&setup.stripe.expire_session(&paid).await.unwrap_err()).is_some());
    let waited = setup.session(900).await.id;
    setup.control("clock", json!({ "advanceS": 46 * 60 })).await;
    assert_eq!(setup.stripe.session(&waited).await.unwrap().status, SessionStatus::Expired);
    assert!(setup.fake.control(&format!("sessions/{waited}/complete"), json!({})).await.is_err());
    let expirations = setup.kinds().await.into_iter().filter(|kind| kind == "checkout.session.expired");
    assert_eq!(expirations.count(), 2);
}

#[tokio::test]
async fn what_stripe_would_refuse_is_refused() {
    let setup = Setup::new().await;
    let change = |change: &dyn Fn(&mut NewSession)| {
        let mut new = new_session(1000);
        change(&mut new);
        new
    };
    let cases = [
        ("expires too soon", change(&|new| new.expires_at = now() + TimeDelta::seconds(1790))),
        (
            "expires too late",
            change(&|new| new.expires_at = now() + TimeDelta::seconds(86_410)),
        ),
        ("nothing", change(&|new| new.amount = 0)),
        ("less than nothing", change(&|new| new.amount = -5)),
        ("too little", change(&|new| new.amount = 49)),
        ("too much", change(&|new| new.amount = 100_000_000)),
        ("no such currency", change(&|new| new.currency = "xxx".to_owned())),
        ("no name", change(&|new| new.product_name = String::new())),
        ("no address", change(&|new| new.success_url = "done".to_owned())),
        ("long reference", change(&|new| new.client_reference_id = "r".repeat(201))),
        ("long key", change(&|new| drop(new.metadata.insert("k".repeat(41), "v".to_owned())))),
        (
            "long value",
            change(&|new| drop(new.metadata.insert("k".to_owned(), "v".repeat(501)))),
        ),
        (
            "many keys",
            change(&|new| new.metadata.extend((0..51).map(|n| (n.to_string(), "v".to_owned())))),
        ),
        ("no email", change(&|new| new.customer_email = Some("nobody".to_owned()))),
    ];
    for (name, new) in cases {
        let error = setup.stripe.create_session(&new, name).await.expect_err(name);
        assert_eq!(Refused::of(&error).map(|refused| refused.status), Some(400), "{name}: {error:?}");
    }
    let items: String = (0..101)
        .map(|n| {
            let item = format!("line_items[{n}]");
            format!("&{item}[quantity]=1&{item}[price_data][currency]=usd&{item}[price_data][unit_amount]=100&{item}[price_data][product_data][name]=x")
        })
        .collect();
    let form = |items: &str| format!("mode=payment&success_url=http://localhost/{items}");
    assert_eq!(setup.raw("POST", "checkout/sessions", &form(&items), None).await.0, 400);
    let hundred = &items[..items.find("&line_items[100]").unwrap()];
    let (status, session) = setup.raw("POST", "checkout/sessions", &form(hundred), None).await;
    assert_eq!((status, &session["amount_total"]), (200, &json!(10_000)));
    let lifetime = session["expires_at"].as_i64().unwrap() - session["created"].as_i64().unwrap();
    assert_eq!(lifetime, 86_400, "the default");
}
