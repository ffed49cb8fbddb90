//! Networks, endpoints and tokens, editable while running; and the public list that pages show.

use amanat_base::{Amount, AssetId, Code, Error, Page, Result};
use amanat_chain::{
    EvmAddress,
    registry::{self, AssetRow, Endpoint, Network, Rail},
};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Json, PageOf, Path, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_public_networks))
        .routes(routes!(list_payment_assets))
        .routes(routes!(list_networks))
        .routes(routes!(get_network, put_network))
        .routes(routes!(list_assets, put_asset))
}

/// A network that payments can use, as everybody may see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicNetwork {
    /// EIP-155 id.
    pub chain_id: i64,
    /// Its name.
    pub name: String,
    /// Ticker of its native coin.
    pub native_symbol: String,
    /// Block explorer.
    pub explorer_url: Option<String>,
    /// Usual time between blocks, in milliseconds.
    pub block_time_ms: i32,
    /// Confirmations where no threshold says otherwise.
    pub confirmations: i32,
    /// Accepted assets.
    pub assets: Vec<AssetRow>,
}

/// The networks and tokens that are accepted now.
#[utoipa::path(get, path = "/api/payment/networks", tag = "payment", responses((status = 200, body = PageOf<PublicNetwork>)))]
async fn list_public_networks(ctx: State<Ctx>) -> Answer<Page<PublicNetwork>> {
    let mut conn = ctx.store.pool.acquire().await?;
    let assets = registry::assets(&mut conn, None).await?;
    let networks = registry::networks(&mut conn)
        .await?
        .into_iter()
        .filter(|n| n.enabled)
        .map(|n| PublicNetwork {
            assets: assets.iter().filter(|a| a.enabled && a.chain_id == n.chain_id).cloned().collect(),
            chain_id: n.chain_id,
            name: n.name,
            native_symbol: n.native_symbol,
            explorer_url: n.explorer_url,
            block_time_ms: n.block_time_ms,
            confirmations: n.confirmations,
        });
    ok(Page::whole(networks.collect()))
}

/// What an amount is counted in, on whatever rail; also what is not accepted any more, for what was paid before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicAsset {
    /// Its id.
    pub id: AssetId,
    /// By which way it comes and goes.
    pub rail: Rail,
    /// EIP-155 id of its network; null on the card rail.
    pub chain_id: Option<i64>,
    /// Ticker or ISO 4217 code, for people only.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: i16,
    /// Currency in which it is accepted at par.
    pub par_currency: Option<String>,
    /// New payments may use it.
    pub enabled: bool,
}

/// Every asset that amounts are told in.
#[utoipa::path(get, path = "/api/payment/assets", tag = "payment", responses((status = 200, body = PageOf<PublicAsset>)))]
async fn list_payment_assets(ctx: State<Ctx>) -> Answer<Page<PublicAsset>> {
    let units = registry::units(&mut *ctx.store.pool.acquire().await?).await?;
    let assets = units.into_iter().map(|unit| PublicAsset {
        id: unit.id,
        rail: unit.rail,
        chain_id: unit.chain_id,
        symbol: unit.symbol,
        decimals: unit.decimals,
        par_currency: unit.par_currency,
        enabled: unit.enabled,
    });
    ok(Page::whole(assets.collect()))
}

/// A network with its endpoints, which may carry API keys.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminNetwork {
    /// The network.
    pub network: Network,
    /// How it is reached, best first.
    pub endpoints: Vec<Endpoint>,
}

async fn admin_network(conn: &mut PgConnection, network: Network) -> Result<AdminNetwork> {
    Ok(AdminNetwork {
        endpoints: registry::endpoints(conn, network.chain_id).await?,
        network,
    })
}

/// Every network with its endpoints. Administrators.
#[utoipa::path(get, path = "/api/admin/networks", tag = "admin", security(("bearer" = [])),
    responses((status = 200, body = PageOf<AdminNetwork>)))]
