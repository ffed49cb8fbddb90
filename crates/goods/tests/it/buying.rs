//! Buying: never oversold, once per key, refused for a reason.

use crate::shop::{Person, Reply, Shop, later, open};
use amanat_base::{Amount, ListingId, OrderId};
use amanat_goods::Fulfilled;
use serde_json::{Value, json};
use uuid::Uuid;

/// Everybody buys the same at once, half of them at each desk.
async fn race(shop: &Shop, buyers: &[Person], body: &Value) -> Vec<Reply> {
    let keys: Vec<String> = buyers.iter().map(|_| Uuid::new_v4().to_string()).collect();
    let all = buyers
        .iter()
        .zip(&keys)
        .enumerate()
        .map(|(i, (buyer, key))| shop.buy(i % 2, buyer, key, body));
    futures_join(all).await
}

/// Drives them together.
async fn futures_join<F: Future<Output = Reply>>(all: impl Iterator<Item = F>) -> Vec<Reply> {
    let mut running: Vec<_> = all.map(Box::pin).collect();
    let mut done: Vec<Option<Reply>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (slot, one) in done.iter_mut().zip(&mut running) {
            if slot.is_none()
                && let std::task::Poll::Ready(reply) = one.as_mut().poll(cx)
            {
                *slot = Some(reply);
            }
        }
        match done.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

fn tally(replies: &[Reply]) -> (usize, usize) {
    let bought = replies.iter().filter(|reply| reply.status == 200).count();
    let sold_out = replies.iter().filter(|r| r.status == 409 && r.refusal().1 == "SOLD_OUT").count();
    (bought, sold_out)
}

async fn crowd(shop: &Shop, count: usize, balance: u128) -> Vec<Person> {
    let mut buyers = Vec::with_capacity(count);
    for _ in 0..count {
        buyers.push(shop.buyer(balance).await);
    }
    buyers
}

#[tokio::test]
async fn a_hundred_race_for_ten_over_two_processes() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1.50", 10).await;
    let buyers = crowd(&shop, 100, 0).await;
    let replies = race(&shop, &buyers, &later(listing, 1, "1.5")).await;
    assert_eq!(tally(&replies), (10, 90));
    assert_eq!(shop.stock(listing).await, (0, 10, 0, "sold_out".into()));
    assert_eq!(shop.count("select count(*) from purchases where state = 'reserved'").await, 10);
    assert_eq!(shop.count("select count(*) from orders").await, 10);
    assert_eq!(
        shop.count("select count(*) from idempotency_keys").await,
        10,
        "a refused one leaves no key"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_pay_from_their_balance_for_the_last_hundred() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "2", 100).await;
    let buyers = crowd(&shop, 500, 2_000_000).await;
    let replies = race(&shop, &buyers, &shop.now(listing, 1, "2")).await;
    assert_eq!(tally(&replies), (100, 400));
    assert_eq!(shop.stock(listing).await, (0, 0, 100, "sold_out".into()));
    assert_eq!(shop.count("select count(*) from tokens where state = 'active'").await, 100);
    assert_eq!(shop.count("select count(distinct lookup_hash) from tokens").await, 100);
    assert_eq!(
        shop.count("select count(*) from orders where state = 'delivered' and paid_in = 2000000")
            .await,
        100
    );
    shop.sound().await;
}

#[tokio::test]
async fn who_has_no_money_takes_no_units_from_who_has() {
    let shop = open().await;
    let listing = shop.listing("code_pool", "3", 3).await;
    let mut buyers = crowd(&shop, 6, 0).await;
    buyers.extend(crowd(&shop, 3, 3_000_000).await);
    let replies = race(&shop, &buyers, &shop.now(listing, 1, "3")).await;
    for poor in &replies[..6] {
        let refusal = poor.refusal();
        assert!(
            refusal == (409, "INSUFFICIENT_FUNDS".into()) || refusal == (409, "SOLD_OUT".into()),
            "{refusal:?}"
        );
    }
    for rich in &replies[6..] {
        assert_eq!(rich.status, 200, "{}", rich.body());
    }
    assert_eq!(shop.stock(listing).await, (0, 0, 3, "sold_out".into()));
    assert_eq!(
        shop.count("select count(distinct order_id) from codes where order_id is not null")
            .await,
        3
    );
    shop.sound().await;
}

