//! How letters go out: by SMTP, or into the development mailbox.

use crate::{Language, Letter, Sender, SmtpServer, kept, render::render, smtp::Smtp};
use amanat_base::{LetterId, Result};
use amanat_store::Store;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use url::Url;

/// To whom a letter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Address.
    pub email: String,
    /// How to greet them.
    pub name: String,
    /// In which language.
    pub language: Language,
}

/// Sends letters. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// Keeps them in `letters_kept`, for an instance without SMTP.
    Kept {
        /// Where.
        store: Store,
        /// Address of the site, for links.
        site: Url,
    },
    /// Sends them.
    Smtp(Arc<Smtp>),
}

impl Mailer {
    /// Through a mail server. An error says what is wrong with the settings; nothing is asked of the server yet.
    pub fn smtp(server: &SmtpServer, from: &Sender, site: Url) -> Result<Self, String> {
        Smtp::new(server, from, site).map(|smtp| Self::Smtp(Arc::new(smtp)))
    }

    /// Address of the site, with which links begin.
    pub fn site(&self) -> &Url {
        match self {
            Self::Kept { site, .. } => site,
            Self::Smtp(smtp) => smtp.site(),
        }
    }

    /// Renders and sends. An error means that it may be tried again; a letter that its recipient's server refuses for good is logged and
    /// counts as done.
    pub async fn send(&self, to: &Recipient, letter: &Letter) -> Result<()> {
        self.send_as(LetterId::fresh(), to, letter).await
    }

    /// The same, under an id that stays when it is tried again, so that who gets it twice can tell.
    pub async fn send_as(&self, id: LetterId, to: &Recipient, letter: &Letter) -> Result<()> {
        let rendered = render(to, letter, self.site())?;
        match self {
            Self::Kept { store, .. } => kept::keep(store, id, &to.email, &rendered).await,
            Self::Smtp(smtp) => smtp.send(id, to, letter, rendered).await,
        }
    }
}
