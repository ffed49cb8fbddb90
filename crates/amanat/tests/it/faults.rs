//! Faults: the server killed at random points, the database restarted, the chain away or lying. The deal goes on, once.

use amanat_testkit::{
    Deal, Person, Reply, Setup, TestApp,
    process::Server,
    testchain::{Anvil, Liar, Lies, anvil},
};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// Sends until somebody answers who isn't on the way up or down; the same key each time.
async fn insist(person: &Person, path: &str, body: Value, key: &str) -> Reply {
    for _ in 0..1200 {
        match person.try_send(Method::POST, path, Some(body.clone()), Some(key)).await {
            Ok(reply) if reply.status.as_u16() < 500 => return reply,
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("nobody answered {path} for a minute");
}

async fn read(person: &Person, path: &str) -> Value {
    for _ in 0..1200 {
        match person.try_send(Method::GET, path, None, None).await {
            Ok(reply) if reply.status.is_success() => return reply.body["data"].clone(),
            Ok(reply) if reply.status.as_u16() < 500 => panic!("{path}: {}", reply.body),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("nobody answered {path} for a minute");
}

async fn until(person: &Person, order: &str, wanted: &str) {
    for _ in 0..900 {
        if read(person, &format!("/api/orders/{order}")).await["state"] == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("order {order} did not become {wanted} in three minutes");
}

/// One deal from its payment to its end, against a server that keeps dying.
async fn live_through(app: &TestApp, deal: &Deal, n: usize) {
    let (buyer, seller, order) = (&deal.buyer, &deal.seller, &deal.order);
    let key = |step: &str| format!("deal-{n}-{step}");
    let body = json!({ "orderId": order, "assetId": app.asset("tUSD").await });
    let payment = insist(buyer, "/api/payment/checkout", body, &key("checkout")).await.ok();
    // Paying is the buyer's wallet's doing, not the server's: straight to the chain, once.
    let token = app.contract("tUSD").await;
    let address = payment["address"].as_str().and_then(|a| a.parse().ok()).expect("an address");
    let amount = payment["amount"].as_str().and_then(|a| a.parse().ok()).expect("an amount");
    let payer = app.anvil.accounts().await[0];
    app.anvil.mint(token, payer, amount).await;
    app.anvil.send_token(token, payer, address, amount).await;
    until(buyer, order, "funded").await;
    let actions = format!("/api/orders/{order}/actions");
    insist(seller, &actions, json!({ "action": "deliver", "note": "Done." }), &key("deliver"))
        .await
        .ok();
    insist(
        buyer,
        &actions,
        json!({ "action": "release_part", "amount": "1000000" }),
        &key("part"),
    )
    .await
    .ok();
    insist(buyer, &actions, json!({ "action": "confirm" }), &key("confirm")).await.ok();
    until(buyer, order, "completed").await;
}

/// M18, W09, C25: fifty times kill -9, and nothing is lost or doubled.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_nothing_and_double_nothing() {
    let setup = Setup::default();
    let mut app = TestApp::start_with(setup.clone()).await;
    let mut deals = Vec::new();
    let mut addresses = Vec::new();
    for _ in 0..6 {
        let deal = app.deal("10").await;
        addresses.push(app.payout_address(&deal.seller).await);
        deals.push(deal);
    }
    app.stop().await;
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), app.settings(&setup));
    for deal in &mut deals {
        deal.buyer.base.clone_from(&server.base);
        deal.seller.base.clone_from(&server.base);
    }
    server.start().await;
    let over = AtomicBool::new(false);
    let kills = async {
        let mut seed = 20_261_121_u64;
        for _ in 0..50 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            tokio::time::sleep(Duration::from_millis(50 + (seed >> 33) % 1200)).await;
            server.kill().await;
            server.start().await;
        }
        over.store(true, Ordering::SeqCst);
    };
    let lives = join_all(deals.iter().enumerate().map(|(n, deal)| live_through(&app, deal, n)));
    tokio::join!(kills, lives);
    assert!(over.load(Ordering::SeqCst));
    for (deal, address) in deals.iter().zip(&addresses) {
        // 10 less 2.5 %, in two payouts.
        app.eventually("the whole price on chain", || async {
            (app.on_chain("tUSD", address).await == "9750000").then_some(())
        })
        .await;
        let payouts = app
            .eventually("both payouts are posted", || async {
                let payouts = read(&deal.seller, &format!("/api/payouts?orderId={}", deal.order)).await["items"].clone();
                let all = payouts.as_array().is_some_and(|p| p.iter().all(|p| p["state"] == "confirmed"));
                all.then_some(payouts)
            })
            .await;
        assert_eq!(payouts.as_array().map(Vec::len), Some(2), "{payouts}");
    }
    app.healthy().await;
    for address in &addresses {
        assert_eq!(app.on_chain("tUSD", address).await, "9750000", "paid twice");
    }
    server.kill().await;
    app.finish().await;
}

/// K01: every connection to the database is cut at once, again and again, while deals go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_drops_everybody_stops_no_deal() {
    let app = TestApp::start().await;
    let deals = join_all((0..3).map(|_| app.deal("10"))).await;
    let cut = async {
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let sql =
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
            let _ = sqlx::query(sql).execute(&app.db.store.pool).await;
        }
    };
    tokio::join!(cut, join_all(deals.iter().enumerate().map(|(n, deal)| live_through(&app, deal, n))));
    app.finish().await;
}

