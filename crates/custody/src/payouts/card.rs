//! The steps of a payout on the card rail: asked for → confirmed or failed. What will be asked is stored before the processor is called,
//! and every call is made under the payout's own idempotency key, so that a repeat asks the same question, never a second time for money.

use super::{Payout, PayoutKind, PayoutState, Step, WaitingCode, Why, check_at, enter, lock, outcome, steps, wait};
use crate::{
    Custody, Event,
    cards::{self, NO_ACCOUNT, Recipient, Refundable},
    failpoint::failpoint,
    money::{self, Leg},
};
use amanat_base::{Error, Result};
use amanat_chain::registry;
use amanat_store::{Store, Tx, announce};
use amanat_stripe::{NewRefund, NewTransfer, Refund, RefundStatus, Refused, Stripe, Unavailable};
use chrono::TimeDelta;

/// After so long without an answer the processor is asked what it knows before it is asked again.
const LOOK_FIRST_S: i64 = 60;
/// A refund may still come back for so long after it was reported as done.
const FINAL_AFTER_DAYS: i64 = 14;
/// Our key on everything that we make there.
const PAYOUT_KEY: &str = "payoutId";

pub(super) async fn step_once(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    match payout.state {
        PayoutState::Approved => request(custody, store, payout).await,
        PayoutState::Requested => ask(custody, store, payout).await,
        PayoutState::Confirmed if payout.final_at.is_none() => follow(custody, store, payout).await,
        _ => Ok(Step::Rest),
    }
}

const fn is_refund(payout: &Payout) -> bool {
    matches!(payout.kind, PayoutKind::Refund | PayoutKind::ExceptionRefund)
}

/// Chooses where it goes and writes down that it will be asked for.
async fn request(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    custody.stripe()?;
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Approved {
        return Ok(Step::Again);
    }
    let step = match steps::hold(&mut tx, &payout).await? {
        Some(held) => {
            let later = Some(tx.now + steps::patience());
            let reason = format!("The order's money is held: {held}");
            wait(&mut tx, &payout, Some((WaitingCode::OrderHeld, &reason)), later).await?;
            Step::Rest
        }
        None => aim(&mut tx, &payout).await?,
    };
    tx.commit().await?;
    failpoint("custody.after_card_request");
    Ok(step)
}

async fn aim(tx: &mut Tx, payout: &Payout) -> Result<Step> {
    let target = if is_refund(payout) {
        cards::lock_order(tx, payout.order).await?;
        let what = Refundable {
            order: payout.order,
            buyer: payout.user,
            asset: payout.asset,
            amount: payout.amount,
            late: payout.kind == PayoutKind::ExceptionRefund,
        };
        cards::intent_for(tx, &what).await?
    } else {
        cards::ready_account(tx, payout.user).await?.map(|Recipient(id)| id)
    };
    let now = tx.now;
    let Some(target) = target else {
        if is_refund(payout) {
            let reason = "The card payment can't take this refund any more; the money is in the balance.";
            outcome::end(tx, payout, Leg::Cancel, reason).await?;
        } else {
            enter(tx, payout, PayoutState::WaitingAddress, None).await?;
            wait(tx, payout, Some(NO_ACCOUNT), None).await?;
        }
        return Ok(Step::Rest);
    };
    money::post_leg(tx, payout, Leg::Depart, now).await?;
    sqlx::query!(
        "update payouts set card_target = $2, requested_at = $3 where id = $1",
        payout.id.0,
        target,
        now
    )
    .execute(&mut **tx)
    .await?;
    enter(tx, payout, PayoutState::Requested, Some(now)).await?;
    Ok(Step::Again)
}

/// What the processor has made of it.
enum Made {
    Refund(Refund),
    /// A transfer: done when it is made.
    Transfer(String),
}

async fn ask(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    let stripe = custody.stripe()?;
    let answer = match &payout.card_reference {
        Some(id) if is_refund(payout) => stripe.refund(id).await.map(Made::Refund),
        Some(id) => Ok(Made::Transfer(id.clone())),
        None => make(stripe, store, payout).await,
    };
    failpoint("custody.after_card_call");
    match answer {
        Ok(Made::Transfer(id)) => confirm(store, payout, &id, None).await,
        Ok(Made::Refund(refund)) => match refund.status {
            RefundStatus::Succeeded => confirm(store, payout, &refund.id, Some(TimeDelta::days(1))).await,
            RefundStatus::Failed | RefundStatus::Canceled => fail(store, payout, &came_back(&refund)).await,
            RefundStatus::Pending | RefundStatus::RequiresAction | RefundStatus::Unknown => under_way(store, payout, &refund.id).await,
        },
        Err(error) => refused(store, payout, error).await,
    }
}

