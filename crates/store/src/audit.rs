//! The audit log: who did what to whom, when and from where, with what it was before and is after. Written in the transaction of what it
//! tells; the database refuses to change or delete it.

use crate::Tx;
use amanat_base::{AuditId, Result, SessionId, UserId};
use serde_json::Value;

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

/// One thing that was done.
#[derive(Debug)]
pub struct Deed<'a> {
    /// `area.verb`, like `user.suspend`: small letters and underscores.
    pub action: &'static str,
    /// What kind of thing it was done to, like `user`.
    pub kind: &'static str,
    /// Which one: its id or key as text.
    pub subject: &'a str,
    /// What of it was otherwise before; `Null` for nothing. Never a secret.
    pub before: Value,
    /// What of it is so now; `Null` for nothing. Never a secret.
    pub after: Value,
}

/// Writes it down.
pub async fn record(tx: &mut Tx, origin: &Origin, deed: Deed<'_>) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "insert into audit_log (id, at, actor, impersonator, session_id, client, request_id, action, subject_kind, subject, before, after)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, 'null'::jsonb), nullif($12, 'null'::jsonb))",
        AuditId::fresh().0,
        now,
        origin.actor.map(|u| u.0),
        origin.impersonator.map(|u| u.0),
        origin.session.map(|s| s.0),
        origin.client,
        origin.request,
        deed.action,
        deed.kind,
        deed.subject,
        deed.before,
        deed.after,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
