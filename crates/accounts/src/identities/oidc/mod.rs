//! Sign-in by an OpenID provider: authorization code with PKCE, state and nonce; the browser comes back to `…/callback`.
//!
//! The browser is bound to its flow by a cookie, and a flow is taken once. What comes back by redirect never has a token in its address:
//! the refresh token is a cookie, and the ticket for a second factor is in the fragment, which no server sees.

mod flow;
mod http;
mod provider;
mod routes;

pub use provider::{Provider, ProviderSettings};
pub(super) use routes::router;
