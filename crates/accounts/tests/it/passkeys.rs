//! Passkeys: made, used to sign in and to prove again who one is, refused in every way that WebAuthn knows.

use crate::{Answered, App, PASSWORD, Person, send, soft_authenticator::Authenticator};
use chrono::TimeDelta;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

const START: &str = "/api/auth/passkeys/sign-in/start";
const FINISH: &str = "/api/auth/passkeys/sign-in/finish";
const REFUSED: (u16, &str) = (401, "PASSKEY_REFUSED");

/// The answer to these creation options, under a name.
fn made(start: &Answered, key: &mut Authenticator) -> Value {
    json!({ "ceremony": start.data()["ceremony"], "name": " My laptop ", "credential": key.create(&start.data()["publicKey"]) })
}

fn proof(start: &Answered, key: &mut Authenticator) -> Value {
    json!({ "ceremony": start.data()["ceremony"], "credential": key.get(&start.data()["publicKey"]) })
}

async fn start_registration(app: &App, who: &Person) -> Answered {
    app.post_as("/api/auth/passkeys/register/start", &who.access, json!({})).await
}

async fn register(app: &App, who: &Person, key: &mut Authenticator) -> Answered {
    let start = start_registration(app, who).await;
    app.post_as("/api/auth/passkeys/register/finish", &who.access, made(&start, key))
        .await
}

async fn sign_in(app: &App, key: &mut Authenticator) -> Answered {
    let start = app.post(START, json!({})).await;
    app.post(FINISH, proof(&start, key)).await
}

#[tokio::test]
async fn a_passkey_is_made_and_signs_its_owner_in() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let start = start_registration(&app, &ada).await;
    let options = &start.data()["publicKey"];
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["attestation"], "none");

    let mut key = Authenticator::new(1);
    let made = app
        .post_as("/api/auth/passkeys/register/finish", &ada.access, made(&start, &mut key))
        .await;
    assert_eq!(made.data()["name"], "My laptop");
    assert_eq!(app.told("passkey_added").await, 1);
    assert_eq!(app.audited("passkey.add").await, 1);

    let signed_in = sign_in(&app, &mut key).await;
    assert_eq!(signed_in.data()["user"]["id"], json!(ada.id));
    assert!(signed_in.headers.contains_key("set-cookie"));
    let list = app.get("/api/auth/passkeys", &ada.access).await;
    assert!(list.data()["items"][0]["lastUsedAt"].is_string(), "{}", list.body);
    assert_eq!(sign_in(&app, &mut key).await.status, 200, "and again");

    let known = start_registration(&app, &ada).await;
    assert_eq!(known.data()["publicKey"]["excludeCredentials"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_passkey_owes_no_second_factor_and_is_none_where_the_owner_is_suspended() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let mut key = Authenticator::new(1);
    register(&app, &ada, &mut key).await.data();
    app.app_of(&ada).await;
    assert!(app.login(&ada.email, PASSWORD).await.data()["secondFactor"].is_object());
    assert!(sign_in(&app, &mut key).await.data()["accessToken"].is_string());

    sqlx::query("update users set status = 'suspended'")
        .execute(&app.store.pool)
        .await
        .expect("suspends");
    assert_eq!(sign_in(&app, &mut key).await.code(), (403, "ACCOUNT_SUSPENDED"));
}

#[tokio::test]
async fn answers_to_something_else_are_refused() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let mut key = Authenticator::new(1);
    register(&app, &ada, &mut key).await.data();

    let mut elsewhere = key.clone();
    for origin in [
        "https://localhost:5001",
        "http://localhost:5002",
        "http://evil.example",
        "http://localhost.evil.example:5001",
    ] {
        elsewhere.origin = origin.into();
        assert_eq!(sign_in(&app, &mut elsewhere).await.code(), REFUSED, "{origin}");
    }
    key.counter = elsewhere.counter;

    let (first, second) = (app.post(START, json!({})).await, app.post(START, json!({})).await);
    let mut crossed = proof(&first, &mut key);
    crossed["ceremony"] = second.data()["ceremony"].clone();
    assert_eq!(app.post(FINISH, crossed).await.code(), REFUSED, "another challenge");
    let again = proof(&first, &mut key);
    assert_eq!(app.post(FINISH, again.clone()).await.status, 200);
    assert_eq!(app.post(FINISH, again).await.code(), REFUSED, "taken once");
    assert_eq!(
        app.post(FINISH, proof(&second, &mut key)).await.code(),
        REFUSED,
        "taken by the wrong answer"
    );

    let late = app.post(START, json!({})).await;
    app.store.clock.advance(TimeDelta::seconds(301));
    assert_eq!(app.post(FINISH, proof(&late, &mut key)).await.code(), REFUSED, "too late");
    assert_eq!(sign_in(&app, &mut Authenticator::new(2)).await.code(), REFUSED, "nobody's passkey");
    assert_eq!(sign_in(&app, &mut key).await.status, 200, "the right one still signs in");
}

