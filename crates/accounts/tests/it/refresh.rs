//! Refresh tokens: each once, tabs together, thieves never (A02).

use crate::{App, PASSWORD, Person, person};
use chrono::TimeDelta;
use futures::future::join_all;

async fn stands(app: &App, who: &Person) -> bool {
    app.get("/api/user/me", &who.access).await.status == 200
}

#[tokio::test]
async fn tabs_that_refresh_together_all_go_on_with_the_same_token() {
    let app = App::start().await;
    let mut ada = app.person("ada", &[]).await;
    for round in 0..3 {
        let answers = join_all((0..20).map(|_| app.refresh(&ada.refresh))).await;
        let tokens: Vec<Person> = answers.iter().map(person).collect();
        assert!(
            tokens.iter().all(|t| t.refresh == tokens[0].refresh && t.refresh != ada.refresh),
            "round {round}"
        );
        ada = tokens[0].clone();
    }
    assert!(stands(&app, &ada).await);
    assert_eq!(app.announced("session_revoked").await, 0);
    assert_eq!(app.count("refresh_tokens").await, 4, "the first, and one successor a round");
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn a_token_that_comes_back_after_the_grace_ends_the_session_for_thief_and_owner() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let elsewhere = person(&app.login(&ada.email, PASSWORD).await);
    let next = person(&app.refresh(&ada.refresh).await);
    app.store.clock.advance(TimeDelta::seconds(11));
    assert_eq!(app.refresh(&ada.refresh).await.code(), (401, "REFRESH_TOKEN_REUSED"));
    assert_eq!(app.refresh(&next.refresh).await.code(), (401, "REFRESH_TOKEN_INVALID"));
    assert!(!stands(&app, &next).await);
    assert!(stands(&app, &elsewhere).await, "another session stands");
    assert_eq!(app.announced("session_revoked").await, 1);
}

#[tokio::test]
async fn within_the_grace_a_token_whose_successor_was_used_ends_the_session_too() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let second = person(&app.refresh(&ada.refresh).await);
    let third = person(&app.refresh(&second.refresh).await);
    assert_eq!(app.refresh(&ada.refresh).await.code(), (401, "REFRESH_TOKEN_REUSED"));
    assert!(!stands(&app, &third).await);
    assert_eq!(app.refresh(&third.refresh).await.code(), (401, "REFRESH_TOKEN_INVALID"));
}

#[tokio::test]
async fn thief_and_owner_with_the_same_successor_are_found_out_at_the_next_turn() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let owner = person(&app.refresh(&ada.refresh).await);
    let thief = person(&app.refresh(&ada.refresh).await);
    assert_eq!(owner.refresh, thief.refresh);
    app.store.clock.advance(TimeDelta::minutes(14));
    let thief = person(&app.refresh(&thief.refresh).await);
    app.store.clock.advance(TimeDelta::minutes(1));
    assert_eq!(app.refresh(&owner.refresh).await.code(), (401, "REFRESH_TOKEN_REUSED"));
    assert!(!stands(&app, &thief).await);
}

#[tokio::test]
async fn a_token_from_before_successors_were_derived_has_no_grace() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    sqlx::query("update refresh_tokens set used_at = now()")
        .execute(&app.store.pool)
        .await
        .expect("updates");
    assert_eq!(app.refresh(&ada.refresh).await.code(), (401, "REFRESH_TOKEN_REUSED"));
}

#[tokio::test]
async fn tabs_that_race_with_signing_out_end_signed_out() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let out = app.post("/api/auth/logout", serde_json::json!({ "refreshToken": ada.refresh }));
    let (answers, out) = tokio::join!(join_all((0..10).map(|_| app.refresh(&ada.refresh))), out);
    assert_eq!(out.data()["ended"], 1);
    for answer in answers {
        assert!(
            answer.status == 200 || answer.code() == (401, "REFRESH_TOKEN_INVALID"),
            "{}",
            answer.body
        );
    }
    assert!(!stands(&app, &ada).await);
}

#[tokio::test]
async fn the_database_holds_no_token_that_could_be_used_nor_what_it_derives_from() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let next = person(&app.refresh(&ada.refresh).await);
    let dump: String =
        sqlx::query_scalar("select string_agg(t::text, ' ') || (select string_agg(e::text, ' ') from events e) from refresh_tokens t")
            .fetch_one(&app.store.pool)
            .await
            .expect("reads");
    assert!(!dump.contains(&ada.refresh) && !dump.contains(&next.refresh));
    let hashed: i64 = sqlx::query_scalar("select count(*) from refresh_tokens where token_hash = sha256(convert_to($1, 'UTF8'))")
        .bind(&next.refresh)
        .fetch_one(&app.store.pool)
        .await
        .expect("counts");
    assert_eq!(hashed, 1);
}