#[tokio::test]
async fn one_key_is_one_purchase_whatever_the_number_of_requests() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 50).await;
    let buyer = shop.buyer(10_000_000).await;
    let body = shop.now(listing, 2, "1");
    let replies = futures_join((0..50).map(|i| shop.buy(i % 2, &buyer, "the-key", &body))).await;
    let first = &replies[0];
    assert_eq!(first.status, 200, "{}", first.body());
    assert!(replies.iter().all(|reply| reply == first), "the same bytes for all");
    assert_eq!(shop.buy(1, &buyer, "the-key", &body).await, *first);
    assert_eq!(shop.stock(listing).await.2, 2);
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(8_000_000));

    let other = shop.buy(0, &buyer, "the-key", &shop.now(listing, 3, "1")).await;
    assert_eq!(other.refusal(), (422, "IDEMPOTENCY_KEY_REUSED".into()));
    assert_eq!(shop.stock(listing).await.2, 2);
    // Another person's key of the same text is another key.
    let neighbour = shop.buyer(10_000_000).await;
    assert_ne!(
        shop.buy(0, &neighbour, "the-key", &body).await.data()["order"]["orderId"],
        first.data()["order"]["orderId"]
    );
}

#[tokio::test]
async fn one_key_for_two_purchases_at_once_is_good_for_one() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 50).await;
    let buyer = shop.buyer(10_000_000).await;
    let (one, two) = (shop.now(listing, 1, "1"), shop.now(listing, 2, "1"));
    let replies = futures_join([&one, &two].into_iter().map(|body| shop.buy(0, &buyer, "k", body))).await;
    let refused: Vec<_> = replies.iter().filter(|r| r.status != 200).map(Reply::refusal).collect();
    assert_eq!(refused, [(422, "IDEMPOTENCY_KEY_REUSED".into())]);
    assert_eq!(shop.count("select count(*) from orders").await, 1);
}

#[tokio::test]
async fn two_clicks_without_a_key_buy_nothing_and_with_two_keys_twice() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 50).await;
    let buyer = shop.buyer(0).await;
    let body = later(listing, 1, "1");
    let keyless = shop.send(0, "POST", &buyer, "/api/orders", None, Some(&body)).await;
    assert_eq!(keyless.refusal(), (400, "IDEMPOTENCY_KEY_REQUIRED".into()));
    for bad in ["", &"k".repeat(256), "a b", "\u{e9}"] {
        let reply = shop.buy(0, &buyer, bad, &body).await;
        assert_eq!(reply.refusal(), (400, "IDEMPOTENCY_KEY_MALFORMED".into()), "{bad:?}");
    }
    assert_eq!(shop.count("select count(*) from orders").await, 0);
    assert_eq!(shop.buy(0, &buyer, &"k".repeat(255), &body).await.status, 200);
    assert_eq!(shop.buy(0, &buyer, "another", &body).await.status, 200);
    assert_eq!(shop.count("select count(*) from orders").await, 2);
}

