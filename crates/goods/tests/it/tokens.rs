//! Tokens: seen by their buyer only, shown when proved anew, ended with their order, settled by their use.

use crate::shop::{Person, SECRET, Shop, open};
use amanat_base::{Amount, OrderId, TokenId};
use amanat_escrow::{Action, Actor};
use amanat_goods::{SettleToken, settle};
use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

async fn reveal(shop: &Shop, by: &Person, token: TokenId) -> crate::shop::Reply {
    shop.post(by, &format!("/api/tokens/{token}/reveal")).await
}

/// A call that takes units and is still running.
async fn call_begins(shop: &Shop, token: TokenId, units: i64) {
    let now = shop.store().now().await.unwrap();
    sqlx::query(
        "insert into usage_records (id, token_id, listing_id, node, at, method, path, held_units)
         select gen_random_uuid(), id, listing_id, gen_random_uuid(), $3, 'GET', '/', $2 from tokens where id = $1",
    )
    .bind(token.0)
    .bind(units)
    .bind(now)
    .execute(&shop.store().pool)
    .await
    .unwrap();
}

async fn calls_end(shop: &Shop) {
    shop.run("update usage_records set units = held_units, outcome = 'counted', finished_at = now() where finished_at is null")
        .await;
}

async fn settle_now(shop: &Shop, token: TokenId) {
    settle(shop.store(), &SettleToken { token }).await.unwrap();
}

#[tokio::test]
async fn the_secret_is_shown_to_its_buyer_when_proved_anew_and_that_is_written_down() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 5).await;
    let (buyer, stranger) = (shop.buyer(5_000_000).await, shop.buyer(0).await);
    let (order, token) = shop.bought(&buyer, listing, 1, "1").await;

    sqlx::query("update sessions set stepped_up_at = null")
        .execute(&shop.store().pool)
        .await
        .unwrap();
    assert_eq!(reveal(&shop, &buyer, token).await.refusal(), (403, "STEP_UP_REQUIRED".into()));
    for person in [&buyer, &stranger, &shop.seller] {
        shop.step_up(person).await;
    }
    let shown = reveal(&shop, &buyer, token).await;
    assert_eq!(shown.data()["secret"], SECRET);
    assert!(shown.no_store);
    reveal(&shop, &buyer, token).await.data();
    assert_eq!(shop.count("select count(*) from token_reveals").await, 2);

    for other in [&stranger, &shop.seller] {
        for (method, path) in [("GET", ""), ("POST", "/reveal"), ("POST", "/revoke"), ("POST", "/refund-unused")] {
            let reply = shop
                .send(0, method, other, &format!("/api/tokens/{token}{path}"), Some("k"), None)
                .await;
            assert_eq!(reply.refusal(), (404, "NOT_FOUND".into()), "{method} {path}");
        }
        assert_eq!(shop.get(other, "/api/tokens").await.data()["items"], serde_json::json!([]));
    }
    let listed = shop.get(&buyer, &format!("/api/tokens?orderId={order}")).await;
    let one = shop.get(&buyer, &format!("/api/tokens/{token}")).await;
    for reply in [&listed, &one] {
        assert!(!String::from_utf8_lossy(&reply.bytes).contains(SECRET));
    }
    assert!(one.data()["revealedAt"].is_string());
    // Nowhere in the database either: what is stored as an answer has no secret.
    assert_eq!(
        shop.count("select count(*) from idempotency_keys where answer::text like '%canary%'")
            .await,
        0
    );

    shop.store().advance(TimeDelta::minutes(11)).await.unwrap();
    assert_eq!(reveal(&shop, &buyer, token).await.refusal(), (403, "STEP_UP_REQUIRED".into()));
}

#[tokio::test]
async fn an_access_token_is_found_by_its_hash_only() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 5).await;
    let buyer = shop.buyer(5_000_000).await;
    let (_, token) = shop.bought(&buyer, listing, 5, "1").await;
    shop.step_up(&buyer).await;
    let secret = reveal(&shop, &buyer, token).await.data()["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("amt_") && secret.len() == 68, "{} characters", secret.len());
    let hash: Vec<u8> = sqlx::query_scalar("select lookup_hash from tokens")
        .fetch_one(&shop.store().pool)
        .await
        .unwrap();
    assert_eq!(hash, Sha256::digest(secret.as_bytes()).to_vec());
    assert_eq!(hash, amanat_goods::tokens::lookup_hash(&secret));
}

