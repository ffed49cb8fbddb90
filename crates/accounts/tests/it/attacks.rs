//! What somebody tries who wants another one's account, or wants its owner out of it.

use crate::{App, PASSWORD, Person, send};
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

#[tokio::test]
async fn whoever_is_thrown_out_does_not_come_back_by_a_change_of_password_that_was_under_way() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    for end in [
        "update users set password_hash = 'another' where id = $1",
        "update sessions set revoked_at = now(), revoked_because = 'revoked' where user_id = $1",
    ] {
        let before = password_of(&app, &ada).await;
        let mut owner = app.store.begin().await.expect("begins");
        let lock = sqlx::query("select from users where id = $1 for update").bind(ada.id.0);
        lock.execute(&mut *owner).await.expect("locks");
        let body = json!({ "current": PASSWORD, "password": "seven quiet rivers of glass" });
        let change = app.post_as("/api/auth/change-password", &ada.access, body);
        let throw_out = async {
            while !somebody_waits(&app).await {
                tokio::task::yield_now().await;
            }
            sqlx::query(end).bind(ada.id.0).execute(&mut *owner).await.expect("ends");
            owner.commit().await.expect("commits");
        };
        let (changed, ()) = futures::future::join(change, throw_out).await;
        assert!([401, 409].contains(&changed.status), "{end}: {} {}", changed.status, changed.body);
        let after = password_of(&app, &ada).await;
        assert!(after == before || after == "another", "{end}");
        let back = sqlx::query("update users set password_hash = $2 where id = $1").bind(ada.id.0);
        back.bind(before).execute(&app.store.pool).await.expect("sets back");
    }
}

#[tokio::test]
async fn a_thief_who_was_thrown_out_is_told_of_again() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    for n in 1..=2 {
        assert_eq!(app.login_from("6.6.6.6", &ada.email, PASSWORD).await.status, 200);
        let unknown: i64 =
            sqlx::query_scalar("select count(*) from events where payload->>'type' = 'signed_in' and payload->>'known_client' = 'false'")
                .fetch_one(&app.store.pool)
                .await
                .expect("counts");
        assert_eq!(unknown, 1 + n, "once ada's own, then the thief's each time");
        let out = app.post_as("/api/auth/sessions/revoke-others", &ada.access, json!({})).await;
        assert_eq!(out.data()["ended"], 1);
    }
}

async fn password_of(app: &App, who: &Person) -> String {
    let read = sqlx::query_scalar("select password_hash from users where id = $1").bind(who.id.0);
    read.fetch_one(&app.store.pool).await.expect("reads")
}

/// Whether a transaction in this database waits for another's lock.
async fn somebody_waits(app: &App) -> bool {
    let waits = "select exists(select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
    sqlx::query_scalar(waits).fetch_one(&app.store.pool).await.expect("asks")
}
