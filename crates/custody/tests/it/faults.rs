//! What chains and nodes do: stuck, lost answers, reorganisations, strangers, transfers without effect.

use crate::world::{SELLER, World, signer, units};
use alloy::primitives::U256;
use amanat_base::AssetId;
use amanat_chain::{
    EvmAddress,
    registry::{self, AssetRow},
};
use amanat_custody::PayoutState;
use amanat_ledger::Purpose;
use amanat_testchain::{Anvil, Liar, Lies};
use serde_json::json;

const AMOUNT: u128 = 6_000_000;

#[tokio::test]
async fn a_stuck_transaction_is_replaced_and_one_of_them_is_mined() {
    let w = World::new().await;
    w.fill_treasury().await;
    w.node.call("evm_setAutomine", json!([false])).await;
    let id = w.instruct(w.six.0, units(AMOUNT)).await;
    for _ in 0..9 {
        w.tick().await;
    }
    assert!(w.count("select count(*) from outgoing_transactions").await >= 2);
    assert_eq!(w.count("select count(distinct nonce) from outgoing_transactions").await, 1);
    w.node.mine(1).await;
    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(AMOUNT));
    assert_eq!(w.count("select count(*) from outgoing_transactions where state = 'mined'").await, 1);
    w.finality().await;
    assert_eq!(w.count("select count(*) from ledger_transactions where kind = 'gas'").await, 1);
    w.sound().await;
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_transaction() {
    let node = Anvil::start().await;
    let liar = Liar::before(node.url()).await;
    let w = World::on(signer(), node, liar.url()).await;
    w.fill_treasury().await;
    let id = w.instruct(w.six.0, units(AMOUNT)).await;
    w.step(id).await;
    w.step(id).await;
    liar.tell(Lies {
        cut_every: Some(1),
        ..Lies::default()
    });
    w.step(id).await;
    assert_eq!(w.payout(id).await.state, PayoutState::Broadcast, "tried, and nobody knows");
    w.tick().await;
    assert!(w.payout(id).await.waiting_reason.is_some_and(|r| r.contains("can't be reached")));
    liar.stop_lying();
    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(AMOUNT));
    assert_eq!(w.count("select count(*) from outgoing_transactions").await, 1);
    w.sound().await;
}

#[tokio::test]
async fn a_reorganisation_after_confirmation_sends_the_same_bytes_again() {
    let w = World::new().await;
    w.fill_treasury().await;
    let id = w.instruct(w.six.0, units(AMOUNT)).await;
    let before = w.until(id, PayoutState::Confirmed).await;
    w.node.reorg(1).await;
    assert!(w.on_chain(Some(w.six.1), SELLER).await.is_zero(), "the reorganisation took it");
    w.tick().await;
    let after = w.until(id, PayoutState::Confirmed).await;
    assert_eq!((after.tx_hash, after.reorgs), (before.tx_hash, 1));
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(AMOUNT));
    assert_eq!(w.count("select count(*) from outgoing_transactions").await, 1);
    w.finality().await;
    assert!(w.payout(id).await.final_at.is_some());
    assert!(w.balance(w.seller, w.six.0, Purpose::InTransit).await.is_zero());
    w.sound().await;
}

#[tokio::test]
async fn a_nonce_used_from_outside_stops_everything_until_somebody_looks() {
    let w = World::new().await;
    w.fill_treasury().await;
    let id = w.instruct(w.six.0, units(AMOUNT)).await;
    w.until(id, PayoutState::Confirmed).await;
    outside(&w).await;
    let next = w.instruct(w.six.0, units(AMOUNT)).await;
    w.tick().await;
    let waiting = w.payout(next).await;
    assert_eq!(waiting.state, PayoutState::Approved);
    assert!(waiting.waiting_reason.is_some_and(|r| r.contains("Another transaction was sent")));
    let admin = crate::world::user(w.store(), "admin", "admin").await;
    let body = json!({"chainId": 31337, "address": EvmAddress(w.treasury())});
    w.finality().await;
    let (status, answer) = w.http(Some(admin), "POST", "/api/admin/custody/nonces/resync", Some(body)).await;
    assert_eq!((status, &answer["data"]["nextNonce"]), (200, &json!(2)), "{answer}");
    w.until(next, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(2 * AMOUNT));
    w.sound().await;
}

