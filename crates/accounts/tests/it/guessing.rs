//! Guessing passwords (A08).

use crate::{App, PASSWORD};
use amanat_web::HttpConfig;
use chrono::TimeDelta;
use futures::future::join_all;
use std::time::Duration;

#[tokio::test]
async fn a_thousand_guesses_from_one_address_are_a_handful() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let mut guessed = 0;
    for _ in 0..10 {
        let answers = join_all((0..100).map(|_| app.login_from("6.6.6.6", &ada.email, "wrong password"))).await;
        guessed += answers.iter().filter(|a| a.status == 401).count();
        for answer in answers.iter().filter(|a| a.status != 401) {
            assert_eq!(answer.code(), (429, "RATE_LIMITED"));
            let wait: u64 = answer.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
            assert!((1..=301).contains(&wait), "{wait}");
        }
    }
    assert!((5..=9).contains(&guessed), "{guessed}");
}

#[tokio::test]
async fn many_addresses_share_one_brake_that_the_owner_does_not_feel() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let home = "9.9.9.9";
    assert_eq!(app.login_from(home, &ada.email, PASSWORD).await.status, 200);

    let mut guessed = 0;
    for round in 0..10 {
        let (app, email) = (&app, &ada.email);
        let guess = |n| async move { app.login_from(&format!("6.6.{round}.{n}"), email, "wrong password").await };
        let answers = join_all((0..30).map(guess)).await;
        guessed += answers.iter().filter(|a| a.status == 401).count();
        assert!(answers.iter().all(|a| [401, 429].contains(&a.status)));
    }
    assert!((20..=26).contains(&guessed), "{guessed}");
    // However slow the machine: a wait has only just begun when another stranger's guess is let through.
    for n in 0..=255 {
        if app.login_from(&format!("6.7.7.{n}"), &ada.email, "wrong password").await.status == 401 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(app.login_from("7.7.7.7", &ada.email, PASSWORD).await.status, 429, "strangers wait");
    assert_eq!(app.login_from(home, &ada.email, PASSWORD).await.status, 200, "the owner doesn't");

    app.store.clock.advance(TimeDelta::seconds(11));
    assert_eq!(
        app.login_from("7.7.7.7", &ada.email, PASSWORD).await.status,
        200,
        "and nobody waits long"
    );
}

#[tokio::test]
async fn waits_grow_and_are_forgotten_after_a_success_or_a_quiet_time() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let guess = async |password: &str| app.login_from("6.6.6.6", &ada.email, password).await.status;
    let step = |s| app.store.clock.advance(TimeDelta::seconds(s));
    for _ in 0..5 {
        assert_eq!(guess("wrong password").await, 401);
    }
    assert_eq!(guess(PASSWORD).await, 429, "also the right one waits");
    step(2);
    assert_eq!(guess("wrong password").await, 401);
    step(200);
    assert_eq!(guess(PASSWORD).await, 200);
    for _ in 0..5 {
        assert_eq!(guess("wrong password").await, 401, "counted afresh");
    }
    assert_eq!(guess("wrong password").await, 429);
    step(16 * 60);
    for _ in 0..5 {
        assert_eq!(guess("wrong password").await, 401, "forgotten");
    }

    step(25 * 60 * 60);
    let mut tx = app.store.begin().await.expect("begins");
    let now = tx.now;
    amanat_accounts::tidy(&mut tx, now).await.expect("tidies");
    let left: i64 = sqlx::query_scalar("select count(*) from sign_in_attempts")
        .fetch_one(&mut *tx)
        .await
        .expect("counts");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_unknown_address_is_slowed_down_like_a_known_one() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let mut seen = Vec::new();
    for email in [ada.email.as_str(), "nobody@example.test"] {
        let mut answers = Vec::new();
        for _ in 0..6 {
            answers.push(app.login_from("6.6.6.6", email, "wrong password").await.status);
        }
        seen.push(answers);
    }
    assert_eq!(seen, [[401, 401, 401, 401, 401, 429], [401, 401, 401, 401, 401, 429]]);
}

#[tokio::test]
async fn the_address_limit_stands_before_every_password() {
    let app = App::with(HttpConfig::default()).await;
    for n in 0..10 {
        assert_eq!(app.login(&format!("x{n}@example.test"), "wrong password").await.status, 401);
    }
    let refused = app.login("x@example.test", "wrong password").await;
    assert_eq!(refused.code(), (429, "RATE_LIMITED"));
    assert!(refused.headers.contains_key("retry-after"));
}
