//! The one door through which an order changes.

use crate::{Event, Freed, Order, Terms, jobs, order::lock};
use amanat_base::{Amount, AssetId, Code, Error, OrderId, PaymentId, Result, Time, UserId};
use amanat_escrow::{Action, Actor, Change, Flow, Party, Pot, Refusal, State, TimerChange, decide};
use amanat_ledger::{Account, Move, Posting, Purpose};
use amanat_store::{Tx, announce};
use chrono::TimeDelta;
use uuid::Uuid;

/// Who acts, for table and timeline.
#[derive(Clone, Debug)]
pub struct By {
    /// As what.
    pub actor: Actor,
    /// Which person, if a person.
    pub user: Option<UserId>,
    /// Kept in the timeline; shown to both sides.
    pub detail: serde_json::Value,
}

impl By {
    /// A person.
    pub fn person(actor: Actor, user: UserId) -> Self {
        Self {
            actor,
            user: Some(user),
            detail: serde_json::json!({}),
        }
    }

    /// The rail or a timer.
    pub fn system(actor: Actor) -> Self {
        Self {
            actor,
            user: None,
            detail: serde_json::json!({}),
        }
    }

    /// With something to remember.
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// What an action led to.
#[derive(Clone, Debug)]
pub struct Acted {
    /// The order afterwards.
    pub order: Order,
    /// The state before.
    pub from: State,
}

/// Where the money of a funding comes from, and goes back to.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// The suspense account of one payment.
    Payment(PaymentId),
    /// The buyer's own available balance.
    Balance,
}

/// Does `action`, or refuses: `ACTION_NOT_ALLOWED` when the table doesn't have it here, `FORBIDDEN` when it is another side's,
/// `AMOUNT_TOO_LARGE`, `RELEASE_HOLD`. A timer that fires before its time, or after somebody acted, changes nothing and is an `Ok`.
pub async fn act(tx: &mut Tx, id: OrderId, action: Action, by: By) -> Result<Acted> {
    let order = lock(tx, id).await?;
    apply(tx, order, action, by, None).await
}

/// Funds the order from a payment's suspense account.
pub async fn fund(tx: &mut Tx, id: OrderId, payment: PaymentId, asset: AssetId, units: crate::BaseUnits) -> Result<Acted> {
    let order = lock(tx, id).await?;
    let action = Action::Fund {
        total: units.total,
        fee: units.fee,
        milestones: units.milestones,
    };
    let by = By::system(Actor::Rail).with(serde_json::json!({ "paymentId": payment }));
    apply(tx, order, action, by, Some((Source::Payment(payment), asset))).await
}

/// Takes a payment back that turned out not to be final: held → the payment's suspense account.
pub async fn reverse(tx: &mut Tx, id: OrderId, payment: PaymentId) -> Result<Acted> {
    let order = lock(tx, id).await?;
    let asset = order.asset.ok_or(Error::new(Code::ActionNotAllowed))?;
    let by = By::system(Actor::Rail).with(serde_json::json!({ "paymentId": payment }));
    apply(tx, order, Action::PaymentReversed, by, Some((Source::Payment(payment), asset))).await
}

/// Stops all money of the order until [`unhold`]; for exception cases.
pub async fn hold(tx: &mut Tx, id: OrderId, reason: &str) -> Result<()> {
    set_hold(tx, id, Some(reason)).await
}

/// Lets money move again.
pub async fn unhold(tx: &mut Tx, id: OrderId) -> Result<()> {
    set_hold(tx, id, None).await
}

async fn set_hold(tx: &mut Tx, id: OrderId, reason: Option<&str>) -> Result<()> {
    let order = lock(tx, id).await?;
    let now = tx.now;
    sqlx::query!(
        "update orders set hold_reason = $2, updated_at = $3 where id = $1",
        id.0,
        reason,
        now
    )
    .execute(&mut **tx)
    .await?;
    if order.hold_reason.is_some() != reason.is_some() {
        announce(
            tx,
            &Event::Held {
                order: id,
                held: reason.is_some(),
            },
        )
        .await?;
    }
    Ok(())
}

