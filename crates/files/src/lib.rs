//! Files that people upload: avatars and what the parties of a deal show each other.
//!
//! What a file is, its content says; pictures are decoded and encoded anew; nothing that a browser could run is ever served inline.
//! Bytes live in a blob store (a folder or S3) under random keys, rows say whose they are, and every read is authorised by its object.

use amanat_web::Ctx;
use utoipa_axum::router::OpenApiRouter;

/// The routes of files.
pub fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
}
