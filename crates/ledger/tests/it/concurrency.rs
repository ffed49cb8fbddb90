//! Many callers at once: nothing lost, nothing doubled, nobody below zero, no deadlock.

use crate::bank::{Bank, fresh_key, posting, step, transfer};
use amanat_base::{Amount, AssetId, Code};
use amanat_ledger::{Account, Purpose};
use futures::{StreamExt, stream};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::collections::HashMap;

/// M15.
#[tokio::test(flavor = "multi_thread")]
async fn of_200_spends_from_100_units_exactly_100_succeed() {
    let bank = Bank::open().await;
    let a = bank.user(1);
    bank.fund(&a, 100).await;
    let results: Vec<_> = stream::iter(0..200)
        .map(|n| {
            let (bank, a) = (&bank, &a);
            async move { bank.post(&transfer(&format!("spend {n}"), a, &bank.user(2), 1)).await }
        })
        .buffer_unordered(40)
        .collect()
        .await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 100);
    assert!(
        results
            .iter()
            .flat_map(|r| r.as_ref().err())
            .all(|e| e.code == Code::InsufficientFunds)
    );
    assert_eq!(bank.balance(&a).await, Amount::ZERO);
    assert_eq!(bank.balance(&bank.user(2)).await, Amount::from_u128(100));
    bank.assert_sound().await;
}

/// M16, over accounts that the first postings have yet to open, single and in batches.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_opposite_transfers_never_deadlock() {
    let bank = Bank::open().await;
    let world = bank.world();
    let errors: Vec<_> = stream::iter(0..1_000u32)
        .map(|n| {
            let (bank, world) = (&bank, &world);
            let (a, b) = (
                Account::new("a", Purpose::World, bank.asset),
                Account::new("b", Purpose::World, bank.asset),
            );
            let (from, to) = if n % 2 == 0 { (a, b) } else { (b, a) };
            async move {
                let moves = vec![
                    step(&from, &to, 1),
                    step(world, &bank.user(n % 7), 1),
                    step(&bank.user(n % 7), &to, 1),
                ];
                if n % 10 > 0 {
                    return bank.post(&posting(&fresh_key(), moves)).await.map(drop);
                }
                let mut tx = bank.pool.begin().await?;
                amanat_ledger::post_batch(&mut tx, &[posting(&fresh_key(), moves), transfer(&fresh_key(), &to, &from, 1)]).await?;
                Ok(tx.commit().await?)
            }
        })
        .buffer_unordered(40)
        .filter_map(|r| std::future::ready(r.err()))
        .collect()
        .await;
    assert!(errors.is_empty(), "{errors:?}");
    bank.assert_sound().await;
}

/// M01's ledger part.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_parallel_postings_with_one_key_have_one_effect() {
    let bank = Bank::open().await;
    let a = bank.user(1);
    bank.fund(&a, 1_000).await;
    let posted: Vec<_> = stream::iter(0..50)
        .map(|n| {
            let (bank, a) = (&bank, &a);
            async move {
                let posting = transfer("the key", a, &bank.user(2), 7);
                if n % 5 > 0 {
                    return bank.post(&posting).await.expect("posted or replayed");
                }
                let mut tx = bank.pool.begin().await.expect("begins");
                let posted = amanat_ledger::post_batch(&mut tx, &[posting]).await.expect("posted or replayed");
                tx.commit().await.expect("commits");
                posted[0]
            }
        })
        .buffer_unordered(50)
        .collect()
        .await;
    assert_eq!(posted.iter().filter(|p| !p.replayed).count(), 1);
    assert!(posted.iter().all(|p| p.id == posted[0].id));
    assert_eq!(bank.balance(&bank.user(2)).await, Amount::from_u128(7));
    bank.assert_sound().await;
}

/// Random postings, repeats, overdrafts and batches from many connections, with a sealer beside them; a model says what
/// must have come out.
#[tokio::test(flavor = "multi_thread")]
async fn random_concurrent_postings_lose_nothing() {
    for seed in 0..3 {
        random_postings(seed).await;
    }
}

async fn random_postings(seed: u64) {
    let bank = Bank::open().await;
    let assets = [bank.asset, AssetId::fresh()];
    let mut dice = SmallRng::seed_from_u64(seed);
    let account = |dice: &mut SmallRng, asset| match dice.random_range(0..8) {
        0 => Account::new("network:1", Purpose::World, asset),
        1 => Account::new("platform", Purpose::Fees, asset),
        n => Account::new(format!("user:{n}"), Purpose::Available, asset),
    };
    let mut jobs = Vec::new();
    for n in 0..400 {
        let moves = (0..dice.random_range(1..4)).filter_map(|_| {
            let asset = assets[dice.random_range(0..2)];
            let (from, to) = (account(&mut dice, asset), account(&mut dice, asset));
            (from != to).then(|| step(&from, &to, dice.random_range(1..=1_000_000)))
        });
        let moves: Vec<_> = moves.collect();
        if !moves.is_empty() {
            let posting = posting(&format!("key {n}"), moves);
            jobs.extend(std::iter::repeat_n(posting, dice.random_range(1..3)));
        }
    }
    let work = stream::iter(jobs.chunks(4)).map(|chunk| {
        let bank = &bank;
        async move {
            let mut done = Vec::new();
            if chunk[0].key.ends_with('0') {
                let mut tx = bank.pool.begin().await.expect("begins");
                let outcomes = amanat_ledger::post_each(&mut tx, chunk).await.expect("each has its own answer");
                tx.commit().await.expect("commits");
                done.extend(chunk.iter().zip(outcomes));
            } else {
                for posting in chunk {
                    done.push((posting, bank.post(posting).await));
                }
            }
            done
        }
    });
    let work = work.buffer_unordered(24).collect::<Vec<_>>();
    let sealing = async {
        for _ in 0..10 {
            bank.seal().await;
            tokio::task::yield_now().await;
        }
    };
    let (done, ()) = futures::join!(work, sealing);
    let mut expected: HashMap<&Account, i128> = HashMap::new();
    for (posting, outcome) in done.into_iter().flatten() {
        match outcome {
            Ok(posted) if !posted.replayed => {
                for step in &posting.moves {
                    let amount: i128 = step.amount.to_string().parse().expect("small");
                    *expected.entry(&step.from).or_default() -= amount;
                    *expected.entry(&step.to).or_default() += amount;
                }
            }
            Ok(_) => {}
            Err(e) => assert_eq!(e.code, Code::InsufficientFunds, "{e}"),
        }
    }
    let mut conn = bank.pool.acquire().await.expect("connects");
    for (account, balance) in expected {
        let found = amanat_ledger::signed_balance(&mut conn, account).await.expect("reads");
        assert_eq!(found.to_plain_string(), balance.to_string(), "seed {seed}, {account}");
    }
    let sums: Vec<(bool,)> = sqlx::query_as("select sum(balance) = 0 from ledger_accounts group by asset_id")
        .fetch_all(&bank.pool)
        .await
        .expect("reads");
    assert!(sums.iter().all(|(zero,)| *zero));
    bank.assert_sound().await;
    bank.seal().await;
    assert_eq!(bank.verify().await.unsealed, 0);
    bank.assert_sound().await;
}
