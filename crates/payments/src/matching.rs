//! Which money is for what: every confirmed deposit first waits in its payment's suspense account, then funds the order or becomes
//! a case. What is free is read from the ledger under lock, so running this twice changes nothing.

use crate::{
    About, Action, CaseKind, Event, card,
    cases::{self, NewCase},
    deposit::{self, Deposit, DepositStatus},
    payment::{Payment, Rail, Status, set_status},
};
use amanat_base::{Amount, AssetId, DepositId, Error, Result};
use amanat_escrow::{Action as OrderAction, Actor, State};
use amanat_ledger::{Account, Move, Posting, Purpose, balance, post};
use amanat_orders::{By, Order};
use amanat_store::{Tx, announce};

/// Counts a deposit: world → the payment's suspense account, then matches it.
pub(crate) async fn credit(tx: &mut Tx, payment: &mut Payment, d: &mut Deposit) -> Result<()> {
    d.status = DepositStatus::Confirmed;
    d.credits += 1;
    // The first count has the plain key; one after a reversal has its number.
    let key = if d.credits == 1 {
        format!("deposit:{}", d.id)
    } else {
        format!("deposit:{}:{}", d.id, d.credits)
    };
    post_deposit(tx, payment, d, key, "deposit").await?;
    deposit::update(tx, d).await?;
    metrics::counter!("deposits_confirmed_total").increment(1);
    settle(tx, payment, Some(d)).await
}

async fn post_deposit(tx: &mut Tx, payment: &Payment, d: &Deposit, key: String, kind: &'static str) -> Result<()> {
    let asset = d.asset.ok_or_else(|| Error::internal("money of an unlisted token"))?;
    let (mut from, mut to) = (world(Some(d.chain_id), asset), payment.suspense(asset));
    if kind == "deposit_reversed" {
        std::mem::swap(&mut from, &mut to);
    }
    let posting = Posting {
        key,
        kind,
        reference: Some(payment.id.0),
        moves: vec![Move {
            from,
            to,
            amount: d.amount,
        }],
        occurred_at: tx.now,
    };
    post(tx, &posting).await.map(drop)
}

/// Everything outside: on one network, or at the card processor.
pub(crate) fn world(chain_id: Option<i64>, asset: AssetId) -> Account {
    Account {
        owner: chain_id.map_or_else(|| "stripe".to_owned(), |id| format!("network:{id}")),
        purpose: Purpose::World,
        asset,
    }
}

/// What waits in suspense and is in no open case.
pub(crate) async fn free(tx: &mut Tx, payment: &Payment, asset: AssetId) -> Result<Amount> {
    let held = balance(tx, &payment.suspense(asset)).await?;
    let reserved = cases::reserved(tx, payment.id, asset).await?;
    held.checked_sub(reserved)
        .ok_or_else(|| Error::internal("cases reserve more than there is"))
}

const fn accepts(state: State) -> bool {
    matches!(state, State::AwaitingPayment | State::Confirming)
}

/// Brings payment, order and cases in line with what is confirmed and what is on its way. `trigger` was just counted.
pub(crate) async fn settle(tx: &mut Tx, payment: &mut Payment, trigger: Option<&Deposit>) -> Result<()> {
    let order = amanat_orders::lock(tx, payment.order).await?;
    let all = deposit::of_payment(tx, payment.id).await?;
    let (received, coming) = match payment.rail {
        Rail::Direct => (
            payment.sum(&all, |d| d.status == DepositStatus::Confirmed)?,
            payment.sum(&all, |d| d.status == DepositStatus::Detected)?,
        ),
        Rail::Card => card::load(tx, payment.id).await?.sums(payment.asset)?,
    };
    let available = free(tx, payment, payment.asset).await?;
    if payment.status.is_open() && accepts(order.deal.state) {
        if available >= payment.amount {
            fund(tx, payment, &order, available, received, trigger.map(|d| d.id)).await?;
        } else {
            wait_for_more(tx, payment, &order, coming, received, available).await?;
        }
    } else {
        set_status(tx, payment, payment.status, received).await?;
        if !available.is_zero() {
            let (kind, asset) = (leftover(payment, &order), payment.asset);
            open(tx, payment, &order, kind, trigger.map(|d| d.id), asset, available).await?;
        }
    }
    // Money in other assets, by the newest deposit of each; usually there is none.
    let mut others: Vec<(AssetId, DepositId)> = Vec::new();
    for d in all.iter().rev().filter(|d| d.status == DepositStatus::Confirmed) {
        if let Some(asset) = d
            .asset
            .filter(|a| *a != payment.asset && others.iter().all(|(known, _)| known != a))
        {
            others.push((asset, d.id));
        }
    }
    for (asset, id) in others {
        wrong_asset(tx, payment, id, asset).await?;
    }
    Ok(())
}

