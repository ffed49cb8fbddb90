//! What the parties of a deal show each other.

use crate::app::{App, Person, note};
use amanat_base::Role;
use futures::future::join;
use serde_json::{Value, json};

struct Deal {
    app: App,
    buyer: Person,
    seller: Person,
    path: String,
}

async fn deal(state: &str) -> Deal {
    let app = App::start().await;
    let (buyer, seller) = (app.person("Bea", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
    let order = app.order(&buyer, &seller, state).await;
    Deal {
        app,
        buyer,
        seller,
        path: format!("/api/orders/{order}/files"),
    }
}

async fn events(app: &App) -> Vec<Value> {
    sqlx::query_scalar("select payload from events where feature = 'files' order by announced_at, id")
        .fetch_all(&app.store().pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn both_sides_see_what_either_adds_and_the_other_hears_of_it_once() {
    let Deal { app, buyer, seller, path } = deal("completed").await;
    let (one, two) = (app.attachment(&seller, "one.txt").await, app.attachment(&buyer, "two.txt").await);
    let added = app.send(&seller, "POST", &path, note(&one)).await.data();
    assert_eq!(
        (&added["fileId"], &added["note"], &added["addedBy"]),
        (&json!(one), &json!("See there."), &json!(seller.id))
    );
    app.send(&buyer, "POST", &path, json!({ "fileId": two })).await.data();
    let again = app
        .send(&seller, "POST", &path, json!({ "fileId": one, "note": "Other words." }))
        .await
        .data();
    assert_eq!(again, added, "what is there stays as it is");
    for person in [&buyer, &seller] {
        let files = app.get(person, &path).await.data();
        let names: Vec<&str> = files["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|f| f["name"].as_str())
            .collect();
        assert_eq!(names, ["one.txt", "two.txt"]);
    }
    let events = events(&app).await;
    assert_eq!(events.len(), 2);
    assert_eq!(
        (&events[0]["by"], &events[0]["other"], &events[0]["name"]),
        (&json!(seller.id), &json!(buyer.id), &json!("one.txt"))
    );
    app.delete(&seller, &format!("/api/files/{one}")).await.refused(409, "CONFLICT");
    app.doctor().await;
}

#[tokio::test]
async fn only_parties_add_and_only_attachments_of_their_own() {
    let Deal { app, buyer, seller, path } = deal("funded").await;
    let (stranger, resolver) = (
        app.person("Stan", &[Role::Buyer]).await,
        app.person("Rita", &[Role::Resolver]).await,
    );
    let guard = app.person("Gus", &[Role::Guard]).await;
    for (who, status, code) in [
        (&stranger, 404, "NOT_FOUND"),
        (&resolver, 404, "NOT_FOUND"),
        (&guard, 403, "NOT_A_PARTY"),
    ] {
        let file = app.attachment(who, "x.txt").await;
        app.send(who, "POST", &path, note(&file)).await.refused(status, code);
    }
    for (who, status) in [(&stranger, 404), (&resolver, 404), (&guard, 200), (&buyer, 200)] {
        assert_eq!(app.get(who, &path).await.status, status);
    }
    let (theirs, face) = (app.attachment(&seller, "x.txt").await, app.avatar(&buyer).await);
    let deleted = app.attachment(&buyer, "x.txt").await;
    app.delete(&buyer, &format!("/api/files/{deleted}")).await.data();
    for file in [&theirs, &face, &deleted, "00000000-0000-7000-8000-000000000001"] {
        app.send(&buyer, "POST", &path, note(file)).await.refused(400, "VALIDATION_FAILED");
    }
    let mine = app.attachment(&buyer, "x.txt").await;
    for body in [
        json!({ "fileId": mine, "addedBy": seller.id }),
        json!({ "fileId": mine, "addedAt": "2020-01-01T00:00:00Z" }),
        json!({ "fileId": mine, "note": "n".repeat(501) }),
        json!({ "fileId": mine, "note": "a\u{0}b" }),
        json!({ "fileId": [mine] }),
        json!({}),
    ] {
        app.send(&buyer, "POST", &path, body).await.refused(400, "VALIDATION_FAILED");
    }
    assert!(events(&app).await.is_empty());
    app.sql("update orders set state = 'disputed'", &[]).await;
    assert_eq!(app.get(&resolver, &path).await.status, 200);
    app.send(&resolver, "POST", &path, note(&mine)).await.refused(403, "NOT_A_PARTY");
}

#[tokio::test]
async fn a_deal_has_fifty_files_also_when_two_come_at_once() {
    let Deal { app, buyer, seller, path } = deal("funded").await;
    for n in 0..49 {
        let file = app.attachment(&seller, &format!("{n}.txt")).await;
        app.send(&seller, "POST", &path, note(&file)).await.data();
    }
    let (one, two) = (app.attachment(&seller, "one.txt").await, app.attachment(&buyer, "two.txt").await);
    let both = join(
        app.send(&seller, "POST", &path, note(&one)),
        app.send(&buyer, "POST", &path, note(&two)),
    )
    .await;
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(app.get(&buyer, &path).await.data()["items"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_file_is_either_added_or_removed() {
    let Deal { app, seller, path, .. } = deal("funded").await;
    for _ in 0..10 {
        let file = app.attachment(&seller, "x.txt").await;
        let removed = format!("/api/files/{file}");
        let (added, removed) = join(app.send(&seller, "POST", &path, note(&file)), app.delete(&seller, &removed)).await;
        assert!(
            (added.status == 200) != (removed.status == 200),
            "{} {}",
            added.status,
            removed.status
        );
    }
    app.doctor().await;
}
