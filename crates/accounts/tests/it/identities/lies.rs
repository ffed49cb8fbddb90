//! ID tokens that are not what they should be are refused (A01, A10).

use super::{
    Browser,
    browser::{location, parameter},
    count,
    liar::{Liar, alg_none, hs256, key, published, signed},
    provider::{CALLBACK, begin, known_as},
};
use crate::App;
use chrono::TimeDelta;
use serde_json::{Value, json};

const SECRET: &str = "the-secret-of-the-client-at-the-provider";

/// Makes a token of the truth.
type Forge = Box<dyn FnOnce(Value) -> String>;

async fn app() -> (App, Liar) {
    let liar = Liar::start().await;
    (App::accepting(known_as(&liar.issuer, SECRET)).await, liar)
}

async fn now(app: &App) -> i64 {
    app.store.now().await.expect("the time").timestamp()
}

/// Signs in with the token that `say` makes of the truth: where the browser ends.
async fn told(app: &App, liar: &Liar, say: impl FnOnce(Value) -> String) -> String {
    let mut browser = Browser::of(app);
    let there = begin(&mut browser).await;
    liar.will_say(say(liar.truth(&there, now(app).await)));
    let state = parameter(&there, "state").expect("a state");
    location(&browser.open(&format!("{CALLBACK}?code=any&state={state}")).await)
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

#[tokio::test]
async fn the_truth_is_believed() {
    let (app, liar) = app().await;
    assert_eq!(told(&app, &liar, |claims| signed(1, &claims)).await, "/login/done");
}

#[tokio::test]
async fn lies_are_not() {
    let (app, liar) = app().await;
    let time = now(&app).await;
    for (name, value) in [
        ("iss", json!("https://accounts.google.com")),
        ("iss", json!(format!("{}/", liar.issuer))),
        ("aud", json!("another-site")),
        ("aud", json!(["amanat", "another-site"])),
        ("aud", json!([])),
        ("exp", json!(time - 1)),
        ("exp", Value::Null),
        ("nonce", json!("0".repeat(64))),
        ("nonce", Value::Null),
        ("sub", Value::Null),
    ] {
        let end = told(&app, &liar, |claims| signed(1, &with(claims, name, value.clone()))).await;
        assert_eq!(end, "/login#error=IDENTITY_REFUSED", "{name}: {value}");
    }
    assert_eq!((count(&app, "users").await, count(&app, "sessions").await), (0, 0));
}

#[tokio::test]
async fn a_provider_that_names_itself_otherwise_than_configured_is_not_gone_to() {
    let liar = Liar::start().await;
    // It is found there, and says that it is somebody else.
    let app = App::accepting(known_as(&format!("{}/", liar.issuer), SECRET)).await;
    let end = location(&Browser::of(&app).open("/api/auth/oidc/oidc/start").await);
    assert_eq!(end, "/login#error=IDENTITY_REFUSED");
}

#[tokio::test]
async fn only_the_providers_own_signature_counts() {
    let (app, liar) = app().await;
    let public = key(1).verifying_key().to_bytes();
    let forgeries: [(&str, Forge); 7] = [
        ("no signature", Box::new(|claims| alg_none(&claims))),
        ("a secret: the public key", Box::new(move |claims| hs256(&public, &claims))),
        (
            "a secret: the public key's text",
            Box::new(|claims| hs256(published(1)["x"].as_str().expect("text").as_bytes(), &claims)),
        ),
        ("a secret: the client's", Box::new(|claims| hs256(SECRET.as_bytes(), &claims))),
        ("another key", Box::new(|claims| signed(2, &claims))),
        (
            "another key under the same name",
            Box::new(|claims| signed(2, &claims).replace(&header(2), &header(1))),
        ),
        (
            "other claims than were signed",
            Box::new(|claims| {
                let (mine, theirs) = (signed(1, &claims), signed(1, &with(claims, "sub", json!("somebody else"))));
                let parts: Vec<_> = mine.split('.').zip(theirs.split('.')).collect();
                format!("{}.{}.{}", parts[0].0, parts[1].1, parts[2].0)
            }),
        ),
    ];
    for (what, forge) in forgeries {
        assert_eq!(told(&app, &liar, forge).await, "/login#error=IDENTITY_REFUSED", "{what}");
    }
    assert_eq!(count(&app, "users").await, 0);
}

fn header(number: u8) -> String {
    signed(number, &Value::Null).split('.').next().expect("a header").to_owned()
}

#[tokio::test]
async fn a_nonce_is_good_for_the_flow_that_it_was_made_for() {
    let (app, liar) = app().await;
    let mut thief = Browser::of(&app);
    let other = begin(&mut thief).await;
    let nonce = json!(parameter(&other, "nonce"));
    let end = told(&app, &liar, |claims| signed(1, &with(claims, "nonce", nonce))).await;
    assert_eq!(end, "/login#error=IDENTITY_REFUSED");
}

#[tokio::test]
async fn new_keys_are_taken_up_at_once_and_old_ones_are_dropped() {
    let (app, liar) = app().await;
    assert_eq!(told(&app, &liar, |claims| signed(1, &claims)).await, "/login/done");
    liar.says.lock().expect("a lock").keys = vec![published(2)];
    assert_eq!(told(&app, &liar, |claims| signed(2, &claims)).await, "/login/done");
    assert_eq!(
        told(&app, &liar, |claims| signed(1, &claims)).await,
        "/login#error=IDENTITY_REFUSED"
    );

    // Nobody presents a token of the next key, so what is known of the keys is only as old as it may get.
    liar.says.lock().expect("a lock").keys = vec![published(3)];
    assert_eq!(told(&app, &liar, |claims| signed(2, &claims)).await, "/login/done");
    app.store.advance(TimeDelta::minutes(61)).await.expect("moves time");
    assert_eq!(
        told(&app, &liar, |claims| signed(2, &claims)).await,
        "/login#error=IDENTITY_REFUSED"
    );
}

#[tokio::test]
async fn what_is_told_when_asked_must_be_about_the_same_person() {
    let (app, liar) = app().await;
    let without_email = |mut claims: Value| {
        claims.as_object_mut().expect("claims").remove("email");
        signed(1, &claims)
    };
    liar.says.lock().expect("a lock").info = json!({ "sub": "somebody else", "email": "else@example.test", "email_verified": true });
    assert_eq!(told(&app, &liar, without_email).await, "/login#error=IDENTITY_REFUSED");
    liar.says.lock().expect("a lock").info = json!({ "sub": "vera", "email": "vera@example.test", "email_verified": "yes" });
    assert_eq!(told(&app, &liar, without_email).await, "/login#error=IDENTITY_REFUSED");
    liar.says.lock().expect("a lock").info = json!({ "sub": "vera", "email": "vera@example.test", "email_verified": true });
    assert_eq!(told(&app, &liar, without_email).await, "/login/done");
}
