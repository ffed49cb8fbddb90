//! Sign-in with a linked Ethereum wallet (A10).

use super::{identities, step_up};
use crate::{Answered, App, Person, send};
use alloy::signers::{SignerSync, local::PrivateKeySigner};
use chrono::{SecondsFormat, TimeDelta};
use reqwest::Method;
use serde_json::{Value, json};

/// What a wallet signs; a test changes what it likes.
#[derive(Clone)]
struct Asked {
    domain: String,
    uri: String,
    chain: u64,
    nonce: String,
    issued_from_now: TimeDelta,
    more: String,
}

async fn app() -> App {
    let app = App::start().await;
    sqlx::query(
        "insert into networks (chain_id, name, native_symbol, confirmations, finality_depth, block_time_ms)
         values (31337, 'Test', 'ETH', 1, 5, 1000), (31338, 'Off', 'ETH', 1, 5, 1000)",
    )
    .execute(&app.store.pool)
    .await
    .expect("adds networks");
    sqlx::query("update networks set enabled = chain_id <> 31338")
        .execute(&app.store.pool)
        .await
        .expect("switches one off");
    app
}

/// Asks for a nonce, as a signed-in person or as nobody.
async fn asked(app: &App, person: Option<&Person>) -> Asked {
    let mut request = app.request(Method::POST, "/api/auth/siwe/nonce");
    if let Some(person) = person {
        request = request.bearer_auth(&person.access);
    }
    let answer = send(request).await;
    let text = |name: &str| answer.data()[name].as_str().expect("text").to_owned();
    Asked {
        domain: text("domain"),
        uri: text("uri"),
        chain: 31337,
        nonce: text("nonce"),
        issued_from_now: TimeDelta::zero(),
        more: String::new(),
    }
}

async fn signed(app: &App, wallet: &PrivateKeySigner, asked: &Asked) -> Value {
    let issued = app.store.now().await.expect("the time") + asked.issued_from_now;
    let message = format!(
        "{} wants you to sign in with your Ethereum account:\n{}\n\nSign in.\n\nURI: {}\nVersion: 1\nChain ID: {}\nNonce: {}\nIssued At: {}{}",
        asked.domain,
        wallet.address().to_checksum(None),
        asked.uri,
        asked.chain,
        asked.nonce,
        issued.to_rfc3339_opts(SecondsFormat::Millis, true),
        asked.more,
    );
    let signature = wallet.sign_message_sync(message.as_bytes()).expect("signs");
    json!({ "message": message, "signature": format!("0x{}", hex::encode(signature.as_bytes())) })
}

async fn sign_in(app: &App, wallet: &PrivateKeySigner, asked: &Asked) -> Answered {
    app.post("/api/auth/siwe", signed(app, wallet, asked).await).await
}

async fn link(app: &App, person: &Person, wallet: &PrivateKeySigner, asked: &Asked) -> Answered {
    let body = signed(app, wallet, asked).await;
    app.post_as("/api/auth/siwe/link", &person.access, body).await
}

/// Somebody whose wallet is linked.
async fn owner(app: &App) -> (Person, PrivateKeySigner) {
    let (ada, wallet) = (app.person("ada", &[]).await, PrivateKeySigner::random());
    step_up(app, &ada).await;
    let asked = asked(app, Some(&ada)).await;
    let linked = link(app, &ada, &wallet, &asked).await;
    assert_eq!(linked.data()["address"], wallet.address().to_checksum(None));
    (ada, wallet)
}

#[tokio::test]
async fn a_linked_wallet_signs_its_owner_in() {
    let app = app().await;
    let (ada, wallet) = owner(&app).await;
    assert_eq!(
        identities(&app, &ada).await,
        [("ethereum".to_owned(), wallet.address().to_checksum(None))]
    );
    let answer = sign_in(&app, &wallet, &asked(&app, None).await).await;
    assert_eq!(answer.data()["user"]["id"], ada.id.to_string());
    let way: Vec<String> = sqlx::query_scalar("select signed_in_by from sessions order by created_at, id")
        .fetch_all(&app.store.pool)
        .await
        .expect("reads");
    assert_eq!(way, ["password", "ethereum"]);
}

#[tokio::test]
async fn a_nonce_is_good_once() {
    let app = app().await;
    let (_, wallet) = owner(&app).await;
    let asked = asked(&app, None).await;
    assert_eq!(sign_in(&app, &wallet, &asked).await.status, 200);
    assert_eq!(sign_in(&app, &wallet, &asked).await.code(), (401, "IDENTITY_REFUSED"));
    let all = super::wallets::asked(&app, None).await;
    let all = futures::future::join_all((0..6).map(|_| sign_in(&app, &wallet, &all))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 200).count(), 1);
}

