//! What somebody tries who wants another one's account, or wants its owner out of it.

use crate::{App, PASSWORD, send};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

const STEP_UP: &str = "/api/auth/step-up";

#[tokio::test]
async fn a_link_to_another_address_dies_with_the_session_that_asked_for_it() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let thief = crate::person(&app.login(&ada.email, PASSWORD).await);
    app.stepped(&thief, PASSWORD).await;
    let asked = json!({ "email": "thief@example.test" });
    app.post_as("/api/auth/change-email", &thief.access, asked).await;
    let token = app.token("thief@example.test", "/confirm-email").await;
    let out = app.post_as("/api/auth/sessions/revoke-others", &ada.access, json!({})).await;
    assert_eq!(out.data()["ended"], 1);
    assert_eq!(app.confirm_email(&token).await.code(), (401, "LINK_INVALID"));
    assert_eq!(app.get("/api/user/me", &ada.access).await.data()["email"], ada.email.as_str());
}

#[tokio::test]
async fn whoever_has_a_password_and_no_address_can_prove_themselves() {
    let app = App::start().await;
    let (ada, bob) = (app.person("ada", &[]).await, app.person("bob", &[]).await);
    sqlx::query("update users set email = null")
        .execute(&app.store.pool)
        .await
        .expect("updates");
    for n in 0..8 {
        let guess = app.request(Method::POST, STEP_UP).header("x-forwarded-for", "7.7.7.7");
        send(guess.bearer_auth(&bob.access).json(&json!({ "password": format!("guess {n}") }))).await;
    }
    let proof = app.request(Method::POST, STEP_UP).header("x-forwarded-for", "7.7.7.7");
    let proof = send(proof.bearer_auth(&ada.access).json(&json!({ "password": PASSWORD }))).await;
    assert_eq!(proof.status, 200, "{}: and nobody else's guesses slow them down", proof.body);
    let next = "seven quiet rivers of glass";
    let body = json!({ "current": PASSWORD, "password": next });
    assert_eq!(app.post_as("/api/auth/change-password", &ada.access, body).await.status, 200);
    let proof = app.post_as(STEP_UP, &ada.access, json!({ "password": next })).await;
    assert_eq!(proof.status, 200, "{}", proof.body);
}

#[tokio::test]
async fn codes_are_not_guessed_from_a_thousand_places() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    app.app_of(&ada).await;
    let mut guessed = 0;
    for n in 0..84 {
        let guess = app.request(Method::POST, STEP_UP).header("x-forwarded-for", format!("6.6.{n}.6"));
        let answer = send(guess.bearer_auth(&ada.access).json(&json!({ "code": "12345" }))).await;
        assert!([401, 429].contains(&answer.status), "{}", answer.body);
        guessed += u32::from(answer.status == 401);
        app.store.clock.advance(TimeDelta::seconds(10));
    }
    assert!(guessed <= 20, "{guessed} in a quarter of an hour");
    app.store.clock.advance(TimeDelta::minutes(20));
    let mut conn = app.store.pool.acquire().await.expect("a connection");
    amanat_accounts::tidy(&mut conn, app.store.now().await.expect("the time"))
        .await
        .expect("tidies");
    let kept: i32 = sqlx::query_scalar("select max(attempts) from sign_in_attempts")
        .fetch_one(&app.store.pool)
        .await
        .expect("reads");
    assert!(kept >= 10, "a pause doesn't begin it anew");
}

#[tokio::test]
async fn useless_letters_do_not_keep_the_owner_from_a_useful_one() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let mut last = 200;
    for n in 0..14 {
        last = app
            .register(&format!("6.6.{n}.6"), &ada.email, "seven quiet rivers of glass")
            .await
            .status;
    }
    assert_eq!(last, 429, "such letters come seldom");
    let reset = app
        .post_from("9.9.9.9", "/api/auth/forgot-password", json!({ "email": ada.email }))
        .await;
    assert_eq!(reset.status, 200, "{}", reset.body);
}
