//! The scanner inside `serve`, and alone as `amanat scan`: follows every enabled network, and starts anew when the list changes.

use crate::config::Config;
use amanat_base::{Code, Result};
use amanat_chain::{Policy, Pool, registry};
use amanat_scanner::Target;
use amanat_store::Store;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::sync::watch;

/// Where the networks and their endpoints come from.
#[derive(Clone, Debug)]
pub enum Networks {
    /// The registry of a server's database, read again every few seconds.
    Database(Store),
    /// `SCANNER_RPC`, for a scanner that stands alone: chain id and endpoints.
    Fixed(Vec<(u64, Vec<String>)>),
}

/// What is followed: chain id, finality depth, endpoints.
type Plan = Vec<(u64, u64, Vec<String>)>;

const DEFAULT_FINALITY: u64 = 64;

impl Networks {
    async fn plan(&self) -> Result<Plan> {
        let store = match self {
            Self::Fixed(list) => return Ok(list.iter().map(|(id, urls)| (*id, DEFAULT_FINALITY, urls.clone())).collect()),
            Self::Database(store) => store,
        };
        let mut conn = store.pool.acquire().await?;
        let mut plan = Vec::new();
        for network in registry::networks(&mut conn).await?.into_iter().filter(|n| n.enabled) {
            let endpoints = registry::endpoints(&mut conn, network.chain_id).await?;
            let urls: Vec<String> = endpoints.into_iter().filter(|e| e.enabled).map(|e| e.url).collect();
            let (id, depth) = (network.chain_id.unsigned_abs(), u64::from(network.finality_depth.unsigned_abs()));
            if !urls.is_empty() {
                plan.push((id, depth, urls));
            }
        }
        Ok(plan)
    }
}

/// Follows until `stop` turns true.
pub async fn follow(config: &Config, networks: Networks, targets: Vec<Target>, mut stop: watch::Receiver<bool>) {
    let mut plan = Plan::new();
    let mut running: Option<tokio::task::JoinHandle<()>> = None;
    while !*stop.borrow() {
        match networks.plan().await {
            Ok(next) if next != plan || running.as_ref().is_none_or(tokio::task::JoinHandle::is_finished) => {
                abort(running.take()).await;
                running = start(config, &next, targets.clone());
                plan = next;
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(error = ?error, "the list of networks can't be read; following on with the old one"),
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(3)) => {}
        }
    }
    abort(running).await;
}

async fn abort(task: Option<tokio::task::JoinHandle<()>>) {
    if let Some(task) = task {
        task.abort();
        let _ = task.await;
    }
}

fn start(config: &Config, plan: &Plan, targets: Vec<Target>) -> Option<tokio::task::JoinHandle<()>> {
    let chains: Vec<_> = plan
        .iter()
        .filter_map(|(id, depth, urls)| chain(config, *id, *depth, urls))
        .collect();
    if chains.is_empty() {
        return None;
    }
    tracing::info!(chains = chains.len(), servers = targets.len(), "scanner starts");
    Some(tokio::spawn(async move {
        if let Err(error) = amanat_scanner::run(chains, targets).await {
            tracing::error!(error = %error, "the scanner stopped; it starts again in a moment");
        }
    }))
}

fn chain(config: &Config, id: u64, depth: u64, urls: &[String]) -> Option<(amanat_scanner::Config, Arc<Pool>)> {
    let pool = Pool::http(id, urls, Policy::default())
        .inspect_err(|error| tracing::error!(chain.id = id, error = %error, "this network can't be followed"))
        .ok()?;
    let mut settings = amanat_scanner::Config::new(id, depth);
    settings.state_file = Some(state_file(config, id));
    // On a development chain look-alike tokens are worth flagging, and there are few enough transfers to see them all.
    settings.any_token = config.development.is_some();
    if config.development.is_some() {
        // A development chain may lose its newest blocks when it is killed; that is no reason to wait for them.
        settings.patience = Duration::from_secs(5);
    }
    settings.poll = if config.development.is_some() {
        Duration::from_millis(250)
    } else {
        settings.poll
    };
    Some((settings, pool))
}

fn state_file(config: &Config, id: u64) -> PathBuf {
    config.data_dir.join("scanner").join(format!("{id}.json"))
}

/// The servers to report to: those configured, else this machine's.
pub fn targets(config: &Config) -> Result<Vec<Target>> {
    let own = || {
        format!("http://127.0.0.1:{}", config.server.port)
            .parse()
            .map_err(amanat_base::Error::internal)
    };
    let urls = if config.chain.scanner_servers.is_empty() {
        vec![own()?]
    } else {
        config.chain.scanner_servers.clone()
    };
    Ok(urls
        .into_iter()
        .map(|url| Target {
            url,
            secret: config.chain.callback_secret.clone(),
        })
        .collect())
}

/// Reads `SCANNER_RPC`: `chainId=url|url,chainId=url`.
pub fn parse_rpc(text: &str) -> Result<Vec<(u64, Vec<String>)>> {
    let bad = || Code::NotConfigured.say("SCANNER_RPC should look like 1=https://a|https://b,8453=https://c");
    let chain = |part: &str| {
        let (id, urls) = part.split_once('=')?;
        Some((id.trim().parse().ok()?, urls.split('|').map(|u| u.trim().to_owned()).collect()))
    };
    text.split(',').map(|part| chain(part).ok_or_else(bad)).collect()
}
