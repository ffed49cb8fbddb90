//! What every handler may reach: the database and the token keys. Features that need more take it as an argument of their
//! `router(…)` and pass it on as an `Extension`.

use crate::tokens::TokenKeys;
use amanat_store::Store;
use std::sync::Arc;

/// The state of every router. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// The database and its clock.
    pub store: Store,
    /// Signs and checks access tokens.
    pub tokens: Arc<TokenKeys>,
    /// True in development: conveniences may exist.
    pub development: bool,
    /// Whether guards, resolvers and administrators need a second factor to act as that.
    pub staff_second_factor: bool,
}
