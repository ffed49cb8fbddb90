//! The desk when things go on at the same time: changes of the listing, callers that leave, connections that break.

use crate::shop::{Person, Reply, Shop, later, open};
use amanat_base::{Amount, ListingId};
use amanat_store::Tx;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::task::{JoinHandle, JoinSet};

fn start(shop: &Arc<Shop>, by: &Person, key: &'static str, body: Value) -> JoinHandle<Reply> {
    let (shop, by) = (Arc::clone(shop), by.clone());
    tokio::spawn(async move { shop.buy(0, &by, key, &body).await })
}

/// Changes the listing and keeps the change to itself for now, so that whoever wants to lock the row waits.
async fn change(shop: &Shop, listing: ListingId, price: &str) -> Tx {
    let mut tx = shop.store().begin().await.unwrap();
    sqlx::query("update listings set price_per_unit = $2::text::numeric where id = $1")
        .bind(listing.0)
        .bind(price)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx
}

/// The process id of the connection that waits for a lock here, once there is one.
async fn waiting(shop: &Shop) -> i32 {
    loop {
        let pid: Option<i32> =
            sqlx::query_scalar("select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1")
                .fetch_optional(&shop.store().pool)
                .await
                .unwrap();
        if let Some(pid) = pid {
            return pid;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_price_that_changes_meanwhile_is_not_sold_at() {
    let shop = Arc::new(open().await);
    let buyer = shop.buyer(50_000_000).await;
    for (units, kind) in [(1_000, "plenty: the listing is taken last"), (3, "few: it is locked first")] {
        let listing = shop.listing("reveal_secret", "1", units).await;
        let tx = change(&shop, listing, "2").await;
        let reply = start(&shop, &buyer, "k", shop.now(listing, 1, "1"));
        waiting(&shop).await;
        tx.commit().await.unwrap();
        assert_eq!(reply.await.unwrap().refusal(), (409, "PRICE_CHANGED".into()), "{kind}");
        assert_eq!(shop.stock(listing).await, (units, 0, 0, "active".into()));
    }
    assert_eq!(shop.count("select count(*) from orders").await, 0);
    assert_eq!(shop.count("select count(*) from tokens").await, 0);
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(50_000_000));
}

#[tokio::test]
async fn who_leaves_before_the_answer_finds_it_under_the_key() {
    let shop = Arc::new(open().await);
    let buyer = shop.buyer(50_000_000).await;
    let listing = shop.listing("metered_gateway", "1", 3).await;
    let tx = change(&shop, listing, "1").await;
    let left = start(&shop, &buyer, "k", shop.now(listing, 2, "1"));
    waiting(&shop).await;
    left.abort();
    assert!(left.await.is_err());
    tx.commit().await.unwrap();
    let reply = shop.buy(1, &buyer, "k", &shop.now(listing, 2, "1")).await;
    assert_eq!(reply.data()["tokens"][0]["units"], 2);
    assert_eq!(shop.stock(listing).await, (1, 0, 2, "active".into()));
    assert_eq!(shop.count("select count(*) from orders").await, 1);
}

#[tokio::test]
async fn a_connection_that_breaks_is_nothing_that_a_buyer_hears_of() {
    let shop = Arc::new(open().await);
    let buyer = shop.buyer(50_000_000).await;
    for units in [1_000, 3] {
        let listing = shop.listing("reveal_secret", "1", units).await;
        let tx = change(&shop, listing, "1").await;
        let reply = start(&shop, &buyer, if units == 3 { "few" } else { "plenty" }, shop.now(listing, 1, "1"));
        let pid = waiting(&shop).await;
        sqlx::query("select pg_terminate_backend($1)")
            .bind(pid)
            .execute(&shop.store().pool)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        reply.await.unwrap().data();
        assert_eq!(shop.stock(listing).await, (units - 1, 0, 1, "active".into()));
    }
    assert_eq!(shop.count("select count(*) from orders").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_plenty_in_stock_everybody_is_served_and_the_sums_hold() {
    let shop = Arc::new(open().await);
    let mut buyers = Vec::new();
    for _ in 0..20 {
        buyers.push(shop.buyer(100_000_000).await);
    }
    let listing = shop.listing("reveal_secret", "1", 100_000).await;
    let mut running = JoinSet::new();
    for i in 0..400_usize {
        let (shop, by) = (Arc::clone(&shop), buyers[i % buyers.len()].clone());
        running.spawn(async move {
            let units = i64::try_from(i % 3).unwrap() + 1;
            // So that nobody has more unpaid orders than one may have.
            let body = match (i / 20) % 4 {
                0 => later(listing, units, "1"),
                _ => shop.now(listing, units, "1"),
            };
            (
                body["payFromBalance"].is_string(),
                units,
                shop.buy(i % 2, &by, &format!("k{i}"), &body).await,
            )
        });
    }
    let (mut reserved, mut sold) = (0, 0);
    while let Some(done) = running.join_next().await {
        let (paid, units, reply) = done.unwrap();
        reply.data();
        *(if paid { &mut sold } else { &mut reserved }) += units;
    }
    assert_eq!(
        shop.stock(listing).await,
        (100_000 - sold - reserved, reserved, sold, "active".into())
    );
    assert_eq!(shop.count("select count(*) from purchases").await, 400);
    assert_eq!(shop.count("select sales from listings").await, 300);
    shop.sound().await;
}
