//! Profile and payout addresses.

use crate::{App, send};
use amanat_chain::registry::{Network, upsert_network};
use reqwest::Method;
use serde_json::json;

const WALLET: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

async fn with_a_network() -> App {
    let app = App::start().await;
    let mut conn = app.store.pool.acquire().await.expect("connects");
    let network = Network {
        chain_id: 31337,
        name: "Development".into(),
        native_symbol: "ETH".into(),
        enabled: true,
        confirmations: 1,
        finality_depth: 12,
        block_time_ms: 1000,
        explorer_url: None,
    };
    upsert_network(&mut conn, &network).await.expect("adds");
    app
}

#[tokio::test]
async fn a_person_changes_their_name() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let patch = app.request(Method::PATCH, "/api/user/me").bearer_auth(&ada.access);
    let answer = send(patch.json(&json!({ "displayName": "  Ada Lovelace " }))).await;
    assert_eq!(answer.data()["displayName"], "Ada Lovelace");
    assert_eq!(app.get("/api/user/me", &ada.access).await.data(), answer.data());
}

#[tokio::test]
async fn a_payout_address_is_set_read_changed_and_removed() {
    let app = with_a_network().await;
    let (ada, bob) = (app.trusted("ada").await, app.trusted("bob").await);
    let path = "/api/user/payout-addresses/31337";
    assert_eq!(app.get(path, &ada.access).await.code(), (404, "NOT_FOUND"));
    for text in [WALLET.to_lowercase(), WALLET.to_owned()] {
        let set = app.put(path, &ada.access, json!({ "address": text })).await;
        assert_eq!(set.data()["address"], WALLET);
    }
    assert_eq!(app.announced("payout_address_changed").await, 1, "the same again is no change");
    assert_eq!(app.get(path, &ada.access).await.data()["chainId"], 31337);
    let list = app.get("/api/user/payout-addresses", &ada.access).await;
    assert_eq!(list.data()["items"][0]["address"], WALLET);
    assert_eq!(app.get("/api/user/payout-addresses", &bob.access).await.data()["items"], json!([]));

    let delete = || app.request(Method::DELETE, path);
    assert_eq!(send(delete().bearer_auth(&bob.access)).await.status, 404);
    assert_eq!(send(delete().bearer_auth(&ada.access)).await.data()["address"], WALLET);
    assert_eq!(send(delete().bearer_auth(&ada.access)).await.status, 404);
    assert_eq!(app.announced("payout_address_changed").await, 2);
}

#[tokio::test]
async fn an_address_that_would_lose_the_money_is_refused() {
    let app = with_a_network().await;
    let ada = app.trusted("ada").await;
    let token = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
    sqlx::query(
        "insert into assets (id, chain_id, contract, symbol, decimals) values (gen_random_uuid(), 31337, decode($1, 'hex'), 'TUSD', 6)",
    )
    .bind(&token[2..])
    .execute(&app.store.pool)
    .await
    .expect("adds a token");
    for (what, address) in [
        ("a wrong checksum", "0x70997970C51812dc3A010C7d01b50e0d17dc79c8"),
        ("too short", "0x7099"),
        ("a name", "ada.eth"),
        ("zero", "0x0000000000000000000000000000000000000000"),
        ("the token itself", token),
    ] {
        let answer = app
            .put("/api/user/payout-addresses/31337", &ada.access, json!({ "address": address }))
            .await;
        assert_eq!(answer.code(), (400, "VALIDATION_FAILED"), "{what}");
        assert_eq!(answer.body["error"]["details"][0]["path"], "address", "{what}");
    }
    let elsewhere = app
        .put("/api/user/payout-addresses/1", &ada.access, json!({ "address": WALLET }))
        .await;
    assert_eq!(elsewhere.code(), (404, "NOT_FOUND"));
}
