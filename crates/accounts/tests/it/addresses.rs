//! Postal addresses: theirs alone, and one default among them.

use crate::{Answered, App, Person, send};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

fn home() -> Value {
    json!({ "label": "Home", "recipient": "Ada Lovelace", "line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH",
            "country": "GB", "phone": "+442071838750" })
}

impl App {
    async fn call(&self, method: Method, path: &str, person: &Person, body: Value) -> Answered {
        send(self.request(method, path).bearer_auth(&person.access).json(&body)).await
    }

    async fn address(&self, person: &Person) -> String {
        let made = self.post_as("/api/address", &person.access, home()).await;
        made.data()["id"].as_str().expect("an id").to_owned()
    }

    /// Ids of the addresses and of those that are the default.
    async fn addresses(&self, person: &Person) -> (Vec<String>, Vec<String>) {
        let list = self.get("/api/address", &person.access).await;
        let items = list.data()["items"].as_array().expect("a list").clone();
        let ids = |all: bool| {
            let chosen = items.iter().filter(|a| all || a["isDefault"] == true);
            chosen.map(|a| a["id"].as_str().expect("an id").to_owned()).collect()
        };
        (ids(true), ids(false))
    }
}

#[tokio::test]
async fn an_address_is_added_changed_and_removed_and_one_is_the_default() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let first = app.address(&ada).await;
    let second = app.address(&ada).await;
    assert_eq!(
        app.addresses(&ada).await,
        (vec![first.clone(), second.clone()], vec![first.clone()]),
        "the first is the default, and stands first"
    );
    let third = app
        .post_as(
            "/api/address",
            &ada.access,
            json!({ "recipient": "A", "line1": "1", "city": "Tehran", "country": "IR", "isDefault": true }),
        )
        .await;
    let third = third.data()["id"].as_str().expect("an id").to_owned();
    assert_eq!(app.addresses(&ada).await.1, std::slice::from_ref(&third));
    let path = format!("/api/address/{second}");
    let made = app.call(Method::POST, &format!("{path}/default"), &ada, json!({})).await;
    assert_eq!(
        (made.data()["isDefault"].clone(), app.addresses(&ada).await.1),
        (json!(true), vec![second.clone()])
    );

    let changed = app
        .call(
            Method::PATCH,
            &path,
            &ada,
            json!({ "city": " Paris ", "country": "FR", "phone": "" }),
        )
        .await;
    let changed = changed.data();
    assert_eq!(
        (&changed["city"], &changed["country"], &changed["phone"]),
        (&json!("Paris"), &json!("FR"), &json!(""))
    );
    assert_eq!(
        (&changed["line1"], &changed["isDefault"]),
        (&home()["line1"], &json!(true)),
        "the rest stays"
    );

    assert_eq!(app.call(Method::DELETE, &path, &ada, json!({})).await.status, 200);
    assert_eq!(
        app.addresses(&ada).await,
        (vec![third.clone(), first.clone()], vec![third.clone()]),
        "the newest takes over"
    );
    for id in [&third, &first] {
        app.call(Method::DELETE, &format!("/api/address/{id}"), &ada, json!({}))
            .await
            .data();
    }
    assert_eq!(app.addresses(&ada).await, (vec![], vec![]));
}

#[tokio::test]
async fn to_strangers_an_address_does_not_exist() {
    let app = App::start().await;
    let (ada, eve) = (app.person("ada", &[]).await, app.person("eve", &[]).await);
    let path = format!("/api/address/{}", app.address(&ada).await);
    for (method, path) in [
        (Method::PATCH, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::POST, format!("{path}/default")),
    ] {
        assert_eq!(app.call(method, &path, &eve, json!({})).await.code(), (404, "NOT_FOUND"));
    }
    assert_eq!(app.addresses(&eve).await.0, Vec::<String>::new());
    assert_eq!(app.addresses(&ada).await.0.len(), 1);
}

#[tokio::test]
async fn what_is_no_address_is_refused_by_field() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    for (field, value) in [
        ("country", json!("UK")),
        ("country", json!("gb")),
        ("phone", json!("0207 183 8750")),
        ("phone", json!("+0000000000")),
        ("recipient", json!("  ")),
        ("line1", json!("1\n2")),
        ("city", json!("Lon\u{202e}don")),
        ("label", json!("x".repeat(61))),
        ("postalCode", json!("\u{0}")),
    ] {
        let mut body = home();
        body[field] = value.clone();
        let refused = app.post_as("/api/address", &ada.access, body).await;
        assert_eq!(refused.code(), (400, "VALIDATION_FAILED"), "{field}: {value}");
        assert_eq!(refused.body["error"]["details"][0]["path"], field);
    }
    assert_eq!(app.addresses(&ada).await.0.len(), 0);
}

/// However many come at once, one is the default, and there are no more than fifty.
#[tokio::test(flavor = "multi_thread")]
async fn addresses_in_parallel_leave_one_default_and_keep_the_limit() {
    let app = App::start().await;
    let ada = app.person("ada", &[]).await;
    let made = join_all((0..60).map(|i| {
        let mut body = home();
        body["isDefault"] = json!(i % 2 == 0);
        let (app, ada) = (&app, &ada);
        async move { app.post_as("/api/address", &ada.access, body).await }
    }))
    .await;
    assert_eq!(made.iter().filter(|m| m.status == 200).count(), 50);
    assert!(made.iter().all(|m| m.status == 200 || m.code() == (409, "TOO_MANY")));
    let (ids, defaults) = app.addresses(&ada).await;
    assert_eq!((ids.len(), defaults.len()), (50, 1));

    let changes = ids.iter().take(20).enumerate().map(|(i, id)| {
        let (method, path) = match i % 2 {
            0 => (Method::POST, format!("/api/address/{id}/default")),
            _ => (Method::DELETE, format!("/api/address/{id}")),
        };
        let (app, ada) = (&app, &ada);
        async move { app.call(method, &path, ada, json!({})).await.status }
    });
    assert!(join_all(changes).await.iter().all(|status| *status == 200));
    let (ids, defaults) = app.addresses(&ada).await;
    assert_eq!((ids.len(), defaults.len()), (40, 1));
}
