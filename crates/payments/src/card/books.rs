//! What card payments do in the ledger: captured once, taken back as far as the processor gave it back, brought back when it returns.
//!
//! Everything is computed from the sums in the row, so that an answer that is written twice moves nothing the second time.

use super::{
    look::{Found, units},
    row::{self, Card, DisputeState},
};
use crate::{
    CaseKind, Event,
    cases::{self, NewCase},
    matching::{open, unfund, world},
    payment::Payment,
};
use amanat_base::{Amount, AssetId, Error, OrderId, Result};
use amanat_chain::registry;
use amanat_ledger::{Account, Move, Posting, balance, post};
use amanat_orders::Order;
use amanat_store::{Tx, announce};

const TAKEN_BACK: &str = "A card payment that had counted was taken back.";

/// Counts what the processor took: world → the payment's suspense account. What is not exactly what was asked for never funds the
/// order by itself.
pub(super) async fn capture(tx: &mut Tx, payment: &mut Payment, card: &mut Card, found: &Found) -> Result<()> {
    let Some(intent) = found.intent.as_ref().filter(|i| i.amount_received > 0) else {
        tracing::error!(payment.id = %payment.id, session = found.session.id, "a paid session without money");
        return Ok(());
    };
    let amount = units(intent.amount_received)?;
    let order = amanat_orders::lock(tx, payment.order).await?;
    let Some(unit) = registry::card_unit(tx, &intent.currency).await? else {
        return unlisted(tx, payment, &order, amount).await;
    };
    card.captured = amount;
    card.captured_asset = Some(unit.id);
    card.pending = Amount::ZERO;
    row::store(tx, card).await?;
    let (from, to) = (world(None, unit.id), payment.suspense(unit.id));
    post_move(
        tx,
        payment,
        format!("stripe:{}:captured", intent.id),
        "card_capture",
        from,
        to,
        amount,
    )
    .await?;
    metrics::counter!("card_captures_total").increment(1);
    let session = &found.session;
    let as_asked = unit.id == payment.asset
        && amount == payment.amount
        && session.amount_total == Some(intent.amount_received)
        && session.currency.as_deref() == Some(intent.currency.as_str())
        && session.client_reference_id.as_deref() == Some(payment.id.to_string().as_str());
    if as_asked {
        return Ok(());
    }
    tracing::error!(payment.id = %payment.id, session = session.id, %amount, currency = intent.currency, "the card processor took something else than was asked for");
    let kind = if unit.id == payment.asset {
        CaseKind::Mismatch
    } else {
        CaseKind::WrongAsset
    };
    open(tx, payment, &order, kind, None, unit.id, amount).await
}

/// A currency that no account here counts: flagged once, never counted.
async fn unlisted(tx: &mut Tx, payment: &Payment, order: &Order, amount: Amount) -> Result<()> {
    if cases::has_open(tx, payment.id, CaseKind::UnknownToken).await? {
        return Ok(());
    }
    let case = NewCase {
        kind: CaseKind::UnknownToken,
        deposit: None,
        asset: None,
        amount,
        action: crate::Action::Dismiss,
    };
    cases::open(tx, &payment.about(order), &case).await.map(drop)
}

async fn post_move(
    tx: &mut Tx,
    payment: &Payment,
    key: String,
    kind: &'static str,
    from: Account,
    to: Account,
    amount: Amount,
) -> Result<()> {
    let posting = Posting {
        key,
        kind,
        reference: Some(payment.id.0),
        moves: vec![Move { from, to, amount }],
        occurred_at: tx.now,
    };
    post(tx, &posting).await.map(drop)
}

/// Brings the books in line with `gone`: what went back to the buyer without us.
pub(super) async fn follow_back(tx: &mut Tx, payment: &mut Payment, card: &mut Card, gone: Amount) -> Result<()> {
    let Some(asset) = card.captured_asset else { return Ok(()) };
    if gone == card.gone && card.settled_back()? == gone {
        return Ok(());
    }
    card.gone = gone;
    if gone < card.settled_back()? {
        came_back(tx, payment, card, asset).await?;
    }
    let missing = gone.saturating_sub(card.settled_back()?);
    if !missing.is_zero() {
        take_back(tx, payment, card, asset, missing).await?;
    }
    row::store(tx, card).await
}