#[tokio::test]
async fn ended_and_held_ones_are_not_shown() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 9).await;
    let buyer = shop.buyer(9_000_000).await;
    shop.step_up(&buyer).await;

    let (_, revoked) = shop.bought(&buyer, listing, 1, "1").await;
    let view = shop.post(&buyer, &format!("/api/tokens/{revoked}/revoke")).await.data();
    assert_eq!(
        (&view["state"], &view["endedBecause"]),
        (&Value::from("revoked"), &Value::from("buyer"))
    );
    shop.post(&buyer, &format!("/api/tokens/{revoked}/revoke")).await.data();
    assert_eq!(shop.announced("token_ended").await, 1);
    assert_eq!(reveal(&shop, &buyer, revoked).await.refusal(), (403, "TOKEN_REVOKED".into()));

    let (held, token) = shop.bought(&buyer, listing, 1, "1").await;
    let mut tx = shop.store().begin().await.unwrap();
    amanat_orders::hold(&mut tx, held, "looked at").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(reveal(&shop, &buyer, token).await.refusal(), (403, "TOKEN_REVOKED".into()));

    let (_, late) = shop.bought(&buyer, listing, 1, "1").await;
    shop.store().advance(TimeDelta::days(2)).await.unwrap();
    shop.step_up(&buyer).await;
    assert_eq!(reveal(&shop, &buyer, late).await.refusal(), (403, "TOKEN_EXPIRED".into()));
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.token_state(late).await, "expired");
    assert_eq!(shop.count("select count(*) from token_reveals").await, 0);
}

#[tokio::test]
async fn a_metered_token_that_its_buyer_ends_is_settled_by_its_use() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 9).await;
    let buyer = shop.buyer(9_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 9, "1").await;
    shop.run("update tokens set used_units = 4").await;
    shop.post(&buyer, &format!("/api/tokens/{token}/revoke")).await.data();
    settle(shop.store(), &SettleToken { token }).await.unwrap();
    assert_eq!(shop.order_state(order).await, "completed");
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(5_000_000));
}

#[tokio::test]
async fn a_token_of_a_disputed_order_is_shown_as_on_hold() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 9).await;
    let buyer = shop.buyer(9_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 1, "1").await;
    let view = shop.get(&buyer, &format!("/api/tokens/{token}")).await.data();
    assert_eq!(view["onHold"], false);
    shop.act(order, Action::OpenDispute, Actor::Buyer).await;
    let view = shop.get(&buyer, &format!("/api/tokens/{token}")).await.data();
    assert_eq!((&view["state"], &view["onHold"]), (&Value::from("active"), &Value::from(true)));
}

#[tokio::test]
async fn the_sweep_takes_away_what_no_event_did() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 9).await;
    let buyer = shop.buyer(9_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 9, "1").await;
    let mut tx = shop.store().begin().await.unwrap();
    let refunded = amanat_orders::act(&mut tx, order, Action::Refund, amanat_orders::By::system(Actor::Seller)).await;
    assert!(refunded.is_ok());
    tx.commit().await.unwrap();
    assert_eq!(shop.token_state(token).await, "active");
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.token_state(token).await, "revoked");
    assert_eq!(shop.stock(listing).await, (9, 0, 0, "active".into()));
    shop.sound().await;
}

#[tokio::test]
async fn a_completed_order_keeps_its_secret_and_a_refunded_one_loses_it() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 9).await;
    let buyer = shop.buyer(9_000_000).await;
    shop.step_up(&buyer).await;
    let (kept, token) = shop.bought(&buyer, listing, 1, "1").await;
    shop.act(kept, Action::Confirm, Actor::Buyer).await;
    assert_eq!(reveal(&shop, &buyer, token).await.status, 200);
    let (refunded, token) = shop.bought(&buyer, listing, 3, "1").await;
    shop.act(refunded, Action::Refund, Actor::Seller).await;
    assert_eq!(shop.token_state(token).await, "revoked");
    assert_eq!(reveal(&shop, &buyer, token).await.refusal(), (403, "TOKEN_REVOKED".into()));
    assert_eq!(shop.stock(listing).await, (8, 0, 1, "active".into()), "nobody saw it");
    shop.sound().await;
}

#[tokio::test]
async fn of_a_refunded_order_the_codes_that_nobody_saw_are_sold_again() {
    let shop = open().await;
    let listing = shop.listing("code_pool", "1", 3).await;
    let buyer = shop.buyer(9_000_000).await;
    shop.step_up(&buyer).await;
    let (order, token) = shop.bought(&buyer, listing, 3, "1").await;
    let seen = reveal(&shop, &buyer, token).await.data()["secret"].as_str().unwrap().to_owned();
    assert_eq!(seen, "CODE-0000", "oldest first");
    shop.act(order, Action::Refund, Actor::Seller).await;
    shop.ended(order).await;
    assert_eq!(shop.stock(listing).await, (2, 0, 1, "active".into()));
    assert_eq!(shop.count("select count(*) from tokens where state = 'active'").await, 0);

    let next = shop.buyer(9_000_000).await;
    shop.step_up(&next).await;
    let (order, _) = shop.bought(&next, listing, 2, "1").await;
    let tokens = shop.get(&next, &format!("/api/tokens?orderId={order}")).await.data();
    let mut codes = Vec::new();
    for token in tokens["items"].as_array().unwrap() {
        codes.push(reveal(&shop, &next, crate::shop::id(&token["id"]).into()).await.data()["secret"].clone());
    }
    codes.sort_by_key(Value::to_string);
    assert_eq!(codes, ["CODE-0001", "CODE-0002"]);
    shop.sound().await;
}

