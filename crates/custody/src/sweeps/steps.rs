//! The steps of a sweep: gas first where it is needed, then prepare → sign → broadcast → follow, as for payouts.

use super::{
    Sweep, SweepState, enter,
    gas::{self, Gas},
    load, lock, wait, wake_payouts,
};
use crate::{
    Custody, Outgoing, OutgoingState,
    outgoing::{self, Funds, Owner, Short},
    payouts::{self, Step, depths, patience, settle_for_good},
    watch::{self, Effect, Found, Sight},
};
use alloy::primitives::U256;
use amanat_base::{Amount, Code, Error, Result, SweepId};
use amanat_chain::{
    ChainError, EvmHash, Pool, registry,
    tx::{self, SignedTx, UnsignedTx},
};
use amanat_store::{Store, Tx};

/// Steps until the sweep rests.
pub(crate) async fn step(custody: &Custody, store: &Store, id: SweepId) -> Result<()> {
    for _ in 0..10 {
        match step_once(custody, store, id).await {
            Ok(Step::Again) => {}
            Ok(Step::Rest) => return Ok(()),
            Err(error) if payouts::passes(&error) => {
                return rest(
                    store,
                    id,
                    Some("The chain can't be reached right now; it is tried again shortly."),
                    patience(),
                )
                .await;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn step_once(custody: &Custody, store: &Store, id: SweepId) -> Result<Step> {
    let mut conn = store.pool.acquire().await?;
    let sweep = load(&mut conn, id).await?;
    let pool = custody.chains.pool(&mut conn, sweep.chain_id).await?;
    drop(conn);
    match sweep.state {
        SweepState::Approved => prepare(custody, store, &pool, &sweep).await,
        SweepState::Prepared => sign(custody, store, &sweep).await,
        SweepState::Signed | SweepState::Broadcast => follow(custody, store, &pool, &sweep).await,
        SweepState::Confirmed if sweep.final_at.is_none() => follow(custody, store, &pool, &sweep).await,
        _ => Ok(Step::Rest),
    }
}

async fn rest(store: &Store, id: SweepId, reason: Option<&str>, how_long: chrono::TimeDelta) -> Result<()> {
    let mut tx = store.begin().await?;
    lock(&mut tx, id).await?;
    let at = Some(tx.now + how_long);
    wait(&mut tx, id, reason, at).await?;
    tx.commit().await
}

/// What preparing found out.
enum Inspected {
    Ready(Box<UnsignedTx>, Funds),
    NeedsGas(Amount),
    Nothing(&'static str),
    Refused(String),
}

async fn prepare(custody: &Custody, store: &Store, pool: &Pool, sweep: &Sweep) -> Result<Step> {
    if let Some(gas) = gas::under_way(custody, store, pool, sweep).await? {
        return await_gas(store, sweep, gas).await;
    }
    match inspect(custody, store, pool, sweep).await? {
        Inspected::Ready(unsigned, funds) => reserve(store, sweep, *unsigned, &funds).await,
        Inspected::NeedsGas(wanted) => await_gas(store, sweep, gas::begin(custody, store, pool, sweep, wanted).await?).await,
        Inspected::Nothing(why) => {
            let mut tx = store.begin().await?;
            if lock(&mut tx, sweep.id).await?.state == SweepState::Approved {
                enter(&mut tx, sweep.id, SweepState::Cancelled, None).await?;
                wait(&mut tx, sweep.id, Some(why), None).await?;
            }
            tx.commit().await?;
            Ok(Step::Rest)
        }
        Inspected::Refused(words) => {
            rest(
                store,
                sweep.id,
                Some(&format!("The transfer would fail on the chain: {words}")),
                patience(),
            )
            .await?;
            Ok(Step::Rest)
        }
    }
}

async fn await_gas(store: &Store, sweep: &Sweep, gas: Gas) -> Result<Step> {
    let reason = match gas {
        Gas::Moving => return Ok(Step::Again),
        Gas::OnItsWay => None,
        Gas::Waits(reason) => Some(reason),
    };
    rest(store, sweep.id, reason.as_deref(), gas::pause()).await?;
    Ok(Step::Rest)
}

/// Looks at the address as it is now: the balance decides, not what was counted.
async fn inspect(custody: &Custody, store: &Store, pool: &Pool, sweep: &Sweep) -> Result<Inspected> {
    let mut conn = store.pool.acquire().await?;
    let asset = registry::asset(&mut conn, sweep.asset_id)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    let under_way = outgoing::under_way(&mut conn, sweep.chain_id, sweep.address).await?;
    drop(conn);
    let funds = watch::funds(pool, asset.contract, sweep.address, under_way).await?;
    if funds.token.is_zero() {
        return Ok(Inspected::Nothing("Nothing is there any more."));
    }
    let native = asset.contract.is_none();
    let what = tx::Outgoing {
        token: asset.contract.map(|c| c.0),
        to: custody.signer.treasury(),
        // Of native coin only as much as is certainly there besides the gas; the exact rest follows below.
        amount: if native {
            Amount(funds.token.0 / U256::from(2))
        } else {
            funds.token
        },
    };
    let mut unsigned = match tx::build(pool, sweep.address.0, 0, &what).await {
        Ok(unsigned) => unsigned,
        Err(ChainError::Refused { message, .. }) => return Ok(Inspected::Refused(message)),
        Err(e) => return Err(e.into()),
    };
    let gas = unsigned.max_gas_cost();
    if native {
        // Twice the gas stays behind, so that a replacement can pay more.
        let rest = funds.native.saturating_sub(Amount(gas.0.saturating_mul(U256::from(2))));
        if rest.is_zero() {
            return Ok(Inspected::Nothing("It is not worth its gas."));
        }
        (unsigned.value, unsigned.amount) = (rest, rest);
        return Ok(Inspected::Ready(Box::new(unsigned), funds));
    }
    if funds.native < gas {
        let enough = Amount(gas.0.saturating_mul(U256::from(2)));
        return Ok(Inspected::NeedsGas(enough.saturating_sub(funds.native)));
    }
    Ok(Inspected::Ready(Box::new(unsigned), funds))
}

async fn reserve(store: &Store, sweep: &Sweep, unsigned: UnsignedTx, funds: &Funds) -> Result<Step> {
    let mut tx = store.begin().await?;
    if lock(&mut tx, sweep.id).await?.state != SweepState::Approved {
        return Ok(Step::Again);
    }
    let now = tx.now;
    let amount = unsigned.amount;
    let owner = Owner::Sweep(sweep.id);
    let step = match outgoing::reserve(&mut tx, owner, Some(sweep.derivation_index), unsigned, funds).await? {
        Ok(_) => {
            sqlx::query!("update sweeps set amount = $2 where id = $1", sweep.id.0, amount as Amount)
                .execute(&mut *tx)
                .await?;
            enter(&mut tx, sweep.id, SweepState::Prepared, Some(now)).await?;
            Step::Again
        }
        Err(short) => {
            let reason = match short {
                Short::ForeignNonce { .. } => payouts::sentence(&short),
                _ => "What is there is spoken for by another transaction of the same address.".into(),
            };
            wait(&mut tx, sweep.id, Some(&reason), Some(now + patience())).await?;
            Step::Rest
        }
    };
    tx.commit().await?;
    Ok(step)
}

async fn sign(custody: &Custody, store: &Store, sweep: &Sweep) -> Result<Step> {
    let rows = outgoing::of(&mut *store.pool.acquire().await?, Owner::Sweep(sweep.id)).await?;
    let row = rows
        .last()
        .ok_or_else(|| Error::internal("a prepared sweep without a transaction"))?;
    let signed = match custody.signer.sign(row.key()?, &row.unsigned) {
        Ok(signed) => signed,
        Err(error) => {
            tracing::error!(sweep.id = %sweep.id, %error, "the key file does not hold this derived address");
            rest(
                store,
                sweep.id,
                Some("The key file does not hold this derived address."),
                patience() * 20,
            )
            .await?;
            return Ok(Step::Rest);
        }
    };
    let mut tx = store.begin().await?;
    if lock(&mut tx, sweep.id).await?.state != SweepState::Prepared {
        return Ok(Step::Again);
    }
    let step = match signed {
        Some(signed) => {
            commit_signed(&mut tx, sweep, row, &signed).await?;
            Step::Again
        }
        None => {
            wait(&mut tx, sweep.id, Some("Its transaction waits to be signed."), None).await?;
            Step::Rest
        }
    };
    tx.commit().await?;
    Ok(step)
}

/// Stores signed bytes of the sweep's own transaction or of its gas transaction.
pub(crate) async fn commit_signed(tx: &mut Tx, sweep: &Sweep, row: &Outgoing, signed: &SignedTx) -> Result<()> {
    if !outgoing::store_signed(tx, row.id, signed).await? {
        return Err(Code::PayoutClosed.say("This transaction is signed already."));
    }
    let now = tx.now;
    if sweep.state != SweepState::Prepared {
        return wait(tx, sweep.id, None, Some(now)).await;
    }
    sqlx::query!("update sweeps set tx_hash = $2 where id = $1", sweep.id.0, signed.hash as EvmHash)
        .execute(&mut **tx)
        .await?;
    enter(tx, sweep.id, SweepState::Signed, Some(now)).await
}

async fn follow(custody: &Custody, store: &Store, pool: &Pool, sweep: &Sweep) -> Result<Step> {
    let mut conn = store.pool.acquire().await?;
    let rows = outgoing::of(&mut conn, Owner::Sweep(sweep.id)).await?;
    let depths = depths(&mut conn, sweep.chain_id, sweep.asset_id, sweep.amount).await?;
    drop(conn);
    let found = match watch::look(pool, &rows).await? {
        Sight::Mined(found) => found,
        Sight::Foreign => {
            let reason = "The nonce of its transaction was used by a transaction that is not ours. An administrator must look.";
            rest(store, sweep.id, Some(reason), patience()).await?;
            return Ok(Step::Rest);
        }
        Sight::Pending { first: false } => {
            rest(store, sweep.id, None, depths.poll).await?;
            return Ok(Step::Rest);
        }
        Sight::Pending { first: true } | Sight::Gone => return send_again(custody, store, pool, sweep, &rows, depths.poll).await,
    };
    match found.effect {
        Effect::Done if found.depth >= depths.last => conclude(store, sweep, &rows, &found, SweepState::Confirmed, true).await,
        Effect::Nothing if found.depth >= depths.last => conclude(store, sweep, &rows, &found, SweepState::Failed, true).await,
        Effect::Done if found.depth >= depths.confirmed && sweep.state != SweepState::Confirmed => {
            conclude(store, sweep, &rows, &found, SweepState::Confirmed, false).await
        }
        Effect::Unclear => {
            let reason = "The chain carried out something else than was signed for. An administrator must look.";
            rest(store, sweep.id, Some(reason), patience()).await?;
            Ok(Step::Rest)
        }
        _ => {
            rest(store, sweep.id, None, depths.poll).await?;
            Ok(Step::Rest)
        }
    }
}

async fn send_again(
    custody: &Custody,
    store: &Store,
    pool: &Pool,
    sweep: &Sweep,
    rows: &[Outgoing],
    poll: chrono::TimeDelta,
) -> Result<Step> {
    // A reorganisation may have taken the gas as well.
    let gas = outgoing::of(&mut *store.pool.acquire().await?, Owner::Gas(sweep.id)).await?;
    if !gas.is_empty() && sweep.state != SweepState::Signed {
        watch::send(pool, &gas).await?;
    }
    gas::push(custody, store, pool, Owner::Sweep(sweep.id), rows).await?;
    let mut tx = store.begin().await?;
    let locked = lock(&mut tx, sweep.id).await?;
    let at = Some(tx.now + poll);
    match locked.state {
        SweepState::Signed => enter(&mut tx, sweep.id, SweepState::Broadcast, at).await?,
        SweepState::Confirmed => {
            outgoing::unsettle(&mut tx, rows).await?;
            enter(&mut tx, sweep.id, SweepState::Broadcast, at).await?;
        }
        _ => {
            let stuck = rows.last().is_some_and(|r| r.state == OutgoingState::Prepared);
            let reason = stuck.then_some("It is stuck; a replacement with a higher fee waits to be signed.");
            wait(&mut tx, sweep.id, reason, at).await?;
        }
    }
    tx.commit().await?;
    Ok(Step::Rest)
}

async fn conclude(store: &Store, sweep: &Sweep, rows: &[Outgoing], found: &Found, state: SweepState, last: bool) -> Result<Step> {
    let mut tx = store.begin().await?;
    let locked = lock(&mut tx, sweep.id).await?;
    if locked.final_at.is_some() || locked.state != sweep.state {
        return Ok(Step::Again);
    }
    let now = tx.now;
    match last {
        true => settle_for_good(&mut tx, rows, found, state == SweepState::Confirmed).await?,
        false => outgoing::settle(&mut tx, rows, found.id, true, found.place).await?,
    }
    sqlx::query!(
        "update sweeps set tx_hash = $2, final_at = $3 where id = $1",
        sweep.id.0,
        found.tx_hash as EvmHash,
        last.then_some(now)
    )
    .execute(&mut *tx)
    .await?;
    let again = (!last).then_some(now + patience() / 5);
    enter(&mut tx, sweep.id, state, again).await?;
    if state == SweepState::Confirmed {
        wake_payouts(&mut tx, sweep).await?;
    }
    tx.commit().await?;
    Ok(Step::Rest)
}