async fn apply(tx: &mut Tx, mut order: Order, action: Action, by: By, source: Option<(Source, AssetId)>) -> Result<Acted> {
    let (now, from) = (tx.now, order.deal.state);
    if matches!(action, Action::TimeOut) {
        if order.acts_at.is_none_or(|at| at > now) {
            return Ok(Acted { order, from });
        }
        if order.hold_reason.is_some() && from.holds_money() {
            return postpone(tx, order).await;
        }
    }
    let change = decide(&order.deal, &action, by.actor, now).map_err(refused)?;
    if let (Action::GrantTime { .. }, TimerChange::Set(at)) = (&action, change.timer)
        && order.acts_at.is_some_and(|due| at <= due)
    {
        // Else a buyer could shorten the delivery period and be refunded a minute later.
        return Err(Error::invalid("seconds", "must give more time than the seller has already"));
    }
    if order.hold_reason.is_some() && change.flows.iter().any(|f| f.from == Pot::Held && f.to != Pot::Suspense) {
        return Err(Code::ReleaseHold.into());
    }
    order.asset = source.map(|(_, asset)| asset).or(order.asset);
    post(tx, &order, &change.flows, action.kind().as_str(), source.map(|(source, _)| source)).await?;
    let acts_at = match change.timer {
        TimerChange::Keep => order.acts_at,
        TimerChange::Set(at) => Some(at),
        TimerChange::Clear => None,
    };
    store(tx, &order, &change, acts_at).await?;
    let to = change.deal.state;
    timeline(tx, order.id, &by, action.kind().as_str(), from, to).await?;
    if acts_at != order.acts_at {
        jobs::rearm(tx, order.id, acts_at).await?;
    }
    let terms = &order.terms;
    let changed = Event::Changed {
        order: order.id,
        buyer: terms.buyer,
        seller: terms.seller,
        action: action.kind(),
        from,
        to,
        by: by.user,
    };
    announce(tx, &changed).await?;
    announce_freed(tx, &order, &change.flows, by.user).await?;
    order.deal = change.deal;
    order.acts_at = acts_at;
    order.updated_at = now;
    Ok(Acted { order, from })
}

/// A timer that meets a hold comes again in an hour: the exit stays, it only waits for the case.
async fn postpone(tx: &mut Tx, mut order: Order) -> Result<Acted> {
    let at = tx.now + TimeDelta::hours(1);
    sqlx::query!("update orders set acts_at = $2 where id = $1", order.id.0, at)
        .execute(&mut **tx)
        .await?;
    jobs::rearm(tx, order.id, Some(at)).await?;
    order.acts_at = Some(at);
    let from = order.deal.state;
    Ok(Acted { order, from })
}

fn refused(refusal: Refusal) -> Error {
    let sentence = refusal.to_string();
    match refusal {
        Refusal::WrongActor => Code::Forbidden.say(format!("Not yours to do: {sentence}.")),
        Refusal::WrongAmount => Code::AmountTooLarge.into(),
        Refusal::WrongPeriod => Error::invalid("seconds", sentence),
        Refusal::UnknownVersion => Error::internal(sentence),
        _ => Code::ActionNotAllowed.say(format!("Not now: {sentence}.")),
    }
}

