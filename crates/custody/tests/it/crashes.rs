//! A crash between any two steps, and two workers at the same step: exactly one transfer on chain.

use crate::world::{SELLER, World, custody, signer, units};
use amanat_base::PayoutId;
use amanat_custody::PayoutState;
use amanat_ledger::Purpose;
use amanat_store::Store;
use std::{os::unix::process::ExitStatusExt, process::Command};

const AMOUNT: u128 = 12_000_000;

/// Every step is run by two workers at once; then, as after a crash, whatever was done is asked for again.
#[tokio::test]
async fn every_step_twice_and_in_parallel_sends_once() {
    let w = World::new().await;
    w.fill_treasury().await;
    let id = w.instruct(w.six.0, units(AMOUNT)).await;
    for _ in 0..8 {
        tokio::join!(w.step(id), w.step(id));
        w.store().clock.advance(chrono::TimeDelta::seconds(2));
    }
    assert_eq!(w.payout(id).await.state, PayoutState::Confirmed);
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(AMOUNT));
    assert_eq!(w.count("select count(*) from outgoing_transactions").await, 1);
    assert_eq!(
        w.count("select count(*) from events where payload->>'type' = 'payout_broadcast'")
            .await,
        1
    );
    w.sound().await;
}

/// The transaction was sent, and the process ended before it could note that.
#[tokio::test]
async fn sent_but_not_noted() {
    for mined_before_restart in [true, false] {
        let w = World::new().await;
        w.fill_treasury().await;
        let id = w.instruct(w.six.0, units(AMOUNT)).await;
        w.step(id).await;
        w.step(id).await;
        assert_eq!(w.payout(id).await.state, PayoutState::Signed);
        assert_eq!(
            w.balance(w.seller, w.six.0, Purpose::InTransit).await,
            units(AMOUNT),
            "it may be on its way"
        );
        if !mined_before_restart {
            w.node.call("evm_setAutomine", serde_json::json!([false])).await;
        }
        let raw: Vec<u8> = sqlx::query_scalar("select raw from outgoing_transactions")
            .fetch_one(&w.store().pool)
            .await
            .expect("stored");
        w.node
            .call("eth_sendRawTransaction", serde_json::json!([format!("0x{}", hex::encode(raw))]))
            .await;
        w.step(id).await;
        assert_eq!(w.payout(id).await.state, PayoutState::Broadcast);
        w.node.mine(1).await;
        w.until(id, PayoutState::Confirmed).await;
        assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(AMOUNT));
        w.sound().await;
    }
}

/// Many payouts at once from one address: every nonce once, none left out.
#[tokio::test]
async fn twenty_payouts_in_parallel_take_twenty_nonces() {
    let w = World::new().await;
    w.fill_treasury().await;
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(w.instruct(w.six.0, units(1_000_000)).await);
    }
    let drivers = (0..4).map(|_| {
        let (custody, store, ids) = (w.custody.clone(), w.store().clone(), ids.clone());
        tokio::spawn(async move {
            for id in ids {
                amanat_custody::step(&custody, &store, id).await.expect("steps");
            }
        })
    });
    for driver in drivers.collect::<Vec<_>>() {
        driver.await.expect("drives");
    }
    for id in ids {
        w.until(id, PayoutState::Confirmed).await;
    }
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(20_000_000));
    assert_eq!(w.count("select count(distinct nonce) from outgoing_transactions").await, 20);
    assert_eq!(w.count("select max(nonce) - min(nonce) from outgoing_transactions").await, 19);
    w.sound().await;
}

/// The treasury's key changed between building and signing: nothing is signed with another key, and the payout says why it waits.
#[tokio::test]
async fn another_key_signs_nothing() {
    let mut w = World::new().await;
    w.fill_treasury().await;
    let id = w.instruct(w.six.0, units(AMOUNT)).await;
    w.step(id).await;
    let first = w.custody.signer.clone();
    let other = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let other = amanat_chain::tx::LocalKeys::from_phrase(other).expect("a phrase");
    w.custody.signer = std::sync::Arc::new(amanat_chain::tx::Signer::Local(other));
    w.tick().await;
    let waiting = w.payout(id).await;
    assert_eq!(waiting.state, PayoutState::Prepared);
    assert!(waiting.waiting_reason.is_some_and(|r| r.contains("key file")));
    w.custody.signer = first;
    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(AMOUNT));
    w.sound().await;
}

const CHILD: &str = "AMANAT_TEST_CUSTODY_CHILD";

/// A process of its own is ended at each place where it hurts most; another one goes on.
#[tokio::test]
async fn a_process_that_dies_at_any_step_sends_once() {
    if let Ok(child) = std::env::var(CHILD) {
        return drive_until_killed(&child).await;
    }
    let w = World::new().await;
    w.fill_treasury().await;
    let places = [
        "custody.after_prepare",
        "custody.after_sign",
        "custody.after_send",
        "custody.after_broadcast",
    ];
    for place in places {
        let id = w.instruct(w.six.0, units(AMOUNT)).await;
        let killed = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "crashes::a_process_that_dies_at_any_step_sends_once"])
            .env("AMANAT_FAILPOINT", place)
            .env(CHILD, format!("{id} {}", w.db.url))
            .output()
            .expect("starts");
        assert_eq!(
            killed.status.signal(),
            Some(6),
            "{place}: {}",
            String::from_utf8_lossy(&killed.stdout)
        );
        w.until(id, PayoutState::Confirmed).await;
    }
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(AMOUNT * 4));
    assert_eq!(w.count("select count(*) from outgoing_transactions").await, 4);
    w.sound().await;
}

async fn drive_until_killed(child: &str) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (id, url) = child.split_once(' ').expect("id and URL");
    let id: PayoutId = id.parse().expect("an id");
    let store = Store::connect_lazy(url, 2).expect("a URL");
    let outcome = amanat_custody::step(&custody(signer()), &store, id).await;
    panic!("should have been ended on the way: {outcome:?}");
}
