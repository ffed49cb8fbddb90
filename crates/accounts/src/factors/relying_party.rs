//! Who we are to authenticators: the site's host, and the one origin whose pages may ask for passkeys.

use crate::Accounts;
use amanat_base::{Code, Error, Result};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use webauthn_rs::prelude::{Webauthn, WebauthnBuilder, WebauthnError};

/// How long a challenge waits for its answer.
pub(super) const CHALLENGE: Duration = Duration::from_secs(300);

/// Whether this site can have passkeys: browsers make none for a bare IP address.
pub(crate) fn has_passkeys(accounts: &Accounts) -> bool {
    accounts.site.domain().is_some()
}

/// The library, set up for the site. `NOT_CONFIGURED` where there can be no passkeys.
pub(super) fn webauthn(accounts: &Accounts) -> Result<Webauthn> {
    let host = accounts.site.domain().ok_or_else(|| {
        Code::NotConfigured.say("Passkeys need a site with a name: this one is reached by an IP address. Set PUBLIC_URL to a host name.")
    })?;
    WebauthnBuilder::new(host, &accounts.site)
        .and_then(|builder| builder.rp_name("Amanat").timeout(CHALLENGE).build())
        .map_err(Error::internal)
}

/// Why an answer was not accepted, which is nobody's business but the log's.
pub(super) fn refused(why: WebauthnError) -> Error {
    Error::new(Code::PasskeyRefused).because(why)
}

/// The options within what the library answers: what a browser's `PublicKeyCredential.parse…OptionsFromJSON` takes.
pub(super) fn options(challenge: &impl Serialize) -> Result<Value> {
    let mut whole = serde_json::to_value(challenge).map_err(Error::internal)?;
    Ok(whole["publicKey"].take())
}
