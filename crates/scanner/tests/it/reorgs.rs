//! Rows C01 and C04, and reorgs while the scanner is away.

use crate::stage::{n, settle, shop, stage};
use amanat_chain::callback::ReportEvent::{Confirmed, Detected, Dropped};
use amanat_scanner::Step;

#[tokio::test]
async fn a_payment_that_a_reorg_drops_is_taken_back() {
    for depth in [1u64, 2, 5, 9] {
        let s = stage().await;
        s.list.watch(shop(1), 0);
        let mut scanner = s.scanner();
        s.node.mine(12).await;
        let tx = s.pay(shop(1), 5).await;
        s.node.mine(depth - 1).await;
        settle(&mut scanner).await;
        assert_eq!(s.heard.standing().len(), 1);
        s.node.reorg(depth).await;
        s.node.mine(1).await;
        settle(&mut scanner).await;
        assert_eq!(s.heard.of(Dropped), [tx], "depth {depth}");
        assert_eq!(s.heard.standing().len(), 0);
        let again = s.pay(shop(1), 6).await;
        settle(&mut scanner).await;
        assert_eq!(s.heard.standing().keys().map(|k| k.0).collect::<Vec<_>>(), [again]);
    }
}

#[tokio::test]
async fn a_reorg_without_a_new_block_is_noticed_too() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let mut scanner = s.scanner();
    s.node.mine(3).await;
    let tx = s.pay(shop(1), 5).await;
    settle(&mut scanner).await;
    s.node.reorg(1).await;
    assert!(matches!(scanner.step().await.expect("steps"), Step::Reorged(_)));
    assert_eq!(s.heard.events(), [(Detected, tx), (Dropped, tx)]);
}

#[tokio::test]
async fn a_payment_that_moves_to_another_block_and_log_is_dropped_and_detected_with_the_same_ordinal() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    s.list.watch(shop(2), 0);
    let mut scanner = s.scanner();
    s.node.mine(6).await;
    s.pay(shop(1), 5).await;
    s.node.mine(3).await;
    settle(&mut scanner).await;
    let first = s.heard.all()[0].clone();
    // Another payment goes before it into the same block, so its log moves.
    s.node
        .reorg_with(4, &[(s.payment(shop(2), 9), 2), (s.payment(shop(1), 5), 2)])
        .await;
    s.node.mine(4).await;
    settle(&mut scanner).await;
    let standing = s.heard.standing();
    assert_eq!(standing.len(), 2);
    let moved = s
        .heard
        .all()
        .into_iter()
        .rfind(|r| r.event == Detected && r.to.0 == shop(1))
        .expect("detected again");
    assert_ne!(moved.block_hash, first.block_hash);
    assert_ne!(moved.log_index, first.log_index);
    assert_eq!((moved.ordinal, moved.amount), (first.ordinal, first.amount));
    assert!(s.heard.of(Confirmed).contains(&moved.tx_hash.0));
}

#[tokio::test]
async fn many_random_reorgs_leave_exactly_what_is_on_the_chain() {
    let s = stage().await;
    (1..=3).for_each(|i| s.list.watch(shop(i), 0));
    let mut scanner = s.scanner();
    s.node.mine(12).await;
    let mut random = 7u64;
    let mut next = |below: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    for round in 0..25u64 {
        for _ in 0..=next(2) {
            s.pay(shop(1 + next(3)), 1 + round).await;
        }
        s.node.mine(next(3)).await;
        if next(3) > 0 {
            settle(&mut scanner).await;
        }
        let depth = 1 + next(6);
        match next(3) {
            0 => s.node.reorg(depth).await,
            1 => s.node.reorg_with(depth, &[(s.payment(shop(1), 100 + round), next(depth))]).await,
            _ => {}
        }
        s.node.mine(1).await;
        if next(2) > 0 {
            settle(&mut scanner).await;
        }
    }
    s.node.mine(1).await;
    settle(&mut scanner).await;
    let total = s.heard.standing().values().fold(n(0), |sum, units| sum + units);
    let mut on_chain = n(0);
    for i in 1..=3 {
        on_chain += balance(&s, shop(i)).await;
    }
    assert_eq!(total, on_chain, "what is standing is what the token says");
}

async fn balance(s: &crate::stage::Stage, holder: alloy::primitives::Address) -> alloy::primitives::U256 {
    use alloy::sol_types::SolValue;
    let data = amanat_testchain::contract::call("balanceOf(address)", &holder.abi_encode());
    let call = serde_json::json!({"to": s.token, "data": format!("0x{}", alloy::hex::encode(data))});
    let text = s.node.call("eth_call", serde_json::json!([call, "latest"])).await;
    text.as_str().and_then(|t| t.parse().ok()).expect("a number")
}

#[tokio::test]
async fn a_reorg_while_the_scanner_was_down_is_reported_after_the_start() {
    let mut s = stage().await;
    let folder = tempfile::tempdir().expect("a folder");
    s.config.state_file = Some(folder.path().join("31337.json"));
    s.list.watch(shop(1), 0);
    s.node.mine(12).await;
    let tx = s.pay(shop(1), 5).await;
    settle(&mut s.scanner()).await;
    for (depth, more) in [(1, 1), (0, 200)] {
        if depth > 0 {
            s.node.reorg(depth).await;
        }
        s.node.mine(more).await;
    }
    let mut scanner = s.scanner();
    settle(&mut scanner).await;
    assert_eq!(s.heard.events(), [(Detected, tx), (Dropped, tx)]);
}

#[tokio::test]
async fn blocks_that_vanish_without_replacement_are_waited_for() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let mut scanner = s.scanner();
    s.node.mine(5).await;
    let snapshot = s.node.snapshot().await;
    let tx = s.pay(shop(1), 5).await;
    s.node.mine(2).await;
    settle(&mut scanner).await;
    s.node.revert(snapshot).await;
    settle(&mut scanner).await;
    assert!(s.heard.of(Dropped).is_empty(), "a node that lags looks the same");
    let other = s.pay(shop(1), 6).await;
    s.node.mine(5).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Dropped), [tx]);
    assert_eq!(s.heard.standing().keys().map(|k| k.0).collect::<Vec<_>>(), [other]);
}

#[tokio::test]
async fn a_chain_that_stays_shorter_is_believed_in_the_end() {
    let mut s = stage().await;
    s.config.patience = std::time::Duration::ZERO;
    s.list.watch(shop(1), 0);
    s.node.mine(20).await;
    let mut scanner = s.scanner();
    let snapshot = s.node.snapshot().await;
    let tx = s.pay(shop(1), 5).await;
    s.node.mine(5).await;
    settle(&mut scanner).await;
    s.node.revert(snapshot).await;
    let other = s.pay(shop(1), 6).await;
    while scanner.step().await.expect("steps") != Step::Idle {}
    assert_eq!(s.heard.of(Dropped), [tx]);
    assert_eq!(s.heard.of(Detected), [tx, other], "found although no block is as high as before");
}
