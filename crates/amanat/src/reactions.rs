//! Who hears what: one exhaustive match from event to everything that follows from it.
//!
//! A reaction runs as a job in its own transaction: follow-up instructions, notifications, realtime rows. Each part is keyed by the
//! event's id, so a reaction that runs twice changes nothing the second time. A new event without a decision here does not compile.

mod accounts;
mod custody;
mod files;
mod goods;
mod letters;
mod marketplace;
mod orders;
mod payments;

use crate::App;
use amanat_base::{Error, EventId, Result, UserId};
use amanat_mail::{Change, Language, Letter, post};
use amanat_notifications::{Emit, Notice, Room, Words, emit, notify};
use amanat_store::{Announce, StoredEvent, Tx, load_event};
use amanat_texts::Said;
use serde_json::{Value, json};

/// What follows from one event, besides follow-up instructions.
#[derive(Default)]
struct Outcome {
    told: Vec<Told>,
    emits: Vec<Emit>,
}

/// What one person is told, in their list and perhaps by letter: both once per event.
struct Told {
    notice: Notice,
    letter: Option<Letter>,
}

impl Outcome {
    /// Tells a person, in their list and on their sockets, and by letter where the kind is worth one.
    fn notify(&mut self, user: UserId, kind: &'static str, title: impl Into<Said>, body: impl Into<Said>, link: String) {
        let words = Words::Said {
            title: title.into(),
            body: body.into(),
        };
        self.tell(user, kind, words, link);
    }

    fn tell(&mut self, user: UserId, kind: &'static str, words: Words, link: String) {
        let notice = Notice {
            user,
            kind,
            words,
            link: Some(link),
            data: json!({}),
        };
        let letter = letters::of(&notice);
        self.told.push(Told { notice, letter });
    }

    /// Tells a person what changed in how their account is protected. The letter always goes out, whatever they want of notices.
    fn protect(&mut self, user: UserId, change: Change) {
        let kind = letters::kind_of(&change);
        self.tell(user, kind, Words::Change(change), "/account".into());
    }

    /// Tells a room.
    fn emit(&mut self, room: Room, name: &'static str, payload: Value) {
        self.emits.push(Emit { room, name, payload });
    }

    /// Tells several people's own rooms.
    fn emit_to(&mut self, users: impl IntoIterator<Item = UserId>, name: &'static str, payload: &Value) {
        for user in users {
            self.emit(Room::User(user), name, payload.clone());
        }
    }
}

/// Reacts to one event.
pub async fn react(app: &App, id: EventId) -> Result<()> {
    let mut tx = app.ctx.store.begin().await?;
    let event = load_event(&mut tx, id).await?;
    let mut outcome = Outcome::default();
    match event.feature.as_str() {
        amanat_accounts::Event::FEATURE => accounts::react(&mut tx, &mut outcome, decode(&event)?).await?,
        amanat_marketplace::Event::FEATURE => marketplace::react(&mut outcome, decode(&event)?),
        amanat_orders::Event::FEATURE => orders::react(app, &mut tx, &mut outcome, id, decode(&event)?).await?,
        amanat_goods::Event::FEATURE => goods::react(&mut tx, &mut outcome, decode(&event)?).await?,
        amanat_gateway::Event::FEATURE => goods::react_to_use(&mut outcome, decode(&event)?),
        amanat_payments::Event::FEATURE => payments::react(&mut tx, &mut outcome, id, decode(&event)?).await?,
        amanat_custody::Event::FEATURE => custody::react(&mut outcome, decode(&event)?),
        amanat_files::Event::FEATURE => files::react(&mut tx, &mut outcome, decode(&event)?).await?,
        other => return Err(Error::internal(format!("an event of the unknown feature {other}"))),
    }
    carry_out(&mut tx, id, outcome).await?;
    tx.commit().await
}

/// Notices and letters first; realtime rows last, because they hold the lock that keeps `seq` in commit order.
async fn carry_out(tx: &mut Tx, id: EventId, mut outcome: Outcome) -> Result<()> {
    for Told { notice, letter } in std::mem::take(&mut outcome.told) {
        let user = notice.user;
        let (title, _) = notice.words.write_in(language_of(tx, user).await?)?;
        let payload = json!({ "kind": notice.kind, "title": title, "link": notice.link });
        if notify(tx, id, notice).await? {
            outcome.emit(Room::User(user), "notification:received", payload);
            if let Some(letter) = letter {
                post(tx, user, letter).await?;
            }
        }
    }
    // The job runs again after a crash, so these rows need not wait for the disk (ADR 3).
    sqlx::query("set local synchronous_commit = off").execute(&mut **tx).await?;
    emit(tx, id, &outcome.emits).await
}

/// What nobody asks for in a language is told in the person's own.
async fn language_of(tx: &mut Tx, user: UserId) -> Result<Language> {
    let language = sqlx::query_scalar!(r#"select language as "language: Language" from users where id = $1"#, user.0);
    Ok(language.fetch_one(&mut **tx).await?)
}

fn decode<E: Announce>(event: &StoredEvent) -> Result<E> {
    serde_json::from_value(event.payload.clone()).map_err(Error::internal)
}
