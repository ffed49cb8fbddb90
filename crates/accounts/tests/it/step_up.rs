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
