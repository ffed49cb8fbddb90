//! Following a payout that was sent: confirmed, final, failed, stuck, dropped by a reorganisation, or overtaken by a stranger.

use super::{Payout, PayoutState, Step, WaitingCode, Why, check_at, lock, outcome, patience, wait};
use crate::{
    Custody, Outgoing, OutgoingState,
    outgoing::{self, Owner},
    watch::{self, Effect, Found, Sight},
};
use amanat_base::{Error, Result, Time};
use amanat_chain::{EvmHash, Pool, evm, registry, tx};
use amanat_store::Store;
use chrono::TimeDelta;

/// Fee bumps before a person must look.
const MOST_REPLACEMENTS: usize = 10;

const REPLACEMENT_WAITS: Why<'_> = (
    WaitingCode::ToBeSigned,
    "It is stuck; a replacement with a higher fee waits to be signed.",
);

fn unsigned_replacement(rows: &[Outgoing]) -> Option<Why<'static>> {
    rows.last()
        .filter(|r| r.state == OutgoingState::Prepared)
        .map(|_| REPLACEMENT_WAITS)
}

/// How deep is deep enough on this network, and how often it is worth looking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Depths {
    pub(crate) confirmed: u64,
    pub(crate) last: u64,
    pub(crate) poll: TimeDelta,
}

pub(crate) async fn depths(
    conn: &mut sqlx::PgConnection,
    chain_id: i64,
    asset: amanat_base::AssetId,
    amount: amanat_base::Amount,
) -> Result<Depths> {
    let network = registry::network(&mut *conn, chain_id).await?;
    let network = network.ok_or_else(|| Error::internal("a payout on an unknown network"))?;
    let confirmed = registry::required_confirmations(conn, chain_id, asset, amount).await?;
    Ok(Depths {
        confirmed,
        last: confirmed.max(u64::try_from(network.finality_depth).map_err(Error::internal)?),
        poll: TimeDelta::milliseconds(i64::from(network.block_time_ms).clamp(1_000, 15_000)),
    })
}

/// What the chain's answer means for the payout.
#[derive(Debug)]
enum Verdict {
    /// Nothing to do but wait.
    Wait,
    /// Deep enough.
    Confirm(Found),
    /// Nothing can change any more.
    Finish(Found),
    /// In a block for good, without effect.
    Fail(Found),
    /// A block that we trusted is gone.
    Return,
    /// In a block, but not as intended.
    Unclear,
    /// Send the same bytes again; with `bump`, a replacement as well.
    Resend { bump: bool },
    /// Overtaken by a transaction that is not ours.
    Foreign,
}

pub(super) async fn follow(custody: &Custody, store: &Store, payout: &Payout) -> Result<Step> {
    let mut conn = store.pool.acquire().await?;
    let rows = outgoing::of(&mut conn, Owner::Payout(payout.id)).await?;
    let pool = custody.chains.pool(&mut conn, payout.network()?).await?;
    let depths = depths(&mut conn, payout.network()?, payout.asset, payout.amount).await?;
    let now = store.now().await?;
    drop(conn);
    let sight = watch::look(&pool, &rows).await?;
    let gone = payout.state == PayoutState::Confirmed && block_is_gone(&pool, &rows).await?;
    match verdict(custody, payout, &rows, sight, gone, depths, now) {
        Verdict::Wait => rest(store, payout, unsigned_replacement(&rows), depths.poll).await,
        Verdict::Confirm(found) => outcome::confirm(store, payout, &rows, &found, depths.poll).await,
        Verdict::Finish(found) => outcome::finish(store, payout, &rows, &found).await,
        Verdict::Fail(found) => outcome::fail(store, payout, &rows, &found).await,
        Verdict::Return => outcome::take_back(store, payout, &rows).await,
        Verdict::Unclear => {
            rest(
                store,
                payout,
                Some((
                    WaitingCode::Operator,
                    "The chain carried out something else than was signed for. An administrator must look.",
                )),
                patience(),
            )
            .await
        }
        Verdict::Resend { bump } => resend(custody, store, &pool, payout, &rows, bump, depths.poll).await,
        Verdict::Foreign => {
            let nonce = rows.first().map_or(0, |r| r.unsigned.nonce);
            let reason = format!("Nonce {nonce} of the treasury was used by a transaction that is not ours. A guard must look.");
            rest(store, payout, Some((WaitingCode::Operator, &reason)), patience()).await
        }
    }
}

