//! A listing's row, locked for a change by its seller.

use super::{FulfilmentKind, ListingStatus, Moderation};
use crate::Event;
use amanat_base::{Code, Error, ListingId, Result, Role, SecretId, UserId};
use amanat_store::{Tx, announce};
use amanat_web::Caller;

/// What the rules about a change need to know.
pub(super) struct Locked {
    pub id: ListingId,
    pub seller: UserId,
    pub service_name: String,
    pub fulfilment: FulfilmentKind,
    pub status: ListingStatus,
    pub moderation: Moderation,
    pub available_units: i64,
    pub gateway: Option<serde_json::Value>,
    pub probe: Option<serde_json::Value>,
    pub secret: Option<SecretId>,
    pub code_key: Option<SecretId>,
}

/// Locks a listing of the caller's that isn't gone. Somebody else's doesn't exist for them.
pub(super) async fn lock_own(tx: &mut Tx, caller: &Caller, id: ListingId) -> Result<Locked> {
    let found = sqlx::query_as!(
        Locked,
        r#"select id as "id: ListingId", seller_id as "seller: UserId", service_name, fulfilment as "fulfilment: FulfilmentKind",
                  status as "status: ListingStatus", moderation as "moderation: Moderation", available_units, gateway, probe,
                  secret_id as "secret: SecretId", code_key_id as "code_key: SecretId"
           from listings where id = $1 and seller_id = $2 for update"#,
        id.0,
        caller.user.0
    );
    let listing = found.fetch_optional(&mut **tx).await?.ok_or(Error::new(Code::NotFound))?;
    caller.require(Role::Seller)?;
    if listing.status == ListingStatus::Removed {
        return Err(Code::ListingClosed.say("This listing was removed for good."));
    }
    Ok(listing)
}

impl Locked {
    /// Says that the status is another one now.
    pub async fn announce_status(&self, tx: &mut Tx, status: ListingStatus) -> Result<()> {
        if status == self.status {
            return Ok(());
        }
        let event = Event::ListingStatusChanged {
            listing: self.id,
            seller: self.seller,
            service_name: self.service_name.clone(),
            status,
        };
        announce(tx, &event).await.map(drop)
    }

    /// The status after what the gateway or the secret does has changed: a listing whose test call no longer tells anything goes off
    /// sale until its seller puts it back on, which makes the call anew.
    pub fn status_unproven(&self) -> ListingStatus {
        match self.status {
            ListingStatus::Active | ListingStatus::SoldOut if self.probe.is_some() => ListingStatus::Paused,
            same => same,
        }
    }
}
