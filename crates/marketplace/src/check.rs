//! What several requests check in the same way.

use amanat_base::{Error, Price, Result};
use serde::{Deserialize, Serialize};

/// A person, as strangers see them.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Account id.
    pub id: amanat_base::UserId,
    /// Public name.
    pub display_name: String,
}

/// Some text that isn't only spaces.
pub(crate) fn not_blank(text: &str, (): &()) -> garde::Result {
    if text.trim().is_empty() {
        return Err(garde::Error::new("must not be blank"));
    }
    Ok(())
}

/// A currency code or token symbol.
pub(crate) fn currency(text: &str, (): &()) -> garde::Result {
    let fits = (2..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if fits {
        Ok(())
    } else {
        Err(garde::Error::new("must be 2 to 10 capital letters or digits"))
    }
}

/// A name in an address: small letters, digits, single dashes.
pub(crate) fn slug(text: &str, (): &()) -> garde::Result {
    let part = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.split('-').all(part) {
        Ok(())
    } else {
        Err(garde::Error::new(
            "must be small letters and digits, with single dashes between them",
        ))
    }
}

/// More than nothing.
pub(crate) fn positive(path: &str, price: &Price) -> Result<()> {
    if price.is_zero() {
        return Err(Error::invalid(path, "must be more than zero"));
    }
    Ok(())
}
