//! What custody works with: the chains, the signer, and how patient it is.

use amanat_base::{Price, Result};
use amanat_chain::{Policy, Pool, registry, tx::Signer};
use chrono::TimeDelta;
use sqlx::PgConnection;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Everything that money out needs besides the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Custody {
    /// Ways to the networks.
    pub chains: Chains,
    /// Signs, or says that somebody else must; knows the treasury's address.
    pub signer: Arc<Signer>,
    /// How long a transaction may wait in the pool, first in its line, before it is replaced by one that pays more.
    pub stuck_after: TimeDelta,
    /// Derived addresses with less, in whole units, are swept only when a payout needs it.
    pub sweep_minimum: Price,
}

type Known = HashMap<i64, (Vec<String>, Arc<Pool>)>;

/// Pools by network, opened on first use and again when the network's endpoints change.
#[derive(Clone, Debug, Default)]
pub struct Chains {
    policy: Policy,
    pools: Arc<Mutex<Known>>,
}

impl Chains {
    /// With this policy for every pool.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            pools: Arc::default(),
        }
    }

    /// The pool of a network. `NOT_CONFIGURED` without an endpoint.
    pub async fn pool(&self, conn: &mut PgConnection, chain_id: i64) -> Result<Arc<Pool>> {
        let endpoints = registry::endpoints(&mut *conn, chain_id).await?;
        let urls: Vec<String> = endpoints.into_iter().filter(|e| e.enabled).map(|e| e.url).collect();
        if let Some((known, pool)) = self.known().get(&chain_id)
            && *known == urls
        {
            return Ok(pool.clone());
        }
        let pool = registry::open_pool(conn, chain_id, self.policy.clone()).await?;
        self.known().insert(chain_id, (urls, pool.clone()));
        Ok(pool)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
