//! Readers that stop reading: bounded memory, nothing lost once they read again, nobody else waits.

use crate::app::database;
use amanat_notifications::Room;
use amanat_testkit::Sockets;
use serde_json::{Value, json};

#[tokio::test]
async fn who_stops_reading_holds_nobody_up_and_catches_up_later() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let (ann, bob) = (db.person(&[]).await, db.person(&[]).await);
    let order = db.order(&ann, &bob, "funded").await;
    clients.connect("slow", &node.url, &ann.token).await;
    clients.connect("quick", &node.url, &bob.token).await;
    for who in ["slow", "quick"] {
        clients.ask(who, "join-order-room", order.to_string()).await;
    }
    clients.command(json!({ "do": "pause", "as": "slow" })).await;
    // Far more than the buffers of both kernels take.
    let padding = "x".repeat(100_000);
    for n in 0..200 {
        db.tell(Room::Order(order), "tick", json!({ "n": n, "padding": padding })).await;
    }
    let numbers = |heard: Vec<Value>| heard.iter().map(|m| m["n"].as_i64().unwrap()).collect::<Vec<_>>();
    db.tell(Room::User(bob.id), "end", json!({})).await;
    clients.next("quick", "end").await;
    assert_eq!(numbers(clients.heard("quick", "tick")), (0..200).collect::<Vec<_>>());
    assert!(clients.heard("slow", "tick").len() < 200, "it was really slow");

    clients.command(json!({ "do": "resume", "as": "slow" })).await;
    db.tell(Room::User(ann.id), "end", json!({})).await;
    clients.next("slow", "end").await;
    assert_eq!(numbers(clients.heard("slow", "tick")), (0..200).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_flood_of_joins_is_bounded() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let ann = db.person(&[]).await;
    clients.connect("ann", &node.url, &ann.token).await;
    let mut refused = false;
    for _ in 0..101 {
        let request = db.request(&ann).await;
        let ack = clients.ask("ann", "join-request-room", request.to_string()).await;
        refused |= ack["error"]["code"] == "RATE_LIMITED";
    }
    assert!(refused, "a hundred rooms are enough for one connection");
    db.tell(Room::User(ann.id), "still", json!({})).await;
    clients.next("ann", "still").await;
}
