//! What a person may ask of the platform about themselves: everything that is kept of them, and to be forgotten.
//!
//! Here and not in `accounts`, because both reach over all features' tables.

mod erase;
mod export;
mod sections;

pub use sections::{EXPORTED, Exclusion, NOT_EXPORTED, Section};

use crate::App;
use amanat_base::{Code, Result};
use amanat_web::{Caller, Ctx, Via};
use axum::Extension;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router(app: App) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(export::export_account))
        .routes(routes!(erase::erase_account))
        .layer(Extension(app))
}

/// Neither a program nor whoever looks through the person's eyes.
fn require_the_person(caller: &Caller) -> Result<()> {
    match caller.via {
        Via::Person => Ok(()),
        Via::ApiKey(_) | Via::Impersonation(_) => Err(Code::Forbidden.say("Only the person themselves may do this.")),
    }
}
