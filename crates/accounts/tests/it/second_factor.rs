//! The authenticator app and recovery codes: set up, asked for at sign-in, good once.

use crate::{Answered, App, PASSWORD, Person, send};
use amanat_base::{KeyRing, Secret};
use chrono::TimeDelta;
use futures::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/api/auth/second-factor";
const WRONG: (u16, &str) = (401, "SECOND_FACTOR_WRONG");
/// The ring of the tests' platform, and another.
const RING: &str = "test:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const NEXT_RING: &str = "next:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";

fn ring(text: &str) -> KeyRing {
    KeyRing::parse(&Secret::new(text)).expect("a ring")
}

/// An authenticator app with a person's secret.
pub struct Phone {
    secret: Vec<u8>,
    /// As shown when the app was confirmed.
    pub recovery_codes: Vec<String>,
}

impl Phone {
    /// From base32.
    fn new(secret: &str) -> Self {
        let value = |letter: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).expect("base32");
        let bits: String = secret.chars().map(|letter| format!("{:05b}", value(letter))).collect();
        let byte = |bits: &[u8]| u8::from_str_radix(std::str::from_utf8(bits).expect("digits"), 2).expect("a byte");
        Self {
            secret: bits.as_bytes().chunks_exact(8).map(byte).collect(),
            recovery_codes: Vec::new(),
        }
    }

    /// What it shows so many steps from now.
    pub async fn shows(&self, app: &App, steps: i64) -> String {
        let now = app.store.now().await.expect("the time");
        let mut mac = <Hmac<sha1::Sha1> as KeyInit>::new_from_slice(&self.secret).expect("a key");
        mac.update(&(now.timestamp() / 30 + steps).to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = usize::from(digest[19] & 15);
        let number = u32::from_be_bytes(digest[at..at + 4].try_into().expect("four")) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

impl App {
    /// How often an owner was told of this change.
    pub async fn told(&self, change: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where payload->>'type' = 'security' and payload->'change'->>'change' = $1")
            .bind(change)
            .fetch_one(&self.store.pool)
            .await
            .expect("counts")
    }

    /// How often this is in the audit log.
    pub async fn audited(&self, action: &str) -> i64 {
        sqlx::query_scalar("select count(*) from audit_log where action = $1 and client is not null")
            .bind(action)
            .fetch_one(&self.store.pool)
            .await
            .expect("counts")
    }

    /// Sets an authenticator app up.
    pub async fn app_of(&self, who: &Person) -> Phone {
        let setup = self.post_as("/api/auth/totp/start", &who.access, json!({})).await;
        let mut phone = Phone::new(setup.data()["secret"].as_str().expect("a secret"));
        assert_eq!(phone.secret.len(), 20);
        let code = phone.shows(self, 0).await;
        let on = self.post_as("/api/auth/totp/confirm", &who.access, json!({ "code": code })).await;
        phone.recovery_codes = serde_json::from_value(on.data()["recoveryCodes"].clone()).expect("codes");
        // The code that confirmed it is used; the next one begins.
        self.store.clock.advance(TimeDelta::seconds(30));
        phone
    }

    /// Passes the first factor.
    async fn ticket(&self, who: &Person) -> String {
        let owed = self.login(&who.email, PASSWORD).await;
        assert_eq!(owed.data()["secondFactor"]["methods"], json!(["totp", "recovery_code"]));
        assert!(owed.data()["accessToken"].is_null(), "{}", owed.body);
        owed.data()["secondFactor"]["ticket"].as_str().expect("a ticket").to_owned()
    }

    async fn redeem(&self, ticket: &str, code: &str) -> Answered {
        self.post(PATH, json!({ "ticket": ticket, "code": code })).await
    }
}

#[tokio::test]
async fn an_app_is_set_up_asked_for_and_removed() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let setup = app.post_as("/api/auth/totp/start", &ada.access, json!({})).await;
    let url = setup.data()["otpauthUrl"].as_str().expect("an address");
    assert!(url.starts_with("otpauth://totp/Amanat:ada%40example.test?secret="), "{url}");
    assert_eq!(
        app.login(&ada.email, PASSWORD).await.data()["user"]["id"],
        json!(ada.id),
        "it doesn't count yet"
    );
    let wrong = app
        .post_as("/api/auth/totp/confirm", &ada.access, json!({ "code": "000000" }))
        .await;
    assert_eq!(wrong.code(), WRONG);

    let phone = app.app_of(&ada).await;
    assert_eq!((app.told("totp_on").await, app.audited("totp.on").await), (1, 1));
    assert_eq!(phone.recovery_codes.len(), 10);
    let state = app.get("/api/auth/totp", &ada.access).await;
    assert_eq!(
        (&state.data()["on"], &state.data()["recoveryCodesLeft"]),
        (&json!(true), &json!(10))
    );
    let again = app.post_as("/api/auth/totp/start", &ada.access, json!({})).await;
    assert_eq!(again.code(), (409, "TOTP_ALREADY_ON"));

    let ticket = app.ticket(&ada).await;
    let done = app.redeem(&ticket, &phone.shows(&app, 0).await).await;
    assert_eq!(done.data()["user"]["id"], json!(ada.id));
    assert!(done.headers.contains_key("set-cookie"));
    app.store.clock.advance(TimeDelta::seconds(30));
    assert_eq!(
        app.redeem(&ticket, &phone.shows(&app, 0).await).await.code(),
        WRONG,
        "a ticket is good once"
    );

    let remove = send(app.request(Method::DELETE, "/api/auth/totp").bearer_auth(&ada.access)).await;
    assert_eq!(
        (&remove.data()["on"], &remove.data()["recoveryCodesLeft"]),
        (&json!(false), &json!(0))
    );
    assert_eq!(app.told("totp_off").await, 1);
    assert!(app.login(&ada.email, PASSWORD).await.data()["accessToken"].is_string());
}

#[tokio::test]
async fn a_code_is_good_once_also_when_it_comes_twenty_times_at_once() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let phone = app.app_of(&ada).await;
    let mut tickets = Vec::new();
    for _ in 0..20 {
        tickets.push(app.ticket(&ada).await);
    }
    let code = phone.shows(&app, 0).await;
    // From an address each, so that no brake is in the way.
    let from = |n: usize| {
        let request = app.request(Method::POST, PATH).header("x-forwarded-for", format!("6.6.6.{n}"));
        send(request.json(&json!({ "ticket": tickets[n], "code": code })))
    };
    let answers = join_all((0..20).map(from)).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert!(answers.iter().all(|a| a.status == 200 || a.code() == WRONG || a.status == 429));
    assert_eq!(app.redeem(&app.ticket(&ada).await, &code).await.code(), WRONG, "nor later");
    let older = phone.shows(&app, -1).await;
    assert_eq!(app.redeem(&app.ticket(&ada).await, &older).await.code(), WRONG, "nor an older one");
    let next = phone.shows(&app, 1).await;
    assert_eq!(app.redeem(&app.ticket(&ada).await, &next).await.status, 200, "the next one is");
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_its_owner_is_told() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let phone = app.app_of(&ada).await;
    let code = phone.recovery_codes[3].to_uppercase().replace('-', " ");
    let mut tickets = Vec::new();
    for _ in 0..10 {
        tickets.push(app.ticket(&ada).await);
    }
    let from = |n: usize| {
        let request = app.request(Method::POST, PATH).header("x-forwarded-for", format!("6.6.6.{n}"));
        send(request.json(&json!({ "ticket": tickets[n], "code": code })))
    };
    let answers = join_all((0..10).map(from)).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert_eq!(
        (app.told("recovery_code_used").await, app.audited("recovery_code.use").await),
        (1, 1)
    );
    assert_eq!(app.get("/api/auth/totp", &ada.access).await.data()["recoveryCodesLeft"], 9);
    let stored: Vec<Vec<u8>> = sqlx::query_scalar("select code_hash from recovery_codes")
        .fetch_all(&app.store.pool)
        .await
        .expect("reads");
    assert!(stored.iter().all(|hash| hash.len() == 32));

    let renewed = app.post_as("/api/auth/recovery-codes", &ada.access, json!({})).await;
    let fresh: Vec<String> = serde_json::from_value(renewed.data()["recoveryCodes"].clone()).expect("codes");
    assert!(fresh.iter().all(|code| !phone.recovery_codes.contains(code)));
    assert_eq!(app.told("recovery_codes_renewed").await, 1);
    assert_eq!(app.redeem(&app.ticket(&ada).await, &phone.recovery_codes[0]).await.code(), WRONG);
    assert_eq!(app.redeem(&app.ticket(&ada).await, &fresh[0]).await.status, 200);
}