fn came_back(refund: &Refund) -> String {
    let why = refund.failure_reason.as_deref().unwrap_or("no reason given").replace('_', " ");
    format!("The card did not take the refund ({why}); the money is available again.")
}

/// Asks for it, unless it is there already: an answer may have been lost, and the processor forgets its keys after a day.
async fn make(stripe: &Stripe, store: &Store, payout: &Payout) -> Result<Made> {
    let target = payout
        .card_target
        .clone()
        .ok_or_else(|| Error::internal("asked for without a target"))?;
    let mut conn = store.pool.acquire().await?;
    let unit = registry::unit(&mut conn, payout.asset).await?;
    let unit = unit.ok_or_else(|| Error::internal("a payout without an asset"))?;
    let source = source(&mut conn, payout).await?;
    drop(conn);
    let group = payout.order.map_or_else(|| payout.id.to_string(), |order| order.to_string());
    let waited = store.now().await? - payout.requested_at.unwrap_or(payout.created_at);
    if waited > TimeDelta::seconds(LOOK_FIRST_S)
        && let Some(made) = find(stripe, payout, &target, &group).await?
    {
        return Ok(made);
    }
    let amount = i64::try_from(payout.amount.0).map_err(|_| Error::internal("more than the card processor can count"))?;
    let metadata = [(PAYOUT_KEY.to_owned(), payout.id.to_string())].into();
    let key = match payout.attempts {
        0 => format!("payout:{}", payout.id),
        n => format!("payout:{}:{n}", payout.id),
    };
    if is_refund(payout) {
        let new = NewRefund {
            payment_intent: target,
            amount,
            metadata,
        };
        return stripe.create_refund(&new, &key).await.map(Made::Refund);
    }
    let new = NewTransfer {
        amount,
        currency: unit.symbol.to_lowercase(),
        destination: target,
        transfer_group: group,
        source_transaction: source,
        metadata,
    };
    Ok(Made::Transfer(stripe.create_transfer(&new, &key).await?.id))
}

async fn find(stripe: &Stripe, payout: &Payout, target: &str, group: &str) -> Result<Option<Made>> {
    let id = payout.id.to_string();
    if is_refund(payout) {
        let all = stripe.refunds_of(target).await?;
        return Ok(all.into_iter().find(|r| r.metadata.get(PAYOUT_KEY) == Some(&id)).map(Made::Refund));
    }
    let all = stripe.transfers_of(group).await?;
    Ok(all
        .into_iter()
        .find(|t| t.metadata.get(PAYOUT_KEY) == Some(&id))
        .map(|t| Made::Transfer(t.id)))
}

/// The charge from whose money a release is: it goes out before that money has settled.
async fn source(conn: &mut sqlx::PgConnection, payout: &Payout) -> Result<Option<String>> {
    let charge = sqlx::query_scalar!(
        r#"select c.charge_id as "id!" from payments p join card_payments c on c.payment_id = p.id
           where p.order_id = $1 and p.status = 'paid' and c.captured_asset_id = $2 and c.charge_id is not null"#,
        payout.order.map(|o| o.0),
        payout.asset.0
    );
    Ok(charge.fetch_optional(conn).await?)
}

/// The processor said no, or nobody knows.
async fn refused(store: &Store, payout: &Payout, error: Error) -> Result<Step> {
    let stuck = matches!(Unavailable::of(&error), Some(Unavailable::Status { replayed: true, .. }));
    let Some(no) = Refused::of(&error) else {
        let waited = store.now().await? - payout.requested_at.unwrap_or(payout.created_at);
        if stuck && waited > TimeDelta::seconds(LOOK_FIRST_S) {
            // Looked up and not there: only another key gets another answer.
            return again(
                store,
                payout,
                (WaitingCode::ProcessorAway, "The card processor had a fault; it is asked again."),
                steps::patience(),
            )
            .await;
        }
        return Err(error);
    };
    tracing::warn!(payout.id = %payout.id, refusal = %no, "the card processor refused");
    if matches!(no.status, 401 | 403) || no.kind == "idempotency_error" {
        // Says nothing about the money.
        let reason = (
            WaitingCode::Operator,
            "The card processor does not accept this server's requests. An administrator must look.",
        );
        return rest(store, payout, reason, TimeDelta::minutes(15)).await;
    }
    match no.code.as_str() {
        "balance_insufficient" | "insufficient_funds" => {
            let reason = (
                WaitingCode::ProcessorShort,
                "The balance at the card processor does not cover it yet; it is tried again every hour.",
            );
            again(store, payout, reason, TimeDelta::hours(1)).await
        }
        _ => {
            let reason = format!("The card processor refused: {} The money is available again.", no.message);
            fail(store, payout, &reason).await
        }
    }
}

