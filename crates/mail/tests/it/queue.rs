//! Who gets a letter from the queue: looked up when it goes out.

use crate::{notice, site};
use amanat_base::{LetterId, UserId};
use amanat_mail::{Change, Language, Letter, Mailer, Recipient, SendLetter, SendTo, run_send_letter, run_send_to};
use amanat_store::{
    Store,
    testdb::{self, TestDb},
};

struct Desk {
    db: TestDb,
    mailer: Mailer,
}

impl Desk {
    async fn open() -> Self {
        let db = testdb::fresh().await;
        let mailer = Mailer::Kept {
            store: db.store.clone(),
            site: site(),
        };
        Self { db, mailer }
    }

    fn store(&self) -> &Store {
        &self.db.store
    }

    async fn person(&self, name: &str) -> UserId {
        let user = UserId::fresh();
        sqlx::query("insert into users (id, email, display_name, created_at) values ($1, $2, $3, now())")
            .bind(user.0)
            .bind(format!("{name}@example.test"))
            .bind(name)
            .execute(&self.store().pool)
            .await
            .expect("a person");
        user
    }

    async fn set(&self, user: UserId, change: &'static str) {
        sqlx::query(change).bind(user.0).execute(&self.store().pool).await.expect("changes");
    }

    async fn send(&self, user: UserId, letter: Letter) {
        let id = LetterId::fresh();
        let job = SendLetter { id, user, letter };
        for _ in 0..2 {
            run_send_letter(&self.mailer, self.store(), &job).await.expect("runs, and again");
        }
    }

    /// Recipient and subject of what was kept, in order.
    async fn kept(&self) -> Vec<(String, String)> {
        sqlx::query_as("select recipient, subject from letters_kept order by kept_at, id")
            .fetch_all(&self.store().pool)
            .await
            .expect("letters")
    }
}

fn security() -> Letter {
    Letter::Security(Change::TotpOff)
}

#[tokio::test]
async fn a_letter_goes_once_to_the_address_and_in_the_language_of_now() {
    let desk = Desk::open().await;
    let user = desk.person("ada").await;
    desk.set(user, "update users set email = 'new@example.test', language = 'fr' where id = $1")
        .await;
    desk.send(user, security()).await;
    let subject = "L’application d’authentification a été retirée";
    assert_eq!(desk.kept().await, [("new@example.test".to_owned(), subject.to_owned())]);
}

#[tokio::test]
async fn notices_go_to_whoever_wants_them_and_security_to_everybody_with_an_address() {
    let desk = Desk::open().await;
    let [willing, unwilling, suspended, erased, unreachable] = [
        desk.person("willing").await,
        desk.person("unwilling").await,
        desk.person("suspended").await,
        desk.person("erased").await,
        desk.person("unreachable").await,
    ];
    desk.set(unwilling, r#"update users set channels = '{"email": false}' where id = $1"#)
        .await;
    desk.set(suspended, "update users set status = 'suspended' where id = $1").await;
    desk.set(
        erased,
        "update users set status = 'erased', erased_at = now(), email = null, password_hash = null, display_name = 'Erased user' where id = $1",
    )
    .await;
    desk.set(unreachable, "update users set email = null where id = $1").await;
    let everybody = [willing, unwilling, suspended, erased, unreachable, UserId::fresh()];
    for user in everybody {
        desk.send(user, notice("Paid out")).await;
    }
    for user in everybody {
        desk.send(user, security()).await;
    }
    let recipients: Vec<String> = desk.kept().await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(
        recipients,
        ["willing", "willing", "unwilling", "suspended"].map(|name| format!("{name}@example.test"))
    );
}

#[tokio::test]
async fn the_last_letter_of_an_account_goes_to_the_address_that_it_had() {
    let desk = Desk::open().await;
    let to = Recipient {
        email: "gone@example.test".into(),
        name: "Ada".into(),
        language: Language::En,
    };
    let job = SendTo {
        id: LetterId::fresh(),
        to,
        letter: Letter::Erased,
    };
    run_send_to(&desk.mailer, &job).await.expect("runs");
    assert_eq!(
        desk.kept().await,
        [("gone@example.test".to_owned(), "Your account was erased".to_owned())]
    );
}

#[tokio::test]
async fn the_mailbox_keeps_the_newest_500() {
    let desk = Desk::open().await;
    sqlx::query(
        "insert into letters_kept (id, recipient, subject, body_text, body_html, kept_at)
         select gen_random_uuid(), 'old@example.test', n::text, '', '', now() - interval '1 day' + n * interval '1 second' from generate_series(1, 600) n",
    )
    .execute(&desk.store().pool)
    .await
    .expect("letters");
    let user = desk.person("ada").await;
    desk.send(user, security()).await;
    let kept = desk.kept().await;
    assert_eq!(kept.len(), 500);
    assert_eq!((kept[0].1.as_str(), kept[499].0.as_str()), ("102", "ada@example.test"));
}
