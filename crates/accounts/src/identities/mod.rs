//! Accounts elsewhere that sign a person in here: OpenID providers and Telegram.

use amanat_web::Ctx;
use utoipa_axum::router::OpenApiRouter;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
}
