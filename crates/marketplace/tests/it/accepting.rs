//! Acceptance: who may, what it freezes, and that it happens once.

use crate::app::{PHONES, start, terms};
use amanat_base::Role;
use serde_json::json;

#[tokio::test]
async fn the_buyer_accepts_and_an_order_with_exactly_these_terms_exists() {
    let app = start().await;
    let (buyer, sam, sue) = (app.buyer().await, app.seller().await, app.person("Sue", &[Role::Seller]).await);
    let request = app.request(&buyer).await;
    let (offer, other) = (app.offer(&sam, &request, "100").await, app.offer(&sue, &request, "90").await);
    let preview = app.get(&buyer, &format!("{offer}/preview")).await.data();
    assert_eq!(
        (&preview["fee"]["total"], &preview["fee"]["sellerGets"]),
        (&json!("100"), &json!("97.5"))
    );

    let accepted = app.accept(&buyer, &offer, 1, "k").await.data();
    let (state, order_terms): (String, serde_json::Value) = sqlx::query_as("select state, terms from orders where id = $1::uuid")
        .bind(accepted["orderId"].as_str().unwrap())
        .fetch_one(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(state, "awaiting_payment");
    assert_eq!(order_terms["price"], "100");
    assert_eq!(order_terms["category"], PHONES);
    assert_eq!((&order_terms["buyer"], &order_terms["seller"]), (&json!(buyer.id), &json!(sam.id)));
    assert_eq!(order_terms["periods"]["deliveryS"], 5 * 86_400);
    assert_eq!(
        order_terms["description"],
        "Any phone with a working camera.\n\nAgreed proposal 1: In good shape."
    );

    let seen = app.get(&buyer, &request).await.data();
    assert_eq!((&seen["status"], &seen["offerCount"]), (&json!("accepted"), &json!(1)));
    assert_eq!(seen["acceptedOfferId"], accepted["offerId"]);
    assert_eq!(app.get(&sue, &request).await.data()["acceptedOfferId"], serde_json::Value::Null);
    assert_eq!(app.get(&sam, &offer).await.data()["orderId"], accepted["orderId"]);
    assert_eq!(app.get(&sue, &other).await.data()["status"], "closed");
    assert_eq!(app.announced().await.last().unwrap(), "offer_accepted");
    let closed: serde_json::Value =
        sqlx::query_scalar("select payload -> 'closed' from events where payload ->> 'type' = 'offer_accepted'")
            .fetch_one(&app.store().pool)
            .await
            .unwrap();
    assert_eq!(closed[0]["seller"], json!(sue.id));
}

#[tokio::test]
async fn only_the_side_that_did_not_propose_accepts_and_only_what_it_has_seen() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let request = app.request(&buyer).await;
    let offer = app.offer(&seller, &request, "100").await;
    assert_eq!(app.accept(&seller, &offer, 1, "a").await.code(), "OWN_REVISION");
    app.post(&buyer, &format!("{offer}/revisions"), terms("80")).await.data();
    assert_eq!(app.accept(&buyer, &offer, 1, "b").await.code(), "OFFER_CHANGED");
    assert_eq!(app.accept(&buyer, &offer, 2, "c").await.code(), "OWN_REVISION");
    assert_eq!(app.accept(&seller, &offer, 1, "d").await.code(), "OFFER_CHANGED");
    assert_eq!(app.accept(&seller, &offer, 0, "e").await.status, 400);
    assert_eq!(app.orders().await, 0);
    app.accept(&seller, &offer, 2, "f").await.data();
    assert_eq!(app.orders().await, 1);
    assert_eq!(app.accept(&seller, &offer, 2, "g").await.code(), "REQUEST_CLOSED");
    assert_eq!(
        app.post(&seller, &format!("{offer}/revisions"), terms("1")).await.code(),
        "OFFER_CLOSED"
    );
}

#[tokio::test]
async fn a_repeated_acceptance_answers_the_same_and_a_key_is_for_one_request() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let request = app.request(&buyer).await;
    let offer = app.offer(&seller, &request, "100").await;
    let path = format!("{offer}/accept");
    let without = app.post(&buyer, &path, json!({ "revision": 1 })).await;
    assert_eq!(without.code(), "IDEMPOTENCY_KEY_REQUIRED");
    let first = app.accept(&buyer, &offer, 1, "k").await.data();
    assert_eq!(app.accept(&buyer, &offer, 1, "k").await.data(), first);
    assert_eq!(app.accept(&buyer, &offer, 2, "k").await.code(), "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(app.orders().await, 1);
}

#[tokio::test]
async fn parallel_acceptances_make_exactly_one_order() {
    let app = start().await;
    let buyer = app.buyer().await;
    let request = app.request(&buyer).await;
    let mut offers = Vec::new();
    for name in ["A", "B", "C", "D"] {
        let seller = app.person(name, &[Role::Seller]).await;
        offers.push(app.offer(&seller, &request, "100").await);
    }
    // Every offer twice, with the same key and with another.
    let tries = offers.iter().flat_map(|o| [(o, "same"), (o, "other")]);
    let mut running = Vec::new();
    for (i, (offer, key)) in tries.enumerate() {
        let key = if key == "same" { "same".to_owned() } else { format!("key-{i}") };
        running.push(async { (app.accept(&buyer, offer, 1, &key.clone()).await, key) });
    }
    let replies = join_all(running).await;
    assert_eq!(
        replies.iter().filter(|(r, _)| r.status == 200).count(),
        1,
        "one of them made the order"
    );
    for (reply, key) in replies.iter().filter(|(r, _)| r.status != 200) {
        assert!([409, 422].contains(&reply.status), "{key}: {}", reply.body);
    }
    assert_eq!(app.orders().await, 1);
    let live: i64 = sqlx::query_scalar("select count(*) from offers where status = 'accepted'")
        .fetch_one(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(live, 1);
}

#[tokio::test]
async fn nobody_deals_with_a_suspended_person() {
    let app = start().await;
    let (buyer, seller) = (app.buyer().await, app.seller().await);
    let request = app.request(&buyer).await;
    let offer = app.offer(&seller, &request, "100").await;
    sqlx::query("update users set status = 'suspended' where id = $1")
        .bind(seller.id.0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(app.accept(&buyer, &offer, 1, "k").await.code(), "OFFER_CLOSED");
    assert_eq!(
        app.post(&seller, &format!("{offer}/revisions"), terms("1")).await.code(),
        "ACCOUNT_SUSPENDED"
    );
    assert_eq!(app.orders().await, 0);
}

/// All of them at once, on this task.
async fn join_all<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (slot, future) in done.iter_mut().zip(&mut running) {
            if slot.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
            {
                *slot = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}
