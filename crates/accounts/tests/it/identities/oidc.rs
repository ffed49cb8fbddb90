//! Sign-in by a real OpenID provider (A10).

use super::{
    Browser,
    browser::{location, parameter, with_parameter},
    count, identities,
    provider::{RealProvider, begin, sign_in, sign_in_there},
    set_status,
};
use crate::{Answered, App, Person, person, send};
use reqwest::Method;
use serde_json::Value;

const REFUSED: &str = "/login#error=IDENTITY_REFUSED";

async fn app() -> (App, RealProvider) {
    let provider = RealProvider::start();
    (App::accepting(provider.identities()).await, provider)
}

async fn anybody(app: &App, path: &str) -> Answered {
    send(app.request(Method::GET, path)).await
}

/// Who a browser is signed in as: its page refreshes by cookie.
async fn who(browser: &mut Browser) -> Person {
    let answer = browser.submit("/api/auth/refresh", &[]).await;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let mut body: Value = answer.json().await.expect("JSON");
    body["data"]["refreshToken"] = "in the cookie".into();
    person(&Answered { status, headers, body })
}

#[tokio::test]
async fn somebody_new_gets_an_account_and_comes_back_to_it() {
    let (app, _provider) = app().await;
    let mut browser = Browser::of(&app);
    let there = begin(&mut browser).await;
    assert_eq!(parameter(&there, "code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(parameter(&there, "response_type").as_deref(), Some("code"));
    assert!(parameter(&there, "nonce").is_some_and(|nonce| nonce.len() == 64));
    let back = sign_in_there(&mut browser, &there, "vera").await;
    let done = browser.open(&back).await;
    assert_eq!(location(&done), "/login/done");
    assert!(browser.cookie("amanat_oidc").is_none(), "the flow is over");

    let vera = who(&mut browser).await;
    assert_eq!(vera.email, "vera@example.test");
    let me = app.get("/api/user/me", &vera.access).await;
    assert_eq!(me.data()["displayName"], "Vera Verified");
    assert_eq!(me.data()["roles"], serde_json::json!(["buyer", "seller"]));
    assert_eq!(identities(&app, &vera).await, [("oidc".to_owned(), "Vera@Example.Test".to_owned())]);
    assert_eq!((app.announced("registered").await, app.announced("signed_in").await), (1, 1));

    let mut elsewhere = Browser::of(&app);
    assert_eq!(sign_in(&mut elsewhere, "vera").await, "/login/done");
    assert_eq!(who(&mut elsewhere).await.id, vera.id);
    assert_eq!(count(&app, "users").await, 1);
}

#[tokio::test]
async fn the_browser_is_bound_by_a_cookie_that_pages_cannot_read() {
    let (app, _provider) = app().await;
    let mut browser = Browser::of(&app);
    let start = browser.open("/api/auth/oidc/oidc/start").await;
    let set = start.headers()["set-cookie"].to_str().expect("text");
    assert!(set.contains("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax"), "{set}");
    let first = browser.cookie("amanat_oidc").map(str::to_owned);
    begin(&mut browser).await;
    assert_eq!(
        browser.cookie("amanat_oidc").map(str::to_owned),
        first,
        "a second tab doesn't end the first"
    );
}

#[tokio::test]
async fn nobody_is_let_in_on_an_address_that_the_provider_does_not_vouch_for() {
    let (app, _provider) = app().await;
    for name in ["ulf", "nemo"] {
        assert_eq!(sign_in(&mut Browser::of(&app), name).await, REFUSED);
    }
    assert_eq!((count(&app, "users").await, count(&app, "sessions").await), (0, 0));
}

#[tokio::test]
async fn an_account_here_is_not_taken_over_by_its_address_elsewhere() {
    let (app, _provider) = app().await;
    let known = app.person("known", &[]).await;
    let sessions = count(&app, "sessions").await;
    let mut browser = Browser::of(&app);
    assert_eq!(sign_in(&mut browser, "mallory").await, "/login#error=EMAIL_KNOWN");
    assert!(browser.cookie("amanat_refresh").is_none());
    assert_eq!((count(&app, "users").await, count(&app, "sessions").await), (1, sessions));
    assert!(identities(&app, &known).await.is_empty());
}

#[tokio::test]
async fn a_flow_is_taken_once() {
    let (app, _provider) = app().await;
    let mut browser = Browser::of(&app);
    let there = begin(&mut browser).await;
    let cookie = browser.cookie("amanat_oidc").expect("a cookie").to_owned();
    let back = sign_in_there(&mut browser, &there, "vera").await;
    assert_eq!(location(&browser.open(&back).await), "/login/done");
    browser.plant("amanat_oidc", &cookie);
    assert_eq!(location(&browser.open(&back).await), REFUSED);
    assert_eq!(count(&app, "sessions").await, 1);
}

#[tokio::test]
async fn a_code_is_good_for_the_flow_that_it_was_given_to() {
    let (app, _provider) = app().await;
    let (mut victim, mut thief) = (Browser::of(&app), Browser::of(&app));
    let there = begin(&mut victim).await;
    let stolen = sign_in_there(&mut victim, &there, "vera").await;
    // The thief injects the code into a flow of their own: neither the PKCE verifier nor the nonce fits.
    let own = begin(&mut thief).await;
    let injected = with_parameter(&stolen, "state", parameter(&own, "state").as_deref());
    assert_eq!(location(&thief.open(&injected).await), REFUSED);
    assert_eq!(count(&app, "sessions").await, 0);
}

#[tokio::test]
async fn only_the_browser_that_began_can_finish() {
    let (app, _provider) = app().await;
    let (mut ada, mut bob) = (Browser::of(&app), Browser::of(&app));
    let there = begin(&mut ada).await;
    begin(&mut bob).await;
    let back = sign_in_there(&mut ada, &there, "vera").await;
    assert_eq!(location(&bob.open(&back).await), REFUSED);
    assert_eq!(location(&Browser::of(&app).open(&back).await), REFUSED);
    assert!(bob.cookie("amanat_refresh").is_none());
    // Nobody has spoilt it for the one who began.
    assert_eq!(location(&ada.open(&back).await), "/login/done");
}

#[tokio::test]
async fn a_state_that_is_missing_made_up_or_too_old_is_refused() {
    let (app, _provider) = app().await;
    let mut browser = Browser::of(&app);
    let there = begin(&mut browser).await;
    let back = sign_in_there(&mut browser, &there, "vera").await;
    for state in [None, Some(""), Some("0".repeat(64).as_str())] {
        let wrong = with_parameter(&back, "state", state);
        assert_eq!(location(&browser.open(&wrong).await), REFUSED);
    }
    app.store.advance(chrono::TimeDelta::minutes(11)).await.expect("moves time");
    assert_eq!(location(&browser.open(&back).await), REFUSED);
    assert_eq!(count(&app, "users").await, 0);
}

#[tokio::test]
async fn a_flow_without_pkce_or_with_another_issuers_answer_is_refused() {
    let (app, _provider) = app().await;
    let mut browser = Browser::of(&app);
    let bare = with_parameter(&begin(&mut browser).await, "code_challenge", None);
    let back = sign_in_there(&mut browser, &bare, "vera").await;
    assert!(parameter(&back, "code").is_none(), "the provider insists on PKCE");
    assert_eq!(location(&browser.open(&back).await), REFUSED);

    let there = begin(&mut browser).await;
    let back = sign_in_there(&mut browser, &there, "vera").await;
    let mixed = with_parameter(&back, "iss", Some("https://another.example"));
    assert_eq!(location(&browser.open(&mixed).await), REFUSED);
    assert_eq!(count(&app, "users").await, 0);
}

#[tokio::test]
async fn whoever_is_suspended_stays_out() {
    let (app, _provider) = app().await;
    let mut browser = Browser::of(&app);
    sign_in(&mut browser, "vera").await;
    let vera = who(&mut browser).await;
    set_status(&app, &vera, "suspended").await;
    assert_eq!(sign_in(&mut browser, "vera").await, "/login#error=ACCOUNT_SUSPENDED");
}

#[tokio::test]
async fn what_this_instance_has_is_told_and_nothing_else_answers() {
    let (app, _provider) = app().await;
    let methods = anybody(&app, "/api/auth/methods").await;
    assert_eq!(
        methods.data()["providers"],
        serde_json::json!([{ "id": "oidc", "name": "Example" }])
    );
    assert_eq!(methods.data()["telegram"], false);
    for path in ["start", "callback?state=a&code=b"] {
        let unknown = anybody(&app, &format!("/api/auth/oidc/google/{path}")).await;
        assert_eq!(unknown.code(), (404, "NOT_FOUND"));
    }
}

#[tokio::test]
async fn a_provider_that_is_away_sends_nobody_anywhere() {
    let app = App::accepting(super::provider::known_as("http://127.0.0.1:9", "secret")).await;
    assert_eq!(location(&Browser::of(&app).open("/api/auth/oidc/oidc/start").await), REFUSED);
}