#[tokio::test]
async fn a_payout_that_a_stranger_overtook_is_abandoned_only_when_that_is_final() {
    let w = World::new().await;
    w.fill_treasury().await;
    let id = w.instruct(w.six.0, units(AMOUNT)).await;
    w.step(id).await;
    w.step(id).await;
    outside(&w).await;
    w.tick().await;
    w.tick().await;
    let payout = w.payout(id).await;
    assert_eq!(payout.state, PayoutState::Broadcast);
    assert!(payout.waiting_reason.is_some_and(|r| r.contains("not ours")));
    let path = format!("/api/admin/payouts/{id}/abandon");
    assert_eq!(w.http(Some(w.guard), "POST", &path, None).await.1["error"]["code"], "PAYOUT_CLOSED");
    w.node.mine(6).await;
    let (status, answer) = w.http(Some(w.guard), "POST", &path, None).await;
    assert_eq!((status, &answer["data"]["state"]), (200, &json!("failed")), "{answer}");
    assert_eq!(w.balance(w.seller, w.six.0, Purpose::Available).await, units(AMOUNT));
    assert!(w.on_chain(Some(w.six.1), SELLER).await.is_zero());
    w.sound().await;
}

/// Somebody else has the treasury's key and uses the next nonce.
async fn outside(w: &World) {
    let treasury = w.treasury();
    w.node.call("anvil_impersonateAccount", json!([treasury])).await;
    w.node.send_native(treasury, SELLER, U256::from(1)).await;
    w.node.call("anvil_stopImpersonatingAccount", json!([treasury])).await;
}

#[tokio::test]
async fn a_transfer_that_only_returns_false_is_a_failure_and_gives_the_money_back() {
    let w = World::new().await;
    w.fill_treasury().await;
    let token = w.node.deploy("FalseToken", &[]).await;
    // balanceOf is at slot 2 of this contract, after two strings; the treasury seems to hold plenty.
    let slot = alloy::primitives::keccak256([w.treasury().into_word().as_slice(), &U256::from(2).to_be_bytes::<32>()].concat());
    let plenty = format!("{:#066x}", U256::from(10u128.pow(20)));
    w.node.call("anvil_setStorageAt", json!([token, slot, plenty])).await;
    let asset = AssetId::fresh();
    let row = AssetRow {
        id: asset,
        chain_id: 31337,
        contract: Some(EvmAddress(token)),
        symbol: "NOPE".into(),
        decimals: 18,
        par_currency: None,
        enabled: true,
    };
    registry::upsert_asset(&mut w.store().pool.acquire().await.expect("connects"), &row)
        .await
        .expect("lists it");
    let id = w.instruct(asset, units(10u128.pow(18))).await;
    for _ in 0..3 {
        w.tick().await;
    }
    assert_eq!(
        w.payout(id).await.state,
        PayoutState::Broadcast,
        "a failure counts only when it is final"
    );
    w.finality().await;
    let failed = w.payout(id).await;
    assert_eq!(failed.state, PayoutState::Failed);
    assert_eq!(w.balance(w.seller, asset, Purpose::Available).await, units(10u128.pow(18)));
    assert_eq!(
        w.count("select count(*) from events where payload->>'type' = 'payout_failed'")
            .await,
        1
    );
    w.sound().await;
}

#[tokio::test]
async fn while_the_orders_money_is_held_nothing_goes_out() {
    let w = World::new().await;
    w.fill_treasury().await;
    let order = w.order().await;
    let hold = async |reason: Option<&str>| {
        sqlx::query("update orders set hold_reason = $2 where id = $1")
            .bind(order.0)
            .bind(reason)
            .execute(&w.store().pool)
            .await
            .expect("holds")
    };
    w.credit(w.seller, w.six.0, units(AMOUNT)).await;
    hold(Some("its payment was reversed")).await;
    let mut tx = w.store().begin().await.expect("begins");
    let mut what = w.release("event:held", w.six.0, units(AMOUNT));
    what.order = Some(order);
    let id = amanat_custody::instruct(&mut tx, what).await.expect("instructs").expect("a payout");
    tx.commit().await.expect("commits");
    w.tick().await;
    let held = w.payout(id).await;
    assert_eq!(held.state, PayoutState::Approved);
    assert!(held.waiting_reason.is_some_and(|r| r.contains("reversed")));
    // Nor by way of the balance: refused by a guard, then withdrawn.
    let reject = format!("/api/admin/payouts/{id}/reject");
    w.http(Some(w.guard), "POST", &reject, Some(json!({"reason": "held"}))).await;
    sqlx::query("update orders set asset_id = $1")
        .bind(w.six.0.0)
        .execute(&w.store().pool)
        .await
        .expect("was paid in it");
    let body = json!({"assetId": w.six.0, "amount": AMOUNT.to_string()});
    let (status, answer) = w.http(Some(w.seller), "POST", "/api/payouts", Some(body)).await;
    assert_eq!(status, 200, "{answer}");
    let id = serde_json::from_value(answer["data"]["id"].clone()).expect("an id");
    w.tick().await;
    let held = w.payout(id).await;
    assert!(held.state == PayoutState::Approved && held.waiting_reason.is_some_and(|r| r.contains("reversed")));
    hold(None).await;
    w.until(id, PayoutState::Confirmed).await;
    w.sound().await;
}