fn leftover(payment: &Payment, order: &Order) -> CaseKind {
    if payment.status == Status::Paid || !order.deal.paid_in.is_zero() {
        CaseKind::Duplicate
    } else {
        CaseKind::Late
    }
}

async fn fund(
    tx: &mut Tx,
    payment: &mut Payment,
    order: &Order,
    available: Amount,
    received: Amount,
    trigger: Option<DepositId>,
) -> Result<()> {
    amanat_orders::fund(tx, order.id, payment.id, payment.asset, payment.units()).await?;
    set_status(tx, payment, Status::Paid, received).await?;
    let event = Event::Confirmed {
        about: payment.about(order),
        amount: payment.amount,
        asset: payment.asset,
    };
    announce(tx, &event).await?;
    let surplus = available.saturating_sub(payment.amount);
    if surplus.is_zero() {
        return Ok(());
    }
    let asset = payment.asset;
    open(tx, payment, order, CaseKind::Overpaid, trigger, asset, surplus).await
}

/// Not enough is confirmed yet. The order hears of it only once what is on its way would be enough, so that a small transfer can't
/// stop or stretch the payment period.
async fn wait_for_more(
    tx: &mut Tx,
    payment: &mut Payment,
    order: &Order,
    coming: Amount,
    received: Amount,
    available: Amount,
) -> Result<()> {
    let enough = available.checked_add(coming).is_some_and(|sum| sum >= payment.amount);
    let rail = || By::system(Actor::Rail).with(serde_json::json!({ "paymentId": payment.id }));
    match order.deal.state {
        State::AwaitingPayment if enough => {
            amanat_orders::act(tx, order.id, OrderAction::PaymentSeen, rail()).await?;
        }
        // A deal whose payment was taken back stays where it is: most reorganised transfers come back within minutes.
        State::Confirming if !enough && order.deal.resume.is_none() => {
            amanat_orders::act(tx, order.id, OrderAction::PaymentDropped, rail()).await?;
        }
        _ => {}
    }
    let grew = received > payment.received;
    let status = match () {
        () if !coming.is_zero() => Status::Confirming,
        () if !available.is_zero() => Status::Underpaid,
        () => Status::Waiting,
    };
    set_status(tx, payment, status, received).await?;
    if grew && status == Status::Underpaid {
        let event = Event::Underpaid {
            about: payment.about(order),
            received,
            expected: payment.amount,
        };
        announce(tx, &event).await?;
    }
    Ok(())
}

async fn wrong_asset(tx: &mut Tx, payment: &Payment, trigger: DepositId, asset: AssetId) -> Result<()> {
    let available = free(tx, payment, asset).await?;
    if available.is_zero() {
        return Ok(());
    }
    let order = amanat_orders::load(tx, payment.order).await?;
    open(tx, payment, &order, CaseKind::WrongAsset, Some(trigger), asset, available).await
}

