//! What whoever runs the platform looks into: what waits for them, what came in, what the workers do, the books.
//!
//! Here and not in a feature, because it reaches over several; all but the overview is for administrators.

mod books;
mod overview;
mod queue;
mod verify;
mod webhooks;

pub(crate) use verify::{VerifyLedger, run_verify};

use crate::App;
use amanat_web::Ctx;
use axum::Extension;
use utoipa_axum::router::OpenApiRouter;

pub(crate) fn router(app: App) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .merge(overview::router())
        .merge(webhooks::router())
        .merge(queue::router())
        .merge(books::router())
        .merge(verify::router())
        .layer(Extension(app))
}
