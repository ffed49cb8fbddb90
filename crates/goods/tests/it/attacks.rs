//! Buyers, sellers and banks who take back, in part or in the wrong order.

use crate::shop::open;
use amanat_base::{Amount, PaymentId};
use amanat_escrow::{Action, Actor};
use amanat_orders::{By, act};
use amanat_store::Store;
use chrono::TimeDelta;

async fn timers(store: &Store) {
    for order in amanat_orders::due_timers(store).await.unwrap() {
        amanat_goods::settle_before_timer(store, order).await.unwrap();
        amanat_orders::run_order_timer(store, &amanat_orders::OrderTimer { order })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_timer_that_comes_first_pays_for_what_was_used() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 20).await;
    let buyer = shop.buyer(20_000_000).await;
    let (open_order, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(token, 6).await;
    let (disputed, other) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(other, 3).await;
    let mut tx = shop.store().begin().await.unwrap();
    act(&mut tx, disputed, Action::OpenDispute, By::person(Actor::Buyer, buyer.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    // Off for a month; no alarm and no event was seen to before the timers are.
    shop.store().advance(TimeDelta::days(30)).await.unwrap();
    timers(shop.store()).await;
    for order in [open_order, disputed] {
        assert_eq!(shop.order_state(order).await, "completed");
        shop.ended(order).await;
    }
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(11_000_000));
    shop.sound().await;
}

#[tokio::test]
async fn a_seller_who_gives_the_last_cent_back_does_not_take_the_goods_away() {
    let shop = open().await;
    let listing = shop.listing("code_pool", "1", 10).await;
    let buyer = shop.buyer(10_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 3, "1").await;
    let most = Amount::from_u128(2_999_999);
    shop.act(order, Action::ReleasePart { amount: most }, Actor::Buyer).await;
    shop.act(order, Action::Refund, Actor::Seller).await;
    assert_eq!(shop.order_state(order).await, "refunded");
    shop.step_up(&buyer).await;
    let shown = shop.post(&buyer, &format!("/api/tokens/{token}/reveal")).await.data();
    assert!(shown["secret"].as_str().unwrap().starts_with("CODE-"));
    assert_eq!(shop.stock(listing).await, (7, 0, 3, "active".into()));
    shop.store().advance(TimeDelta::minutes(10)).await.unwrap();
    shop.sound().await;
}

#[tokio::test]
async fn a_payment_that_was_taken_back_for_good_leaves_goods_sound() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 10).await;
    let buyer = shop.buyer(0).await;
    let order = shop.ordered(&buyer, listing, 2, "1").await;
    shop.pay(order).await;
    shop.fulfil(order).await;
    let mut tx = shop.store().begin().await.unwrap();
    amanat_orders::reverse(&mut tx, order, PaymentId::fresh()).await.unwrap();
    tx.commit().await.unwrap();
    shop.store().advance(TimeDelta::days(8)).await.unwrap();
    timers(shop.store()).await;
    shop.ended(order).await;
    assert_eq!(shop.order_state(order).await, "expired");
    shop.store().advance(TimeDelta::minutes(10)).await.unwrap();
    shop.sound().await;
}

#[tokio::test]
async fn the_doctor_sees_use_that_nobody_paid_for() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 20).await;
    let buyer = shop.buyer(20_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(token, 6).await;
    shop.store().advance(TimeDelta::days(30)).await.unwrap();
    // The timer alone, as if nothing had been settled before it.
    amanat_orders::run_due_timers(shop.store()).await.unwrap();
    shop.ended(order).await;
    let mut conn = shop.store().pool.acquire().await.unwrap();
    let now = shop.store().now().await.unwrap();
    let findings = amanat_goods::doctor::check(&mut conn, now, 60.0).await.unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains("was settled for 0 of 10000000"), "{findings:?}");
}
