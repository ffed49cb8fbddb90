//! The audit log: who did what to whom, when and from where, with what it was before and is after. Written in the transaction of what it
//! tells; the database refuses to change or delete it.

use crate::Tx;
use amanat_base::{AuditId, Error, Result, SessionId, UserId};
use serde::Serialize;
use std::fmt::Display;

/// Who acts, and from where.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Whose account; `None` for the platform itself, or nobody signed in.
    pub actor: Option<UserId>,
    /// The administrator who looks through that person's eyes.
    pub impersonator: Option<UserId>,
    /// In which session.
    pub session: Option<SessionId>,
    /// Address (IPv6: the /64).
    pub client: Option<String>,
    /// `X-Request-Id` of the request.
    pub request: Option<String>,
}

impl Origin {
    /// Writes down, in the transaction of what it tells, what was done to a thing: the action as `area.verb` (`user.suspend`), the thing's
    /// kind and id, and what of it was so before and is so after (`()` for nothing). Never a secret.
    pub async fn record(
        &self,
        tx: &mut Tx,
        action: &'static str,
        (kind, subject): (&'static str, &(dyn Display + Sync)),
        before: impl Serialize + Send,
        after: impl Serialize + Send,
    ) -> Result<()> {
        let now = tx.now;
        sqlx::query!(
            "insert into audit_log (id, at, actor, impersonator, session_id, client, request_id, action, subject_kind, subject, before, after)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, 'null'::jsonb), nullif($12, 'null'::jsonb))",
            AuditId::fresh().0,
            now,
            self.actor.map(|u| u.0),
            self.impersonator.map(|u| u.0),
            self.session.map(|s| s.0),
            self.client,
            self.request,
            action,
            kind,
            subject.to_string(),
            serde_json::to_value(before).map_err(Error::internal)?,
            serde_json::to_value(after).map_err(Error::internal)?,
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}
