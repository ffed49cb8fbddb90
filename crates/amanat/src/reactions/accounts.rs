//! What follows from an account's events.

use super::Outcome;
use amanat_accounts::{Event, UserStatus};
use amanat_base::{Result, SessionId, UserId};
use amanat_custody::AddressChanged;
use amanat_mail::Change;
use amanat_notifications::Room;
use amanat_store::{Tx, enqueue};
use serde_json::json;

pub(super) async fn react(tx: &mut Tx, out: &mut Outcome, event: Event) -> Result<()> {
    match event {
        Event::Registered { .. } => {}
        Event::SignedIn {
            user,
            session,
            known_client: false,
        } => {
            if let Some(change) = new_sign_in(tx, user, session).await? {
                out.protect(user, change);
            }
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
            out.protect(user, Change::PayoutAddressChanged);
            enqueue(tx, &AddressChanged { user, chain_id }).await?;
        }
        Event::RolesChanged { user, roles, .. } => out.emit(Room::User(user), "user:updated", json!({ "roles": roles })),
        Event::StatusChanged { user, status, by, reason } => {
            tracing::info!(user.id = %user, by = %by, suspended = status == UserStatus::Suspended, "an account's status was changed");
            match status {
                UserStatus::Suspended => out.protect(user, Change::Suspended { reason }),
                UserStatus::Active => out.protect(user, Change::Restored),
                UserStatus::Erased => {}
            }
        }
        Event::Security { user, change } => out.protect(user, change),
        Event::Erased { user } => tracing::info!(user.id = %user, "an account was erased"),
    }
    Ok(())
}

/// What to tell of a sign-in from an unknown place; nothing of an account's first one, which is its owner's who has just come.
async fn new_sign_in(tx: &mut Tx, user: UserId, session: SessionId) -> Result<Option<Change>> {
    let row = sqlx::query!(
        r#"select user_agent, client, exists(
               select 1 from sessions o where o.user_id = $2 and o.kind = 'person' and o.created_at < s.created_at
           ) as "has_been_here!" from sessions s where id = $1"#,
        session.0,
        user.0
    )
    .fetch_one(&mut **tx)
    .await?;
    let unknown = || "?".to_owned();
    Ok(row.has_been_here.then(|| Change::NewSignIn {
        agent: row.user_agent.unwrap_or_else(unknown),
        client: row.client.unwrap_or_else(unknown),
    }))
}
