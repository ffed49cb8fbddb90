//! What proves a person besides the password: passkeys, the authenticator app, recovery codes; and proving it again before what matters.

use crate::sign_in::Way;
use amanat_base::{Result, UserId};
use amanat_store::Tx;
use amanat_web::Ctx;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// The second factor that is owed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecondFactor {
    /// Stands for the first factor for five minutes, once.
    ticket: String,
}

/// Whether this sign-in owes a second factor, and the ticket for it.
pub(crate) async fn owed(_tx: &mut Tx, _user: UserId, _way: Way) -> Result<Option<SecondFactor>> {
    Ok(None)
}

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
}
