//! The audit log: what stands in it, who reads it, and that nobody changes it.

use crate::{App, admin::trusted, send};
use amanat_base::Role;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn who_did_what_from_where_is_found_again() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[Role::Buyer]).await;
    let path = format!("/api/admin/users/{}/roles", ada.id);
    let request = app
        .request(Method::PUT, &path)
        .bearer_auth(&admin.access)
        .json(&json!({ "roles": ["seller"] }));
    send(
        request
            .header("x-forwarded-for", "203.0.113.9")
            .header("x-request-id", "the-request"),
    )
    .await
    .data();
    let status = format!("/api/admin/users/{}/status", ada.id);
    let why = json!({ "status": "suspended", "reason": "Asked to pay elsewhere." });
    app.put(&status, &admin.access, why).await.data();

    let log = app.get("/api/admin/audit", &admin.access).await;
    let items = log.data()["items"].as_array().expect("items").clone();
    assert_eq!(items.len(), 2);
    let (suspended, roles) = (&items[0], &items[1]);
    assert_eq!(roles["action"], "user.roles");
    assert_eq!((&roles["kind"], &roles["subject"]), (&json!("user"), &json!(ada.id)));
    assert_eq!((&roles["actor"], &roles["actorName"]), (&json!(admin.id), &json!("admin")));
    assert_eq!(
        (&roles["client"], &roles["requestId"]),
        (&json!("203.0.113.9"), &json!("the-request"))
    );
    assert_eq!(roles["before"], json!({ "roles": ["buyer"] }));
    assert_eq!(roles["after"], json!({ "roles": ["seller"] }));
    assert_eq!(suspended["after"]["reason"], "Asked to pay elsewhere.");

    for (query, found) in [
        (format!("actor={}", admin.id), 2),
        (format!("actor={}", ada.id), 0),
        (format!("subject={}&kind=user", ada.id), 2),
        ("kind=listing".into(), 0),
        ("action=user.suspend".into(), 1),
        ("action=user.".into(), 2),
        ("action=user".into(), 0),
        ("action=%25".into(), 0),
    ] {
        let answer = app.get(&format!("/api/admin/audit?{query}"), &admin.access).await;
        assert_eq!(answer.data()["items"].as_array().map(Vec::len), Some(found), "{query}");
    }
    let first = app.get("/api/admin/audit?limit=1", &admin.access).await;
    let cursor = first.data()["nextCursor"].as_str().expect("a cursor").to_owned();
    let next = app.get(&format!("/api/admin/audit?limit=1&cursor={cursor}"), &admin.access).await;
    assert_eq!(next.data()["items"], json!([roles]));
    assert_eq!(next.data()["nextCursor"], Value::Null);
}

#[tokio::test]
async fn only_administrators_read_it() {
    let app = App::start().await;
    let ada = trusted(&app, "ada", &[Role::Buyer, Role::Guard, Role::Resolver]).await;
    assert_eq!(app.get("/api/admin/audit", &ada.access).await.code(), (403, "ROLE_REQUIRED"));
}

#[tokio::test]
async fn the_database_refuses_to_change_what_was_written() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let path = format!("/api/admin/users/{}/roles", admin.id);
    app.put(&path, &admin.access, json!({ "roles": ["admin", "buyer"] })).await.data();
    for sql in [
        "update audit_log set actor = null",
        "update audit_log set after = null where false or true",
        "delete from audit_log",
        "truncate audit_log",
        "truncate audit_log cascade",
    ] {
        let refused = sqlx::query(sql).execute(&app.store.pool).await.expect_err(sql);
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    let rows: i64 = sqlx::query_scalar("select count(*) from audit_log")
        .fetch_one(&app.store.pool)
        .await
        .expect("counts");
    assert_eq!(rows, 1);
}
