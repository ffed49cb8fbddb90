//! The list of notifications.

use crate::app::{Db, Node, Person, database};
use amanat_base::{EventId, UserId};
use amanat_notifications::{Notice, Words, notify};
use amanat_texts::Said;
use serde_json::{Value, json};

async fn told(db: &Db, user: UserId, event: EventId, title: &str) -> bool {
    let notice = Notice {
        user,
        kind: "order_created",
        words: Words::Said {
            title: Said::Theirs(title.into()),
            body: "Pay now: the money is held until you have what was promised.".into(),
        },
        link: Some("/orders/1".into()),
        data: json!({}),
    };
    let mut tx = db.store().begin().await.unwrap();
    let added = notify(&mut tx, event, notice).await.unwrap();
    tx.commit().await.unwrap();
    added
}

async fn call(node: &Node, method: &str, by: Option<&Person>, path: &str) -> (u16, Value) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut request = reqwest::Client::new().request(method.parse().unwrap(), format!("{}/api/notification{path}", node.url));
    if let Some(by) = by {
        request = request.bearer_auth(&by.token);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_person_reads_what_they_were_told_once() {
    let db = database().await;
    let node = db.node().await;
    let (ann, bob) = (db.person(&[]).await, db.person(&[]).await);
    let event = EventId::fresh();
    assert!(told(&db, ann.id, event, "First").await);
    assert!(!told(&db, ann.id, event, "First again").await, "the same event tells nobody twice");
    assert!(told(&db, bob.id, event, "For Bob").await);
    for i in 0..4 {
        told(&db, ann.id, EventId::fresh(), &format!("More {i}")).await;
    }

    let (_, page) = call(&node, "GET", Some(&ann), "?limit=3").await;
    assert_eq!(
        (page["data"]["items"].as_array().unwrap().len(), &page["data"]["unread"]),
        (3, &json!(5))
    );
    let next = page["data"]["nextCursor"].as_str().unwrap();
    let (_, rest) = call(&node, "GET", Some(&ann), &format!("?limit=3&cursor={next}")).await;
    let titles: Vec<&str> = rest["data"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["More 0", "First"]);
    assert_eq!(rest["data"]["nextCursor"], Value::Null);

    let id = rest["data"]["items"][1]["id"].as_str().unwrap();
    let (status, _) = call(&node, "PATCH", Some(&bob), &format!("/{id}/read")).await;
    assert_eq!(status, 404, "somebody else's doesn't exist");
    let (_, read) = call(&node, "PATCH", Some(&ann), &format!("/{id}/read")).await;
    let (_, unread) = call(&node, "GET", Some(&ann), "?unread=true&limit=100").await;
    let left = unread["data"]["items"].as_array().unwrap();
    assert_eq!((left.len(), &unread["data"]["unread"]), (4, &json!(4)));
    assert!(left.iter().all(|n| n["readAt"].is_null()));
    let (_, again) = call(&node, "PATCH", Some(&ann), &format!("/{id}/read")).await;
    assert!(read["data"]["readAt"].is_string());
    assert_eq!(read["data"]["readAt"], again["data"]["readAt"]);
    let (_, all) = call(&node, "POST", Some(&ann), "/read-all").await;
    assert_eq!(all["data"]["unread"], 0);
    let (_, bobs) = call(&node, "GET", Some(&bob), "").await;
    assert_eq!(bobs["data"]["unread"], 1);
}

#[tokio::test]
async fn strangers_and_forged_cursors_are_refused() {
    let db = database().await;
    let node = db.node().await;
    let ann = db.person(&[]).await;
    for (method, path) in [
        ("GET", ""),
        ("POST", "/read-all"),
        ("PATCH", "/00000000-0000-7000-8000-000000000000/read"),
    ] {
        assert_eq!(call(&node, method, None, path).await.0, 401, "{method} {path}");
    }
    assert_eq!(
        call(&node, "GET", Some(&ann), "?cursor=forged").await.1["error"]["code"],
        "MALFORMED_CURSOR"
    );
    assert_eq!(call(&node, "GET", Some(&ann), "?limit=0").await.0, 400);
    assert_eq!(
        call(&node, "PATCH", Some(&ann), "/-1/read").await.1["error"]["code"],
        "MALFORMED_ID"
    );
}
