//! What the real Socket.IO client hears of a real deal: the parties everything, once and in order, strangers nothing.

use amanat::{App, serve::Running};
use amanat_base::Role;
use amanat_testkit::{Deal, Person, Sockets, TestApp};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, time::timeout};

async fn parties(app: &TestApp) -> (Person, Person) {
    let buyer = app.person("Bahar", &[Role::Buyer]).await;
    (buyer, app.person("Sam", &[Role::Seller]).await)
}

async fn pay(app: &TestApp, deal: &Deal) {
    let payment = app.checkout(deal, "tUSD").await;
    app.pay(deal, &payment, None).await;
    app.until(deal, "funded").await;
}

/// Something that only this person is told, after everything that was to be told before.
async fn mark(app: &TestApp, person: &Person, roles: Value) {
    let admin = app.person("Ada", &[Role::Admin]).await;
    let path = format!("/api/admin/users/{}/roles", person.id);
    admin.put(&path, json!({ "roles": roles })).await.ok();
}

fn code(ack: &Value) -> &str {
    ack["error"]["code"]
        .as_str()
        .unwrap_or(if ack["success"] == true { "ok" } else { "nothing" })
}

/// Z04
#[tokio::test(flavor = "multi_thread")]
async fn the_parties_hear_their_deal_and_a_stranger_hears_nothing() {
    let (app, mut sockets) = (TestApp::start().await, Sockets::start());
    let (buyer, seller) = parties(&app).await;
    let stranger = app.person("Eve", &[Role::Buyer, Role::Seller]).await;
    for (who, person) in [("buyer", &buyer), ("seller", &seller), ("stranger", &stranger)] {
        sockets.connect(who, &app.base, &person.token).await;
    }
    sockets.open("nobody", &app.base, json!({})).await;
    assert_eq!(sockets.next("nobody", "connect_error").await, "UNAUTHENTICATED");

    let order = app.agree(&buyer, &seller, "10", json!([])).await;
    let deal = Deal { buyer, seller, order };
    for (who, event, id, expected) in [
        ("buyer", "join-order-room", &deal.order, "ok"),
        ("stranger", "join-order-room", &deal.order, "NOT_FOUND"),
        ("stranger", "join-user-room", &deal.buyer.id.to_string(), "FORBIDDEN"),
        ("stranger", "join-chat-room", &deal.order, "NOT_FOUND"),
    ] {
        let ack = sockets.ask(who, event, id.as_str()).await;
        assert_eq!(code(&ack), expected, "{who} {event}: {ack}");
    }
    let rooms = json!({ "token": stranger.token, "rooms": [format!("order-{}", deal.order), format!("user-{}", deal.seller.id)] });
    sockets.open("listener", &app.base, rooms).await;
    let ready = sockets.next("listener", "ready").await;
    assert_eq!(ready["rooms"], json!([format!("user-{}", stranger.id)]), "{ready}");

    pay(&app, &deal).await;
    for who in ["buyer", "seller"] {
        let paid = sockets.next_where(who, "payment:status-updated", |p| p["status"] == "paid").await;
        let funded = sockets.next(who, "request:funded").await;
        let updated = sockets.next_where(who, "order:updated", |o| o["state"] == "funded").await;
        for heard in [paid, funded, updated] {
            assert_eq!(heard["orderId"], deal.order.as_str(), "{heard}");
        }
        let told = |n: &Value| n["kind"] == "fund" && n["link"] == format!("/orders/{}", deal.order);
        sockets.next_where(who, "notification:received", told).await;
    }
    mark(&app, &stranger, json!(["buyer"])).await;
    for who in ["stranger", "listener"] {
        sockets.next(who, "user:updated").await;
        let heard = sockets.heard_at_all(who);
        assert_eq!(heard, [("connect".to_owned(), Value::Null)], "{who}");
    }
    mark(&app, &deal.buyer, json!(["buyer", "seller"])).await;
    sockets.next("buyer", "user:updated").await;
    // In the order's room and in their own: still once each.
    let again = sockets
        .heard_at_all("buyer")
        .into_iter()
        .filter(|(event, data)| event == "request:funded" || data["status"] == "paid");
    assert_eq!(again.count(), 0);
    app.finish().await;
}

/// A04
#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_or_is_suspended_hears_no_more() {
    let (app, mut sockets) = (TestApp::start().await, Sockets::start());
    let (ann, bob) = (app.person("Ann", &[Role::Buyer]).await, app.person("Bob", &[Role::Buyer]).await);
    let admin = app.person("Ada", &[Role::Admin]).await;
    for (who, person) in [("ann", &ann), ("bob", &bob), ("ada", &admin)] {
        sockets.connect(who, &app.base, &person.token).await;
    }
    let bound = Duration::from_secs(5);
    ann.post("/api/auth/logout-all", Value::Null).await.ok();
    let cut = timeout(bound, sockets.next("ann", "disconnect")).await.expect("cut in time");
    assert_eq!(cut, "io server disconnect");
    ann.get("/api/user/me").await.refused(401, "SESSION_ENDED");

    let status = json!({ "status": "suspended", "reason": "For the test." });
    admin.put(&format!("/api/admin/users/{}/status", bob.id), status).await.ok();
    let cut = timeout(bound, sockets.next("bob", "disconnect")).await.expect("cut in time");
    assert_eq!(cut, "io server disconnect");
    bob.get("/api/user/me").await.refused(403, "ACCOUNT_SUSPENDED");
    for (who, person, why) in [("ann2", &ann, "SESSION_ENDED"), ("bob2", &bob, "ACCOUNT_SUSPENDED")] {
        sockets.open(who, &app.base, json!({ "token": person.token })).await;
        assert_eq!(sockets.next(who, "connect_error").await, why);
    }
    mark(&app, &admin, json!(["admin", "guard"])).await;
    sockets.next("ada", "user:updated").await;
    app.finish().await;
}

