//! What asks for a fresh proof of identity: every route that lets money out, shows a secret, or changes somebody's rights or protection.

use amanat_base::{EventId, Role};
use amanat_testkit::{Person, TestApp};
use chrono::TimeDelta;
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// Method and path of each; ids stand for nothing, because the proof is asked for first.
const ROUTES: &[&str] = &[
    // Money out, and where it goes.
    "POST /api/payouts",
    "PUT /api/payouts/preferences",
    "POST /api/payouts/card-account",
    "PUT /api/user/payout-addresses/{chainId}",
    "DELETE /api/user/payout-addresses/{chainId}",
    "POST /api/admin/payouts/{id}/approve",
    "POST /api/admin/payouts/{id}/reject",
    "POST /api/admin/payouts/{id}/abandon",
    "POST /api/admin/payouts/{id}/transaction",
    "POST /api/admin/sweeps/plan",
    "POST /api/admin/sweeps/{id}/approve",
    "POST /api/admin/sweeps/{id}/reject",
    "POST /api/admin/sweeps/{id}/transaction",
    "PUT /api/admin/settings/approval-thresholds",
    "PUT /api/admin/settings/confirmation-thresholds",
    "POST /api/admin/exceptions/{id}/propose",
    "POST /api/admin/exceptions/{id}/settle",
    // Secrets.
    "POST /api/tokens/{id}/reveal",
    // How an account is protected.
    "POST /api/auth/passkeys/register/start",
    "POST /api/auth/passkeys/register/finish",
    "DELETE /api/auth/passkeys/{id}",
    "POST /api/auth/totp/start",
    "POST /api/auth/totp/confirm",
    "DELETE /api/auth/totp",
    "POST /api/auth/recovery-codes",
    "POST /api/auth/change-password",
    "POST /api/auth/change-email",
    "POST /api/auth/oidc/{provider}/link",
    "POST /api/auth/siwe/link",
    "POST /api/telegram/link",
    "DELETE /api/auth/identities/{id}",
    "POST /api/user/api-keys",
    "DELETE /api/user/api-keys/{id}",
    "GET /api/user/export",
    "POST /api/user/erase",
    // Other people's accounts.
    "PUT /api/admin/users/{id}/roles",
    "PUT /api/admin/users/{id}/status",
    "POST /api/admin/users/{id}/impersonate",
    "POST /api/admin/users/{id}/reset-factors",
];

/// Status and code of the answer to this route as this person.
async fn call(person: &Person, route: &str) -> (u16, String) {
    let (method, path) = route.split_once(' ').expect("method and path");
    let fill = |part: &str| match part {
        "{chainId}" => "31337".to_owned(),
        "{provider}" => "oidc".to_owned(),
        "{id}" => EventId::fresh().to_string(),
        _ => part.to_owned(),
    };
    let path: Vec<String> = path.split('/').map(fill).collect();
    let method: Method = method.parse().expect("a method");
    let request = Client::new()
        .request(method.clone(), format!("{}{}", person.base, path.join("/")))
        .header("Idempotency-Key", EventId::fresh().to_string())
        .bearer_auth(&person.token);
    let request = if method == Method::GET { request } else { request.json(&json!({})) };
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap_or_default();
    (status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

/// The routes that do not ask for a proof just now.
async fn unprotected(person: &Person) -> Vec<(&'static str, u16, String)> {
    let mut found = Vec::new();
    for route in ROUTES {
        let (status, code) = call(person, route).await;
        if (status, code.as_str()) != (403, "STEP_UP_REQUIRED") {
            found.push((*route, status, code));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_matters_asks_for_a_fresh_proof_that_holds_ten_minutes_in_one_session() {
    let app = TestApp::start().await;
    let everything = [Role::Buyer, Role::Seller, Role::Resolver, Role::Guard, Role::Admin];
    let person = app.person("Omid", &everything).await;
    sqlx::query("update sessions set stepped_up_at = null")
        .execute(&app.db.store.pool)
        .await
        .expect("forgets");
    assert_eq!(unprotected(&person).await, []);

    person.step_up().await;
    let (open, closed) = ("PUT /api/payouts/preferences", (403, "STEP_UP_REQUIRED".to_owned()));
    assert_ne!(call(&person, open).await, closed);
    app.advance(TimeDelta::minutes(9)).await;
    assert_ne!(call(&person, open).await, closed, "it holds");
    app.advance(TimeDelta::seconds(61)).await;
    assert_eq!(call(&person, open).await, closed, "ten minutes");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lacks_the_role_is_told_so_and_not_asked_for_a_proof() {
    let app = TestApp::start().await;
    let person = app.person("Omid", &[Role::Buyer]).await;
    sqlx::query("update sessions set stepped_up_at = null")
        .execute(&app.db.store.pool)
        .await
        .expect("forgets");
    for route in ROUTES.iter().filter(|route| route.contains("/admin/")) {
        assert_eq!(call(&person, route).await, (403, "ROLE_REQUIRED".to_owned()), "{route}");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ruling_asks_for_a_fresh_proof_and_what_parties_do_does_not() {
    let app = TestApp::start().await;
    let deal = app.funded("10", "tUSD").await;
    let resolver = app.person("Ruth", &[Role::Resolver]).await;
    sqlx::query("update sessions set stepped_up_at = null")
        .execute(&app.db.store.pool)
        .await
        .expect("forgets");
    let dispute = json!({ "action": "open_dispute", "reason": "Nothing came." });
    deal.buyer.act(&deal.order, dispute).await.ok();
    let ruling = json!({ "action": "rule", "toSeller": "0", "reason": "Nothing came." });
    resolver.act(&deal.order, ruling.clone()).await.refused(403, "STEP_UP_REQUIRED");
    resolver.step_up().await;
    resolver.act(&deal.order, ruling).await.ok();
    app.finish().await;
}
