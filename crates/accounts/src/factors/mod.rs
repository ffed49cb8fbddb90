//! What proves a person besides the password: passkeys, the authenticator app, recovery codes; and proving it again before what matters.

mod authenticator_app;
mod ceremonies;
mod codes;
mod passkeys;
mod prove_passkey;
mod recovery_codes;
mod relying_party;
mod sealed;
mod second_factor;
mod step_up;
mod totp;
pub(crate) mod ways_in;

pub(crate) use relying_party::has_passkeys;
pub use sealed::{check_ring, rotate};
pub(crate) use second_factor::{SecondFactor, owed};
pub(crate) use step_up::fresh_sign_in_proves;

use amanat_base::{Result, Time};
use amanat_web::Ctx;
use sqlx::PgConnection;
use utoipa_axum::router::OpenApiRouter;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .merge(passkeys::router())
        .merge(prove_passkey::router())
        .merge(authenticator_app::router())
        .merge(recovery_codes::router())
        .merge(second_factor::router())
        .merge(step_up::router())
}

/// Forgets challenges and tickets that nobody came back for.
pub(crate) async fn tidy(conn: &mut PgConnection, now: Time) -> Result<()> {
    sqlx::query!("delete from ceremonies where expires_at < $1", now)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from sign_in_tickets where expires_at < $1", now)
        .execute(conn)
        .await?;
    Ok(())
}
