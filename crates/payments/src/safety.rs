//! Before money counts: whatever was reported, this server looks at the chain itself, and only what it saw there is written.
//!
//! The network is asked first, with no transaction open; then one transaction writes everything. A look that began before another
//! one was written is stale and is thrown away, so an old answer can never undo a newer one.

use crate::{
    Event, Payments,
    close::close,
    deposit::{self, Deposit, DepositStatus as Status, Group, Placed},
    matching::{credit, flag_unknown_token, settle, take_back},
    payment::{self, Payment},
};
use amanat_base::{Amount, DepositId, Error, Kind, PaymentId, Result, Time};
use amanat_chain::{EvmAddress, EvmHash, Expected, Pool, Verification, Verified, registry, verify_transfer};
use amanat_store::{Tx, announce};
use chrono::TimeDelta;

/// What a look came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Looked {
    /// The address is not one of ours.
    NotOurs,
    /// What the chain says is written down.
    Written,
    /// The chain contradicts the report: no such transfer, or it failed.
    Refuted(&'static str),
    /// The chain can't say yet.
    Unknown,
    /// Somebody else looked in the meantime; what they wrote stands.
    Stale,
}

/// How long a transfer that vanished is still looked for, in case it comes back.
const SEARCH_S: i64 = 24 * 3600;

/// Looks at a known deposit again. Trouble with the chain means later, never a failure.
pub(crate) async fn look_again(payments: &Payments, id: DepositId) -> Result<()> {
    let mut conn = payments.store.pool.acquire().await?;
    let deposit = deposit::load(&mut conn, id).await?;
    drop(conn);
    match look(payments, &deposit.group()).await {
        Ok(Looked::Unknown | Looked::NotOurs) => postpone(payments, id).await,
        Ok(Looked::Written | Looked::Refuted(_) | Looked::Stale) => Ok(()),
        Err(e) if e.kind() == Kind::Unavailable => {
            tracing::warn!(deposit.id = %id, error = ?e, "will look at this deposit later");
            postpone(payments, id).await
        }
        Err(e) => Err(e),
    }
}

async fn postpone(payments: &Payments, id: DepositId) -> Result<()> {
    let mut tx = payments.store.begin().await?;
    let d = deposit::load(&mut tx, id).await?;
    let network = registry::network(&mut tx, d.chain_id)
        .await?
        .ok_or_else(|| Error::internal("a deposit without a network"))?;
    let at = next_look(&d, &network, tx.now);
    deposit::set_check(&mut tx, &d, at).await?;
    tx.commit().await
}

/// Looks at a group of transfers and writes what the chain says.
pub(crate) async fn look(payments: &Payments, group: &Group) -> Result<Looked> {
    let mut conn = payments.store.pool.acquire().await?;
    let Some(payment) = owner(&mut conn, group).await? else {
        return Ok(Looked::NotOurs);
    };
    let known = deposit::of_group(&mut conn, group).await?;
    let pool = payments.chains.pool(&mut conn, group.chain_id).await?;
    drop(conn);
    let expected = Expected {
        tx_hash: group.tx_hash.0,
        token: group.token.map(|t| t.0),
        recipient: group.recipient.0,
    };
    let found = verify_transfer(&pool, &expected).await.map_err(Error::from)?;
    let gone = gone(&pool, &found, &known).await?;
    let mut tx = payments.store.begin().await?;
    let looked = write(&mut tx, payment, group, &known, found, &gone).await?;
    tx.commit().await?;
    Ok(looked)
}

async fn owner(conn: &mut sqlx::PgConnection, group: &Group) -> Result<Option<PaymentId>> {
    let id = sqlx::query_scalar!(
        r#"select payment_id as "id: PaymentId" from deposit_addresses where chain_id = $1 and address = $2"#,
        group.chain_id,
        group.recipient as EvmAddress
    )
    .fetch_optional(conn)
    .await?;
    Ok(id)
}

/// Which of the known deposits are certainly not on the chain any more.
async fn gone(pool: &Pool, found: &Verification, known: &[Deposit]) -> Result<Vec<DepositId>> {
    let mut gone = Vec::new();
    for d in known.iter().filter(|d| d.is_live()) {
        let missing = match found {
            Verification::Mined(v) => !v.transfers.iter().any(|t| i32::try_from(t.ordinal) == Ok(d.ordinal)),
            Verification::Failed { .. } => true,
            Verification::Missing | Verification::Orphaned => deposit::is_gone(pool, d).await?,
        };
        if missing {
            gone.push(d.id);
        }
    }
    Ok(gone)
}

