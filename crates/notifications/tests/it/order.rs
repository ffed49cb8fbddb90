//! In order, once, and nothing lost: over several nodes, over restarts, and only what was committed.

use crate::app::database;
use amanat_base::EventId;
use amanat_notifications::{Emit, Room, emit, prune};
use amanat_testkit::Sockets;
use serde_json::{Value, json};

fn numbers(heard: &[Value]) -> Vec<i64> {
    heard.iter().map(|m| m["n"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn every_node_tells_its_clients_once_and_in_the_order_of_commits() {
    let db = database().await;
    let (a, b, mut clients) = (db.node().await, db.node().await, Sockets::start());
    let ann = db.person(&[]).await;
    clients.connect("on-a", &a.url, &ann.token).await;
    clients.connect("on-b", &b.url, &ann.token).await;
    // Many writers at once; each commit is one step of the order.
    let writers = (0..8).map(|w| {
        let (store, room) = (db.store().clone(), Room::User(ann.id));
        tokio::spawn(async move {
            for i in 0..10 {
                let mut tx = store.begin().await.unwrap();
                emit(
                    &mut tx,
                    EventId::fresh(),
                    &[Emit {
                        room,
                        name: "tick",
                        payload: json!({ "n": w * 10 + i }),
                    }],
                )
                .await
                .unwrap();
                tx.commit().await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    db.tell(Room::User(ann.id), "end", json!({})).await;
    clients.next("on-a", "end").await;
    clients.next("on-b", "end").await;
    let (on_a, on_b) = (clients.heard("on-a", "tick"), clients.heard("on-b", "tick"));
    assert_eq!(on_a, on_b);
    let mut seen = numbers(&on_a);
    seen.sort_unstable();
    assert_eq!(seen, (0..80).collect::<Vec<_>>());
    assert!(on_a.windows(2).all(|w| w[0]["seq"].as_i64() < w[1]["seq"].as_i64()));
}

#[tokio::test]
async fn what_is_rolled_back_was_never_told_and_a_replay_tells_nothing_new() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let ann = db.person(&[]).await;
    clients.connect("ann", &node.url, &ann.token).await;
    let message = |n: i64| {
        [Emit {
            room: Room::User(ann.id),
            name: "tick",
            payload: json!({ "n": n }),
        }]
    };
    let mut tx = db.store().begin().await.unwrap();
    emit(&mut tx, EventId::fresh(), &message(1)).await.unwrap();
    tx.rollback().await.unwrap();
    let event = EventId::fresh();
    for _ in 0..2 {
        let mut tx = db.store().begin().await.unwrap();
        emit(&mut tx, event, &message(2)).await.unwrap();
        tx.commit().await.unwrap();
    }
    db.tell(Room::User(ann.id), "end", json!({})).await;
    clients.next("ann", "end").await;
    assert_eq!(numbers(&clients.heard("ann", "tick")), [2]);
}

#[tokio::test]
async fn a_message_to_several_of_ones_rooms_comes_once() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let (ann, bob) = (db.person(&[]).await, db.person(&[]).await);
    let order = db.order(&ann, &bob, "funded").await;
    let ready = clients.connect("ann", &node.url, &ann.token).await;
    clients.connect("bob", &node.url, &bob.token).await;
    assert_eq!(clients.ask("ann", "join-order-room", order.to_string()).await["success"], true);
    let to = |room| Emit {
        room,
        name: "order:updated",
        payload: json!({ "n": 1 }),
    };
    db.tell_all(&[to(Room::Order(order)), to(Room::User(ann.id)), to(Room::User(bob.id))])
        .await;
    for (who, person) in [("ann", &ann), ("bob", &bob)] {
        db.tell(Room::User(person.id), "end", json!({})).await;
        clients.next(who, "end").await;
        assert_eq!(clients.heard(who, "order:updated").len(), 1, "{who}");
    }
    // The same when it is told again after coming back.
    let auth = json!({ "token": ann.token, "since": ready["seq"], "rooms": [format!("order-{order}")] });
    clients.open("back", &node.url, auth).await;
    clients.next("back", "ready").await;
    assert_eq!(clients.heard("back", "order:updated").len(), 1);
}

#[tokio::test]
async fn who_comes_back_after_a_restart_gets_what_they_missed_and_nothing_twice() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let (ann, bob) = (db.person(&[]).await, db.person(&[]).await);
    let order = db.order(&ann, &bob, "funded").await;
    clients.connect("ann", &node.url, &ann.token).await;
    clients.ask("ann", "join-order-room", order.to_string()).await;
    db.tell(Room::User(ann.id), "tick", json!({ "n": 1 })).await;
    db.tell(Room::Order(order), "tick", json!({ "n": 2 })).await;
    clients.next("ann", "tick").await;
    let last = clients.next("ann", "tick").await["seq"].clone();
    node.kill();
    clients.command(json!({ "do": "close", "as": "ann" })).await;
    for n in 3..=6 {
        let room = if n % 2 == 0 { Room::Order(order) } else { Room::User(ann.id) };
        db.tell(room, "tick", json!({ "n": n })).await;
    }

    let node = db.node().await;
    // With its rooms in the handshake: everything in one order.
    let stranger = format!("user-{}", bob.id);
    let auth = json!({ "token": ann.token, "since": last, "rooms": [format!("order-{order}"), stranger] });
    clients.open("all", &node.url, auth).await;
    let ready = clients.next("all", "ready").await;
    assert_eq!(ready["refused"], json!([stranger]));
    assert_eq!(numbers(&clients.heard("all", "tick")), [3, 4, 5, 6]);
    // Joining afterwards, as the client of old does it: the room's own, as soon as it is joined.
    clients.open("later", &node.url, json!({ "token": ann.token, "since": last })).await;
    clients.next("later", "ready").await;
    assert_eq!(numbers(&clients.heard("later", "tick")), [3, 5]);
    assert_eq!(clients.ask("later", "join-order-room", order.to_string()).await["success"], true);
    assert_eq!(clients.ask("later", "join-order-room", order.to_string()).await["success"], true);
    assert_eq!(numbers(&clients.heard("later", "tick")), [3, 5, 4, 6]);
    // And then live, both.
    db.tell(Room::Order(order), "tick", json!({ "n": 7 })).await;
    for who in ["all", "later"] {
        db.tell(Room::User(ann.id), "end", json!({})).await;
        clients.next(who, "end").await;
        assert_eq!(numbers(&clients.heard(who, "tick")).last(), Some(&7), "{who}");
        assert_eq!(clients.heard(who, "tick").len(), 5, "{who}");
    }
}

#[tokio::test]
async fn replay_and_live_meet_without_a_gap_or_an_overlap() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let ann = db.person(&[]).await;
    let since = clients.connect("first", &node.url, &ann.token).await["seq"].clone();
    let (store, room) = (db.store().clone(), Room::User(ann.id));
    let writer = tokio::spawn(async move {
        for n in 0..300 {
            let mut tx = store.begin().await.unwrap();
            emit(
                &mut tx,
                EventId::fresh(),
                &[Emit {
                    room,
                    name: "tick",
                    payload: json!({ "n": n }),
                }],
            )
            .await
            .unwrap();
            tx.commit().await.unwrap();
        }
    });
    // They come back in the middle of it.
    for i in 0..10 {
        clients
            .open(&format!("c{i}"), &node.url, json!({ "token": ann.token, "since": since }))
            .await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    writer.await.unwrap();
    db.tell(Room::User(ann.id), "end", json!({})).await;
    for i in 0..10 {
        let who = format!("c{i}");
        clients.next(&who, "end").await;
        assert_eq!(numbers(&clients.heard(&who, "tick")), (0..300).collect::<Vec<_>>(), "{who}");
    }
}

#[tokio::test]
async fn who_was_away_too_long_is_told_to_read_anew() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let ann = db.person(&[]).await;
    let since = clients.connect("first", &node.url, &ann.token).await["seq"].clone();
    for n in 0..501 {
        db.tell(Room::User(ann.id), "tick", json!({ "n": n })).await;
    }
    // Too much, older than what is kept, or from a future that this database doesn't have.
    for (who, since) in [("much", since), ("old", json!(1)), ("forged", json!(9_007_199_254_740_991_i64))] {
        clients.open(who, &node.url, json!({ "token": ann.token, "since": since })).await;
        let seq = clients.next(who, "resync").await["seq"].clone();
        assert_eq!(clients.next(who, "ready").await["seq"], seq, "{who}");
        assert_eq!(clients.heard(who, "tick").len(), 0, "{who}");
    }
    db.tell(Room::User(ann.id), "live", json!({})).await;
    for who in ["much", "old", "forged"] {
        clients.next(who, "live").await;
    }
}

#[tokio::test]
async fn following_survives_lost_connections_to_the_database() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let ann = db.person(&[]).await;
    clients.connect("ann", &node.url, &ann.token).await;
    for n in 0..3 {
        let killed = sqlx::query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
        )
        .execute(&db.store().pool)
        .await
        .unwrap();
        assert!(killed.rows_affected() > 0);
        // A pooled connection may be among the dead.
        let written = async || {
            let mut tx = db.store().begin().await?;
            emit(
                &mut tx,
                EventId::fresh(),
                &[Emit {
                    room: Room::User(ann.id),
                    name: "tick",
                    payload: json!({ "n": n }),
                }],
            )
            .await?;
            tx.commit().await
        };
        let mut tries = 0;
        while let Err(error) = written().await {
            tries += 1;
            assert!(tries < 50, "{error}");
        }
        assert_eq!(clients.next("ann", "tick").await["n"], n);
    }
}

#[tokio::test]
async fn old_rows_are_pruned() {
    let db = database().await;
    let ann = db.person(&[]).await;
    db.tell(Room::User(ann.id), "old", json!({})).await;
    sqlx::query("insert into realtime_events (seq, event_id, room, name, payload) overriding system value values (1, gen_random_uuid(), 'user-x', 'old', '{}')")
        .execute(&db.store().pool)
        .await
        .unwrap();
    assert_eq!(prune(db.store()).await.unwrap(), 1);
    let left: i64 = sqlx::query_scalar("select count(*) from realtime_events")
        .fetch_one(&db.store().pool)
        .await
        .unwrap();
    assert_eq!(left, 1);
}
