//! Settling metered orders by their use: when the token expires, when it is used up, or when the buyer wants the rest back.

use super::{Ended, Token, TokenState, end, lock};
use crate::Event;
use amanat_base::{Amount, AssetId, Code, Error, OrderId, Result, Time, TokenId};
use amanat_escrow::{Action, Actor, State as OrderState};
use amanat_orders::{By, Order, act};
use amanat_store::{Job, JobKey, Store, Tx, announce, enqueue_at};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How soon to look again while calls are running, seconds.
const RUNNING_S: i64 = 5;
/// How soon to look again while the order's money is on hold, seconds.
const HELD_S: i64 = 60 * 60;
/// How much longer than its time limit a call may take to be counted, seconds. Then its process is taken to be gone.
const MARGIN_S: i64 = 60;
/// Rows of one sweep.
const SWEEP: i64 = 500;

/// Looks whether a token's use is to be settled: enqueued for the instant at which it expires, and when its last unit is used.
#[derive(Debug, Serialize, Deserialize)]
pub struct SettleToken {
    /// Which token.
    pub token: TokenId,
}

impl Job for SettleToken {
    const NAME: &'static str = "settle_token";
}

/// One waiting job per token: asking for it sooner replaces the alarm, which is set again if nothing is due yet.
pub(crate) fn settle_key(token: TokenId) -> JobKey {
    JobKey(format!("settle-token:{token}"))
}

/// Asks for a token to be looked at now: its last unit is used, or its last running call has ended.
pub async fn enqueue_settle(tx: &mut Tx, token: TokenId) -> Result<()> {
    let now = tx.now;
    enqueue_at(tx, &SettleToken { token }, &settle_key(token), now).await
}

/// Call when an order is disputed: what its token was used for is recorded, since the dispute's period settles by it if nobody rules.
pub async fn order_disputed(tx: &mut Tx, order: OrderId) -> Result<()> {
    let token = sqlx::query_scalar!(
        r#"select id as "id: TokenId" from tokens where order_id = $1 and lookup_hash is not null"#,
        order.0
    );
    match token.fetch_optional(&mut **tx).await? {
        Some(token) => enqueue_settle(tx, token).await,
        None => Ok(()),
    }
}

/// Settles the token's order if it is time. Harmless at any time and any number of times.
pub async fn settle(store: &Store, job: &SettleToken) -> Result<()> {
    let mut tx = store.begin().await?;
    settle_if_due(&mut tx, job.token).await?;
    tx.commit().await
}

/// Call before an order's own timer runs: that one settles by what is recorded, so where an alarm was lost, or everything comes at once
/// after the server was off for days, it would give back what was used. Harmless for any order, at any time.
pub async fn settle_before_timer(store: &Store, order: OrderId) -> Result<()> {
    let token = sqlx::query_scalar!(
        r#"select id as "id: TokenId" from tokens where order_id = $1 and lookup_hash is not null and settled_at is null"#,
        order.0
    );
    let Some(token) = token.fetch_optional(&store.pool).await? else {
        return Ok(());
    };
    let mut tx = store.begin().await?;
    settle_if_due(&mut tx, token).await?;
    record_use(&mut tx, order).await?;
    tx.commit().await
}

async fn settle_if_due(tx: &mut Tx, id: TokenId) -> Result<()> {
    let (order, mut token) = lock(tx, id, None).await?;
    let now = tx.now;
    if token.metered && order.deal.state == OrderState::Disputed {
        // Nothing new begins, but what is running still counts before the dispute's period settles by it.
        record_use(tx, order.id).await?;
        return match held_by_calls(tx, id).await? {
            0 => Ok(()),
            _ => look_again(tx, id, now + TimeDelta::seconds(RUNNING_S)).await,
        };
    }
    // A reversed order goes its own way; when that leads back here, the sweep comes by.
    if !token.metered || order.deal.state != OrderState::Delivered {
        return Ok(());
    }
    let expired = token.expires_at <= now;
    let spent = token.used_units == token.units && accepted_when_spent(tx, &token).await?;
    let ended = token.state != TokenState::Active;
    if !expired && !spent && !ended {
        let at = token.expires_at;
        return look_again(tx, id, at).await;
    }
    if expired {
        // At once, so that no new call begins; the running ones are waited for.
        end(tx, &mut token, Ended::Expired).await?;
    }
    if held_by_calls(tx, id).await? > 0 {
        return look_again(tx, id, now + TimeDelta::seconds(RUNNING_S)).await;
    }
    if order.hold_reason.is_some() {
        record_use(tx, order.id).await?;
        return look_again(tx, id, now + TimeDelta::seconds(HELD_S)).await;
    }
    end(tx, &mut token, Ended::Spent).await?;
    settle_locked(tx, &order, &token).await.map(drop)
}

async fn look_again(tx: &mut Tx, token: TokenId, at: Time) -> Result<()> {
    enqueue_at(tx, &SettleToken { token }, &settle_key(token), at).await
}

async fn accepted_when_spent(tx: &mut Tx, token: &Token) -> Result<bool> {
    let accepted = sqlx::query_scalar!("select accepted_when_spent from purchases where order_id = $1", token.order.0);
    Ok(accepted.fetch_one(&mut **tx).await?)
}

/// Units that running calls hold. A call far beyond its time limit isn't running any more: what it held counts as used.
async fn held_by_calls(tx: &mut Tx, token: TokenId) -> Result<i64> {
    let now = tx.now;
    let held = sqlx::query_scalar!(
        r#"select coalesce(sum(r.held_units), 0)::bigint as "held!"
           from usage_records r join listings l on l.id = r.listing_id
           where r.token_id = $1 and r.finished_at is null
             and r.at > $2::timestamptz - make_interval(secs => coalesce((l.gateway ->> 'timeoutS')::float8, 0) + $3)"#,
        token.0,
        now,
        MARGIN_S as f64,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(held)
}

/// How a metered order was settled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled {
    pub state: OrderState,
    pub asset: AssetId,
    pub earned: Amount,
    pub returned: Amount,
}

