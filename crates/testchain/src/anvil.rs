//! anvil on a free port with no state, killed when dropped.
//!
//! The binary is `AMANAT_ANVIL`, else the one that `npm install` puts under `tools/node_modules`.

use crate::contract;
use alloy::primitives::{Address, B256, U256};
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Chain id of a node started by [`Anvil::start`].
pub const CHAIN_ID: u64 = 31337;

/// How the node is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Seconds between blocks; `None` mines a block for each transaction.
    pub block_time_s: Option<u64>,
    /// False leaves mining to [`Anvil::mine`].
    pub automine: bool,
    /// EIP-155 id.
    pub chain_id: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            block_time_s: None,
            automine: true,
            chain_id: CHAIN_ID,
        }
    }
}

/// A running development node.
#[derive(Debug)]
pub struct Anvil {
    child: Child,
    url: String,
    client: reqwest::Client,
    automine: bool,
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the binary is, if it is installed.
pub fn binary() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("AMANAT_ANVIL") {
        return Some(path.into());
    }
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", "aarch64") => "darwin-arm64",
        ("macos", _) => "darwin-amd64",
        (_, "aarch64") => "linux-arm64",
        _ => "linux-amd64",
    };
    let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tools/node_modules/@foundry-rs");
    let path = tools.join(format!("anvil-{platform}/bin/anvil"));
    path.exists().then_some(path)
}

impl Anvil {
    /// A node that mines a block for each transaction.
    pub async fn start() -> Self {
        Self::start_with(&Options::default()).await
    }

    /// A node with these options. Panics with what is missing.
    pub async fn start_with(options: &Options) -> Self {
        let binary = binary().expect("anvil: run `npm install` in tools/, or set AMANAT_ANVIL");
        // Another process may take the port between asking and using it: then try the next.
        for _ in 0..5 {
            let port = free_port();
            let mut command = Command::new(&binary);
            command.args(["--port", &port.to_string(), "--chain-id", &options.chain_id.to_string(), "--silent"]);
            // Without a limit the node keeps state of every block, which the safety check reads.
            command.args(["--accounts", "20", "--balance", "1000000"]);
            if let Some(seconds) = options.block_time_s {
                command.args(["--block-time", &seconds.to_string()]);
            } else if !options.automine {
                command.arg("--no-mining");
            }
            let child = command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("anvil starts");
            let client = reqwest::Client::builder().no_proxy().build().expect("a client");
            let mut node = Self {
                child,
                url: format!("http://127.0.0.1:{port}"),
                client,
                automine: options.automine && options.block_time_s.is_none(),
            };
            if node.ready(options.chain_id).await {
                return node;
            }
        }
        panic!("anvil did not answer on five ports in a row");
    }

    async fn ready(&mut self, chain_id: u64) -> bool {
        for _ in 0..200 {
            if self.child.try_wait().expect("a child process").is_some() {
                return false;
            }
            if self
                .try_call("eth_chainId", json!([]))
                .await
                .is_ok_and(|id| id == json!(format!("{chain_id:#x}")))
            {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// Its JSON-RPC URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Process id, for tests that stop the node with a signal.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    async fn try_call(&self, method: &str, params: Value) -> Result<Value, String> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let answer = self.client.post(&self.url).json(&request).send().await.map_err(|e| e.to_string())?;
        let mut answer: Value = answer.json().await.map_err(|e| e.to_string())?;
        match answer.get("error") {
            Some(error) => Err(error.to_string()),
            None => Ok(answer["result"].take()),
        }
    }

    /// Any JSON-RPC call; panics on an error.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        match self.try_call(method, params.clone()).await {
            Ok(result) => result,
            Err(e) => panic!("{method} {params}: {e}"),
        }
    }

    /// Newest height.
    pub async fn head(&self) -> u64 {
        number(&self.call("eth_blockNumber", json!([])).await)
    }

    /// Hash of the block at a height.
    pub async fn hash_at(&self, height: u64) -> B256 {
        parsed(&self.call("eth_getBlockByNumber", json!([format!("{height:#x}"), false])).await["hash"])
    }

    /// The accounts that sign on their own, each with a million coins.
    pub async fn accounts(&self) -> Vec<Address> {
        let all = self.call("eth_accounts", json!([])).await;
        all.as_array().expect("a list").iter().map(parsed).collect()
    }

