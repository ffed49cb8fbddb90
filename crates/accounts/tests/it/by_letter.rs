//! Ways in by a letter: a new password, signing in; each link once, and never after what it stood for has changed (A09).

use crate::{App, PASSWORD, Person, person};
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::json;

const NEXT: &str = "seven quiet rivers of glass";
const FORGOT: &str = "/api/auth/forgot-password";
const MAGIC: &str = "/api/auth/magic-link";
const INVALID: (u16, &str) = (401, "LINK_INVALID");

async fn reset_token(app: &App, ada: &Person) -> String {
    assert_eq!(app.ask(FORGOT, &ada.email).await.data(), &json!({ "sent": true }));
    app.token(&ada.email, "/reset").await
}

async fn magic_token(app: &App, ada: &Person) -> String {
    assert_eq!(app.ask(MAGIC, &ada.email).await.data(), &json!({ "sent": true }));
    app.token(&ada.email, "/magic").await
}

#[tokio::test]
async fn a_reset_sets_the_password_once_and_ends_everything_that_the_old_one_opened() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let magic = magic_token(&app, &ada).await;
    let (first, second) = (reset_token(&app, &ada).await, reset_token(&app, &ada).await);
    assert_eq!(app.reset(&first, "password12").await.code(), (422, "PASSWORD_REFUSED"));
    let done = app.reset(&first, NEXT).await;
    assert_eq!(done.data()["ended"], 1);

    assert_eq!(app.get("/api/user/me", &ada.access).await.code(), (401, "SESSION_ENDED"));
    assert_eq!(app.refresh(&ada.refresh).await.code(), (401, "REFRESH_TOKEN_INVALID"));
    assert_eq!(app.login(&ada.email, PASSWORD).await.code(), (401, "INVALID_CREDENTIALS"));
    assert_eq!(app.login(&ada.email, NEXT).await.status, 200);
    assert_eq!(app.reset(&first, NEXT).await.code(), INVALID, "once");
    assert_eq!(app.reset(&second, NEXT).await.code(), INVALID, "what was asked for before ends too");
    assert_eq!(app.use_magic(&magic).await.code(), INVALID);
    assert_eq!(app.announced("security").await, 1, "the owner is told");
    let audited: i64 =
        sqlx::query_scalar("select count(*) from audit_log where action = 'password.reset' and actor = $1 and client is not null")
            .bind(ada.id.0)
            .fetch_one(&app.store.pool)
            .await
            .expect("counts");
    assert_eq!(audited, 1);
}

#[tokio::test]
async fn a_reset_ends_api_keys_too() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    sqlx::query(
        "with s as (insert into sessions (id, user_id, kind, signed_in_by, created_at, last_used_at, expires_at)
                  values (gen_random_uuid(), $1, 'api_key', 'api_key', now(), now(), now() + interval '1 year') returning id)
         insert into api_keys (id, user_id, session_id, name, prefix, key_hash, scopes, per_minute, created_at, expires_at)
         select gen_random_uuid(), $1, s.id, 'bot', 'amk_1', 'x', '{read}', 60, now(), now() + interval '1 year' from s",
    )
    .bind(ada.id.0)
    .execute(&app.store.pool)
    .await
    .expect("a key");
    let token = reset_token(&app, &ada).await;
    assert_eq!(app.reset(&token, NEXT).await.data()["ended"], 2);
    let left: i64 = sqlx::query_scalar("select count(*) from api_keys k join sessions s on s.id = k.session_id where s.revoked_at is null")
        .fetch_one(&app.store.pool)
        .await
        .expect("counts");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn of_resets_at_once_one_wins() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let tokens = [reset_token(&app, &ada).await, reset_token(&app, &ada).await];
    let answers = join_all((0..6).map(|n| app.reset(&tokens[n % 2], NEXT))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    for answer in answers.iter().filter(|a| a.status != 200) {
        assert_eq!(answer.code(), INVALID);
    }
}

#[tokio::test]
async fn an_account_without_a_password_gets_one() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    sqlx::query("update users set password_hash = null")
        .execute(&app.store.pool)
        .await
        .expect("updates");
    assert_eq!(app.login(&ada.email, PASSWORD).await.code(), (401, "INVALID_CREDENTIALS"));
    let token = reset_token(&app, &ada).await;
    assert_eq!(app.reset(&token, NEXT).await.status, 200);
    assert_eq!(app.login(&ada.email, NEXT).await.status, 200);
}

