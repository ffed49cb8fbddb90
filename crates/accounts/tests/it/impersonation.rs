//! Looking through somebody's eyes: reading only, never at staff, written down and told.

use crate::{Answered, App, Person, admin::trusted, send};
use amanat_base::Role;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

async fn look(app: &App, admin: &Person, id: impl std::fmt::Display) -> Answered {
    let why = json!({ "reason": "They can't find their order." });
    app.post_as(&format!("/api/admin/users/{id}/impersonate"), &admin.access, why).await
}

async fn stop(app: &App, access: &str) -> Answered {
    send(app.request(Method::DELETE, "/api/admin/impersonation").bearer_auth(access)).await
}

fn token(answer: &Answered) -> String {
    answer.data()["accessToken"].as_str().expect("a token").to_owned()
}

async fn audit(app: &App) -> Vec<(String, Option<uuid::Uuid>)> {
    sqlx::query_as("select action, impersonator from audit_log order by at, id")
        .fetch_all(&app.store.pool)
        .await
        .expect("reads")
}

#[tokio::test]
async fn who_looks_sees_and_does_nothing_and_the_person_is_told() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = trusted(&app, "ada", &[Role::Buyer]).await;
    let answer = look(&app, &admin, ada.id).await;
    assert_eq!(answer.data()["expiresIn"], 1800);
    let eyes = token(&answer);
    let me = app.get("/api/user/me", &eyes).await;
    assert_eq!(me.data()["id"], ada.id.to_string());
    assert_eq!(me.data()["impersonatedBy"], admin.id.to_string());
    assert_eq!(app.get("/api/user/me", &ada.access).await.data()["impersonatedBy"], Value::Null);
    assert_eq!(app.announced("security").await, 1);

    for (method, path) in [
        (Method::PATCH, "/api/user/me"),
        (Method::POST, "/api/auth/step-up"),
        (Method::POST, "/api/auth/logout-all"),
        (Method::POST, "/api/user/api-keys"),
        (Method::PUT, "/api/user/payout-addresses/31337"),
        (Method::POST, "/api/auth/change-email"),
        (Method::POST, "/api/auth/totp/start"),
    ] {
        let body = json!({ "displayName": "Eve", "password": "x", "email": "eve@example.test" });
        let answer = send(app.request(method.clone(), path).bearer_auth(&eyes).json(&body)).await;
        assert_eq!(answer.code(), (403, "IMPERSONATION_READS_ONLY"), "{method} {path}");
    }
    assert_eq!(app.get("/api/admin/users", &eyes).await.code(), (403, "ROLE_REQUIRED"));
    assert_eq!(app.get("/api/user/me", &ada.access).await.data()["displayName"], "ada");

    stop(&app, &eyes).await.data();
    assert_eq!(app.get("/api/user/me", &eyes).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200, "her own session stands");
    let expected = [
        ("user.impersonate".to_owned(), None),
        ("user.impersonate_end".to_owned(), Some(admin.id.0)),
    ];
    assert_eq!(audit(&app).await, expected);
}

#[tokio::test]
async fn a_look_lasts_half_an_hour_and_has_no_refresh() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[]).await;
    let answer = look(&app, &admin, ada.id).await;
    let eyes = token(&answer);
    assert!(answer.data().get("refreshToken").is_none() && !answer.headers.contains_key("set-cookie"));
    app.store.clock.advance(TimeDelta::minutes(29));
    assert_eq!(app.get("/api/user/me", &eyes).await.status, 200);
    app.store.clock.advance(TimeDelta::minutes(2));
    assert_eq!(app.get("/api/user/me", &eyes).await.status, 401);
}

#[tokio::test]
async fn staff_oneself_and_the_suspended_are_not_looked_through() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    for (name, role) in [("guard", Role::Guard), ("resolver", Role::Resolver), ("root", Role::Admin)] {
        let staff = app.person(name, &[role, Role::Buyer]).await;
        assert_eq!(look(&app, &admin, staff.id).await.code(), (403, "FORBIDDEN"), "{name}");
    }
    assert_eq!(look(&app, &admin, admin.id).await.code(), (409, "CONFLICT"));
    let ada = app.person("ada", &[]).await;
    sqlx::query("update users set status = 'suspended' where id = $1")
        .bind(ada.id.0)
        .execute(&app.store.pool)
        .await
        .expect("suspends");
    assert_eq!(look(&app, &admin, ada.id).await.code(), (409, "CONFLICT"));
    assert_eq!(look(&app, &admin, amanat_base::UserId::fresh()).await.status, 404);
    assert_eq!(audit(&app).await, []);
}