#[tokio::test]
async fn presence_without_verification_is_not_enough() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let mut key = Authenticator::new(1);
    key.verifies = false;
    assert_eq!(register(&app, &ada, &mut key).await.code(), REFUSED);
    key.verifies = true;
    register(&app, &ada, &mut key).await.data();
    key.verifies = false;
    assert_eq!(sign_in(&app, &mut key).await.code(), REFUSED);
}

#[tokio::test]
async fn a_counter_that_does_not_grow_is_a_copy() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let mut key = Authenticator::new(1);
    register(&app, &ada, &mut key).await.data();
    key.counter = Some(6);
    assert_eq!(sign_in(&app, &mut key).await.status, 200);
    for stale in [6, 3] {
        let mut copy = key.clone();
        copy.counter = Some(stale);
        assert_eq!(sign_in(&app, &mut copy).await.code(), REFUSED, "{stale}");
    }

    // Two copies at the same moment: the row's lock lets one of them be the first.
    let copies = join_all((0..6).map(async |_| sign_in(&app, &mut key.clone()).await.status)).await;
    assert_eq!(copies.iter().filter(|status| **status == 200).count(), 1, "{copies:?}");

    let mut cloud = Authenticator::new(2);
    (cloud.counter, cloud.backup) = (None, Some(false));
    register(&app, &ada, &mut cloud).await.data();
    assert_eq!(sign_in(&app, &mut cloud).await.status, 200, "no counter at all is fine");
    cloud.backup = Some(true);
    assert_eq!(sign_in(&app, &mut cloud).await.status, 200, "it was backed up since");
    let stored: Value = sqlx::query_scalar("select passkey from passkeys order by created_at desc limit 1")
        .fetch_one(&app.store.pool)
        .await
        .expect("reads");
    assert_eq!(stored["cred"]["backup_state"], true, "{stored}");
}

#[tokio::test]
async fn another_persons_passkey_is_no_use() {
    let app = App::start().await;
    let (ada, eve) = (app.trusted("ada").await, app.trusted("eve").await);
    let (mut adas, mut eves) = (Authenticator::new(1), Authenticator::new(2));
    register(&app, &ada, &mut adas).await.data();
    register(&app, &eve, &mut eves).await.data();

    // Eve's key that says that it is Ada's, and no word at all whose it is.
    let mut posing = eves.clone();
    posing.user_handle = adas.user_handle.clone();
    assert_eq!(sign_in(&app, &mut posing).await.code(), REFUSED);
    posing.user_handle = Vec::new();
    assert_eq!(sign_in(&app, &mut posing).await.code(), REFUSED);
    // Eve's key under the id of Ada's credential.
    let mut forged = eves.clone();
    (forged.credential_id, forged.user_handle) = (adas.credential_id.clone(), adas.user_handle.clone());
    assert_eq!(sign_in(&app, &mut forged).await.code(), REFUSED);
    // Ada's credential id can't be registered by Eve.
    let mut stolen = Authenticator::new(3);
    stolen.credential_id = adas.credential_id.clone();
    assert_eq!(register(&app, &eve, &mut stolen).await.code(), REFUSED);
    // Ada's registration can't be finished by Eve, nor in another session of Ada's.
    let start = start_registration(&app, &ada).await;
    let finish = "/api/auth/passkeys/register/finish";
    let answer = made(&start, &mut Authenticator::new(4));
    assert_eq!(app.post_as(finish, &eve.access, answer.clone()).await.code(), REFUSED);
    let other = app.trust(&crate::person(&app.login(&ada.email, PASSWORD).await)).await;
    assert_eq!(app.post_as(finish, &other.access, answer.clone()).await.code(), REFUSED);
    assert_eq!(
        app.post_as(finish, &ada.access, answer).await.status,
        200,
        "and is still Ada's to finish"
    );
    // Nor does Eve's passkey prove that Ada's session is Ada's.
    let start = app.post_as("/api/auth/step-up/passkey/start", &ada.access, json!({})).await;
    eves.user_handle = adas.user_handle.clone();
    let proved = app
        .post_as("/api/auth/step-up/passkey/finish", &ada.access, proof(&start, &mut eves))
        .await;
    assert_eq!(proved.code(), REFUSED);
}

