//! Access tokens that aren't ours, over HTTP (A01).

use crate::{App, JWT_SECRET};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// Somebody's, from the internet: an attacker signs with it as if it were a shared secret.
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----
";

fn alg_none(payload: &str, kid: &str) -> String {
    let header = json!({ "typ": "JWT", "alg": "none", "kid": kid }).to_string();
    format!("{}.{payload}.", BASE64_URL_SAFE_NO_PAD.encode(header))
}

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
    let named = jsonwebtoken::decode_header(&ada.access).expect("a header");
    let with = |header: &Header, claims: &Value, secret: &str| {
        let key = EncodingKey::from_secret(secret.as_bytes());
        jsonwebtoken::encode(header, claims, &key).expect("encodes")
    };
    let sign = |claims: &Value, secret: &str| with(&named, claims, secret);
    let kid = |kid: Option<&str>| Header {
        kid: kid.map(str::to_owned),
        ..Header::new(Algorithm::HS256)
    };
    let key_name = named.kid.clone().expect("every token names its key");
    let control = app.get("/api/user/me", &sign(&claims(&[]), JWT_SECRET)).await;
    assert_eq!(control.status, 200, "{}", control.body);

    let mut no_expiry = claims(&[]);
    no_expiry.as_object_mut().expect("an object").remove("exp");
    for (what, token) in [
        ("alg none", format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{payload}.")),
        ("alg none and a key", alg_none(&payload, &key_name)),
        ("HS256 with what is public", sign(&claims(&[]), &key_name)),
        ("HS256 with a public key", sign(&claims(&[]), PUBLIC_KEY)),
        ("kid ../", with(&kid(Some("../../../dev/null")), &claims(&[]), "")),
        ("kid of a file", with(&kid(Some("/dev/null")), &claims(&[]), "")),
        ("unknown kid", with(&kid(Some("0123456789abcdef")), &claims(&[]), JWT_SECRET)),
        ("no kid", with(&kid(None), &claims(&[]), JWT_SECRET)),
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
