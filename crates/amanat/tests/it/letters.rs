//! Letters on the whole platform: who is written to because of what, through a mail server that misbehaves, or into the mailbox.

use amanat_accounts::{Event, UserStatus};
use amanat_base::{EventId, PayoutId, Role, SessionId, UserId};
use amanat_mail::Change;
use amanat_store::{Announce, React, announce, enqueue};
use amanat_testkit::{Setup, TestApp, process::Server, thirdparty::MailSink};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};

async fn start(settings: Vec<(&'static str, String)>) -> TestApp {
    TestApp::start_with(Setup {
        scanner: false,
        block_time_s: None,
        settings,
        ..Setup::default()
    })
    .await
}

async fn happens<E: Announce>(app: &TestApp, event: &E) -> EventId {
    let mut tx = app.db.store.begin().await.expect("begins");
    let id = announce(&mut tx, event).await.expect("announces");
    tx.commit().await.expect("commits");
    id
}

async fn email(app: &TestApp, user: UserId) -> String {
    let email = sqlx::query_scalar("select email from users where id = $1").bind(user.0);
    email.fetch_one(&app.db.store.pool).await.expect("an address")
}

fn paid_out(user: UserId) -> amanat_custody::Event {
    amanat_custody::Event::PayoutFailed {
        payout: PayoutId::fresh(),
        user,
        order: None,
        reason: "The network refused it.".into(),
    }
}

/// Subjects of what is kept for an address, the newest first.
async fn subjects(app: &TestApp, to: &str) -> Vec<String> {
    let person = app.person("Reader", &[Role::Buyer]).await;
    let page = person.get(&format!("/api/dev/mailbox?limit=100&to={to}")).await.ok();
    let items = page["items"].as_array().expect("a list").iter();
    items.map(|item| item["subject"].as_str().expect("a subject").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_wait_for_a_mail_server_that_is_away_and_go_out_once() {
    let sink = MailSink::start().await;
    let app = start(vec![("SMTP_URL", format!("smtp://127.0.0.1:{}?tls=none", sink.port))]).await;
    let (ada, tom) = (app.person("Ada", &[Role::Seller]).await, app.person("Tom", &[Role::Seller]).await);
    sqlx::query(r#"update users set channels = '{"email": false}', language = 'fa' where id = $1"#)
        .bind(tom.id.0)
        .execute(&app.db.store.pool)
        .await
        .expect("changes");
    sink.listen(false).await;
    let change = Change::PasskeyAdded { name: "Phone".into() };
    for user in [ada.id, tom.id] {
        let change = change.clone();
        let event = happens(&app, &Event::Security { user, change }).await;
        happens(&app, &paid_out(user)).await;
        // A reaction that runs again tells nothing again.
        let mut tx = app.db.store.begin().await.expect("begins");
        enqueue(&mut tx, &React { event }).await.expect("enqueues");
        tx.commit().await.expect("commits");
    }
    let waits = async || {
        let health = ada.get("/health").await.ok();
        health["oldestLetterS"].as_i64().filter(|age_s| *age_s > 0)
    };
    app.eventually("a letter that waits", waits).await;
    sink.answer(&[451]).await;
    sink.listen(true).await;
    sink.has(3).await;
    // Nothing else is under way.
    app.eventually("nothing waits", async || {
        let left: i64 = sqlx::query_scalar("select count(*) from graphile_worker._private_jobs")
            .fetch_one(&app.db.store.pool)
            .await
            .expect("counts");
        (left == 0).then_some(())
    })
    .await;
    let taken = sink.letters().await;
    let mut got: Vec<(String, String)> = taken
        .into_iter()
        .map(|letter| (letter.recipients.join(","), letter.subject))
        .collect();
    got.sort();
    let mut expected = vec![
        (email(&app, ada.id).await, "A passkey was added".to_owned()),
        (email(&app, ada.id).await, "A payout failed".to_owned()),
        (email(&app, tom.id).await, "یک کلید عبور افزوده شد".to_owned()),
    ];
    expected.sort();
    assert_eq!(got, expected);
    app.finish().await;
}

/// Letters leave one after the other, and the queue of a killed server is free again.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_over_a_letter_holds_no_other_up() {
    let sink = MailSink::start().await;
    let address = format!("smtp://127.0.0.1:{}?tls=none&timeout=120", sink.port);
    let setup = Setup {
        scanner: false,
        block_time_s: None,
        settings: vec![("SMTP_URL", address)],
        ..Setup::default()
    };
    let mut app = TestApp::start_with(setup.clone()).await;
    let ada = app.person("Ada", &[Role::Buyer]).await;
    app.stop().await;
    let user = ada.id;
    for change in [Change::TotpOn, Change::TotpOff, Change::PasswordChanged] {
        happens(&app, &Event::Security { user, change }).await;
    }
    sink.delay(Duration::from_secs(3600)).await;
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), app.settings(&setup));
    server.start().await;
    app.eventually("a letter under way", async || {
        let locked: i64 = sqlx::query_scalar(
            "select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
             where t.identifier = 'send_letter' and j.locked_at is not null",
        )
        .fetch_one(&app.db.store.pool)
        .await
        .expect("counts");
        (locked == 1).then_some(())
    })
    .await;
    server.kill().await;
    sink.delay(Duration::ZERO).await;
    server.start().await;
    let taken = sink.has(3).await;
    let ids: BTreeSet<String> = taken.into_iter().map(|letter| letter.message_id).collect();
    assert_eq!(ids.len(), 3);
    server.kill().await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_an_account_is_told_in_the_list_and_by_letter() {
    let app = start(Vec::new()).await;
    let (ada, admin) = (app.person("Ada", &[Role::Buyer]).await, app.person("Root", &[Role::Admin]).await);
    let (user, by) = (ada.id, admin.id);
    let status = |status, reason: &str| Event::StatusChanged {
        user,
        status,
        by,
        reason: reason.into(),
    };
    happens(&app, &Event::PayoutAddressChanged { user, chain_id: 31337 }).await;
    happens(&app, &status(UserStatus::Suspended, "Spam")).await;
    happens(&app, &status(UserStatus::Active, "A mistake")).await;
    let to = email(&app, user).await;
    let kept = app
        .eventually("three letters", async || {
            Some(subjects(&app, &to).await).filter(|kept| kept.len() == 3)
        })
        .await;
    for subject in [
        "Your payout address was changed",
        "Your account was suspended",
        "Your account is open again",
    ] {
        assert!(kept.contains(&subject.to_owned()), "{kept:?}");
    }
    let notices = ada.get("/api/notification").await.ok();
    let titles: Vec<&Value> = notices["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| &item["title"])
        .collect();
    assert!(
        kept.iter().all(|subject| titles.iter().any(|title| *title == subject)),
        "{titles:?}"
    );
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_from_an_unknown_place_is_told_but_not_an_accounts_first() {
    let app = start(Vec::new()).await;
    let ada = app.person("Ada", &[Role::Buyer]).await;
    let first: uuid::Uuid = sqlx::query_scalar("select id from sessions where user_id = $1")
        .bind(ada.id.0)
        .fetch_one(&app.db.store.pool)
        .await
        .expect("a session");
    let second = SessionId::fresh();
    sqlx::query(
        "insert into sessions (id, user_id, user_agent, client, created_at, last_used_at, expires_at)
         select $1, user_id, 'Lynx <b>', '192.0.2.7', created_at + interval '1 hour', last_used_at, expires_at from sessions where id = $2",
    )
    .bind(second.0)
    .bind(first)
    .execute(&app.db.store.pool)
    .await
    .expect("signs in elsewhere");
    for session in [SessionId(first), second] {
        let known_client = false;
        let user = ada.id;
        happens(
            &app,
            &Event::SignedIn {
                user,
                session,
                known_client,
            },
        )
        .await;
    }
    let to = email(&app, ada.id).await;
    app.eventually("a letter", async || Some(subjects(&app, &to).await).filter(|kept| !kept.is_empty()))
        .await;
    app.healthy().await;
    let page = ada.get(&format!("/api/dev/mailbox?to={to}")).await.ok();
    let [letter] = &page["items"].as_array().expect("a list")[..] else {
        panic!("one letter: {page}");
    };
    let whole = ada
        .get(&format!("/api/dev/mailbox/{}", letter["id"].as_str().expect("an id")))
        .await
        .ok();
    let text = whole["text"].as_str().expect("text");
    assert!(
        text.contains("Device: Lynx <b>\n") && text.contains("Network address: 192.0.2.7\n"),
        "{text}"
    );
    assert!(whole["html"].as_str().expect("HTML").contains("Lynx &lt;b&gt;"), "{whole}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailbox_turns_pages_and_knows_only_what_it_keeps() {
    let app = start(Vec::new()).await;
    let ada = app.person("Ada", &[Role::Buyer]).await;
    for user in [ada.id; 5] {
        let change = Change::TotpOff;
        happens(&app, &Event::Security { user, change }).await;
    }
    let to = email(&app, ada.id).await.to_uppercase();
    app.eventually("five letters", async || {
        Some(subjects(&app, &to).await).filter(|kept| kept.len() == 5)
    })
    .await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for size in [2, 2, 1] {
        let page = ada.get(&format!("/api/dev/mailbox?limit=2&to={to}{cursor}")).await.ok();
        let items = page["items"].as_array().expect("a list");
        assert_eq!(items.len(), size, "{page}");
        seen.extend(items.iter().map(|item| item["id"].clone()));
        cursor = page["nextCursor"]
            .as_str()
            .map(|next| format!("&cursor={next}"))
            .unwrap_or_default();
    }
    assert!(cursor.is_empty());
    seen.sort_by_key(Value::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 5);
    ada.get("/api/dev/mailbox?limit=0").await.refused(400, "VALIDATION_FAILED");
    let unknown = EventId::fresh();
    ada.get(&format!("/api/dev/mailbox/{unknown}")).await.refused(404, "NOT_FOUND");
    let contract = ada.get("/openapi.json").await.body.to_string();
    assert!(contract.contains("/api/notification") && !contract.contains("/api/dev/"));
    app.finish().await;
}
