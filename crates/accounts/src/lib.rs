//! People: registration and sign-in, sessions of rotating refresh tokens, roles, profile, payout addresses, and their administration.
//!
//! A refresh token is used once; whoever uses it a second time ends the session for both, because one of the two has stolen it.

mod admin;
mod auth;
mod events;
mod factors;
mod identities;
mod own_sessions;
mod password;
mod payout_addresses;
mod presented;
mod profile;
mod sessions;
mod setup;
mod sign_in;
mod throttle;
mod users;

pub use events::{Ended, Event};
pub use factors::{check_ring, rotate};
pub use password::{PasswordHash, hash_password};
pub use sessions::Opened;
pub use setup::Accounts;
pub use throttle::tidy;
pub use users::{NewUser, User, UserStatus, create as create_user, load as load_user};

use amanat_web::Ctx;
use axum::Extension;
use utoipa_axum::router::OpenApiRouter;

/// The routes of accounts.
pub fn router(accounts: Accounts) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .merge(auth::router())
        .merge(own_sessions::router())
        .merge(profile::router())
        .merge(payout_addresses::router())
        .merge(admin::router())
        .merge(factors::router())
        .merge(identities::router())
        .layer(Extension(accounts))
}
