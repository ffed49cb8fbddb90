//! Rows C01, C02, C04, W07: the chain changes its mind.

use crate::shop::{PRICE, Shop};
use alloy::primitives::U256;
use amanat_chain::callback::ReportEvent;
use amanat_escrow::{Action, Actor, State};
use amanat_ledger::Purpose;
use amanat_orders::By;
use amanat_testchain::contract;

async fn seen(shop: &Shop, address: alloy::primitives::Address) {
    let tx = shop.pay(address, PRICE).await;
    let report = shop.report(tx, Some(shop.token), address, ReportEvent::Detected).await;
    shop.deliver(&report).await;
    shop.process().await;
}

#[tokio::test]
async fn a_payment_that_vanishes_before_it_counts_is_dropped() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    seen(&shop, bill.address).await;
    shop.node.reorg(1).await;
    shop.look().await;
    assert_eq!(
        (shop.state(bill.order).await, shop.status(&bill).await),
        (State::AwaitingPayment, "waiting".into())
    );
    assert_eq!(
        (shop.deposits().await, shop.announced("dropped").await),
        (vec![("dropped".into(), PRICE)], 1)
    );
    shop.node.mine(5).await;
    shop.look().await;
    assert_eq!(shop.suspense(&bill).await, 0);
    shop.healthy().await;
}

#[tokio::test]
async fn a_node_that_is_behind_drops_nothing() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    seen(&shop, bill.address).await;
    shop.node.rollback(1).await;
    shop.look().await;
    assert_eq!(
        (shop.state(bill.order).await, shop.deposits().await),
        (State::Confirming, vec![("detected".into(), PRICE)])
    );
    shop.healthy().await;
}

#[tokio::test]
async fn a_reorg_after_funding_takes_the_money_back_and_it_counts_once_when_it_returns() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE).await;
    assert_eq!(shop.state(bill.order).await, State::Funded);
    let again = contract::request(shop.payer, shop.token, &contract::transfer(bill.address, U256::from(PRICE)));
    shop.node.reorg(3).await;
    shop.look().await;
    assert_eq!(
        (shop.state(bill.order).await, shop.held(&bill).await, shop.suspense(&bill).await),
        (State::Confirming, 0, 0)
    );
    assert_eq!(
        (shop.deposits().await, shop.announced("reversed").await),
        (vec![("dropped".into(), PRICE)], 1)
    );
    shop.healthy().await;

    let tx = shop.node.send(again).await;
    shop.arrives(tx, Some(shop.token), bill.address).await;
    assert_eq!(
        (shop.state(bill.order).await, shop.held(&bill).await, shop.suspense(&bill).await),
        (State::Funded, PRICE, 0)
    );
    shop.healthy().await;
}

#[tokio::test]
async fn the_same_transaction_in_another_block_is_one_credit() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    shop.arrives(tx, Some(shop.token), bill.address).await;
    assert_eq!(shop.state(bill.order).await, State::Funded);
    let raw = shop.node.call("eth_getRawTransactionByHash", serde_json::json!([tx])).await;
    let before = shop.node.receipt(tx).await["blockHash"].clone();
    shop.node.reorg_with(3, &[(raw, 1)]).await;
    let after = shop.node.receipt(tx).await["blockHash"].clone();
    assert!(!after.is_null() && after != before, "moved to another block");
    shop.node.mine(4).await;
    shop.look().await;
    assert_eq!(
        (shop.deposits().await, shop.held(&bill).await),
        (vec![("confirmed".into(), PRICE)], PRICE)
    );
    let stored: Vec<u8> = sqlx::query_scalar("select block_hash from deposits")
        .fetch_one(&shop.db.store.pool)
        .await
        .expect("one");
    assert_eq!(after.as_str().expect("a hash"), format!("0x{}", hex::encode(stored)));
    shop.healthy().await;
}

