//! WebAuthn challenges that wait for their answer: each belongs to who asked for it, lives five minutes, and is taken once.

use super::relying_party::CHALLENGE;
use amanat_base::{CeremonyId, Code, Error, Result};
use amanat_store::{Store, Tx};
use amanat_web::Caller;
use serde::{Serialize, de::DeserializeOwned};

/// What a challenge is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose<'a> {
    /// A new passkey of this caller.
    Register(&'a Caller),
    /// Somebody, nobody knows who yet, signs in.
    SignIn,
    /// This caller proves again who they are.
    StepUp(&'a Caller),
}

impl<'a> Purpose<'a> {
    const fn kind(self) -> &'static str {
        match self {
            Self::Register(_) => "register",
            Self::SignIn => "sign_in",
            Self::StepUp(_) => "step_up",
        }
    }

    const fn caller(self) -> Option<&'a Caller> {
        match self {
            Self::Register(caller) | Self::StepUp(caller) => Some(caller),
            Self::SignIn => None,
        }
    }
}

/// Writes a challenge down.
pub(super) async fn put(tx: &mut Tx, purpose: Purpose<'_>, state: &impl Serialize) -> Result<CeremonyId> {
    let (id, now) = (CeremonyId::fresh(), tx.now);
    sqlx::query!(
        "insert into ceremonies (id, kind, user_id, session_id, state, expires_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        purpose.kind(),
        purpose.caller().map(|c| c.user.0),
        purpose.caller().map(|c| c.session.0),
        serde_json::to_value(state).map_err(Error::internal)?,
        now + CHALLENGE,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Takes it for good, whatever becomes of the answer. `PASSKEY_REFUSED` when there is none for this purpose and caller any more.
pub(super) async fn take<S: DeserializeOwned>(store: &Store, id: CeremonyId, purpose: Purpose<'_>) -> Result<S> {
    let now = store.now().await?;
    let state = sqlx::query_scalar!(
        "delete from ceremonies
         where id = $1 and kind = $2 and user_id is not distinct from $3 and session_id is not distinct from $4 and expires_at > $5
         returning state",
        id.0,
        purpose.kind(),
        purpose.caller().map(|c| c.user.0),
        purpose.caller().map(|c| c.session.0),
        now,
    )
    .fetch_optional(&store.pool)
    .await?
    .ok_or(Error::new(Code::PasskeyRefused))?;
    serde_json::from_value(state).map_err(Error::internal)
}
