//! Opening a page at the card processor on which an order is paid.
//!
//! The payment is stored first, then the session is created under the payment's id as idempotency key, then it is stored. After a crash
//! in between, the next checkout asks again under the same key and gets the same session.

use super::{
    NETWORK, ORDER_KEY, PAYMENT_KEY,
    jobs::close_session,
    look::look,
    row::{self, Card, SessionState},
};
use crate::{
    CheckoutRequest, PaymentOption, Payments,
    checkout::{created, insert, standing},
    payment::{self, Payment, Rail, Status, set_status},
    view::view,
};
use amanat_base::{Amount, AssetId, Code, Error, PaymentId, Result, Time};
use amanat_chain::registry::{self, Unit};
use amanat_orders::{BaseUnits, Order};
use amanat_store::Tx;
use amanat_stripe::{NewSession, Refused, Session, SessionStatus};
use amanat_web::{Caller, Failure, IdempotencyKey};
use axum::response::Response;
use chrono::TimeDelta;
use sqlx::PgConnection;

/// The processor takes 30 minutes to 24 hours; a minute is for the clocks.
const SHORTEST_MIN: i64 = 31;
const LONGEST_MIN: i64 = 24 * 60 - 1;
/// A session whose creation was not answered for so long is given up: the processor may have forgotten its key.
const CREATING_H: i64 = 12;
/// Most that the processor takes, in minor units.
const MOST: u128 = 99_999_999;
/// Longest product name, in characters.
const NAME_CHARS: usize = 250;

/// The currency of the card rail that was chosen; `None` for an asset of a chain, or an unknown one.
pub(crate) async fn chosen(conn: &mut PgConnection, asset: AssetId) -> Result<Option<Unit>> {
    let unit = registry::unit(conn, asset).await?;
    Ok(unit.filter(|u| u.rail == registry::Rail::Card))
}

/// The order's option to be paid by card, where it has one.
pub(crate) async fn option(payments: &Payments, conn: &mut PgConnection, order: &Order) -> Result<Option<PaymentOption>> {
    if payments.stripe.is_none() {
        return Ok(None);
    }
    let unit = registry::card_unit(conn, &order.terms.currency).await?.filter(|u| u.enabled);
    let Some((unit, units)) = unit.and_then(|u| exact(order, &u).ok().map(|units| (u, units))) else {
        return Ok(None);
    };
    let decimals = unit.digits();
    Ok(Some(PaymentOption {
        asset_id: unit.id,
        symbol: unit.symbol,
        decimals,
        contract: None,
        rail: Rail::Card,
        chain_id: None,
        network: NETWORK.to_owned(),
        amount: units.total,
        amount_display: units.total.display(decimals),
        confirmations: 0,
    }))
}

/// What to charge, exactly: a card can't be charged a fraction of the smallest coin, and rounding would charge another price.
fn exact(order: &Order, unit: &Unit) -> Result<BaseUnits> {
    if !unit.enabled || unit.par_currency.as_deref() != Some(order.terms.currency.as_str()) {
        return Err(Code::AssetNotPayable.into());
    }
    let total = Amount::from_decimal(order.terms.total.decimal(), unit.digits()).map_err(|_| {
        Code::AssetNotPayable.say(format!(
            "By card this can't be paid exactly: {} has {} digits after the point at most.",
            unit.symbol, unit.decimals
        ))
    })?;
    if total > Amount::from_u128(MOST) {
        return Err(Code::AssetNotPayable.say("This is more than can be paid by card."));
    }
    order.terms.in_base_units(unit.digits())
}