    /// Mines empty blocks (or the waiting transactions in the first of them).
    pub async fn mine(&self, blocks: u64) {
        self.call("anvil_mine", json!([format!("{blocks:#x}")])).await;
    }

    /// Replaces the newest `depth` blocks by empty ones: what was in them is gone.
    pub async fn reorg(&self, depth: u64) {
        self.call("anvil_reorg", json!([depth, []])).await;
    }

    /// Replaces the newest `depth` blocks; each transaction request goes into the new block at its offset (0 is the deepest).
    pub async fn reorg_with(&self, depth: u64, transactions: &[(Value, u64)]) {
        self.call("anvil_reorg", json!([depth, transactions])).await;
    }

    /// Takes the newest `depth` blocks away.
    pub async fn rollback(&self, depth: u64) {
        self.call("anvil_rollback", json!([depth])).await;
    }

    /// Remembers the state; [`Self::revert`] goes back to it.
    pub async fn snapshot(&self) -> Value {
        self.call("evm_snapshot", json!([])).await
    }

    /// Back to a snapshot, whose later blocks are gone.
    pub async fn revert(&self, snapshot: Value) {
        self.call("evm_revert", json!([snapshot])).await;
    }

    /// Sends a transaction from an account of the node. Where blocks come on their own, waits for the one that holds it:
    /// the node answers before it mines.
    pub async fn send(&self, tx: Value) -> B256 {
        let hash = parsed(&self.call("eth_sendTransaction", json!([tx])).await);
        for _ in 0..500 {
            if !self.automine || !self.receipt(hash).await.is_null() {
                return hash;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{hash} was not mined; with automine switched off, use `Options::automine`")
    }

    /// Sends native coin, in wei.
    pub async fn send_native(&self, from: Address, to: Address, wei: U256) -> B256 {
        self.send(json!({"from": from, "to": to, "value": wei})).await
    }

    /// A call that changes state, with a generous gas limit so that even one that fails is mined.
    pub async fn execute(&self, from: Address, to: Address, data: Vec<u8>) -> B256 {
        self.send(contract::request(from, to, &data)).await
    }

    /// `transfer(to, amount)` of a token.
    pub async fn send_token(&self, token: Address, from: Address, to: Address, amount: U256) -> B256 {
        self.execute(from, token, contract::transfer(to, amount)).await
    }

    /// `mint(to, amount)` of a token of `contracts/`.
    pub async fn mint(&self, token: Address, to: Address, amount: U256) -> B256 {
        let from = self.accounts().await[0];
        self.execute(from, token, contract::mint(to, amount)).await
    }

    /// The receipt of a transaction, null while it is in no block.
    pub async fn receipt(&self, tx: B256) -> Value {
        self.call("eth_getTransactionReceipt", json!([tx])).await
    }

    /// Deploys a contract of `contracts/artifacts` with ABI-encoded constructor arguments.
    pub async fn deploy(&self, name: &str, arguments: &[u8]) -> Address {
        let from = self.accounts().await[0];
        let code = contract::bytecode(name, arguments);
        let tx = self.send(json!({"from": from, "data": code, "gas": "0x4c4b40"})).await;
        if self.receipt(tx).await.is_null() {
            self.mine(1).await;
        }
        parsed(&self.receipt(tx).await["contractAddress"])
    }

    /// Deploys an honest token and gives the first account 10²⁴ units of it.
    pub async fn deploy_token(&self, symbol: &str, decimals: u8) -> Address {
        let token = self.deploy("TestToken", &contract::token_arguments(symbol, symbol, decimals)).await;
        let holder = self.accounts().await[0];
        let tx = self.mint(token, holder, U256::from(10).pow(U256::from(24))).await;
        if self.receipt(tx).await.is_null() {
            self.mine(1).await;
        }
        token
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn number(value: &Value) -> u64 {
    let text = value.as_str().expect("a quantity");
    u64::from_str_radix(text.trim_start_matches("0x"), 16).expect("hex")
}

fn parsed<T: std::str::FromStr>(value: &Value) -> T {
    value
        .as_str()
        .and_then(|t| t.parse().ok())
        .unwrap_or_else(|| panic!("unexpected {value}"))
}