/// Opens a case with the proposal that fits it, and says so.
pub(crate) async fn open(
    tx: &mut Tx,
    payment: &Payment,
    order: &Order,
    kind: CaseKind,
    deposit: Option<DepositId>,
    asset: AssetId,
    amount: Amount,
) -> Result<()> {
    let about: About = payment.about(order);
    let fundable = accepts(order.deal.state) && cases::units_for(tx, order, asset).await?.is_some_and(|units| amount >= units.total);
    let action = match kind {
        CaseKind::Reversed | CaseKind::UnknownToken => Action::Dismiss,
        _ if fundable => Action::CreditOrder,
        _ => Action::RefundToBuyer,
    };
    let case = NewCase {
        kind,
        deposit,
        asset: Some(asset),
        amount,
        action,
    };
    cases::open(tx, &about, &case).await?;
    let event = match kind {
        CaseKind::Overpaid => Event::Overpaid { about, surplus: amount },
        CaseKind::Late | CaseKind::Duplicate => Event::Late { about, amount },
        _ => return Ok(()),
    };
    announce(tx, &event).await.map(drop)
}

/// A token that is not listed came: flagged once per payment, never counted.
pub(crate) async fn flag_unknown_token(tx: &mut Tx, payment: &Payment, d: &Deposit) -> Result<()> {
    if cases::has_open(tx, payment.id, CaseKind::UnknownToken).await? {
        return Ok(());
    }
    let order = amanat_orders::load(tx, payment.order).await?;
    let case = NewCase {
        kind: CaseKind::UnknownToken,
        deposit: Some(d.id),
        asset: None,
        amount: d.amount,
        action: Action::Dismiss,
    };
    cases::open(tx, &payment.about(&order), &case).await.map(drop)
}

/// A counted deposit is not on the chain any more: its money goes back to the world, out of escrow if need be. Where part of it was
/// paid out already that is impossible: then a case is opened and the order held.
pub(crate) async fn take_back(tx: &mut Tx, payment: &mut Payment, d: &mut Deposit) -> Result<()> {
    let asset = d.asset.ok_or_else(|| Error::internal("money of an unlisted token"))?;
    let order = amanat_orders::lock(tx, payment.order).await?;
    // What the cases of this payment say rests on sums that are wrong now; what remains is matched anew.
    cases::fall_away(tx, &payment.about(&order), asset).await?;
    let waiting = balance(tx, &payment.suspense(asset)).await?;
    let covered = waiting >= d.amount || unfund(tx, payment, &order, asset, waiting, d.amount).await?;
    if covered {
        let key = format!("deposit:{}:{}:reversed", d.id, d.credits);
        post_deposit(tx, payment, d, key, "deposit_reversed").await?;
        d.status = DepositStatus::Dropped;
        d.dropped_at = Some(tx.now);
        d.confirmations = 0;
    } else {
        d.missing_since = Some(tx.now);
        open(tx, payment, &order, CaseKind::Reversed, Some(d.id), asset, d.amount).await?;
        amanat_orders::hold(tx, order.id, "A payment that had counted was taken back by its chain.").await?;
    }
    deposit::update(tx, d).await?;
    let event = Event::Reversed {
        about: payment.about(&order),
        deposit: Some(d.id),
        amount: d.amount,
        covered,
    };
    announce(tx, &event).await.map(drop)
}

/// Takes the order's funding back into suspense if all of it is still there and that is enough.
pub(crate) async fn unfund(
    tx: &mut Tx,
    payment: &mut Payment,
    order: &Order,
    asset: AssetId,
    waiting: Amount,
    wanted: Amount,
) -> Result<bool> {
    let deal = &order.deal;
    let whole = deal.state.holds_money() && deal.held() == deal.paid_in;
    let enough = waiting.checked_add(deal.paid_in).is_some_and(|sum| sum >= wanted);
    if payment.status != Status::Paid || order.asset != Some(asset) || !whole || !enough {
        return Ok(false);
    }
    amanat_orders::reverse(tx, order.id, payment.id).await?;
    let received = payment.received;
    set_status(tx, payment, Status::Waiting, received).await?;
    Ok(true)
}

/// A counted deposit that had vanished is on the chain again: what its absence caused is undone.
pub(crate) async fn came_back(tx: &mut Tx, payment: &Payment, d: &Deposit) -> Result<()> {
    let order = amanat_orders::lock(tx, payment.order).await?;
    cases::fall_away_of_deposit(tx, &payment.about(&order), d.id).await?;
    if !cases::order_has_shortfall(tx, order.id).await? {
        amanat_orders::unhold(tx, order.id).await?;
    }
    Ok(())
}