#[tokio::test]
async fn what_may_not_be_bought_is_refused_for_its_reason() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "2", 10).await;
    let buyer = shop.buyer(9_000_000_000).await;
    let refusal = async |body: &Value| shop.buy(0, &buyer, &Uuid::new_v4().to_string(), body).await.refusal();

    for units in [0, -1, 1_000_001] {
        let reply = shop.buy(0, &buyer, "k", &later(listing, units, "2")).await;
        assert_eq!(reply.refusal(), (400, "VALIDATION_FAILED".into()));
        assert_eq!(reply.body()["error"]["details"][0]["path"], "units");
    }
    assert_eq!(refusal(&later(listing, 11, "2")).await, (409, "SOLD_OUT".into()));
    assert_eq!(refusal(&later(listing, 1, "2.01")).await, (409, "PRICE_CHANGED".into()));
    assert_eq!(refusal(&later(ListingId::fresh(), 1, "2")).await, (404, "NOT_FOUND".into()));
    let mut elsewhere = shop.now(listing, 1, "2");
    elsewhere["payFromBalance"] = json!(Uuid::new_v4());
    assert_eq!(refusal(&elsewhere).await, (409, "ASSET_NOT_PAYABLE".into()));
    let extra = json!({ "listingId": listing, "units": 1, "unitPrice": "2", "sellerId": Uuid::new_v4() });
    assert_eq!(refusal(&extra).await, (400, "VALIDATION_FAILED".into()));

    let own = shop.buy(0, &shop.seller, "k", &later(listing, 1, "2")).await;
    assert_eq!(own.refusal(), (403, "OWN_LISTING".into()));

    shop.run("update listings set min_units = 2, max_units = 3").await;
    assert_eq!(refusal(&later(listing, 1, "2")).await, (400, "VALIDATION_FAILED".into()));
    assert_eq!(refusal(&later(listing, 4, "2")).await, (400, "VALIDATION_FAILED".into()));
    shop.run("update listings set min_units = 1, max_units = 1000, moderation = 'pending'")
        .await;
    assert_eq!(refusal(&later(listing, 1, "2")).await, (409, "LISTING_CLOSED".into()));
    shop.run("update listings set moderation = 'approved', status = 'paused'").await;
    assert_eq!(refusal(&later(listing, 1, "2")).await, (409, "LISTING_CLOSED".into()));
    shop.run("update listings set status = 'active'").await;
    shop.run("update users set status = 'suspended' where display_name = 'Sam'").await;
    assert_eq!(refusal(&later(listing, 1, "2")).await, (409, "LISTING_CLOSED".into()));
    assert_eq!(shop.stock(listing).await, (10, 0, 0, "active".into()));

    let dear = shop.listing("reveal_secret", "1000.01", 10).await;
    shop.run("update users set status = 'active'").await;
    assert_eq!(refusal(&shop.now(dear, 1, "1000.01")).await, (409, "AMOUNT_TOO_LARGE".into()));
    assert_eq!(shop.count("select count(*) from orders").await, 0);
    assert_eq!(shop.count("select count(*) from idempotency_keys").await, 0);
}

#[tokio::test]
async fn what_is_paid_later_is_delivered_once_however_often_it_is_tried() {
    let shop = open().await;
    let listing = shop.listing("code_pool", "5", 4).await;
    let buyer = shop.buyer(0).await;
    let order = shop.ordered(&buyer, listing, 3, "5").await;
    assert_eq!(shop.fulfil(order).await, Fulfilled::Nothing, "not paid yet");
    assert_eq!(shop.stock(listing).await, (1, 3, 0, "active".into()));
    shop.pay(order).await;
    assert_eq!(shop.fulfil(order).await, Fulfilled::Now { listing, units: 3 });
    assert_eq!(shop.fulfil(order).await, Fulfilled::Nothing);
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.order_state(order).await, "delivered");
    assert_eq!(shop.stock(listing).await, (1, 0, 3, "active".into()));
    assert_eq!(shop.count("select count(*) from tokens").await, 3);
    let first = shop
        .count("select count(*) from codes c join tokens t on t.code_id = c.id where c.order_id = t.order_id")
        .await;
    assert_eq!(first, 3);
    assert_eq!(
        (shop.announced("sold").await, shop.count("select sales from listings").await),
        (1, 1)
    );
    shop.sound().await;
}

