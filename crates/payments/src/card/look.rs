//! Asking the processor how a payment stands, and writing what it answers. The processor is asked with no transaction open; an answer
//! that was overtaken by another one is thrown away and asked for again.

use super::{
    PAYOUT_KEY, books,
    row::{self, Card, DisputeState, SessionState},
};
use crate::{
    Event, Payments,
    close::close,
    matching::settle,
    payment::{self, Payment, Rail, Status, set_status},
};
use amanat_base::{Amount, Code, DeliveryId, Error, PaymentId, Result};
use amanat_escrow::{Action, Actor, State};
use amanat_orders::{By, Order};
use amanat_store::{Tx, announce, deliveries};
use amanat_stripe::{
    Dispute, DisputeStatus, IntentStatus, PaymentIntent, PaymentStatus, Refund, RefundStatus, Session, SessionStatus, Stripe,
};

/// Looks that may be overtaken before the job tries again later.
const TRIES: usize = 4;
const DISPUTED: &str = "The buyer's bank disputes the card payment.";

/// What the processor answered, all of it about one payment.
pub(super) struct Found {
    pub(super) session: Session,
    pub(super) intent: Option<PaymentIntent>,
    pub(super) refunds: Vec<Refund>,
    pub(super) disputes: Vec<Dispute>,
}

/// Asks, and writes; with `delivery`, that is done in the same transaction. `false`: nothing is known to ask for yet.
pub(crate) async fn look(payments: &Payments, id: PaymentId, delivery: Option<DeliveryId>) -> Result<bool> {
    let stripe = payments.stripe()?;
    for _ in 0..TRIES {
        let card = row::load(&mut *payments.store.pool.acquire().await?, id).await?;
        let Some(session) = &card.session_id else { return Ok(false) };
        let found = ask(stripe, &card, session).await?;
        let mut tx = payments.store.begin().await?;
        if !write(&mut tx, id, card.checks, &found).await? {
            continue;
        }
        if let Some(delivery) = delivery {
            deliveries::done(&mut tx, delivery, "looked up at the card processor").await?;
        }
        tx.commit().await?;
        return Ok(true);
    }
    Err(Code::Conflict.say("This payment is changing too fast to be looked at."))
}

async fn ask(stripe: &Stripe, card: &Card, session: &str) -> Result<Found> {
    let session = stripe.session(session).await?;
    let known = session.payment_intent.as_ref().or(card.intent_id.as_ref());
    let intent = match known {
        Some(id) => Some(stripe.payment_intent(id).await?),
        None => None,
    };
    let (mut refunds, mut disputes) = (Vec::new(), Vec::new());
    if let Some((intent, charge)) = intent.as_ref().and_then(|i| i.latest_charge.as_ref().map(|c| (&i.id, c))) {
        if charge.amount_refunded > 0 || !card.gone.is_zero() {
            refunds = stripe.refunds_of(intent).await?;
        }
        if charge.disputed || card.dispute != DisputeState::None {
            disputes = stripe.disputes_of(intent).await?;
        }
    }
    Ok(Found {
        session,
        intent,
        refunds,
        disputes,
    })
}

/// Everything that follows, or `false` when somebody else wrote in the meantime.
async fn write(tx: &mut Tx, id: PaymentId, checks: i32, found: &Found) -> Result<bool> {
    let (order, mut payment) = payment::lock(tx, id).await?;
    let mut card = row::load(tx, id).await?;
    if card.checks != checks || payment.rail != Rail::Card {
        return Ok(false);
    }
    close(tx, &order, &mut payment).await?;
    note_session(&mut card, found);
    let was_seen = !card.pending.is_zero() || !card.captured.is_zero();
    card.pending = if on_its_way(found) { payment.amount } else { Amount::ZERO };
    row::store(tx, &card).await?;
    if !was_seen && !card.pending.is_zero() {
        let seen = Event::Seen {
            about: payment.about(&order),
            deposit: None,
            amount: card.pending,
            asset: payment.asset,
        };
        announce(tx, &seen).await?;
    }
    if card.captured.is_zero() && found.session.payment_status == PaymentStatus::Paid {
        books::capture(tx, &mut payment, &mut card, found).await?;
    }
    dispute(tx, &order, &payment, &mut card, found).await?;
    let gone = gone(&card, found)?;
    books::follow_back(tx, &mut payment, &mut card, gone).await?;
    settle(tx, &mut payment, None).await?;
    if failed(found) && payment.status.is_open() && card.captured.is_zero() {
        end(tx, &mut payment).await?;
    }
    row::looked(tx, id).await?;
    Ok(true)
}

