//! How a payout ends: confirmed, final, failed; and how a reorganisation takes a confirmation back.

use super::{Payout, PayoutState, Step, WaitingCode, approval, check_at, enter, load, lock, waiting};
use crate::{
    Custody, Event, Outgoing,
    money::{self, Leg},
    outgoing::{self, Owner},
    watch::{self, Found, Sight},
};
use amanat_base::{Code, Error, PayoutId, Result};
use amanat_chain::{EvmHash, Pool, evm, registry};
use amanat_store::{Store, Tx, announce};
use amanat_web::Caller;
use chrono::TimeDelta;
use serde_json::json;

pub(super) async fn confirm(store: &Store, payout: &Payout, rows: &[Outgoing], found: &Found, poll: TimeDelta) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Broadcast {
        return Ok(Step::Again);
    }
    let now = tx.now;
    money::post_leg(&mut tx, &payout, Leg::Arrive, now).await?;
    outgoing::settle(&mut tx, rows, found.id, true, found.place).await?;
    sqlx::query!(
        "update payouts set tx_hash = $2, confirmed_at = $3 where id = $1",
        payout.id.0,
        found.tx_hash as EvmHash,
        now
    )
    .execute(&mut *tx)
    .await?;
    enter(&mut tx, &payout, PayoutState::Confirmed, Some(now + poll)).await?;
    let confirmed = Event::PayoutConfirmed {
        payout: payout.id,
        user: payout.user,
        order: payout.order,
        asset: payout.asset,
        amount: payout.amount,
        tx: Some(found.tx_hash),
    };
    announce(&mut tx, &confirmed).await?;
    tx.commit().await?;
    Ok(Step::Again)
}

/// Below finality: what it cost in gas is known for good, and nobody looks at it again.
pub(super) async fn finish(store: &Store, payout: &Payout, rows: &[Outgoing], found: &Found) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Confirmed || payout.final_at.is_some() {
        return Ok(Step::Rest);
    }
    let now = tx.now;
    settle_for_good(&mut tx, rows, found, true).await?;
    sqlx::query!(
        "update payouts set final_at = $2, tx_hash = $3 where id = $1",
        payout.id.0,
        now,
        found.tx_hash as EvmHash
    )
    .execute(&mut *tx)
    .await?;
    check_at(&mut tx, payout.id, None).await?;
    tx.commit().await?;
    Ok(Step::Rest)
}

pub(super) async fn fail(store: &Store, payout: &Payout, rows: &[Outgoing], found: &Found) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Broadcast {
        return Ok(Step::Again);
    }
    settle_for_good(&mut tx, rows, found, false).await?;
    give_back(
        &mut tx,
        &payout,
        "The transaction was mined but moved nothing; the money is available again.",
    )
    .await?;
    tx.commit().await?;
    Ok(Step::Rest)
}

/// Also the transactions' own record, and the gas that the mined one cost.
pub(crate) async fn settle_for_good(tx: &mut Tx, rows: &[Outgoing], found: &Found, worked: bool) -> Result<()> {
    outgoing::settle(tx, rows, found.id, worked, found.place).await?;
    let now = tx.now;
    match rows.iter().find(|r| r.id == found.id) {
        Some(row) => money::post_gas(tx, row, found.place.gas_cost, now).await,
        None => Ok(()),
    }
}

async fn give_back(tx: &mut Tx, payout: &Payout, reason: &str) -> Result<()> {
    end(tx, payout, Leg::Fail, reason).await
}

/// Ends it without success; `leg` brings the money back to its owner's balance.
pub(super) async fn end(tx: &mut Tx, payout: &Payout, leg: Leg, reason: &str) -> Result<()> {
    let now = tx.now;
    money::post_leg(tx, payout, leg, now).await?;
    enter(tx, payout, PayoutState::Failed, None).await?;
    waiting::last_word(tx, payout, (WaitingCode::Failed, reason)).await?;
    sqlx::query!("update payouts set final_at = $2 where id = $1", payout.id.0, now)
        .execute(&mut **tx)
        .await?;
    let failed = Event::PayoutFailed {
        payout: payout.id,
        user: payout.user,
        order: payout.order,
        reason: reason.to_owned(),
    };
    announce(tx, &failed).await?;
    Ok(())
}

