//! Several scanners in one process: one for each chain and server.

use crate::{Config, HttpSink, HttpWatch, Result, Scanner};
use amanat_base::Secret;
use amanat_chain::Pool;
use std::sync::Arc;
use url::Url;

/// A server that wants to hear of payments.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its address, without path.
    pub url: Url,
    /// The secret shared with it.
    pub secret: Secret,
}

/// Follows every chain for every server until dropped. Configuration errors come back at once. With several servers, each
/// needs a state file of its own, so `state_file` gets the server's host and port before its extension.
pub async fn run(chains: Vec<(Config, Arc<Pool>)>, targets: Vec<Target>) -> Result<()> {
    let many = targets.len() > 1;
    let mut scanners = Vec::new();
    for (config, pool) in chains {
        for target in &targets {
            let mut config = config.clone();
            if let (true, Some(path)) = (many, &config.state_file) {
                let host = target.url.host_str().unwrap_or("server");
                let port = target.url.port_or_known_default().unwrap_or_default();
                config.state_file = Some(path.with_extension(format!("{host}-{port}.json")));
            }
            let source = HttpWatch::new(target.url.clone(), target.secret.clone(), config.chain_id)?;
            let sink = HttpSink::new(&target.url, target.secret.clone())?;
            scanners.push(Scanner::new(config, pool.clone(), source, sink)?.run());
        }
    }
    futures::future::join_all(scanners).await;
    Ok(())
}