/// A second server on the same database, which leaves the chain to the first.
async fn second(app: &TestApp) -> (watch::Sender<bool>, Running, String) {
    let mut config = (*app.app.config).clone();
    config.chain.scanner_enabled = false;
    let node = App {
        config: Arc::new(config),
        ..app.app.clone()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let (stop, stopped) = watch::channel(false);
    let running = Running::start(node, listener, stopped).await.expect("starts");
    let base = format!("http://{}", running.address);
    (stop, running, base)
}

/// (seq, event) of everything heard before `end`, in the order in which it came.
fn told(sockets: &Sockets, who: &str, end: &Value) -> Vec<(i64, String)> {
    let heard = sockets.heard_at_all(who).into_iter();
    let numbered = heard
        .filter(|(event, _)| event != "ready")
        .filter_map(|(event, data)| Some((data["seq"].as_i64()?, event)));
    numbered.filter(|(seq, _)| Some(*seq) < end["seq"].as_i64()).collect()
}

/// R05
#[tokio::test(flavor = "multi_thread")]
async fn two_servers_tell_the_same_once_each_and_in_order() {
    let (app, mut sockets) = (TestApp::start().await, Sockets::start());
    let (stop, other, other_base) = second(&app).await;
    let (buyer, seller) = parties(&app).await;
    sockets.connect("here", &app.base, &buyer.token).await;
    sockets.connect("there", &other_base, &buyer.token).await;
    let order = app.agree(&buyer, &seller, "10", json!([])).await;
    let mut deal = Deal { buyer, seller, order };
    for who in ["here", "there"] {
        assert_eq!(code(&sockets.ask(who, "join-order-room", deal.order.as_str()).await), "ok");
    }
    pay(&app, &deal).await;
    // The rest of the deal by way of the other server.
    for person in [&mut deal.buyer, &mut deal.seller] {
        person.base.clone_from(&other_base);
    }
    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "Here." }))
        .await
        .ok();
    deal.buyer.act(&deal.order, json!({ "action": "confirm" })).await.ok();
    app.eventually("the deal's events are told", || async {
        let told: bool = sqlx::query_scalar("select exists (select 1 from realtime_events where payload->>'state' = 'completed')")
            .fetch_one(&app.db.store.pool)
            .await
            .expect("the log");
        told.then_some(())
    })
    .await;
    mark(&app, &deal.buyer, json!(["buyer", "seller"])).await;
    let end = sockets.next("here", "user:updated").await;
    assert_eq!(sockets.next("there", "user:updated").await, end);

    let (here, there) = (told(&sockets, "here", &end), told(&sockets, "there", &end));
    assert_eq!(here, there);
    assert!(here.windows(2).all(|pair| pair[0].0 < pair[1].0), "{here:?}");
    for (event, least) in [
        ("payment:status-updated", 2),
        ("request:funded", 1),
        ("order:updated", 5),
        ("notification:received", 3),
    ] {
        let times = here.iter().filter(|(_, name)| name == event).count();
        assert!(times >= least, "{event} came {times} times: {here:?}");
    }
    assert_eq!(here.iter().filter(|(_, name)| name == "request:funded").count(), 1);
    stop.send(true).expect("runs");
    other.ended().await;
    app.finish().await;
}

/// R02
#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_after_a_restart_is_told_what_they_missed() {
    let (mut app, mut sockets) = (TestApp::start().await, Sockets::start());
    let (buyer, seller) = parties(&app).await;
    sockets.connect("before", &app.base, &buyer.token).await;
    let order = app.agree(&buyer, &seller, "10", json!([])).await;
    let mut deal = Deal { buyer, seller, order };
    let last = sockets
        .next_where("before", "order:updated", |o| o["state"] == "awaiting_payment")
        .await;
    sockets.close("before").await;
    pay(&app, &deal).await;
    app.restart().await;
    for person in [&mut deal.buyer, &mut deal.seller] {
        person.base.clone_from(&app.base);
    }
    deal.seller
        .act(&deal.order, json!({ "action": "deliver", "note": "Here." }))
        .await
        .ok();

    let auth = json!({ "token": deal.buyer.token, "since": last["seq"], "rooms": [format!("order-{}", deal.order)] });
    sockets.open("after", &app.base, auth).await;
    sockets.next_where("after", "order:updated", |o| o["state"] == "delivered").await;
    mark(&app, &deal.buyer, json!(["buyer", "seller"])).await;
    let end = sockets.next("after", "user:updated").await;
    let heard = told(&sockets, "after", &end);
    let funded = heard.iter().filter(|(_, name)| name == "request:funded");
    assert_eq!(funded.count(), 1, "{heard:?}");
    assert!(heard.iter().all(|(seq, _)| Some(*seq) > last["seq"].as_i64()), "{heard:?}");
    assert!(heard.windows(2).all(|pair| pair[0].0 < pair[1].0), "{heard:?}");
    app.finish().await;
}
