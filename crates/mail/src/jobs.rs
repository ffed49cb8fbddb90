//! Letters on the queue: written in the transaction of what they tell, sent when it has committed.

use crate::{Language, Letter, Mailer, Recipient};
use amanat_base::{LetterId, Result, UserId};
use amanat_store::{Job, Store, Tx, enqueue};
use serde::{Deserialize, Serialize};

/// The queue of every job that sends letters: a mail server that is slow to answer must not keep other work waiting.
pub const LETTERS: &str = "letters";

/// Sends one letter to a person, at the address that they have when it goes out; whoever has none gets none.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendLetter {
    /// The same each time that it is tried.
    pub id: LetterId,
    /// To whom.
    pub user: UserId,
    /// What.
    pub letter: Letter,
}

impl Job for SendLetter {
    const NAME: &'static str = "send_letter";
    const QUEUE: Option<&'static str> = Some(LETTERS);
}

/// Sends one letter to an address that is no account's any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendTo {
    /// The same each time that it is tried.
    pub id: LetterId,
    /// To whom.
    pub to: Recipient,
    /// What.
    pub letter: Letter,
}

impl Job for SendTo {
    const NAME: &'static str = "send_to";
    const QUEUE: Option<&'static str> = Some(LETTERS);
}

/// Enqueues a letter to a person.
pub async fn post(tx: &mut Tx, user: UserId, letter: Letter) -> Result<()> {
    let id = LetterId::fresh();
    enqueue(tx, &SendLetter { id, user, letter }).await
}

/// Enqueues a letter to an address that the account is about to lose, or has lost.
pub async fn post_to(tx: &mut Tx, to: Recipient, letter: Letter) -> Result<()> {
    let id = LetterId::fresh();
    enqueue(tx, &SendTo { id, to, letter }).await
}

/// Sends a person's letter. What concerns an account's protection always goes out; notices only to whoever wants them, and can act on them.
pub async fn run_send_letter(mailer: &Mailer, store: &Store, job: &SendLetter) -> Result<()> {
    let row = sqlx::query!(
        r#"select email, display_name, language as "language: Language", status = 'active' as "active!",
                  coalesce(channels->>'email', 'true') = 'true' as "wants_notices!"
           from users where id = $1"#,
        job.user.0
    )
    .fetch_optional(&store.pool)
    .await?;
    let Some(row) = row.filter(|row| !job.letter.is_notice() || (row.active && row.wants_notices)) else {
        return Ok(());
    };
    let Some(email) = row.email else {
        return Ok(());
    };
    let to = Recipient {
        email,
        name: row.display_name,
        language: row.language,
    };
    mailer.send_as(job.id, &to, &job.letter).await
}

/// Sends a letter to the address that it is for.
pub async fn run_send_to(mailer: &Mailer, job: &SendTo) -> Result<()> {
    mailer.send_as(job.id, &job.to, &job.letter).await
}
