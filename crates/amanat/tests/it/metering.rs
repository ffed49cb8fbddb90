//! The gateway over two server processes: never more use than was bought, every call on record, at once closed, and the seller's key
//! nowhere but at the service (G01, G02, G07, K08).

use amanat_base::Role;
use amanat_testkit::{Market, Person, process::Server, thirdparty::upstream::API_KEY};
use futures::future::join_all;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

/// A metered listing, its buyer, and two processes that serve it and log everything.
struct Counter {
    market: Market,
    seller: Person,
    buyer: Person,
    listing: String,
    servers: [Server; 2],
    logs: tempfile::TempDir,
}

impl Counter {
    async fn open() -> Self {
        let mut market = Market::open().await;
        let mut seller = market.app.person("Sam", &[Role::Seller]).await;
        let mut buyer = market.rich("Bahar").await;
        for person in [&seller, &buyer] {
            person.put("/api/payouts/preferences", json!({ "automatic": false })).await.ok();
        }
        let listing = market.metered(&seller, 100_000).await;
        market.forget_calls().await;
        market.app.stop().await;
        let logs = tempfile::tempdir().expect("a folder");
        let mut settings = market.app.settings(&market.setup);
        settings.insert("LOG".into(), "trace".into());
        let mut servers = [(); 2].map(|()| Server::new(env!("CARGO_BIN_EXE_amanat"), settings.clone()));
        for (n, server) in servers.iter_mut().enumerate() {
            server.log_to(log(logs.path(), n));
            server.start().await;
        }
        for person in [&mut seller, &mut buyer] {
            person.base.clone_from(&servers[1].base);
        }
        buyer.step_up().await;
        Self {
            market,
            seller,
            buyer,
            listing,
            servers,
            logs,
        }
    }

    /// Bought and revealed: the token's id, and the access token.
    async fn access(&self, units: i64) -> (String, String) {
        let (_, token) = self.market.buy(&self.buyer, &self.listing, units).await;
        let access = self.buyer.reveal(&token).await;
        (token, access)
    }

    fn url(&self, server: usize, path: &str) -> String {
        format!("{}/gateway/{}{path}", self.servers[server].base, self.listing)
    }

