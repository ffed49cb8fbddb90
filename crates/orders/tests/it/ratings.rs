//! Who may rate, when, and who reads it when.

use crate::app::{App, Person, start};
use amanat_base::{OrderId, Role};
use amanat_orders::run_reveal_ratings;
use chrono::TimeDelta;
use serde_json::json;

struct Parties {
    app: App,
    buyer: Person,
    seller: Person,
}

async fn parties() -> Parties {
    let app = start().await;
    let buyer = app.person("Bea", &[Role::Buyer]).await;
    let seller = app.person("Sam", &[Role::Seller]).await;
    Parties { app, buyer, seller }
}

impl Parties {
    async fn order(&self, state: &str) -> OrderId {
        self.app.order(&self.buyer, &self.seller, state, None).await
    }
}

fn side(side: &str, stars: i64) -> (String, i64) {
    (side.to_owned(), stars)
}

#[tokio::test]
async fn neither_side_reads_the_other_before_both_have_spoken() {
    let deal = parties().await;
    let (app, order) = (&deal.app, deal.order("completed").await);
    let mine = app.rate(&deal.buyer, order, 5).await.data();
    assert_eq!(mine["canRate"], false);
    assert_eq!(app.read(&deal.buyer, order).await, [side("buyer", 5)]);
    assert_eq!(app.read(&deal.seller, order).await, []);
    let of_seller = format!("/api/users/{}/ratings", deal.seller.id);
    let unseen = app.get(None, &of_seller).await.data();
    assert_eq!((&unseen["count"], &unseen["average"]), (&json!(0), &json!(null)));
    assert!(app.announced().await.is_empty());

    app.rate(&deal.seller, order, 2).await.data();
    for reader in [&deal.buyer, &deal.seller] {
        assert_eq!(app.read(reader, order).await, [side("buyer", 5), side("seller", 2)]);
    }
    let seen = app.get(None, &of_seller).await.data();
    assert_eq!((&seen["count"], &seen["average"]), (&json!(1), &json!(5.0)));
    assert_eq!(seen["items"][0]["rater"]["displayName"], "Bea");
    assert_eq!(app.announced().await.len(), 2);
    assert_eq!(run_reveal_ratings(app.store()).await.unwrap(), 0, "told already");
}

#[tokio::test]
async fn a_rating_that_is_not_answered_shows_after_a_week_and_is_told_once() {
    let deal = parties().await;
    let (app, order) = (&deal.app, deal.order("resolved").await);
    app.rate(&deal.seller, order, 1).await.data();
    app.store().advance(TimeDelta::days(7) - TimeDelta::minutes(1)).await.unwrap();
    assert_eq!(run_reveal_ratings(app.store()).await.unwrap(), 0);
    assert_eq!(app.read(&deal.buyer, order).await, []);

    app.store().advance(TimeDelta::minutes(2)).await.unwrap();
    assert_eq!(app.read(&deal.buyer, order).await, [side("seller", 1)]);
    assert_eq!(run_reveal_ratings(app.store()).await.unwrap(), 1);
    assert_eq!(run_reveal_ratings(app.store()).await.unwrap(), 0);
    // The other side may still answer, and that shows at once.
    app.rate(&deal.buyer, order, 3).await.data();
    assert_eq!(app.read(&deal.seller, order).await.len(), 2);
    let told = app.announced().await;
    let said: Vec<_> = told.iter().map(|event| (event["by"].as_str(), event["stars"].as_i64())).collect();
    assert_eq!(said, [(Some("seller"), Some(1)), (Some("buyer"), Some(3))]);
}

#[tokio::test]
async fn each_side_rates_once_even_when_it_asks_ten_times_at_once() {
    let deal = parties().await;
    let (app, order) = (&deal.app, deal.order("completed").await);
    let asked = (0..10).map(|_| app.rate(&deal.buyer, order, 4));
    let mut codes: Vec<_> = Vec::new();
    for reply in futures::future::join_all(asked).await {
        codes.push((reply.status, reply.body["error"]["code"].as_str().unwrap_or("rated").to_owned()));
    }
    codes.sort();
    assert_eq!(codes[0], (200, "rated".to_owned()));
    assert!(
        codes[1..].iter().all(|code| *code == (409, "ALREADY_RATED".to_owned())),
        "{codes:?}"
    );
}

