//! The jobs of card payments: closing a page that must not be paid on any more, looking at what is overdue, and comparing with the
//! processor's own list.

use super::{
    PROVIDER,
    look::look,
    row::{self, SessionState},
    strays,
};
use crate::Payments;
use amanat_base::{PaymentId, Result};
use amanat_store::{Job, Tx, enqueue};
use amanat_stripe::{PaymentStatus, Refused, Session, SessionStatus};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Closes a payment's page at the processor.
#[derive(Debug, Serialize, Deserialize)]
pub struct CloseCardSession {
    /// Which payment.
    pub payment: PaymentId,
}

impl Job for CloseCardSession {
    const NAME: &'static str = "card_close_session";
}

/// Every hour: the processor's sessions since yesterday against ours.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReconcileCards {}

impl Job for ReconcileCards {
    const NAME: &'static str = "card_reconcile";
}

/// How far back sessions are compared.
const RECONCILE_H: i64 = 25;
/// A page should have been reported as closed for so long before it is asked about.
const OVERDUE_S: i64 = 60;
/// How often an open page is asked about, besides what the processor reports.
const OPEN_S: i64 = 600;
/// The same of a payment that takes days, and of a dispute.
const PENDING_S: i64 = 3600;
/// The same of one whose money is still held: else a dispute of which nobody told us would be paid out.
const HELD_S: i64 = 6 * 3600;

/// Nobody may pay on the page any more.
pub(crate) async fn close_session(tx: &mut Tx, payment: PaymentId) -> Result<()> {
    enqueue(tx, &CloseCardSession { payment }).await
}

/// Runs [`CloseCardSession`]. One that was paid in the meantime is looked at instead.
pub async fn run_close_card_session(payments: &Payments, job: &CloseCardSession) -> Result<()> {
    let card = row::load(&mut *payments.store.pool.acquire().await?, job.payment).await?;
    let Some(session) = card.session_id.filter(|_| card.session == SessionState::Open) else {
        return Ok(());
    };
    match payments.stripe()?.expire_session(&session).await {
        Err(error) if Refused::of(&error).is_none() => return Err(error),
        _ => {}
    }
    look(payments, job.payment, None).await.map(drop)
}

/// Payments of which the processor should have told us something by now. Returns how many.
pub(crate) async fn look_at_overdue(payments: &Payments) -> Result<usize> {
    if payments.stripe.is_none() {
        return Ok(0);
    }
    let now = payments.store.now().await?;
    let real = now - payments.store.clock.offset();
    let ids = sqlx::query_scalar!(
        r#"select payment_id as "id: PaymentId" from card_payments
           where (session_status = 'open' and (session_expires_at < $1 or coalesce(looked_at, created_at) < $2))
              or ((pending > 0 or dispute = 'open') and looked_at < $3)
              or (captured > 0 and looked_at < $4
                  and exists (select from payments p join orders o on o.id = p.order_id
                              where p.id = payment_id and p.status = 'paid' and o.state in ('funded', 'delivered', 'disputed')))
           order by captured > 0 and dispute <> 'open', looked_at nulls first limit 100"#,
        real - TimeDelta::seconds(OVERDUE_S),
        now - TimeDelta::seconds(OPEN_S),
        now - TimeDelta::seconds(PENDING_S),
        now - TimeDelta::seconds(HELD_S)
    )
    .fetch_all(&payments.store.pool)
    .await?;
    for id in &ids {
        if let Err(error) = look(payments, *id, None).await {
            tracing::warn!(payment.id = %id, ?error, "the card processor could not be asked about a payment");
        }
    }
    Ok(ids.len())
}

/// Runs [`ReconcileCards`]. Returns how many differed. Paid sessions that are nobody's are put on record for the staff.
pub async fn run_reconcile_cards(payments: &Payments) -> Result<usize> {
    let Some(stripe) = &payments.stripe else { return Ok(0) };
    let real = payments.store.now().await? - payments.store.clock.offset();
    let mut differed = 0;
    for session in stripe.sessions_since(real - TimeDelta::hours(RECONCILE_H)).await? {
        match reconcile(payments, &session).await {
            Ok(same) => differed += usize::from(!same),
            Err(error) => tracing::error!(provider = PROVIDER, session = session.id, ?error, "a session could not be compared"),
        }
    }
    if differed > 0 {
        tracing::warn!(differed, "sessions at the card processor were not as known here");
    }
    Ok(differed)
}

async fn reconcile(payments: &Payments, session: &Session) -> Result<bool> {
    let Some(id) = strays::owner(payments, session).await? else {
        return Ok(!strays::note(payments, session, "reconciliation: belongs to no payment").await?);
    };
    let card = row::load(&mut *payments.store.pool.acquire().await?, id).await?;
    let same = match session.status {
        SessionStatus::Open => matches!(card.session, SessionState::Open),
        SessionStatus::Expired => card.session == SessionState::Expired,
        SessionStatus::Complete => card.session == SessionState::Complete,
        SessionStatus::Unknown => true,
    };
    let paid = session.payment_status == PaymentStatus::Paid;
    if same && paid != card.captured.is_zero() {
        return Ok(true);
    }
    look(payments, id, None).await?;
    Ok(false)
}
