//! The treasury is short, a derived address is swept, the payout goes out.

use crate::world::{CHAIN, SELLER, World, signer, units};
use alloy::primitives::{Address, U256};
use amanat_base::{Amount, AssetId, DepositId, PaymentId};
use amanat_chain::{
    EvmAddress,
    tx::{KeyRef, Signer, UnsignedTx},
};
use amanat_custody::PayoutState;
use serde_json::json;

const INDEX: u32 = 100;

fn derived(index: u32) -> Address {
    let keys = amanat_chain::tx::LocalKeys::from_phrase(crate::world::PHRASE).expect("the well-known phrase");
    keys.deposit_key().address(index).expect("derives")
}

/// A payment to a derived address that was counted.
async fn deposit(w: &World, index: u32, asset: AssetId, token: Option<Address>, amount: Amount) {
    let (order, payment, to) = (w.order().await, PaymentId::fresh().0, derived(index));
    let pool = &w.store().pool;
    sqlx::query("insert into deposit_wallets (xpub) values ('xpub-test') on conflict do nothing")
        .execute(pool)
        .await
        .expect("a wallet");
    sqlx::query(
        "insert into payments (id, order_id, buyer_id, asset_id, amount, fee, status, expires_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, 0, 'paid', now(), now(), now())",
    )
    .bind(payment)
    .bind(order.0)
    .bind(w.buyer.0)
    .bind(asset.0)
    .bind(amount)
    .execute(pool)
    .await
    .expect("a payment");
    sqlx::query(
        "insert into deposit_addresses (chain_id, address, payment_id, xpub, derivation_index, from_block, created_at)
         values ($1, $2, $3, 'xpub-test', $4, 0, now())",
    )
    .bind(CHAIN)
    .bind(to.as_slice())
    .bind(payment)
    .bind(i64::from(index))
    .execute(pool)
    .await
    .expect("an address");
    sqlx::query(
        "insert into deposits (id, chain_id, tx_hash, token, recipient, ordinal, payment_id, asset_id, sender, amount, block_number, block_hash,
           status, credits, detected_at, confirmed_at)
         values ($1, $2, $3, $4, $5, 0, $6, $7, $5, $8, 1, $3, 'confirmed', 1, now(), now())",
    )
    .bind(DepositId::fresh().0)
    .bind(CHAIN)
    .bind(alloy::primitives::keccak256(payment.as_bytes()).as_slice())
    .bind(token.map(|t| t.to_vec()))
    .bind(to.as_slice())
    .bind(payment)
    .bind(asset.0)
    .bind(amount)
    .execute(pool)
    .await
    .expect("a deposit");
    match token {
        Some(token) => w.node.mint(token, to, amount.0).await,
        None => w.node.send_native(w.node.accounts().await[0], to, amount.0).await,
    };
}

#[tokio::test]
async fn a_short_treasury_is_filled_from_derived_addresses_and_then_pays() {
    let w = World::new().await;
    w.fill_gas(U256::from(10).pow(U256::from(18))).await;
    let amount = units(70_000_000);
    deposit(&w, INDEX, w.six.0, Some(w.six.1), amount).await;
    let id = w.instruct(w.six.0, amount).await;
    amanat_custody::step(&w.custody, w.store(), id).await.expect("steps");
    let waiting = w.payout(id).await;
    assert!(waiting.waiting_reason.is_some_and(|r| r.contains("does not hold enough")));
    let jobs = w
        .count("select count(*) from graphile_worker.jobs where task_identifier = 'custody_plan_sweeps'")
        .await;
    assert_eq!(jobs, 1, "sweeping was asked for");

    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, amount);
    assert!(w.on_chain(Some(w.six.1), derived(INDEX)).await.is_zero());
    w.finality().await;
    assert_eq!(
        w.count("select count(*) from sweeps where state = 'confirmed' and final_at is not null")
            .await,
        1
    );
    assert_eq!(
        w.count("select count(*) from ledger_transactions where kind = 'gas'").await,
        3,
        "top-up, sweep, payout"
    );
    for _ in 0..3 {
        w.tick().await;
    }
    assert_eq!(
        w.count("select count(*) from sweeps").await,
        1,
        "an empty address is not swept again"
    );
    let admin = crate::world::user(w.store(), "admin", "admin").await;
    let (_, list) = w.http(Some(admin), "GET", "/api/payment/derived-destinations", None).await;
    assert_eq!(list["data"]["items"][0]["isSwept"], json!(true));
    w.sound().await;
}

