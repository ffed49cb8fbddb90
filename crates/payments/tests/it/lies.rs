//! Wrong, fake and fee-taking tokens, failed transactions, lying reports: rows C05 to C07, C09, C15, C16, W08.

use crate::shop::{PRICE, Shop};
use alloy::{
    primitives::{Address, B256, U256, address},
    sol_types::SolValue,
};
use amanat_base::Amount;
use amanat_chain::{EvmAddress, callback::ReportEvent};
use amanat_escrow::State;
use amanat_testchain::contract;

#[tokio::test]
async fn another_listed_token_is_a_case_and_funds_nothing() {
    let shop = Shop::open().await;
    let dai = shop.node.deploy_token("DAI", 18).await;
    shop.list(Some(dai), "DAI", 18).await;
    let bill = shop.bill().await;
    let tx = shop.node.send_token(dai, shop.payer, bill.address, U256::from(PRICE)).await;
    shop.arrives(tx, Some(dai), bill.address).await;
    assert_eq!((shop.state(bill.order).await, shop.held(&bill).await), (State::AwaitingPayment, 0));
    assert_eq!(shop.cases().await, [("wrong_asset".into(), "open".into(), PRICE)]);
    shop.paid(bill.address, PRICE).await;
    assert_eq!(shop.state(bill.order).await, State::Funded, "the right money still funds it");
    shop.healthy().await;
}

#[tokio::test]
async fn an_unlisted_look_alike_is_flagged_once_and_never_counts() {
    let shop = Shop::open().await;
    let fake = shop.node.deploy_token("USDC", 6).await;
    let bill = shop.bill().await;
    for _ in 0..2 {
        let tx = shop.node.send_token(fake, shop.payer, bill.address, U256::from(PRICE)).await;
        shop.arrives(tx, Some(fake), bill.address).await;
    }
    assert_eq!(
        (shop.state(bill.order).await, shop.suspense(&bill).await),
        (State::AwaitingPayment, 0)
    );
    assert_eq!(shop.deposits().await, [("ignored".into(), PRICE), ("ignored".into(), PRICE)]);
    assert_eq!(shop.cases().await, [("unknown_token".into(), "open".into(), PRICE)]);
    shop.healthy().await;
}

#[tokio::test]
async fn a_listed_contract_that_only_claims_transfers_credits_nothing() {
    let shop = Shop::open().await;
    let fake = shop.node.deploy("FakeToken", &[]).await;
    let asset = shop.list(Some(fake), "FAKE", 6).await;
    let order = shop.order("100").await;
    let bill = shop.checkout(order, asset).await;
    let tx = shop.node.send_token(fake, shop.payer, bill.address, U256::from(PRICE)).await;
    shop.arrives(tx, Some(fake), bill.address).await;
    assert_eq!(
        (shop.state(order).await, shop.deposits().await),
        (State::AwaitingPayment, vec![("ignored".into(), 0)])
    );
    shop.healthy().await;
}

#[tokio::test]
async fn of_a_token_that_takes_a_fee_only_what_arrived_counts() {
    let shop = Shop::open().await;
    let fee = shop.node.deploy("FeeToken", &true.abi_encode()).await;
    shop.node.mint(fee, shop.payer, U256::from(PRICE * 10)).await;
    let asset = shop.list(Some(fee), "FEE", 6).await;
    let order = shop.order("100").await;
    let bill = shop.checkout(order, asset).await;
    let tx = shop.node.send_token(fee, shop.payer, bill.address, U256::from(PRICE)).await;
    shop.arrives(tx, Some(fee), bill.address).await;
    let arrived = PRICE - PRICE / 100;
    assert_eq!(
        (shop.status(&bill).await, shop.deposits().await),
        ("underpaid".into(), vec![("confirmed".into(), arrived)])
    );
    assert_eq!(shop.state(order).await, State::AwaitingPayment);
    shop.healthy().await;
}

#[tokio::test]
async fn failed_and_false_transfers_and_native_lies_are_rejected() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let poor = shop.node.accounts().await[5];
    let failed = shop.node.send_token(shop.token, poor, bill.address, U256::from(PRICE)).await;
    shop.arrives(failed, Some(shop.token), bill.address).await;
    let no = shop.node.deploy("FalseToken", &[]).await;
    let silent = shop.node.send_token(no, shop.payer, bill.address, U256::from(PRICE)).await;
    shop.arrives(silent, Some(no), bill.address).await;
    // A true transfer of the token, told as one of native coin.
    let token = shop.pay(bill.address, 5).await;
    shop.arrives(token, None, bill.address).await;
    let outcomes = shop.outcomes().await;
    assert_eq!(
        outcomes,
        [
            "rejected: the transaction failed",
            "rejected: no such transfer in this transaction",
            "rejected: no such transfer in this transaction"
        ]
    );
    assert_eq!(
        (shop.state(bill.order).await, shop.deposits().await),
        (State::AwaitingPayment, vec![])
    );
    shop.healthy().await;
}

