//! Linking an account elsewhere to one's own, and taking it away again.

use super::{
    Browser,
    browser::{location, parameter},
    identities,
    provider::{RealProvider, sign_in, sign_in_there},
    step_up, unlink,
};
use crate::{App, Person, send};
use reqwest::Method;
use serde_json::Value;

const LINK: &str = "/api/auth/oidc/oidc/link";

async fn app() -> (App, RealProvider, Person) {
    let provider = RealProvider::start();
    let app = App::accepting(provider.identities()).await;
    let ada = app.person("ada", &[]).await;
    step_up(&app, &ada).await;
    (app, provider, ada)
}

/// Begins to link: the provider's address.
async fn begin_link(browser: &mut Browser, person: &Person) -> String {
    let answer: Value = browser.ask(LINK, &person.access).await.json().await.expect("JSON");
    answer["data"]["url"].as_str().expect("an address").to_owned()
}

async fn link(browser: &mut Browser, person: &Person, name: &str) -> String {
    let there = begin_link(browser, person).await;
    let back = sign_in_there(browser, &there, name).await;
    location(&browser.open(&back).await)
}

#[tokio::test]
async fn a_linked_account_signs_its_owner_in_and_its_owner_is_told() {
    let (app, _provider, ada) = app().await;
    // Not even the provider's word for the address is needed: the owner is here.
    assert_eq!(link(&mut Browser::of(&app), &ada, "ulf").await, "/account/security#linked=oidc");
    assert_eq!(identities(&app, &ada).await, [("oidc".to_owned(), "ulf@example.test".to_owned())]);
    assert_eq!(app.announced("security").await, 1);
    assert_eq!(link(&mut Browser::of(&app), &ada, "ulf").await, "/account/security#linked=oidc");
    assert_eq!(app.announced("security").await, 1, "linking it again changes nothing");
    assert_eq!(sign_in(&mut Browser::of(&app), "ulf").await, "/login/done");

    assert_eq!(unlink(&app, &ada).await.status, 200);
    assert_eq!(app.announced("security").await, 2);
    assert_eq!(sign_in(&mut Browser::of(&app), "ulf").await, "/login#error=IDENTITY_REFUSED");
    let audited: Vec<String> = sqlx::query_scalar("select action from audit_log where actor = $1 order by at")
        .bind(ada.id.0)
        .fetch_all(&app.store.pool)
        .await
        .expect("reads");
    assert_eq!(audited, ["identity.link", "identity.unlink"]);
}

#[tokio::test]
async fn an_account_elsewhere_belongs_to_one_person_and_each_has_one_of_a_provider() {
    let (app, _provider, ada) = app().await;
    let bob = app.person("bob", &[]).await;
    step_up(&app, &bob).await;
    link(&mut Browser::of(&app), &ada, "vera").await;
    assert_eq!(
        link(&mut Browser::of(&app), &bob, "vera").await,
        "/account/security#error=IDENTITY_TAKEN"
    );
    assert_eq!(link(&mut Browser::of(&app), &ada, "nemo").await, "/account/security#error=TOO_MANY");
    assert!(identities(&app, &bob).await.is_empty());
    assert_eq!(identities(&app, &ada).await.len(), 1);
}

#[tokio::test]
async fn a_link_that_one_began_cannot_be_finished_in_anothers_browser() {
    let (app, _provider, ada) = app().await;
    let bob = app.person("bob", &[]).await;
    step_up(&app, &bob).await;
    let (mut of_ada, mut of_bob) = (Browser::of(&app), Browser::of(&app));
    let there = begin_link(&mut of_ada, &ada).await;
    begin_link(&mut of_bob, &bob).await;
    // Bob is lured to Ada's address and signs in at the provider as himself.
    let back = sign_in_there(&mut of_bob, &there, "vera").await;
    assert!(parameter(&back, "code").is_some());
    assert_eq!(location(&of_bob.open(&back).await), "/login#error=IDENTITY_REFUSED");
    assert!(identities(&app, &ada).await.is_empty() && identities(&app, &bob).await.is_empty());
}

#[tokio::test]
async fn linking_needs_a_fresh_proof_and_a_session_that_stands() {
    let (app, _provider, ada) = app().await;
    let bob = app.person("bob", &[]).await;
    let stale = send(app.request(Method::POST, LINK).bearer_auth(&bob.access)).await;
    assert_eq!(stale.code(), (403, "STEP_UP_REQUIRED"));
    let nobody = send(app.request(Method::POST, LINK)).await;
    assert_eq!(nobody.code(), (401, "UNAUTHENTICATED"));

    let mut browser = Browser::of(&app);
    let there = begin_link(&mut browser, &ada).await;
    let back = sign_in_there(&mut browser, &there, "vera").await;
    app.post_as("/api/auth/logout-all", &ada.access, Value::Null).await;
    assert_eq!(location(&browser.open(&back).await), "/account/security#error=SESSION_ENDED");
    assert_eq!(super::count(&app, "identities").await, 0);
}

#[tokio::test]
async fn nobody_touches_what_is_not_theirs() {
    let (app, _provider, ada) = app().await;
    let bob = app.person("bob", &[]).await;
    step_up(&app, &bob).await;
    link(&mut Browser::of(&app), &ada, "vera").await;
    let list = app.get("/api/auth/identities", &ada.access).await;
    let path = format!("/api/auth/identities/{}", list.data()["items"][0]["id"].as_str().expect("an id"));
    let others = send(app.request(Method::DELETE, &path).bearer_auth(&bob.access)).await;
    assert_eq!(others.code(), (404, "NOT_FOUND"));
    assert_eq!(identities(&app, &ada).await.len(), 1);
}

#[tokio::test]
async fn whoever_has_an_authenticator_app_owes_its_code_here_too() {
    let (app, _provider, _) = app().await;
    let bob = app.trusted("bob").await;
    let phone = app.app_of(&bob).await;
    link(&mut Browser::of(&app), &bob, "vera").await;
    let mut browser = Browser::of(&app);
    let end = sign_in(&mut browser, "vera").await;
    let ticket = end.strip_prefix("/login#ticket=").expect("a ticket, in the fragment");
    assert!(browser.cookie("amanat_refresh").is_none());
    app.store.advance(chrono::TimeDelta::seconds(60)).await.expect("moves time");
    let body = serde_json::json!({ "ticket": ticket, "code": phone.shows(&app, 0).await });
    let done = app.post("/api/auth/second-factor", body).await;
    assert_eq!(done.data()["user"]["id"], bob.id.to_string());
}
