//! Sign-in from a Telegram Mini App (A05).

use super::{identities, set_status, step_up, unlink};
use crate::{Answered, App, PASSWORD, Person, person, send};
use amanat_accounts::{Bot, Identities};
use amanat_base::Secret;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use url::form_urlencoded;

const TOKEN: &str = "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8";

async fn app() -> App {
    App::accepting(Identities::new(Vec::new(), Some(Bot::Token(Secret::new(TOKEN))))).await
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("any length");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

/// What Telegram would say of this user, so many seconds from now.
async fn init_data(app: &App, token: &str, user: &Value, from_now_s: i64) -> String {
    let date = app.store.now().await.expect("the time").timestamp() + from_now_s;
    let (date, user) = (date.to_string(), user.to_string());
    // Two openings within one second are two.
    let query = amanat_base::EventId::fresh().to_string();
    let fields = [("auth_date", &date), ("query_id", &query), ("user", &user)];
    let lines: Vec<_> = fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let hash = hex::encode(mac(&mac(b"WebAppData", token.as_bytes()), lines.join("\n").as_bytes()));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .append_pair("hash", &hash)
        .finish()
}

fn farah() -> Value {
    json!({ "id": 4_503_599_627_370_496_u64, "first_name": "Farah", "last_name": "Azadi", "username": "farah", "language_code": "fa-IR" })
}

async fn open(app: &App, init_data: &str) -> Answered {
    app.post("/api/telegram/session", json!({ "initData": init_data })).await
}

async fn link(app: &App, person: &Person, init_data: &str) -> Answered {
    app.post_as("/api/telegram/link", &person.access, json!({ "initData": init_data }))
        .await
}

fn signed_in(answer: &Answered) -> String {
    answer.data()["user"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn somebody_new_gets_an_account_without_an_address_and_comes_back_to_it() {
    let app = app().await;
    let first = open(&app, &init_data(&app, TOKEN, &farah(), 0).await).await;
    let user = &first.data()["user"];
    assert_eq!(user["displayName"], "Farah Azadi");
    assert!(user["email"].is_null());
    assert_eq!(user["roles"], json!(["buyer", "seller"]));
    let language: String = sqlx::query_scalar("select language from users")
        .fetch_one(&app.store.pool)
        .await
        .expect("reads");
    assert_eq!(language, "fa");

    let again = open(&app, &init_data(&app, TOKEN, &farah(), 0).await).await;
    assert_eq!(signed_in(&again), signed_in(&first));
    assert_eq!(app.announced("registered").await, 1);
}

#[tokio::test]
async fn init_data_signs_in_once() {
    let app = app().await;
    let data = init_data(&app, TOKEN, &farah(), 0).await;
    assert_eq!(open(&app, &data).await.status, 200);
    let shuffled: Vec<_> = data.split('&').rev().collect();
    for replay in [data.clone(), shuffled.join("&")] {
        assert_eq!(open(&app, &replay).await.code(), (401, "TELEGRAM_REFUSED"));
    }
    let ada = app.person("ada", &[]).await;
    step_up(&app, &ada).await;
    assert_eq!(link(&app, &ada, &data).await.code(), (401, "TELEGRAM_REFUSED"));
}

#[tokio::test]
async fn of_many_at_once_one_signs_in() {
    let app = app().await;
    let data = init_data(&app, TOKEN, &farah(), 0).await;
    let all = futures::future::join_all((0..8).map(|_| open(&app, &data))).await;
    let statuses: Vec<_> = all.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(super::count(&app, "users").await, 1);
}

#[tokio::test]
async fn what_is_forged_stale_or_for_another_bot_is_refused() {
    let app = app().await;
    let other = "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx9";
    let honest = init_data(&app, TOKEN, &farah(), 0).await;
    let mut bot = farah();
    bot["is_bot"] = true.into();
    for (what, data) in [
        ("another bot's", init_data(&app, other, &farah(), 0).await),
        ("old", init_data(&app, TOKEN, &farah(), -660).await),
        ("from the future", init_data(&app, TOKEN, &farah(), 120).await),
        ("a bot", init_data(&app, TOKEN, &bot, 0).await),
        ("nobody", init_data(&app, TOKEN, &Value::Null, 0).await),
        ("changed", honest.replace("Farah", "Mallory")),
        ("without a hash", honest.split("&hash=").next().expect("a part").to_owned()),
        (
            "with two users",
            format!("{honest}&user=%7B%22id%22%3A1%2C%22first_name%22%3A%22M%22%7D"),
        ),
        ("nonsense", "%%%&&&===".to_owned()),
    ] {
        assert_eq!(open(&app, &data).await.code(), (401, "TELEGRAM_REFUSED"), "{what}");
    }
    assert_eq!(super::count(&app, "users").await, 0);
}

#[tokio::test]
async fn linked_telegram_signs_its_owner_in() {
    let app = app().await;
    let ada = app.person("ada", &[]).await;
    let data = init_data(&app, TOKEN, &farah(), 0).await;
    assert_eq!(link(&app, &ada, &data).await.code(), (403, "STEP_UP_REQUIRED"));
    step_up(&app, &ada).await;
    assert_eq!(link(&app, &ada, &data).await.data()["label"], "@farah");
    let told: i64 = sqlx::query_scalar("select count(*) from audit_log where action = 'identity.link' and after::text like '%farah%'")
        .fetch_one(&app.store.pool)
        .await
        .expect("reads");
    assert_eq!(told, 0, "the log stays when the account is erased");
    assert_eq!(identities(&app, &ada).await, [("telegram".to_owned(), "@farah".to_owned())]);
    let here = open(&app, &init_data(&app, TOKEN, &farah(), 0).await).await;
    assert_eq!(signed_in(&here), ada.id.to_string());

    let bob = app.person("bob", &[]).await;
    step_up(&app, &bob).await;
    let taken = link(&app, &bob, &init_data(&app, TOKEN, &farah(), 0).await).await;
    assert_eq!(taken.code(), (409, "IDENTITY_TAKEN"));
    set_status(&app, &ada, "suspended").await;
    let out = open(&app, &init_data(&app, TOKEN, &farah(), 0).await).await;
    assert_eq!(out.code(), (403, "ACCOUNT_SUSPENDED"));
}

#[tokio::test]
async fn the_only_way_in_stays() {
    let app = app().await;
    let mut answer = open(&app, &init_data(&app, TOKEN, &farah(), 0).await).await;
    answer.body["data"]["user"]["email"] = "none".into();
    let farah = person(&answer);
    step_up(&app, &farah).await;
    assert_eq!(unlink(&app, &farah).await.code(), (409, "LAST_WAY_IN"));
    assert_eq!(identities(&app, &farah).await.len(), 1);

    let ada = app.person("ada", &[]).await;
    step_up(&app, &ada).await;
    let other = json!({ "id": 7, "first_name": "Ada" });
    assert_eq!(
        link(&app, &ada, &init_data(&app, TOKEN, &other, 0).await).await.data()["label"],
        "Ada"
    );
    assert_eq!(unlink(&app, &ada).await.status, 200);
    assert_eq!(app.login(&ada.email, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn without_a_bot_nobody_comes_from_telegram() {
    let app = App::start().await;
    let answer = open(&app, "auth_date=1&hash=00").await;
    assert_eq!(answer.code(), (404, "NOT_FOUND"));
    let methods = send(app.request(Method::GET, "/api/auth/methods")).await;
    assert_eq!(methods.data()["telegram"], false);
}
