//! Accounts elsewhere that sign a person in here: OpenID providers, Telegram, and Ethereum wallets.
//!
//! A known one signs in. An unknown one makes an account, if what it says of its owner is proven and concerns nobody here already; it is
//! never joined to an existing account by itself, because whoever owns an address elsewhere need not be who owns it here. Linking is done
//! by the signed-in owner.

mod book;
mod methods;
mod oidc;
mod own;
mod settings;
mod siwe;
mod telegram;

pub use oidc::{Provider, ProviderSettings};
pub use settings::Identities;
pub use telegram::Bot;

use amanat_base::{Result, Time};
use amanat_web::Ctx;
use sqlx::PgConnection;
use utoipa_axum::router::OpenApiRouter;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .merge(methods::router())
        .merge(own::router())
        .merge(oidc::router())
        .merge(telegram::router())
        .merge(siwe::router())
}

/// Forgets what waits for an answer no more.
pub(crate) async fn tidy(conn: &mut PgConnection, now: Time) -> Result<()> {
    sqlx::query!("delete from oidc_flows where expires_at < $1", now)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from telegram_seen where expires_at < $1", now)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from siwe_nonces where expires_at < $1", now)
        .execute(&mut *conn)
        .await?;
    Ok(())
}
