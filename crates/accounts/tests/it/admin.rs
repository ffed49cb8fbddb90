//! Administration of people (Z05, A04).

use crate::{App, PASSWORD, send};
use amanat_base::{Role, UserId};
use futures::future::join;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn only_an_administrator_administers() {
    let app = App::start().await;
    let everybody_else = [Role::Buyer, Role::Seller, Role::Resolver, Role::Guard];
    let ada = app.person("ada", &everybody_else).await;
    let (roles, status) = (
        format!("/api/admin/users/{}/roles", ada.id),
        format!("/api/admin/users/{}/status", ada.id),
    );
    for (method, path, body) in [
        (Method::GET, "/api/admin/users", Value::Null),
        (Method::PUT, roles.as_str(), json!({ "roles": ["admin"] })),
        (Method::PUT, status.as_str(), json!({ "status": "active" })),
    ] {
        let request = || app.request(method.clone(), path).json(&body);
        assert_eq!(
            send(request().bearer_auth(&ada.access)).await.code(),
            (403, "ROLE_REQUIRED"),
            "{path}"
        );
        assert_eq!(send(request()).await.code(), (401, "UNAUTHENTICATED"), "{path}");
    }
}

#[tokio::test]
async fn roles_hold_from_the_next_request() {
    let app = App::start().await;
    let admin = app.person("admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[Role::Buyer]).await;
    let path = format!("/api/admin/users/{}/roles", ada.id);
    let set = app
        .put(&path, &admin.access, json!({ "roles": ["seller", "admin", "seller"] }))
        .await;
    assert_eq!(set.data()["roles"], json!(["admin", "seller"]));
    assert_eq!(
        app.get("/api/admin/users?role=admin", &ada.access).await.data()["items"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    app.put(&path, &admin.access, json!({ "roles": [] })).await.data();
    assert_eq!(app.get("/api/admin/users", &ada.access).await.status, 403);
    app.put(&path, &admin.access, json!({ "roles": [] })).await.data();
    assert_eq!(app.announced("roles_changed").await, 2, "no change is no event");
    assert_eq!(app.put(&path, &admin.access, json!({ "roles": ["king"] })).await.status, 400);
    let nobody = format!("/api/admin/users/{}/roles", UserId::fresh());
    assert_eq!(app.put(&nobody, &admin.access, json!({ "roles": [] })).await.status, 404);
}

#[tokio::test]
async fn suspending_ends_every_session_at_once_and_closes_the_door() {
    let app = App::start().await;
    let admin = app.person("admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[Role::Buyer]).await;
    let path = format!("/api/admin/users/{}/status", ada.id);
    let set = app.put(&path, &admin.access, json!({ "status": "suspended" })).await;
    assert_eq!(set.data()["status"], "suspended");
    assert_eq!(app.get("/api/user/me", &ada.access).await.code(), (403, "ACCOUNT_SUSPENDED"));
    assert_eq!(app.refresh(&ada.refresh).await.status, 401);
    assert_eq!(app.login(&ada.email, PASSWORD).await.code(), (403, "ACCOUNT_SUSPENDED"));
    assert_eq!(app.login(&ada.email, "wrong password").await.code(), (401, "INVALID_CREDENTIALS"));
    assert_eq!(
        (app.announced("session_revoked").await, app.announced("status_changed").await),
        (1, 1)
    );
    let list = app.get("/api/admin/users?status=suspended&q=ADA%40", &admin.access).await;
    assert_eq!(list.data()["items"][0]["email"], "ada@example.test");

    app.put(&path, &admin.access, json!({ "status": "active" })).await.data();
    assert_eq!(
        app.get("/api/user/me", &ada.access).await.code(),
        (401, "SESSION_ENDED"),
        "old sessions stay ended"
    );
    assert_eq!(app.login(&ada.email, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn there_is_always_an_administrator_left() {
    let app = App::start().await;
    let one = app.person("one", &[Role::Admin]).await;
    let roles = |id: UserId| format!("/api/admin/users/{id}/roles");
    let status = |id: UserId| format!("/api/admin/users/{id}/status");
    assert_eq!(
        app.put(&roles(one.id), &one.access, json!({ "roles": [] })).await.code(),
        (409, "CONFLICT")
    );
    assert_eq!(
        app.put(&status(one.id), &one.access, json!({ "status": "suspended" })).await.code(),
        (409, "CONFLICT")
    );

    let two = app.person("two", &[Role::Admin]).await;
    let (roles_one, roles_two) = (roles(one.id), roles(two.id));
    let answers = join(
        app.put(&roles_two, &one.access, json!({ "roles": [] })),
        app.put(&roles_one, &two.access, json!({ "roles": [] })),
    )
    .await;
    let removed = [answers.0.status, answers.1.status].iter().filter(|s| **s == 200).count();
    assert_eq!(removed, 1, "{} {}", answers.0.body, answers.1.body);
}