async fn list_networks(ctx: State<Ctx>, _: AdminCaller) -> Answer<Page<AdminNetwork>> {
    let mut conn = ctx.store.pool.acquire().await?;
    let mut all = Vec::new();
    for network in registry::networks(&mut conn).await? {
        all.push(admin_network(&mut conn, network).await?);
    }
    ok(Page::whole(all))
}

/// One network with its endpoints. Administrators.
#[utoipa::path(get, path = "/api/admin/networks/{chainId}", tag = "admin", params(("chainId" = i64, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<AdminNetwork>)))]
async fn get_network(ctx: State<Ctx>, _: AdminCaller, Path(chain_id): Path<i64>) -> Answer<AdminNetwork> {
    let mut conn = ctx.store.pool.acquire().await?;
    let network = registry::network(&mut conn, chain_id).await?.ok_or(Error::new(Code::NotFound))?;
    ok(admin_network(&mut conn, network).await?)
}

/// Everything about a network.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkRequest {
    /// For people; unique.
    #[garde(length(chars, min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// Ticker of the native coin.
    #[garde(length(chars, min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub native_symbol: String,
    /// Whether it is offered and followed.
    #[garde(skip)]
    pub enabled: bool,
    /// Confirmations where no threshold says otherwise.
    #[garde(range(min = 1, max = 10_000))]
    #[schema(minimum = 1, maximum = 10_000)]
    pub confirmations: i32,
    /// Blocks under which no reorganisation is expected.
    #[garde(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub finality_depth: i32,
    /// Usual time between blocks, in milliseconds.
    #[garde(range(min = 1, max = 3_600_000))]
    #[schema(minimum = 1, maximum = 3_600_000)]
    pub block_time_ms: i32,
    /// Block explorer, for links.
    #[garde(inner(url, length(max = 300)))]
    #[schema(max_length = 300)]
    pub explorer_url: Option<String>,
    /// Replaces the endpoints; without it they stay.
    #[garde(inner(length(max = 20)))]
    #[schema(max_items = 20)]
    pub endpoints: Option<Vec<Endpoint>>,
}

/// Adds a network or changes everything about it; in force at once. Administrators.
#[utoipa::path(put, path = "/api/admin/networks/{chainId}", tag = "admin", params(("chainId" = i64, Path, minimum = 1)),
    request_body = NetworkRequest, security(("bearer" = [])), responses((status = 200, body = Envelope<AdminNetwork>)))]
async fn put_network(
    ctx: State<Ctx>,
    admin: AdminCaller,
    Path(chain_id): Path<i64>,
    Json(body): Json<NetworkRequest>,
) -> Answer<AdminNetwork> {
    let network = Network {
        chain_id,
        name: body.name,
        native_symbol: body.native_symbol,
        enabled: body.enabled,
        confirmations: body.confirmations,
        finality_depth: body.finality_depth,
        block_time_ms: body.block_time_ms,
        explorer_url: body.explorer_url,
    };
    let mut tx = ctx.store.begin().await?;
    let before = match registry::network(&mut tx, chain_id).await? {
        Some(known) => Some(admin_network(&mut tx, known).await?),
        None => None,
    };
    registry::upsert_network(&mut tx, &network).await?;
    if let Some(endpoints) = &body.endpoints {
        registry::put_endpoints(&mut tx, chain_id, endpoints).await?;
    }
    let answer = admin_network(&mut tx, network).await?;
    let (was, is) = (before.as_ref().map(told), told(&answer));
    admin.record(&mut tx, "network.put", ("network", &chain_id), was, is).await?;
    tx.commit().await?;
    ok(answer)
}

/// A network as the audit log tells of it: of endpoints only the hosts, because their addresses may carry keys.
fn told(network: &AdminNetwork) -> Value {
    let host = |e: &Endpoint| url::Url::parse(&e.url).ok().and_then(|u| u.host_str().map(str::to_owned));
    let endpoints: Vec<_> = network
        .endpoints
        .iter()
        .map(|e| json!({ "host": host(e), "priority": e.priority, "enabled": e.enabled }))
        .collect();
    json!({ "network": network.network, "endpoints": endpoints })
}

