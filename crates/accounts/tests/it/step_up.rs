//! Proving again who one is.

use crate::{App, PASSWORD};
use serde_json::json;

#[tokio::test]
async fn the_password_steps_this_session_up_and_no_other() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    app.login(&ada.email, PASSWORD).await;
    let wrong = app
        .post_as("/api/auth/step-up", &ada.access, json!({ "password": "not this one" }))
        .await;
    assert_eq!(wrong.code(), (401, "INVALID_CREDENTIALS"));
    assert_eq!(app.stepped_up().await, 0);
    let right = app.post_as("/api/auth/step-up", &ada.access, json!({ "password": PASSWORD })).await;
    assert_eq!(right.status, 200);
    assert_eq!(app.stepped_up().await, 1);
}

#[tokio::test]
async fn guessing_here_is_slowed_down_like_guessing_at_sign_in() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let mut last = String::new();
    for _ in 0..8 {
        let answer = app
            .post_as("/api/auth/step-up", &ada.access, json!({ "password": "not this one" }))
            .await;
        last = answer.code().1.to_owned();
    }
    assert_eq!(last, "RATE_LIMITED");
}

#[tokio::test]
async fn a_fresh_sign_in_is_the_proof_of_whoever_has_no_other() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let by_link = async || {
        app.post("/api/auth/magic-link", json!({ "email": ada.email })).await.data();
        let token = app.token(&ada.email, "/magic").await;
        let signed_in = crate::person(&app.post("/api/auth/magic-link/use", json!({ "token": token })).await);
        app.post_as("/api/auth/totp/start", &signed_in.access, json!({}))
            .await
            .code()
            .1
            .to_owned()
    };
    assert_eq!(by_link().await, "STEP_UP_REQUIRED", "there is a password");
    sqlx::query("update users set password_hash = null")
        .execute(&app.store.pool)
        .await
        .expect("forgets");
    assert_eq!(by_link().await, "no code", "it was allowed");

    let session = app.post_as("/api/auth/passkeys/register/start", &ada.access, json!({})).await;
    assert_eq!(session.code().1, "STEP_UP_REQUIRED", "older sessions are not proven by it");
    sqlx::query(
        "insert into passkeys (id, user_id, credential_id, name, passkey, created_at) values ($1, $1, '\\x01', 'Phone', '{}', now())",
    )
    .bind(ada.id.0)
    .execute(&app.store.pool)
    .await
    .expect("adds a passkey");
    assert_eq!(by_link().await, "STEP_UP_REQUIRED", "there is a passkey");
}
