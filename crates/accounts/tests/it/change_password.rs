//! Choosing and changing passwords.

use crate::{App, PASSWORD, person};
use serde_json::json;

const NEXT: &str = "seven quiet rivers of glass";
const CHANGE: &str = "/api/auth/change-password";

#[tokio::test]
async fn what_is_easily_guessed_is_refused_wherever_a_password_is_chosen() {
    let app = App::start().await;
    for password in ["password123", "1234567890", "qwertyuiop", "ada@example.test", "Ada-Ada-Ada"] {
        let refused = app.register("5.5.5.5", "ada@example.test", password).await;
        assert_eq!(refused.code(), (422, "PASSWORD_REFUSED"), "{password}");
        assert_eq!(refused.body["error"]["details"][0]["path"], "password");
    }
    assert_eq!(app.count("links").await, 0);
    let ada = app.person("ada", &[]).await;
    app.stepped(&ada, PASSWORD).await;
    let body = json!({ "current": PASSWORD, "password": "letmein12345" });
    assert_eq!(app.post_as(CHANGE, &ada.access, body).await.code(), (422, "PASSWORD_REFUSED"));
}

#[tokio::test]
async fn a_change_needs_the_current_one_and_ends_the_other_sessions() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let other = person(&app.login(&ada.email, PASSWORD).await);
    let body = json!({ "current": PASSWORD, "password": NEXT });
    assert_eq!(
        app.post_as(CHANGE, &ada.access, body.clone()).await.code(),
        (403, "STEP_UP_REQUIRED")
    );
    app.stepped(&ada, PASSWORD).await;
    let missing = app.post_as(CHANGE, &ada.access, json!({ "password": NEXT })).await;
    assert_eq!(missing.code(), (400, "VALIDATION_FAILED"));
    let wrong = json!({ "current": "not this one", "password": NEXT });
    assert_eq!(app.post_as(CHANGE, &ada.access, wrong).await.code(), (401, "INVALID_CREDENTIALS"));

    assert_eq!(app.post_as(CHANGE, &ada.access, body).await.data()["ended"], 1);
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200, "this one stands");
    assert_eq!(app.get("/api/user/me", &other.access).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.login(&ada.email, PASSWORD).await.status, 401);
    assert_eq!(app.login(&ada.email, NEXT).await.status, 200);
    let events = (app.announced("security").await, app.announced("session_revoked").await);
    assert_eq!(events, (1, 1), "the owner is told, the socket cut");
}

#[tokio::test]
async fn who_has_no_password_sets_a_first_one_without_a_current_one() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    app.stepped(&ada, PASSWORD).await;
    sqlx::query("update users set password_hash = null")
        .execute(&app.store.pool)
        .await
        .expect("updates");
    assert_eq!(app.post_as(CHANGE, &ada.access, json!({ "password": NEXT })).await.status, 200);
    assert_eq!(app.login(&ada.email, NEXT).await.status, 200);
}

#[tokio::test]
async fn guessing_the_current_one_is_slowed_down_like_guessing_at_sign_in() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    app.stepped(&ada, PASSWORD).await;
    let mut last = (0, String::new());
    for _ in 0..8 {
        let wrong = app
            .post_as(CHANGE, &ada.access, json!({ "current": "not this one", "password": NEXT }))
            .await;
        last = (wrong.status, wrong.code().1.to_owned());
    }
    assert_eq!(last, (429, "RATE_LIMITED".to_owned()));
}

#[tokio::test]
async fn a_cheap_old_hash_is_made_anew_at_sign_in() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    // "correct horse" at a fraction of today's cost.
    let old = "$argon2id$v=19$m=8,t=1,p=1$YSBzYWx0IG9mIGEgdGVzdA$jN0gwlotEQhBrsbsUXms/1YD4pDkE7gcFIMkf9x2cC4";
    sqlx::query("update users set password_hash = $1")
        .bind(old)
        .execute(&app.store.pool)
        .await
        .expect("updates");
    let stored = async || -> String {
        sqlx::query_scalar("select password_hash from users")
            .fetch_one(&app.store.pool)
            .await
            .expect("reads")
    };
    assert_eq!(app.login(&ada.email, "wrong password").await.status, 401);
    assert_eq!(stored().await, old);
    assert_eq!(app.login(&ada.email, "correct horse").await.status, 200);
    let renewed = stored().await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    assert_eq!(app.login(&ada.email, "correct horse").await.status, 200);
    assert_eq!(stored().await, renewed, "once");
}
