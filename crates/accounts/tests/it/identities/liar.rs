//! An OpenID provider that says whatever the test tells it to.

use super::browser::parameter;
use axum::{Json, Router, extract::State, routing::get, routing::post};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What it says; the test changes it at will.
pub struct Says {
    /// The next ID token.
    pub token: String,
    /// The keys that it publishes.
    pub keys: Vec<Value>,
    /// What its userinfo endpoint tells.
    pub info: Value,
}

#[derive(Clone)]
pub struct Liar {
    pub issuer: String,
    pub says: Arc<Mutex<Says>>,
}

/// Its key number so-and-so.
pub fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub fn published(number: u8) -> Value {
    let x = URL_SAFE_NO_PAD.encode(key(number).verifying_key().as_bytes());
    json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": format!("key-{number}"), "x": x })
}

impl Liar {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let issuer = format!("http://{}", listener.local_addr().expect("is bound"));
        let says = Says {
            token: String::new(),
            keys: vec![published(1)],
            info: Value::Null,
        };
        let liar = Self {
            issuer,
            says: Arc::new(Mutex::new(says)),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route(
                "/keys",
                get(async |State(liar): State<Self>| Json(json!({ "keys": liar.says.lock().expect("a lock").keys }))),
            )
            .route("/token", post(token))
            .route(
                "/me",
                get(async |State(liar): State<Self>| Json(liar.says.lock().expect("a lock").info.clone())),
            )
            .with_state(liar.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        liar
    }

    /// What an honest provider would say of Vera to whoever began with this address.
    pub fn truth(&self, address: &str, now: i64) -> Value {
        json!({
            "iss": self.issuer, "sub": "vera", "aud": "amanat", "iat": now, "exp": now + 600, "nonce": parameter(address, "nonce"),
            "email": "vera@example.test", "email_verified": true,
        })
    }

    pub fn will_say(&self, token: String) {
        self.says.lock().expect("a lock").token = token;
    }
}

async fn discovery(State(liar): State<Liar>) -> Json<Value> {
    let issuer = &liar.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    }))
}

async fn token(State(liar): State<Liar>) -> Json<Value> {
    let token = liar.says.lock().expect("a lock").token.clone();
    Json(json!({ "access_token": "opaque", "token_type": "Bearer", "expires_in": 600, "id_token": token }))
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// Signed with its key number so-and-so.
pub fn signed(number: u8, claims: &Value) -> String {
    let text = unsigned(&json!({ "alg": "EdDSA", "kid": format!("key-{number}") }), claims);
    let signature = URL_SAFE_NO_PAD.encode(key(number).sign(text.as_bytes()).to_bytes());
    format!("{text}.{signature}")
}

/// Not signed, and proud of it.
pub fn alg_none(claims: &Value) -> String {
    format!("{}.", unsigned(&json!({ "alg": "none" }), claims))
}

/// "Signed" with a secret that is none, or that others have too.
pub fn hs256(secret: &[u8], claims: &Value) -> String {
    let text = unsigned(&json!({ "alg": "HS256", "kid": "key-1" }), claims);
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).expect("any length");
    let tag = mac.chain_update(text.as_bytes()).finalize().into_bytes();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
}
