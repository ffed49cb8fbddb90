//! Native coin for a derived address, so that it can pay for its token transfer. Sent from the treasury, in its turn of nonces.

use super::{Sweep, lock};
use crate::{
    Custody, Outgoing, OutgoingState,
    outgoing::{self, Owner, Short},
    payouts::patience,
    watch::{self, Effect, Sight},
};
use amanat_base::{Amount, Error, Result};
use amanat_chain::{
    ChainError, Pool,
    tx::{self},
};
use amanat_store::Store;

/// How the funding of gas stands.
pub(super) enum Gas {
    /// Something was done: look again at once.
    Moving,
    /// It is on its way.
    OnItsWay,
    /// It waits for this.
    Waits(String),
}

/// One step of the top-up that is under way, if one is. It is taken to its end even when the address has gas by now: its nonce is
/// the treasury's.
pub(super) async fn under_way(custody: &Custody, store: &Store, pool: &Pool, sweep: &Sweep) -> Result<Option<Gas>> {
    let rows = outgoing::of(&mut *store.pool.acquire().await?, Owner::Gas(sweep.id)).await?;
    match rows.last() {
        Some(newest) if !is_settled(&rows) => carry_on(custody, store, pool, sweep, &rows, newest).await.map(Some),
        _ => Ok(None),
    }
}

fn is_settled(rows: &[Outgoing]) -> bool {
    rows.iter().any(|o| matches!(o.state, OutgoingState::Mined | OutgoingState::Failed))
}

/// Begins a top-up of `wanted` wei.
pub(super) async fn begin(custody: &Custody, store: &Store, pool: &Pool, sweep: &Sweep, wanted: Amount) -> Result<Gas> {
    let treasury = custody.signer.treasury();
    let under_way = outgoing::under_way(&mut *store.pool.acquire().await?, sweep.chain_id, treasury.into()).await?;
    let funds = watch::funds(pool, None, treasury.into(), under_way).await?;
    let what = tx::Outgoing {
        token: None,
        to: sweep.address.0,
        amount: wanted,
    };
    let unsigned = match tx::build(pool, treasury, 0, &what).await {
        Ok(unsigned) => unsigned,
        Err(ChainError::Refused { .. }) => return Ok(Gas::Waits(crate::payouts::sentence(&Short::Gas))),
        Err(e) => return Err(e.into()),
    };
    let mut tx = store.begin().await?;
    let locked = lock(&mut tx, sweep.id).await?;
    if locked.state != sweep.state {
        return Ok(Gas::Moving);
    }
    // Somebody else may have begun the same top-up a moment ago.
    let again = outgoing::of(&mut tx, Owner::Gas(sweep.id)).await?;
    if !again.is_empty() && !is_settled(&again) {
        return Ok(Gas::Moving);
    }
    let reserved = outgoing::reserve(&mut tx, Owner::Gas(sweep.id), None, unsigned, &funds).await?;
    tx.commit().await?;
    Ok(match reserved {
        Ok(_) => Gas::Moving,
        // A native transfer that is short is short of gas money, whichever part is missing.
        Err(Short::Token) => Gas::Waits(crate::payouts::sentence(&Short::Gas)),
        Err(short) => Gas::Waits(crate::payouts::sentence(&short)),
    })
}

async fn carry_on(custody: &Custody, store: &Store, pool: &Pool, sweep: &Sweep, rows: &[Outgoing], newest: &Outgoing) -> Result<Gas> {
    if newest.state == OutgoingState::Prepared && rows.len() == 1 {
        let Some(signed) = custody.signer.sign(newest.key()?, &newest.unsigned)? else {
            return Ok(Gas::Waits("Its gas transaction waits to be signed.".into()));
        };
        let mut tx = store.begin().await?;
        outgoing::store_signed(&mut tx, newest.id, &signed).await?;
        tx.commit().await?;
        return Ok(Gas::Moving);
    }
    match watch::look(pool, rows).await? {
        Sight::Mined(found) if found.depth >= 1 => {
            let mut tx = store.begin().await?;
            lock(&mut tx, sweep.id).await?;
            crate::payouts::settle_for_good(&mut tx, rows, &found, found.effect == Effect::Done).await?;
            tx.commit().await?;
            Ok(Gas::Moving)
        }
        Sight::Mined(_) => Ok(Gas::OnItsWay),
        Sight::Foreign => Ok(Gas::Waits(
            "The nonce of its gas transaction was used by a transaction that is not ours. An administrator must look.".into(),
        )),
        Sight::Pending { first: false } => Ok(Gas::OnItsWay),
        Sight::Pending { first: true } | Sight::Gone => {
            push(custody, store, pool, Owner::Gas(sweep.id), rows).await?;
            Ok(Gas::OnItsWay)
        }
    }
}

/// Sends what is signed; what is stuck gets a replacement that pays more.
pub(super) async fn push(custody: &Custody, store: &Store, pool: &Pool, owner: Owner, rows: &[Outgoing]) -> Result<()> {
    let now = store.now().await?;
    let newest = rows.last().ok_or_else(|| Error::internal("no transaction to send"))?;
    if crate::payouts::stuck(custody, rows, now) {
        let unsigned = tx::bump(&newest.unsigned, tx::suggest_fees(pool).await?);
        let signed = custody.signer.sign(newest.key()?, &unsigned)?;
        let mut tx = store.begin().await?;
        outgoing::replace(&mut tx, owner, newest, &unsigned, signed.as_ref()).await?;
        tx.commit().await?;
        let rows = outgoing::of(&mut *store.pool.acquire().await?, owner).await?;
        watch::send(pool, &rows).await?;
        return sent(store, &rows).await;
    }
    watch::send(pool, rows).await?;
    sent(store, rows).await
}

async fn sent(store: &Store, rows: &[Outgoing]) -> Result<()> {
    let mut tx = store.begin().await?;
    let now = tx.now;
    for row in rows.iter().filter(|r| r.raw.is_some()) {
        outgoing::mark_sent(&mut tx, row.id, now).await?;
    }
    tx.commit().await
}

/// How long to wait for the next look.
pub(super) fn pause() -> chrono::TimeDelta {
    patience() / 5
}
