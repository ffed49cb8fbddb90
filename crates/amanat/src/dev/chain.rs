//! The development chain: two test tokens and the native coin, registered once, found again after a restart.

use alloy::primitives::Address;
use amanat_base::{AssetId, Result};
use amanat_chain::{EvmAddress, Policy, Pool, devnet, evm, registry};
use amanat_store::Store;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use url::Url;

/// Chain id of the development chain.
pub const CHAIN_ID: i64 = 31_337;

const NAME: &str = "Development chain";

/// Waits for the chain, and makes sure that its tokens exist on it and in the registry.
pub async fn prepare(store: &Store, rpc: &Url, treasury: Address) -> Result<()> {
    let pool = Pool::http(CHAIN_ID as u64, &[rpc.as_str()], Policy::default())?;
    wait(&pool).await?;
    register(store, rpc).await?;
    if !tokens_exist(store, &pool).await? {
        deploy(store, &pool).await?;
    }
    // Gas for payouts and sweeps: on a real chain the operator funds the treasury.
    let () = pool
        .call::<Option<bool>>("anvil_setBalance", json!([treasury, "0x3635c9adc5dea00000"]))
        .await
        .map(drop)?;
    Ok(())
}

async fn wait(pool: &Pool) -> Result<()> {
    let mut tries = 0;
    loop {
        match evm::block_number(pool).await {
            Ok(_) => return Ok(()),
            Err(error) if tries >= 40 => return Err(error.into()),
            Err(_) => tries += 1,
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

async fn register(store: &Store, rpc: &Url) -> Result<()> {
    let mut tx = store.begin().await?;
    let network = registry::Network {
        chain_id: CHAIN_ID,
        name: NAME.into(),
        native_symbol: "ETH".into(),
        enabled: true,
        confirmations: 3,
        finality_depth: 64,
        block_time_ms: 2000,
        explorer_url: None,
    };
    if registry::network(&mut tx, CHAIN_ID).await?.is_none() {
        registry::upsert_network(&mut tx, &network).await?;
    }
    // The port may be another one than last time.
    let endpoint = registry::Endpoint {
        url: rpc.to_string(),
        priority: 0,
        enabled: true,
    };
    registry::put_endpoints(&mut tx, CHAIN_ID, &[endpoint]).await?;
    tx.commit().await
}

/// False on a chain that is new, or that was lost while the database was kept: the same deployment gives the same addresses again.
async fn tokens_exist(store: &Store, pool: &Arc<Pool>) -> Result<bool> {
    let mut conn = store.pool.acquire().await?;
    let known = registry::assets(&mut conn, Some(CHAIN_ID)).await?;
    drop(conn);
    let contracts: Vec<EvmAddress> = known.iter().filter_map(|asset| asset.contract).collect();
    for contract in &contracts {
        let code: String = pool.call("eth_getCode", json!([contract.0, "latest"])).await?;
        if code.len() <= 2 {
            tracing::warn!(contract = %contract.0, "the development chain was lost while the database was kept; deploying its tokens again");
            return Ok(false);
        }
    }
    Ok(!contracts.is_empty())
}

async fn deploy(store: &Store, pool: &Pool) -> Result<()> {
    let dollar = devnet::deploy_token(pool, "Test Dollar", "tUSD", 6).await?;
    let dai = devnet::deploy_token(pool, "Test Dai", "tDAI", 18).await?;
    let mut tx = store.begin().await?;
    let rows = [
        (Some(dollar), "tUSD", 6, "USD"),
        (Some(dai), "tDAI", 18, "USD"),
        (None, "ETH", 18, "ETH"),
    ];
    for (contract, symbol, decimals, currency) in rows {
        let contract = contract.map(EvmAddress);
        let known = registry::asset_by_contract(&mut tx, CHAIN_ID, contract).await?;
        let row = registry::AssetRow {
            id: known.map_or_else(AssetId::fresh, |asset| asset.id),
            chain_id: CHAIN_ID,
            contract,
            symbol: symbol.into(),
            decimals,
            par_currency: Some(currency.into()),
            enabled: true,
        };
        registry::upsert_asset(&mut tx, &row).await?;
    }
    tx.commit().await
}
