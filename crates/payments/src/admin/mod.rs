//! What an administrator decides about networks, tokens and confirmations, and what waits for them.

mod awaiting;
mod health;
mod networks;
mod strays;
mod thresholds;

pub use awaiting::AwaitingView;
pub use networks::{AdminAsset, AdminNetwork, PublicNetwork};
pub use thresholds::Thresholds;

use amanat_web::Ctx;
use utoipa_axum::router::OpenApiRouter;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    networks::router()
        .merge(health::router())
        .merge(thresholds::router())
        .merge(awaiting::router())
        .merge(strays::router())
}
