//! A change of how an account is protected is written into the audit log and told to its owner, in one go.

use crate::Event;
use amanat_base::Result;
use amanat_mail::Change;
use amanat_store::{
    Tx, announce,
    audit::{self, Deed},
};
use amanat_web::Caller;

/// The deed of this caller on their own account.
pub(super) async fn record_and_tell(tx: &mut Tx, caller: &Caller, deed: Deed<'_>, change: Change) -> Result<()> {
    audit::record(tx, &caller.origin, deed).await?;
    announce(tx, &Event::Security { user: caller.user, change }).await?;
    Ok(())
}
