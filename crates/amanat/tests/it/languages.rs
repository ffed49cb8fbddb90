//! People are told in their language: what they read, what their sockets hear, what is sent to them, what an order says of itself.

use amanat_base::{Language, Role};
use amanat_testkit::{Person, Setup, Sockets, TestApp};
use amanat_texts::translate;
use serde_json::Value;

async fn start() -> TestApp {
    TestApp::start_with(Setup {
        scanner: false,
        block_time_s: None,
        ..Setup::default()
    })
    .await
}

async fn speaks(app: &TestApp, person: &Person, language: Language) {
    let query = sqlx::query("update users set language = $2 where id = $1").bind(person.id.0);
    query.bind(language.as_str()).execute(&app.db.store.pool).await.expect("changes");
}

/// `data` of what the person gets when their browser asks for a language.
async fn read(person: &Person, path: &str, language: &str) -> Value {
    let request = reqwest::Client::new()
        .get(format!("{}{path}", person.base))
        .bearer_auth(&person.token);
    let answer = request.header("accept-language", language).send().await.expect("answers");
    assert_eq!(answer.headers()["content-language"], language);
    answer.json::<Value>().await.expect("an envelope")["data"].clone()
}

/// The first notification of a kind.
async fn told(app: &TestApp, person: &Person, kind: &str, language: &str) -> Value {
    app.eventually("a notification", || async {
        let page = read(person, "/api/notification", language).await;
        let items = page["items"].as_array().expect("a list").clone();
        items.into_iter().find(|item| item["kind"] == kind)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_orders_sockets_and_letters_speak_each_readers_language() {
    let app = start().await;
    let (buyer, seller) = (app.person("Bahar", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
    speaks(&app, &buyer, Language::Fa).await;
    speaks(&app, &seller, Language::Vi).await;
    let mut sockets = Sockets::start();
    sockets.connect("seller", &buyer.base, &seller.token).await;
    let order = app.agree(&buyer, &seller, "30", serde_json::json!([])).await;

    // The list: by the browser's language, whatever the account says.
    for language in Language::ALL {
        let notice = told(&app, &seller, "order_created", language.as_str()).await;
        let said = |english| translate(language, english).map(String::from);
        assert_eq!(notice["title"].as_str(), said("Your offer was accepted").as_deref());
        assert_eq!(
            notice["body"].as_str(),
            said("Deliver once you see that the money is held.").as_deref()
        );
        let view = read(&seller, &format!("/api/orders/{order}"), language.as_str()).await;
        let english = "The order expires unpaid; a payment that comes later is looked at and given back.";
        assert_eq!(view["ifNobodyActs"]["sentence"].as_str(), said(english).as_deref());
    }
    // The title of a request is its author's own words, within our sentence.
    let made = told(&app, &buyer, "offer_made", "fr").await;
    let title = made["title"].as_str().expect("a title");
    assert!(title.starts_with("Une offre sur\u{a0}: "), "{title}");

    // The socket: nobody asked, so it is the account's language.
    let heard = sockets
        .next_where("seller", "notification:received", |payload| payload["kind"] == "order_created")
        .await;
    assert_eq!(
        heard["title"].as_str(),
        translate(Language::Vi, "Your offer was accepted").as_deref()
    );

    // The letter: the account's language, its words as well as its frame.
    let email: String = sqlx::query_scalar("select email from users where id = $1")
        .bind(buyer.id.0)
        .fetch_one(&app.db.store.pool)
        .await
        .expect("an address");
    let subject = app
        .eventually("a letter", || async {
            let page = buyer.get(&format!("/api/dev/mailbox?limit=100&to={email}")).await.ok();
            page["items"]
                .as_array()
                .expect("a list")
                .first()
                .map(|item| item["subject"].clone())
        })
        .await;
    assert_eq!(subject.as_str(), translate(Language::Fa, "Your deal is agreed").as_deref());

    // For programs and exports the row itself stays English.
    let stored: String = sqlx::query_scalar("select title from notifications where user_id = $1 and kind = 'order_created'")
        .bind(seller.id.0)
        .fetch_one(&app.db.store.pool)
        .await
        .expect("a row");
    assert_eq!(stored, "Your offer was accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_from_before_and_changes_of_protection_are_read_too() {
    let app = start().await;
    let person = app.person("Ada", &[Role::Buyer]).await;
    let mut tx = app.db.store.begin().await.expect("begins");
    let change = amanat_accounts::Event::Security {
        user: person.id,
        change: amanat_mail::Change::TotpOn,
    };
    let event = amanat_store::announce(&mut tx, &change).await.expect("announces");
    tx.commit().await.expect("commits");
    let notice = told(&app, &person, "totp_on", "fr").await;
    assert_eq!(notice["title"], "Une application d’authentification a été configurée");

    // A row without its words, as they were before.
    sqlx::query("update notifications set data = '{}' where event_id = $1")
        .bind(event.0)
        .execute(&app.db.store.pool)
        .await
        .expect("changes");
    let notice = told(&app, &person, "totp_on", "fr").await;
    assert_eq!(notice["title"], "An authenticator app was set up");
}
