//! Amanat, put together: configuration, router, reactions, workers, doctor, command line, development world.

mod app;
pub mod cli;
pub mod config;
mod desk;
pub mod dev;
mod docs;
pub mod doctor;
pub mod gdpr;
mod health;
mod jobs;
mod openapi;
mod reactions;
pub mod router;
pub mod scan;
mod selling;
pub mod serve;
mod site;

pub use app::App;

/// Installs the process's metrics recorder; repeating it changes nothing.
pub(crate) fn health_recorder() {
    health::recorder();
}