#[tokio::test]
async fn the_sweep_delivers_what_no_event_did() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 10).await;
    let buyer = shop.buyer(0).await;
    let order = shop.ordered(&buyer, listing, 10, "1").await;
    assert_eq!(shop.stock(listing).await.3, "sold_out");
    shop.pay(order).await;
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.order_state(order).await, "delivered");
    assert_eq!(shop.stock(listing).await, (0, 0, 10, "sold_out".into()));
}

#[tokio::test]
async fn one_buyer_keeps_only_so_much_aside_without_paying() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 50).await;
    let buyer = shop.buyer(1_000_000).await;
    for _ in 0..5 {
        shop.ordered(&buyer, listing, 1, "1").await;
    }
    let later = serde_json::json!({ "listingId": listing, "units": 1, "unitPrice": "1" });
    let sixth = shop.buy(0, &buyer, "sixth", &later).await;
    assert_eq!(sixth.refusal(), (409, "TOO_MANY_UNPAID".into()));
    assert_eq!(shop.stock(listing).await, (45, 5, 0, "active".into()));
    shop.buy(0, &buyer, "paid", &shop.now(listing, 1, "1")).await.data();
    let other = shop.buyer(0).await;
    shop.ordered(&other, listing, 1, "1").await;
    assert_eq!(shop.stock(listing).await, (43, 6, 1, "active".into()));
}

#[tokio::test]
async fn an_order_that_expires_gives_its_units_back_once() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 5).await;
    let buyer = shop.buyer(0).await;
    let order = shop.ordered(&buyer, listing, 5, "1").await;
    assert_eq!(shop.stock(listing).await, (0, 5, 0, "sold_out".into()));
    shop.store().advance(chrono::TimeDelta::hours(2)).await.unwrap();
    amanat_orders::run_due_timers(shop.store()).await.unwrap();
    assert_eq!(shop.order_state(order).await, "expired");
    shop.ended(order).await;
    shop.ended(order).await;
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.stock(listing).await, (5, 0, 0, "active".into()));
    assert_eq!(shop.announced("units_returned").await, 1);
    shop.sound().await;
}

#[tokio::test]
async fn what_cannot_be_opened_is_not_sold_and_what_was_paid_is_paid_back() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 5).await;
    let buyer = shop.buyer(5_000_000).await;
    let order = shop.ordered(&buyer, listing, 1, "1").await;
    shop.pay(order).await;
    shop.run("update sealed_secrets set ciphertext = set_byte(ciphertext, 3, (get_byte(ciphertext, 3) + 1) % 256)")
        .await;

    let now = shop.buy(0, &buyer, "now", &shop.now(listing, 1, "1")).await;
    assert_eq!(now.refusal(), (409, "SECRET_REFUSED".into()));
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(5_000_000));

    assert!(matches!(shop.fulfil(order).await, Fulfilled::Impossible(_)));
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.announced("fulfilment_failed").await, 1, "said once");
    let sales = shop.get(&shop.seller, "/api/sales").await.data();
    assert!(sales["items"][0]["failure"].is_string(), "{sales}");
    assert_eq!(
        (shop.order_state(order).await, shop.stock(listing).await),
        ("funded".into(), (4, 1, 0, "active".into()))
    );

    shop.store().advance(chrono::TimeDelta::hours(2)).await.unwrap();
    amanat_orders::run_due_timers(shop.store()).await.unwrap();
    shop.ended(order).await;
    assert_eq!(
        (shop.order_state(order).await, shop.stock(listing).await),
        ("refunded".into(), (5, 0, 0, "active".into()))
    );
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(6_000_000));
}

