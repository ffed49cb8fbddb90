//! The webhook of the card processor: signatures on raw bytes, repeats, other people's bodies, a database that is away.

use crate::till::Till;
use amanat_base::Code;
use amanat_escrow::State;
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_hundred_copies_at_once_have_one_effect() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    let event = till.newest_event("checkout.session.completed").await;
    let answer = till.control(&format!("events/{event}/send"), json!({"times": 100})).await;
    let statuses = answer["statuses"].as_array().expect("statuses").clone();
    assert_eq!(statuses.len(), 100);
    assert!(statuses.iter().all(|s| *s == 200), "{statuses:?}");
    assert_eq!(till.count("select count(*) from deliveries").await, 1);
    till.process().await;
    assert_eq!((till.state(&bill).await, till.held(&bill).await), (State::Funded, 3_000));
}

#[tokio::test]
async fn only_genuine_and_fresh_signatures_are_taken() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    let event = till.newest_event("checkout.session.completed").await;
    for (manner, expected) in [
        (json!({"tamper": true}), 401),
        (json!({"secret": "whsec_other"}), 401),
        (json!({"skewS": -301}), 401),
        (json!({"skewS": 302}), 401),
    ] {
        let answer = till.control(&format!("events/{event}/send"), manner.clone()).await;
        assert_eq!(answer["statuses"], json!([expected]), "{manner}");
    }
    assert_eq!(till.count("select count(*) from deliveries").await, 0);
    assert_eq!(till.webhook(None, b"{}".to_vec()).await.0, StatusCode::UNAUTHORIZED);
    for manner in [json!({"skewS": -298}), json!({"skewS": 297})] {
        let answer = till.control(&format!("events/{event}/send"), manner.clone()).await;
        assert_eq!(answer["statuses"], json!([200]), "{manner}");
    }
}

#[tokio::test]
async fn the_signature_is_of_the_raw_bytes() {
    let till = Till::open().await;
    let raw = br#"{ "type":"moon.rose",   "id":"evt_spaced", "created": 5, "data":{"object":{"id":"x"}} }"#.to_vec();
    let header = till.sign(&raw).await;
    let again = serde_json::to_vec(&serde_json::from_slice::<serde_json::Value>(&raw).expect("JSON")).expect("serialises");
    assert_eq!(till.webhook(Some(&header), again).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(till.webhook(Some(&header), raw.clone()).await.0, StatusCode::OK);
    assert_eq!(till.webhook(Some(&header), raw).await.1["data"]["stored"], false);
    till.process().await;
    assert_eq!(
        till.count("select count(*) from deliveries where outcome = 'of no interest'").await,
        1
    );
}

#[tokio::test]
async fn what_is_signed_and_is_no_event_is_refused() {
    let till = Till::open().await;
    for raw in [b"[]".to_vec(), b"{}".to_vec(), b"\xff".to_vec()] {
        let header = till.sign_bytes(&raw).await;
        let (status, body) = till.webhook(Some(&header), raw).await;
        assert_eq!((status.as_u16(), till.code(&body)), (400, Some(Code::ValidationFailed)));
    }
    let large = vec![b' '; 300 * 1024];
    let header = till.sign_bytes(&large).await;
    assert_eq!(till.webhook(Some(&header), large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn an_event_says_only_where_to_look() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    let session = till.session(&bill).await;
    // Genuinely signed, and not true: nobody has paid.
    let lie = json!({"id": "evt_lie", "type": "checkout.session.completed", "created": 5, "data": {"object": {
        "id": session["id"], "payment_status": "paid", "status": "complete", "amount_total": 3_000, "currency": "usd",
        "client_reference_id": bill.payment.to_string()}}});
    let raw = lie.to_string().into_bytes();
    let header = till.sign(&raw).await;
    assert_eq!(till.webhook(Some(&header), raw).await.0, StatusCode::OK);
    till.process().await;
    assert_eq!(till.state(&bill).await, State::AwaitingPayment);
    assert_eq!(till.count("select count(*) from ledger_transactions").await, 0);
}

#[tokio::test]
async fn a_processor_that_is_away_when_asked_means_later() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    till.deliver(json!({})).await;
    till.control("faults", json!({"mode": "drop", "count": 50, "path": "/v1/checkout"}))
        .await;
    till.process().await;
    assert_eq!(till.state(&bill).await, State::AwaitingPayment);
    till.control("faults", json!({"mode": "drop", "count": 0})).await;
    till.process().await;
    assert_eq!(till.state(&bill).await, State::Funded);
    till.healthy().await;
}

#[tokio::test]
async fn a_database_that_is_away_lets_the_sender_try_again() {
    let till = Till::open().await;
    let raw = br#"{"id":"evt_1","type":"moon.rose","created":5,"data":{"object":{"id":"x"}}}"#.to_vec();
    let header = till.sign(&raw).await;
    till.db.store.pool.close().await;
    assert_eq!(till.webhook(Some(&header), raw).await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn what_was_answered_is_in_the_queue_and_outlives_the_process() {
    let till = Till::open().await;
    let bill = till.bill("30").await;
    till.pays(&bill).await;
    assert!(till.deliver(json!({})).await.iter().all(|s| *s == 200));
    // The process that answered is gone. What it left in the database is all that there is.
    till.db.store.pool.close().await;
    let store = amanat_store::Store::connect_lazy(&till.db.url, 2).expect("a URL");
    let waiting: Vec<String> = sqlx::query_scalar(
        "select payload->>'delivery' from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
         where t.identifier = 'process_delivery'",
    )
    .fetch_all(&store.pool)
    .await
    .expect("reads");
    assert!(!waiting.is_empty());
    let payments = amanat_payments::Payments {
        store: store.clone(),
        ..till.payments.clone()
    };
    for id in waiting {
        amanat_payments::process_delivery(&payments, id.parse().expect("an id"))
            .await
            .expect("processes");
    }
    let order = amanat_orders::load(&mut store.pool.acquire().await.expect("connects"), bill.order).await;
    assert_eq!(order.expect("an order").deal.state, State::Funded);
}
