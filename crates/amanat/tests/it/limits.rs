//! Rate limits of a platform of several processes: one budget through Redis, and what happens when Redis goes and comes.

use amanat_testkit::{Setup, TestApp, process::Server};
use amanat_web::testing::Redis;
use reqwest::{Client, Response};
use serde_json::json;
use std::{collections::BTreeMap, path::Path, time::Duration};

const BUDGET: usize = 6;

/// Tries a link that nobody was sent. Passwords would also meet the brake of their account, which is in the database.
async fn try_link(http: &Client, server: &Server) -> Response {
    let guess = json!({ "token": "0".repeat(64), "password": "a password for nobody" });
    let request = http.post(format!("{}/api/auth/reset-password", server.base)).json(&guess);
    request.send().await.expect("an answer")
}

/// How many of so many attempts, at these servers in turn, are let through before the first 429; every other answer has to be 401.
async fn let_through(http: &Client, servers: &[&Server], attempts: usize) -> usize {
    let mut passed = 0;
    for n in 0..attempts {
        let answer = try_link(http, servers[n % servers.len()]).await;
        match answer.status().as_u16() {
            401 => passed += 1,
            429 => {
                let wait = answer.headers()["retry-after"]
                    .to_str()
                    .expect("text")
                    .parse::<u64>()
                    .expect("seconds");
                assert!((1..=3601).contains(&wait), "{wait}");
            }
            other => panic!("attempt {n}: {other} {}", answer.text().await.unwrap_or_default()),
        }
    }
    passed
}

async fn server(settings: &BTreeMap<String, String>, redis: &Redis, log: &Path) -> Server {
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), settings.clone());
    server.set("REDIS_URL", redis.url());
    server.set("RATE_LIMIT_AUTH", BUDGET.to_string());
    server.set("RATE_LIMIT_WINDOW_S", "3600");
    server.set("LOG", "info");
    server.log_to(log.to_owned());
    server.start().await;
    server
}

fn lines(log: &Path, what: &str) -> usize {
    let text = std::fs::read_to_string(log).expect("a log");
    text.lines().filter(|line| line.contains(what)).count()
}

async fn metric(http: &Client, server: &Server, name: &str) -> Option<f64> {
    let text = http.get(format!("{}/metrics", server.base)).send().await.ok()?.text().await.ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_share_one_budget_and_each_counts_alone_while_redis_is_away() {
    let mut redis = Redis::start();
    let setup = Setup {
        scanner: false,
        ..Setup::default()
    };
    let mut app = TestApp::start_with(setup.clone()).await;
    app.stop().await;
    let settings = app.settings(&setup);
    let logs = tempfile::tempdir().expect("a folder");
    let (first_log, second_log) = (logs.path().join("first"), logs.path().join("second"));
    let mut first = server(&settings, &redis, &first_log).await;
    let mut second = server(&settings, &redis, &second_log).await;
    let http = Client::new();

    assert_eq!(
        let_through(&http, &[&first, &second], 2 * BUDGET).await,
        BUDGET,
        "one budget for both"
    );
    assert_eq!(metric(&http, &first, "rate_limits_shared").await, Some(1.0));

    redis.kill();
    // By itself, each lets its own budget through, and nobody hears of Redis.
    assert_eq!(let_through(&http, &[&first], 2 * BUDGET).await, BUDGET);
    assert_eq!(let_through(&http, &[&second], 2 * BUDGET).await, BUDGET);
    assert_eq!(metric(&http, &first, "rate_limits_shared").await, Some(0.0));
    for log in [&first_log, &second_log] {
        assert_eq!(lines(log, "Redis is away"), 1, "one line for the whole outage");
    }

    redis.start_again();
    // A Redis that was away is asked again after a second, by whoever comes then.
    for (server, log) in [(&first, &first_log), (&second, &second_log)] {
        for _ in 0..200 {
            let _ = http.get(format!("{}/api/marketplace/categories", server.base)).send().await;
            if lines(log, "Redis is back") == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(lines(log, "Redis is back"), 1);
    }
    assert_eq!(let_through(&http, &[&second, &first], 2 * BUDGET).await, BUDGET, "one budget again");
    first.terminate().await;
    second.terminate().await;
    app.finish().await;
}
