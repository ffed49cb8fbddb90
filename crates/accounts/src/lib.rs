//! People: registration and sign-in, sessions of rotating refresh tokens, roles, profile, payout addresses, and their administration.
//!
//! A refresh token is used once; whoever uses it a second time ends the session for both, because one of the two has stolen it.

mod addresses;
mod admin;
mod api_keys;
mod audit_log;
mod auth;
mod avatar;
mod by_letter;
mod change_password;
mod countries;
pub mod doctor;
mod email_change;
mod erase;
mod events;
mod factors;
mod identities;
mod impersonation;
mod links;
mod own_sessions;
mod password;
mod payout_addresses;
mod presented;
mod profile;
mod protection;
mod public_profile;
mod registration;
mod sessions;
mod setup;
mod sign_in;
mod text;
mod throttle;
mod users;

pub use admin::change_role;
pub use erase::{Leaver, NAME as ERASED_NAME, forget, lock_to_erase};
pub use events::{Ended, Event};
pub use factors::{check_ring, rotate};
pub use identities::{Bot, Identities, Provider, ProviderSettings};
pub use links::{DeliverLink, run_deliver_link};
pub use password::{PasswordHash, PasswordRules, hash_password};
pub use sessions::Opened;
pub use setup::Accounts;
pub use throttle::tidy;
pub use users::{Channels, NewUser, User, UserStatus, create as create_user, load as load_user};

use amanat_web::Ctx;
use axum::Extension;
use utoipa_axum::router::OpenApiRouter;

/// The routes of accounts.
pub fn router(accounts: Accounts) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .merge(auth::router())
        .merge(registration::router())
        .merge(by_letter::router())
        .merge(change_password::router())
        .merge(email_change::router())
        .merge(own_sessions::router())
        .merge(profile::router())
        .merge(avatar::router())
        .merge(addresses::router())
        .merge(public_profile::router())
        .merge(payout_addresses::router())
        .merge(admin::router())
        .merge(api_keys::router())
        .merge(impersonation::router())
        .merge(audit_log::router())
        .merge(factors::router())
        .merge(identities::router())
        .layer(Extension(accounts))
}
