//! Powers over others need a second factor where the instance says so.

use crate::{App, Person};
use amanat_accounts::Identities;
use amanat_base::Role;
use amanat_web::HttpConfig;
use serde_json::json;

const PATH: &str = "/api/admin/users";
const NEEDED: (u16, &str) = (403, "FACTOR_NEEDED");

async fn strict() -> App {
    let config = HttpConfig {
        development: true,
        ..HttpConfig::default()
    };
    App::with_both(config, Identities::default(), true).await
}

async fn signed_in_by(app: &App, who: &Person, way: &str) {
    let update = sqlx::query("update sessions set signed_in_by = $2 where user_id = $1")
        .bind(who.id.0)
        .bind(way);
    update.execute(&app.store.pool).await.expect("updates");
}

#[tokio::test]
async fn an_administrator_without_a_second_factor_is_a_person_like_any_other() {
    let app = strict().await;
    let ada = app.person("ada", &[Role::Admin, Role::Buyer]).await;
    let eve = app.person("eve", &[Role::Buyer]).await;
    app.trust(&ada).await;
    assert_eq!(app.get(PATH, &ada.access).await.code(), NEEDED);
    let roles = format!("{PATH}/{}/roles", eve.id);
    let body = json!({ "roles": ["admin"] });
    assert_eq!(app.put(&roles, &ada.access, body).await.code(), NEEDED, "stepped up or not");
    assert_eq!(app.get("/api/user/me", &ada.access).await.status, 200);
    assert_eq!(
        app.get(PATH, &eve.access).await.code(),
        (403, "ROLE_REQUIRED"),
        "who has no role hears nothing of it"
    );

    app.app_of(&ada).await;
    assert_eq!(app.get(PATH, &ada.access).await.status, 200);
}

#[tokio::test]
async fn a_session_that_began_with_a_passkey_has_both_factors_and_one_with_a_password_has_not() {
    let app = strict().await;
    let ada = app.person("ada", &[Role::Admin]).await;
    let kept =
        sqlx::query("insert into passkeys (id, user_id, credential_id, name, passkey, created_at) values ($1, $1, '', 'key', '{}', now())");
    kept.bind(ada.id.0).execute(&app.store.pool).await.expect("adds a passkey");
    assert_eq!(app.get(PATH, &ada.access).await.code(), NEEDED, "whoever has the password only");
    signed_in_by(&app, &ada, "passkey").await;
    assert_eq!(app.get(PATH, &ada.access).await.status, 200);
}

#[tokio::test]
async fn where_it_is_not_asked_for_a_password_does() {
    let app = App::start().await;
    let ada = app.person("ada", &[Role::Admin]).await;
    assert_eq!(app.get(PATH, &ada.access).await.status, 200);
}
