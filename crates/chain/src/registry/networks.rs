//! Networks and the endpoints through which they are reached.

use crate::{Policy, Pool};
use amanat_base::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::sync::Arc;

/// An EVM network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Network {
    /// EIP-155 id.
    pub chain_id: i64,
    /// For people; unique.
    pub name: String,
    /// Ticker of the native coin.
    pub native_symbol: String,
    /// Whether it is offered and followed.
    pub enabled: bool,
    /// Confirmations where no band says otherwise.
    pub confirmations: i32,
    /// Blocks under which no reorg is expected.
    pub finality_depth: i32,
    /// Usual time between blocks, in milliseconds.
    pub block_time_ms: i32,
    /// Block explorer, for links: `{explorerUrl}/tx/{hash}`.
    pub explorer_url: Option<String>,
}

/// A JSON-RPC endpoint of a network. The URL may carry an API key: for administrators only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// HTTP or HTTPS URL.
    pub url: String,
    /// Lower is asked first.
    pub priority: i32,
    /// Whether it is used.
    pub enabled: bool,
}

/// Every network, by chain id.
pub async fn networks(conn: &mut PgConnection) -> Result<Vec<Network>> {
    Ok(sqlx::query_as!(Network, "select * from networks order by chain_id")
        .fetch_all(conn)
        .await?)
}

/// One network, if it is known.
pub async fn network(conn: &mut PgConnection, chain_id: i64) -> Result<Option<Network>> {
    Ok(sqlx::query_as!(Network, "select * from networks where chain_id = $1", chain_id)
        .fetch_optional(conn)
        .await?)
}

/// Adds a network or changes everything about it.
pub async fn upsert_network(conn: &mut PgConnection, n: &Network) -> Result<()> {
    check(n)?;
    sqlx::query!(
        "insert into networks (chain_id, name, native_symbol, enabled, confirmations, finality_depth, block_time_ms, explorer_url)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (chain_id) do update set name = excluded.name, native_symbol = excluded.native_symbol, enabled = excluded.enabled,
           confirmations = excluded.confirmations, finality_depth = excluded.finality_depth, block_time_ms = excluded.block_time_ms,
           explorer_url = excluded.explorer_url",
        n.chain_id,
        n.name,
        n.native_symbol,
        n.enabled,
        n.confirmations,
        n.finality_depth,
        n.block_time_ms,
        n.explorer_url
    )
    .execute(conn)
    .await
    .map_err(name_taken)?;
    Ok(())
}

fn check(n: &Network) -> Result<()> {
    let range = |ok: bool, path: &str, msg: &str| if ok { Ok(()) } else { Err(Error::invalid(path, msg)) };
    range(n.chain_id > 0, "chainId", "must be more than 0")?;
    range((1..=10_000).contains(&n.confirmations), "confirmations", "must be 1 to 10000")?;
    range((1..=100_000).contains(&n.finality_depth), "finalityDepth", "must be 1 to 100000")?;
    range((1..=3_600_000).contains(&n.block_time_ms), "blockTimeMs", "must be 1 to 3600000")?;
    range(!n.name.trim().is_empty(), "name", "must not be empty")
}

fn name_taken(e: sqlx::Error) -> Error {
    match e.as_database_error().and_then(|d| d.constraint()) {
        Some("networks_name") => Code::NameTaken.say("Another network has this name."),
        _ => e.into(),
    }
}

/// The endpoints of a network, best first, also those that are switched off.
pub async fn endpoints(conn: &mut PgConnection, chain_id: i64) -> Result<Vec<Endpoint>> {
    let rows = sqlx::query_as!(
        Endpoint,
        "select url, priority, enabled from rpc_endpoints where chain_id = $1 order by priority, url",
        chain_id
    );
    Ok(rows.fetch_all(conn).await?)
}

/// Replaces the endpoints of a network. Call it inside a transaction.
pub async fn put_endpoints(conn: &mut PgConnection, chain_id: i64, endpoints: &[Endpoint]) -> Result<()> {
    sqlx::query!("delete from rpc_endpoints where chain_id = $1", chain_id)
        .execute(&mut *conn)
        .await?;
    for e in endpoints {
        if !(e.url.starts_with("http://") || e.url.starts_with("https://")) {
            return Err(Error::invalid("url", "must be an http or https URL"));
        }
        sqlx::query!(
            "insert into rpc_endpoints (chain_id, url, priority, enabled) values ($1, $2, $3, $4)
             on conflict (chain_id, url) do update set priority = excluded.priority, enabled = excluded.enabled",
            chain_id,
            e.url,
            e.priority,
            e.enabled
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// A pool over the enabled endpoints of a network. `NOT_CONFIGURED` when there is none.
pub async fn open_pool(conn: &mut PgConnection, chain_id: i64, policy: Policy) -> Result<Arc<Pool>> {
    let urls: Vec<String> = endpoints(conn, chain_id)
        .await?
        .into_iter()
        .filter(|e| e.enabled)
        .map(|e| e.url)
        .collect();
    if urls.is_empty() {
        return Err(Code::NotConfigured.say("This network has no RPC endpoint."));
    }
    let id = u64::try_from(chain_id).map_err(Error::internal)?;
    Ok(Pool::http(id, &urls, policy)?)
}
