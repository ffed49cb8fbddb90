//! Passwords: argon2id on blocking threads, a few at a time, and the same work whether or not the account exists. Which ones are refused is
//! in `rules`.

mod breached;
mod rules;

pub use rules::PasswordRules;

use amanat_base::{Error, Result};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash as Phc};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// Hashes at a time: each takes 19 MiB and a core for some tens of milliseconds.
static SLOTS: Semaphore = Semaphore::const_new(4);

/// A PHC string of a password.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(pub(crate) String);

/// OWASP's argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hash(password: &str) -> Result<String> {
    let hash = argon2()
        .hash_password(password.as_bytes())
        .map_err(|e| Error::internal(e.to_string()))?;
    Ok(hash.to_string())
}

/// Hashes a new password with a fresh salt. Takes tens of milliseconds; not for inside a transaction.
pub async fn hash_password(password: String) -> Result<PasswordHash> {
    Ok(PasswordHash(blocking(move || hash(&password)).await?))
}

/// Whether the password fits. Without a hash to compare with, it works as long and says no.
pub(crate) async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    blocking(move || {
        let exists = stored.is_some();
        let stored = match stored {
            Some(stored) => stored,
            None => nobodys_hash()?,
        };
        let parsed = Phc::new(&stored).map_err(|e| Error::internal(e.to_string()))?;
        Ok(argon2().verify_password(password.as_bytes(), &parsed).is_ok() && exists)
    })
    .await
}

/// Whether this hash costs less than one made today.
pub(crate) fn is_outdated(stored: &str) -> bool {
    let today = Params::DEFAULT;
    let Ok(parsed) = Phc::new(stored) else { return true };
    let Ok(params) = Params::try_from(&parsed) else { return true };
    parsed.algorithm.as_str() != Algorithm::Argon2id.as_str()
        || params.m_cost() < today.m_cost()
        || params.t_cost() < today.t_cost()
        || params.p_cost() < today.p_cost()
}

/// Compared with when there is no such account.
fn nobodys_hash() -> Result<String> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash.clone());
    }
    let fresh = hash("nobody has this password")?;
    Ok(HASH.get_or_init(|| fresh).clone())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let slot = SLOTS.acquire().await.map_err(Error::internal)?;
    // The slot goes along: the thread works on even when the request is given up.
    let held = move || {
        let _slot = slot;
        work()
    };
    tokio::task::spawn_blocking(held).await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_only_its_own_hash_and_never_nobodys() {
        let PasswordHash(stored) = hash_password("correct horse".into()).await.expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse".into(), Some(stored.clone())).await.expect("verifies"));
        assert!(!verify("correct horsE".into(), Some(stored)).await.expect("verifies"));
        assert!(!verify("nobody has this password".into(), None).await.expect("verifies"));
    }

    #[test]
    fn a_hash_that_costs_less_than_todays_is_to_be_made_anew() {
        let phc = |params: &str| format!("$argon2id$v=19${params}$YSBzYWx0IG9mIGEgdGVzdA$jN0gwlotEQhBrsbsUXms/1YD4pDkE7gcFIMkf9x2cC4");
        assert!(!is_outdated(&phc("m=19456,t=2,p=1")));
        assert!(!is_outdated(&phc("m=65536,t=3,p=1")), "and one that costs more is not");
        assert!(is_outdated(&phc("m=8,t=1,p=1")) && is_outdated(&phc("m=19456,t=1,p=1")));
        assert!(is_outdated(&phc("m=19456,t=2,p=1").replace("argon2id", "argon2i")) && is_outdated("-"));
        assert!(
            !is_outdated(&nobodys_hash().expect("hashes")),
            "nobody's password costs what everybody's does"
        );
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        let (a, b) = (hash_password("same".into()).await, hash_password("same".into()).await);
        assert_ne!(a.expect("hashes").0, b.expect("hashes").0);
    }
}