/// Answers with the page on which to pay. Only the buyer gets here.
pub(crate) async fn checkout(
    payments: &Payments,
    caller: &Caller,
    key: &IdempotencyKey,
    body: &CheckoutRequest,
    unit: &Unit,
) -> Result<Response, Failure> {
    payments.stripe()?;
    if body.refund_address.is_some() {
        return Err(Error::invalid("refundAddress", "must be absent: a refund goes back to the card").into());
    }
    look_first(payments, body).await?;
    let (payment, session) = match open(payments, body, unit).await {
        // The first try left something behind that can't be opened any more; a fresh one can.
        Err(error) if is_stale(&error) => open(payments, body, unit).await?,
        opened => opened?,
    };
    let mut tx = payments.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, caller, body).await? {
        return Ok(again);
    }
    let payment = match session {
        Some(session) => keep(&mut tx, payment, &session).await?,
        None => payment::load(&mut tx, payment).await?,
    };
    let data = view(&mut tx, payment).await?;
    key.answer(tx, caller, data).await
}

/// A page that is open may have been paid on already: then nothing new is opened.
async fn look_first(payments: &Payments, body: &CheckoutRequest) -> Result<()> {
    let mut conn = payments.store.pool.acquire().await?;
    let Some(id) = payment::active(&mut conn, body.order_id).await? else {
        return Ok(());
    };
    let payment = payment::load(&mut conn, id).await?;
    if payment.rail != Rail::Card || row::load(&mut conn, id).await?.session_id.is_none() {
        return Ok(());
    }
    drop(conn);
    look(payments, id, None).await.map(drop)
}

/// Marks a refusal of a repeated creation.
#[derive(Debug)]
struct Stale;

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the session of an earlier try can't be created any more")
    }
}

impl std::error::Error for Stale {}

fn is_stale(error: &Error) -> bool {
    error.cause.as_ref().is_some_and(|cause| cause.downcast_ref::<Stale>().is_some())
}

/// The payment, and its session unless that is stored already.
async fn open(payments: &Payments, body: &CheckoutRequest, unit: &Unit) -> Result<(PaymentId, Option<Session>)> {
    let mut tx = payments.store.begin().await?;
    let order = amanat_orders::lock(&mut tx, body.order_id).await?;
    let units = exact(&order, unit)?;
    let offset = payments.store.clock.offset();
    let (payment, fresh) = match usable(&mut tx, &order, body, offset).await? {
        Some(payment) => (payment, false),
        None => (begin(&mut tx, &order, units, body, offset).await?, true),
    };
    let card = row::load(&mut tx, payment.id).await?;
    tx.commit().await?;
    if card.session_id.is_some() {
        return Ok((payment.id, None));
    }
    let new = session_of(payments, &order, &payment, &card, unit)?;
    match payments.stripe()?.create_session(&new, &payment.id.to_string()).await {
        Ok(session) => Ok((payment.id, Some(session))),
        Err(error) => Err(refused(payments, payment.id, fresh, error).await?),
    }
}

/// The payment that is in force, if its page can still be opened. One that can't is closed here.
async fn usable(tx: &mut Tx, order: &Order, body: &CheckoutRequest, offset: TimeDelta) -> Result<Option<Payment>> {
    let Some(mut payment) = standing(tx, order, body).await? else {
        return Ok(None);
    };
    let card = row::load(tx, payment.id).await?;
    let real = tx.now - offset;
    let good = match card.session {
        SessionState::Complete => return Err(Code::PaymentInProgress.into()),
        SessionState::Creating => card.created_at + TimeDelta::hours(CREATING_H) > tx.now && card.session_expires_at > real,
        SessionState::Open => card.session_expires_at > real,
        SessionState::Expired => false,
    };
    if good {
        return Ok(Some(payment));
    }
    let received = payment.received;
    set_status(tx, &mut payment, Status::Expired, received).await?;
    Ok(None)
}

async fn begin(tx: &mut Tx, order: &Order, units: BaseUnits, body: &CheckoutRequest, offset: TimeDelta) -> Result<Payment> {
    let deadline = order.acts_at.ok_or(Error::new(Code::ActionNotAllowed))?;
    let (now, id) = (tx.now, insert(tx, order, Rail::Card, units, body).await?);
    let expires_at = clamp(deadline, now) - offset;
    sqlx::query!(
        "insert into card_payments (payment_id, session_expires_at, created_at) values ($1, $2, $3)",
        id.0,
        expires_at,
        now
    )
    .execute(&mut **tx)
    .await?;
    created(tx, order, id).await
}