#[tokio::test]
async fn codes_that_are_being_paid_for_are_not_taken_out_and_those_that_came_back_can_be() {
    let shop = open().await;
    let listing = shop.listing("code_pool", "1", 5).await;
    let buyer = shop.buyer(0).await;
    let order = shop.ordered(&buyer, listing, 2, "1").await;
    let path = format!("/api/listings/{listing}/codes/remove");
    let all = json!({});
    let remove = || shop.send(0, "POST", &shop.seller, &path, None, Some(&all));
    remove().await.data();
    assert_eq!(shop.stock(listing).await, (0, 2, 0, "sold_out".into()));
    shop.pay(order).await;
    assert_eq!(shop.fulfil(order).await, Fulfilled::Now { listing, units: 2 });
    remove().await.data();
    assert_eq!(shop.stock(listing).await, (0, 0, 2, "sold_out".into()));

    let sales = shop.get(&shop.seller, "/api/sales").await.data();
    let sale = &sales["items"][0];
    assert_eq!((&sale["earned"], &sale["assetSymbol"]), (&json!("0"), &json!("TUSD")));
    shop.act(order, amanat_escrow::Action::Refund, amanat_escrow::Actor::Seller).await;
    shop.ended(order).await;
    let back = shop.stock(listing).await.0;
    assert_eq!(back, 2, "nobody saw them");
    remove().await.data();
    assert_eq!(shop.count("select count(*) from codes").await, 0);
    shop.sound().await;
}

#[tokio::test]
async fn a_fulfilment_that_breaks_off_leaves_nothing() {
    let shop = open().await;
    let listing = shop.listing("code_pool", "1", 5).await;
    let buyer = shop.buyer(0).await;
    let order = shop.ordered(&buyer, listing, 2, "1").await;
    shop.pay(order).await;
    let mut tx = shop.store().begin().await.unwrap();
    amanat_goods::fulfil(&mut tx, &shop.goods, order).await.unwrap();
    drop(tx);
    assert_eq!(shop.count("select count(*) from tokens").await, 0);
    assert_eq!(shop.count("select count(*) from codes where order_id is not null").await, 0);
    assert_eq!(
        (shop.order_state(order).await, shop.stock(listing).await),
        ("funded".into(), (3, 2, 0, "active".into()))
    );
    shop.fulfil(order).await;
    assert_eq!(shop.count("select count(*) from tokens").await, 2);
}

#[tokio::test]
async fn a_held_order_is_not_delivered_until_it_is_free() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 5).await;
    let buyer = shop.buyer(0).await;
    let order = shop.ordered(&buyer, listing, 1, "1").await;
    shop.pay(order).await;
    let hold = async |reason: Option<&str>| {
        let mut tx = shop.store().begin().await.unwrap();
        match reason {
            Some(reason) => amanat_orders::hold(&mut tx, order, reason).await.unwrap(),
            None => amanat_orders::unhold(&mut tx, order).await.unwrap(),
        }
        tx.commit().await.unwrap();
    };
    hold(Some("looked at")).await;
    assert_eq!(shop.fulfil(order).await, Fulfilled::Nothing);
    hold(None).await;
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.order_state(order).await, "delivered");
}

#[tokio::test]
async fn a_seller_sees_their_sales_and_nobody_elses() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 50).await;
    let buyer = shop.buyer(50_000_000).await;
    let mut orders: Vec<OrderId> = Vec::new();
    for _ in 0..3 {
        orders.push(shop.bought(&buyer, listing, 2, "1").await.0);
    }
    let first = shop.get(&shop.seller, "/api/sales?limit=2").await.data();
    let rest = shop
        .get(
            &shop.seller,
            &format!("/api/sales?limit=2&cursor={}", first["nextCursor"].as_str().unwrap()),
        )
        .await
        .data();
    let mut seen: Vec<String> = [&first, &rest]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|sale| sale["orderId"].as_str().unwrap().to_owned())
        .collect();
    seen.reverse();
    assert_eq!(seen, orders.iter().map(OrderId::to_string).collect::<Vec<_>>());
    assert_eq!(first["items"][0]["buyerName"], "Bea");
    assert_eq!(shop.get(&buyer, "/api/sales").await.data()["items"], json!([]));
}
