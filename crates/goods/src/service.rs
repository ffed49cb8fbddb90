//! What everything here works with.

use crate::{Egress, KeyRing};
use amanat_base::Price;
use amanat_store::Store;

/// The service of goods. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Goods {
    /// The database.
    pub store: Store,
    /// The keys under which secrets are sealed.
    pub ring: KeyRing,
    /// The way out, for test calls.
    pub egress: Egress,
    /// How this instance sells.
    pub settings: Settings,
}

/// How an instance sells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// New listings wait for an admin before they are public.
    pub moderated: bool,
    /// The largest order that may be paid from the balance, in whole units of its currency.
    pub instant_limit: Price,
}