/// The order's deadline, as far as the processor allows.
fn clamp(deadline: Time, now: Time) -> Time {
    deadline.clamp(now + TimeDelta::minutes(SHORTEST_MIN), now + TimeDelta::minutes(LONGEST_MIN))
}

fn session_of(payments: &Payments, order: &Order, payment: &Payment, card: &Card, unit: &Unit) -> Result<NewSession> {
    let page = format!("/orders/{}", order.id);
    Ok(NewSession {
        currency: unit.symbol.to_lowercase(),
        amount: i64::try_from(payment.amount.0).map_err(|_| Error::internal("more than the card processor can count"))?,
        product_name: order.terms.title.chars().take(NAME_CHARS).collect(),
        client_reference_id: payment.id.to_string(),
        metadata: [
            (ORDER_KEY.to_owned(), order.id.to_string()),
            (PAYMENT_KEY.to_owned(), payment.id.to_string()),
        ]
        .into(),
        transfer_group: Some(order.id.to_string()),
        customer_email: None,
        expires_at: card.session_expires_at,
        success_url: payments.page(&format!("{page}?paid=1")),
        cancel_url: payments.page(&format!("{page}?cancelled=1")),
    })
}

/// A refused payment is closed, so that the next try begins afresh; where nobody knows what happened, it stays to be asked again.
async fn refused(payments: &Payments, id: PaymentId, fresh: bool, error: Error) -> Result<Error> {
    let Some(no) = Refused::of(&error).filter(|no| !matches!(no.status, 401 | 403)) else {
        return Ok(error);
    };
    tracing::warn!(payment.id = %id, refusal = %no, "the card processor opened no session");
    let mut tx = payments.store.begin().await?;
    let (_, mut payment) = payment::lock(&mut tx, id).await?;
    if payment.status.is_open() {
        let received = payment.received;
        set_status(&mut tx, &mut payment, Status::Expired, received).await?;
    }
    tx.commit().await?;
    if fresh {
        let sentence = match no.code.as_str() {
            "amount_too_small" => "This is less than can be paid by card.",
            "amount_too_large" => "This is more than can be paid by card.",
            _ => "The card processor does not take this payment.",
        };
        return Ok(Code::AssetNotPayable.say(sentence).because(error));
    }
    Ok(Error::new(Code::CardRailUnavailable).because(Stale))
}

/// Stores the session. A payment that was closed in the meantime has its page closed too.
async fn keep(tx: &mut Tx, id: PaymentId, session: &Session) -> Result<Payment> {
    let (_, payment) = payment::lock(tx, id).await?;
    let state = match session.status {
        SessionStatus::Complete => SessionState::Complete,
        SessionStatus::Expired => SessionState::Expired,
        SessionStatus::Open | SessionStatus::Unknown => SessionState::Open,
    };
    let kept = sqlx::query!(
        "update card_payments set session_id = $2, url = $3, session_status = $4 where payment_id = $1 and session_id is null",
        id.0,
        session.id,
        session.url,
        state as SessionState
    )
    .execute(&mut **tx)
    .await?;
    if kept.rows_affected() == 0 && row::load(tx, id).await?.session_id.as_deref() != Some(&session.id) {
        return Err(Error::internal("another session was stored for this payment"));
    }
    if !payment.status.is_open() {
        close_session(tx, id).await?;
    }
    payment::load(tx, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_with_the_order_as_far_as_the_processor_allows() {
        let now = Time::from_timestamp(1_700_000_000, 0).expect("in range");
        let after = |minutes| now + TimeDelta::minutes(minutes);
        assert_eq!(clamp(after(5), now), after(SHORTEST_MIN));
        assert_eq!(clamp(after(600), now), after(600));
        assert_eq!(clamp(after(10_000), now), after(LONGEST_MIN));
        assert_eq!(clamp(after(-5), now), after(SHORTEST_MIN));
    }
}