#[tokio::test]
async fn a_ticket_dies_after_five_wrong_codes_and_after_five_minutes() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let phone = app.app_of(&ada).await;
    let ticket = app.ticket(&ada).await;
    for n in 0..5 {
        let request = app.request(Method::POST, PATH).header("x-forwarded-for", format!("6.6.6.{n}"));
        let wrong = send(request.json(&json!({ "ticket": ticket, "code": "12345" }))).await;
        assert_eq!(wrong.code(), WRONG);
    }
    let code = phone.shows(&app, 0).await;
    assert_eq!(app.redeem(&ticket, &code).await.code(), WRONG, "also the right one");
    let ticket = app.ticket(&ada).await;
    app.store.clock.advance(TimeDelta::seconds(301));
    assert_eq!(app.redeem(&ticket, &phone.shows(&app, 0).await).await.code(), WRONG);
    let unknown = app.redeem("nobody's", &code).await;
    assert_eq!(unknown.code(), WRONG);
    let stored: i64 = sqlx::query_scalar("select count(*) from sign_in_tickets where token_hash = $1")
        .bind(ticket.as_bytes())
        .fetch_one(&app.store.pool)
        .await
        .expect("counts");
    assert_eq!(stored, 0, "only the hash is kept");
}

#[tokio::test]
async fn signing_in_again_and_again_does_not_give_more_guesses() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    app.app_of(&ada).await;
    let mut answers = Vec::new();
    for _ in 0..20 {
        let ticket = app.ticket(&ada).await;
        answers.push(app.redeem(&ticket, "12345").await.status);
    }
    // Five at once, then after one, two, four, eight seconds another.
    let guessed = answers.iter().filter(|status| **status == 401).count();
    assert!((5..=9).contains(&guessed), "{answers:?}");
    assert!(answers.iter().all(|status| [401, 429].contains(status)), "{answers:?}");
}

