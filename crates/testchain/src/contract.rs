//! Bytecode and calls of the contracts in `contracts/`.

use alloy::{
    primitives::{Address, U256, keccak256},
    sol_types::SolValue,
};
use serde_json::{Value, json};

/// Creation code of a contract of `contracts/artifacts`, with its constructor arguments.
pub fn bytecode(name: &str, arguments: &[u8]) -> String {
    let path = format!("{}/../../contracts/artifacts/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let artifact: Value = serde_json::from_str(&text).expect("an artifact");
    format!(
        "{}{}",
        artifact["bytecode"].as_str().expect("bytecode"),
        alloy::hex::encode(arguments)
    )
}

/// Constructor arguments of `TestToken`.
pub fn token_arguments(name: &str, symbol: &str, decimals: u8) -> Vec<u8> {
    (name, symbol, U256::from(decimals)).abi_encode_params()
}

/// Call data: selector of `signature` and ABI-encoded parameters.
pub fn call(signature: &str, parameters: &[u8]) -> Vec<u8> {
    [&keccak256(signature)[..4], parameters].concat()
}

/// `transfer(to, amount)`.
pub fn transfer(to: Address, amount: U256) -> Vec<u8> {
    call("transfer(address,uint256)", &(to, amount).abi_encode_params())
}

/// `mint(to, amount)`.
pub fn mint(to: Address, amount: U256) -> Vec<u8> {
    call("mint(address,uint256)", &(to, amount).abi_encode_params())
}

/// A transaction request that is mined even when it fails.
pub fn request(from: Address, to: Address, data: &[u8]) -> Value {
    json!({"from": from, "to": to, "data": format!("0x{}", alloy::hex::encode(data)), "gas": "0x7a120"})
}
