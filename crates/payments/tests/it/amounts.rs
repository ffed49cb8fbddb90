//! Exact, short, over, in parts, twice, late: rows C09 to C13.

use crate::shop::{PRICE, Shop};
use amanat_chain::callback::ReportEvent;
use amanat_escrow::State;

#[tokio::test]
async fn the_exact_price_confirms_and_funds_the_order() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Detected).await;
    shop.deliver(&report).await;
    shop.process().await;
    assert_eq!(
        (shop.state(bill.order).await, shop.status(&bill).await),
        (State::Confirming, "confirming".into())
    );
    let view = shop.payment(&bill).await;
    assert_eq!(
        view["progress"],
        serde_json::json!({"seen": true, "confirmations": 1, "required": 3})
    );
    assert_eq!(shop.suspense(&bill).await, 0, "nothing counts yet");

    shop.node.mine(1).await;
    shop.look().await;
    assert_eq!(shop.state(bill.order).await, State::Confirming, "two of three");
    shop.node.mine(1).await;
    shop.look().await;
    assert_eq!(
        (shop.state(bill.order).await, shop.status(&bill).await),
        (State::Funded, "paid".into())
    );
    assert_eq!((shop.held(&bill).await, shop.suspense(&bill).await), (PRICE, 0));
    assert_eq!(shop.payment(&bill).await["remaining"], "0");
    assert_eq!(
        (
            shop.announced("seen").await,
            shop.announced("progress").await,
            shop.announced("confirmed").await
        ),
        (1, 3, 1)
    );
    assert!(shop.cases().await.is_empty());
    shop.healthy().await;
}

#[tokio::test]
async fn a_deposit_is_followed_until_it_is_final_and_not_longer() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE).await;
    let followed = async || {
        sqlx::query_scalar::<_, i64>("select count(*) from deposits where check_at is not null")
            .fetch_one(&shop.db.store.pool)
            .await
            .expect("reads")
    };
    assert_eq!(followed().await, 1);
    shop.node.mine(7).await;
    shop.look().await;
    assert_eq!(followed().await, 0);
    shop.healthy().await;
}

#[tokio::test]
async fn one_unit_or_one_percent_short_is_underpaid_and_a_top_up_completes_it() {
    for short in [1, PRICE / 100] {
        let shop = Shop::open().await;
        let bill = shop.bill().await;
        shop.paid(bill.address, PRICE - short).await;
        assert_eq!(
            (shop.state(bill.order).await, shop.status(&bill).await),
            (State::AwaitingPayment, "underpaid".into())
        );
        assert_eq!(shop.payment(&bill).await["remaining"], short.to_string());
        assert!(
            shop.payment(&bill).await["uri"]
                .as_str()
                .expect("a uri")
                .ends_with(&format!("uint256={short}"))
        );
        assert_eq!((shop.held(&bill).await, shop.suspense(&bill).await), (0, PRICE - short));
        assert_eq!(shop.announced("underpaid").await, 1);
        shop.paid(bill.address, short).await;
        assert_eq!(
            (shop.state(bill.order).await, shop.status(&bill).await),
            (State::Funded, "paid".into())
        );
        assert_eq!((shop.held(&bill).await, shop.suspense(&bill).await), (PRICE, 0));
        shop.healthy().await;
    }
}

#[tokio::test]
async fn two_transfers_that_are_seen_together_add_up() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    for part in [PRICE / 2, PRICE / 2] {
        let tx = shop.pay(bill.address, part).await;
        let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Detected).await;
        shop.deliver(&report).await;
    }
    shop.process().await;
    assert_eq!(shop.state(bill.order).await, State::Confirming, "together they are enough");
    shop.node.mine(3).await;
    shop.look().await;
    assert_eq!((shop.state(bill.order).await, shop.held(&bill).await), (State::Funded, PRICE));
    assert!(shop.cases().await.is_empty());
    shop.healthy().await;
}

#[tokio::test]
async fn twice_the_price_funds_once_and_the_surplus_is_a_case() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE * 2).await;
    assert_eq!(
        (shop.state(bill.order).await, shop.held(&bill).await, shop.suspense(&bill).await),
        (State::Funded, PRICE, PRICE)
    );
    assert_eq!(shop.cases().await, [("overpaid".into(), "open".into(), PRICE)]);
    assert_eq!(shop.announced("overpaid").await, 1);
    shop.healthy().await;
}

#[tokio::test]
async fn a_second_payment_after_funding_is_a_duplicate() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE).await;
    shop.paid(bill.address, PRICE).await;
    shop.paid(bill.address, 5).await;
    assert_eq!((shop.held(&bill).await, shop.suspense(&bill).await), (PRICE, PRICE + 5));
    assert_eq!(
        shop.cases().await,
        [("duplicate".into(), "open".into(), PRICE), ("duplicate".into(), "open".into(), 5)]
    );
    shop.healthy().await;
}

#[tokio::test]
async fn what_comes_after_the_deadline_is_late_and_funds_nothing() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    shop.later(3_601).await;
    assert_eq!(
        (shop.state(bill.order).await, shop.status(&bill).await),
        (State::Expired, "expired".into())
    );
    shop.paid(bill.address, PRICE).await;
    assert_eq!((shop.state(bill.order).await, shop.suspense(&bill).await), (State::Expired, PRICE));
    assert_eq!(shop.cases().await, [("late".into(), "open".into(), PRICE)]);
    assert_eq!(shop.announced("late").await, 1);
    shop.healthy().await;
}

#[tokio::test]
async fn a_part_that_was_never_completed_is_a_case_when_the_order_expires() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    shop.paid(bill.address, 40).await;
    assert!(shop.cases().await.is_empty(), "it may still be completed");
    shop.later(3_601).await;
    assert_eq!(shop.cases().await, [("underpaid".into(), "open".into(), 40)]);
    shop.paid(bill.address, PRICE - 40).await;
    assert_eq!(shop.state(bill.order).await, State::Expired);
    assert_eq!(shop.cases().await[1], ("late".into(), "open".into(), PRICE - 40));
    shop.healthy().await;
}

#[tokio::test]
async fn a_small_transfer_neither_moves_the_order_nor_stretches_its_deadline() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let before = shop.load(bill.order).await.acts_at;
    let tx = shop.pay(bill.address, 1_000).await;
    let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Detected).await;
    shop.deliver(&report).await;
    shop.process().await;
    let order = shop.load(bill.order).await;
    assert_eq!((order.deal.state, order.acts_at), (State::AwaitingPayment, before));
    assert_eq!(shop.status(&bill).await, "confirming");
    shop.healthy().await;
}

#[tokio::test]
async fn dust_is_recorded_and_ignored_unless_it_completes_the_price() {
    let shop = Shop::open().await;
    shop.set_dust(1_000).await;
    let bill = shop.bill().await;
    shop.paid(bill.address, 999).await;
    assert_eq!(shop.deposits().await, [("ignored".into(), 999)]);
    assert_eq!((shop.status(&bill).await, shop.suspense(&bill).await), ("waiting".into(), 0));
    shop.paid(bill.address, PRICE - 10).await;
    shop.paid(bill.address, 10).await;
    assert_eq!((shop.state(bill.order).await, shop.held(&bill).await), (State::Funded, PRICE));
    shop.healthy().await;
}