#[tokio::test]
async fn stepping_up_takes_a_code_where_an_app_is_set_up() {
    let app = App::start().await;
    let ada = app.trusted("ada").await;
    let phone = app.app_of(&ada).await;
    let signed_in = app.redeem(&app.ticket(&ada).await, &phone.recovery_codes[0]).await;
    let fresh = crate::person(&signed_in);
    let step_up = async |body: Value| app.post_as("/api/auth/step-up", &fresh.access, body).await;
    assert_eq!(
        step_up(json!({ "password": PASSWORD })).await.code(),
        (403, "SECOND_FACTOR_REQUIRED")
    );
    assert_eq!(
        step_up(json!({ "password": "not this one" })).await.code(),
        (403, "SECOND_FACTOR_REQUIRED")
    );
    assert_eq!(step_up(json!({})).await.code(), (400, "VALIDATION_FAILED"));
    assert_eq!(step_up(json!({ "code": "12345" })).await.code(), WRONG);
    let code = phone.shows(&app, 0).await;
    let both = json!({ "code": code, "password": "not this one" });
    assert_eq!(step_up(both).await.code(), (401, "INVALID_CREDENTIALS"));
    assert_eq!(step_up(json!({ "code": code })).await.status, 200);
    assert_eq!(step_up(json!({ "code": code })).await.code(), WRONG, "used");
    assert_eq!(step_up(json!({ "code": phone.recovery_codes[1] })).await.status, 200);
}

#[tokio::test]
async fn secrets_are_sealed_for_their_owner_and_follow_the_ring() {
    let app = App::start().await;
    let (ada, eve) = (app.trusted("ada").await, app.trusted("eve").await);
    let adas = app.app_of(&ada).await;
    app.app_of(&eve).await;
    let (old, new) = (ring(RING), ring(NEXT_RING));
    let both = ring(&format!("{},{}", NEXT_RING, RING));
    let check = async |ring| amanat_accounts::check_ring(&app.store, ring).await.is_ok();
    assert!(check(&old).await && check(&both).await && !check(&new).await);

    let done = amanat_accounts::rotate(&app.store, &both, 1).await.expect("rotates");
    assert_eq!((done.resealed, done.refused, done.left), (2, 0, 0));
    assert!(check(&new).await && !check(&old).await);
    let back = ring(&format!("{},{}", RING, NEXT_RING));
    amanat_accounts::rotate(&app.store, &back, 10).await.expect("rotates back");
    assert_eq!(app.redeem(&app.ticket(&ada).await, &adas.shows(&app, 0).await).await.status, 200);

    // Eve's sealed secret in Ada's row opens nothing.
    sqlx::query(
        "with theirs as (delete from totp where user_id = $2 returning key_id, nonce, ciphertext)
         update totp t set key_id = theirs.key_id, nonce = theirs.nonce, ciphertext = theirs.ciphertext from theirs where t.user_id = $1",
    )
    .bind(ada.id.0)
    .bind(eve.id.0)
    .execute(&app.store.pool)
    .await
    .expect("moves it");
    let refused = app.redeem(&app.ticket(&ada).await, "123456").await;
    assert_eq!(refused.code(), (409, "SECRET_REFUSED"));
}