#[tokio::test]
async fn the_same_transaction_that_vanished_and_came_back_is_credited_again_once() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    shop.arrives(tx, Some(shop.token), bill.address).await;
    let raw = shop.node.call("eth_getRawTransactionByHash", serde_json::json!([tx])).await;
    shop.node.reorg(3).await;
    shop.look().await;
    assert_eq!(shop.state(bill.order).await, State::Confirming);
    let _ = shop.node.call("eth_sendRawTransaction", serde_json::json!([raw])).await;
    shop.node.mine(3).await;
    assert!(!shop.node.receipt(tx).await.is_null());
    shop.look().await;
    shop.node.mine(3).await;
    shop.look().await;
    assert_eq!(
        (shop.state(bill.order).await, shop.held(&bill).await, shop.suspense(&bill).await),
        (State::Funded, PRICE, 0)
    );
    assert_eq!(shop.deposits().await, [("confirmed".into(), PRICE)]);
    shop.healthy().await;
}

#[tokio::test]
async fn when_money_is_already_out_the_order_is_held_until_two_people_or_the_chain_decide() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    shop.arrives(tx, Some(shop.token), bill.address).await;
    let raw = shop.node.call("eth_getRawTransactionByHash", serde_json::json!([tx])).await;
    let mut t = shop.db.store.begin().await.expect("begins");
    let part = Action::ReleasePart {
        amount: amanat_base::Amount::from_u128(1_000),
    };
    amanat_orders::act(&mut t, bill.order, part, By::person(Actor::Buyer, shop.buyer.id))
        .await
        .expect("released");
    t.commit().await.expect("commits");

    shop.node.reorg(3).await;
    shop.look().await;
    shop.look().await;
    let order = shop.load(bill.order).await;
    assert!(order.hold_reason.is_some());
    assert_eq!(shop.cases().await, [("reversed".into(), "open".into(), PRICE)]);
    assert_eq!(
        (shop.state(bill.order).await, shop.held(&bill).await),
        (State::Funded, PRICE - 1_000)
    );
    let alerts: Vec<bool> = sqlx::query_scalar("select (payload->>'covered')::boolean from events where payload->>'type' = 'reversed'")
        .fetch_all(&shop.db.store.pool)
        .await
        .expect("reads");
    assert_eq!(alerts, [false]);
    shop.healthy().await;

    let _ = shop.node.call("eth_sendRawTransaction", serde_json::json!([raw])).await;
    shop.node.mine(3).await;
    shop.look().await;
    assert!(shop.load(bill.order).await.hold_reason.is_none(), "the money is back");
    assert_eq!(shop.cases().await, [("reversed".into(), "dismissed".into(), PRICE)]);
    shop.healthy().await;
}

#[tokio::test]
async fn a_vanished_part_of_a_surplus_leaves_exactly_the_rest() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE).await;
    shop.paid(bill.address, 500).await;
    assert_eq!(shop.cases().await, [("duplicate".into(), "open".into(), 500)]);
    // Only the second transfer and what came after it is taken away.
    shop.node.reorg(3).await;
    shop.look().await;
    assert_eq!(shop.cases().await, [("duplicate".into(), "dismissed".into(), 500)]);
    assert_eq!(
        (shop.state(bill.order).await, shop.held(&bill).await, shop.suspense(&bill).await),
        (State::Funded, PRICE, 0)
    );
    shop.healthy().await;
}

#[tokio::test]
async fn reports_out_of_order_never_move_a_payment_back() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.paid(bill.address, PRICE).await;
    assert_eq!(shop.status(&bill).await, "paid");
    for event in [ReportEvent::Confirmed, ReportEvent::Progress, ReportEvent::Dropped] {
        let report = shop.report(tx, Some(shop.token), bill.address, event).await;
        shop.deliver(&report).await;
    }
    shop.process().await;
    assert_eq!((shop.status(&bill).await, shop.held(&bill).await), ("paid".into(), PRICE));
    assert_eq!(shop.balance("network:31337".into(), Purpose::Suspense).await, 0);
    shop.healthy().await;
}
