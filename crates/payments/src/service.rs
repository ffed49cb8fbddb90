//! What payments need besides the database: the chains, the extended public key, the secret shared with scanners, the card processor.

use amanat_base::{Code, Result, Secret};
use amanat_chain::{Chains, hd::DepositKey};
use amanat_store::Store;
use amanat_stripe::Stripe;
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
    /// The card processor; without it nothing can be paid by card.
    pub stripe: Option<Stripe>,
    /// Where people reach the platform, such as `https://amanat.example`; buyers come back there from the card processor.
    pub public_url: String,
}

impl Payments {
    pub(crate) fn stripe(&self) -> Result<&Stripe> {
        self.stripe
            .as_ref()
            .ok_or_else(|| Code::NotConfigured.say("This instance takes no cards: no card processor is configured."))
    }

    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.trim_end_matches('/'))
    }
}