#[tokio::test]
async fn both_sides_rating_in_the_same_moment_reveal_each_other() {
    let deal = parties().await;
    for _ in 0..10 {
        let (app, order) = (&deal.app, deal.order("completed").await);
        let (first, second) = tokio::join!(app.rate(&deal.buyer, order, 5), app.rate(&deal.seller, order, 4));
        assert_eq!((first.status, second.status), (200, 200));
        assert_eq!(app.read(&deal.buyer, order).await.len(), 2);
    }
    assert_eq!(deal.app.announced().await.len(), 20);
}

#[tokio::test]
async fn only_a_deal_that_ended_well_or_was_decided_is_rated_and_only_for_sixty_days() {
    let deal = parties().await;
    let app = &deal.app;
    for state in ["delivered", "refunded", "expired", "cancelled"] {
        let order = deal.order(state).await;
        assert_eq!(app.rate(&deal.buyer, order, 5).await.code(), "ACTION_NOT_ALLOWED", "{state}");
        let ratings = app.get(Some(&deal.buyer), &format!("/api/orders/{order}/ratings")).await.data();
        assert_eq!((&ratings["canRate"], &ratings["rateUntil"]), (&json!(false), &json!(null)));
    }
    let order = deal.order("completed").await;
    app.store().advance(TimeDelta::days(60) - TimeDelta::minutes(1)).await.unwrap();
    assert_eq!(app.rate(&deal.buyer, order, 5).await.status, 200);
    app.store().advance(TimeDelta::minutes(2)).await.unwrap();
    assert_eq!(app.rate(&deal.seller, order, 5).await.code(), "ACTION_NOT_ALLOWED");
}

#[tokio::test]
async fn strangers_find_nothing_staff_read_everything_and_nobody_rates_for_others() {
    let deal = parties().await;
    let (app, order) = (&deal.app, deal.order("completed").await);
    let stranger = app.person("Eve", &[Role::Buyer, Role::Seller]).await;
    let guard = app.person("Gus", &[Role::Guard]).await;
    app.rate(&deal.buyer, order, 5).await.data();
    let path = format!("/api/orders/{order}/ratings");
    assert_eq!(app.get(Some(&stranger), &path).await.code(), "NOT_FOUND");
    assert_eq!(app.get(None, &path).await.status, 401);
    for outsider in [&stranger, &guard] {
        assert_eq!(app.rate(outsider, order, 1).await.code(), "NOT_FOUND");
    }
    assert_eq!(app.read(&guard, order).await, [side("buyer", 5)]);
    assert_eq!(app.rate(&deal.buyer, OrderId::fresh(), 1).await.code(), "NOT_FOUND");
    assert_eq!(
        app.get(None, &format!("/api/users/{}/ratings", OrderId::fresh())).await.code(),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn what_is_not_a_rating_is_refused() {
    let deal = parties().await;
    let (app, order) = (&deal.app, deal.order("completed").await);
    for body in [
        json!({ "stars": 0 }),
        json!({ "stars": 6 }),
        json!({ "stars": 2.5 }),
        json!({}),
        json!({ "stars": 5, "comment": "" }),
        json!({ "stars": 5, "comment": "  " }),
        json!({ "stars": 5, "comment": "x".repeat(2001) }),
        json!({ "stars": 5, "comment": "\u{0}" }),
        json!({ "stars": 5, "order": "x" }),
    ] {
        let refused = app.post(&deal.buyer, &format!("/api/orders/{order}/ratings"), body.clone()).await;
        assert_eq!((refused.status, refused.code()), (400, "VALIDATION_FAILED"), "{body}");
    }
    let long = json!({ "stars": 1, "comment": "ä".repeat(2000) });
    assert_eq!(
        app.post(&deal.buyer, &format!("/api/orders/{order}/ratings"), long).await.status,
        200
    );
}
