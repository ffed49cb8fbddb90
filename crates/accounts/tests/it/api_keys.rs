//! Keys for programs: what they may do, from where, how fast, and how they end.

use crate::{Answered, App, Person, admin::trusted, send};
use amanat_base::{Role, UserId};
use amanat_web::{HttpConfig, Limit, Limits};
use chrono::TimeDelta;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const KEYS: &str = "/api/user/api-keys";

fn asked(scopes: Value) -> Value {
    json!({ "name": "Stock keeper", "scopes": scopes, "expiresInDays": 30 })
}

async fn make(app: &App, who: &Person, body: Value) -> Value {
    app.post_as(KEYS, &who.access, body).await.data().clone()
}

fn key(made: &Value) -> String {
    made["key"].as_str().expect("a key").to_owned()
}

async fn from(app: &App, address: &str, key: &str) -> Answered {
    let request = app.request(Method::GET, "/api/user/me").header("x-forwarded-for", address);
    send(request.bearer_auth(key)).await
}

async fn delete(app: &App, path: &str, access: &str) -> Answered {
    send(app.request(Method::DELETE, path).bearer_auth(access)).await
}

#[tokio::test]
async fn a_key_is_shown_once_and_stored_as_a_hash() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[Role::Buyer]).await;
    let made = make(&app, &ada, asked(json!(["read"]))).await;
    let key = key(&made);
    assert!(key.starts_with("amk_") && key.len() == 4 + 12 + 64, "{key}");
    assert_eq!(made["prefix"], key[..16]);
    assert_eq!(app.get("/api/user/me", &key).await.data()["id"], ada.id.to_string());

    let list = app.get(KEYS, &ada.access).await;
    assert_eq!(list.data()["items"][0]["name"], "Stock keeper");
    assert!(!list.body.to_string().contains(&key[16..]));
    for table in ["api_keys", "sessions", "audit_log", "events"] {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let all: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&app.store.pool)
            .await
            .expect("reads");
        assert!(!all.contains(&key[16..]), "{table} holds the key");
    }
    let audit: Vec<String> = sqlx::query_scalar("select action from audit_log order by at")
        .fetch_all(&app.store.pool)
        .await
        .expect("reads");
    assert_eq!(audit, ["api_key.create"]);
}

#[tokio::test]
async fn making_and_ending_keys_takes_a_proof_and_a_person() {
    let app = App::start().await;
    let ada = app.person("ada", &[Role::Buyer]).await;
    let refused = app.post_as(KEYS, &ada.access, asked(json!(["read"]))).await;
    assert_eq!(refused.code(), (403, "STEP_UP_REQUIRED"));

    let bob = trusted(&app, "bob", &[Role::Buyer]).await;
    let made = make(&app, &bob, asked(json!(["read", "marketplace", "goods", "orders", "payments"]))).await;
    let key = key(&made);
    for (method, path) in [
        (Method::GET, KEYS),
        (Method::POST, KEYS),
        (Method::GET, "/api/auth/sessions"),
        (Method::POST, "/api/auth/logout-all"),
        (Method::POST, "/api/auth/step-up"),
        (Method::PATCH, "/api/user/me"),
        (Method::GET, "/api/admin/users"),
        (Method::DELETE, "/api/admin/impersonation"),
    ] {
        let answer = send(app.request(method.clone(), path).bearer_auth(&key).json(&asked(json!(["read"])))).await;
        assert_eq!(answer.code(), (403, "API_KEY_SCOPE"), "{method} {path}");
    }
    let id = made["id"].as_str().expect("an id");
    assert_eq!(delete(&app, &format!("{KEYS}/{id}"), &ada.access).await.status, 403);
    let mallory = trusted(&app, "mallory", &[]).await;
    assert_eq!(delete(&app, &format!("{KEYS}/{id}"), &mallory.access).await.status, 404);
    assert_eq!(app.get("/api/user/me", &key).await.status, 200);
    delete(&app, &format!("{KEYS}/{id}"), &bob.access).await.data();
    assert_eq!(app.get("/api/user/me", &key).await.code(), (401, "API_KEY_INVALID"));
    assert_eq!(delete(&app, &format!("{KEYS}/{id}"), &bob.access).await.status, 404);
    assert_eq!(app.announced("security").await, 2);
}

#[tokio::test]
async fn a_key_without_the_scope_read_reads_nothing() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[Role::Buyer]).await;
    let key = key(&make(&app, &ada, asked(json!(["orders"]))).await);
    assert_eq!(app.get("/api/user/me", &key).await.code(), (403, "API_KEY_SCOPE"));
}

