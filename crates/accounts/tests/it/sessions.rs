//! Signing in, signing out, and where one is signed in (A04).

use crate::{App, JWT_SECRET, PASSWORD, Person, person, send};
use amanat_base::Secret;
use amanat_store::Store;
use amanat_web::{Caller, Ctx, Entry, tokens::TokenKeys};
use axum::http::Extensions;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use sqlx::postgres::PgPoolOptions;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

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

#[tokio::test]
async fn a_session_ends_after_half_a_year_however_often_it_is_used() {
    let app = App::start().await;
    let mut refresh = app.person("ada", &[]).await.refresh;
    for _ in 0..6 {
        app.store.clock.advance(TimeDelta::days(29));
        refresh = person(&app.refresh(&refresh).await).refresh;
    }
    app.store.clock.advance(TimeDelta::days(7));
    assert_eq!(app.refresh(&refresh).await.code(), (401, "REFRESH_TOKEN_INVALID"));
}

#[tokio::test]
async fn a_session_gets_a_name_from_its_owner_and_says_how_they_signed_in() {
    let app = App::start().await;
    let (ada, bob) = (app.person("ada", &[]).await, app.person("bob", &[]).await);
    let list = app.get("/api/auth/sessions", &ada.access).await;
    let session = &list.data()["items"][0];
    assert_eq!((&session["name"], &session["signedInBy"]), (&json!(null), &json!("password")));
    let path = format!("/api/auth/sessions/{}", session["id"].as_str().expect("an id"));
    let rename = async |who: &Person, name: &str| {
        let patch = app.request(Method::PATCH, &path).bearer_auth(&who.access);
        send(patch.json(&json!({ "name": name }))).await
    };
    assert_eq!(rename(&bob, "Mine").await.code(), (404, "NOT_FOUND"));
    for bad in ["", "  ", "a\u{202e}b", &"x".repeat(61)] {
        assert_eq!(rename(&ada, bad).await.code(), (400, "VALIDATION_FAILED"), "{bad:?}");
    }
    assert_eq!(rename(&ada, " Laptop ").await.data()["name"], "Laptop");
    assert_eq!(
        app.get("/api/auth/sessions", &ada.access).await.data()["items"][0]["name"],
        "Laptop"
    );
}

#[tokio::test]
async fn ending_the_others_leaves_the_one_that_asks() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let others = [
        person(&app.login(&ada.email, PASSWORD).await),
        person(&app.login(&ada.email, PASSWORD).await),
    ];
    let out = send(
        app.request(Method::POST, "/api/auth/sessions/revoke-others")
            .bearer_auth(&ada.access),
    )
    .await;
    assert_eq!(out.data()["ended"], 2);
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200);
    for other in others {
        assert_eq!(app.get("/api/user/me", &other.access).await.code(), (401, "SESSION_ENDED"));
    }
    assert_eq!(app.announced("session_revoked").await, 2);
}

#[tokio::test]
async fn what_programs_and_administrators_act_in_is_no_sign_in_of_the_person() {
    let app = App::start().await;
    let (ada, root) = (app.person("ada", &[]).await, app.person("root", &[]).await);
    let mut ids = Vec::new();
    for (kind, impersonator) in [("api_key", None), ("impersonation", Some(root.id.0))] {
        let id: uuid::Uuid = sqlx::query_scalar(
            "insert into sessions (id, user_id, kind, signed_in_by, impersonator, created_at, last_used_at, expires_at)
             values (gen_random_uuid(), $1, $2, $2, $3, now(), now(), now() + interval '1 hour') returning id",
        )
        .bind(ada.id.0)
        .bind(kind)
        .bind(impersonator)
        .fetch_one(&app.store.pool)
        .await
        .expect("a session");
        ids.push(id);
    }
    let list = app.get("/api/auth/sessions", &ada.access).await;
    assert_eq!(list.data()["items"].as_array().map(Vec::len), Some(1));
    for id in ids {
        let path = format!("/api/auth/sessions/{id}");
        let ended = send(app.request(Method::DELETE, &path).bearer_auth(&ada.access)).await;
        assert_eq!(ended.code(), (404, "NOT_FOUND"));
    }
    let out = send(app.request(Method::POST, "/api/auth/logout-all").bearer_auth(&ada.access)).await;
    assert_eq!(out.data()["ended"], 1, "programs go on");
}

#[tokio::test]
async fn who_can_prove_nothing_later_has_proven_it_by_signing_in() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    assert_eq!(app.stepped_up().await, 0, "there is a password to ask for");
    app.post("/api/auth/magic-link", json!({ "email": ada.email })).await;
    sqlx::query("update users set password_hash = null")
        .execute(&app.store.pool)
        .await
        .expect("updates");
    let token = app.token(&ada.email, "/magic").await;
    let ada = person(&app.use_magic(&token).await);
    assert_eq!(app.stepped_up().await, 1);
    let change = json!({ "email": "new@example.test" });
    assert_eq!(app.post_as("/api/auth/change-email", &ada.access, change.clone()).await.status, 200);
    app.store.clock.advance(TimeDelta::minutes(11));
    assert_eq!(
        app.post_as("/api/auth/change-email", &ada.access, change).await.code(),
        (403, "STEP_UP_REQUIRED")
    );
}

/// Every request pays for it: who calls, as what, and whether a proof is fresh, in one round trip; for a key too.
#[tokio::test]
async fn who_is_calling_takes_one_statement() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let new = json!({ "name": "till", "scopes": ["read"], "expiresInDays": 30 });
    let made = app.post_as("/api/user/api-keys", &ada.access, new).await;
    let key = made.data()["key"].as_str().expect("a key");
    sqlx::query("update api_keys set last_used_at = now()")
        .execute(&app.store.pool)
        .await
        .expect("was used just now");

    let used = Arc::new(AtomicUsize::new(0));
    let count = used.clone();
    let counted = PgPoolOptions::new().max_connections(1).before_acquire(move |_, _| {
        count.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(true) })
    });
    let options = app.store.pool.connect_options().as_ref().clone();
    let ctx = Ctx {
        store: Store::from_pool(counted.connect_with(options).await.expect("connects")),
        tokens: Arc::new(TokenKeys::new(&Secret::new(JWT_SECRET))),
        development: false,
        staff_second_factor: false,
    };
    for token in [ada.access.as_str(), key] {
        used.store(0, Ordering::SeqCst);
        let entry = Entry::Route(&Method::GET, Some("/api/orders"));
        let caller = Caller::authenticate(&ctx, token, &Extensions::new(), entry).await.expect("stands");
        assert_eq!(caller.user, ada.id);
        assert_eq!(used.load(Ordering::SeqCst), 1);
    }
}
