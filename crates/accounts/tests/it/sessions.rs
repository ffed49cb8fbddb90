//! Registering, signing in, refreshing, signing out (A02, A04).

use crate::{App, PASSWORD, person, send};
use chrono::TimeDelta;
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_person_registers_once_and_comes_back() {
    let app = App::start().await;
    let body = json!({ "email": " Ada@Example.Test ", "password": PASSWORD, "displayName": "Ada", "accountType": "seller" });
    let answer = app.post("/api/auth/register", body.clone()).await;
    assert_eq!(answer.data()["user"]["email"], "ada@example.test");
    assert_eq!(answer.data()["user"]["roles"], json!(["seller"]));
    assert_eq!(answer.data()["expiresIn"], 900);
    let ada = person(&answer);

    assert_eq!(app.post("/api/auth/register", body).await.code(), (409, "EMAIL_TAKEN"));
    let me = app.get("/api/user/me", &ada.access).await;
    assert_eq!(me.data()["displayName"], "Ada");
    let again = person(&app.login("ADA@example.test", PASSWORD).await);
    assert_eq!(again.id, ada.id);
    assert_eq!((app.announced("registered").await, app.announced("signed_in").await), (1, 1));
}

#[tokio::test]
async fn of_registrations_at_once_with_one_address_one_wins() {
    let app = App::start().await;
    let body = json!({ "email": "ada@example.test", "password": PASSWORD, "displayName": "Ada" });
    let answers = join_all((0..8).map(|_| app.post("/api/auth/register", body.clone()))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert!(answers.iter().all(|a| a.status == 200 || a.code() == (409, "EMAIL_TAKEN")));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let wrong = app.login(&ada.email, "another password").await;
    let unknown = app.login("nobody@example.test", "another password").await;
    assert_eq!(wrong.code(), (401, "INVALID_CREDENTIALS"));
    assert_eq!(wrong.body, unknown.body);
}

#[tokio::test]
async fn each_refresh_token_works_once_and_reuse_ends_the_session_for_thief_and_owner() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let elsewhere = person(&app.login(&ada.email, PASSWORD).await);
    let next = person(&app.refresh(&ada.refresh).await);
    assert_ne!(next.refresh, ada.refresh);
    assert_eq!(app.get("/api/user/me", &next.access).await.status, 200);

    assert_eq!(app.refresh(&ada.refresh).await.code(), (401, "REFRESH_TOKEN_REUSED"));
    assert_eq!(app.refresh(&next.refresh).await.code(), (401, "REFRESH_TOKEN_INVALID"));
    assert_eq!(app.get("/api/user/me", &next.access).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.announced("session_revoked").await, 1);
    assert_eq!(
        app.get("/api/user/me", &elsewhere.access).await.status,
        200,
        "another session stands"
    );
}

#[tokio::test]
async fn of_refreshes_at_once_with_one_token_exactly_one_wins() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let answers = join_all((0..10).map(|_| app.refresh(&ada.refresh))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|a| a.code() == (401, "REFRESH_TOKEN_REUSED")).count(), 1);
    assert_eq!(app.announced("session_revoked").await, 1);
    let tokens: i64 = sqlx::query_scalar("select count(*) from refresh_tokens")
        .fetch_one(&app.store.pool)
        .await
        .expect("counts");
    assert_eq!(tokens, 2, "the first and the winner's");
}

#[tokio::test]
async fn the_database_holds_no_token_that_could_be_used() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let dump: String =
        sqlx::query_scalar("select string_agg(t::text, ' ') || (select string_agg(e::text, ' ') from events e) from refresh_tokens t")
            .fetch_one(&app.store.pool)
            .await
            .expect("reads");
    assert!(!dump.contains(&ada.refresh));
    let hashed: i64 = sqlx::query_scalar("select count(*) from refresh_tokens where token_hash = sha256(convert_to($1, 'UTF8'))")
        .bind(&ada.refresh)
        .fetch_one(&app.store.pool)
        .await
        .expect("counts");
    assert_eq!(hashed, 1);
}

#[tokio::test]
async fn signing_out_holds_at_once() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let other = person(&app.login(&ada.email, PASSWORD).await);
    let third = person(&app.login(&ada.email, PASSWORD).await);

    let out = app.post("/api/auth/logout", json!({ "refreshToken": ada.refresh })).await;
    assert_eq!(out.data()["ended"], 1);
    assert_eq!(app.get("/api/user/me", &ada.access).await.code(), (401, "SESSION_ENDED"));
    let out = send(app.request(Method::POST, "/api/auth/logout").bearer_auth(&other.access)).await;
    assert_eq!(out.data()["ended"], 1);
    assert_eq!(app.get("/api/user/me", &other.access).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.get("/api/user/me", &third.access).await.status, 200);

    let out = app.post("/api/auth/logout", json!({ "refreshToken": ada.refresh })).await;
    assert_eq!(out.data()["ended"], 0, "again is harmless");
    assert_eq!(send(app.request(Method::POST, "/api/auth/logout")).await.status, 401);
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let other = person(&app.login(&ada.email, PASSWORD).await);
    let bob = app.person("bob", &[]).await;
    let out = send(app.request(Method::POST, "/api/auth/logout-all").bearer_auth(&ada.access)).await;
    assert_eq!(out.data()["ended"], 2);
    for token in [&ada.access, &other.access] {
        assert_eq!(app.get("/api/user/me", token).await.code(), (401, "SESSION_ENDED"));
    }
    assert_eq!(app.refresh(&other.refresh).await.code(), (401, "REFRESH_TOKEN_INVALID"));
    assert_eq!(app.get("/api/user/me", &bob.access).await.status, 200);
}

#[tokio::test]
async fn a_person_sees_and_ends_their_own_sessions_only() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let other = person(&app.login(&ada.email, PASSWORD).await);
    let bob = app.person("bob", &[]).await;

    let list = app.get("/api/auth/sessions", &ada.access).await;
    let items = list.data()["items"].as_array().expect("a list").clone();
    assert_eq!(items.len(), 2);
    let current: Vec<bool> = items.iter().map(|s| s["current"] == true).collect();
    assert_eq!(current, [false, true], "newest first");
    let path = format!("/api/auth/sessions/{}", items[0]["id"].as_str().expect("an id"));

    let strangers = send(app.request(Method::DELETE, &path).bearer_auth(&bob.access)).await;
    assert_eq!(strangers.code(), (404, "NOT_FOUND"));
    assert_eq!(app.get("/api/user/me", &other.access).await.status, 200);
    let own = send(app.request(Method::DELETE, &path).bearer_auth(&ada.access)).await;
    assert_eq!(own.status, 200);
    assert_eq!(app.get("/api/user/me", &other.access).await.code(), (401, "SESSION_ENDED"));
}

#[tokio::test]
async fn a_session_that_is_not_used_for_a_month_ends() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    app.store.clock.advance(TimeDelta::days(29));
    let next = person(&app.refresh(&ada.refresh).await);
    app.store.clock.advance(TimeDelta::days(29));
    let next = person(&app.refresh(&next.refresh).await);
    app.store.clock.advance(TimeDelta::days(31));
    assert_eq!(app.refresh(&next.refresh).await.code(), (401, "REFRESH_TOKEN_INVALID"));
}