/// The moves of an order's flows in the ledger.
pub(crate) fn moves(id: OrderId, terms: &Terms, asset: AssetId, flows: &[Flow], source: Option<Source>) -> Result<Vec<Move>> {
    let account = |pot| {
        let (owner, purpose) = match (pot, source) {
            (Pot::Held, _) => (format!("order:{id}"), Purpose::Held),
            (Pot::Seller, _) => (format!("user:{}", terms.seller), Purpose::Available),
            (Pot::Buyer, _) | (Pot::Suspense, Some(Source::Balance)) => (format!("user:{}", terms.buyer), Purpose::Available),
            (Pot::Fees, _) => ("platform".into(), Purpose::Fees),
            (Pot::Suspense, Some(Source::Payment(payment))) => (format!("payment:{payment}"), Purpose::Suspense),
            (Pot::Suspense, None) => return Err(Error::internal("suspense moves without a payment")),
        };
        Ok(Account { owner, purpose, asset })
    };
    let moved = |flow: &Flow| {
        Ok(Move {
            from: account(flow.from)?,
            to: account(flow.to)?,
            amount: flow.amount,
        })
    };
    flows.iter().map(moved).collect()
}

async fn post(tx: &mut Tx, order: &Order, flows: &[Flow], kind: &'static str, source: Option<Source>) -> Result<()> {
    if flows.is_empty() {
        return Ok(());
    }
    let asset = order
        .asset
        .ok_or_else(|| Error::internal("money moves on an order without an asset"))?;
    let step = sqlx::query_scalar!(r#"select count(*) as "n!" from order_timeline where order_id = $1"#, order.id.0)
        .fetch_one(&mut **tx)
        .await?;
    let posting = Posting {
        key: format!("order:{}:{step}", order.id),
        kind,
        reference: Some(order.id.0),
        moves: moves(order.id, &order.terms, asset, flows, source)?,
        occurred_at: tx.now,
    };
    amanat_ledger::post(tx, &posting).await?;
    Ok(())
}

async fn store(tx: &mut Tx, order: &Order, change: &Change, acts_at: Option<Time>) -> Result<()> {
    let (deal, now) = (&change.deal, tx.now);
    sqlx::query!(
        r#"update orders set state = $2, asset_id = $3, paid_in = $4, fee = $5, released = $6, fee_taken = $7, refunded = $8,
                  milestones = $9, milestones_done = $10, change_requests = $11, cancel_proposed_by = $12, resume = $13, acts_at = $14,
                  updated_at = $15, earned = $16
           where id = $1"#,
        order.id.0,
        deal.state.as_str(),
        order.asset.map(|a| a.0),
        deal.paid_in.to_numeric(),
        deal.fee.to_numeric(),
        deal.released.to_numeric(),
        deal.fee_taken.to_numeric(),
        deal.refunded.to_numeric(),
        &deal.milestones.iter().map(|m| m.to_numeric()).collect::<Vec<_>>(),
        deal.milestones_done,
        deal.change_requests,
        deal.cancel_proposed_by.map(Party::as_str),
        deal.resume.map(State::as_str),
        acts_at,
        now,
        deal.earned.to_numeric(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn timeline(tx: &mut Tx, order: OrderId, by: &By, action: &str, from: State, to: State) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        r#"insert into order_timeline (id, order_id, at, actor, actor_id, action, from_state, to_state, detail)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#,
        amanat_base::EventId::fresh().0,
        order.0,
        now,
        by.actor.as_str(),
        by.user.map(|u: UserId| -> Uuid { u.0 }),
        action,
        from.as_str(),
        to.as_str(),
        by.detail,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn announce_freed(tx: &mut Tx, order: &Order, flows: &[Flow], by: Option<UserId>) -> Result<()> {
    for (pot, user, why) in [
        (Pot::Seller, order.terms.seller, Freed::Release),
        (Pot::Buyer, order.terms.buyer, Freed::Refund),
    ] {
        let amount = Amount::sum(flows.iter().filter(|f| f.to == pot).map(|f| f.amount)).unwrap_or_default();
        if let (Some(asset), false) = (order.asset, amount.is_zero()) {
            announce(
                tx,
                &Event::MoneyFreed {
                    order: order.id,
                    user,
                    asset,
                    amount,
                    why,
                    by,
                },
            )
            .await?;
        }
    }
    Ok(())
}
