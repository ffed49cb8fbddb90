//! Letters: what the platform writes to people by e-mail, in their language, and how it is sent.
//!
//! A [`Letter`] says what there is to say; [`Mailer`] renders it (text and HTML) and sends it by SMTP, or, on an instance without SMTP,
//! keeps it for the development mailbox. [`post`] enqueues a letter in the caller's transaction; a letter whose link is a secret is sent
//! by the job that makes the secret, which therefore is stored nowhere.

mod jobs;
mod kept;
mod letter;
mod mailer;
mod render;
mod smtp;
#[cfg(test)]
mod tests;
mod texts;

pub use amanat_base::Language;
pub use jobs::{LETTERS, SendLetter, SendTo, post, post_to, run_send_letter, run_send_to};
pub use kept::forget;
pub use letter::{Change, GoodFor, Letter};
pub use mailer::{Mailer, Recipient};
pub use render::{Rendered, in_language, render};
pub use smtp::{Sender, Smtp, SmtpServer};

/// Where a person sees how their account is protected and which notices they want.
pub(crate) const ACCOUNT_PAGE: &str = "/account";
