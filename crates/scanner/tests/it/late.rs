//! Addresses that come onto the list while the chain runs, and restarts.

use crate::stage::{n, settle, shop, stage};
use amanat_chain::callback::ReportEvent::{Confirmed, Detected};

#[tokio::test]
async fn an_address_added_after_it_was_paid_is_read_again_from_its_first_block() {
    let s = stage().await;
    s.list.watch(shop(9), 0);
    let mut scanner = s.scanner();
    settle(&mut scanner).await;
    let from = s.node.head().await;
    let early = s.pay(shop(1), 5).await;
    let coin = s.node.send_native(s.payer, shop(1), n(5)).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.events(), []);
    s.list.watch(shop(1), from);
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), [early, coin]);
    // A second look at the list and a later payment change nothing about the first.
    let later = s.pay(shop(1), 6).await;
    s.node.mine(5).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), [early, coin, later]);
    assert_eq!(s.heard.of(Confirmed), [early, coin, later]);
}

#[tokio::test]
async fn a_payment_below_the_window_is_found_too() {
    let s = stage().await;
    s.list.watch(shop(9), 0);
    let mut scanner = s.scanner();
    let from = s.node.head().await;
    let old = s.pay(shop(1), 5).await;
    s.node.mine(60).await;
    settle(&mut scanner).await;
    s.list.watch(shop(1), from);
    settle(&mut scanner).await;
    assert_eq!(s.heard.events(), [(Detected, old), (Confirmed, old)]);
}

#[tokio::test]
async fn addresses_added_while_the_scanner_was_down_are_read_again_and_known_ones_are_not() {
    let mut s = stage().await;
    let folder = tempfile::tempdir().expect("a folder");
    s.config.state_file = Some(folder.path().join("31337.json"));
    s.list.watch(shop(1), 0);
    let mut scanner = s.scanner();
    let known = s.pay(shop(1), 1).await;
    let missed = s.pay(shop(2), 2).await;
    s.node.mine(20).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.events(), [(Detected, known), (Confirmed, known)]);
    drop(scanner);
    s.list.watch(shop(2), 0);
    settle(&mut s.scanner()).await;
    assert_eq!(s.heard.events()[2..], [(Detected, missed), (Confirmed, missed)]);
}

#[tokio::test]
async fn without_memory_it_begins_where_the_server_says_or_at_the_oldest_address() {
    let s = stage().await;
    s.node.mine(20).await;
    s.list.0.lock().expect("lock").cursor = Some(15);
    let mut scanner = s.scanner();
    scanner.step().await.expect("steps");
    assert!(scanner.next_block() >= Some(15));
    s.list.0.lock().expect("lock").cursor = None;
    s.list.watch(shop(1), 12);
    let paid = s.pay(shop(1), 4).await;
    settle(&mut s.scanner()).await;
    assert_eq!(s.heard.of(Detected), [paid]);
}