async fn rest(store: &Store, payout: &Payout, why: Why<'_>, how_long: TimeDelta) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state == PayoutState::Requested {
        let at = Some(tx.now + how_long);
        wait(&mut tx, &payout, Some(why), at).await?;
    }
    tx.commit().await?;
    Ok(Step::Rest)
}

/// Asks again later, under another key: the processor remembers its refusals.
async fn again(store: &Store, payout: &Payout, why: Why<'_>, how_long: TimeDelta) -> Result<Step> {
    let moved = sqlx::query!(
        "update payouts set attempts = attempts + 1 where id = $1 and state = 'requested' and attempts = $2 and card_reference is null",
        payout.id.0,
        payout.attempts
    )
    .execute(&store.pool)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(Step::Rest);
    }
    rest(store, payout, why, how_long).await
}

async fn under_way(store: &Store, payout: &Payout, reference: &str) -> Result<Step> {
    sqlx::query!(
        "update payouts set card_reference = $2 where id = $1 and state = 'requested'",
        payout.id.0,
        reference
    )
    .execute(&store.pool)
    .await?;
    let age = store.now().await? - payout.requested_at.unwrap_or(payout.created_at);
    let patience = if age > TimeDelta::hours(1) {
        TimeDelta::hours(1)
    } else {
        TimeDelta::minutes(1)
    };
    let why = (WaitingCode::OnItsWay, "The refund is on its way to the card.");
    rest(store, payout, why, patience).await
}

/// Done. With `look_again`, it may still come back.
async fn confirm(store: &Store, payout: &Payout, reference: &str, look_again: Option<TimeDelta>) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Requested {
        return Ok(Step::Again);
    }
    let now = tx.now;
    money::post_leg(&mut tx, &payout, Leg::Arrive, now).await?;
    sqlx::query!(
        "update payouts set card_reference = $2, confirmed_at = $3, final_at = $4 where id = $1",
        payout.id.0,
        reference,
        now,
        look_again.is_none().then_some(now)
    )
    .execute(&mut *tx)
    .await?;
    enter(&mut tx, &payout, PayoutState::Confirmed, look_again.map(|d| now + d)).await?;
    let confirmed = Event::PayoutConfirmed {
        payout: payout.id,
        user: payout.user,
        order: payout.order,
        asset: payout.asset,
        amount: payout.amount,
        tx: None,
    };
    announce(&mut tx, &confirmed).await?;
    tx.commit().await?;
    Ok(Step::Rest)
}

async fn fail(store: &Store, payout: &Payout, reason: &str) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Requested {
        return Ok(Step::Again);
    }
    outcome::end(&mut tx, &payout, Leg::Fail, reason).await?;
    tx.commit().await?;
    Ok(Step::Rest)
}

/// A refund that was done may come back days later, when the bank can't place it.
async fn follow(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    let reference = payout
        .card_reference
        .as_deref()
        .ok_or_else(|| Error::internal("confirmed without a reference"))?;
    let refund = custody.stripe()?.refund(reference).await?;
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Confirmed || payout.final_at.is_some() {
        return Ok(Step::Rest);
    }
    let now = tx.now;
    if matches!(refund.status, RefundStatus::Failed | RefundStatus::Canceled) {
        tracing::error!(payout.id = %payout.id, "a refund that had been confirmed came back");
        money::post_leg(&mut tx, &payout, Leg::Return, now).await?;
        outcome::end(&mut tx, &payout, Leg::Fail, &came_back(&refund)).await?;
    } else if payout.confirmed_at.is_some_and(|at| now - at > TimeDelta::days(FINAL_AFTER_DAYS)) {
        sqlx::query!("update payouts set final_at = $2 where id = $1", payout.id.0, now)
            .execute(&mut *tx)
            .await?;
        check_at(&mut tx, payout.id, None).await?;
    } else {
        check_at(&mut tx, payout.id, Some(now + TimeDelta::days(1))).await?;
    }
    tx.commit().await?;
    Ok(Step::Rest)
}
