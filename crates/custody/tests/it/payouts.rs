//! The straight way, in every kind of asset; and an instruction given twice.

use crate::world::{SELLER, World, units};
use alloy::primitives::address;
use amanat_base::{Amount, Code};
use amanat_custody::{PayoutKind, PayoutState};
use amanat_ledger::Purpose;
use serde_json::json;

#[tokio::test]
async fn a_release_arrives_in_tokens_of_6_and_18_decimals_and_in_native_coin() {
    let w = World::new().await;
    w.fill_treasury().await;
    let (six, eighteen, coin) = (units(25_000_000), units(7 * 10u128.pow(18)), units(3 * 10u128.pow(18)));
    let cases = [
        (w.six.0, Some(w.six.1), six),
        (w.eighteen.0, Some(w.eighteen.1), eighteen),
        (w.native, None, coin),
    ];
    for (asset, token, amount) in cases {
        let id = w.instruct(asset, amount).await;
        assert_eq!(w.balance(w.seller, asset, Purpose::Releasable).await, amount);
        let payout = w.until(id, PayoutState::Confirmed).await;
        assert_eq!(payout.to.map(|a| a.0), Some(SELLER));
        assert_eq!(w.on_chain(token, SELLER).await, amount);
        for purpose in [Purpose::Available, Purpose::Releasable, Purpose::InTransit] {
            assert!(w.balance(w.seller, asset, purpose).await.is_zero());
        }
        w.sound().await;
    }
    w.finality().await;
    assert_eq!(w.count("select count(*) from payouts where final_at is not null").await, 3);
    assert_eq!(w.count("select count(*) from ledger_transactions where kind = 'gas'").await, 3);
    w.sound().await;
}

#[tokio::test]
async fn the_same_cause_pays_once_even_in_parallel() {
    let w = World::new().await;
    w.fill_treasury().await;
    let amount = units(5_000_000);
    w.credit(w.seller, w.six.0, units(50_000_000)).await;
    let give = async || {
        let mut tx = w.store().begin().await.expect("begins");
        let id = amanat_custody::instruct(&mut tx, w.release("event:one", w.six.0, amount)).await;
        match id {
            Ok(id) => tx.commit().await.map(|()| id),
            Err(e) => Err(e),
        }
    };
    let all = futures_join(&give).await;
    let ids: std::collections::HashSet<_> = all.into_iter().flatten().flatten().collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(w.count("select count(*) from payouts").await, 1);
    let id = *ids.iter().next().expect("one");
    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, amount);
    assert_eq!(w.balance(w.seller, w.six.0, Purpose::Available).await, units(45_000_000));
    w.sound().await;
}

async fn futures_join<F>(give: &impl Fn() -> F) -> Vec<amanat_base::Result<Option<amanat_base::PayoutId>>>
where
    F: Future<Output = amanat_base::Result<Option<amanat_base::PayoutId>>>,
{
    let (a, b, c, d) = tokio::join!(give(), give(), give(), give());
    vec![a, b, c, d]
}

#[tokio::test]
async fn without_an_address_it_waits_and_the_address_is_frozen_afterwards() {
    let w = World::new().await;
    w.fill_treasury().await;
    w.credit(w.buyer, w.six.0, units(9_000_000)).await;
    let mut tx = w.store().begin().await.expect("begins");
    let mut what = w.release("event:refund", w.six.0, units(9_000_000));
    (what.kind, what.user) = (PayoutKind::Refund, w.buyer);
    let id = amanat_custody::instruct(&mut tx, what).await.expect("instructs").expect("a payout");
    tx.commit().await.expect("commits");
    let waiting = w.payout(id).await;
    assert_eq!(waiting.state, PayoutState::WaitingAddress);
    assert!(waiting.waiting_reason.is_some_and(|r| r.contains("payout address")));

    let first = address!("0x00000000000000000000000000000000000000b1");
    w.set_address(w.buyer, first).await;
    let mut tx = w.store().begin().await.expect("begins");
    assert_eq!(amanat_custody::address_changed(&mut tx, w.buyer, 31337).await.expect("goes on"), 1);
    tx.commit().await.expect("commits");
    w.set_address(w.buyer, address!("0x00000000000000000000000000000000000000b2")).await;
    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), first).await, units(9_000_000));
    w.sound().await;
}

