//! How the endpoints of a network are, asked just now.

use crate::Payments;
use amanat_base::{Code, Error};
use amanat_chain::{EndpointHealth, registry};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Path, ok};
use axum::{Extension, extract::State};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_network_health))
}

/// How an endpoint in use is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EndpointView {
    /// Host and port; never the path, which may carry a key.
    pub host: String,
    /// It answered just now.
    pub answers: bool,
    /// Its newest block.
    pub block: Option<u64>,
    /// Blocks behind the best of its neighbours.
    pub lag: Option<u64>,
    /// Milliseconds that the answer took.
    pub took_ms: Option<u64>,
    /// Failures in a row.
    pub failures: u32,
    /// Seconds for which it is left alone still.
    pub resting_s: u64,
    /// The chain that it serves instead, while it is quarantined for that.
    pub wrong_chain: Option<u64>,
    /// Why it failed last, if ever since this process knows it.
    pub last_error: Option<String>,
}

/// How a network can be reached.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NetworkHealth {
    /// EIP-155 id.
    pub chain_id: i64,
    /// The newest block that any endpoint knows.
    pub block: Option<u64>,
    /// Endpoints in use, best first; none where the network has none in use.
    pub endpoints: Vec<EndpointView>,
}

/// Asks every endpoint of a network for its newest block, except those in quarantine. Administrators.
#[utoipa::path(get, path = "/api/admin/networks/{chainId}/health", tag = "admin", params(("chainId" = i64, Path)),
    security(("bearer" = [])), responses((status = 200, body = Envelope<NetworkHealth>)))]
async fn get_network_health(
    State(ctx): State<Ctx>,
    Extension(payments): Extension<Payments>,
    _: AdminCaller,
    Path(chain_id): Path<i64>,
) -> Answer<NetworkHealth> {
    let mut conn = ctx.store.pool.acquire().await?;
    registry::network(&mut conn, chain_id).await?.ok_or(Error::new(Code::NotFound))?;
    let pool = payments.chains.pool(&mut conn, chain_id).await;
    drop(conn);
    let found = match pool {
        Ok(pool) => pool.examine().await,
        Err(error) if error.code == Code::NotConfigured => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let best = found.iter().filter_map(|endpoint| endpoint.block).max();
    ok(NetworkHealth {
        chain_id,
        block: best,
        endpoints: found.into_iter().map(|endpoint| view(endpoint, best)).collect(),
    })
}

fn view(endpoint: EndpointHealth, best: Option<u64>) -> EndpointView {
    let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    EndpointView {
        host: endpoint.name,
        answers: endpoint.block.is_some(),
        block: endpoint.block,
        lag: best.zip(endpoint.block).map(|(best, block)| best.saturating_sub(block)),
        took_ms: endpoint.took.map(ms),
        failures: endpoint.failures,
        resting_s: endpoint.resting.as_secs(),
        wrong_chain: endpoint.wrong_chain,
        last_error: endpoint.last_error,
    }
}
