//! Balances at past instants, histories by page, an owner's accounts.

use crate::bank::{Bank, fresh_key, transfer};
use amanat_base::{PageQuery, Time};
use amanat_ledger::{Account, Purpose};
use futures::{StreamExt, stream};
use std::time::Duration;

async fn database_now(bank: &Bank) -> Time {
    sqlx::query_scalar("select clock_timestamp()")
        .fetch_one(&bank.pool)
        .await
        .expect("reads")
}

#[tokio::test]
async fn a_balance_is_exact_at_every_past_instant() {
    let bank = Bank::open().await;
    let a = bank.user(1);
    let mut instants = vec![(database_now(&bank).await, 0)];
    for n in 1..=20 {
        bank.fund(&a, n).await;
        instants.push((database_now(&bank).await, n * (n + 1) / 2));
    }
    let mut conn = bank.pool.acquire().await.expect("connects");
    for (at, expected) in instants {
        let found = amanat_ledger::balance_at(&mut conn, &a, at).await.expect("reads");
        assert_eq!(found.to_plain_string(), expected.to_string(), "{at}");
        let world = amanat_ledger::balance_at(&mut conn, &bank.world(), at).await.expect("reads");
        assert_eq!(world, -found);
    }
    let nobody = amanat_ledger::balance_at(&mut conn, &bank.user("nobody"), Time::UNIX_EPOCH)
        .await
        .expect("reads");
    assert_eq!(nobody.to_plain_string(), "0");
}

/// Asked for "just now" in the middle of a storm, and again when it is over: the same answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_past_balance_never_changes_afterwards() {
    let bank = Bank::open().await;
    let (a, b) = (bank.user(1), bank.user(2));
    bank.fund(&a, 100_000).await;
    let storm = stream::iter(0..300u128).for_each_concurrent(12, |n| {
        let (bank, a, b) = (&bank, &a, &b);
        async move {
            let (from, to) = if n % 3 == 0 { (b, a) } else { (a, b) };
            let mut tx = bank.pool.begin().await.expect("begins");
            if amanat_ledger::post(&mut tx, &transfer(&fresh_key(), from, to, n + 1)).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(3)).await;
                tx.commit().await.expect("commits");
            }
        }
    });
    let asking = async {
        let mut answers = Vec::new();
        let mut conn = bank.pool.acquire().await.expect("connects");
        for _ in 0..40 {
            let at = database_now(&bank).await;
            answers.push((at, amanat_ledger::balance_at(&mut conn, &a, at).await.expect("reads")));
        }
        answers
    };
    let ((), answers) = futures::join!(storm, asking);
    let mut conn = bank.pool.acquire().await.expect("connects");
    for (at, answer) in answers {
        assert_eq!(amanat_ledger::balance_at(&mut conn, &a, at).await.expect("reads"), answer, "{at}");
    }
    bank.assert_sound().await;
}

#[tokio::test]
async fn a_history_is_read_page_by_page_without_gap_or_repeat() {
    let bank = Bank::open().await;
    let a = bank.user(1);
    for n in 1..=25 {
        bank.fund(&a, n).await;
    }
    let mut conn = bank.pool.acquire().await.expect("connects");
    let mut query = PageQuery {
        limit: Some(10),
        cursor: None,
    };
    let mut amounts = Vec::new();
    loop {
        let page = amanat_ledger::entries(&mut conn, &a, &query).await.expect("reads");
        amounts.extend(page.items.iter().map(|e| e.amount.to_plain_string()));
        assert!(
            page.items
                .windows(2)
                .all(|w| &w[1].balance_after + &w[0].amount == w[0].balance_after)
        );
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
        // what comes in between does not shift the pages
        bank.fund(&a, 1_000).await;
    }
    assert_eq!(amounts, (1..=25).rev().map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_owner_sees_every_account_of_theirs_and_no_other() {
    let bank = Bank::open().await;
    let held = Account::new("user:1", Purpose::InTransit, bank.asset);
    bank.fund(&bank.user(1), 5).await;
    bank.fund(&bank.user(11), 6).await;
    bank.fund(&held, 7).await;
    let mut conn = bank.pool.acquire().await.expect("connects");
    let found = amanat_ledger::accounts_of(&mut conn, "user:1").await.expect("reads");
    let found: Vec<_> = found.into_iter().map(|h| (h.account, h.balance.to_plain_string())).collect();
    assert_eq!(found, [(bank.user(1), "5".to_owned()), (held, "7".to_owned())]);
}
