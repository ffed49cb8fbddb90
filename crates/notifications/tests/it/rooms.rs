//! Who may connect, who hears what, and that a session's end is the end of its sockets.

use crate::app::database;
use amanat_base::{EventId, RequestId, Role};
use amanat_notifications::Room;
use amanat_testkit::Sockets;
use serde_json::{Value, json};

#[tokio::test]
async fn only_a_standing_session_connects() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let ann = db.person(&[]).await;
    let now = db.store().now().await.unwrap();
    let expired = db.ctx.tokens.issue(ann.id, ann.session, now - chrono::TimeDelta::hours(1)).unwrap();
    for (i, auth) in [
        json!({}),
        json!({ "token": "x.y.z" }),
        json!({ "token": expired }),
        json!({ "token": 7 }),
        json!([]),
    ]
    .into_iter()
    .enumerate()
    {
        let who = format!("stranger{i}");
        clients.open(&who, &node.url, auth).await;
        assert_eq!(clients.next(&who, "connect_error").await, "UNAUTHENTICATED");
    }
    let ready = clients.connect("ann", &node.url, &ann.token).await;
    assert_eq!(ready["rooms"], json!([format!("user-{}", ann.id)]));
    sqlx::query("update sessions set revoked_at = now()")
        .execute(&db.store().pool)
        .await
        .unwrap();
    clients.open("late", &node.url, json!({ "token": ann.token })).await;
    assert_eq!(clients.next("late", "connect_error").await, "SESSION_ENDED");
}

#[tokio::test]
async fn rooms_are_checked_on_the_server() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let (ann, bob, eve) = (db.person(&[]).await, db.person(&[]).await, db.person(&[]).await);
    let (guard, resolver) = (db.person(&[Role::Guard]).await, db.person(&[Role::Resolver]).await);
    let (order, disputed) = (db.order(&ann, &bob, "funded").await, db.order(&ann, &bob, "disputed").await);
    let request = db.request(&ann).await;
    for (who, person) in [
        ("ann", &ann),
        ("bob", &bob),
        ("eve", &eve),
        ("guard", &guard),
        ("resolver", &resolver),
    ] {
        clients.connect(who, &node.url, &person.token).await;
    }
    let (ann_id, order_id, disputed_id) = (ann.id.to_string(), order.to_string(), disputed.to_string());
    let code = |ack: Value| {
        ack["error"]["code"]
            .as_str()
            .map(str::to_owned)
            .unwrap_or_else(|| ack["success"].to_string())
    };

    // Desks are for those who work at them.
    for (who, desk, said) in [
        ("guard", "money", "true"),
        ("guard", "disputes", "NOT_FOUND"),
        ("resolver", "disputes", "true"),
        ("resolver", "money", "NOT_FOUND"),
        ("ann", "money", "NOT_FOUND"),
        ("ann", "disputes", "NOT_FOUND"),
        ("guard", "coffee", "NOT_FOUND"),
    ] {
        assert_eq!(code(clients.ask(who, "join-desk-room", desk).await), said, "{who} {desk}");
    }
    assert_eq!(code(clients.ask("ann", "join-user-room", ann_id.as_str()).await), "true");
    assert_eq!(code(clients.ask("eve", "join-user-room", ann_id.as_str()).await), "FORBIDDEN");
    for who in ["ann", "bob", "guard"] {
        assert_eq!(code(clients.ask(who, "join-order-room", order_id.as_str()).await), "true", "{who}");
    }
    assert_eq!(code(clients.ask("eve", "join-order-room", order_id.as_str()).await), "NOT_FOUND");
    assert_eq!(
        code(clients.ask("resolver", "join-order-room", order_id.as_str()).await),
        "NOT_FOUND"
    );
    assert_eq!(code(clients.ask("resolver", "join-order-room", disputed_id.as_str()).await), "true");
    assert_eq!(code(clients.ask("eve", "join-request-room", request.to_string()).await), "true");
    assert_eq!(
        code(clients.ask("eve", "join-request-room", RequestId::fresh().to_string()).await),
        "NOT_FOUND"
    );
    assert_eq!(
        code(clients.ask("eve", "join-chat-room", EventId::fresh().to_string()).await),
        "NOT_FOUND"
    );
    for bad in [
        json!("1"),
        json!(7),
        json!({}),
        json!([]),
        json!(null),
        json!({ "id": order_id, "since": "x" }),
        json!("' or 1=1"),
    ] {
        assert_eq!(clients.ask("eve", "join-order-room", bad.clone()).await["success"], false, "{bad}");
    }

    db.tell(Room::Order(order), "order:updated", json!({ "state": "delivered" })).await;
    db.tell(Room::User(ann.id), "notification:received", json!({ "kind": "x" })).await;
    db.tell(Room::Request(request), "request:updated", json!({ "n": 1 })).await;
    assert_eq!(clients.next("ann", "order:updated").await["state"], "delivered");
    assert_eq!(clients.next("guard", "order:updated").await["state"], "delivered");
    assert_eq!(clients.next("ann", "notification:received").await["kind"], "x");
    assert_eq!(clients.next("eve", "request:updated").await["n"], 1);
    assert_eq!(
        clients.heard("eve", "order:updated").len() + clients.heard("eve", "notification:received").len(),
        0
    );
    assert_eq!(clients.heard("resolver", "order:updated").len(), 0);

    // Left is left.
    assert_eq!(code(clients.ask("bob", "leave-order-room", order_id.as_str()).await), "true");
    assert_eq!(clients.next("bob", "order:updated").await["state"], "delivered");
    db.tell(Room::Order(order), "order:updated", json!({ "state": "completed" })).await;
    db.tell(Room::User(bob.id), "later", json!({})).await;
    clients.next("bob", "later").await;
    assert_eq!(clients.heard("bob", "order:updated").len(), 0);
}

