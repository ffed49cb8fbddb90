//! Callers that meet in the combiner: one transaction, an answer for each.

use crate::bank::{Bank, posting, step, transfer};
use amanat_base::{Amount, Code};
use amanat_ledger::Combiner;
use futures::{StreamExt, future::join_all, stream};

#[tokio::test(flavor = "multi_thread")]
async fn bad_postings_fail_alone() {
    let bank = Bank::open().await;
    let (a, b) = (bank.user(1), bank.user(2));
    bank.fund(&a, 10).await;
    bank.post(&transfer("used", &a, &b, 1)).await.expect("covered");
    let combiner = Combiner::start(bank.pool.clone());
    let outcomes = join_all([
        combiner.post(transfer("good", &a, &b, 2)),
        combiner.post(transfer("overdraft", &a, &b, 1_000)),
        combiner.post(transfer("used", &a, &b, 3)),
        combiner.post(transfer("used", &a, &b, 1)),
        combiner.post(transfer("nothing", &a, &b, 0)),
        combiner.post(posting("good too", vec![step(&a, &b, 1), step(&b, &a, 2)])),
        combiner.post(transfer("good", &a, &b, 2)),
    ])
    .await;
    let codes: Vec<_> = outcomes
        .iter()
        .map(|o| o.as_ref().map(|p| p.replayed).map_err(|e| e.code))
        .collect();
    assert_eq!(
        codes,
        [
            Ok(false),
            Err(Code::InsufficientFunds),
            Err(Code::IdempotencyKeyReused),
            Ok(true),
            Err(Code::ValidationFailed),
            Ok(false),
            Ok(true),
        ]
    );
    assert_eq!(bank.balance(&b).await, Amount::from_u128(2));
    bank.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callers_on_one_account_get_what_is_there() {
    let bank = Bank::open().await;
    let a = bank.user("hot");
    bank.fund(&a, 600).await;
    let combiner = Combiner::start(bank.pool.clone());
    let single = async {
        for n in 0..20 {
            bank.fund(&a, 1).await;
            assert!(
                bank.post(&transfer(&format!("single {n}"), &bank.world(), &bank.user(n), 1))
                    .await
                    .is_ok()
            );
        }
    };
    let combined = stream::iter(0..1_000)
        .map(|n| combiner.post(transfer(&format!("k{n}"), &a, &bank.user(n % 30), 1)))
        .buffer_unordered(300)
        .collect::<Vec<_>>();
    let (outcomes, ()) = futures::join!(combined, single);
    let spent = outcomes.iter().filter(|o| o.is_ok()).count();
    let left = bank.balance(&a).await;
    assert_eq!(left, Amount::from_u128(620 - spent as u128));
    assert!((600..=620).contains(&spent), "{spent}");
    assert!(
        outcomes
            .iter()
            .flat_map(|o| o.as_ref().err())
            .all(|e| e.code == Code::InsufficientFunds)
    );
    bank.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_every_caller_hears_it() {
    let pool = sqlx::postgres::PgPoolOptions::new()
        .acquire_timeout(std::time::Duration::from_millis(200))
        .connect_lazy("postgres://nobody@127.0.0.1:1/nothing")
        .expect("a URL");
    let bank = Bank::open().await;
    let combiner = Combiner::start(pool);
    let outcomes = join_all((0..5).map(|n| combiner.post(transfer(&n.to_string(), &bank.world(), &bank.user(n), 1)))).await;
    assert!(
        outcomes
            .iter()
            .all(|o| o.as_ref().is_err_and(|e| e.code == Code::DatabaseUnavailable))
    );
}