#[tokio::test]
async fn what_was_signed_for_another_site_chain_or_time_is_refused() {
    let app = app().await;
    let (_, wallet) = owner(&app).await;
    let honest = asked(&app, None).await;
    let now = app.store.now().await.expect("the time");
    let stamp = |by: i64| (now + TimeDelta::seconds(by)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let changed = |change: &dyn Fn(&mut Asked)| {
        let mut asked = honest.clone();
        change(&mut asked);
        asked
    };
    for (what, wrong) in [
        ("another domain", changed(&|a| a.domain = "evil.example".into())),
        ("another port", changed(&|a| a.domain = "localhost:5002".into())),
        (
            "our name as a user's",
            changed(&|a| a.domain = "localhost:5001@evil.example".into()),
        ),
        ("another URI", changed(&|a| a.uri = "https://evil.example/login".into())),
        ("another scheme", changed(&|a| a.uri = "https://localhost:5001".into())),
        ("another chain", changed(&|a| a.chain = 1)),
        ("a chain that is switched off", changed(&|a| a.chain = 31338)),
        ("a chain beyond numbers", changed(&|a| a.chain = u64::MAX)),
        ("a nonce of their own", changed(&|a| a.nonce = "0123456789abcdef".into())),
        ("issued long ago", changed(&|a| a.issued_from_now = TimeDelta::minutes(-11))),
        ("issued in the future", changed(&|a| a.issued_from_now = TimeDelta::minutes(2))),
        ("expired", changed(&|a| a.more = format!("\nExpiration Time: {}", stamp(-1)))),
        ("not valid yet", changed(&|a| a.more = format!("\nNot Before: {}", stamp(60)))),
    ] {
        assert_eq!(sign_in(&app, &wallet, &wrong).await.code(), (401, "IDENTITY_REFUSED"), "{what}");
    }
    // None of them used the nonce up.
    assert_eq!(sign_in(&app, &wallet, &honest).await.status, 200);

    let late = asked(&app, None).await;
    app.store.advance(TimeDelta::minutes(11)).await.expect("moves time");
    assert_eq!(sign_in(&app, &wallet, &late).await.code(), (401, "IDENTITY_REFUSED"));
}

#[tokio::test]
async fn only_the_wallet_itself_can_sign_and_only_a_linked_one_gets_in() {
    let app = app().await;
    let (_, wallet) = owner(&app).await;
    let (asked, other) = (asked(&app, None).await, PrivateKeySigner::random());
    let mut forged = signed(&app, &wallet, &asked).await;
    forged["signature"] = signed(&app, &other, &asked).await["signature"].clone();
    assert_eq!(app.post("/api/auth/siwe", forged).await.code(), (401, "IDENTITY_REFUSED"));
    let mut changed = signed(&app, &wallet, &asked).await;
    changed["message"] = changed["message"].as_str().expect("text").replace("Sign in.", "Sell it.").into();
    assert_eq!(app.post("/api/auth/siwe", changed).await.code(), (401, "IDENTITY_REFUSED"));
    for signature in [format!("0x{}", "00".repeat(65)), format!("0x{}", "ff".repeat(65))] {
        let mut empty = signed(&app, &wallet, &asked).await;
        empty["signature"] = signature.into();
        assert_eq!(app.post("/api/auth/siwe", empty).await.code(), (401, "IDENTITY_REFUSED"));
    }
    assert_eq!(sign_in(&app, &other, &asked).await.code(), (401, "IDENTITY_REFUSED"));
    assert_eq!(super::count(&app, "users").await, 1, "a wallet makes no account");
}

#[tokio::test]
async fn a_signature_to_sign_in_links_nothing_and_the_other_way_round() {
    let app = app().await;
    let (ada, wallet) = owner(&app).await;
    let mallory = app.person("mallory", &[]).await;
    step_up(&app, &mallory).await;
    let fresh = PrivateKeySigner::random();
    let to_sign_in = asked(&app, None).await;
    assert_eq!(link(&app, &mallory, &fresh, &to_sign_in).await.code(), (401, "IDENTITY_REFUSED"));
    let adas = asked(&app, Some(&ada)).await;
    assert_eq!(link(&app, &mallory, &fresh, &adas).await.code(), (401, "IDENTITY_REFUSED"));
    assert_eq!(sign_in(&app, &wallet, &adas).await.code(), (401, "IDENTITY_REFUSED"));

    let own = asked(&app, Some(&mallory)).await;
    assert_eq!(link(&app, &mallory, &wallet, &own).await.code(), (409, "IDENTITY_TAKEN"));
    assert!(identities(&app, &mallory).await.is_empty());
}