#[tokio::test]
async fn unused_units_are_paid_back_and_sold_again() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "0.10", 100).await;
    let buyer = shop.buyer(10_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 100, "0.1").await;
    shop.used(token, 37).await;
    call_begins(&shop, token, 2).await;
    let path = format!("/api/tokens/{token}/refund-unused");
    let keyless = shop.post(&buyer, &path).await;
    assert_eq!(keyless.refusal(), (400, "IDEMPOTENCY_KEY_REQUIRED".into()));
    let reply = shop.send(0, "POST", &buyer, &path, Some("back"), None).await;
    let data = reply.data();
    assert_eq!((data["usedUnits"].as_i64(), data["unusedUnits"].as_i64()), (Some(37), Some(63)));
    assert_eq!(
        (&data["earned"], &data["returned"], &data["state"]),
        (&"3700000".into(), &"6300000".into(), &"completed".into())
    );
    assert_eq!(shop.send(1, "POST", &buyer, &path, Some("back"), None).await, reply);
    let again = shop.send(0, "POST", &buyer, &path, Some("once-more"), None).await;
    assert_eq!(again.refusal(), (409, "ACTION_NOT_ALLOWED".into()));
    shop.ended(order).await;
    shop.ended(order).await;
    assert_eq!(shop.stock(listing).await, (63, 0, 37, "active".into()));
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(6_300_000));
    // 2.5 % of what was earned.
    assert_eq!(shop.balance(shop.seller.id).await, Amount::from_u128(3_607_500));
    assert_eq!(shop.token_state(token).await, "revoked");
}

#[tokio::test]
async fn what_is_not_metered_has_no_unused_units() {
    let shop = open().await;
    let listing = shop.listing("reveal_secret", "1", 9).await;
    let buyer = shop.buyer(9_000_000).await;
    let (_, token) = shop.bought(&buyer, listing, 1, "1").await;
    let reply = shop
        .send(0, "POST", &buyer, &format!("/api/tokens/{token}/refund-unused"), Some("k"), None)
        .await;
    assert_eq!(reply.refusal(), (409, "ACTION_NOT_ALLOWED".into()));
}

#[tokio::test]
async fn an_expired_one_is_settled_by_its_use_when_the_last_call_is_over() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 10).await;
    let buyer = shop.buyer(10_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(token, 4).await;
    settle_now(&shop, token).await;
    assert_eq!(
        (shop.token_state(token).await, shop.order_state(order).await),
        ("active".into(), "delivered".into())
    );

    shop.store().advance(TimeDelta::days(1)).await.unwrap();
    call_begins(&shop, token, 1).await;
    settle_now(&shop, token).await;
    assert_eq!(
        (shop.token_state(token).await, shop.order_state(order).await),
        ("expired".into(), "delivered".into())
    );
    calls_end(&shop).await;
    settle_now(&shop, token).await;
    settle_now(&shop, token).await;
    assert_eq!(shop.order_state(order).await, "completed");
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(6_000_000));
    assert_eq!((shop.announced("settled").await, shop.announced("token_ended").await), (1, 1));
}

#[tokio::test]
async fn a_call_of_a_process_that_is_gone_does_not_keep_the_money() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 10).await;
    let buyer = shop.buyer(10_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(token, 1).await;
    call_begins(&shop, token, 1).await;
    shop.store().advance(TimeDelta::days(1)).await.unwrap();
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.order_state(order).await, "completed");
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(9_000_000));
}

#[tokio::test]
async fn the_last_unit_accepts_the_order_where_the_listing_says_so() {
    let shop = open().await;
    let buyer = shop.buyer(40_000_000).await;
    let listing = shop.listing("metered_gateway", "1", 20).await;
    let (spent, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(token, 10).await;
    call_begins(&shop, token, 1).await;
    settle_now(&shop, token).await;
    assert_eq!(
        shop.token_state(token).await,
        "active",
        "a failed call may still give its unit back"
    );
    calls_end(&shop).await;
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(
        (shop.token_state(token).await, shop.order_state(spent).await),
        ("spent".into(), "completed".into())
    );

    shop.run("update listings set accepted_when_spent = false").await;
    let (waiting, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(token, 10).await;
    settle_now(&shop, token).await;
    assert_eq!(shop.order_state(waiting).await, "delivered");
}

#[tokio::test]
async fn nothing_used_is_everything_back() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 10).await;
    let buyer = shop.buyer(10_000_000).await;
    let (order, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.store().advance(TimeDelta::days(1)).await.unwrap();
    settle_now(&shop, token).await;
    shop.ended(order).await;
    assert_eq!(shop.order_state(order).await, "refunded");
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(10_000_000));
    assert_eq!(shop.stock(listing).await, (10, 0, 0, "active".into()));
    shop.sound().await;
}