#[tokio::test]
async fn a_key_of_staff_has_no_power() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &Role::ALL).await;
    let key = key(&make(&app, &admin, asked(json!(["read", "orders", "payments"]))).await);
    for path in ["/api/admin/users", "/api/admin/audit"] {
        assert_eq!(app.get(path, &key).await.code(), (403, "API_KEY_SCOPE"), "{path}");
    }
}

#[tokio::test]
async fn wishes_that_cannot_be_are_refused() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[]).await;
    for (field, value) in [
        ("name", json!("  ")),
        ("name", json!("x".repeat(61))),
        ("name", json!("a\u{202e}b")),
        ("scopes", json!([])),
        ("scopes", json!(["read", "read"])),
        ("scopes", json!(["admin"])),
        ("expiresInDays", json!(0)),
        ("expiresInDays", json!(366)),
        ("perMinute", json!(0)),
        ("perMinute", json!(6001)),
        ("allowedNetworks", json!(["home"])),
        ("allowedNetworks", json!(["10.0.0.0/33"])),
        ("allowedNetworks", json!(vec!["10.0.0.1"; 21])),
        ("userId", json!(UserId::fresh())),
        ("roles", json!(["admin"])),
    ] {
        let mut body = asked(json!(["read"]));
        body[field] = value.clone();
        let answer = app.post_as(KEYS, &ada.access, body).await;
        assert_eq!(answer.code(), (400, "VALIDATION_FAILED"), "{field} {value}");
    }
}

#[tokio::test]
async fn twenty_keys_stand_at_most_also_when_asked_for_at_once() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[]).await;
    let answers = join_all((0..24).map(|_| app.post_as(KEYS, &ada.access, asked(json!(["read"]))))).await;
    let made = answers.iter().filter(|a| a.status == 200).count();
    assert_eq!(made, 20);
    assert!(answers.iter().all(|a| a.status == 200 || a.code() == (409, "TOO_MANY")));
    let one = answers.iter().find(|a| a.status == 200).expect("one").data()["id"].clone();
    delete(&app, &format!("{KEYS}/{}", one.as_str().expect("an id")), &ada.access)
        .await
        .data();
    make(&app, &ada, asked(json!(["read"]))).await;
}

#[tokio::test]
async fn a_key_ends_when_its_time_is_over_and_not_before() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[]).await;
    let key = key(&make(&app, &ada, json!({ "name": "A day", "scopes": ["read"], "expiresInDays": 1 })).await);
    app.store.clock.advance(TimeDelta::hours(23));
    assert_eq!(app.get("/api/user/me", &key).await.status, 200);
    app.store.clock.advance(TimeDelta::hours(2));
    assert_eq!(app.get("/api/user/me", &key).await.code(), (401, "API_KEY_INVALID"));
}

#[tokio::test]
async fn a_key_works_from_its_networks_only() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[]).await;
    let mut body = asked(json!(["read"]));
    body["allowedNetworks"] = json!(["203.0.113.0/24", "2001:db8:7::/48", "2001:db8:8::1", "::ffff:198.51.100.7"]);
    let made = make(&app, &ada, body).await;
    assert_eq!(made["allowedNetworks"][3], "198.51.100.7/32");
    let key = key(&made);
    for home in [
        "203.0.113.9",
        "::ffff:203.0.113.9",
        "2001:db8:7:1::5",
        "2001:db8:8::1",
        "198.51.100.7",
    ] {
        assert_eq!(from(&app, home, &key).await.status, 200, "{home}");
    }
    for abroad in [
        "203.0.114.9",
        "::ffff:203.0.114.9",
        "2001:db8:6::5",
        "2001:db8:8::2",
        "198.51.100.8",
    ] {
        assert_eq!(from(&app, abroad, &key).await.code(), (403, "API_KEY_NETWORK"), "{abroad}");
    }
    // What stands left of the proxy's own entry is the caller's claim.
    assert_eq!(from(&app, "203.0.113.9, 8.8.8.8", &key).await.code(), (403, "API_KEY_NETWORK"));
}

