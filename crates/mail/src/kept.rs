//! The development mailbox: letters of an instance without SMTP, the newest of them.

use crate::render::Rendered;
use amanat_base::{LetterId, Result};
use amanat_store::{Store, Tx};

/// How many letters are kept.
const MOST: i64 = 500;

/// Keeps a letter; one of the same id is there already.
pub(crate) async fn keep(store: &Store, id: LetterId, recipient: &str, letter: &Rendered) -> Result<()> {
    let now = store.now().await?;
    sqlx::query!(
        "insert into letters_kept (id, recipient, subject, body_text, body_html, kept_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do nothing",
        id.0,
        recipient,
        letter.subject,
        letter.text,
        letter.html,
        now,
    )
    .execute(&store.pool)
    .await?;
    sqlx::query!(
        "delete from letters_kept where (kept_at, id) < (select kept_at, id from letters_kept order by kept_at desc, id desc offset $1 limit 1)",
        MOST - 1
    )
    .execute(&store.pool)
    .await?;
    Ok(())
}

/// Somebody leaves for good: the letters that were kept for their address go.
pub async fn forget(tx: &mut Tx, recipient: &str) -> Result<()> {
    sqlx::query!("delete from letters_kept where recipient = $1", recipient)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
