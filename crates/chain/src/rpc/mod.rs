//! JSON-RPC to one chain over several endpoints: failover, back-off, quarantine, disagreement.

mod answer;
mod endpoint;
mod health;
mod http;

pub use health::EndpointHealth;
pub use http::Http;

use crate::{ChainError, Result};
use answer::{Failure, read};
use endpoint::Endpoint;
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Limits of a [`Pool`].
#[derive(Clone, Debug)]
pub struct Policy {
    /// One attempt at one endpoint.
    pub timeout: Duration,
    /// Rounds over all endpoints before giving up.
    pub rounds: u32,
    /// Wait after the first failed round; doubles after each.
    pub backoff: Duration,
    /// Longest wait, whatever an endpoint asks for.
    pub max_backoff: Duration,
    /// Largest answer that is read, in bytes.
    pub max_bytes: usize,
    /// How long an endpoint of the wrong chain is left alone.
    pub quarantine: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            rounds: 4,
            backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(10),
            max_bytes: 32 << 20,
            quarantine: Duration::from_secs(300),
        }
    }
}

/// What went wrong below JSON-RPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// Connection, time-out, HTTP status other than 2xx.
    Failed(String),
    /// The endpoint asked for patience: HTTP 429 or 503, with its `Retry-After`.
    Busy(Option<Duration>),
    /// The answer is larger than allowed.
    TooLarge,
}

/// One endpoint as the pool sees it: request bytes in, answer bytes out. Tests feed scripted chains through it.
pub trait Transport: Send + Sync + 'static {
    /// Sends one JSON-RPC request and returns the raw answer.
    fn send(&self, request: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, TransportError>>;
    /// A name for logs, without credentials.
    fn name(&self) -> &str;
}

/// The endpoints of one chain, best first. Cheap to share behind an `Arc`.
pub struct Pool {
    chain_id: u64,
    endpoints: Vec<Endpoint>,
    policy: Policy,
    next_id: AtomicU64,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.endpoints.iter().map(|e| e.transport.name()).collect();
        f.debug_struct("Pool")
            .field("chain_id", &self.chain_id)
            .field("endpoints", &names)
            .finish()
    }
}

impl Pool {
    /// Endpoints by URL, in order of preference.
    pub fn http<S: AsRef<str>>(chain_id: u64, urls: &[S], policy: Policy) -> Result<Arc<Self>> {
        let transports: Result<Vec<Arc<dyn Transport>>> = urls
            .iter()
            .map(|url| Ok(Arc::new(Http::new(url.as_ref(), &policy)?) as Arc<dyn Transport>))
            .collect();
        Ok(Self::new(chain_id, transports?, policy))
    }

    /// Endpoints of any kind, in order of preference.
    pub fn new(chain_id: u64, transports: Vec<Arc<dyn Transport>>, policy: Policy) -> Arc<Self> {
        Arc::new(Self {
            chain_id,
            endpoints: transports.into_iter().map(Endpoint::new).collect(),
            policy,
            next_id: AtomicU64::new(1),
        })
    }

    /// EIP-155 id that every endpoint must have.
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// Asks the best endpoint that answers.
    pub async fn call<T: DeserializeOwned>(&self, method: &'static str, params: Value) -> Result<T> {
        Ok(self.ask(method, &params).await?.0)
    }

    /// Asks one endpoint, and a second one when there is one that answers: for facts on which money depends.
    /// `Disagreement` when they differ; a second endpoint that is away does not count.
    pub async fn agreed<T: DeserializeOwned + PartialEq>(&self, method: &'static str, params: Value) -> Result<T> {
        let (first, asked) = self.ask::<T>(method, &params).await?;
        for index in (0..self.endpoints.len()).filter(|i| *i != asked) {
            let Ok(second) = self.attempt::<T>(index, method, &params).await else {
                continue;
            };
            if second != first {
                metrics::counter!("chain_disagreements_total", "chain" => self.chain_id.to_string()).increment(1);
                return Err(ChainError::Disagreement {
                    chain_id: self.chain_id,
                    about: format!("{method} {params}"),
                });
            }
            break;
        }
        Ok(first)
    }

