//! Which access token a call carries.
//!
//! What is remembered of a token never changes: for which listing it is, and what one call may cost at most. Whether it may be used
//! is asked of the database for every call.

use amanat_base::{Code, Error, ListingId, Result, TokenId};
use amanat_goods::tokens::lookup_hash;
use amanat_store::Store;
use axum::http::{HeaderMap, header};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Tokens remembered at most.
const MOST: usize = 50_000;
/// Longest token that is looked at, in bytes.
const LONGEST: usize = 200;

/// A token that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    pub(crate) token: TokenId,
    pub(crate) listing: ListingId,
    /// Most units that a call may cost, as the listing said when they were bought.
    pub(crate) most_per_call: Option<i64>,
}

/// The tokens that were seen.
#[derive(Clone, Default)]
pub(crate) struct Tokens(Arc<Mutex<HashMap<[u8; 32], Access>>>);

impl Tokens {
    /// The token of a call on `listing`.
    ///
    /// # Errors
    /// `TOKEN_INVALID`: none, unknown, or of another listing.
    pub(crate) async fn find(&self, store: &Store, headers: &HeaderMap, listing: ListingId) -> Result<Access> {
        let hash = lookup_hash(presented(headers)?);
        let known = self.locked().get(&hash).copied();
        let access = match known {
            Some(access) => access,
            None => self.look_up(store, hash).await?,
        };
        if access.listing != listing {
            return Err(Code::TokenInvalid.into());
        }
        Ok(access)
    }

    async fn look_up(&self, store: &Store, hash: [u8; 32]) -> Result<Access> {
        let row = sqlx::query_as!(
            Access,
            r#"select t.id as "token: TokenId", t.listing_id as "listing: ListingId", p.most_per_call as "most_per_call?"
               from tokens t left join purchases p on p.order_id = t.order_id where t.lookup_hash = $1"#,
            &hash[..]
        )
        .fetch_optional(&store.pool)
        .await?
        .ok_or(Error::new(Code::TokenInvalid))?;
        let mut tokens = self.locked();
        if tokens.len() >= MOST {
            tokens.clear();
        }
        tokens.insert(hash, row);
        Ok(row)
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<[u8; 32], Access>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Exactly one `Authorization: Bearer amt_…`.
fn presented(headers: &HeaderMap) -> Result<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Code::TokenInvalid.into());
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .filter(|token| token.starts_with("amt_") && token.len() <= LONGEST);
    token.ok_or(Error::new(Code::TokenInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_one_bearer_token_of_ours_is_taken() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, HeaderValue::from_static(value));
            }
            presented(&headers).map(str::to_owned).ok()
        };
        assert_eq!(of(&["Bearer amt_x"]).as_deref(), Some("amt_x"));
        assert_eq!(of(&["bearer  amt_x "]).as_deref(), Some("amt_x"));
        for refused in [
            &[][..],
            &["Basic amt_x"],
            &["amt_x"],
            &["Bearer eyJ"],
            &["Bearer"],
            &["Bearer amt_x", "Bearer amt_y"],
        ] {
            assert_eq!(of(refused), None, "{refused:?}");
        }
    }
}