fn verdict(custody: &Custody, payout: &Payout, rows: &[Outgoing], sight: Sight, gone: bool, depths: Depths, now: Time) -> Verdict {
    let confirmed = payout.state == PayoutState::Confirmed;
    let bump = stuck(custody, rows, now);
    match sight {
        Sight::Mined(found) => match found.effect {
            Effect::Done if confirmed && found.depth >= depths.last => Verdict::Finish(found),
            Effect::Done if !confirmed && found.depth >= depths.confirmed => Verdict::Confirm(found),
            Effect::Done => Verdict::Wait,
            _ if confirmed && gone => Verdict::Return,
            // A failure gives the money back, so it must not be undone by a reorganisation afterwards.
            Effect::Nothing if !confirmed && found.depth >= depths.last => Verdict::Fail(found),
            Effect::Nothing => Verdict::Wait,
            Effect::Unclear => Verdict::Unclear,
        },
        // A node that lags behind also knows nothing of it: only another block in its place proves a reorganisation.
        _ if confirmed => {
            if gone {
                Verdict::Return
            } else {
                Verdict::Wait
            }
        }
        Sight::Pending { first } => match rows.last().map(|r| r.state) {
            Some(OutgoingState::Signed) => Verdict::Resend { bump: false },
            _ if first && bump => Verdict::Resend { bump: true },
            _ => Verdict::Wait,
        },
        Sight::Gone => Verdict::Resend { bump },
        Sight::Foreign => Verdict::Foreign,
    }
}

/// The newest was sent long ago, and it is not waiting for a signature elsewhere.
pub(crate) fn stuck(custody: &Custody, rows: &[Outgoing], now: Time) -> bool {
    let newest = rows.last().filter(|r| r.state != OutgoingState::Prepared);
    let old = newest.and_then(|r| r.sent_at).is_some_and(|at| now - at >= custody.stuck_after);
    old && rows.len() <= MOST_REPLACEMENTS
}

async fn block_is_gone(pool: &Pool, rows: &[Outgoing]) -> Result<bool> {
    let Some((number, hash)) = rows.iter().find_map(|r| r.block) else {
        return Ok(false);
    };
    let header = evm::header_by_number(pool, u64::try_from(number).map_err(Error::internal)?).await?;
    Ok(header.is_some_and(|h| EvmHash::from(h.hash) != hash))
}

async fn rest(store: &Store, payout: &Payout, why: Option<Why<'_>>, how_long: TimeDelta) -> Result<Step> {
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    let at = Some(tx.now + how_long);
    match payout.state {
        PayoutState::Broadcast => wait(&mut tx, &payout, why, at).await?,
        PayoutState::Confirmed if payout.final_at.is_none() => check_at(&mut tx, payout.id, at).await?,
        _ => {}
    }
    tx.commit().await?;
    Ok(Step::Rest)
}

async fn resend(
    custody: &Custody,
    store: &Store,
    pool: &Pool,
    payout: &Payout,
    rows: &[Outgoing],
    bump: bool,
    poll: TimeDelta,
) -> Result<Step> {
    if bump {
        return replace(custody, store, pool, payout, rows).await;
    }
    let answer = watch::send(pool, rows).await?;
    let mut tx = store.begin().await?;
    let locked = lock(&mut tx, payout.id).await?;
    let now = tx.now;
    for row in rows.iter().filter(|r| r.raw.is_some()) {
        outgoing::mark_sent(&mut tx, row.id, now).await?;
    }
    let refused = match answer {
        Some(tx::Broadcast::Refused(words)) => Some(format!("The node does not take the transaction: {words}")),
        _ => None,
    };
    if locked.state == PayoutState::Broadcast {
        wait(
            &mut tx,
            &locked,
            refused
                .as_deref()
                .map(|words| (WaitingCode::WouldFail, words))
                .or(unsigned_replacement(rows)),
            Some(now + poll),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(Step::Rest)
}

/// Stores a transaction with the same nonce that pays more. The next look sends it.
async fn replace(custody: &Custody, store: &Store, pool: &Pool, payout: &Payout, rows: &[Outgoing]) -> Result<Step> {
    let Some(newest) = rows.last() else { return Ok(Step::Rest) };
    let unsigned = tx::bump(&newest.unsigned, tx::suggest_fees(pool).await?);
    let signed = custody.signer.sign(newest.key()?, &unsigned)?;
    let mut tx = store.begin().await?;
    let payout = lock(&mut tx, payout.id).await?;
    if payout.state != PayoutState::Broadcast {
        return Ok(Step::Again);
    }
    let stored = outgoing::replace(&mut tx, Owner::Payout(payout.id), newest, &unsigned, signed.as_ref()).await?;
    let now = tx.now;
    match (&signed, stored) {
        (Some(signed), Some(_)) => {
            sqlx::query!("update payouts set tx_hash = $2 where id = $1", payout.id.0, signed.hash as EvmHash)
                .execute(&mut *tx)
                .await?;
            let raised = (WaitingCode::Resent, "It was stuck, so its fee was raised.");
            wait(&mut tx, &payout, Some(raised), Some(now)).await?;
        }
        (None, Some(_)) => {
            wait(&mut tx, &payout, Some(REPLACEMENT_WAITS), Some(now + patience())).await?;
        }
        (_, None) => {}
    }
    tx.commit().await?;
    crate::failpoint::failpoint("custody.after_replace");
    Ok(if signed.is_some() { Step::Again } else { Step::Rest })
}
