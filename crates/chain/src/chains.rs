//! The pools of all networks, opened from the endpoints in the database and opened anew when an administrator changes those.

use crate::{Policy, Pool, registry};
use amanat_base::Result;
use sqlx::PgConnection;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

type Known = HashMap<i64, (Vec<String>, Arc<Pool>)>;

/// Ways to the networks, shared by everything in the process, so that an endpoint's rest and quarantine are shared too.
#[derive(Debug)]
pub struct Chains {
    policy: Policy,
    fixed: HashMap<i64, Arc<Pool>>,
    open: Mutex<Known>,
}

impl Default for Chains {
    /// Patient enough for a slow endpoint, not so patient that a person at a page gives up.
    fn default() -> Self {
        Self::new(Policy {
            timeout: Duration::from_secs(5),
            rounds: 2,
            ..Policy::default()
        })
    }
}

impl Chains {
    /// With this policy for every pool.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            fixed: HashMap::new(),
            open: Mutex::default(),
        }
    }

    /// Pools that don't come from the database: scripted chains in tests.
    pub fn fixed(pools: impl IntoIterator<Item = (i64, Arc<Pool>)>) -> Self {
        Self {
            fixed: pools.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The pool of a network. `NOT_CONFIGURED` when it has no enabled endpoint. Reads the database, never the network.
    pub async fn pool(&self, conn: &mut PgConnection, chain_id: i64) -> Result<Arc<Pool>> {
        if let Some(pool) = self.fixed.get(&chain_id) {
            return Ok(pool.clone());
        }
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

    fn known(&self) -> MutexGuard<'_, Known> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