async fn write(tx: &mut Tx, id: PaymentId, group: &Group, known: &[Deposit], found: Verification, gone: &[DepositId]) -> Result<Looked> {
    let (order, mut payment) = payment::lock(tx, id).await?;
    let mut deposits = deposit::of_group(tx, group).await?;
    let version = |all: &[Deposit]| all.iter().map(|d| (d.id, d.checks)).collect::<Vec<_>>();
    if version(&deposits) != version(known) {
        return Ok(Looked::Stale);
    }
    close(tx, &order, &mut payment).await?;
    for d in deposits.iter_mut().filter(|d| gone.contains(&d.id)) {
        vanish(tx, &mut payment, d).await?;
    }
    let looked = match &found {
        Verification::Mined(v) if v.transfers.is_empty() => Looked::Refuted("no such transfer in this transaction"),
        Verification::Mined(v) => {
            mined(tx, &mut payment, group, &mut deposits, v).await?;
            Looked::Written
        }
        Verification::Failed { .. } => Looked::Refuted("the transaction failed"),
        Verification::Missing | Verification::Orphaned if gone.is_empty() => Looked::Unknown,
        Verification::Missing | Verification::Orphaned => Looked::Written,
    };
    schedule(tx, group, looked == Looked::Unknown).await?;
    Ok(looked)
}

/// A deposit is not on the chain any more.
async fn vanish(tx: &mut Tx, payment: &mut Payment, d: &mut Deposit) -> Result<()> {
    match d.status {
        Status::Confirmed if d.missing_since.is_none() => take_back(tx, payment, d).await?,
        Status::Detected => {
            d.status = Status::Dropped;
            d.dropped_at = Some(tx.now);
            d.confirmations = 0;
            deposit::update(tx, d).await?;
            let order = amanat_orders::load(tx, payment.order).await?;
            let event = Event::Dropped {
                about: payment.about(&order),
                deposit: d.id,
            };
            announce(tx, &event).await?;
        }
        Status::Confirmed | Status::Dropped | Status::Ignored => return Ok(()),
    }
    settle(tx, payment, None).await
}

/// The transaction is in a canonical block and succeeded.
async fn mined(tx: &mut Tx, payment: &mut Payment, group: &Group, deposits: &mut [Deposit], v: &Verified) -> Result<()> {
    let listed = listed(tx, group).await?;
    for transfer in &v.transfers {
        let placed = Placed {
            group,
            block_number: i64::try_from(v.block_number).map_err(Error::internal)?,
            block_hash: v.block_hash,
            confirmations: i64::try_from(v.confirmations).unwrap_or(i64::MAX),
            transfer,
        };
        match deposits.iter_mut().find(|d| i32::try_from(transfer.ordinal) == Ok(d.ordinal)) {
            None => first_sight(tx, payment, listed.as_ref(), &placed).await?,
            Some(d) => seen_again(tx, payment, d, &placed).await?,
        }
    }
    Ok(())
}

/// A listed asset with its dust limit.
struct Listed {
    asset: registry::AssetRow,
    dust: Amount,
}

