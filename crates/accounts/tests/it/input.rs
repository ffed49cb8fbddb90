//! Input that is wrong, hostile, or asks for more than it may (Z03, V02, V03, V05, V06).

use crate::{App, PASSWORD, send};
use amanat_base::Role;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn registration_refuses_what_is_not_an_account() {
    let app = App::start().await;
    let good = json!({ "email": "ada@example.test", "password": PASSWORD, "displayName": "Ada" });
    for (field, value) in [
        ("email", json!("")),
        ("email", json!("ada")),
        ("email", json!("ada@exa mple.test")),
        ("email", json!("ädä@example.test")),
        ("email", json!("a\u{0}da@example.test")),
        ("email", json!(format!("{}@example.test", "a".repeat(250)))),
        ("email", json!({ "$gt": "" })),
        ("email", json!(["ada@example.test"])),
        ("password", json!("123456789")),
        ("password", json!("x".repeat(129))),
        ("password", json!(1234567890)),
        ("displayName", json!("   ")),
        ("displayName", json!("x".repeat(61))),
        ("displayName", json!("A\u{0}da")),
        ("displayName", json!("\u{202e}adA")),
        ("accountType", json!("admin")),
    ] {
        let mut bad = good.clone();
        bad[field] = value.clone();
        let answer = app.post("/api/auth/register", bad).await;
        assert_eq!(answer.code(), (400, "VALIDATION_FAILED"), "{field} {value}");
        assert_eq!(answer.body["error"]["details"][0]["path"], field);
    }
    assert_eq!(app.post("/api/auth/register", good).await.status, 200);
}

#[tokio::test]
async fn nobody_gives_themselves_a_role() {
    let app = App::start().await;
    let base = json!({ "email": "ada@example.test", "password": PASSWORD, "displayName": "Ada" });
    for (field, value) in [
        ("roles", json!(["admin"])),
        ("role", json!("admin")),
        ("status", json!("active")),
        ("id", json!(Role::ALL)),
    ] {
        let mut more = base.clone();
        more[field] = value;
        assert_eq!(
            app.post("/api/auth/register", more).await.code(),
            (400, "VALIDATION_FAILED"),
            "{field}"
        );
    }
    let ada = app.person("ada", &[Role::Buyer]).await;
    for field in ["roles", "email", "status", "passwordHash", "balance"] {
        let patch = app.request(Method::PATCH, "/api/user/me").bearer_auth(&ada.access);
        let answer = send(patch.json(&json!({ "displayName": "Ada", field: "x" }))).await;
        assert_eq!(answer.code(), (400, "VALIDATION_FAILED"), "{field}");
    }
    assert_eq!(app.get("/api/user/me", &ada.access).await.data()["roles"], json!(["buyer"]));
}

#[tokio::test]
async fn hostile_text_is_only_text() {
    let app = App::start().await;
    let admin = app.person("admin", &[Role::Admin]).await;
    for text in ["'; drop table users; --", "\" or \"\"=\"", "%", "_", "\\", "\u{0}"] {
        let answer = app.login(text, text).await;
        assert_eq!(answer.code(), (401, "INVALID_CREDENTIALS"), "{text:?}");
        let found = app
            .request(Method::GET, "/api/admin/users")
            .bearer_auth(&admin.access)
            .query(&[("q", text)]);
        let found = send(found).await;
        let nothing = found.status == 400 || found.data()["items"] == json!([]);
        assert!(nothing, "{text:?} {}", found.body);
    }
    let deep = format!("{{\"email\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let request = app
        .request(Method::POST, "/api/auth/login")
        .header("content-type", "application/json");
    assert_eq!(send(request.body(deep)).await.status, 400);
}

#[tokio::test]
async fn ids_and_pages_that_cannot_be_are_refused() {
    let app = App::start().await;
    let admin = app.person("admin", &[Role::Admin]).await;
    app.stepped(&admin, PASSWORD).await;
    let session = |id: &str| format!("/api/auth/sessions/{id}");
    for id in [
        "99999999999",
        "-1",
        "0190a0b0-0000-7000-8000-00000000000g",
        "0190a0b0-0000-7000-8000-000000000000junk",
        "%00",
        "null",
    ] {
        let answer = send(app.request(Method::DELETE, &session(id)).bearer_auth(&admin.access)).await;
        assert_eq!(answer.code(), (400, "MALFORMED_ID"), "{id}");
        let roles = app
            .put(&format!("/api/admin/users/{id}/roles"), &admin.access, json!({ "roles": [] }))
            .await;
        assert_eq!(roles.status, 400, "{id}");
    }
    for chain in ["-1", "0", "99999999999", "99999999999999999999", "one"] {
        let path = format!("/api/user/payout-addresses/{chain}");
        assert!([400, 404].contains(&app.get(&path, &admin.access).await.status), "{chain}");
    }
    for query in [
        "limit=-1",
        "limit=0",
        "limit=101",
        "limit=1000000000",
        "limit=x",
        "cursor=x",
        "cursor=0_00000000-0000",
        "cursor=-7fffffffffffffff_00000000000000000000000000000000",
        "cursor=-1d44ac53774c8000_00000000000000000000000000000000",
    ] {
        for list in ["/api/auth/sessions", "/api/admin/users"] {
            let answer = app.get(&format!("{list}?{query}"), &admin.access).await;
            assert_eq!(answer.status, 400, "{list}?{query} {}", answer.body);
        }
    }
}

#[tokio::test]
async fn pages_walk_the_whole_list_once() {
    let app = App::start().await;
    let admin = app.person("admin", &[Role::Admin]).await;
    for n in 0..6 {
        app.person(&format!("user{n}"), &[Role::Buyer]).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    for _ in 0..4 {
        let after = cursor.as_str().map(|c| format!("&cursor={c}")).unwrap_or_default();
        let page = app.get(&format!("/api/admin/users?limit=2{after}"), &admin.access).await;
        seen.extend(
            page.data()["items"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|u| u["displayName"].clone()),
        );
        cursor = page.data()["nextCursor"].clone();
    }
    assert_eq!(cursor, Value::Null);
    assert_eq!(json!(seen), json!(["user5", "user4", "user3", "user2", "user1", "user0", "admin"]));
}
