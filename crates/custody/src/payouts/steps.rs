//! The steps of a payout: prepare → sign → broadcast → follow. Each asks the network first and writes in one transaction afterwards,
//! in which it looks at the state again; so each may be repeated, by anybody, at any time.

use super::{Payout, PayoutState, WaitingCode, Why, approval, card, check_at, enter, follow, load, lock, wait, waiting};
use crate::{
    Custody, Event, Outgoing, OutgoingState,
    failpoint::failpoint,
    jobs,
    money::{self, Leg},
    outgoing::{self, Funds, Owner, Short},
    watch,
};
use amanat_base::{Code, Error, Kind, PayoutId, Result};
use amanat_chain::{
    ChainError, Pool, registry,
    tx::{self, Broadcast, SignedTx, UnsignedTx},
};
use amanat_store::{Store, Tx, announce};
use chrono::TimeDelta;

/// Whether the next step may follow at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something was done: go on.
    Again,
    /// Wait for time, for the chain or for a person.
    Rest,
}

/// Steps until the payout rests. A chain that is away is a reason to wait, not an error.
pub async fn step(custody: &Custody, store: &Store, id: PayoutId) -> Result<()> {
    // Four steps lead from approved to followed; anything beyond waits for its next look.
    for _ in 0..6 {
        match step_once(custody, store, id).await {
            Ok(Step::Again) => {}
            Ok(Step::Rest) => return Ok(()),
            Err(error) if passes(&error) || error.code == Code::PayoutMismatch => return put_off(store, id, &error).await,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The one step that the payout's state asks for.
pub async fn step_once(custody: &Custody, store: &Store, id: PayoutId) -> Result<Step> {
    let payout = load(&mut *store.pool.acquire().await?, id).await?;
    if payout.chain_id.is_none() {
        return card::step_once(custody, store, &payout).await;
    }
    match payout.state {
        PayoutState::Approved => prepare(custody, store, &payout).await,
        PayoutState::Prepared => sign(custody, store, &payout).await,
        PayoutState::Signed => broadcast(custody, store, &payout).await,
        PayoutState::Broadcast => follow::follow(custody, store, &payout).await,
        PayoutState::Confirmed if payout.final_at.is_none() => follow::follow(custody, store, &payout).await,
        _ => Ok(Step::Rest),
    }
}

pub(crate) fn passes(error: &Error) -> bool {
    error.kind() == Kind::Unavailable && error.code != Code::DatabaseUnavailable
}

async fn put_off(store: &Store, id: PayoutId, error: &Error) -> Result<()> {
    tracing::warn!(payout.id = %id, error = ?error, "payout put off");
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, id).await?;
    let at = Some(tx.now + patience());
    match payout.state {
        PayoutState::Approved | PayoutState::Prepared | PayoutState::Signed | PayoutState::Broadcast | PayoutState::Requested => {
            wait(&mut tx, &payout, Some(waiting::put_off(error)), at).await?;
        }
        PayoutState::Confirmed if payout.final_at.is_none() => check_at(&mut tx, payout.id, at).await?,
        _ => {}
    }
    tx.commit().await
}

/// How long to leave something alone that needs more than the next block.
pub(crate) fn patience() -> TimeDelta {
    TimeDelta::seconds(15)
}

async fn prepare(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    let treasury = custody.signer.treasury().into();
    let to = payout.to.ok_or_else(|| Error::internal("an approved payout without an address"))?;
    let mut conn = store.pool.acquire().await?;
    let asset = registry::asset(&mut conn, payout.asset).await?.ok_or(Error::new(Code::NotFound))?;
    let pool = custody.chains.pool(&mut conn, payout.network()?).await?;
    let under_way = outgoing::under_way(&mut conn, payout.network()?, treasury).await?;
    drop(conn);
    let built = match watch::funds(&pool, asset.contract, treasury, under_way).await? {
        funds if to == treasury || funds.token < payout.amount => Err((funds, Short::Token)),
        funds => match build(&pool, payout, asset.contract.map(|c| c.0), treasury.0).await? {
            Ok(unsigned) => Ok((funds, unsigned)),
            Err(refused) => return refused_by_node(store, payout, refused).await,
        },
    };

    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Approved {
        return Ok(Step::Again);
    }
    if to == treasury {
        approval::cancel(&mut tx, &payout, (WaitingCode::Failed, "The payout address is the treasury's own.")).await?;
        tx.commit().await?;
        return Ok(Step::Rest);
    }
    let (now, later) = (tx.now, tx.now + patience());
    if let Some(held) = hold(&mut tx, &payout).await? {
        let reason = format!("The order's money is held: {held}");
        wait(&mut tx, &payout, Some((WaitingCode::OrderHeld, &reason)), Some(later)).await?;
        tx.commit().await?;
        return Ok(Step::Rest);
    }
    let taken = match built {
        Ok((funds, unsigned)) => reserve(&mut tx, &payout, unsigned, &funds).await?,
        Err((_, short)) => Err(short),
    };
    let step = match taken {
        Ok(()) => {
            enter(&mut tx, &payout, PayoutState::Prepared, Some(now)).await?;
            Step::Again
        }
        Err(short) => {
            wait(&mut tx, &payout, Some((code(&short), &sentence(&short))), Some(later)).await?;
            jobs::plan_for(&mut tx, payout.network()?, &short, payout.asset).await?;
            Step::Rest
        }
    };
    tx.commit().await?;
    failpoint("custody.after_prepare");
    Ok(step)
}

async fn reserve(tx: &mut Tx, payout: &Payout, unsigned: UnsignedTx, funds: &Funds) -> Result<Result<(), Short>> {
    let reserved = outgoing::reserve(tx, Owner::Payout(payout.id), None, unsigned, funds).await?;
    Ok(reserved.map(|_| ()))
}

/// The inner error is the node's refusal: the transfer would fail.
async fn build(
    pool: &Pool,
    payout: &Payout,
    token: Option<alloy::primitives::Address>,
    from: alloy::primitives::Address,
) -> Result<Result<UnsignedTx, String>> {
    let to = payout.to.ok_or_else(|| Error::internal("no address"))?;
    let what = tx::Outgoing {
        token,
        to: to.0,
        amount: payout.amount,
    };
    match tx::build(pool, from, 0, &what).await {
        Ok(unsigned) => Ok(Ok(unsigned)),
        Err(ChainError::Refused { message, .. }) => Ok(Err(message)),
        Err(e) => Err(e.into()),
    }
}

async fn refused_by_node(store: &Store, payout: &Payout, words: String) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    let later = tx.now + patience();
    let (code, reason) = match words.to_lowercase() {
        w if w.contains("insufficient funds") => (WaitingCode::GasShort, sentence(&Short::Gas)),
        _ => (WaitingCode::WouldFail, format!("The transfer would fail on the chain: {words}")),
    };
    wait(&mut tx, &payout, Some((code, &reason)), Some(later)).await?;
    tx.commit().await?;
    Ok(Step::Rest)
}

const fn code(short: &Short) -> WaitingCode {
    match short {
        Short::Token => WaitingCode::TreasuryShort,
        Short::Gas => WaitingCode::GasShort,
        Short::ForeignNonce { .. } => WaitingCode::Operator,
    }
}

pub(crate) fn sentence(short: &Short) -> String {
    match short {
        Short::Token => "The treasury does not hold enough of this asset yet; deposits are being swept into it.".into(),
        Short::Gas => "The treasury does not hold enough native coin for gas.".into(),
        Short::ForeignNonce { ours, chain } => format!(
            "Another transaction was sent from this address: our next nonce is {ours}, the chain's is {chain}. An administrator must look."
        ),
    }
}

/// Why the money may not go out. A withdrawal names no order, so it waits for every held order of its owner in this asset: else
/// the money of a held order would leave by way of the balance.
pub(super) async fn hold(tx: &mut Tx, payout: &Payout) -> Result<Option<String>> {
    if let Some(order) = payout.order {
        let reason = sqlx::query_scalar!("select hold_reason from orders where id = $1", order.0);
        return Ok(reason.fetch_optional(&mut **tx).await?.flatten());
    }
    let reason = sqlx::query_scalar!(
        r#"select hold_reason as "reason!" from orders
           where (buyer_id = $1 or seller_id = $1) and asset_id = $2 and hold_reason is not null limit 1"#,
        payout.user.0,
        payout.asset.0
    );
    Ok(reason.fetch_optional(&mut **tx).await?)
}

async fn sign(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    let rows = outgoing::of(&mut *store.pool.acquire().await?, Owner::Payout(payout.id)).await?;
    let row = rows
        .last()
        .ok_or_else(|| Error::internal("a prepared payout without a transaction"))?;
    let signed = custody.signer.sign(row.key()?, &row.unsigned)?;
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Prepared {
        return Ok(Step::Again);
    }
    let step = match signed {
        Some(signed) => {
            commit_signed(&mut tx, &payout, row, &signed).await?;
            Step::Again
        }
        None => {
            let unsigned: Why<'_> = (WaitingCode::ToBeSigned, "Its transaction waits to be signed.");
            wait(&mut tx, &payout, Some(unsigned), None).await?;
            Step::Rest
        }
    };
    tx.commit().await?;
    failpoint("custody.after_sign");
    Ok(step)
}

/// Stores the signed bytes and, the first time, lets the money depart: from here on it may be on its way.
pub(crate) async fn commit_signed(tx: &mut Tx, payout: &Payout, row: &Outgoing, signed: &SignedTx) -> Result<()> {
    if !outgoing::store_signed(tx, row.id, signed).await? {
        return Err(Code::PayoutClosed.say("This transaction is signed already."));
    }
    let now = tx.now;
    if payout.state != PayoutState::Prepared {
        return super::check_at(tx, payout.id, Some(now)).await;
    }
    money::post_leg(tx, payout, Leg::Depart, now).await?;
    sqlx::query!(
        "update payouts set tx_hash = $2 where id = $1",
        payout.id.0,
        signed.hash as amanat_chain::EvmHash
    )
    .execute(&mut **tx)
    .await?;
    enter(tx, payout, PayoutState::Signed, Some(now)).await
}

async fn broadcast(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    let mut conn = store.pool.acquire().await?;
    let rows = outgoing::of(&mut conn, Owner::Payout(payout.id)).await?;
    let pool = custody.chains.pool(&mut conn, payout.network()?).await?;
    drop(conn);
    let answer = watch::send(&pool, &rows).await?;
    failpoint("custody.after_send");

    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Signed {
        return Ok(Step::Again);
    }
    let now = tx.now;
    for row in rows.iter().filter(|r| r.state == OutgoingState::Signed) {
        outgoing::mark_sent(&mut tx, row.id, now).await?;
    }
    enter(&mut tx, &payout, PayoutState::Broadcast, Some(now + TimeDelta::seconds(1))).await?;
    if let Some(Broadcast::Refused(words)) = answer {
        let reason = format!("The node does not take the transaction: {words}");
        wait(&mut tx, &payout, Some((WaitingCode::WouldFail, &reason)), Some(now + patience())).await?;
    }
    if let Some(hash) = rows.last().and_then(|r| r.tx_hash) {
        let sent = Event::PayoutBroadcast {
            payout: payout.id,
            user: payout.user,
            tx: hash,
        };
        announce(&mut tx, &sent).await?;
    }
    tx.commit().await?;
    failpoint("custody.after_broadcast");
    Ok(Step::Rest)
}
