//! What custody works with: the chains, the signer, and how patient it is.

use amanat_base::Price;
use amanat_chain::{Chains, tx::Signer};
use chrono::TimeDelta;
use std::sync::Arc;

/// Everything that money out needs besides the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Custody {
    /// Ways to the networks.
    pub chains: Arc<Chains>,
    /// Signs, or says that somebody else must; knows the treasury's address.
    pub signer: Arc<Signer>,
    /// How long a transaction may wait in the pool, first in its line, before it is replaced by one that pays more.
    pub stuck_after: TimeDelta,
    /// Derived addresses with less, in whole units, are swept only when a payout needs it.
    pub sweep_minimum: Price,
}
