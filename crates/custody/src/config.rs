//! What custody works with: the chains, the signer, the card processor, and how patient it is.

use amanat_base::{Code, Price, Result};
use amanat_chain::{Chains, tx::Signer};
use amanat_stripe::Stripe;
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
    /// The card processor; without it payouts of the card rail wait.
    pub stripe: Option<Stripe>,
    /// Where people reach the platform, such as `https://amanat.example`; people come back there from the card processor.
    pub public_url: String,
}

impl Custody {
    pub(crate) fn stripe(&self) -> Result<&Stripe> {
        self.stripe
            .as_ref()
            .ok_or_else(|| Code::NotConfigured.say("This instance has no card processor configured."))
    }

    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.trim_end_matches('/'))
    }
}
