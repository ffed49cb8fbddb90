//! Sign-in from a Telegram Mini App: Telegram signs who opened it (init data), and we read that once.

mod init_data;
mod routes;

pub use init_data::Bot;
pub(super) use routes::router;

/// As which provider Telegram is kept.
pub(super) const ID: &str = "telegram";
