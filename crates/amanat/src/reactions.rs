//! Who hears what: one exhaustive match from event to everything that follows from it.
//!
//! A reaction runs as a job in its own transaction: follow-up instructions, notifications, realtime rows. Each part is keyed by the
//! event's id, so a reaction that runs twice changes nothing the second time. A new event without a decision here does not compile.

mod accounts;
mod custody;
mod goods;
mod marketplace;
mod orders;
mod payments;

use crate::App;
use amanat_base::{Error, EventId, Result, UserId};
use amanat_notifications::{Emit, Notice, Room, emit, notify};
use amanat_store::{Announce, StoredEvent, Tx, load_event};
use serde_json::{Value, json};

/// What follows from one event, besides follow-up instructions.
#[derive(Default)]
struct Outcome {
    notices: Vec<Notice>,
    emits: Vec<Emit>,
}

impl Outcome {
    /// Tells a person, in their list and on their sockets.
    fn notify(&mut self, user: UserId, kind: &'static str, title: impl Into<String>, body: impl Into<String>, link: String) {
        self.notices.push(Notice {
            user,
            kind,
            title: title.into(),
            body: body.into(),
            link: Some(link),
            data: json!({}),
        });
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
        other => return Err(Error::internal(format!("an event of the unknown feature {other}"))),
    }
    carry_out(&mut tx, id, outcome).await?;
    tx.commit().await
}

/// Notices first; realtime rows last, because they hold the lock that keeps `seq` in commit order.
async fn carry_out(tx: &mut Tx, id: EventId, mut outcome: Outcome) -> Result<()> {
    for notice in std::mem::take(&mut outcome.notices) {
        let (user, payload) = (
            notice.user,
            json!({ "kind": notice.kind, "title": notice.title, "link": notice.link }),
        );
        if notify(tx, id, notice).await? {
            outcome.emit(Room::User(user), "notification:received", payload);
        }
    }
    // The job runs again after a crash, so these rows need not wait for the disk (ADR 3).
    sqlx::query("set local synchronous_commit = off").execute(&mut **tx).await?;
    emit(tx, id, &outcome.emits).await
}

fn decode<E: Announce>(event: &StoredEvent) -> Result<E> {
    serde_json::from_value(event.payload.clone()).map_err(Error::internal)
}
