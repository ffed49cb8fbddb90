//! What is left when a process dies, stops, or the database is away.

use crate::stage::{client, stage, until};
use amanat_gateway::{Limits, sweep};
use serde_json::json;

#[tokio::test]
async fn the_calls_of_a_killed_process_count_as_held() {
    let stage = stage(
        10,
        json!({ "meter": { "kind": "header", "name": "x-units" }, "maxUnitsPerCall": 5 }),
    )
    .await;
    let mut dead = stage.node().await;
    let call = tokio::spawn(client().get(stage.at(&dead, "/never")).bearer_auth(&stage.token.text).send());
    until(async || stage.upstream.calls() == 1).await;
    // The writing tasks go first, as they do in a process that is killed: nobody writes how the call ended.
    drop(dead.tasks.take());
    drop(dead);
    drop(call);
    let open = "select count(*) from usage_records where token_id = $1 and finished_at is null";
    assert_eq!(sweep(&stage.store).await.unwrap(), 0, "it was seen just now");
    assert_eq!((stage.scalar(open).await, stage.used().await), (1, 5));
    sqlx::query("update gateway_nodes set seen_at = now() - interval '31 seconds'")
        .execute(&stage.store.pool)
        .await
        .unwrap();
    assert_eq!(sweep(&stage.store).await.unwrap(), 1);
    assert_eq!(stage.calls().await, [("interrupted".to_owned(), 5, 5, None)]);
    assert_eq!(stage.used().await, 5);
    let node = stage.node().await;
    assert_eq!(stage.get(&node, "/count?header=5").await.status, 200, "the rest is still there");
    assert_eq!(stage.get(&node, "/count?header=5").await.refusal(), (402, "UNITS_SPENT".into()));
    let summed: (i64, i64) = sqlx::query_as("select sum(calls)::bigint, sum(units)::bigint from usage_hours")
        .fetch_one(&stage.store.pool)
        .await
        .unwrap();
    assert_eq!(summed, (2, 10));
}

#[tokio::test]
async fn stopping_writes_down_how_the_last_calls_ended() {
    let stage = stage(10, json!({})).await;
    let mut node = stage.node().await;
    for _ in 0..5 {
        assert_eq!(stage.get(&node, "/status/500").await.status, 500);
    }
    let tasks = node.tasks.take().unwrap();
    tasks.stop().await;
    let open = "select count(*) from usage_records where token_id = $1 and finished_at is null";
    assert_eq!((stage.scalar(open).await, stage.used().await), (0, 0));
    assert_eq!(stage.get(&node, "/x").await.refusal(), (503, "SHUTTING_DOWN".into()));
    let last: Option<String> = sqlx::query_scalar("select seen_at::text from gateway_nodes")
        .fetch_one(&stage.store.pool)
        .await
        .unwrap();
    assert_eq!(last.as_deref(), Some("-infinity"));
}

#[tokio::test]
async fn without_the_database_nothing_is_served() {
    let stage = stage(10, json!({})).await;
    let pool = sqlx::PgPool::connect_with((*stage.store.pool.connect_options()).clone())
        .await
        .unwrap();
    let node = stage
        .node_with(amanat_store::Store::from_pool(pool.clone()), Limits::default())
        .await;
    assert_eq!(stage.get(&node, "/x").await.status, 200);
    stage.calls().await;
    pool.close().await;
    let reply = stage.get(&node, "/x").await;
    assert_eq!(reply.refusal(), (503, "DATABASE_UNAVAILABLE".into()));
    assert!(reply.headers.contains_key("retry-after"));
    assert_eq!((stage.upstream.calls(), stage.used().await), (1, 1));
}

#[tokio::test]
async fn a_database_that_comes_back_hears_how_calls_ended_meanwhile() {
    let stage = stage(10, json!({})).await;
    let node = stage.node().await;
    let mut response = stage.begin(&node, "/events").await;
    response.chunk().await.unwrap().unwrap();
    // Every connection is cut, more than once, while the call ends.
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    let admin = testdb_connection(&stage.store).await;
    sqlx::query(cut).execute(&admin).await.unwrap();
    stage.upstream.go_on();
    while response.chunk().await.unwrap().is_some() {}
    sqlx::query(cut).execute(&admin).await.unwrap();
    assert_eq!(stage.calls().await, [("counted".to_owned(), 1, 1, Some(200))]);
    assert_eq!(stage.used().await, 1);
}

/// A connection that is not one of the test's pool.
async fn testdb_connection(store: &amanat_store::Store) -> sqlx::PgPool {
    let options = (*store.pool.connect_options()).clone();
    sqlx::postgres::PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_spent_token_is_handed_on_to_be_settled_when_its_last_call_ended() {
    let stage = stage(2, json!({})).await;
    let node = stage.node().await;
    let jobs = async || -> i64 {
        let count = "select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'settle_token'";
        sqlx::query_scalar(count).fetch_one(&stage.store.pool).await.unwrap()
    };
    assert_eq!(stage.get(&node, "/x").await.status, 200);
    let mut running = stage.begin(&node, "/events").await;
    running.chunk().await.unwrap().unwrap();
    until(async || {
        stage
            .scalar("select count(*) from usage_records where token_id = $1 and finished_at is not null")
            .await
            == 1
    })
    .await;
    assert_eq!((stage.used().await, jobs().await), (2, 0), "spent, but a call is running");
    stage.upstream.go_on();
    while running.chunk().await.unwrap().is_some() {}
    until(async || jobs().await == 1).await;
    assert_eq!(stage.calls().await.len(), 2);
}

#[tokio::test]
async fn a_call_that_outlives_the_settling_of_its_token_stays_settled_as_held() {
    let stage = stage(
        10,
        json!({ "meter": { "kind": "header", "name": "x-units" }, "maxUnitsPerCall": 5 }),
    )
    .await;
    let node = stage.node().await;
    let mut running = stage.begin(&node, "/events").await;
    running.chunk().await.unwrap().unwrap();
    stage
        .change("update tokens set state = 'expired', settled_at = now() where id = $1")
        .await;
    stage.upstream.go_on();
    while running.chunk().await.unwrap().is_some() {}
    assert_eq!(stage.calls().await, [("interrupted".to_owned(), 5, 5, Some(200))]);
    assert_eq!(stage.used().await, 5, "what was paid is what was used");
}
