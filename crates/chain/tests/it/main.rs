//! The chain crate against a real development node and a lying one.

mod registry;
mod rpc;
mod transactions;
mod verify;

use amanat_chain::{Policy, Pool};
use std::{sync::Arc, time::Duration};

/// Short waits: the faults under test are made, not awaited.
fn hasty() -> Policy {
    Policy {
        timeout: Duration::from_secs(5),
        backoff: Duration::from_millis(10),
        max_backoff: Duration::from_millis(1500),
        ..Policy::default()
    }
}

fn pool(urls: &[&str]) -> Arc<Pool> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Pool::http(31337, urls, hasty()).expect("URLs are fine")
}
