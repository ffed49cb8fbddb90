//! What payments need besides the database: the chains, the extended public key, the secret shared with scanners.

use amanat_base::Secret;
use amanat_chain::{Chains, hd::DepositKey};
use amanat_store::Store;
use std::sync::Arc;

/// Everything payments need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Payments {
    /// The database and its clock.
    pub store: Store,
    /// The networks.
    pub chains: Arc<Chains>,
    /// Deposit addresses are derived from it; without it checkout answers `NOT_CONFIGURED`.
    pub deposit_key: Option<DepositKey>,
    /// Shared with scanners; empty means that callbacks and the watch list answer `NOT_CONFIGURED`.
    pub callback_secret: Secret,
}
