//! Registering: an account is made by whoever opens the letter and knows the password that was chosen.

use crate::{App, PASSWORD, person};
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::json;

const ADA: &str = "ada@example.test";
const OTHER: &str = "seven quiet rivers of glass";

#[tokio::test]
async fn a_person_registers_opens_the_letter_and_comes_back() {
    let app = App::start().await;
    let body =
        json!({ "email": " Ada@Example.Test ", "password": PASSWORD, "displayName": "Ada", "accountType": "seller", "language": "fa" });
    let answer = app.post("/api/auth/register", body.clone()).await;
    assert_eq!(answer.data(), &json!({ "sent": true }));
    assert_eq!(app.count("users").await, 0, "nobody until the address is proven");
    assert_eq!(app.login(ADA, PASSWORD).await.code(), (401, "INVALID_CREDENTIALS"));

    let token = app.token(ADA, "/verify").await;
    let wrong = app.verify(&token, OTHER).await;
    assert_eq!(wrong.code(), (401, "INVALID_CREDENTIALS"));
    let answer = app.verify(&token, PASSWORD).await;
    assert_eq!(answer.data()["user"]["email"], ADA);
    assert_eq!(answer.data()["user"]["roles"], json!(["seller"]));
    assert_eq!(answer.data()["user"]["language"], "fa");
    assert_eq!(answer.data()["expiresIn"], 900);
    let ada = person(&answer);
    assert_eq!(app.verify(&token, PASSWORD).await.code(), (401, "LINK_INVALID"), "once");

    assert_eq!(app.get("/api/user/me", &ada.access).await.data()["displayName"], "Ada");
    assert_eq!(person(&app.login("ADA@example.test", PASSWORD).await).id, ada.id);
    assert_eq!((app.announced("registered").await, app.announced("signed_in").await), (1, 2));

    assert_eq!(
        app.post("/api/auth/register", body).await.data(),
        &json!({ "sent": true }),
        "as before"
    );
    let letters = app.letters(ADA).await;
    assert!(
        letters.len() == 2 && letters[1].contains("/login") && !letters[1].contains("token="),
        "{letters:?}"
    );
    assert_eq!(app.count("links").await, 0, "nothing to open");
}

#[tokio::test]
async fn of_several_registrations_of_one_address_the_first_proven_one_is_the_account() {
    let app = App::start().await;
    app.register("6.6.6.6", ADA, "the stranger chose this").await;
    let strangers = app.token(ADA, "/verify").await;
    app.register("5.5.5.5", ADA, PASSWORD).await;
    let own = app.token(ADA, "/verify").await;
    app.register("5.5.5.5", ADA, OTHER).await;
    let own_again = app.token(ADA, "/verify").await;

    assert_eq!(
        app.verify(&strangers, PASSWORD).await.code(),
        (401, "INVALID_CREDENTIALS"),
        "each stands for its own"
    );
    let ada = person(&app.verify(&own, PASSWORD).await);
    for (token, password) in [(&strangers, "the stranger chose this"), (&own_again, OTHER)] {
        assert_eq!(app.verify(token, password).await.code(), (401, "LINK_INVALID"));
    }
    assert_eq!(person(&app.login(ADA, PASSWORD).await).id, ada.id);
    for password in ["the stranger chose this", OTHER] {
        assert_eq!(app.login(ADA, password).await.status, 401);
    }
}

#[tokio::test]
async fn of_links_opened_at_once_one_makes_the_account() {
    let app = App::start().await;
    let mut tokens = Vec::new();
    for client in ["5.5.5.1", "5.5.5.2", "5.5.5.3"] {
        app.register(client, ADA, PASSWORD).await;
        tokens.push(app.token(ADA, "/verify").await);
    }
    let answers = join_all(
        tokens
            .iter()
            .flat_map(|token| [token, token])
            .map(|token| app.verify(token, PASSWORD)),
    )
    .await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    for answer in answers.iter().filter(|a| a.status != 200) {
        assert!(
            [(401, "LINK_INVALID"), (409, "EMAIL_TAKEN")].contains(&answer.code()),
            "{}",
            answer.body
        );
    }
    assert_eq!((app.count("users").await, app.announced("registered").await), (1, 1));
}

#[tokio::test]
async fn a_registration_lasts_a_day_and_the_database_never_has_its_token() {
    let app = App::start().await;
    app.register("5.5.5.5", ADA, PASSWORD).await;
    let token = app.token(ADA, "/verify").await;
    let kept: String = sqlx::query_scalar("select string_agg(l::text, ' ') from links l")
        .fetch_one(&app.store.pool)
        .await
        .expect("reads");
    assert!(!kept.contains(&token) && !kept.contains(PASSWORD), "{kept}");
    app.store.clock.advance(TimeDelta::hours(24));
    assert_eq!(app.verify(&token, PASSWORD).await.code(), (401, "LINK_INVALID"));
    let mut tx = app.store.begin().await.expect("begins");
    let now = tx.now + TimeDelta::seconds(1);
    amanat_accounts::tidy(&mut tx, now).await.expect("tidies");
    tx.commit().await.expect("commits");
    assert_eq!(app.count("links").await, 0);
}

#[tokio::test]
async fn a_letter_that_is_tried_again_has_the_token_that_works() {
    let app = App::start().await;
    app.register("5.5.5.5", ADA, PASSWORD).await;
    let link: uuid::Uuid = sqlx::query_scalar("select id from links")
        .fetch_one(&app.store.pool)
        .await
        .expect("reads");
    let first = app.token(ADA, "/verify").await;
    let job = amanat_accounts::DeliverLink {
        link: amanat_base::LinkId(link),
    };
    amanat_accounts::run_deliver_link(&app.accounts, &app.store, &job)
        .await
        .expect("runs");
    let second = app.token(ADA, "/verify").await;
    assert_ne!(first, second);
    assert_eq!(app.verify(&first, PASSWORD).await.code(), (401, "LINK_INVALID"));
    assert_eq!(app.verify(&second, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_stranger_who_asks_again_and_again_pushes_out_only_their_own_links() {
    let app = App::start().await;
    app.register("5.5.5.5", ADA, PASSWORD).await;
    let own = app.token(ADA, "/verify").await;
    for _ in 0..12 {
        app.store.clock.advance(TimeDelta::minutes(20));
        assert_eq!(app.register("6.6.6.6", ADA, OTHER).await.status, 200);
    }
    assert_eq!(app.count("links").await, 5, "a few per address");
    assert_eq!(app.verify(&own, PASSWORD).await.status, 200);
}
