//! How a payout begins: its money set aside, its address frozen, its approval asked for where one is needed.

use super::{Payout, PayoutKind, PayoutState, WaitingCode, Why, enter, load, lock, wait};
use crate::{
    Event, cards, limits,
    money::{self, Leg},
};
use amanat_base::{Amount, AssetId, Code, OrderId, PayoutId, Result, UserId};
use amanat_chain::{
    EvmAddress,
    registry::{self, Unit},
};
use amanat_store::{Tx, announce};
use sqlx::PgConnection;

const NO_ADDRESS: Why<'_> = (
    WaitingCode::NoAddress,
    "There is no payout address for this network yet; the money goes out as soon as there is one.",
);
const NEEDS_GUARD: Why<'_> = (
    WaitingCode::Approval,
    "A guard must approve this payout because of its amount, or of what was paid out within a day.",
);

/// What to pay, to whom, and why.
#[derive(Clone, Debug)]
pub struct Instruct {
    /// What made it, such as `event:<id>`. The same cause never makes a second payout.
    pub cause: String,
    /// Why money goes out.
    pub kind: PayoutKind,
    /// The order it comes from.
    pub order: Option<OrderId>,
    /// Who gets it, out of their available balance.
    pub user: UserId,
    /// In which asset.
    pub asset: AssetId,
    /// Base units.
    pub amount: Amount,
    /// Whose action freed the money; `None` for the system.
    pub requested_by: Option<UserId>,
}

