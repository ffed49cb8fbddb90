//! The development chain: deploying test tokens, minting, paying from the node's own unlocked accounts. Never used in production.

use crate::{
    ChainError, Pool, Result,
    evm::{self, Receipt},
};
use alloy::primitives::{Address, B256, U256, keccak256};
use amanat_base::Amount;
use serde_json::{Value, json};

/// The first account of anvil's default phrase; it has 10,000 coins and mints test tokens.
pub const DEV_ACCOUNT: Address = alloy::primitives::address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

const TEST_TOKEN: &str = include_str!("../../../contracts/artifacts/TestToken.json");

/// Deploys an honest ERC-20 that anybody may mint.
pub async fn deploy_token(pool: &Pool, name: &str, symbol: &str, decimals: u8) -> Result<Address> {
    let artifact: Value = serde_json::from_str(TEST_TOKEN).map_err(|e| ChainError::Inconsistent(e.to_string()))?;
    let code = artifact["bytecode"].as_str().unwrap_or_default();
    let input = format!("{code}{}", hex::encode(constructor(name, symbol, decimals)));
    let receipt: Value = run(pool, json!({"from": DEV_ACCOUNT, "data": input})).await?;
    let address = receipt["contractAddress"].as_str().and_then(|t| t.parse().ok());
    address.ok_or_else(|| ChainError::Inconsistent("no contract address in the receipt".into()))
}

/// Mints test tokens; returns the transaction's hash.
pub async fn mint(pool: &Pool, token: Address, to: Address, amount: Amount) -> Result<B256> {
    call(
        pool,
        DEV_ACCOUNT,
        token,
        "mint(address,uint256)",
        &[to.into_word().into(), amount.0],
    )
    .await
}

/// Pays `amount` of a token, or of native coin, from an unlocked account; returns the transaction's hash.
pub async fn pay(pool: &Pool, from: Address, token: Option<Address>, to: Address, amount: Amount) -> Result<B256> {
    match token {
        Some(token) => call(pool, from, token, "transfer(address,uint256)", &[to.into_word().into(), amount.0]).await,
        None => send(pool, json!({"from": from, "to": to, "value": format!("{:#x}", amount.0)})).await,
    }
}

async fn call(pool: &Pool, from: Address, to: Address, signature: &str, words: &[U256]) -> Result<B256> {
    let mut input = keccak256(signature)[..4].to_vec();
    words.iter().for_each(|w| input.extend_from_slice(&w.to_be_bytes::<32>()));
    send(pool, json!({"from": from, "to": to, "data": format!("0x{}", hex::encode(input))})).await
}

/// Nonce, gas and fees are named, because the node's own guesses for several transactions at once replace one by another. The fee is
/// ample: a full block before must not leave this one waiting.
async fn send(pool: &Pool, mut tx: Value) -> Result<B256> {
    let nonce: String = pool.call("eth_getTransactionCount", json!([tx["from"], "pending"])).await?;
    tx["nonce"] = nonce.into();
    tx["gas"] = "0x2dc6c0".into();
    tx["gasPrice"] = "0x174876e800".into();
    pool.call("eth_sendTransaction", json!([tx])).await
}

async fn run(pool: &Pool, tx: Value) -> Result<Value> {
    let hash = send(pool, tx).await?;
    wait_mined(pool, hash).await?;
    pool.call("eth_getTransactionReceipt", json!([hash])).await
}

/// Waits up to ten seconds for a transaction to be mined. `Inconsistent` when it was not, or failed.
pub async fn wait_mined(pool: &Pool, tx: B256) -> Result<Receipt> {
    for _ in 0..200 {
        match evm::receipt(pool, tx).await? {
            Some(receipt) if receipt.succeeded() => return Ok(receipt),
            Some(_) => return Err(ChainError::Inconsistent(format!("transaction {tx} failed"))),
            None => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
    Err(ChainError::Inconsistent(format!("transaction {tx} was not mined in time")))
}

/// ABI encoding of `(string, string, uint8)`.
fn constructor(name: &str, symbol: &str, decimals: u8) -> Vec<u8> {
    use alloy::sol_types::SolValue;
    (name, symbol, U256::from(decimals)).abi_encode_params()
}
