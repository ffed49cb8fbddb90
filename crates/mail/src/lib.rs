//! Letters: what the platform writes to people by e-mail, in their language, and how it is sent.
//!
//! A [`Letter`] says what there is to say; [`Mailer`] renders it (text and HTML) and sends it by SMTP, or, on an instance without SMTP,
//! keeps it for the development mailbox. [`post`] enqueues a letter in the caller's transaction; a letter whose link is a secret is sent
//! by the job that makes the secret, which therefore is stored nowhere.

mod letter;
mod mailer;

pub use letter::{Change, Language, Letter};
pub use mailer::{Mailer, Recipient};

use amanat_base::{Result, UserId};
use amanat_store::{Job, Tx, enqueue};
use serde::{Deserialize, Serialize};

/// Sends one letter to a person, at the address that they have when it goes out; whoever has none gets none.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendLetter {
    /// To whom.
    pub user: UserId,
    /// What.
    pub letter: Letter,
}

impl Job for SendLetter {
    const NAME: &'static str = "send_letter";
}

/// Enqueues a letter to a person.
pub async fn post(tx: &mut Tx, user: UserId, letter: Letter) -> Result<()> {
    enqueue(tx, &SendLetter { user, letter }).await
}