#[tokio::test]
async fn a_held_order_is_settled_when_it_is_free_and_a_disputed_one_by_what_was_used() {
    let shop = open().await;
    let listing = shop.listing("metered_gateway", "1", 20).await;
    let buyer = shop.buyer(20_000_000).await;
    let (held, token) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(token, 5).await;
    let (disputed, other) = shop.bought(&buyer, listing, 10, "1").await;
    shop.used(other, 3).await;
    let mut tx = shop.store().begin().await.unwrap();
    amanat_orders::hold(&mut tx, held, "looked at").await.unwrap();
    amanat_orders::act(
        &mut tx,
        disputed,
        Action::OpenDispute,
        amanat_orders::By::person(Actor::Buyer, buyer.id),
    )
    .await
    .unwrap();
    amanat_goods::record_use(&mut tx, disputed).await.unwrap();
    tx.commit().await.unwrap();

    shop.store().advance(TimeDelta::days(1)).await.unwrap();
    for token in [token, other] {
        settle_now(&shop, token).await;
    }
    assert_eq!(
        (shop.order_state(held).await, shop.order_state(disputed).await),
        ("delivered".into(), "disputed".into())
    );
    let mut tx = shop.store().begin().await.unwrap();
    amanat_orders::unhold(&mut tx, held).await.unwrap();
    tx.commit().await.unwrap();
    amanat_goods::run_goods_sweep(&shop.goods).await.unwrap();
    assert_eq!(shop.order_state(held).await, "completed");

    shop.store().advance(TimeDelta::days(15)).await.unwrap();
    amanat_orders::run_due_timers(shop.store()).await.unwrap();
    shop.ended(disputed).await;
    assert_eq!(shop.order_state(disputed).await, "completed");
    assert_eq!(shop.token_state(other).await, "expired");
    assert_eq!(shop.balance(buyer.id).await, Amount::from_u128(12_000_000));
    shop.ended(held).await;
    shop.sound().await;
}

/// One refund of unused units, and all the sums that must hold.
async fn sums_hold(shop: &Shop, units: i64, used: i64, price: &str, fee_bps: i16) {
    sqlx::query("update fee_rules set percent_bps = $1")
        .bind(fee_bps)
        .execute(&shop.store().pool)
        .await
        .unwrap();
    let listing = shop.listing("metered_gateway", price, units).await;
    let buyer = shop.buyer(1_000_000_000).await;
    let (order, token): (OrderId, TokenId) = shop.bought(&buyer, listing, units, price).await;
    let seller_before = shop.balance(shop.seller.id).await;
    let paid = Amount::from_u128(1_000_000_000).checked_sub(shop.balance(buyer.id).await).unwrap();
    shop.used(token, used).await;
    let data = shop
        .send(0, "POST", &buyer, &format!("/api/tokens/{token}/refund-unused"), Some("k"), None)
        .await
        .data();
    let amount = |name: &str| data[name].as_str().unwrap().parse::<Amount>().unwrap();
    let (earned, returned) = (amount("earned"), amount("returned"));
    assert_eq!(earned.checked_add(returned).unwrap(), paid);
    let exact = paid.mul_div(Amount::from_u128(used as u128), Amount::from_u128(units as u128));
    assert_eq!(earned, exact);
    let seller_got = shop.balance(shop.seller.id).await.checked_sub(seller_before).unwrap();
    let fee = earned.checked_sub(seller_got).unwrap();
    let most = earned.mul_div(Amount::from_u128(fee_bps as u128), Amount::from_u128(10_000));
    assert!(fee <= most, "a fee of {fee} on {earned} at {fee_bps}");
    shop.ended(order).await;
    assert_eq!(shop.stock(listing).await.0, units - used);
}

#[test]
fn what_is_given_back_and_what_is_earned_are_what_was_paid() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let shop = runtime.block_on(open());
    let case = (1i64..=900, 0i64..=1_000, 1u32..1_000_000, 0i16..=3_000);
    let config = ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |((units, cut, micros, fee_bps) in case)| {
        let used = cut.min(units);
        runtime.block_on(sums_hold(&shop, units, used, &format!("0.{micros:06}"), fee_bps));
    });
}
