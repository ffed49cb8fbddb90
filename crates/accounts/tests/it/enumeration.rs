//! Nobody learns who has an account: the same answer and the same work for a known, an unknown and a suspended address.

use crate::{Answered, App, PASSWORD};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// Everything an answer shows, but for its id and what depends on the instant.
fn shown(answer: &Answered) -> (u16, Value, Vec<(String, String)>) {
    let varies = ["x-request-id", "date", "retry-after"];
    let headers = answer.headers.iter().filter(|(name, _)| !varies.contains(&name.as_str()));
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
        .collect();
    headers.sort();
    let mut body = answer.body.clone();
    if let Some(error) = body["error"].as_object_mut() {
        error.remove("requestId");
    }
    (answer.status, body, headers)
}

/// What a request wrote: links, waiting deliveries, counted attempts, and anything that would tell more.
async fn written(app: &App) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in ["links", "sign_in_attempts", "sessions", "events", "graphile_worker._private_jobs"] {
        rows.push(app.count(table).await);
    }
    rows
}

/// A stranger asks about each; what they see and what was done for it.
async fn compare(path: &str, body: impl Fn(&str) -> Value) {
    let app = App::start().await;
    let (ada, bob) = (app.person("ada", &[]).await, app.person("bob", &[]).await);
    sqlx::query("update users set status = 'suspended' where id = $1")
        .bind(bob.id.0)
        .execute(&app.store.pool)
        .await
        .expect("suspends");
    // As long after they last signed in as nobody ever did.
    sqlx::query("delete from sign_in_attempts")
        .execute(&app.store.pool)
        .await
        .expect("forgets");
    let mut seen = Vec::new();
    for email in [ada.email.as_str(), bob.email.as_str(), "nobody@example.test"] {
        let before = written(&app).await;
        let mut answers = Vec::new();
        for _ in 0..3 {
            answers.push(shown(&app.post_from("6.6.6.6", path, body(email)).await));
        }
        let after = written(&app).await;
        let done: Vec<i64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        let refused = loop {
            let answer = shown(&app.post_from("6.6.6.6", path, body(email)).await);
            if answer.0 == 429 {
                break answer;
            }
            assert!(answers.len() < 30, "{path} is slowed down");
            answers.push(answer);
        };
        answers.truncate(3);
        answers.push(refused);
        seen.push((answers, done));
    }
    assert_eq!(seen[0], seen[2], "{path}: known and unknown");
    assert_eq!(seen[1], seen[2], "{path}: suspended and unknown");
}

#[tokio::test]
async fn registering_tells_nothing() {
    compare(
        "/api/auth/register",
        |email| json!({ "email": email, "password": PASSWORD, "displayName": "Ada" }),
    )
    .await;
}

#[tokio::test]
async fn a_forgotten_password_tells_nothing() {
    compare("/api/auth/forgot-password", |email| json!({ "email": email })).await;
}

#[tokio::test]
async fn a_magic_link_tells_nothing() {
    compare("/api/auth/magic-link", |email| json!({ "email": email })).await;
}

#[tokio::test]
async fn a_wrong_password_tells_nothing() {
    compare("/api/auth/login", |email| json!({ "email": email, "password": "wrong password" })).await;
}

#[tokio::test]
async fn a_suspended_person_hears_it_only_with_the_right_password() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    sqlx::query("update users set status = 'suspended'")
        .execute(&app.store.pool)
        .await
        .expect("suspends");
    assert_eq!(app.login(&ada.email, "wrong password").await.code(), (401, "INVALID_CREDENTIALS"));
    assert_eq!(app.login(&ada.email, PASSWORD).await.code(), (403, "ACCOUNT_SUSPENDED"));
}

#[tokio::test]
async fn letters_are_slowed_down_for_strangers_and_not_for_the_owner() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    assert_eq!(app.login_from("9.9.9.9", &ada.email, PASSWORD).await.status, 200);
    let ask = async |client: &str| {
        let answer = app
            .post_from(client, "/api/auth/forgot-password", json!({ "email": ada.email }))
            .await;
        (answer.status, answer.headers.get("retry-after").is_some())
    };
    let mut granted = 0;
    for n in 0..40 {
        granted += i32::from(ask(&format!("6.6.6.{n}")).await.0 == 200);
    }
    assert!((10..=16).contains(&granted), "{granted} letters for forty strangers");
    assert_eq!(ask("9.9.9.9").await, (200, false), "the owner, from where they were before");
    assert_eq!(
        app.login_from("7.7.7.7", &ada.email, PASSWORD).await.status,
        200,
        "and signing in is counted apart"
    );

    app.deliver().await;
    let token = app.token(&ada.email, "/reset").await;
    assert_eq!(
        app.reset(&token, "seven quiet rivers of glass").await.status,
        200,
        "the newest letter works, whoever asked"
    );
}

#[tokio::test]
async fn guessing_the_password_of_a_registration_is_slowed_down() {
    let app = App::start().await;
    app.register("5.5.5.5", "ada@example.test", PASSWORD).await;
    let token = app.token("ada@example.test", "/verify").await;
    let mut statuses = Vec::new();
    while statuses.last() != Some(&429) {
        statuses.push(app.verify(&token, "wrong password").await.status);
        assert!(statuses.len() < 30);
    }
    assert_eq!(statuses[..5], [401; 5]);
    app.store.clock.advance(TimeDelta::minutes(6));
    assert_eq!(app.verify(&token, PASSWORD).await.status, 200);
}