#[tokio::test]
async fn a_withdrawal_takes_what_is_available_and_no_more() {
    let w = World::new().await;
    w.fill_treasury().await;
    w.credit(w.seller, w.six.0, units(4_000_000)).await;
    let body = |amount: &str| Some(json!({"assetId": w.six.0, "amount": amount}));
    let (status, answer) = w.http(Some(w.seller), "POST", "/api/payouts", body("4000001")).await;
    assert_eq!((status, &answer["error"]["code"]), (409, &json!("INSUFFICIENT_FUNDS")));
    let (status, first) = w.http_keyed(Some(w.seller), "POST", "/api/payouts", body("4000000"), "k1").await;
    assert_eq!(status, 200, "{first}");
    let (status, again) = w.http_keyed(Some(w.seller), "POST", "/api/payouts", body("4000000"), "k1").await;
    assert_eq!((status, again), (200, first.clone()));
    let (status, _) = w.http_keyed(Some(w.seller), "POST", "/api/payouts", body("1"), "k1").await;
    assert_eq!(status, 422);
    assert_eq!(w.http(Some(w.seller), "POST", "/api/payouts", body("0")).await.0, 400);
    assert_eq!(
        w.http(Some(w.buyer), "POST", "/api/payouts", body("1")).await.1["error"]["code"],
        "NO_PAYOUT_ADDRESS"
    );

    let id: amanat_base::PayoutId = serde_json::from_value(first["data"]["id"].clone()).expect("an id");
    w.until(id, PayoutState::Confirmed).await;
    let (_, balances) = w.http(Some(w.seller), "GET", "/api/user/balances", None).await;
    assert_eq!(balances["data"]["items"][0]["available"], "0");
    let path = format!("/api/payouts/{id}");
    assert_eq!(w.http(Some(w.seller), "GET", &path, None).await.1["data"]["state"], "confirmed");
    assert_eq!(w.http(Some(w.buyer), "GET", &path, None).await.0, 404);
    assert_eq!(w.http(Some(w.guard), "GET", &path, None).await.0, 200);
    assert_eq!(w.http(None, "GET", &path, None).await.0, 401);
    let (_, mine) = w.http(Some(w.buyer), "GET", "/api/payouts", None).await;
    assert_eq!(mine["data"]["items"], json!([]));
    w.sound().await;
}

#[tokio::test]
async fn an_instruction_without_cover_is_refused_or_shrinks_to_what_is_left() {
    let w = World::new().await;
    let mut tx = w.store().begin().await.expect("begins");
    let nothing = amanat_custody::instruct(&mut tx, w.release("event:none", w.six.0, units(5)))
        .await
        .expect("is no error");
    assert_eq!(nothing, None, "its owner withdrew it before");
    let mut what = w.release("withdrawal:x", w.six.0, units(5));
    what.kind = PayoutKind::Withdrawal;
    let refused = amanat_custody::instruct(&mut tx, what).await.expect_err("no balance");
    assert_eq!(refused.code, Code::InsufficientFunds);
    drop(tx);
    w.credit(w.seller, w.six.0, units(3)).await;
    let mut tx = w.store().begin().await.expect("begins");
    let id = amanat_custody::instruct(&mut tx, w.release("event:less", w.six.0, units(5)))
        .await
        .expect("instructs")
        .expect("some");
    tx.commit().await.expect("commits");
    assert_eq!(w.payout(id).await.amount, units(3));
    assert_eq!(w.balance(w.seller, w.six.0, Purpose::Available).await, Amount::ZERO);
    w.sound().await;
}

#[tokio::test]
async fn a_seller_sees_what_waits_in_escrow_for_them_and_a_buyer_does_not() {
    let w = World::new().await;
    let order = w.order().await;
    sqlx::query("update orders set state = 'delivered', acts_at = now() + interval '1 day', asset_id = $2, paid_in = 1000, released = 300, refunded = 100 where id = $1")
        .bind(order.0)
        .bind(w.six.0.0)
        .execute(&w.store().pool)
        .await
        .expect("updates");
    let held = async |who| w.http(Some(who), "GET", "/api/user/balances", None).await.1["data"]["items"].clone();
    let seller = held(w.seller).await;
    assert_eq!((&seller[0]["held"], &seller[0]["available"]), (&json!("600"), &json!("0")));
    assert_eq!(held(w.buyer).await, json!([]));
}
