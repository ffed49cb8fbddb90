//! What accounts need besides the database: the composition root fills it in, every handler reaches it as an `Extension`.

use crate::{Identities, PasswordRules};
use amanat_base::KeyRing;
use amanat_mail::Mailer;
use url::Url;

/// The wired-up parts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// Sends letters.
    pub mailer: Mailer,
    /// Seals the secrets of authenticator apps.
    pub ring: KeyRing,
    /// Address of the site (`PUBLIC_URL`), for links, passkeys and redirects.
    pub site: Url,
    /// Which passwords are refused.
    pub passwords: PasswordRules,
    /// Which accounts elsewhere sign people in.
    pub identities: Identities,
}