#[tokio::test]
async fn a_passkey_steps_a_session_up() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let mut key = Authenticator::new(1);
    register(&app, &ada, &mut key).await.data();
    let fresh = crate::person(&app.login(&ada.email, PASSWORD).await);
    assert_eq!(start_registration(&app, &fresh).await.code(), (403, "STEP_UP_REQUIRED"));

    let (start, finish) = ("/api/auth/step-up/passkey/start", "/api/auth/step-up/passkey/finish");
    let asked = app.post_as(start, &fresh.access, json!({})).await;
    let allowed = &asked.data()["publicKey"]["allowCredentials"];
    assert_eq!(allowed.as_array().map(Vec::len), Some(1), "{allowed}");
    let answer = proof(&asked, &mut key);
    assert_eq!(app.post(FINISH, answer.clone()).await.code(), REFUSED, "it doesn't sign in");
    assert_eq!(
        app.post_as(finish, &ada.access, answer.clone()).await.code(),
        REFUSED,
        "it is another session's"
    );
    assert_eq!(app.post_as(finish, &fresh.access, answer).await.status, 200);
    assert_eq!(start_registration(&app, &fresh).await.status, 200);
    app.store.clock.advance(TimeDelta::minutes(11));
    let later = crate::person(&app.refresh(&fresh.refresh).await);
    assert_eq!(start_registration(&app, &later).await.code(), (403, "STEP_UP_REQUIRED"));

    let eve = app.trusted("eve").await;
    assert_eq!(app.post_as(start, &eve.access, json!({})).await.code(), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn passkeys_are_named_and_removed_by_their_owner_but_the_last_way_in_stays() {
    let app = App::start().await;
    let (ada, eve) = (app.trusted("ada").await, app.trusted("eve").await);
    let mut key = Authenticator::new(1);
    let path = format!(
        "/api/auth/passkeys/{}",
        register(&app, &ada, &mut key).await.data()["id"].as_str().expect("an id")
    );
    let change = async |method: Method, who: &Person| {
        let request = app.request(method, &path).bearer_auth(&who.access);
        send(request.json(&json!({ "name": "Phone" }))).await
    };
    assert_eq!(change(Method::PATCH, &eve).await.code(), (404, "NOT_FOUND"));
    assert_eq!(change(Method::DELETE, &eve).await.code(), (404, "NOT_FOUND"));
    assert_eq!(change(Method::PATCH, &ada).await.data()["name"], "Phone");

    let set_email = async |email: Option<&str>| {
        let update = sqlx::query("update users set email = $2, password_hash = null where id = $1");
        update.bind(ada.id.0).bind(email).execute(&app.store.pool).await.expect("changes");
    };
    set_email(None).await;
    assert_eq!(change(Method::DELETE, &ada).await.code(), (409, "LAST_WAY_IN"));
    assert_eq!(sign_in(&app, &mut key).await.status, 200, "it is still there");
    set_email(Some("ada@example.test")).await;
    assert_eq!(change(Method::DELETE, &ada).await.data()["name"], "Phone");
    assert_eq!(app.told("passkey_removed").await, 1);
    assert_eq!(sign_in(&app, &mut key).await.code(), REFUSED);
}

#[tokio::test]
async fn of_two_last_ways_in_removed_at_once_one_stays() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let mut paths = Vec::new();
    for seed in [1, 2] {
        let made = register(&app, &ada, &mut Authenticator::new(seed)).await;
        paths.push(format!("/api/auth/passkeys/{}", made.data()["id"].as_str().expect("an id")));
    }
    sqlx::query("update users set email = null, password_hash = null")
        .execute(&app.store.pool)
        .await
        .expect("changes");
    let remove = |path: &String| send(app.request(Method::DELETE, path).bearer_auth(&ada.access));
    let mut statuses: Vec<u16> = join_all(paths.iter().map(remove)).await.iter().map(|a| a.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn twenty_are_enough() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    for seed in 1..=19 {
        register(&app, &ada, &mut Authenticator::new(seed)).await.data();
    }
    let (one, other) = (start_registration(&app, &ada).await, start_registration(&app, &ada).await);
    let finish = |body: Value| app.post_as("/api/auth/passkeys/register/finish", &ada.access, body);
    let both = [made(&one, &mut Authenticator::new(20)), made(&other, &mut Authenticator::new(21))];
    let mut codes: Vec<u16> = join_all(both.map(finish)).await.iter().map(|a| a.status).collect();
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
    assert_eq!(start_registration(&app, &ada).await.code(), (409, "TOO_MANY"));
}

#[tokio::test]
async fn nonsense_is_told_apart_from_a_wrong_passkey() {
    let app = App::start().await;
    for credential in [
        json!({}),
        json!("x"),
        json!(null),
        json!({ "id": "x", "rawId": "!", "response": {}, "type": "public-key" }),
    ] {
        let start = app.post(START, json!({})).await;
        let answer = app
            .post(FINISH, json!({ "ceremony": start.data()["ceremony"], "credential": credential }))
            .await;
        assert_eq!(answer.code(), (400, "VALIDATION_FAILED"), "{}", answer.body);
    }
}