/// C17, C19, C22: a node that lags, repeats, shuffles and refuses; then none for a while; the deal goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_lies_and_a_node_that_is_gone_stop_no_deal() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let options = anvil::Options {
        block_time_s: Some(1),
        ..anvil::Options::default()
    };
    let anvil = Anvil::start_with(&options).await;
    let liar = Liar::before(anvil.url()).await;
    let setup = Setup {
        rpc: Some(liar.url().to_owned()),
        ..Setup::default()
    };
    let app = TestApp::start_on(setup, anvil).await;
    let deal = app.deal("10").await;
    let address = app.payout_address(&deal.seller).await;
    let payment = app.checkout(&deal, "tUSD").await;
    liar.tell(Lies {
        stale: 2,
        duplicate: true,
        shuffle: true,
        busy_every: Some(5),
        error_every: Some(7),
        cut_every: Some(11),
        ..Lies::default()
    });
    let token = app.contract("tUSD").await;
    let payer = app.anvil.accounts().await[0];
    let to = payment["address"].as_str().and_then(|a| a.parse().ok()).expect("an address");
    app.anvil.mint(token, payer, alloy::primitives::U256::from(10_000_000)).await;
    app.anvil
        .send_token(token, payer, to, alloy::primitives::U256::from(10_000_000))
        .await;
    app.until(&deal, "funded").await;

    liar.tell(Lies {
        error_every: Some(1),
        ..Lies::default()
    });
    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "Done." }))
        .await
        .ok();
    deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    tokio::time::sleep(Duration::from_secs(8)).await;
    assert_eq!(app.anvil_balance(token, &address).await, "0");
    liar.stop_lying();
    app.eventually("paid out once the node is back", || async {
        (app.on_chain("tUSD", &address).await == "9750000").then_some(())
    })
    .await;
    app.finish().await;
}

/// A log that no block contains, for the whole price: nothing is credited.
#[tokio::test(flavor = "multi_thread")]
async fn an_invented_payment_is_not_credited() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let options = anvil::Options {
        block_time_s: Some(1),
        ..anvil::Options::default()
    };
    let anvil = Anvil::start_with(&options).await;
    let liar = Liar::before(anvil.url()).await;
    let setup = Setup {
        rpc: Some(liar.url().to_owned()),
        ..Setup::default()
    };
    let app = TestApp::start_on(setup, anvil).await;
    let deal = app.deal("10").await;
    let payment = app.checkout(&deal, "tUSD").await;
    liar.tell(Lies {
        fake_log: true,
        ..Lies::default()
    });
    // One base unit makes a log to copy; the liar invents another from it.
    app.pay(&deal, &payment, Some("1")).await;
    let status = || async {
        deal.buyer
            .get(&format!("/api/payment/{}", payment["id"].as_str().expect("an id")))
            .await
            .ok()["status"]
            .clone()
    };
    for _ in 0..50 {
        let now = status().await;
        assert!(["waiting", "confirming", "underpaid"].iter().any(|s| now == *s), "{now}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    liar.stop_lying();
    app.eventually("the real unit is seen", || async { (status().await == "underpaid").then_some(()) })
        .await;
    assert_ne!(app.order(&deal).await["state"], "funded");
    app.finish().await;
}

/// K05: a server whose clock is six days ahead acts no minute early, and lets people in.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_a_wrong_clock_releases_nothing_early() {
    let setup = Setup::default();
    let mut app = TestApp::start_with(setup.clone()).await;
    let mut deal = app.funded("10", "tUSD").await;
    app.stop().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), app.settings(&setup));
    for (name, value) in amanat_testkit::skew::settings(folder.path(), 6 * 86_400) {
        server.set(name, value);
    }
    server.start().await;
    deal.buyer.base.clone_from(&server.base);
    // Longer than the sweep's minute.
    for _ in 0..65 {
        assert_eq!(read(&deal.buyer, &format!("/api/orders/{}", deal.order)).await["state"], "funded");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    // The clock was really wrong: the server's own date says so.
    let date = reqwest::get(format!("{}/healthz", server.base)).await.expect("answers");
    let said = date
        .headers()
        .get("date")
        .and_then(|d| d.to_str().ok())
        .and_then(|d| chrono::DateTime::parse_from_rfc2822(d).ok());
    let now = app.db.store.now().await.expect("a time");
    assert!(
        said.is_some_and(|said| said.to_utc() - now > chrono::TimeDelta::minutes(100)),
        "{said:?}"
    );
    server.kill().await;
    app.finish().await;
}

/// K07: two servers with workers on one database run each timer once.
#[tokio::test(flavor = "multi_thread")]
async fn two_servers_run_each_timer_once() {
    let app = TestApp::start().await;
    let (stop, second, _) = app.second().await;
    let deals = join_all((0..8).map(|_| app.funded("10", "tUSD"))).await;
    for deal in &deals {
        app.payout_address(&deal.buyer).await;
    }
    app.advance(chrono::TimeDelta::days(5) + chrono::TimeDelta::minutes(1)).await;
    for deal in &deals {
        app.until(deal, "refunded").await;
        let refunds = app
            .eventually("the refund is paid out", || async {
                let payouts = deal.buyer.get(&format!("/api/payouts?orderId={}", deal.order)).await.ok()["items"].clone();
                (payouts[0]["state"] == "confirmed").then_some(payouts)
            })
            .await;
        assert_eq!(refunds.as_array().map(Vec::len), Some(1), "{refunds}");
        let timeline = deal.buyer.get(&format!("/api/orders/{}/timeline", deal.order)).await.ok();
        let entries = timeline["items"].as_array().cloned().unwrap_or_default();
        assert_eq!(entries.iter().filter(|e| e["action"] == "time_out").count(), 1);
    }
    let _ = stop.send(true);
    second.ended().await;
    app.finish().await;
}
