//! The built-in PostgreSQL for async callers. The launcher itself is `amanat-pg`, which `xtask` shares.

use amanat_base::{Code, Error, Result};
pub use amanat_pg::Embedded;
use std::path::{Path, PathBuf};

/// Starts or joins the data folder's server (`<data>/pg`). The refusal is one sentence for the person at the terminal.
pub async fn start(data: impl Into<PathBuf>) -> Result<Embedded> {
    let data = data.into();
    let started = tokio::task::spawn_blocking(move || Embedded::start(&data))
        .await
        .map_err(Error::internal)?;
    started.map_err(|error| Code::Internal.say(error.to_string()))
}

/// Gives up our share of the server; the last user stops it. Waits until it has stopped.
pub async fn stop(server: Embedded) -> Result<()> {
    let stopped = tokio::task::spawn_blocking(move || server.stop()).await.map_err(Error::internal)?;
    stopped.map_err(|error| Code::Internal.say(error.to_string()))
}

/// URL of the data folder's server when it runs.
pub fn find_running(data: &Path) -> Option<String> {
    Embedded::find_running(data)
}