    async fn call(&self, server: usize, path: &str, access: &str) -> (StatusCode, Value) {
        let request = Client::new().get(self.url(server, path)).bearer_auth(access);
        let answer = request.send().await.expect("the gateway answers");
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert!(!text.contains(API_KEY), "the answer shows the seller's key: {text}");
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    /// Units used of a token, and calls on record: all, and those that still run.
    async fn books(&self, token: &str) -> (i64, i64, i64) {
        sqlx::query_as(
            "select t.used_units, (select count(*) from usage_records r where r.token_id = t.id),
                    (select count(*) from usage_records r where r.token_id = t.id and r.finished_at is null)
             from tokens t where t.id = $1::uuid",
        )
        .bind(token)
        .fetch_one(&self.market.app.db.store.pool)
        .await
        .expect("reads")
    }

    async fn end(mut self) {
        for server in &mut self.servers {
            assert!(server.terminate().await.success(), "ends in order");
        }
        self.market.app.finish().await;
    }
}

fn log(folder: &Path, server: usize) -> PathBuf {
    folder.join(format!("{server}.log"))
}

/// G01 over two processes of which one dies while it serves.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_serves_no_unit_twice_and_every_call_is_on_record() {
    let mut counter = Counter::open().await;
    let (token, access) = counter.access(300).await;
    let (answered, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let urls = [counter.url(0, "/echo"), counter.url(1, "/echo")];
    let callers = (0..40).map(|n| {
        let (url, access, answered, over) = (&urls[n % 2], &access, &answered, &over);
        async move {
            let http = Client::new();
            loop {
                let answer = http.get(url).bearer_auth(access).send().await;
                match answer.map(|a| a.status().as_u16()) {
                    Ok(200) => {
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                    // Spent, and then accepted: the token has ended.
                    Ok(402 | 403) => return,
                    _ if over.load(Ordering::SeqCst) => return,
                    _ => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            }
        }
    });
    let dying = &mut counter.servers[0];
    let death = async {
        while answered.load(Ordering::SeqCst) < 100 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        dying.kill().await;
        over.store(true, Ordering::SeqCst);
    };
    tokio::join!(join_all(callers), death);
    let answered = i64::try_from(answered.into_inner()).expect("fits");
    let calls = counter.market.calls().await;
    assert!(calls <= 300, "{calls} calls of 300 units");
    assert!(answered <= calls, "{answered} answers of {calls} calls");

    // The other process settles what the dead one left open.
    let books = counter
        .market
        .app
        .eventually("all calls are settled", || async {
            let (used, records, running) = counter.books(&token).await;
            (running == 0).then_some((used, records))
        })
        .await;
    let (used, records) = books;
    assert!(calls <= records, "{calls} calls, {records} on record");
    assert_eq!(used, 300);
    assert_eq!(records, 300);
    counter.servers[0].start().await;
    counter.end().await;
}

/// G02: what ends a token on one process ends it on the other, before the answer is there.
#[tokio::test(flavor = "multi_thread")]
async fn what_ends_a_token_ends_it_on_every_process_at_once() {
    let counter = Counter::open().await;
    for ending in ["revoke", "refund-unused"] {
        let (token, access) = counter.access(50).await;
        for server in [0, 1] {
            assert_eq!(counter.call(server, "/echo", &access).await.0, 200);
        }
        counter.buyer.post(&format!("/api/tokens/{token}/{ending}"), Value::Null).await.ok();
        for server in [0, 1] {
            let (status, body) = counter.call(server, "/echo", &access).await;
            assert_eq!(
                (status.as_u16(), &body["error"]["code"]),
                (403, &json!("TOKEN_REVOKED")),
                "{ending}"
            );
        }
        assert_eq!(counter.books(&token).await, (2, 2, 0));
    }
    counter.end().await;
}

/// K08 for the gateway: what is on its way when the process is told to end is answered.
#[tokio::test(flavor = "multi_thread")]
async fn calls_in_flight_are_answered_before_the_end() {
    let mut counter = Counter::open().await;
    let (token, access) = counter.access(60).await;
    let url = counter.url(0, "/slow?ms=3000");
    let calls = (0..50).map(|_| Client::new().get(&url).bearer_auth(&access).send());
    let flying = tokio::spawn(join_all(calls.collect::<Vec<_>>()));
    while counter.market.calls().await < 50 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(counter.servers[0].terminate().await.success(), "ends in order");
    for answer in flying.await.expect("ends") {
        assert_eq!(answer.expect("every call is answered").status(), 200);
    }
    assert_eq!(counter.books(&token).await, (50, 50, 0));
    counter.servers[0].start().await;
    counter.end().await;
}

/// G07: in no answer, no log and no row, whatever goes wrong.
#[tokio::test(flavor = "multi_thread")]
async fn the_sellers_key_is_nowhere_but_at_the_service() {
    let mut counter = Counter::open().await;
    let (token, access) = counter.access(100).await;
    for path in [
        "/echo",
        "/echo?api_key=x",
        "/status?code=500",
        "/status?code=302",
        "/nothing",
        "/../_control/calls",
        "//evil.example/",
    ] {
        counter.call(0, path, &access).await;
        counter.call(1, path, "amt_nobody").await;
    }
    let paths = [
        format!("/api/tokens/{token}"),
        format!("/api/tokens/{token}/usage"),
        format!("/api/listings/{}", counter.listing),
        format!("/api/listings/{}/usage", counter.listing),
        "/api/listings/mine".into(),
        "/api/notification".into(),
    ];
    for person in [&counter.buyer, &counter.seller] {
        for path in &paths {
            let shown = person.get(path).await.body.to_string();
            assert!(!shown.contains(API_KEY), "{path}: {shown}");
        }
    }
    // The seller's own answers when they send it, and a service that fails its test call.
    let seller = &counter.seller;
    let kept = seller
        .put(
            &format!("/api/listings/{}/secret", counter.listing),
            json!({ "secret": format!("{API_KEY} ") }),
        )
        .await;
    let tried = seller.post(&format!("/api/listings/{}/probe", counter.listing), Value::Null).await;
    for answer in [kept, tried] {
        assert!(!answer.body.to_string().contains(API_KEY), "{}", answer.body);
    }
    assert_eq!(in_database(&counter.market, API_KEY).await, Vec::<String>::new());
    let known = in_database(&counter.market, &counter.listing).await;
    assert!(!known.is_empty(), "the search finds what is there");
    for server in &mut counter.servers {
        assert!(server.terminate().await.success(), "ends in order");
    }
    for server in [0, 1] {
        let text = std::fs::read(log(counter.logs.path(), server)).expect("a log");
        let text = String::from_utf8_lossy(&text);
        assert!(text.len() > 10_000, "the process logged everything");
        for secret in [API_KEY, &access] {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "the log of process {server} tells");
        }
    }
    counter.market.app.finish().await;
}

/// Columns of any table that hold `canary`, as text, JSON or bytes.
async fn in_database(market: &Market, canary: &str) -> Vec<String> {
    let pool = &market.app.db.store.pool;
    let columns: Vec<(String, String, String)> = sqlx::query_as(
        "select c.table_schema, c.table_name, c.column_name from information_schema.columns c
             join information_schema.tables t using (table_schema, table_name)
         where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')",
    )
    .fetch_all(pool)
    .await
    .expect("the columns");
    assert!(columns.len() > 300, "{} columns", columns.len());
    let mut found = Vec::new();
    for (schema, table, column) in columns {
        // Bytes are looked through as bytes: their text is hexadecimal.
        let sql = format!(
            "select count(*) from {schema}.{table} where position($1 in {column}::text) > 0
                or position(encode(convert_to($1, 'UTF8'), 'hex') in {column}::text) > 0"
        );
        let hits: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(canary)
            .fetch_one(pool)
            .await
            .expect("searches");
        if hits > 0 {
            found.push(format!("{schema}.{table}.{column}"));
        }
    }
    found
}