#[tokio::test]
async fn native_coin_is_swept_less_its_gas() {
    let w = World::new().await;
    let amount = units(2 * 10u128.pow(18));
    deposit(&w, INDEX + 1, w.native, None, amount).await;
    for _ in 0..4 {
        w.tick().await;
    }
    let (_, sweeps) = w.http(Some(w.guard), "GET", "/api/admin/sweeps", None).await;
    assert_eq!(sweeps["data"]["items"][0]["state"], "confirmed", "{sweeps}");
    let swept = w.on_chain(None, w.treasury()).await;
    assert!(swept > units(19 * 10u128.pow(17)) && swept < amount);
    w.finality().await;
    for _ in 0..3 {
        w.tick().await;
    }
    assert_eq!(w.count("select count(*) from sweeps").await, 1, "what is left is not worth its gas");
    w.sound().await;
}

#[tokio::test]
async fn below_the_minimum_it_stays_and_above_the_threshold_a_guard_looks() {
    let w = World::new().await;
    w.fill_gas(U256::from(10).pow(U256::from(18))).await;
    deposit(&w, 1, w.six.0, Some(w.six.1), units(999_999)).await;
    deposit(&w, 2, w.six.0, Some(w.six.1), units(2_000_000_000)).await;
    w.tick().await;
    w.tick().await;
    let (_, list) = w.http(Some(w.guard), "GET", "/api/admin/sweeps", None).await;
    assert_eq!(list["data"]["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["data"]["items"][0]["state"], "pending_approval");
    let id = list["data"]["items"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        w.http(Some(w.seller), "POST", &format!("/api/admin/sweeps/{id}/approve"), None)
            .await
            .0,
        403
    );
    assert_eq!(
        w.http(Some(w.guard), "POST", &format!("/api/admin/sweeps/{id}/approve"), None)
            .await
            .0,
        200
    );
    let (_, planned) = w
        .http(Some(w.guard), "POST", "/api/admin/sweeps/plan", Some(json!({"assetId": w.six.0})))
        .await;
    assert_eq!(planned["data"]["planned"], 1, "asked for by asset, however little");
    for _ in 0..5 {
        w.tick().await;
    }
    assert_eq!(w.on_chain(Some(w.six.1), w.treasury()).await, units(2_000_999_999));
    w.sound().await;
}

#[tokio::test]
async fn without_keys_gas_and_sweep_are_signed_elsewhere() {
    let treasury = signer().treasury();
    let w = World::with(Signer::BuildOnly { treasury }, None).await;
    w.fill_gas(U256::from(10).pow(U256::from(18))).await;
    deposit(&w, INDEX + 2, w.six.0, Some(w.six.1), units(5_000_000)).await;
    w.tick().await;
    let (_, list) = w.http(Some(w.guard), "GET", "/api/admin/sweeps", None).await;
    let path = format!(
        "/api/admin/sweeps/{}/transaction",
        list["data"]["items"][0]["id"].as_str().expect("an id")
    );
    for (purpose, key) in [("gas", KeyRef::Treasury), ("sweep", KeyRef::Deposit(INDEX + 2))] {
        let (status, download) = w.http(Some(w.guard), "GET", &path, None).await;
        assert_eq!((status, &download["data"]["purpose"]), (200, &json!(purpose)), "{download}");
        let unsigned: UnsignedTx = serde_json::from_value(download["data"]["transaction"].clone()).expect("a transaction");
        let wrong = signer().sign(key, &unsigned).expect("signs").expect("has keys").raw_hex();
        let (status, answer) = w.http(Some(w.guard), "POST", &path, Some(json!({"rawTransaction": wrong}))).await;
        assert_eq!(status, 200, "{answer}");
        for _ in 0..3 {
            w.tick().await;
        }
    }
    assert_eq!(w.on_chain(Some(w.six.1), treasury).await, units(5_000_000));
    let address = EvmAddress(derived(INDEX + 2));
    assert_eq!(
        w.count("select count(distinct from_address) from outgoing_transactions").await,
        2,
        "{address}"
    );
    w.sound().await;
}

#[tokio::test]
async fn without_gas_a_payout_waits_and_says_so() {
    let w = World::new().await;
    w.node.mint(w.six.1, w.treasury(), U256::from(50_000_000)).await;
    let id = w.instruct(w.six.0, units(50_000_000)).await;
    w.tick().await;
    let waiting = w.payout(id).await;
    assert_eq!(waiting.state, PayoutState::Approved);
    assert!(waiting.waiting_reason.is_some_and(|r| r.contains("native coin for gas")));
    w.fill_gas(U256::from(10).pow(U256::from(18))).await;
    w.until(id, PayoutState::Confirmed).await;
    w.sound().await;
}
