//! What we know of a card payment.

use crate::Progress;
use amanat_base::{Amount, AssetId, Code, Error, PaymentId, Result, Time};
use amanat_store::Tx;
use sqlx::PgConnection;

/// Where the session is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum SessionState {
    /// Its creation was not answered yet.
    Creating,
    /// Waits for the buyer.
    Open,
    /// The buyer is done.
    Complete,
    /// Too late.
    Expired,
}

/// Whether the buyer's bank wants the money back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DisputeState {
    None,
    Open,
    Won,
    Lost,
}

/// A card payment as stored; the columns say what each is.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub payment: PaymentId,
    pub session_id: Option<String>,
    pub session: SessionState,
    pub session_expires_at: Time,
    pub intent_id: Option<String>,
    pub charge_id: Option<String>,
    pub pending: Amount,
    pub captured: Amount,
    pub gone: Amount,
    pub reversed: Amount,
    pub short: Amount,
    pub written_off: Amount,
    pub moves: i32,
    pub captured_asset: Option<AssetId>,
    pub dispute: DisputeState,
    pub checks: i32,
    pub created_at: Time,
}

impl Card {
    /// What counts as received in `asset`, and what is on its way.
    pub fn sums(&self, asset: AssetId) -> Result<(Amount, Amount)> {
        let less = self.reversed.checked_add(self.written_off);
        let kept = less.and_then(|less| self.captured.checked_sub(less));
        let kept = kept.ok_or_else(|| Error::internal("more went back than came"))?;
        let received = if self.captured_asset == Some(asset) { kept } else { Amount::ZERO };
        Ok((received, self.pending))
    }

    /// For the checkout page: a card needs no confirmations, a bank debit one.
    pub fn progress(&self) -> Progress {
        Progress {
            seen: !self.pending.is_zero() || !self.captured.is_zero(),
            confirmations: i64::from(!self.captured.is_zero()),
            required: 1,
        }
    }

    /// What went back and is accounted for in one way or another.
    pub fn settled_back(&self) -> Result<Amount> {
        Amount::sum([self.reversed, self.short, self.written_off]).ok_or_else(|| Error::internal("sums overflow"))
    }
}

/// The row of a card payment; `NOT_FOUND` when there is none.
pub(crate) async fn load(conn: &mut PgConnection, payment: PaymentId) -> Result<Card> {
    sqlx::query_as!(
        Card,
        r#"select payment_id as "payment: PaymentId", session_id, session_status as "session: SessionState", session_expires_at,
                  intent_id, charge_id, pending as "pending: Amount", captured as "captured: Amount", gone as "gone: Amount",
                  reversed as "reversed: Amount", short as "short: Amount", written_off as "written_off: Amount", moves,
                  captured_asset_id as "captured_asset: AssetId", dispute as "dispute: DisputeState", checks, created_at
           from card_payments where payment_id = $1"#,
        payment.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::new(Code::NotFound))
}

/// Writes everything that may change. Its payment is locked.
pub(crate) async fn store(tx: &mut Tx, card: &Card) -> Result<()> {
    sqlx::query!(
        r#"update card_payments set session_id = $2, session_status = $3, intent_id = $4, charge_id = $5, pending = $6, captured = $7,
                  gone = $8, reversed = $9, short = $10, written_off = $11, moves = $12, captured_asset_id = $13, dispute = $14
           where payment_id = $1"#,
        card.payment.0,
        card.session_id,
        card.session as SessionState,
        card.intent_id,
        card.charge_id,
        card.pending as Amount,
        card.captured as Amount,
        card.gone as Amount,
        card.reversed as Amount,
        card.short as Amount,
        card.written_off as Amount,
        card.moves,
        card.captured_asset.map(|a| a.0),
        card.dispute as DisputeState,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts a look, so that one that began before it is known to be stale.
pub(crate) async fn looked(tx: &mut Tx, payment: PaymentId) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update card_payments set checks = checks + 1, looked_at = $2 where payment_id = $1",
        payment.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The payment of a session, or of an intent.
pub(crate) async fn of_session(conn: &mut PgConnection, session: &str) -> Result<Option<PaymentId>> {
    let id = sqlx::query_scalar!(
        r#"select payment_id as "id: PaymentId" from card_payments where session_id = $1"#,
        session
    );
    Ok(id.fetch_optional(conn).await?)
}

/// See [`of_session`].
pub(crate) async fn of_intent(conn: &mut PgConnection, intent: &str) -> Result<Option<PaymentId>> {
    let id = sqlx::query_scalar!(
        r#"select payment_id as "id: PaymentId" from card_payments where intent_id = $1"#,
        intent
    );
    Ok(id.fetch_optional(conn).await?)
}