#[tokio::test]
async fn it_takes_an_administrator_a_proof_and_a_reason() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let guard = trusted(&app, "guard", &[Role::Guard]).await;
    assert_eq!(look(&app, &guard, ada.id).await.code(), (403, "ROLE_REQUIRED"));
    let hasty = app.person("hasty", &[Role::Admin]).await;
    assert_eq!(look(&app, &hasty, ada.id).await.code(), (403, "STEP_UP_REQUIRED"));
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let path = format!("/api/admin/users/{}/impersonate", ada.id);
    for reason in [
        json!("too short"),
        json!("          x         "),
        json!("x".repeat(501)),
        Value::Null,
    ] {
        let answer = app.post_as(&path, &admin.access, json!({ "reason": reason })).await;
        assert_eq!(answer.code(), (400, "VALIDATION_FAILED"), "{reason}");
    }
}

#[tokio::test]
async fn the_look_ends_with_the_right_to_it() {
    let app = App::start().await;
    let (one, two) = (
        trusted(&app, "one", &[Role::Admin]).await,
        trusted(&app, "two", &[Role::Admin]).await,
    );
    let ada = app.person("ada", &[]).await;
    let roles = |id: amanat_base::UserId| format!("/api/admin/users/{id}/roles");

    let eyes = token(&look(&app, &one, ada.id).await);
    app.put(&roles(one.id), &two.access, json!({ "roles": [] })).await.data();
    assert_eq!(app.get("/api/user/me", &eyes).await.code(), (401, "SESSION_ENDED"));

    let eyes = token(&look(&app, &two, ada.id).await);
    app.put(&roles(ada.id), &two.access, json!({ "roles": ["guard"] })).await.data();
    assert_eq!(
        app.get("/api/user/me", &eyes).await.code(),
        (401, "SESSION_ENDED"),
        "she is staff now"
    );

    let bob = app.person("bob", &[]).await;
    let first = token(&look(&app, &two, bob.id).await);
    let second = token(&look(&app, &two, bob.id).await);
    assert_eq!(app.get("/api/user/me", &first).await.status, 401, "one look at a time");
    stop(&app, &two.access).await.data();
    assert_eq!(
        app.get("/api/user/me", &second).await.status,
        401,
        "the administrator's own token ends it too"
    );
    assert_eq!(stop(&app, &two.access).await.status, 404);
    assert_eq!(stop(&app, &bob.access).await.code(), (403, "ROLE_REQUIRED"));
}

#[tokio::test]
async fn signing_out_ends_the_look_and_not_the_persons_session() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[]).await;
    let eyes = token(&look(&app, &admin, ada.id).await);
    let out = send(app.request(Method::POST, "/api/auth/logout").bearer_auth(&eyes)).await;
    assert_eq!(out.status, 200, "{}", out.body);
    assert_eq!(app.get("/api/user/me", &eyes).await.status, 401);
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200);
    assert_eq!(audit(&app).await.len(), 2);
}

/// Whoever took a session from an administrator loses with it what they look at.
#[tokio::test]
async fn the_look_ends_with_the_administrators_sessions() {
    let app = App::start().await;
    let admin = trusted(&app, "admin", &[Role::Admin]).await;
    let ada = app.person("ada", &[]).await;
    let root = trusted(&app, "root", &[Role::Admin]).await;
    let end = format!("/api/admin/users/{}/sessions", admin.id);

    let eyes = token(&look(&app, &admin, ada.id).await);
    let others = app.post_as("/api/auth/sessions/revoke-others", &admin.access, json!({})).await;
    assert_eq!(others.data()["ended"], 0, "a look is no session of the administrator's");
    assert_eq!(app.get("/api/user/me", &eyes).await.code(), (401, "SESSION_ENDED"));

    let eyes = token(&look(&app, &admin, ada.id).await);
    send(app.request(Method::DELETE, &end).bearer_auth(&root.access)).await.data();
    assert_eq!(app.get("/api/user/me", &eyes).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200, "her own session stands");
}