async fn listed(tx: &mut Tx, group: &Group) -> Result<Option<Listed>> {
    let Some(asset) = registry::asset_by_contract(tx, group.chain_id, group.token).await? else {
        return Ok(None);
    };
    let dust = sqlx::query_scalar!(r#"select dust as "dust: Amount" from assets where id = $1"#, asset.id.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(Some(Listed { asset, dust }))
}

async fn first_sight(tx: &mut Tx, payment: &mut Payment, listed: Option<&Listed>, placed: &Placed<'_>) -> Result<()> {
    let arrived = placed.transfer.arrived;
    let asset = listed.map(|l| l.asset.id);
    let ignored = match listed {
        None => Some("this token is not listed"),
        Some(_) if is_own_gas(tx, placed).await? => Some("the platform's own gas for a sweep"),
        Some(_) if arrived.is_zero() => Some("nothing arrived"),
        Some(l) if arrived < l.dust && !completes(tx, payment, l, arrived).await? => Some("dust"),
        Some(_) => None,
    };
    if let Some(reason) = ignored {
        let d = deposit::insert(tx, payment.id, asset, placed, Status::Ignored, Some(reason)).await?;
        return if asset.is_none() {
            flag_unknown_token(tx, payment, &d).await
        } else {
            Ok(())
        };
    }
    let mut d = deposit::insert(tx, payment.id, asset, placed, Status::Detected, None).await?;
    let order = amanat_orders::load(tx, payment.order).await?;
    if let Some(asset) = asset {
        let event = Event::Seen {
            about: payment.about(&order),
            deposit: Some(d.id),
            amount: arrived,
            asset,
        };
        announce(tx, &event).await?;
    }
    deepen(tx, payment, &mut d, placed.confirmations).await
}

/// Native coin that the platform itself sent to this address so that it can be swept: nobody's payment. Read from custody's table,
/// where such a transaction is written before it is sent; one that is signed elsewhere is known by its hash only afterwards.
async fn is_own_gas(tx: &mut Tx, placed: &Placed<'_>) -> Result<bool> {
    let (group, transfer) = (placed.group, placed.transfer);
    if group.token.is_some() {
        return Ok(false);
    }
    let own = sqlx::query_scalar!(
        r#"select exists (select 1 from outgoing_transactions
             where purpose = 'gas' and chain_id = $1 and from_address = $2 and recipient = $3 and amount = $4
               and (tx_hash = $5 or tx_hash is null)) as "own!""#,
        group.chain_id,
        transfer.from as EvmAddress,
        group.recipient as EvmAddress,
        transfer.arrived as Amount,
        group.tx_hash as EvmHash
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(own)
}

/// A small transfer that is all that was missing is not dust.
async fn completes(tx: &mut Tx, payment: &Payment, listed: &Listed, arrived: Amount) -> Result<bool> {
    if listed.asset.id != payment.asset || !payment.status.is_open() {
        return Ok(false);
    }
    let all = deposit::of_payment(tx, payment.id).await?;
    let before = payment.sum(&all, Deposit::is_live)?;
    Ok(before.checked_add(arrived).is_some_and(|sum| sum >= payment.amount))
}

async fn seen_again(tx: &mut Tx, payment: &mut Payment, d: &mut Deposit, placed: &Placed<'_>) -> Result<()> {
    let arrived = placed.transfer.arrived;
    let counted = d.status == Status::Confirmed;
    if d.status == Status::Ignored {
        return Ok(());
    }
    // Counted once and included again with another amount: the first count is taken back, the new one must earn its own.
    if counted && arrived != d.amount {
        return vanish(tx, payment, d).await;
    }
    if counted {
        if d.missing_since.take().is_some() {
            crate::matching::came_back(tx, payment, d).await?;
        }
    } else {
        d.status = Status::Detected;
        d.dropped_at = None;
        d.amount = arrived;
    }
    d.block_number = placed.block_number;
    d.block_hash = placed.block_hash;
    deepen(tx, payment, d, placed.confirmations).await
}

/// Notes how deep a deposit is now, and counts it once that is deep enough by the bands in force at this moment.
async fn deepen(tx: &mut Tx, payment: &mut Payment, d: &mut Deposit, confirmations: i64) -> Result<()> {
    let asset = d.asset.ok_or_else(|| Error::internal("a live deposit without an asset"))?;
    // Splitting a payment must not make it need less depth than the whole.
    let weight = if asset == payment.asset {
        payment.amount.max(d.amount)
    } else {
        d.amount
    };
    let required = registry::required_confirmations(tx, d.chain_id, asset, weight).await?;
    d.required = i64::try_from(required).map_err(Error::internal)?;
    let deeper = confirmations > d.confirmations;
    d.confirmations = confirmations;
    let waiting = d.status == Status::Detected;
    deposit::update(tx, d).await?;
    if waiting && deeper {
        let order = amanat_orders::load(tx, payment.order).await?;
        let event = Event::Progress {
            about: payment.about(&order),
            deposit: d.id,
            confirmations: confirmations.min(d.required),
            required: d.required,
        };
        announce(tx, &event).await?;
    }
    if waiting && confirmations >= d.required {
        credit(tx, payment, d).await
    } else {
        settle(tx, payment, None).await
    }
}

async fn schedule(tx: &mut Tx, group: &Group, unknown: bool) -> Result<()> {
    let network = registry::network(tx, group.chain_id)
        .await?
        .ok_or_else(|| Error::internal("a deposit without a network"))?;
    for d in deposit::of_group(tx, group).await? {
        if unknown && d.status == Status::Ignored {
            continue;
        }
        let at = next_look(&d, &network, tx.now);
        deposit::set_check(tx, &d, at).await?;
    }
    Ok(())
}

/// Every block while it waits, slower while it can still be reorganised away, for a day after it vanished, then never.
fn next_look(d: &Deposit, network: &registry::Network, now: Time) -> Option<Time> {
    let block_ms = i64::from(network.block_time_ms);
    let after = |ms: i64| Some(now + TimeDelta::milliseconds(ms));
    match d.status {
        Status::Detected => after(block_ms.clamp(1_000, 15_000)),
        Status::Confirmed if d.missing_since.is_some() => after(30_000),
        Status::Confirmed if d.confirmations >= i64::from(network.finality_depth) => None,
        Status::Confirmed => after((block_ms * 3).clamp(3_000, 60_000)),
        Status::Dropped => match d.dropped_at {
            Some(at) if now - at > TimeDelta::seconds(SEARCH_S) => None,
            _ => after((block_ms * 2).clamp(2_000, 30_000)),
        },
        Status::Ignored => None,
    }
}
