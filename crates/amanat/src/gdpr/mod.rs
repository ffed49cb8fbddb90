//! What a person may ask of the platform about themselves: everything that is kept of them, and to be forgotten.
//!
//! Here and not in `accounts`, because both reach over all features' tables.

mod erase;
mod export;
mod sections;

pub use sections::{EXPORTED, Exclusion, NOT_EXPORTED, Section};

use crate::App;
use amanat_web::Ctx;
use axum::Extension;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router(app: App) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(export::export_account))
        .routes(routes!(erase::erase_account))
        .layer(Extension(app))
        .layer(Extension(export::Exports::new()))
}
