//! What follows from an account's events.

use super::Outcome;
use amanat_accounts::{Event, UserStatus};
use amanat_base::Result;
use amanat_custody::AddressChanged;
use amanat_mail::{Change, Letter, post};
use amanat_notifications::Room;
use amanat_store::{Tx, enqueue};
use serde_json::json;

pub(super) async fn react(tx: &mut Tx, out: &mut Outcome, event: Event) -> Result<()> {
    match event {
        Event::Registered { .. } => {}
        Event::SignedIn {
            user, known_client: false, ..
        } => {
            out.notify(
                user,
                "signed_in",
                "A new sign-in",
                "Somebody signed in from a device we have not seen. Not you? End that session.",
                "/account".into(),
            );
        }
        Event::SignedIn { .. } => {}
        Event::SessionRevoked { session, user, because } => {
            out.emit(
                Room::User(user),
                "session:revoked",
                json!({ "sessionId": session, "because": because }),
            );
        }
        Event::PayoutAddressChanged { user, chain_id } => {
            out.notify(
                user,
                "payout_address_changed",
                "Your payout address was changed",
                "Not you? End your sessions and change your password.",
                "/account".into(),
            );
            enqueue(tx, &AddressChanged { user, chain_id }).await?;
        }
        Event::RolesChanged { user, roles, .. } => out.emit(Room::User(user), "user:updated", json!({ "roles": roles })),
        Event::StatusChanged { user, status, by, reason } => {
            tracing::info!(user.id = %user, by = %by, suspended = status == UserStatus::Suspended, "an account's status was changed");
            let change = match status {
                UserStatus::Suspended => Change::Suspended { reason },
                UserStatus::Active | UserStatus::Erased => Change::Restored,
            };
            post(tx, user, Letter::Security(change)).await?;
        }
        Event::Security { user, change } => post(tx, user, Letter::Security(change)).await?,
        Event::Erased { user } => tracing::info!(user.id = %user, "an account was erased"),
    }
    Ok(())
}
