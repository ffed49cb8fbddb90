//! Whose session it is, and sessions that are nobody's.

use super::row::{self, SessionState};
use crate::Payments;
use amanat_base::{Amount, PaymentId, Result};
use amanat_stripe::{PaymentStatus, Session, SessionStatus};

/// The payment of a session, by its id; or by our reference on it, when its creation was never answered: then it is stored now.
pub(super) async fn owner(payments: &Payments, session: &Session) -> Result<Option<PaymentId>> {
    let mut conn = payments.store.pool.acquire().await?;
    if let Some(id) = row::of_session(&mut conn, &session.id).await? {
        return Ok(Some(id));
    }
    let Some(id) = session.client_reference_id.as_deref().and_then(|r| r.parse::<PaymentId>().ok()) else {
        return Ok(None);
    };
    let state = match session.status {
        SessionStatus::Complete => SessionState::Complete,
        SessionStatus::Expired => SessionState::Expired,
        SessionStatus::Open | SessionStatus::Unknown => SessionState::Open,
    };
    let adopted = sqlx::query!(
        "update card_payments set session_id = $2, url = $3, session_status = $4 where payment_id = $1 and session_id is null",
        id.0,
        session.id,
        session.url,
        state as SessionState
    )
    .execute(&mut *conn)
    .await?;
    Ok((adopted.rows_affected() == 1).then_some(id))
}

/// Puts a paid session on record that belongs to no payment of ours. `true` the first time.
pub(super) async fn note(payments: &Payments, session: &Session, reason: &str) -> Result<bool> {
    if session.payment_status != PaymentStatus::Paid {
        return Ok(false);
    }
    let now = payments.store.now().await?;
    let amount = u128::try_from(session.amount_total.unwrap_or_default()).unwrap_or_default();
    let new = sqlx::query!(
        "insert into card_strays (session_id, intent_id, reference, amount, currency, reason, found_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        session.id,
        session.payment_intent,
        session.client_reference_id,
        Amount::from_u128(amount) as Amount,
        session.currency.as_deref().unwrap_or_default(),
        reason,
        now
    )
    .execute(&payments.store.pool)
    .await?
    .rows_affected()
        == 1;
    if new {
        tracing::error!(
            session = session.id,
            amount,
            currency = session.currency,
            reason,
            "money at the card processor that is nobody's"
        );
        metrics::counter!("card_strays_total").increment(1);
    }
    Ok(new)
}