/// Settles a locked order by the use of its locked token, which has ended.
pub(crate) async fn settle_locked(tx: &mut Tx, order: &Order, token: &Token) -> Result<Settled> {
    debug_assert_ne!(token.state, TokenState::Active, "an order is settled when its token has ended");
    let asset = order.asset.ok_or(Error::new(Code::ActionNotAllowed))?;
    let earned = share(order.deal.paid_in, token.used_units, token.units);
    let by = By::system(Actor::Fulfilment).with(serde_json::json!({ "usedUnits": token.used_units, "units": token.units }));
    let after = act(tx, order.id, Action::Settle { earned }, by).await?.order;
    let settled = Settled {
        state: after.deal.state,
        asset,
        earned: after.deal.released.saturating_sub(order.deal.released),
        returned: after.deal.refunded.saturating_sub(order.deal.refunded),
    };
    let now = tx.now;
    sqlx::query!("update tokens set settled_at = $2 where id = $1", token.id.0, now)
        .execute(&mut **tx)
        .await?;
    let event = Event::Settled {
        order: order.id,
        token: token.id,
        listing: token.listing,
        buyer: token.buyer,
        seller: token.seller,
        used_units: token.used_units,
        units: token.units,
        asset,
        earned: settled.earned,
        returned: settled.returned,
    };
    announce(tx, &event).await?;
    Ok(settled)
}

/// The gross part of `paid_in` that `used` of `units` come to, rounded down: in the buyer's favour by less than one base unit.
fn share(paid_in: Amount, used: i64, units: i64) -> Amount {
    let part = |n: i64| Amount::from_u128(u128::from(n.unsigned_abs()));
    match units {
        0 => Amount::ZERO,
        _ => paid_in.mul_div(part(used), part(units)),
    }
}

/// Writes what use has earned so far into a metered order, for the timers that settle by it: before a dispute's period runs out, say.
/// Running calls don't count yet, and what was recorded never shrinks.
pub async fn record_use(tx: &mut Tx, order: OrderId) -> Result<()> {
    let order = amanat_orders::lock(tx, order).await?;
    if !matches!(order.deal.state, OrderState::Delivered | OrderState::Disputed) {
        return Ok(());
    }
    let token = sqlx::query!(
        r#"select id as "id: TokenId", used_units, units from tokens where order_id = $1 and lookup_hash is not null"#,
        order.id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(token) = token else {
        return Ok(());
    };
    let used = token.used_units - held_by_calls(tx, token.id).await?;
    let earned = share(order.deal.paid_in, used.max(0), token.units);
    if earned > order.deal.earned {
        act(tx, order.id, Action::Meter { earned }, By::system(Actor::Fulfilment)).await?;
    }
    Ok(())
}

/// Settles what is due, in case an alarm was lost. Returns how many were looked at.
pub(crate) async fn settle_due(store: &Store) -> Result<usize> {
    let now = store.now().await?;
    let due = sqlx::query_scalar!(
        r#"(select t.id as "id!: TokenId" from tokens t join orders o on o.id = t.order_id
            where t.lookup_hash is not null and t.settled_at is null and t.expires_at <= $1 and o.state = 'delivered' and o.hold_reason is null
            order by t.expires_at limit $2)
           union
           (select t.id from tokens t join orders o on o.id = t.order_id join purchases p on p.order_id = t.order_id
            where t.lookup_hash is not null and t.settled_at is null and t.used_units = t.units and p.accepted_when_spent
              and o.state = 'delivered' and o.hold_reason is null
            limit $2)"#,
        now,
        SWEEP
    )
    .fetch_all(&store.pool)
    .await?;
    for token in &due {
        if let Err(error) = settle(store, &SettleToken { token: *token }).await {
            tracing::error!(token.id = %token, ?error, "a token's use can't be settled");
        }
    }
    Ok(due.len())
}

/// Ends tokens whose time is over and that are not settled by use. Returns how many.
pub(crate) async fn expire_due(store: &Store) -> Result<usize> {
    let now = store.now().await?;
    let due = sqlx::query_scalar!(
        r#"select id as "id: TokenId" from tokens where state = 'active' and expires_at <= $1 order by expires_at limit $2"#,
        now,
        SWEEP
    )
    .fetch_all(&store.pool)
    .await?;
    for token in &due {
        if let Err(error) = expire(store, *token).await {
            tracing::error!(token.id = %token, ?error, "a token's time is over and it can't be ended");
        }
    }
    Ok(due.len())
}

async fn expire(store: &Store, id: TokenId) -> Result<()> {
    let mut tx = store.begin().await?;
    let (_, mut token) = lock(&mut tx, id, None).await?;
    if token.expires_at <= tx.now {
        end(&mut tx, &mut token, Ended::Expired).await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn use_earns_its_share_and_all_of_it_earns_everything(paid in 0u128..u128::MAX, units in 1i64..=1_000_000, cut in 0i64..=1_000_000) {
            let (paid, used) = (Amount::from_u128(paid), cut.min(units));
            let earned = share(paid, used, units);
            prop_assert!(earned <= paid);
            prop_assert_eq!(share(paid, units, units), paid);
            prop_assert_eq!(share(paid, 0, units), Amount::ZERO);
            // One unit more never earns less.
            prop_assert!(share(paid, (used + 1).min(units), units) >= earned);
        }
    }
}