/// As for a deposit that its chain took back: out of escrow if all of it is still there, else a case and a held order.
async fn take_back(tx: &mut Tx, payment: &mut Payment, card: &mut Card, asset: AssetId, amount: Amount) -> Result<()> {
    let order = amanat_orders::lock(tx, payment.order).await?;
    let about = payment.about(&order);
    cases::fall_away(tx, &about, asset).await?;
    let waiting = balance(tx, &payment.suspense(asset)).await?;
    let covered = waiting >= amount || unfund(tx, payment, &order, asset, waiting, amount).await?;
    if covered {
        let (from, to) = (payment.suspense(asset), world(None, asset));
        let key = next_key(card, "reversed")?;
        post_move(tx, payment, key, "card_reversed", from, to, amount).await?;
        card.reversed = sum(card.reversed, amount)?;
    } else {
        card.short = sum(card.short, amount)?;
        open(tx, payment, &order, CaseKind::Reversed, None, asset, amount).await?;
        amanat_orders::hold(tx, order.id, TAKEN_BACK).await?;
    }
    row::store(tx, card).await?;
    let event = Event::Reversed {
        about,
        deposit: None,
        amount,
        covered,
    };
    announce(tx, &event).await.map(drop)
}

/// Less is gone than was accounted for: a dispute was won after all, or a refund bounced.
async fn came_back(tx: &mut Tx, payment: &mut Payment, card: &mut Card, asset: AssetId) -> Result<()> {
    let order = amanat_orders::lock(tx, payment.order).await?;
    if !card.short.is_zero() {
        // What is still short after this is opened anew, with its true sum.
        cases::fall_away_of_card(tx, &payment.about(&order)).await?;
        card.short = Amount::ZERO;
        row::store(tx, card).await?;
        if card.dispute != DisputeState::Open {
            release(tx, order.id).await?;
        }
    }
    let back = card.settled_back()?.saturating_sub(card.gone);
    let restored = back.min(card.reversed);
    restore(tx, payment, card, asset, restored, "card_restored").await?;
    card.reversed = card.reversed.saturating_sub(restored);
    // What the platform had borne already is nobody's: a case decides.
    let recovered = back.saturating_sub(restored).min(card.written_off);
    restore(tx, payment, card, asset, recovered, "card_recovered").await?;
    card.written_off = card.written_off.saturating_sub(recovered);
    row::store(tx, card).await
}

async fn restore(tx: &mut Tx, payment: &Payment, card: &mut Card, asset: AssetId, amount: Amount, kind: &'static str) -> Result<()> {
    if amount.is_zero() {
        return Ok(());
    }
    let key = next_key(card, "restored")?;
    post_move(tx, payment, key, kind, world(None, asset), payment.suspense(asset), amount).await
}

fn next_key(card: &mut Card, what: &str) -> Result<String> {
    card.moves += 1;
    let intent = card
        .intent_id
        .as_deref()
        .ok_or_else(|| Error::internal("captured without an intent"))?;
    Ok(format!("stripe:{intent}:{what}:{}", card.moves))
}

fn sum(a: Amount, b: Amount) -> Result<Amount> {
    a.checked_add(b).ok_or_else(|| Error::internal("sums overflow"))
}

/// Lets the order's money move again, unless something else is missing of it.
pub(super) async fn release(tx: &mut Tx, order: OrderId) -> Result<()> {
    if cases::order_has_shortfall(tx, order).await? {
        return Ok(());
    }
    amanat_orders::unhold(tx, order).await
}

/// The platform bore the shortfall: the order goes on.
pub(crate) async fn write_off(tx: &mut Tx, payment: &Payment) -> Result<()> {
    let mut card = row::load(tx, payment.id).await?;
    card.written_off = sum(card.written_off, card.short)?;
    card.short = Amount::ZERO;
    row::store(tx, &card).await?;
    if card.dispute == DisputeState::Open {
        return Ok(());
    }
    release(tx, payment.order).await
}
