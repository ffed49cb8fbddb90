//! Writing a notification.

use crate::{Room, Words};
use amanat_base::{Error, EventId, Language, NotificationId, Result, UserId};
use amanat_store::Tx;

/// What one person is told because of one event.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Who is told.
    pub user: UserId,
    /// What sort, in snake_case; a person is told each kind once per event.
    pub kind: &'static str,
    /// What it says.
    pub words: Words,
    /// Path in the web app to go to.
    pub link: Option<String>,
    /// For programs.
    pub data: serde_json::Value,
}

/// Adds the notice to the person's list: in English for programs and exports, and its words, to be read in any language. False: they were told already.
pub async fn notify(tx: &mut Tx, event: EventId, notice: Notice) -> Result<bool> {
    let now = tx.now;
    let (title, body) = notice.words.write_in(Language::En)?;
    let data = notice.words.put_into(notice.data).map_err(Error::internal)?;
    let added = sqlx::query!(
        r#"insert into notifications (id, event_id, user_id, kind, title, body, link, data, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint notifications_once do nothing"#,
        NotificationId::fresh().0,
        event.0,
        notice.user.0,
        notice.kind,
        title,
        body,
        notice.link,
        data,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Somebody leaves for good: what they were told is deleted. What is told of them later, the database drops.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("delete from notifications where user_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from realtime_events where room = $1", Room::User(user).to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
