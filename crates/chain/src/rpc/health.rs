//! How each endpoint of a pool is: as it was found in passing, or asked just now.

use super::{Pool, answer::Failure};
use crate::evm::quantity;
use futures::future::join_all;
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// How an endpoint is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointHealth {
    /// Host and port, without credentials.
    pub name: String,
    /// Failures in a row.
    pub failures: u32,
    /// How long it is left alone still; zero when it is asked.
    pub resting: Duration,
    /// The chain that it serves instead of this one, while it is quarantined for that.
    pub wrong_chain: Option<u64>,
    /// Why it failed last, if ever since it is known.
    pub last_error: Option<String>,
    /// Its newest block; `None` unless it was asked and answered.
    pub block: Option<u64>,
    /// How long that took.
    pub took: Option<Duration>,
}

impl EndpointHealth {
    /// It serves another chain, or failed more than once in a row.
    pub fn is_ill(&self) -> bool {
        self.wrong_chain.is_some() || self.failures > 1
    }
}

impl Pool {
    /// How the endpoints are as far as is known, best first. Asks nobody.
    pub fn health(&self) -> Vec<EndpointHealth> {
        self.endpoints.iter().map(super::Endpoint::health).collect()
    }

    /// Asks every endpoint, all at once, for its newest block; those that are quarantined are left alone. Best first.
    pub async fn examine(&self) -> Vec<EndpointHealth> {
        join_all((0..self.endpoints.len()).map(|index| self.examine_one(index))).await
    }

    async fn examine_one(&self, index: usize) -> EndpointHealth {
        let endpoint = &self.endpoints[index];
        let known = endpoint.health();
        if known.wrong_chain.is_some() {
            return known;
        }
        let started = Instant::now();
        let answer = self.attempt::<String>(index, "eth_blockNumber", &json!([])).await;
        let block = match &answer {
            Ok(text) => quantity::u64_from_hex(text),
            Err(Failure::Final(error)) => {
                endpoint.remember(&error.to_string());
                None
            }
            Err(Failure::Next(_)) => None,
        };
        EndpointHealth {
            block,
            took: answer.is_ok().then(|| started.elapsed()),
            ..endpoint.health()
        }
    }
}