fn note_session(card: &mut Card, found: &Found) {
    card.session = match found.session.status {
        SessionStatus::Open => SessionState::Open,
        SessionStatus::Complete => SessionState::Complete,
        SessionStatus::Expired => SessionState::Expired,
        SessionStatus::Unknown => card.session,
    };
    if let Some(intent) = &found.intent {
        card.intent_id = Some(intent.id.clone());
        if let Some(charge) = &intent.latest_charge {
            card.charge_id = Some(charge.id.clone());
        }
    }
}

/// The buyer is done, and the money takes its time.
fn on_its_way(found: &Found) -> bool {
    found.session.status == SessionStatus::Complete && found.session.payment_status == PaymentStatus::Unpaid && !declined(found)
}

fn declined(found: &Found) -> bool {
    let status = found.intent.as_ref().map(|i| i.status);
    matches!(status, Some(IntentStatus::RequiresPaymentMethod | IntentStatus::Canceled))
}

/// It can't be paid in this session any more.
fn failed(found: &Found) -> bool {
    match found.session.status {
        SessionStatus::Expired => true,
        SessionStatus::Complete => found.session.payment_status == PaymentStatus::Unpaid && declined(found),
        SessionStatus::Open | SessionStatus::Unknown => false,
    }
}

/// The payment is over. The order of units ends with it, so that its stock is free again; any other may be paid in another way.
async fn end(tx: &mut Tx, payment: &mut Payment) -> Result<()> {
    let order = amanat_orders::lock(tx, payment.order).await?;
    let received = payment.received;
    set_status(tx, payment, Status::Expired, received).await?;
    let ended = Event::CheckoutEnded {
        about: payment.about(&order),
    };
    announce(tx, &ended).await?;
    if order.terms.units.is_some() && matches!(order.deal.state, State::AwaitingPayment | State::Confirming) {
        let rail = By::system(Actor::Rail).with(serde_json::json!({ "paymentId": payment.id }));
        amanat_orders::act(tx, order.id, Action::Cancel, rail).await?;
    }
    Ok(())
}

/// Minor units that went back to the buyer and that we did not send ourselves.
fn gone(card: &Card, found: &Found) -> Result<Amount> {
    let by_hand = found.refunds.iter().filter(|r| {
        let real = matches!(
            r.status,
            RefundStatus::Succeeded | RefundStatus::Pending | RefundStatus::RequiresAction
        );
        real && !r.metadata.contains_key(PAYOUT_KEY)
    });
    let lost = found.disputes.iter().filter(|d| d.status == DisputeStatus::Lost);
    let mut sum = Amount::ZERO;
    for minor in by_hand.map(|r| r.amount).chain(lost.map(|d| d.amount)) {
        sum = sum.checked_add(units(minor)?).ok_or_else(|| Error::internal("sums overflow"))?;
    }
    Ok(sum.min(card.captured))
}

/// From the processor's count.
pub(super) fn units(minor: i64) -> Result<Amount> {
    u128::try_from(minor).map(Amount::from_u128).map_err(Error::internal)
}

/// While the bank disputes, no money of the order moves.
async fn dispute(tx: &mut Tx, order: &Order, payment: &Payment, card: &mut Card, found: &Found) -> Result<()> {
    let now = state_of(&found.disputes, card.dispute);
    let (was_open, is_open) = (card.dispute == DisputeState::Open, now == DisputeState::Open);
    card.dispute = now;
    row::store(tx, card).await?;
    if was_open == is_open {
        return Ok(());
    }
    tracing::error!(payment.id = %payment.id, order.id = %order.id, open = is_open, "a card payment is disputed, or not any more");
    let event = Event::Disputed {
        about: payment.about(order),
        open: is_open,
    };
    announce(tx, &event).await?;
    if is_open {
        return amanat_orders::hold(tx, order.id, DISPUTED).await;
    }
    // What was lost is looked at next, and may hold the order anew.
    books::release(tx, order.id).await
}

fn state_of(disputes: &[Dispute], before: DisputeState) -> DisputeState {
    let open = |d: &Dispute| {
        !matches!(
            d.status,
            DisputeStatus::Won | DisputeStatus::Lost | DisputeStatus::WarningClosed | DisputeStatus::Unknown
        )
    };
    match disputes {
        [] => before,
        all if all.iter().any(open) => DisputeState::Open,
        all if all.iter().any(|d| d.status == DisputeStatus::Unknown) => before,
        all if all.iter().any(|d| d.status == DisputeStatus::Lost) => DisputeState::Lost,
        _ => DisputeState::Won,
    }
}