/// The block of the confirmation is gone: the money is on its way again, by the same bytes.
pub(super) async fn take_back(store: &Store, payout: &Payout, rows: &[Outgoing]) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Confirmed || payout.final_at.is_some() {
        return Ok(Step::Rest);
    }
    let now = tx.now;
    tracing::warn!(payout.id = %payout.id, chain.id = payout.chain_id, "a reorganisation dropped a confirmed payout; sending it again");
    money::post_leg(&mut tx, &payout, Leg::Return, now).await?;
    outgoing::unsettle(&mut tx, rows).await?;
    sqlx::query!(
        "update payouts set reorgs = reorgs + 1, confirmed_at = null where id = $1",
        payout.id.0
    )
    .execute(&mut *tx)
    .await?;
    enter(&mut tx, &payout, PayoutState::Broadcast, Some(now)).await?;
    let reason = (
        WaitingCode::Resent,
        "The chain dropped its block; the same transaction is being sent again.",
    );
    super::wait(&mut tx, &payout, Some(reason), Some(now)).await?;
    tx.commit().await?;
    Ok(Step::Again)
}

/// Ends a payout whose nonce a stranger used, once that can't change any more: none of its transactions can ever be mined, so its
/// money is available again. `PAYOUT_CLOSED` while that isn't proved.
pub(crate) async fn abandon(custody: &Custody, store: &Store, id: PayoutId, caller: &Caller) -> Result<Payout> {
    let guard = caller.user;
    let not_proved = || Code::PayoutClosed.say("It is not certain yet that this payout can never arrive.");
    let mut conn = store.pool.acquire().await?;
    let payout = load(&mut conn, id).await?;
    approval::may_decide(&mut conn, &payout, guard).await?;
    let rows = outgoing::of(&mut conn, Owner::Payout(id)).await?;
    let first = rows
        .first()
        .filter(|_| payout.state == PayoutState::Broadcast)
        .ok_or_else(not_proved)?;
    let pool = custody.chains.pool(&mut conn, payout.network()?).await?;
    let network = registry::network(&mut conn, payout.network()?)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    drop(conn);
    let depth = u64::try_from(network.finality_depth).map_err(Error::internal)?;
    let overtaken = matches!(watch::look(&pool, &rows).await?, Sight::Foreign);
    if !overtaken || nonce_at_depth(&pool, first, depth).await? <= first.unsigned.nonce {
        return Err(not_proved());
    }
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, id).await?;
    if payout.state != PayoutState::Broadcast {
        return Err(not_proved());
    }
    let now = tx.now;
    let ids: Vec<uuid::Uuid> = rows.iter().map(|r| r.id.0).collect();
    sqlx::query!("update outgoing_transactions set state = 'replaced' where id = any($1)", &ids)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "update payouts set decided_by = coalesce(decided_by, $2), decided_at = coalesce(decided_at, $3) where id = $1",
        id.0,
        guard.0,
        now
    )
    .execute(&mut *tx)
    .await?;
    give_back(
        &mut tx,
        &payout,
        "Another transaction used its nonce; the money is available again.",
    )
    .await?;
    let ended = load(&mut tx, id).await?;
    let (before, after) = (json!({ "state": payout.state }), json!({ "state": ended.state }));
    caller.record(&mut tx, "payout.abandon", ("payout", &id), before, after).await?;
    tx.commit().await?;
    tracing::warn!(payout.id = %id, guard.id = %guard, "payout abandoned");
    Ok(ended)
}

async fn nonce_at_depth(pool: &Pool, row: &Outgoing, depth: u64) -> Result<u64> {
    let block = evm::block_number(pool).await?.saturating_sub(depth.saturating_sub(1));
    let params = json!([row.unsigned.from, format!("{block:#x}")]);
    let text: String = pool.call("eth_getTransactionCount", params).await?;
    evm::quantity::u64_from_hex(&text).ok_or_else(|| Error::internal(format!("nonce {text:?}")))
}
