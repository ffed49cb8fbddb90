//! Who we are to authenticators: the site's host, and the one origin whose pages may ask for passkeys.

use crate::Accounts;
use amanat_base::{Code, Error, Result};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use url::Url;
use webauthn_rs::prelude::{Webauthn, WebauthnBuilder, WebauthnError};

/// How long a challenge waits for its answer.
pub(super) const CHALLENGE: Duration = Duration::from_secs(300);

/// Whether this site can have passkeys: browsers make none for a bare IP address.
pub(crate) fn has_passkeys(accounts: &Accounts) -> bool {
    accounts.site.domain().is_some()
}

/// The library, set up for the site. `NOT_CONFIGURED` where there can be no passkeys.
pub(super) fn webauthn(accounts: &Accounts) -> Result<Webauthn> {
    of_site(&accounts.site)
}

fn of_site(site: &Url) -> Result<Webauthn> {
    let host = site.domain().ok_or_else(|| {
        Code::NotConfigured.say("Passkeys need a site with a name: this one is reached by an IP address. Set PUBLIC_URL to a host name.")
    })?;
    WebauthnBuilder::new(host, site)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_with_a_name_has_passkeys_and_a_bare_address_has_none() {
        let of = |site: &str| of_site(&site.parse().expect("an address")).map_err(|e| e.code);
        for site in ["https://deal.example", "https://deal.example:8443/", "http://localhost:5001"] {
            assert!(of(site).is_ok(), "{site}");
        }
        for site in ["http://192.0.2.7:5001", "https://[2001:db8::1]"] {
            assert_eq!(of(site).err(), Some(Code::NotConfigured), "{site}");
        }
    }
}
