//! `amanat scan`: the scanner alone, for one or many servers.

use super::database;
use crate::{
    config::Config,
    scan::{self, Networks},
    serve,
};
use amanat_base::Result;

/// Follows until told to stop.
pub async fn run(config: Config) -> Result<()> {
    serve::start_logging(&config);
    let networks = match &config.chain.scanner_rpc {
        Some(text) => Networks::Fixed(scan::parse_rpc(text)?),
        None => Networks::Database(database::connect().await?),
    };
    let targets = scan::targets(&config)?;
    let (told, stop) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        serve::told_to_stop(false).await;
        let _ = told.send(true);
    });
    scan::follow(&config, networks, targets, stop).await;
    Ok(())
}
