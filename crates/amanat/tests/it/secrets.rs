//! Keys of the ring are changed while people reveal and call: `amanat secrets rotate` beside a server under load.

use amanat_base::Role;
use amanat_testkit::{Market, Setup, process::Server};
use futures::future::join_all;
use reqwest::Client;
use serde_json::json;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const OLD: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NEW: &str = "k2:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_changed_while_secrets_are_shown_and_used() {
    let mut market = Market::open_with(Setup {
        block_time_s: None,
        scanner: false,
        settings: vec![("SECRETS_KEYS", OLD.into())],
        ..Setup::default()
    })
    .await;
    let seller = market.app.person("Sam", &[Role::Seller]).await;
    let mut buyer = market.rich("Bahar").await;
    let pool = market
        .draft(&seller, json!({ "fulfilment": "code_pool", "pricePerUnit": "0.01" }))
        .await;
    let codes: Vec<String> = (0..2000).map(|n| format!("CODE-{n:05}")).collect();
    seller
        .post(&format!("/api/listings/{pool}/codes"), json!({ "codes": codes }))
        .await
        .ok();
    seller
        .post(&format!("/api/listings/{pool}/status"), json!({ "status": "active" }))
        .await
        .ok();
    let metered = market.metered(&seller, 1_000_000).await;
    buyer.step_up().await;
    let mut shown = Vec::new();
    for _ in 0..10 {
        let (_, token) = market.buy(&buyer, &pool, 1).await;
        shown.push((buyer.reveal(&token).await, token));
    }
    let (_, token) = market.buy(&buyer, &metered, 5000).await;
    let access = buyer.reveal(&token).await;
    market.app.stop().await;

    let mut settings = market.app.settings(&market.setup);
    settings.insert("SECRETS_KEYS".into(), format!("{NEW},{OLD}"));
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), settings);
    server.start().await;
    buyer.base.clone_from(&server.base);
    let over = AtomicBool::new(false);
    let (reveals, calls) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let revealing = shown.iter().map(async |(secret, token)| {
        while !over.load(Ordering::SeqCst) {
            assert_eq!(buyer.reveal(token).await, *secret);
            reveals.fetch_add(1, Ordering::SeqCst);
        }
    });
    let url = format!("{}/gateway/{metered}/echo", server.base);
    let calling = (0..8).map(async |_| {
        let http = Client::new();
        while !over.load(Ordering::SeqCst) {
            let answer = http.get(&url).bearer_auth(&access).send().await.expect("answers");
            assert_eq!(answer.status(), 200);
            calls.fetch_add(1, Ordering::SeqCst);
        }
    });
    let rotating = async {
        let before = (reveals.load(Ordering::SeqCst), calls.load(Ordering::SeqCst));
        // A row that somebody reads at this moment is passed over, and taken the next time.
        market
            .app
            .eventually("everything is sealed anew", || async {
                let done = server.command(&["secrets", "rotate"]).await;
                let said = String::from_utf8_lossy(&done.stdout).into_owned();
                (done.status.success() && said.contains("; 0 under another key")).then_some(())
            })
            .await;
        let until = |count: &AtomicUsize, at_least: usize| count.load(Ordering::SeqCst) >= at_least;
        market
            .app
            .eventually("life goes on", || async {
                (until(&reveals, before.0 + 50) && until(&calls, before.1 + 50)).then_some(())
            })
            .await;
        over.store(true, Ordering::SeqCst);
    };
    tokio::join!(join_all(revealing), join_all(calling), rotating);

    // The old key is dropped: everything opens with the new one.
    assert!(server.terminate().await.success(), "ends in order");
    server.set("SECRETS_KEYS", NEW);
    server.start().await;
    for (secret, token) in &shown {
        assert_eq!(buyer.reveal(token).await, *secret);
    }
    let answer = Client::new().get(&url).bearer_auth(&access).send().await.expect("answers");
    assert_eq!(answer.status(), 200);
    assert!(server.terminate().await.success(), "ends in order");
    market.app.finish().await;
}
