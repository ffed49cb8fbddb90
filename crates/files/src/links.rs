//! Addresses that open one file for a few minutes: the server's own, signed, where no bucket signs them.

use amanat_base::{Error, FileId, Result, Secret, Time};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Keeps this use of the secret apart from every other one.
const PURPOSE: &[u8] = b"amanat: links to files, 1";

/// Signs and checks.
#[derive(Clone)]
pub(crate) struct Links {
    /// Newest first: the first signs, all are accepted.
    keys: Vec<[u8; 32]>,
}

impl Links {
    pub(crate) fn new(secrets: &[Secret]) -> Result<Self> {
        let derived = secrets.iter().map(|secret| {
            let mut mac = keyed(secret.expose().as_bytes())?;
            mac.update(PURPOSE);
            Ok(mac.finalize().into_bytes().into())
        });
        Ok(Self {
            keys: derived.collect::<Result<_>>()?,
        })
    }

    /// Path and query of a file until `expires`.
    pub(crate) fn sign(&self, file: FileId, expires: Time) -> Result<String> {
        let key = self.keys.first().ok_or_else(|| Error::internal("no key for links"))?;
        let expires = expires.timestamp();
        let signature = hex::encode(mac(key, file, expires)?.finalize().into_bytes());
        Ok(format!("/files/{file}?expires={expires}&signature={signature}"))
    }

    /// Whether such a query opens this file at `now`. Compared in constant time.
    pub(crate) fn opens(&self, file: FileId, query: &str, now: Time) -> bool {
        let (mut expires, mut signature) = (None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "expires" => expires = value.parse::<i64>().ok(),
                "signature" => signature = hex::decode(&*value).ok(),
                _ => {}
            }
        }
        let (Some(expires), Some(signature)) = (expires, signature) else {
            return false;
        };
        let signed = self
            .keys
            .iter()
            .any(|key| mac(key, file, expires).is_ok_and(|mac| mac.verify_slice(&signature).is_ok()));
        signed && now.timestamp() < expires
    }
}

fn keyed(key: &[u8]) -> Result<Hmac<Sha256>> {
    Hmac::<Sha256>::new_from_slice(key).map_err(Error::internal)
}

fn mac(key: &[u8], file: FileId, expires: i64) -> Result<Hmac<Sha256>> {
    let mut mac = keyed(key)?;
    mac.update(file.0.as_bytes());
    mac.update(&expires.to_be_bytes());
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_link_opens_its_file_until_its_time_and_nothing_else() {
        let (old, new) = (
            Secret::new("an older secret of thirty-two bytes"),
            Secret::new("a newer secret of thirty-two bytes!"),
        );
        let links = Links::new(&[new.clone(), old.clone()]).unwrap();
        let (file, now) = (FileId::fresh(), Time::from_timestamp(1_790_000_000, 0).unwrap());
        let at = now + TimeDelta::minutes(5);
        let query = |path: &str| path.split_once('?').unwrap().1.to_owned();
        let link = query(&links.sign(file, at).unwrap());
        assert!(links.opens(file, &link, now));
        assert!(links.opens(file, &link, at - TimeDelta::seconds(1)));
        assert!(!links.opens(file, &link, at));
        assert!(!links.opens(FileId::fresh(), &link, now));
        assert!(!links.opens(file, &link.replace("expires=1", "expires=2"), now));
        for forged in [
            "",
            "expires=9999999999",
            "expires=9999999999&signature=",
            "expires=x&signature=00",
            "signature=zz",
            "%ff",
        ] {
            assert!(!links.opens(file, forged, now), "{forged}");
        }
        let before = query(&Links::new(&[old]).unwrap().sign(file, at).unwrap());
        assert!(links.opens(file, &before, now), "secrets are rotated");
        assert!(!Links::new(&[new]).unwrap().opens(file, &before, now));
    }
}
