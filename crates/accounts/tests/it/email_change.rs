//! Changing the address: only who opens the letter there proves it, and the old address hears of it.

use crate::{Answered, App, PASSWORD, Person};
use serde_json::json;

const NEW: &str = "new@example.test";

async fn ask(app: &App, who: &Person, email: &str) -> Answered {
    app.post_as("/api/auth/change-email", &who.access, json!({ "email": email })).await
}

#[tokio::test]
async fn the_new_address_is_proven_and_the_old_one_told() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    assert_eq!(ask(&app, &ada, NEW).await.code(), (403, "STEP_UP_REQUIRED"));
    app.stepped(&ada, PASSWORD).await;
    assert_eq!(ask(&app, &ada, " New@Example.Test ").await.data(), &json!({ "sent": true }));
    let token = app.token(NEW, "/confirm-email").await;
    assert_eq!(
        app.get("/api/user/me", &ada.access).await.data()["email"],
        ada.email.as_str(),
        "not yet"
    );

    assert_eq!(app.confirm_email(&token).await.data()["email"], NEW);
    assert_eq!(app.confirm_email(&token).await.code(), (401, "LINK_INVALID"));
    assert_eq!(app.get("/api/user/me", &ada.access).await.data()["email"], NEW);
    assert_eq!(app.login(&ada.email, PASSWORD).await.status, 401);
    assert_eq!(app.login(NEW, PASSWORD).await.status, 200);
    let told = app.letters(&ada.email).await;
    let told = told.last().expect("the old address is told");
    assert!(told.contains("n…@example.test") && !told.contains(NEW), "{told}");
}

#[tokio::test]
async fn that_an_address_is_taken_hears_only_who_proved_it() {
    let app = App::start().await;
    let (ada, bob) = (app.person("ada", &[]).await, app.person("bob", &[]).await);
    app.stepped(&ada, PASSWORD).await;
    let (free, taken) = (ask(&app, &ada, NEW).await, ask(&app, &ada, &bob.email).await);
    assert_eq!((free.status, &free.body), (taken.status, &taken.body));
    let token = app.token(&bob.email, "/confirm-email").await;
    assert_eq!(app.confirm_email(&token).await.code(), (409, "EMAIL_TAKEN"));
    assert_eq!(app.get("/api/user/me", &ada.access).await.data()["email"], ada.email.as_str());
    assert_eq!(app.login(&bob.email, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_address_that_is_taken_meanwhile_stays_with_who_was_first() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    app.stepped(&ada, PASSWORD).await;
    ask(&app, &ada, NEW).await;
    let change = app.token(NEW, "/confirm-email").await;
    let eve = app.proven(NEW, PASSWORD).await;
    assert_eq!(app.confirm_email(&change).await.code(), (409, "EMAIL_TAKEN"));
    assert_ne!(eve.id, ada.id);

    let bob = app.person("bob", &[]).await;
    app.stepped(&bob, PASSWORD).await;
    ask(&app, &bob, "third@example.test").await;
    let change = app.token("third@example.test", "/confirm-email").await;
    app.register("5.5.5.5", "third@example.test", PASSWORD).await;
    let register = app.token("third@example.test", "/verify").await;
    assert_eq!(app.confirm_email(&change).await.status, 200);
    assert_eq!(app.verify(&register, PASSWORD).await.code(), (401, "LINK_INVALID"));
}

#[tokio::test]
async fn an_account_without_an_address_gets_its_first() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    app.stepped(&ada, PASSWORD).await;
    sqlx::query("update users set email = null")
        .execute(&app.store.pool)
        .await
        .expect("updates");
    ask(&app, &ada, NEW).await;
    let token = app.token(NEW, "/confirm-email").await;
    assert_eq!(app.confirm_email(&token).await.status, 200);
    assert_eq!(app.login(NEW, PASSWORD).await.status, 200);
}
