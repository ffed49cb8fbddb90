//! What several requests about listings check in the same way.

use crate::sealed::LONGEST;
use amanat_base::{CategoryId, Error, Price, Result, Secret};
use serde::{Deserialize, Deserializer, de::Error as _};
use sqlx::PgConnection;

/// Some text that isn't only spaces.
pub(super) fn not_blank(text: &str, (): &()) -> garde::Result {
    if text.trim().is_empty() {
        return Err(garde::Error::new("must not be blank"));
    }
    Ok(())
}

/// A currency code as ISO 4217 writes it.
pub(super) fn currency(text: &str, (): &()) -> garde::Result {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(())
    } else {
        Err(garde::Error::new("must be 3 capital letters"))
    }
}

/// A secret that can be sealed: 1 to 65,536 bytes, not only spaces.
pub(super) fn secret(secret: &Secret, (): &()) -> garde::Result {
    let text = secret.expose();
    if text.trim().is_empty() || text.len() > LONGEST {
        return Err(garde::Error::new(format!("must be 1 to {LONGEST} bytes and not blank")));
    }
    Ok(())
}

/// More than nothing.
pub(super) fn positive(path: &str, price: &Price) -> Result<()> {
    if price.is_zero() {
        return Err(Error::invalid(path, "must be more than zero"));
    }
    Ok(())
}

/// Absent and `null` are different things in a change.
pub(super) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(d).map(Some)
}

/// Reads a secret, or several; the usual sentence about a wrong type would repeat what was sent.
pub(super) fn quietly<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<T, D::Error> {
    T::deserialize(d).map_err(|_| D::Error::custom("must be text"))
}

/// Refuses a category that takes nothing new.
pub(super) async fn category_open(conn: &mut PgConnection, id: Option<CategoryId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let open = sqlx::query_scalar!("select 1 from categories where id = $1 and active", id.0);
    match open.fetch_optional(conn).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("categoryId", "is not a category that takes listings")),
    }
}
