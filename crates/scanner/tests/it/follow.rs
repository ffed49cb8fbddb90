//! The ordinary life of a scanner, and row C15, C16, C06, C25, C27 at its level.

use crate::stage::{n, settle, shop, stage};
use alloy::{primitives::Bytes, sol_types::SolValue};
use amanat_chain::callback::ReportEvent::{Confirmed, Detected, Progress};
use amanat_testchain::{Liar, contract};

#[tokio::test]
async fn a_payment_is_detected_progresses_and_is_confirmed_once() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let mut scanner = s.scanner();
    settle(&mut scanner).await;
    let tx = s.pay(shop(1), 1_500_000).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.events(), [(Detected, tx)]);
    s.node.mine(5).await;
    settle(&mut scanner).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.events(), [(Detected, tx), (Confirmed, tx)]);
    let all = s.heard.all();
    let steps: Vec<_> = all.iter().map(|r| (r.event, r.confirmations)).collect();
    assert_eq!(steps, [(Detected, 1), (Progress, 2), (Confirmed, 3)]);
    let report = &all[0];
    assert_eq!(
        (report.amount.0, report.token.map(|t| t.0), report.to.0),
        (n(1_500_000), Some(s.token), shop(1))
    );
    assert_eq!((report.from.0, report.listed, report.ordinal), (s.payer, true, 0));
}

#[tokio::test]
async fn native_coin_is_seen_but_not_from_a_transaction_that_failed() {
    let s = stage().await;
    let refuses_coin = s.token;
    s.list.watch(shop(1), 0);
    s.list.watch(refuses_coin, 0);
    let mut scanner = s.scanner();
    let paid = s.node.send_native(s.payer, shop(1), n(7)).await;
    let failed = s
        .node
        .send(serde_json::json!({"from": s.payer, "to": refuses_coin, "value": "0x7", "gas": "0x7a120"}))
        .await;
    assert_eq!(s.node.receipt(failed).await["status"], "0x0");
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), [paid]);
    assert_eq!(s.heard.all()[0].token, None);
}

#[tokio::test]
async fn unlisted_zero_false_and_undone_transfers_are_silence() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let mut scanner = s.scanner();
    let fake = s.node.deploy("FakeToken", &[]).await;
    s.node.send_token(fake, s.payer, shop(1), n(1_000_000)).await;
    s.node.send_token(s.token, s.payer, shop(1), n(0)).await;
    let no = s.node.deploy("FalseToken", &[]).await;
    s.list.0.lock().expect("lock").tokens.push(no);
    s.node.send_token(no, s.payer, shop(1), n(5)).await;
    let caller = s.node.deploy("Caller", &[]).await;
    s.node.mint(s.token, caller, n(5)).await;
    let inner: Bytes = contract::transfer(shop(1), n(5)).into();
    s.node
        .execute(
            s.payer,
            caller,
            contract::call("callAndRevert(address,bytes)", &(s.token, inner).abi_encode_params()),
        )
        .await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.events(), []);
}

#[tokio::test]
async fn where_every_token_is_followed_an_unlisted_one_is_flagged() {
    let mut s = stage().await;
    s.config.any_token = true;
    s.list.watch(shop(1), 0);
    let mut scanner = s.scanner();
    let look_alike = s.node.deploy_token("USDC", 6).await;
    let fake = s.node.send_token(look_alike, s.payer, shop(1), n(9)).await;
    let real = s.pay(shop(1), 9).await;
    settle(&mut scanner).await;
    let flags: Vec<_> = s
        .heard
        .all()
        .iter()
        .filter(|r| r.event == Detected)
        .map(|r| (r.tx_hash.0, r.listed))
        .collect();
    assert_eq!(flags, [(fake, false), (real, true)]);
}

#[tokio::test]
async fn several_transfers_of_one_transaction_have_ordinals_of_their_own() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    s.list.watch(shop(2), 0);
    let mut scanner = s.scanner();
    let caller = s.node.deploy("Caller", &[]).await;
    s.node.mint(s.token, caller, n(100)).await;
    let calls: Vec<Bytes> = [(1, 3), (2, 5), (1, 7)]
        .iter()
        .map(|(to, a)| contract::transfer(shop(*to), n(*a)).into())
        .collect();
    s.node
        .execute(
            s.payer,
            caller,
            contract::call("callMany(address,bytes[])", &(s.token, calls).abi_encode_params()),
        )
        .await;
    settle(&mut scanner).await;
    let seen: Vec<_> = s
        .heard
        .all()
        .iter()
        .filter(|r| r.event == Detected)
        .map(|r| (r.to.0, r.ordinal, r.amount.0))
        .collect();
    assert_eq!(seen, [(shop(1), 0, n(3)), (shop(2), 0, n(5)), (shop(1), 1, n(7))]);
}

#[tokio::test]
async fn stopped_for_5000_blocks_it_catches_up_without_a_gap_and_without_reading_each_block() {
    let mut s = stage().await;
    let folder = tempfile::tempdir().expect("a folder");
    s.config.state_file = Some(folder.path().join("31337.json"));
    s.list.0.lock().expect("lock").native = false;
    s.list.watch(shop(1), 0);
    let liar = Liar::before(s.node.url()).await;
    let mut scanner = s.scanner_through(&[liar.url()]);
    let mut paid = vec![s.pay(shop(1), 1).await];
    settle(&mut scanner).await;
    drop(scanner);
    for units in 2..=11 {
        s.node.mine(500).await;
        paid.push(s.pay(shop(1), units).await);
    }
    liar.forget_calls();
    let mut scanner = s.scanner_through(&[liar.url()]);
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), paid);
    assert_eq!(s.heard.standing().len(), 11);
    assert_eq!(scanner.next_block(), Some(s.node.head().await + 1));
    let calls: u64 = liar.calls().values().sum();
    assert!(calls < 100, "{calls} calls for 5,000 blocks");
    s.node.mine(3).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Confirmed), paid);
}

#[tokio::test]
async fn a_block_costs_two_calls_however_many_addresses_are_watched() {
    for watched in [100, 100_000] {
        let s = stage().await;
        (0..watched).for_each(|i| s.list.watch(shop(i), 0));
        let liar = Liar::before(s.node.url()).await;
        let mut scanner = s.scanner_through(&[liar.url()]);
        settle(&mut scanner).await;
        assert_eq!(scanner.watch_list().len() as u64, watched);
        s.node.mine(20).await;
        liar.forget_calls();
        let head = s.node.head().await;
        while scanner.next_block() <= Some(head) {
            scanner.step().await.expect("the node answers");
        }
        let calls: u64 = liar.calls().values().sum();
        assert!(calls <= 2 * 20, "{calls} calls for 20 blocks with {watched} addresses");
    }
}