#[tokio::test]
async fn a_key_ends_with_its_owner() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = trusted(&app, "ada", &[]).await;
    let key = key(&make(&app, &ada, asked(json!(["read"]))).await);
    let status = format!("/api/admin/users/{}/status", ada.id);
    let suspend = json!({ "status": "suspended", "reason": "Asked to pay elsewhere." });
    app.put(&status, &admin.access, suspend).await.data();
    assert_eq!(app.get("/api/user/me", &key).await.code(), (403, "ACCOUNT_SUSPENDED"));
    app.put(&status, &admin.access, json!({ "status": "active" })).await.data();
    assert_eq!(
        app.get("/api/user/me", &key).await.code(),
        (401, "API_KEY_INVALID"),
        "ended keys stay ended"
    );

    let bob = trusted(&app, "bob", &[]).await;
    let key = self::key(&make(&app, &bob, asked(json!(["read"]))).await);
    let now = app.store.now().await.expect("the time");
    sqlx::query("update users set status = 'erased', erased_at = $2, email = null, password_hash = null where id = $1")
        .bind(bob.id.0)
        .bind(now)
        .execute(&app.store.pool)
        .await
        .expect("erases");
    assert_eq!(app.get("/api/user/me", &key).await.code(), (401, "API_KEY_INVALID"));
}

#[tokio::test]
async fn a_key_survives_signing_out_everywhere_but_not_an_ended_account() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = trusted(&app, "ada", &[]).await;
    let key = key(&make(&app, &ada, asked(json!(["read"]))).await);
    let sessions = app.get("/api/auth/sessions", &ada.access).await;
    assert_eq!(sessions.data()["items"].as_array().map(Vec::len), Some(1), "a key is no sign-in");
    let out = send(app.request(Method::POST, "/api/auth/logout-all").bearer_auth(&ada.access)).await;
    assert_eq!(out.status, 200, "{}", out.body);
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 401);
    assert_eq!(app.get("/api/user/me", &key).await.status, 200);
    delete(&app, &format!("/api/admin/users/{}/sessions", ada.id), &admin.access)
        .await
        .data();
    assert_eq!(app.get("/api/user/me", &key).await.code(), (401, "API_KEY_INVALID"));
}

#[tokio::test]
async fn each_key_has_a_rate_of_its_own() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[]).await;
    let slow = json!({ "name": "Slow", "scopes": ["read"], "expiresInDays": 1, "perMinute": 3 });
    let (one, other) = (key(&make(&app, &ada, slow.clone()).await), key(&make(&app, &ada, slow).await));
    let answers = join_all((0..8).map(|_| app.get("/api/user/me", &one))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 3);
    for refused in answers.iter().filter(|a| a.status != 200) {
        assert_eq!(refused.code(), (429, "RATE_LIMITED"));
        let wait: u64 = refused.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
        assert!((1..=61).contains(&wait), "{wait}");
    }
    assert_eq!(app.get("/api/user/me", &other).await.status, 200);
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200, "its owner doesn't feel it");
}

#[tokio::test]
async fn guessing_keys_ends_in_waiting() {
    let wide = Limit::new(100_000, Duration::from_secs(1));
    let app = App::with(HttpConfig {
        limits: Limits {
            auth: Limit::new(10, Duration::from_secs(900)),
            payment: wide,
            global: wide,
            ..Limits::default()
        },
        development: true,
        ..HttpConfig::default()
    })
    .await;
    let mut seen = Vec::new();
    for n in 0..14 {
        seen.push(app.get("/api/user/me", &format!("amk_{n:076x}")).await.code().0);
    }
    assert_eq!(seen[..10], [401; 10]);
    assert_eq!(seen[10..], [429; 4]);
    for nonsense in ["amk_", "amk_x", "amk_é"] {
        let answer = app
            .request(Method::GET, "/api/user/me")
            .header("authorization", format!("Bearer {nonsense}"));
        assert!([401, 429].contains(&send(answer).await.status), "{nonsense}");
    }
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[]).await;
    let key = key(&make(&app, &ada, asked(json!(["read"]))).await);
    let used = async || {
        let list = app.get(KEYS, &ada.access).await;
        let item = &list.data()["items"][0];
        (item["lastUsedAt"].clone(), item["lastUsedFrom"].clone())
    };
    assert_eq!(used().await, (Value::Null, Value::Null));
    from(&app, "203.0.113.9", &key).await.data();
    let first = used().await;
    assert!(first.0.is_string() && first.1 == "203.0.113.9");
    app.store.clock.advance(TimeDelta::seconds(30));
    from(&app, "203.0.113.10", &key).await.data();
    assert_eq!(used().await, first, "half a minute later nothing is written");
    app.store.clock.advance(TimeDelta::seconds(31));
    from(&app, "203.0.113.10", &key).await.data();
    assert_eq!(used().await.1, "203.0.113.10");
}
