//! Events of the card processor at the whole server: repeats, forgeries, disorder, lies, crashes, a database that is away (W01 to W11).

use amanat_testkit::{Deal, Market, STRIPE_KEY, WEBHOOK, process::Server};
use reqwest::Client;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgConnectOptions};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A deal that was paid on its page, while no event is delivered; the session's id.
async fn paid(market: &Market, price: &str) -> (Deal, String) {
    let deal = market.app.deal(price).await;
    let (_, session) = market.card_page(&deal).await;
    market.control(&format!("sessions/{session}/complete"), json!({})).await;
    (deal, session)
}

/// A market whose card processor waits to be told to deliver.
async fn quiet() -> Market {
    let market = Market::open().await;
    market.control("settings", json!({ "holdWebhooks": true })).await;
    market
}

async fn count(market: &Market, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&market.app.db.store.pool).await.expect("counts")
}

/// Posts raw bytes, with a signature if there is one.
async fn post(base: &str, signature: Option<&str>, body: Vec<u8>) -> (u16, Value) {
    let mut request = Client::new().post(format!("{base}{WEBHOOK}")).body(body);
    if let Some(signature) = signature {
        request = request.header("Stripe-Signature", signature);
    }
    let answer = request.send().await.expect("answers");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or_default())
}

async fn sign(market: &Market, body: &str) -> String {
    let signed = market.control("sign", json!({ "body": body })).await;
    signed["header"].as_str().expect("a header").to_owned()
}

/// Waits until every stored event was looked into.
async fn looked_into(market: &Market) {
    let open = "select count(*) from deliveries where processed_at is null";
    market
        .app
        .eventually("every event is looked into", || async {
            (count(market, open).await == 0).then_some(())
        })
        .await;
}

/// W01, W03, W04.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_copies_have_one_effect_and_forgeries_none() {
    let market = quiet().await;
    let (deal, _) = paid(&market, "30").await;
    let event = market.newest_event("checkout.session.completed").await;
    let send = async |how: Value| market.control(&format!("events/{event}/send"), how).await["statuses"].clone();
    for (manner, expected) in [
        (json!({ "tamper": true }), 401),
        (json!({ "secret": "whsec_of_somebody" }), 401),
        (json!({ "skewS": -301 }), 401),
        (json!({ "skewS": 302 }), 401),
    ] {
        assert_eq!(send(manner.clone()).await, json!([expected]), "{manner}");
    }
    for signature in [None, Some(""), Some("t=1,v1=00"), Some("v1=00")] {
        assert_eq!(post(&market.app.base, signature, b"{}".to_vec()).await.0, 401, "{signature:?}");
    }
    assert_eq!(count(&market, "select count(*) from deliveries").await, 0);
    assert_eq!(market.app.order(&deal).await["state"], "awaiting_payment");

    assert_eq!(send(json!({ "skewS": -297 })).await, json!([200]));
    assert_eq!(send(json!({ "skewS": 297 })).await, json!([200]));
    let statuses = send(json!({ "times": 100 })).await;
    let statuses = statuses.as_array().expect("a list");
    assert_eq!(statuses.len(), 100);
    assert!(statuses.iter().all(|s| *s == 200), "{statuses:?}");
    market.app.until(&deal, "funded").await;
    assert_eq!(count(&market, "select count(*) from deliveries").await, 1);
    assert_eq!(
        count(&market, "select count(*) from ledger_transactions where kind = 'card_capture'").await,
        1
    );
    assert_eq!(market.app.order(&deal).await["held"], "3000");
    market.app.finish().await;
}

/// W02, and the bodies of W11.
#[tokio::test(flavor = "multi_thread")]
async fn the_signature_is_of_the_raw_bytes_and_bodies_have_their_bounds() {
    let market = quiet().await;
    let base = &market.app.base;
    let raw = r#"{ "type":"moon.rose",   "id":"evt_spaced", "created": 5, "data":{"object":{"id":"x"}} }"#;
    let signature = sign(&market, raw).await;
    let again = serde_json::from_str::<Value>(raw).expect("JSON").to_string();
    assert_eq!(post(base, Some(&signature), again.into()).await.0, 401);
    let genuine = post(base, Some(&signature), raw.into()).await;
    assert_eq!((genuine.0, &genuine.1["data"]["stored"]), (200, &json!(true)));
    let repeat = post(base, Some(&signature), raw.into()).await;
    assert_eq!((repeat.0, &repeat.1["data"]["stored"]), (200, &json!(false)));

    let large = trickle(base, 10 * 1024 * 1024).await;
    assert!(large.starts_with("HTTP/1.1 413") && large.contains("PAYLOAD_TOO_LARGE"), "{large}");
    let slow = trickle(base, 1000).await;
    assert!(slow.starts_with("HTTP/1.1 408") && slow.contains("REQUEST_TIMEOUT"), "{slow}");
    market.app.finish().await;
}

