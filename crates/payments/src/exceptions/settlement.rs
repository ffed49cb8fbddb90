//! What settling a case does to the money. The same path for every action: one posting under the case's key, then order and payment.

use super::{CaseView, Locked};
use crate::{
    Action, CaseFreed, CaseKind, Event, card,
    cases::{self, units_for},
    matching::{settle, world},
    payment::{self, Rail, Status, set_status},
};
use amanat_base::{AssetId, Code, Error, Result, UserId};
use amanat_ledger::{Account, Move, Posting, Purpose, post};
use amanat_store::{Tx, announce};

/// Moves the money. The case is settled already, so that its amount is not reserved any more.
pub(super) async fn carry_out(tx: &mut Tx, locked: &mut Locked, action: Action, by: UserId) -> Result<Option<CaseFreed>> {
    let case = &locked.case;
    let Some(asset) = case.asset_id else { return Ok(None) };
    let platform = Account {
        owner: "platform".into(),
        purpose: Purpose::Fees,
        asset,
    };
    let waiting = locked.payment.suspense(asset);
    match action {
        Action::RefundToBuyer => {
            let user = locked.payment.buyer;
            let own = Account {
                owner: format!("user:{user}"),
                purpose: Purpose::Available,
                asset,
            };
            move_all(tx, case, waiting, own, "exception_refund").await?;
            return Ok(Some(CaseFreed {
                user,
                asset,
                amount: case.amount,
                refund_address: locked.payment.refund_address,
                by,
            }));
        }
        Action::KeepAsFee => move_all(tx, case, waiting, platform, "exception_fee").await?,
        Action::CreditOrder => credit_order(tx, locked, asset).await?,
        Action::Dismiss if case.kind == CaseKind::Reversed => {
            let chain_id = sqlx::query_scalar!("select chain_id from assets where id = $1", asset.0)
                .fetch_one(&mut **tx)
                .await?;
            move_all(tx, case, platform, world(chain_id, asset), "exception_shortfall").await?;
            match locked.payment.rail {
                Rail::Direct => write_off(tx, case).await?,
                Rail::Card => card::write_off(tx, &locked.payment).await?,
            }
            settle(tx, &mut locked.payment, None).await?;
        }
        Action::Dismiss => {}
    }
    Ok(None)
}

async fn move_all(tx: &mut Tx, case: &CaseView, from: Account, to: Account, kind: &'static str) -> Result<()> {
    let posting = Posting {
        key: format!("exception:{}", case.id),
        kind,
        reference: Some(case.id.0),
        moves: vec![Move {
            from,
            to,
            amount: case.amount,
        }],
        occurred_at: tx.now,
    };
    post(tx, &posting).await.map(drop)
}

/// The platform bore the shortfall: the deposit is not looked for any more and the order goes on.
async fn write_off(tx: &mut Tx, case: &CaseView) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update deposits set status = 'dropped', dropped_at = $2, missing_since = null, check_at = null, reason = 'written off' where id = $1",
        case.deposit_id.map(|d| d.0),
        now
    )
    .execute(&mut **tx)
    .await?;
    if !cases::order_has_shortfall(tx, case.order_id).await? {
        amanat_orders::unhold(tx, case.order_id).await?;
    }
    Ok(())
}

/// Funds the order from this payment; whatever else waits is matched anew.
async fn credit_order(tx: &mut Tx, locked: &mut Locked, asset: AssetId) -> Result<()> {
    let (order, payment) = (&locked.order, &mut locked.payment);
    let units = units_for(tx, order, asset).await?.ok_or(Error::new(Code::AssetNotPayable))?;
    let active = payment::active(tx, order.id).await?.filter(|id| *id != payment.id);
    if let Some(id) = active {
        let mut other = payment::load(tx, id).await?;
        let received = other.received;
        set_status(tx, &mut other, Status::Replaced, received).await?;
    }
    let amount = units.total;
    amanat_orders::fund(tx, order.id, payment.id, asset, units).await?;
    let received = payment.received;
    set_status(tx, payment, Status::Paid, received).await?;
    let event = Event::Confirmed {
        about: payment.about(order),
        amount,
        asset,
    };
    announce(tx, &event).await?;
    settle(tx, payment, None).await?;
    if let Some(id) = active {
        let mut other = payment::load(tx, id).await?;
        settle(tx, &mut other, None).await?;
    }
    Ok(())
}
