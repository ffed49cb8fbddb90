//! A superuser changes rows behind the triggers; `verify` says which.

use crate::bank::{Bank, transfer};
use amanat_ledger::{Head, head, verify_since};

/// Ten transactions in two sealed batches, two more that wait.
async fn sealed_bank() -> Bank {
    let bank = Bank::open().await;
    for n in 1..=5 {
        bank.fund(&bank.user(n), 10).await;
    }
    assert_eq!(bank.seal().await, 5);
    for n in 1..=5 {
        let posting = transfer(&format!("pay {n}"), &bank.user(n), &bank.user(n + 1), 3);
        bank.post(&posting).await.expect("covered");
    }
    assert_eq!(bank.seal().await, 5);
    bank.fund(&bank.user(1), 1).await;
    bank.fund(&bank.user(2), 2).await;
    bank.assert_sound().await;
    bank
}

async fn tamper(bank: &Bank, sql: &str) {
    let sql = format!("begin; set local session_replication_role = replica; {sql}; commit");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(&bank.pool)
        .await
        .expect("a superuser can");
}

#[tokio::test]
async fn every_altered_row_is_found_and_named() {
    const PAY_3: &str = "(select id from ledger_transactions where key = 'pay 3')";
    let cases: &[(&str, &[&str])] = &[
        // amount alone; amounts of both lines and their balances; everything consistently, account balances too
        (
            "update ledger_entries set amount = amount * 2 where id = 3",
            &["sums to", "changes", "shows", "position 2"],
        ),
        (
            "update ledger_entries set amount = amount * 2, balance_after = balance_after + amount where transaction_id = {}",
            &["entries sum to", "not what was posted", "position 8"],
        ),
        (
            "update ledger_transactions set occurred_at = occurred_at + interval '1 second' where id = {}",
            &["position 8"],
        ),
        (
            "update ledger_transactions set kind = 'gift' where id = {}",
            &["not what was posted", "position 8"],
        ),
        ("update ledger_transactions set key = 'pay 33' where id = {}", &["position 8"]),
        (
            "update ledger_transactions set reference = gen_random_uuid() where id = {}",
            &["not what was posted"],
        ),
        (
            "update ledger_transactions set input_hash = 'x' where id = {}",
            &["not what was posted"],
        ),
        (
            "update ledger_entries set recorded_at = recorded_at - interval '1 day' where transaction_id = {}",
            &["position 8"],
        ),
        (
            "update ledger_accounts set owner = 'user:9' where owner = 'user:3'",
            &["not what was posted", "position 8"],
        ),
        (
            "update ledger_accounts set balance = balance + 1 where owner = 'user:3'",
            &["user:3", "entries sum to"],
        ),
        (
            "delete from ledger_transactions where id = {}",
            &["belongs to transaction", "position 8 of the chain is gone"],
        ),
        (
            "delete from ledger_entries where transaction_id = {}; delete from ledger_transactions where id = {}",
            &["entries sum to", "position 8 of the chain is gone"],
        ),
        (
            "delete from ledger_entries where transaction_id = {}",
            &["has no entries", "position 8"],
        ),
        (
            "delete from ledger_accounts where owner = 'user:3'",
            &["belongs to account", "which is gone"],
        ),
        (
            "delete from ledger_seals where batch_id = 2; delete from ledger_seal_batches where id = 2",
            &["neither sealed nor waiting"],
        ),
        (
            "delete from ledger_seals where batch_id = 2",
            &["neither sealed nor waiting", "Seals 6 to 10 are missing"],
        ),
        (
            "delete from ledger_seal_batches where id = 1",
            &["Seal batch 1", "of batch 1, which does not have it"],
        ),
        (
            "delete from ledger_seals where position = 7",
            &["neither sealed nor waiting", "Seal 7 is missing"],
        ),
        (
            "update ledger_seals set hash = decode(repeat('ab', 32), 'hex') where position = 7",
            &["position 7", "position 8", "Merkle root of seal batch 2"],
        ),
        (
            "update ledger_seal_batches set merkle_root = decode(repeat('ab', 32), 'hex') where id = 1",
            &["Merkle root of seal batch 1"],
        ),
        ("delete from ledger_unsealed", &["neither sealed nor waiting"]),
        ("insert into ledger_unsealed select {}", &["sealed again"]),
        (
            "insert into ledger_unsealed select transaction_id from ledger_unsealed",
            &["2 times"],
        ),
        (
            "insert into ledger_unsealed values (gen_random_uuid())",
            &["waits to be sealed, but is gone"],
        ),
    ];
    for (sql, expected) in cases {
        let bank = sealed_bank().await;
        tamper(&bank, &sql.replace("{}", PAY_3)).await;
        let report = bank.verify().await;
        assert!(!report.is_sound(), "{sql} went unseen");
        for words in *expected {
            assert!(
                report.findings.iter().any(|f| f.contains(words)),
                "{sql}: no {words:?} in {:#?}",
                report.findings
            );
        }
        bank.pool.close().await;
    }
}

#[tokio::test]
async fn a_chain_that_was_cut_and_sealed_anew_is_found_by_a_noted_head() {
    let bank = sealed_bank().await;
    let mut conn = bank.pool.acquire().await.expect("connects");
    let noted = head(&mut conn).await.expect("reads");
    assert_eq!(noted.position, 10);
    assert_eq!(noted.to_string().parse::<Head>().expect("its own text"), noted);
    bank.seal().await;
    let grown = verify_since(&mut conn, Some(&noted)).await.expect("reads");
    assert!(grown.is_sound(), "{grown}");

    // the thorough thief: changes a row and its input hash, and queues everything since to be sealed again
    tamper(
        &bank,
        "update ledger_transactions set occurred_at = now() where key = 'pay 3';
         insert into ledger_unsealed select transaction_id from ledger_seals where batch_id >= 2;
         delete from ledger_seals where batch_id >= 2; delete from ledger_seal_batches where id >= 2",
    )
    .await;
    let short = verify_since(&mut conn, Some(&noted)).await.expect("reads");
    assert!(short.findings.iter().any(|f| f.contains("shortened")), "{short}");
    bank.seal().await;
    assert!(bank.verify().await.is_sound(), "alone it can't be told");
    let rewritten = verify_since(&mut conn, Some(&noted)).await.expect("reads");
    assert!(rewritten.findings.iter().any(|f| f.contains("rewritten")), "{rewritten}");
}

#[tokio::test]
async fn only_one_sealer_works_and_many_batches_make_one_chain() {
    let bank = Bank::open().await;
    let postings: Vec<_> = (0..6_000)
        .map(|n| transfer(&format!("k{n}"), &bank.world(), &bank.user(n % 50), 1))
        .collect();
    for chunk in postings.chunks(1_000) {
        let mut tx = bank.pool.begin().await.expect("begins");
        amanat_ledger::post_batch(&mut tx, chunk).await.expect("world may be negative");
        tx.commit().await.expect("commits");
    }
    let (a, b, c) = futures::join!(bank.seal(), bank.seal(), bank.seal());
    assert_eq!(a + b + c + bank.seal().await, 6_000);
    let report = bank.verify().await;
    assert!(report.is_sound(), "{report}");
    assert_eq!(
        (report.transactions, report.entries, report.unsealed, report.head.position),
        (6_000, 12_000, 0, 6_000)
    );
}