#[tokio::test]
async fn a_poisoning_transfer_of_nothing_is_no_payment() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.node.send_token(shop.token, shop.payer, bill.address, U256::ZERO).await;
    shop.arrives(tx, Some(shop.token), bill.address).await;
    assert_eq!((shop.deposits().await, shop.status(&bill).await), (vec![], "waiting".into()));
    shop.healthy().await;
}

#[tokio::test]
async fn native_coin_pays_too() {
    let shop = Shop::open().await;
    let eth = shop.list(None, "ETH", 18).await;
    let order = shop.order("0.5").await;
    let bill = shop.checkout(order, eth).await;
    let tx = shop
        .node
        .send_native(shop.payer, bill.address, U256::from(500_000_000_000_000_000_u64))
        .await;
    shop.arrives(tx, None, bill.address).await;
    assert_eq!(shop.state(order).await, State::Funded);
    shop.healthy().await;
}

#[tokio::test]
async fn a_report_with_another_amount_counts_as_the_chain_says() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, 7).await;
    let mut report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Confirmed).await;
    report.amount = Amount::from_u128(u128::from(PRICE));
    report.confirmations = 1_000;
    shop.deliver(&report).await;
    shop.process().await;
    assert_eq!(
        (shop.state(bill.order).await, shop.deposits().await),
        (State::AwaitingPayment, vec![("detected".into(), 7)])
    );
    shop.healthy().await;
}

#[tokio::test]
async fn a_report_with_another_recipient_or_an_unknown_transaction_moves_nothing() {
    let shop = Shop::open().await;
    let (paid, unpaid) = (shop.bill().await, shop.bill().await);
    let tx = shop.pay(paid.address, PRICE).await;
    let to_other = shop.report(tx, Some(shop.token), unpaid.address, ReportEvent::Confirmed).await;
    let mut to_stranger = to_other.clone();
    to_stranger.to = EvmAddress(address!("0x00000000000000000000000000000000005e11e2"));
    to_stranger.event = ReportEvent::Detected;
    let mut invented = to_other.clone();
    invented.tx_hash = B256::repeat_byte(9).into();
    for report in [&to_other, &to_stranger, &invented] {
        shop.deliver(report).await;
    }
    shop.process().await;
    let outcomes = shop.outcomes().await;
    assert_eq!(
        outcomes,
        [
            "rejected: no such transfer in this transaction",
            "rejected: not an address of ours",
            ""
        ]
    );
    shop.db.store.clock.advance(chrono::TimeDelta::minutes(16));
    shop.process().await;
    assert_eq!(shop.outcomes().await[2], "rejected: the chain does not know this transaction");
    assert_eq!((shop.status(&unpaid).await, shop.deposits().await), ("waiting".into(), vec![]));
    shop.healthy().await;
}

#[tokio::test]
async fn too_few_confirmations_wait_and_a_new_band_is_in_force_at_once() {
    let shop = Shop::open().await;
    let admin = shop.person(&[amanat_base::Role::Admin]).await;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE / 2).await;
    assert_eq!(
        shop.deposits().await,
        [("confirmed".into(), PRICE / 2)],
        "three blocks are enough for it"
    );
    let bands = serde_json::json!({"chainId": 31337, "bands": [{"assetId": null, "minAmount": (PRICE).to_string(), "confirmations": 6}]});
    let path = "/api/admin/settings/confirmation-thresholds";
    let (status, body) = shop.send("PUT", path, Some(&admin), bands).await;
    assert_eq!(status, 200, "{body}");
    // Half the price, but the whole payment's band: splitting doesn't need less depth.
    shop.paid(bill.address, PRICE / 2).await;
    assert_eq!(shop.state(bill.order).await, State::Confirming);
    let (_, waiting) = shop
        .send(
            "GET",
            "/api/admin/payments/awaiting-confirmation",
            Some(&admin),
            serde_json::Value::Null,
        )
        .await;
    assert_eq!(waiting["data"]["items"][0]["required"], 6);
    let (status, _) = shop
        .send("PUT", path, Some(&admin), serde_json::json!({"chainId": 31337, "bands": []}))
        .await;
    assert_eq!(status, 200);
    shop.look().await;
    assert_eq!(shop.state(bill.order).await, State::Funded);
    shop.healthy().await;
}

#[tokio::test]
async fn several_transfers_of_one_transaction_count_each_once() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let batch: Address = shop.node.deploy("Caller", &[]).await;
    shop.node.send_token(shop.token, shop.payer, batch, U256::from(PRICE)).await;
    let half = contract::transfer(bill.address, U256::from(PRICE / 2));
    let calls: Vec<alloy::primitives::Bytes> = vec![half.clone().into(), half.into()];
    let data = contract::call("callMany(address,bytes[])", &(shop.token, calls).abi_encode_params());
    let tx = shop.node.execute(shop.payer, batch, data).await;
    shop.arrives(tx, Some(shop.token), bill.address).await;
    assert_eq!(
        shop.deposits().await,
        [("confirmed".into(), PRICE / 2), ("confirmed".into(), PRICE / 2)]
    );
    assert_eq!((shop.state(bill.order).await, shop.held(&bill).await), (State::Funded, PRICE));
    shop.healthy().await;
}
