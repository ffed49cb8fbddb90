//! Rows C17 and C19 to C22: nodes that lag, repeat, shuffle, cap, limit, break and lie. Whatever they do, in the end every
//! payment is standing exactly once.

use crate::stage::{Stage, hasty, settle, shop, stage};
use amanat_chain::{Pool, callback::ReportEvent::Detected};
use amanat_scanner::{Scanner, Step};
use amanat_testchain::{Liar, Lies};

/// Scans past payments and new ones through a node that tells these lies; at last the truth.
async fn survives(lies: Lies) {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let liar = Liar::before(s.node.url()).await;
    liar.tell(lies.clone());
    let mut scanner = s.scanner_through(&[liar.url()]);
    let mut paid = Vec::new();
    for round in 0..8 {
        paid.push(s.pay(shop(1), 1 + round).await);
        s.node.mine(if round == 0 { 90 } else { 3 }).await;
        some_steps(&mut scanner).await;
    }
    liar.stop_lying();
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), paid, "{lies:?}");
    assert_eq!(s.heard.standing().len(), paid.len());
}

async fn some_steps(scanner: &mut crate::stage::TestScanner) {
    for _ in 0..12 {
        if matches!(scanner.step().await, Ok(Step::Idle)) {
            break;
        }
    }
}

#[tokio::test]
async fn duplicate_and_shuffled_logs() {
    survives(Lies {
        duplicate: true,
        shuffle: true,
        ..Lies::default()
    })
    .await;
}

#[tokio::test]
async fn range_caps_and_result_caps_are_bisected() {
    survives(Lies {
        range_cap: Some(7),
        ..Lies::default()
    })
    .await;
    survives(Lies {
        log_cap: Some(1),
        ..Lies::default()
    })
    .await;
}

#[tokio::test]
async fn logs_of_another_block_removed_logs_and_made_up_logs_are_not_believed() {
    survives(Lies {
        bad_hash: true,
        ..Lies::default()
    })
    .await;
    survives(Lies {
        removed: true,
        ..Lies::default()
    })
    .await;
    survives(Lies {
        fake_log: true,
        ..Lies::default()
    })
    .await;
}

#[tokio::test]
async fn missing_blocks_and_a_head_that_does_not_exist() {
    survives(Lies {
        null_block_every: Some(3),
        ..Lies::default()
    })
    .await;
    survives(Lies {
        ahead: 50,
        ..Lies::default()
    })
    .await;
}

#[tokio::test]
async fn busy_broken_cut_and_foreign_answers() {
    survives(Lies {
        error_every: Some(3),
        cut_every: Some(5),
        ..Lies::default()
    })
    .await;
    survives(Lies {
        busy_every: Some(9),
        retry_after_s: 0,
        ..Lies::default()
    })
    .await;
}

#[tokio::test]
async fn an_answer_to_another_question_is_no_answer() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let liar = Liar::before(s.node.url()).await;
    liar.tell(Lies {
        wrong_id: true,
        ..Lies::default()
    });
    let mut scanner = s.scanner_through(&[liar.url()]);
    let paid = s.pay(shop(1), 1).await;
    assert!(scanner.step().await.is_err());
    liar.stop_lying();
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), [paid]);
}

#[tokio::test]
async fn odd_spelling_is_read() {
    survives(Lies {
        odd_hex: true,
        ..Lies::default()
    })
    .await;
}

#[tokio::test]
async fn a_head_that_goes_back_twenty_blocks_after_failover_neither_repeats_nor_skips() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let (first, second) = (Liar::before(s.node.url()).await, Liar::before(s.node.url()).await);
    second.tell(Lies {
        stale: 20,
        ..Lies::default()
    });
    let mut scanner = s.scanner_through(&[first.url(), second.url()]);
    let mut paid = Vec::new();
    for units in 1..=5 {
        s.node.mine(6).await;
        paid.push(s.pay(shop(1), units).await);
    }
    settle(&mut scanner).await;
    first.tell(Lies {
        error_every: Some(1),
        ..Lies::default()
    });
    some_steps(&mut scanner).await;
    for units in 6..=9 {
        s.node.mine(6).await;
        paid.push(s.pay(shop(1), units).await);
        some_steps(&mut scanner).await;
    }
    first.stop_lying();
    second.stop_lying();
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), paid);
    assert_eq!(s.heard.standing().len(), 9);
}

#[tokio::test]
async fn an_endpoint_of_another_chain_is_never_read() {
    let s = stage().await;
    s.list.watch(shop(1), 0);
    let foreign = Liar::before(s.node.url()).await;
    foreign.tell(Lies {
        chain_id: Some(1),
        ..Lies::default()
    });
    let mut scanner = s.scanner_through(&[foreign.url(), s.node.url()]);
    let paid = s.pay(shop(1), 1).await;
    settle(&mut scanner).await;
    assert_eq!(s.heard.of(Detected), [paid]);
    assert_eq!(foreign.calls().keys().collect::<Vec<_>>(), ["eth_chainId"]);
}

#[tokio::test]
async fn a_state_file_of_another_chain_is_refused() {
    let mut s: Stage = stage().await;
    let folder = tempfile::tempdir().expect("a folder");
    s.config.state_file = Some(folder.path().join("state.json"));
    settle(&mut s.scanner()).await;
    let mut config = s.config.clone();
    config.chain_id = 1;
    let pool = Pool::http(1, &[s.node.url()], hasty()).expect("a URL");
    assert!(Scanner::new(config, pool, s.list.clone(), s.heard.clone()).is_err());
}
