//! One caller: what a posting does, and what it refuses.

use crate::bank::{Bank, fresh_key, posting, step, transfer};
use amanat_base::{Amount, AssetId, Code};
use amanat_ledger::{Account, Move, Posting, Purpose};
use uuid::Uuid;

#[tokio::test]
async fn a_deal_from_deposit_to_payout_leaves_the_platform_its_fee() {
    let bank = Bank::open().await;
    let account = |owner: &str, purpose| Account::new(owner, purpose, bank.asset);
    let suspense = account("payment:1", Purpose::Suspense);
    let held = account("order:1", Purpose::Held);
    let seller = account("user:2", Purpose::Available);
    let releasable = account("user:2", Purpose::Releasable);
    let in_transit = account("user:2", Purpose::InTransit);
    let fees = account("platform", Purpose::Fees);
    for (key, moves) in [
        ("deposit", vec![step(&bank.world(), &suspense, 100)]),
        ("match", vec![step(&suspense, &held, 100)]),
        ("release", vec![step(&held, &seller, 97), step(&held, &fees, 3)]),
        ("payout", vec![step(&seller, &releasable, 97)]),
        ("broadcast", vec![step(&releasable, &in_transit, 97)]),
        ("confirm", vec![step(&in_transit, &bank.world(), 97)]),
    ] {
        assert!(!bank.post(&posting(key, moves)).await.expect("covered").replayed);
    }
    assert_eq!(bank.balance(&fees).await, Amount::from_u128(3));
    for emptied in [&suspense, &held, &seller, &releasable, &in_transit] {
        assert_eq!(bank.balance(emptied).await, Amount::ZERO, "{emptied}");
    }
    assert_eq!(bank.seal().await, 6);
    bank.assert_sound().await;
}

#[tokio::test]
async fn the_same_key_posts_once_and_another_input_is_refused() {
    let bank = Bank::open().await;
    let (a, b) = (bank.user(1), bank.user(2));
    bank.fund(&a, 10).await;
    let first = bank.post(&transfer("k", &a, &b, 4)).await.expect("covered");
    let again = bank.post(&transfer("k", &a, &b, 4)).await.expect("replayed");
    assert_eq!((again.id, again.replayed), (first.id, true));
    let others = [
        transfer("k", &a, &b, 5),
        transfer("k", &b, &a, 4),
        Posting {
            kind: "other",
            ..transfer("k", &a, &b, 4)
        },
        Posting {
            reference: Some(Uuid::nil()),
            ..transfer("k", &a, &b, 4)
        },
    ];
    for other in &others {
        assert_eq!(bank.post(other).await.expect_err("refused").code, Code::IdempotencyKeyReused);
    }
    assert_eq!(bank.balance(&b).await, Amount::from_u128(4));
    bank.assert_sound().await;
}

#[tokio::test]
async fn an_overdraft_is_refused_whole_and_leaves_its_key_free() {
    let bank = Bank::open().await;
    let (a, b, c) = (bank.user(1), bank.user(2), bank.user(3));
    bank.fund(&a, 10).await;
    let too_much = posting("k", vec![step(&a, &b, 10), step(&a, &c, 1)]);
    assert_eq!(bank.post(&too_much).await.expect_err("refused").code, Code::InsufficientFunds);
    // in the end it would fit, but on the way it would not
    let on_credit = posting("k", vec![step(&b, &c, 5), step(&a, &b, 5)]);
    assert_eq!(bank.post(&on_credit).await.expect_err("refused").code, Code::InsufficientFunds);
    assert_eq!(bank.balance(&a).await, Amount::from_u128(10));
    bank.post(&posting("k", vec![step(&a, &b, 5), step(&b, &c, 5)]))
        .await
        .expect("in this order it fits");
    assert_eq!(bank.balance(&c).await, Amount::from_u128(5));
    bank.assert_sound().await;
}

#[tokio::test]
async fn amounts_of_78_digits_are_exact_and_more_is_refused() {
    let bank = Bank::open().await;
    let a = bank.user(1);
    let most = Amount(alloy_primitives::U256::MAX);
    let all = |key: &str| {
        posting(
            key,
            vec![Move {
                from: bank.world(),
                to: a.clone(),
                amount: most,
            }],
        )
    };
    bank.post(&all("1")).await.expect("fits");
    assert_eq!(bank.balance(&a).await, most);
    for key in 2..=8 {
        bank.post(&all(&key.to_string()))
            .await
            .expect("eight times 2^256 is still 78 digits");
    }
    assert_eq!(bank.post(&all("9")).await.expect_err("79 digits").code, Code::AmountTooLarge);
    let mut tx = bank.pool.begin().await.expect("begins");
    let refused = amanat_ledger::post_batch(&mut tx, &[all("9")]).await.expect_err("79 digits");
    assert_eq!(refused.code, Code::AmountTooLarge);
    drop(tx);
    bank.assert_sound().await;
}

#[tokio::test]
async fn a_batch_is_all_or_nothing_and_agrees_with_single_postings() {
    let bank = Bank::open().await;
    let (a, b) = (bank.user(1), bank.user(2));
    bank.fund(&a, 10).await;
    let mut tx = bank.pool.begin().await.expect("begins");
    let refused = [transfer("1", &a, &b, 6), transfer("2", &a, &b, 6)];
    let error = amanat_ledger::post_batch(&mut tx, &refused).await.expect_err("overdraft");
    assert_eq!(error.code, Code::InsufficientFunds);
    let fits = [transfer("1", &a, &b, 6), transfer("2", &b, &a, 2), transfer("1", &a, &b, 6)];
    let posted = amanat_ledger::post_batch(&mut tx, &fits)
        .await
        .expect("covered, and the transaction still usable");
    tx.commit().await.expect("commits");
    assert_eq!(posted.iter().map(|p| p.replayed).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(posted[0].id, posted[2].id);
    let single = bank.post(&transfer("2", &b, &a, 2)).await.expect("replayed");
    assert_eq!((single.id, single.replayed), (posted[1].id, true));
    assert_eq!(bank.balance(&a).await, Amount::from_u128(6));
    bank.assert_sound().await;
}

#[tokio::test]
async fn what_is_no_posting_is_refused_before_the_database() {
    let bank = Bank::open().await;
    let (a, b) = (bank.user(1), bank.user(2));
    let elsewhere = Account {
        asset: AssetId::fresh(),
        ..b.clone()
    };
    for bad in [
        transfer("k", &a, &b, 0),
        transfer("k", &a, &a, 1),
        transfer("k", &a, &elsewhere, 1),
        transfer("", &a, &b, 1),
        transfer(&"k".repeat(256), &a, &b, 1),
        transfer("k\u{0}", &a, &b, 1),
        posting(&fresh_key(), vec![]),
    ] {
        assert_eq!(bank.post(&bad).await.expect_err("refused").code, Code::ValidationFailed, "{bad:?}");
    }
    let transactions: i64 = sqlx::query_scalar("select count(*) from ledger_transactions")
        .fetch_one(&bank.pool)
        .await
        .expect("reads");
    assert_eq!(transactions, 0);
}
