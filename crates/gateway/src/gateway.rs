//! The gateway of one process: what it holds, how it starts and stops.

use crate::{
    access::Tokens,
    limits::{Rates, Running},
    meter::{self, Meter, Moves, Node},
    service::Services,
};
use amanat_base::{EventId, Result, TokenId};
use amanat_goods::{Egress, KeyRing};
use amanat_store::Store;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinHandle};

/// What an operator may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest request body, in bytes.
    pub max_request_bytes: u64,
    /// How long the caller may pause while sending or receiving, and the service while answering (or as long as its listing gives it to
    /// begin, when that is longer).
    pub idle: Duration,
}

impl Default for Limits {
    /// 100 MB, 60 s.
    fn default() -> Self {
        Self {
            max_request_bytes: 100 * 1024 * 1024,
            idle: Duration::from_secs(60),
        }
    }
}

/// The gateway of one process. Cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) ring: KeyRing,
    pub(crate) egress: Egress,
    pub(crate) limits: Limits,
    pub(crate) meter: Meter,
    pub(crate) services: Services,
    pub(crate) tokens: Tokens,
    pub(crate) rates: Rates<TokenId>,
    pub(crate) running: Running<TokenId>,
}

/// The tasks of a [`Gateway`]. Dropped without [`Tasks::stop`] they are stopped as if the process had died: what runs is settled later
/// as interrupted.
#[derive(Debug)]
pub struct Tasks {
    store: Store,
    node: Node,
    stop: watch::Sender<bool>,
    writers: Vec<JoinHandle<()>>,
    others: Vec<JoinHandle<()>>,
}

impl Gateway {
    /// Registers this process and starts the tasks that meter, announce and look after what dead processes left open.
    ///
    /// # Errors
    /// `DATABASE_UNAVAILABLE`.
    pub async fn start(store: Store, ring: KeyRing, egress: Egress, limits: Limits) -> Result<(Self, Tasks)> {
        let node = Node(EventId::fresh().0);
        node.beat(&store).await?;
        let (stop, stopped) = watch::channel(false);
        let moves = Moves::default();
        let (meter, writers) = Meter::start(&store, node, &moves, &stopped);
        let others = vec![
            tokio::spawn(moves.run(store.clone(), stopped.clone())),
            tokio::spawn(node.run(store.clone(), stopped)),
        ];
        let tasks = Tasks {
            store: store.clone(),
            node,
            stop,
            writers,
            others,
        };
        let inner = Inner {
            store,
            ring,
            egress,
            limits,
            meter,
            services: Services::default(),
            tokens: Tokens::default(),
            rates: Rates::new(),
            running: Running::new(),
        };
        Ok((Self { inner: Arc::new(inner) }, tasks))
    }
}

/// Settles the running calls of processes that are gone, as every gateway does by itself every few seconds. Returns how many.
pub async fn sweep(store: &Store) -> Result<u64> {
    meter::sweep(store).await
}

impl Tasks {
    /// Writes down how the last calls ended and stops. To be called once the server answers nobody any more; new calls are refused
    /// from now on.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for task in self.writers.drain(..).chain(self.others.drain(..)) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the gateway broke");
            }
        }
        self.node.goodbye(&self.store).await;
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        for task in self.writers.iter().chain(&self.others) {
            task.abort();
        }
    }
}