/// A body of this length that comes byte by byte, a second each, until the server has had enough. Its answer.
async fn trickle(base: &str, length: usize) -> String {
    let address = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let head = format!("POST {WEBHOOK} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("sends");
    let (mut reading, mut writing) = stream.into_split();
    let feeding = tokio::spawn(async move {
        while writing.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let mut answer = vec![0; 4096];
    let length = tokio::time::timeout(Duration::from_secs(60), reading.read(&mut answer)).await;
    feeding.abort();
    let length = length.expect("given up within a minute").expect("an answer");
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

/// W07: told backwards and twice, and old news after the last.
#[tokio::test(flavor = "multi_thread")]
async fn a_state_never_goes_back() {
    let market = quiet().await;
    let deal = market.app.deal("30").await;
    let (_, session) = market.card_page(&deal).await;
    for (verb, how) in [
        ("decline", json!({})),
        ("complete", json!({ "paid": false })),
        ("async", json!({ "succeeded": true })),
    ] {
        market.control(&format!("sessions/{session}/{verb}"), how).await;
    }
    let sent = market.control("deliver", json!({ "order": "reverse", "copies": 2 })).await;
    let kinds: Vec<_> = sent["sent"].as_array().into_iter().flatten().map(|s| s["type"].clone()).collect();
    assert_eq!(kinds.first(), Some(&json!("checkout.session.async_payment_succeeded")), "{kinds:?}");
    assert!(kinds.contains(&json!("payment_intent.payment_failed")), "{kinds:?}");
    looked_into(&market).await;
    market.app.until(&deal, "funded").await;
    for kind in [
        "payment_intent.payment_failed",
        "payment_intent.processing",
        "checkout.session.completed",
    ] {
        let event = market.newest_event(kind).await;
        market.control(&format!("events/{event}/send"), json!({})).await;
    }
    looked_into(&market).await;
    assert_eq!(market.app.order(&deal).await["state"], "funded");
    let timeline = deal.buyer.get(&format!("/api/orders/{}/timeline", deal.order)).await.ok();
    let funded = timeline["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|e| e["action"] == "fund")
        .count();
    assert_eq!(funded, 1, "{timeline}");
    market.app.finish().await;
}

/// W08: what an event says is not believed, and what was paid instead does not count.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_money_that_was_asked_for_funds_an_order() {
    let market = quiet().await;
    let deal = market.app.deal("30").await;
    let (payment, session) = market.card_page(&deal).await;
    // Genuinely signed, and not true: nobody has paid.
    for (n, (amount, currency)) in [(3_000, "usd"), (1, "usd"), (3_000, "eur")].into_iter().enumerate() {
        let lie = json!({ "id": format!("evt_lie_{n}"), "type": "checkout.session.completed", "created": 5, "data": { "object": {
            "id": session, "object": "checkout.session", "payment_status": "paid", "status": "complete", "amount_total": amount,
            "currency": currency, "client_reference_id": payment["id"] } } });
        let raw = lie.to_string();
        let signature = sign(&market, &raw).await;
        assert_eq!(post(&market.app.base, Some(&signature), raw.into()).await.0, 200);
    }
    // Really paid, under our reference, but on a page that we never made: another amount, another currency.
    for (n, (amount, currency)) in [("100", "usd"), ("3000", "eur")].into_iter().enumerate() {
        let page = foreign_page(&market, &payment, n, amount, currency).await;
        market.control(&format!("sessions/{page}/complete"), json!({})).await;
    }
    market.control("deliver", json!({})).await;
    looked_into(&market).await;
    assert_eq!(market.app.order(&deal).await["state"], "awaiting_payment");
    assert_eq!(count(&market, "select count(*) from ledger_transactions").await, 0);
    assert_eq!(count(&market, "select count(*) from card_strays").await, 2);

    market.control(&format!("sessions/{session}/complete"), json!({})).await;
    market.control("deliver", json!({})).await;
    market.app.until(&deal, "funded").await;
    assert_eq!(market.app.order(&deal).await["held"], "3000");
    market.app.finish().await;
}

/// A page at the card processor that somebody else made in our name.
async fn foreign_page(market: &Market, payment: &Value, n: usize, amount: &str, currency: &str) -> String {
    let form = [
        ("mode", "payment"),
        ("line_items[0][price_data][currency]", currency),
        ("line_items[0][price_data][unit_amount]", amount),
        ("line_items[0][price_data][product_data][name]", "A logo"),
        ("line_items[0][quantity]", "1"),
        ("client_reference_id", payment["id"].as_str().expect("an id")),
        ("success_url", "https://amanat.test"),
    ];
    let body: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{name}={}", value.replace(':', "%3A").replace('/', "%2F").replace(' ', "+")))
        .collect();
    let request = Client::new()
        .post(format!("{}/v1/checkout/sessions", market.stripe.url()))
        .bearer_auth(STRIPE_KEY)
        .header("Idempotency-Key", format!("foreign-{n}"))
        .header("Content-Type", "application/x-www-form-urlencoded");
    let answer = request.body(body.join("&")).send().await.expect("answers");
    let made: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    made["id"].as_str().unwrap_or_else(|| panic!("a session: {made}")).to_owned()
}

/// W09: killed after it said 200 and before it looked; W10: no database, so no 200.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_outlives_a_crash_and_what_could_not_be_kept_is_not_taken() {
    let mut market = quiet().await;
    let (mut crashed, _) = paid(&market, "30").await;
    let completed = market.newest_event("checkout.session.completed").await;
    let (mut away, _) = paid(&market, "40").await;
    let later = market.newest_event("checkout.session.completed").await;
    assert_ne!(completed, later);
    market.app.stop().await;
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), market.app.settings(&market.setup));
    server.start().await;
    market.tell(&server.base);
    for person in [&mut crashed.buyer, &mut away.buyer] {
        person.base.clone_from(&server.base);
    }

    // Whatever the server wants to know, it waits for until it is dead.
    market.control("faults", json!({ "mode": "hang", "count": 20, "ms": 20_000 })).await;
    let sent = market.control(&format!("events/{completed}/send"), json!({})).await;
    assert_eq!(sent["statuses"], json!([200]));
    server.kill().await;
    market.control("faults", json!({ "mode": "hang", "count": 0 })).await;
    assert_eq!(
        count(&market, "select count(*) from deliveries where processed_at is null").await,
        1
    );
    assert_eq!(count(&market, "select count(*) from ledger_transactions").await, 0);
    server.start().await;
    market.app.until(&crashed, "funded").await;
    assert_eq!(
        count(&market, "select count(*) from ledger_transactions where kind = 'card_capture'").await,
        1
    );

    let options: PgConnectOptions = market.app.db.url.parse().expect("an address");
    let name = options.get_database().expect("a name").to_owned();
    let mut admin = PgConnection::connect_with(&options.database("postgres")).await.expect("connects");
    let shut = format!("alter database {name} with allow_connections false");
    sqlx::query(AssertSqlSafe(shut)).execute(&mut admin).await.expect("shuts");
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
        .bind(&name)
        .execute(&mut admin)
        .await
        .expect("cuts");
    let sent = market.control(&format!("events/{later}/send"), json!({})).await;
    assert_eq!(sent["statuses"], json!([503]));
    let open = format!("alter database {name} with allow_connections true");
    sqlx::query(AssertSqlSafe(open)).execute(&mut admin).await.expect("opens");
    // The sender tries again, as it does for three days.
    market
        .app
        .eventually("the event is taken", || async {
            let sent = market.control(&format!("events/{later}/send"), json!({})).await;
            (sent["statuses"] == json!([200])).then_some(())
        })
        .await;
    market.app.until(&away, "funded").await;
    assert!(server.terminate().await.success(), "ends in order");
    market.app.finish().await;
}

/// A refund that two processes want to pay out, whose answers get lost, reaches the card once.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_asked_for_by_two_processes_is_made_once() {
    let mut market = Market::open().await;
    let mut deals = Vec::new();
    for _ in 0..4 {
        let (deal, session) = paid(&market, "30").await;
        market.app.until(&deal, "funded").await;
        deals.push((deal, session));
    }
    market.app.stop().await;
    let settings = market.app.settings(&market.setup);
    let mut servers = [(); 2].map(|()| Server::new(env!("CARGO_BIN_EXE_amanat"), settings.clone()));
    for server in &mut servers {
        server.start().await;
    }
    market.tell(&servers[0].base);
    let lost = json!({ "mode": "lost", "count": 3, "path": "/v1/refunds" });
    market.control("faults", lost).await;
    for (deal, _) in &mut deals {
        let mut asks = Vec::new();
        for server in &servers {
            let mut seller = deal.seller.clone();
            seller.base.clone_from(&server.base);
            let order = deal.order.clone();
            asks.push(async move { seller.act(&order, json!({ "action": "refund" })).await.status.as_u16() });
        }
        let mut statuses = futures::future::join_all(asks).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        deal.buyer.base.clone_from(&servers[1].base);
    }
    for (deal, session) in &deals {
        market
            .app
            .eventually("the refund is on the card", || async {
                let payouts = deal.buyer.get(&format!("/api/payouts?orderId={}", deal.order)).await.ok();
                let all = payouts["items"].as_array().expect("a list").clone();
                (all.len() == 1 && all[0]["state"] == "confirmed").then_some(())
            })
            .await;
        let intent = market.intent(session).await;
        let url = format!("{}/v1/refunds?payment_intent={intent}", market.stripe.url());
        let made = Client::new().get(url).bearer_auth(STRIPE_KEY).send().await.expect("answers");
        let made: Value = serde_json::from_str(&made.text().await.expect("a body")).expect("JSON");
        let amounts: Vec<_> = made["data"].as_array().into_iter().flatten().map(|r| r["amount"].clone()).collect();
        assert_eq!(amounts, [json!(3000)], "{made}");
    }
    for server in &mut servers {
        assert!(server.terminate().await.success(), "ends in order");
    }
    market.app.finish().await;
}