/// Writes an instruction down and sets its money aside; on a repeat, gives the payout that is there. `None` when nothing is left to
/// pay, because its owner withdrew the money before this instruction was written; when it is less than the asset's dust; when its owner
/// does not want to be paid automatically; or when a refund's card can't take it. Then it stays in the balance.
pub async fn instruct(tx: &mut Tx, what: Instruct) -> Result<Option<PayoutId>> {
    let known = sqlx::query_scalar!(r#"select id as "id: PayoutId" from payouts where cause = $1"#, what.cause);
    if let Some(known) = known.fetch_optional(&mut **tx).await? {
        return Ok(Some(known));
    }
    let asset = registry::unit(tx, what.asset).await?;
    let asset = asset.ok_or_else(|| Code::NotFound.say("This asset is not known."))?;
    let may_stay = match what.kind {
        PayoutKind::Release => true,
        // To the card it came from, or else the bank could be asked for it once more while it is spent here.
        PayoutKind::Refund => asset.chain_id.is_some(),
        PayoutKind::ExceptionRefund | PayoutKind::Withdrawal => false,
    };
    if may_stay && !cards::is_automatic(tx, what.user).await? {
        return Ok(None);
    }
    let available = amanat_ledger::balance(tx, &money::available(what.user, what.asset)).await?;
    let amount = match what.kind {
        PayoutKind::Withdrawal => what.amount,
        _ => what.amount.min(available),
    };
    if amount.is_zero() || amount < limits::least(tx, what.asset).await? {
        return Ok(None);
    }
    let Some(place) = place(tx, &what, &asset, amount).await? else {
        return Ok(None);
    };
    let (id, now) = (PayoutId::fresh(), tx.now);
    let inserted = sqlx::query!(
        "insert into payouts (id, cause, kind, order_id, user_id, asset_id, chain_id, amount, preferred_address, state, waiting_reason,
           requested_by, created_at, updated_at, waiting_code)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting_address', $10, $11, $12, $12, $13) on conflict on constraint payouts_cause do nothing",
        id.0,
        what.cause,
        what.kind as PayoutKind,
        what.order.map(|o| o.0),
        what.user.0,
        what.asset.0,
        asset.chain_id,
        amount as Amount,
        place.preferred() as Option<EvmAddress>,
        place.missing().map(|(_, reason)| reason),
        what.requested_by.map(|u| u.0),
        now,
        place.missing().map(|(code, _)| code) as Option<WaitingCode>
    )
    .execute(&mut **tx)
    .await?;
    if inserted.rows_affected() == 0 {
        let winner = sqlx::query_scalar!(r#"select id as "id: PayoutId" from payouts where cause = $1"#, what.cause);
        return Ok(winner.fetch_optional(&mut **tx).await?);
    }
    let payout = load(tx, id).await?;
    money::post_leg(tx, &payout, Leg::Reserve, now).await?;
    let created = Event::PayoutCreated {
        payout: id,
        user: what.user,
        order: what.order,
        asset: what.asset,
        amount,
        needs_approval: limits::payout_needs_approval(tx, &payout, now).await?,
    };
    announce(tx, &created).await?;
    match place {
        Place::Address { to, .. } => address_known(tx, &payout, to).await?,
        Place::Card => proceed(tx, &payout).await?,
        Place::Missing((_, reason)) => {
            let waiting = Event::PayoutWaiting {
                payout: id,
                user: what.user,
                reason: reason.into(),
            };
            announce(tx, &waiting).await?;
        }
    }
    Ok(Some(id))
}

/// Where the money can go.
enum Place {
    Address {
        preferred: Option<EvmAddress>,
        to: EvmAddress,
    },
    /// Back to a card, or to a connected account that is ready; which one is decided when it is sent.
    Card,
    /// Nowhere yet, and why.
    Missing(Why<'static>),
}

impl Place {
    const fn preferred(&self) -> Option<EvmAddress> {
        match self {
            Self::Address { preferred, .. } => *preferred,
            Self::Card | Self::Missing(_) => None,
        }
    }

    const fn missing(&self) -> Option<Why<'static>> {
        match self {
            Self::Missing(reason) => Some(*reason),
            Self::Address { .. } | Self::Card => None,
        }
    }
}

/// `None`: the money stays in the balance, because the card that it would go back to can't take it.
async fn place(tx: &mut Tx, what: &Instruct, asset: &Unit, amount: Amount) -> Result<Option<Place>> {
    let Some(chain_id) = asset.chain_id else {
        return Ok(match what.kind {
            PayoutKind::Refund | PayoutKind::ExceptionRefund => {
                let refund = cards::Refundable {
                    order: what.order,
                    buyer: what.user,
                    asset: what.asset,
                    amount,
                    late: what.kind == PayoutKind::ExceptionRefund,
                };
                cards::intent_for(tx, &refund).await?.map(|_| Place::Card)
            }
            PayoutKind::Release | PayoutKind::Withdrawal => Some(match cards::ready_account(tx, what.user).await? {
                Some(_) => Place::Card,
                None => Place::Missing(cards::NO_ACCOUNT),
            }),
        });
    };
    let preferred = preferred_address(tx, what).await?;
    let to = match preferred {
        Some(address) => Some(address),
        None => payout_address(tx, what.user, chain_id).await?,
    };
    Ok(Some(to.map_or(Place::Missing(NO_ADDRESS), |to| Place::Address { preferred, to })))
}

/// Goes on with every payout of `user` that waited for an address on this network. Returns how many.
pub async fn address_changed(tx: &mut Tx, user: UserId, chain_id: i64) -> Result<usize> {
    let Some(to) = payout_address(tx, user, chain_id).await? else {
        return Ok(0);
    };
    let waiting = sqlx::query_scalar!(
        r#"select id as "id: PayoutId" from payouts where user_id = $1 and chain_id = $2 and state = 'waiting_address' order by id"#,
        user.0,
        chain_id
    )
    .fetch_all(&mut **tx)
    .await?;
    for id in &waiting {
        let payout = lock(tx, *id).await?;
        if payout.state == PayoutState::WaitingAddress {
            address_known(tx, &payout, to).await?;
        }
    }
    Ok(waiting.len())
}

/// Goes on with every payout of `user` that waited for a connected account. Returns how many; none while there is no such account.
pub(crate) async fn account_ready(tx: &mut Tx, user: UserId) -> Result<usize> {
    if cards::ready_account(tx, user).await?.is_none() {
        return Ok(0);
    }
    let waiting = sqlx::query_scalar!(
        r#"select id as "id: PayoutId" from payouts where user_id = $1 and chain_id is null and state = 'waiting_address' order by id"#,
        user.0
    )
    .fetch_all(&mut **tx)
    .await?;
    for id in &waiting {
        let payout = lock(tx, *id).await?;
        if payout.state == PayoutState::WaitingAddress {
            proceed(tx, &payout).await?;
        }
    }
    Ok(waiting.len())
}

/// Freezes the address and goes on.
async fn address_known(tx: &mut Tx, payout: &Payout, to: EvmAddress) -> Result<()> {
    sqlx::query!("update payouts set to_address = $2 where id = $1", payout.id.0, to as EvmAddress)
        .execute(&mut **tx)
        .await?;
    proceed(tx, payout).await
}

/// To approval, or straight to sending. A payout that was approved once does not ask again.
async fn proceed(tx: &mut Tx, payout: &Payout) -> Result<()> {
    let now = tx.now;
    if payout.decided_by.is_some() || !limits::payout_needs_approval(tx, payout, now).await? {
        enter(tx, payout, PayoutState::Approved, Some(now)).await?;
        let approved = Event::PayoutApproved {
            payout: payout.id,
            user: payout.user,
            by: None,
        };
        announce(tx, &approved).await?;
        return Ok(());
    }
    enter(tx, payout, PayoutState::PendingApproval, None).await?;
    wait(tx, payout, Some(NEEDS_GUARD), None).await
}

/// A refund goes where the buyer asked for when paying.
async fn preferred_address(conn: &mut PgConnection, what: &Instruct) -> Result<Option<EvmAddress>> {
    let (PayoutKind::Refund | PayoutKind::ExceptionRefund, Some(order)) = (what.kind, what.order) else {
        return Ok(None);
    };
    let address = sqlx::query_scalar!(
        r#"select refund_address as "address!: EvmAddress" from payments
           where order_id = $1 and buyer_id = $2 and asset_id = $3 and refund_address is not null
           order by (status = 'paid') desc, created_at desc limit 1"#,
        order.0,
        what.user.0,
        what.asset.0
    );
    Ok(address.fetch_optional(conn).await?)
}

pub(crate) async fn payout_address(conn: &mut PgConnection, user: UserId, chain_id: i64) -> Result<Option<EvmAddress>> {
    let address = sqlx::query_scalar!(
        r#"select address as "address: EvmAddress" from payout_addresses where user_id = $1 and chain_id = $2"#,
        user.0,
        chain_id
    );
    Ok(address.fetch_optional(conn).await?)
}
