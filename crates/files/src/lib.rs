//! Files that people upload: avatars and what the parties of a deal show each other.
//!
//! What a file is, its content says; pictures are decoded and encoded anew; nothing that a browser could run is ever served inline.
//! Bytes live in a blob store (a folder or S3) under random keys, rows say whose they are, and every read is authorised by its object.

mod blobs;
pub mod doctor;
mod events;
mod kind;
mod links;
mod name;
mod on_orders;
mod own;
mod picture;
mod read;
mod serve;
mod service;
mod sweep;
mod upload;

pub use blobs::{Blobs, S3};
pub use events::Event;
pub use on_orders::OrderFile;
pub use read::FileView;
pub use serve::downloads;
pub use service::Files;
pub use sweep::{SweepFiles, Swept, forget, run_file_sweep};

use amanat_web::Ctx;
use axum::Extension;
use utoipa_axum::router::OpenApiRouter;

/// The routes of files. The bytes themselves are served by [`downloads`], outside the contract.
pub fn router(files: Files) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .merge(upload::router())
        .merge(own::router())
        .merge(read::router())
        .merge(on_orders::router())
        .layer(Extension(files))
}
