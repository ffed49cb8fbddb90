//! Access tokens that aren't ours, over HTTP (A01).

use crate::{App, JWT_SECRET};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

#[tokio::test]
async fn a_forged_access_token_is_401() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let payload = ada.access.split('.').nth(1).expect("three parts").to_owned();
    let session: String = sqlx::query_scalar("select id::text from sessions")
        .fetch_one(&app.store.pool)
        .await
        .expect("reads");
    let now = app.store.now().await.expect("now").timestamp();
    let claims = |change: &[(&str, Value)]| {
        let mut claims = json!({ "sub": ada.id, "sid": session, "iss": "amanat", "aud": "amanat-api", "iat": now, "exp": now + 60 });
        for (name, value) in change {
            claims[*name] = value.clone();
        }
        claims
    };
    let sign = |claims: &Value, secret: &str| {
        let key = EncodingKey::from_secret(secret.as_bytes());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).expect("encodes")
    };
    let control = app.get("/api/user/me", &sign(&claims(&[]), JWT_SECRET)).await;
    assert_eq!(control.status, 200, "{}", control.body);

    let mut no_expiry = claims(&[]);
    no_expiry.as_object_mut().expect("an object").remove("exp");
    for (what, token) in [
        ("alg none", format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{payload}.")),
        ("another key", sign(&claims(&[]), "another secret of thirty-two bytes!!")),
        ("no exp", sign(&no_expiry, JWT_SECRET)),
        ("expired", sign(&claims(&[("exp", json!(now - 1))]), JWT_SECRET)),
        ("another audience", sign(&claims(&[("aud", json!("other"))]), JWT_SECRET)),
        ("another issuer", sign(&claims(&[("iss", json!("other"))]), JWT_SECRET)),
        (
            "another's session",
            sign(&claims(&[("sub", json!(amanat_base::UserId::fresh()))]), JWT_SECRET),
        ),
        ("a refresh token", ada.refresh.clone()),
        ("nothing", String::new()),
    ] {
        assert_eq!(app.get("/api/user/me", &token).await.status, 401, "{what}");
    }
}

#[tokio::test]
async fn an_access_token_expires_with_the_platforms_time() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    app.store.clock.advance(chrono::TimeDelta::minutes(16));
    assert_eq!(app.get("/api/user/me", &ada.access).await.code(), (401, "UNAUTHENTICATED"));
}
