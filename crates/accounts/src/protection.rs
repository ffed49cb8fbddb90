//! A change of how an account is protected is written into the audit log and told to its owner by letter, in one go.

use crate::Event;
use amanat_base::{Result, UserId};
use amanat_mail::Change;
use amanat_store::{Tx, announce, audit::Origin};
use serde::Serialize;
use std::fmt::Display;

/// Writes down what was done to this person's account (see [`Origin::record`]), and tells them of it.
pub(crate) async fn changed(
    tx: &mut Tx,
    origin: &Origin,
    user: UserId,
    action: &'static str,
    thing: (&'static str, &(dyn Display + Sync)),
    (before, after): (impl Serialize + Send, impl Serialize + Send),
    change: Change,
) -> Result<()> {
    origin.record(tx, action, thing, before, after).await?;
    announce(tx, &Event::Security { user, change }).await.map(drop)
}