/// A listed asset with its dust limit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminAsset {
    /// The asset.
    pub asset: AssetRow,
    /// Base units; less than this is recorded and ignored.
    pub dust: Amount,
}

async fn admin_asset(conn: &mut PgConnection, asset: AssetRow) -> Result<AdminAsset> {
    let dust = sqlx::query_scalar!(r#"select dust as "dust: Amount" from assets where id = $1"#, asset.id.0)
        .fetch_one(conn)
        .await?;
    Ok(AdminAsset { asset, dust })
}

/// The assets of a network. Administrators.
#[utoipa::path(get, path = "/api/admin/networks/{chainId}/assets", tag = "admin", params(("chainId" = i64, Path)), security(("bearer" = [])),
    responses((status = 200, body = PageOf<AdminAsset>)))]
async fn list_assets(ctx: State<Ctx>, _: AdminCaller, Path(chain_id): Path<i64>) -> Answer<Page<AdminAsset>> {
    let mut conn = ctx.store.pool.acquire().await?;
    registry::network(&mut conn, chain_id).await?.ok_or(Error::new(Code::NotFound))?;
    let mut all = Vec::new();
    for asset in registry::assets(&mut conn, Some(chain_id)).await? {
        all.push(admin_asset(&mut conn, asset).await?);
    }
    ok(Page::whole(all))
}

/// A token or the native coin.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssetRequest {
    /// Token contract; null for the native coin. Network and contract are the asset's identity.
    #[garde(skip)]
    pub contract: Option<EvmAddress>,
    /// Ticker, for people only.
    #[garde(length(chars, min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub symbol: String,
    /// Digits after the point of a whole unit. Can't be changed later.
    #[garde(range(min = 0, max = 36))]
    #[schema(minimum = 0, maximum = 36)]
    pub decimals: i16,
    /// Currency in which a whole unit is accepted as one, for a stablecoin.
    #[garde(inner(length(chars, min = 1, max = 12)))]
    #[schema(min_length = 1, max_length = 12)]
    pub par_currency: Option<String>,
    /// Whether new payments may use it.
    #[garde(skip)]
    pub enabled: bool,
    /// Base units; less than this is recorded and ignored. Nothing is dust where absent.
    #[garde(skip)]
    pub dust: Option<Amount>,
}

/// Lists an asset, or changes the one with this network and contract. Administrators.
#[utoipa::path(put, path = "/api/admin/networks/{chainId}/assets", tag = "admin", params(("chainId" = i64, Path, minimum = 1)),
    request_body = AssetRequest, security(("bearer" = [])), responses((status = 200, body = Envelope<AdminAsset>)))]
async fn put_asset(ctx: State<Ctx>, admin: AdminCaller, Path(chain_id): Path<i64>, Json(body): Json<AssetRequest>) -> Answer<AdminAsset> {
    let mut tx = ctx.store.begin().await?;
    registry::network(&mut tx, chain_id).await?.ok_or(Error::new(Code::NotFound))?;
    let row = AssetRow {
        id: AssetId::fresh(),
        chain_id,
        contract: body.contract,
        symbol: body.symbol,
        decimals: body.decimals,
        par_currency: body.par_currency,
        enabled: body.enabled,
    };
    let known = registry::assets(&mut tx, Some(chain_id))
        .await?
        .into_iter()
        .find(|a| a.contract == row.contract);
    let before = match known {
        Some(known) => Some(admin_asset(&mut tx, known).await?),
        None => None,
    };
    let id = registry::upsert_asset(&mut tx, &row).await?;
    let dust = body.dust.unwrap_or_default();
    sqlx::query!("update assets set dust = $2 where id = $1", id.0, dust as Amount)
        .execute(&mut *tx)
        .await?;
    let after = AdminAsset {
        asset: AssetRow { id, ..row },
        dust,
    };
    admin.record(&mut tx, "asset.put", ("asset", &id), &before, &after).await?;
    tx.commit().await?;
    ok(after)
}