#[tokio::test]
async fn a_magic_link_signs_in_once_and_soon() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let token = magic_token(&app, &ada).await;
    let again = person(&app.use_magic(&token).await);
    assert_eq!(again.id, ada.id);
    assert_eq!(app.use_magic(&token).await.code(), INVALID);
    let sessions = app.get("/api/auth/sessions", &again.access).await;
    assert_eq!(sessions.data()["items"][0]["signedInBy"], "link");

    let late = magic_token(&app, &ada).await;
    app.store.clock.advance(TimeDelta::minutes(15));
    assert_eq!(app.use_magic(&late).await.code(), INVALID);
    app.store.clock.advance(TimeDelta::minutes(15));
    let late = reset_token(&app, &ada).await;
    app.store.clock.advance(TimeDelta::minutes(30));
    assert_eq!(app.reset(&late, NEXT).await.code(), INVALID);
}

#[tokio::test]
async fn a_token_opens_only_what_it_was_sent_for() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let (magic, reset) = (magic_token(&app, &ada).await, reset_token(&app, &ada).await);
    assert_eq!(app.reset(&magic, NEXT).await.code(), INVALID);
    assert_eq!(app.use_magic(&reset).await.code(), INVALID);
    for token in [&magic, &reset, &"0".repeat(64), &String::new(), &"\u{0}".into()] {
        assert_eq!(app.verify(token, PASSWORD).await.code(), INVALID, "{token:?}");
        assert_eq!(app.confirm_email(token).await.code(), INVALID, "{token:?}");
    }
    assert_eq!(app.use_magic(&magic).await.status, 200, "trying elsewhere uses nothing up");
}

#[tokio::test]
async fn links_die_with_a_password_change_and_with_an_email_change() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let (magic, reset) = (magic_token(&app, &ada).await, reset_token(&app, &ada).await);
    app.stepped(&ada, PASSWORD).await;
    let change = json!({ "current": PASSWORD, "password": NEXT });
    assert_eq!(app.post_as("/api/auth/change-password", &ada.access, change).await.status, 200);
    assert_eq!(app.use_magic(&magic).await.code(), INVALID);
    assert_eq!(app.reset(&reset, PASSWORD).await.code(), INVALID);

    app.store.clock.advance(TimeDelta::minutes(10));
    let ada = person(&app.login(&ada.email, NEXT).await);
    let (magic, reset) = (magic_token(&app, &ada).await, reset_token(&app, &ada).await);
    app.ask(MAGIC, &ada.email).await;
    app.stepped(&ada, NEXT).await;
    app.post_as("/api/auth/change-email", &ada.access, json!({ "email": "new@example.test" }))
        .await;
    let confirm = app.token("new@example.test", "/confirm-email").await;
    app.ask(MAGIC, &ada.email).await;
    assert_eq!(app.confirm_email(&confirm).await.status, 200);
    let before = app.letters(&ada.email).await.len();
    assert_eq!(app.use_magic(&magic).await.code(), INVALID);
    assert_eq!(app.reset(&reset, PASSWORD).await.code(), INVALID);
    assert_eq!(
        app.letters(&ada.email).await.len(),
        before,
        "what was asked for and not sent yet is not sent"
    );
}

#[tokio::test]
async fn who_may_not_act_gets_no_letter_and_what_they_have_opens_nothing() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let (magic, reset) = (magic_token(&app, &ada).await, reset_token(&app, &ada).await);
    sqlx::query("update users set status = 'suspended'")
        .execute(&app.store.pool)
        .await
        .expect("updates");
    assert_eq!(app.use_magic(&magic).await.code(), INVALID);
    assert_eq!(app.reset(&reset, NEXT).await.code(), INVALID);
    let before = app.letters(&ada.email).await.len();
    app.store.clock.advance(TimeDelta::minutes(20));
    assert_eq!(app.ask(MAGIC, &ada.email).await.status, 200);
    assert_eq!(app.ask(FORGOT, &ada.email).await.status, 200);
    assert_eq!(app.register("5.5.5.5", &ada.email, NEXT).await.status, 200);
    assert_eq!(app.letters(&ada.email).await.len(), before);
}
