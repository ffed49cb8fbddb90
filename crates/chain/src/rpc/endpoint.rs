//! What the pool remembers of one endpoint: when it may be asked again and when it last proved its chain.

use super::{Transport, answer::Failure, health::EndpointHealth};
use crate::evm::quantity;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// An endpoint must show its chain id again after this long: a URL may be pointed elsewhere.
const PROOF_LASTS: Duration = Duration::from_secs(60);
/// After a failure, a proof older than this is not good any more. A younger one is, or an endpoint that fails every
/// second request would prove itself for ever and answer nothing.
const PROOF_SURVIVES_FAILURE: Duration = Duration::from_secs(5);

#[derive(Default)]
struct State {
    rest_until: Option<Instant>,
    proved_at: Option<Instant>,
    failures: u32,
    last_error: Option<String>,
    wrong_chain: Option<u64>,
}

pub(super) struct Endpoint {
    pub(super) transport: Arc<dyn Transport>,
    state: Mutex<State>,
}

impl Endpoint {
    pub(super) fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long it still wants to be left alone.
    pub(super) fn resting(&self) -> Duration {
        let until = self.state().rest_until;
        until.map(|t| t.saturating_duration_since(Instant::now())).unwrap_or_default()
    }

    pub(super) fn rest(&self, how_long: Duration) {
        self.state().rest_until = Some(Instant::now() + how_long);
    }

    /// The rest after one more failure in a row.
    pub(super) fn next_rest(&self, base: Duration) -> Duration {
        base * 2u32.pow(self.state().failures.min(10))
    }

    pub(super) fn must_prove_chain(&self) -> bool {
        self.state().proved_at.is_none_or(|t| t.elapsed() > PROOF_LASTS)
    }

    pub(super) fn check_chain(&self, text: &str, expected: u64, quarantine: Duration) -> Result<(), Failure> {
        let id = quantity::u64_from_hex(text).ok_or_else(|| Failure::Next(format!("eth_chainId is {text:?}")))?;
        if id != expected {
            tracing::error!(
                chain.id = expected,
                endpoint = self.transport.name(),
                answered = id,
                "endpoint serves another chain; quarantined"
            );
            metrics::counter!("chain_quarantines_total", "chain" => expected.to_string()).increment(1);
            self.rest(quarantine);
            self.state().wrong_chain = Some(id);
            return Err(Failure::Next(format!("serves chain {id}")));
        }
        let mut state = self.state();
        (state.proved_at, state.wrong_chain) = (Some(Instant::now()), None);
        Ok(())
    }

    /// Why it failed last; kept until it fails for another reason.
    pub(super) fn remember(&self, error: &str) {
        self.state().last_error = Some(error.chars().take(300).collect());
    }

    /// What is known of it without asking.
    pub(super) fn health(&self) -> EndpointHealth {
        let resting = self.resting();
        let state = self.state();
        EndpointHealth {
            name: self.transport.name().to_owned(),
            failures: state.failures,
            resting,
            wrong_chain: state.wrong_chain.filter(|_| !resting.is_zero()),
            last_error: state.last_error.clone(),
            block: None,
            took: None,
        }
    }

    /// A success clears the record; a failure asks for a new proof soon and, from the second in a row on, for rest.
    pub(super) fn note(&self, ok: bool, base: Duration, longest: Duration) {
        let mut state = self.state();
        if ok {
            state.failures = 0;
            return;
        }
        state.proved_at = state.proved_at.filter(|t| t.elapsed() < PROOF_SURVIVES_FAILURE);
        state.failures = state.failures.saturating_add(1);
        if state.failures > 1 {
            let until = Instant::now() + (base * 2u32.pow(state.failures.min(10))).min(longest);
            state.rest_until = Some(state.rest_until.map_or(until, |t| t.max(until)));
        }
    }
}