#[tokio::test]
async fn a_revoked_session_loses_its_sockets_and_no_other() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let (ann, bob) = (db.person(&[]).await, db.person(&[]).await);
    clients.connect("ann", &node.url, &ann.token).await;
    clients.connect("bob", &node.url, &bob.token).await;
    let another = EventId::fresh();
    db.tell(Room::User(ann.id), "session:revoked", json!({ "sessionId": another }))
        .await;
    assert_eq!(clients.next("ann", "session:revoked").await["sessionId"], json!(another));
    db.tell(Room::User(ann.id), "session:revoked", json!({ "sessionId": ann.session }))
        .await;
    assert_eq!(clients.next("ann", "disconnect").await, "io server disconnect");
    db.tell(Room::User(bob.id), "still", json!({})).await;
    clients.next("bob", "still").await;
    // Without a session, all of the person's.
    db.tell(Room::User(bob.id), "session:revoked", json!({})).await;
    assert_eq!(clients.next("bob", "disconnect").await, "io server disconnect");
    assert_eq!(node.realtime.sockets(), 0);
}

#[tokio::test]
async fn a_session_that_ended_unannounced_is_noticed() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let (ann, bob) = (db.person(&[]).await, db.person(&[]).await);
    clients.connect("ann", &node.url, &ann.token).await;
    clients.connect("bob", &node.url, &bob.token).await;
    sqlx::query("update users set status = 'suspended' where id = $1")
        .bind(ann.id.0)
        .execute(&db.store().pool)
        .await
        .unwrap();
    node.realtime.cut_ended().await.unwrap();
    assert_eq!(clients.next("ann", "disconnect").await, "io server disconnect");
    assert_eq!(node.realtime.sockets(), 1);
}

/// Roles that change behind the platform's back (from the command line) announce nothing to the person who is looked at.
#[tokio::test]
async fn a_look_that_lost_its_right_hears_nothing_more() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let admin = db.person(&[Role::Admin]).await;
    let (ann, bob) = (db.person(&[]).await, db.person(&[]).await);
    for person in [&ann, &bob] {
        sqlx::query("update sessions set kind = 'impersonation', impersonator = $2, signed_in_by = 'impersonation' where id = $1")
            .bind(person.session.0)
            .bind(admin.id.0)
            .execute(&db.store().pool)
            .await
            .unwrap();
    }
    clients.connect("at ann", &node.url, &ann.token).await;
    clients.connect("at bob", &node.url, &bob.token).await;
    node.realtime.cut_ended().await.unwrap();
    assert_eq!(node.realtime.sockets(), 2, "an administrator may look");

    let grant = "insert into user_roles (user_id, role, granted_at) values ($1, 'guard', now())";
    sqlx::query(grant).bind(ann.id.0).execute(&db.store().pool).await.unwrap();
    node.realtime.cut_ended().await.unwrap();
    assert_eq!(clients.next("at ann", "disconnect").await, "io server disconnect");
    assert_eq!(node.realtime.sockets(), 1);

    let take = "delete from user_roles where user_id = $1 and role = 'admin'";
    sqlx::query(take).bind(admin.id.0).execute(&db.store().pool).await.unwrap();
    node.realtime.cut_ended().await.unwrap();
    assert_eq!(clients.next("at bob", "disconnect").await, "io server disconnect");
    assert_eq!(node.realtime.sockets(), 0);
}

#[tokio::test]
async fn who_loses_a_role_loses_its_rooms() {
    let db = database().await;
    let (node, mut clients) = (db.node().await, Sockets::start());
    let (ann, bob, guard) = (db.person(&[]).await, db.person(&[]).await, db.person(&[Role::Guard]).await);
    let (order, other) = (db.order(&ann, &bob, "funded").await, db.order(&ann, &bob, "funded").await);
    clients.connect("guard", &node.url, &guard.token).await;
    let joined = clients.ask("guard", "join-order-room", order.to_string()).await;
    assert_eq!(joined["success"], true);
    sqlx::query("delete from user_roles where user_id = $1")
        .bind(guard.id.0)
        .execute(&db.store().pool)
        .await
        .unwrap();
    // The connection is older than the change: it neither gets into further rooms nor stays in those that it has.
    let refused = clients.ask("guard", "join-order-room", other.to_string()).await;
    assert_eq!(refused["error"]["code"], "NOT_FOUND");
    db.tell(Room::User(guard.id), "user:updated", json!({ "roles": [] })).await;
    db.tell(Room::Order(order), "order:updated", json!({ "n": 1 })).await;
    db.tell(Room::User(guard.id), "notification:received", json!({ "n": 2 })).await;
    assert_eq!(clients.next("guard", "notification:received").await["n"], 2);
    assert_eq!(clients.heard("guard", "order:updated"), Vec::<Value>::new());
}
