//! What the database refuses by itself, whoever asks.

use crate::bank::{Bank, transfer};

const ZERO_HASH: &str = "decode(repeat('00', 32), 'hex')";

async fn refusal(bank: &Bank, sql: &str) -> String {
    let error = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(&bank.pool)
        .await
        .expect_err(sql);
    error
        .as_database_error()
        .and_then(|d| d.code())
        .map(|c| c.into_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn rows_are_written_once_and_balances_move_by_posting_only() {
    let bank = Bank::open().await;
    bank.fund(&bank.user(1), 10).await;
    bank.seal().await;
    for table in ["ledger_transactions", "ledger_entries", "ledger_seals", "ledger_seal_batches"] {
        assert_eq!(refusal(&bank, &format!("delete from {table}")).await, "LE003", "{table}");
        assert_eq!(refusal(&bank, &format!("truncate {table} cascade")).await, "LE003", "{table}");
    }
    for sql in [
        "update ledger_transactions set kind = 'x'",
        "update ledger_entries set amount = 1",
        "update ledger_seals set hash = hash",
        "update ledger_seal_batches set sealed_at = now()",
        "update ledger_accounts set balance = balance + 1",
        "update ledger_accounts set owner = 'user:9'",
        "delete from ledger_accounts",
        "truncate ledger_accounts cascade",
        "insert into ledger_accounts (owner, purpose, asset_id, balance) values ('user:3', 'held', gen_random_uuid(), 5)",
        "insert into ledger_accounts (owner, purpose, asset_id) values ('', 'held', gen_random_uuid())",
        "insert into ledger_entries (transaction_id, line, account_id, amount, balance_after, recorded_at)
            select id, 9, 1, 1, 1, now() from ledger_transactions",
    ] {
        assert_eq!(refusal(&bank, sql).await, "LE003", "{sql}");
    }
    let unknown = "insert into ledger_accounts (owner, purpose, asset_id) values ('a', 'escrow', gen_random_uuid())";
    assert_eq!(refusal(&bank, unknown).await, "23514");
    bank.assert_sound().await;
}

/// M13: balanced in total, not per asset; and the neighbours of that fault.
#[tokio::test]
async fn entries_that_do_not_sum_to_zero_per_asset_are_refused() {
    let bank = Bank::open().await;
    bank.fund(&bank.user(1), 10).await;
    let post = |assets: &str, deltas: &str, legs: &str| {
        format!(
            "select ledger_post(gen_random_uuid(), gen_random_uuid()::text, {ZERO_HASH}, 'test', null, now(),
                array['a', 'b'], array['world', 'world'], array[{assets}]::uuid[], array[{deltas}]::numeric[], array[1, 2], array[{legs}]::numeric[])"
        )
    };
    let (one, two) = ("'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'");
    assert_eq!(refusal(&bank, &post(&format!("{one}, {two}"), "-5, 5", "-5, 5")).await, "LE004");
    assert_eq!(refusal(&bank, &post(&format!("{one}, {one}"), "-5, 4", "-5, 4")).await, "LE004");
    assert_eq!(refusal(&bank, &post(&format!("{one}, {one}"), "0, 0", "0, 0")).await, "LE004");
    let ghost = "select set_config('ledger.posting', 'on', true);
        insert into ledger_entries (transaction_id, line, account_id, amount, balance_after, recorded_at)
        select id, 9, 99999, 1, 1, now() from ledger_transactions";
    assert_eq!(refusal(&bank, ghost).await, "LE004");
    bank.assert_sound().await;
}

#[tokio::test]
async fn the_flag_is_down_again_after_a_posting() {
    let bank = Bank::open().await;
    bank.fund(&bank.user(1), 10).await;
    let mut tx = bank.pool.begin().await.expect("begins");
    let posting = transfer("k", &bank.user(1), &bank.user(2), 1);
    amanat_ledger::post(&mut tx, &posting).await.expect("covered");
    let batch = [transfer("l", &bank.user(1), &bank.user(2), 1)];
    amanat_ledger::post_batch(&mut tx, &batch).await.expect("covered");
    let refused = sqlx::query("update ledger_accounts set balance = balance + 1")
        .execute(&mut *tx)
        .await;
    let code = refused
        .expect_err("refused")
        .as_database_error()
        .and_then(|d| d.code())
        .map(|c| c.into_owned());
    assert_eq!(code.as_deref(), Some("LE003"));
}
