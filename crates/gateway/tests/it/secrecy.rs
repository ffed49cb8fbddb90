//! Nobody but the service ever sees the seller's key.

use crate::stage::{KEY, Reply, client, stage};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Ways to write the key that a reader could turn back.
fn forms() -> Vec<String> {
    let encoded: String = url::form_urlencoded::byte_serialize(KEY.as_bytes()).collect();
    let json = json!(KEY).to_string();
    vec![
        KEY.to_owned(),
        encoded.clone(),
        encoded.replace('+', "%20"),
        json[1..json.len() - 1].to_owned(),
        hex::encode(KEY),
        BASE64_STANDARD.encode(KEY),
        BASE64_STANDARD.encode(format!("user:{KEY}")),
        // what any of them would still have in common
        "canary".to_owned(),
    ]
}

#[track_caller]
fn assert_clean(text: &[u8], what: &str) {
    let text = String::from_utf8_lossy(text);
    for form in forms() {
        assert!(!text.contains(&form), "{what} tells the key as {form}:\n{text}");
    }
}

async fn tell_everything(inject: serde_json::Value, next: Option<&str>) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_writer(log.clone())
        .finish();
    // For this thread, on which everything of this test runs.
    let _guard = tracing::subscriber::set_default(subscriber);
    let stage = stage(100, json!({ "inject": inject, "timeoutS": 1 })).await;
    let node = stage.node().await;
    let mut answers = 0;
    for path in [
        "/leak",
        "/leak?status=401",
        "/leak?status=500",
        "/leak?status=302",
        "/echo/x?key=mine",
        "/never",
        "/half",
        "/headers?content-encoding=br",
    ] {
        let request = client().post(stage.at(&node, path)).bearer_auth(&stage.token.text).body("{}");
        if let Ok(response) = request.send().await {
            for (name, value) in response.headers() {
                assert_clean(value.as_bytes(), &format!("{path}, header {name}"));
            }
            answers += 1;
            assert_clean(&response.bytes().await.unwrap_or_default(), path);
        }
    }
    assert!(answers >= 7, "only {answers} answers");
    let told = Reply::of(client().get(stage.at(&node, "/leak")).bearer_auth(&stage.token.text)).await;
    assert!(told.text().contains("***"), "the service had it: {}", told.text());
    let location = next.map(|next| format!("/gateway/{}{next}", stage.listing));
    assert_eq!(told.headers.get("location").map(|v| v.to_str().unwrap()), location.as_deref());
    stage.change("update listings l set gateway = jsonb_set(gateway, '{upstreamUrl}', '\"http://127.0.0.1:1/\"'), version = version + 1 from tokens t where t.id = $1 and t.listing_id = l.id").await;
    let failed = stage.get(&node, "/x").await;
    assert_eq!(failed.status, 502);
    assert_clean(&failed.body, "an error");
    stage.calls().await;
    let logged = log.0.lock().unwrap().clone();
    assert!(logged.len() > 10_000, "the log was listened to");
    assert_clean(&logged, "the log");
    assert_database_clean(&stage.store).await;
}

async fn assert_database_clean(store: &amanat_store::Store) {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns c join information_schema.tables using (table_schema, table_name)
         where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'",
    )
    .fetch_all(&store.pool)
    .await
    .unwrap();
    assert!(columns.len() > 300);
    for (table, column) in columns {
        let schema = if table.starts_with("_private") || table == "migrations" {
            "graphile_worker"
        } else {
            "public"
        };
        let query = format!("select coalesce(string_agg(\"{column}\"::text, '\n'), '') from {schema}.\"{table}\"");
        let text: String = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&store.pool).await.unwrap();
        assert_clean(text.as_bytes(), &format!("{table}.{column}"));
    }
}

#[tokio::test]
async fn a_key_in_a_header_is_seen_by_nobody() {
    tell_everything(json!({ "kind": "header", "name": "Authorization", "prefix": "Bearer " }), None).await;
}

#[tokio::test]
async fn a_key_in_the_query_is_seen_by_nobody() {
    tell_everything(json!({ "kind": "query", "name": "key" }), Some("/next?page=2")).await;
}