    async fn ask<T: DeserializeOwned>(&self, method: &'static str, params: &Value) -> Result<(T, usize)> {
        let mut last = "no endpoint is configured".to_owned();
        let mut wait = self.policy.backoff;
        for round in 0..self.policy.rounds {
            if round > 0 {
                tokio::time::sleep(self.wait(wait)).await;
                wait = (wait * 2).min(self.policy.max_backoff);
            }
            for index in self.order() {
                match self.attempt(index, method, params).await {
                    Ok(answer) => return Ok((answer, index)),
                    Err(Failure::Final(e)) => return Err(e),
                    Err(Failure::Next(reason)) => {
                        tracing::debug!(
                            chain.id = self.chain_id,
                            endpoint = self.endpoints[index].transport.name(),
                            method,
                            reason
                        );
                        last = reason;
                    }
                }
            }
        }
        Err(ChainError::Unreachable {
            chain_id: self.chain_id,
            reason: last,
        })
    }

    /// Endpoints that may be asked now, best first; when all of them want rest, none.
    fn order(&self) -> Vec<usize> {
        (0..self.endpoints.len())
            .filter(|i| self.endpoints[*i].resting().is_zero())
            .collect()
    }

    /// The pause before the next round: at least `wait`, and until the first endpoint may be asked again.
    fn wait(&self, wait: Duration) -> Duration {
        let rest = self.endpoints.iter().map(Endpoint::resting).min().unwrap_or_default();
        wait.max(rest.min(self.policy.max_backoff))
    }

    async fn attempt<T: DeserializeOwned>(&self, index: usize, method: &'static str, params: &Value) -> Result<T, Failure> {
        let endpoint = &self.endpoints[index];
        if endpoint.must_prove_chain() {
            let id: String = self.exchange(endpoint, "eth_chainId", &json!([])).await?;
            endpoint.check_chain(&id, self.chain_id, self.policy.quarantine)?;
        }
        self.exchange(endpoint, method, params).await
    }

    async fn exchange<T: DeserializeOwned>(&self, endpoint: &Endpoint, method: &'static str, params: &Value) -> Result<T, Failure> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
            .to_string()
            .into_bytes();
        let sent = tokio::time::timeout(self.policy.timeout, endpoint.transport.send(request)).await;
        let outcome = match sent {
            Err(_) => Err(Failure::Next("timed out".into())),
            Ok(Err(TransportError::Failed(reason))) => Err(Failure::Next(reason)),
            Ok(Err(TransportError::Busy(retry_after))) => {
                let rest = retry_after
                    .unwrap_or_else(|| endpoint.next_rest(self.policy.backoff))
                    .min(self.policy.max_backoff);
                endpoint.rest(rest);
                Err(Failure::Next(format!("busy, asked to wait {rest:?}")))
            }
            // Any endpoint would answer as much, so the caller must ask for less.
            Ok(Err(TransportError::TooLarge)) => Err(Failure::Final(ChainError::TooLarge("the answer is over our limit".into()))),
            Ok(Ok(bytes)) => read(&bytes, id, method),
        };
        let result = match &outcome {
            Ok(_) => "ok",
            Err(Failure::Final(_)) => "refused",
            Err(Failure::Next(_)) => "failed",
        };
        metrics::counter!("chain_rpc_calls_total", "chain" => self.chain_id.to_string(), "method" => method, "result" => result)
            .increment(1);
        if let Err(Failure::Next(reason)) = &outcome {
            endpoint.remember(reason);
        }
        endpoint.note(
            !matches!(outcome, Err(Failure::Next(_))),
            self.policy.backoff,
            self.policy.max_backoff,
        );
        outcome
    }
}
