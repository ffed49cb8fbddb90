//! Four eyes: a guard who neither asked nor takes part decides about large payouts.

use super::{Payout, PayoutState, WaitingCode, Why, enter, lock, waiting};
use crate::{
    Event,
    money::{self, Leg},
};
use amanat_base::{Code, PayoutId, Result, UserId};
use amanat_store::{Tx, announce};
use sqlx::PgConnection;

/// Lets a payout go out. `FOUR_EYES` for whoever asked for it or is a party of the deal.
pub(crate) async fn approve(tx: &mut Tx, id: PayoutId, guard: UserId) -> Result<Payout> {
    let payout = decide(tx, id, guard, &[PayoutState::PendingApproval]).await?;
    let now = tx.now;
    enter(tx, &payout, PayoutState::Approved, Some(now)).await?;
    let approved = Event::PayoutApproved {
        payout: id,
        user: payout.user,
        by: Some(guard),
    };
    announce(tx, &approved).await?;
    super::load(tx, id).await
}

/// Refuses a payout: its money is available to its owner again. Also one that was let through and for which nothing has been built:
/// its address may be one to which the token never goes, and then it would wait for ever.
pub(crate) async fn reject(tx: &mut Tx, id: PayoutId, guard: UserId, reason: &str) -> Result<Payout> {
    let payout = decide(tx, id, guard, &[PayoutState::PendingApproval, PayoutState::Approved]).await?;
    cancel(tx, &payout, (WaitingCode::Rejected, reason)).await?;
    let rejected = Event::PayoutRejected {
        payout: id,
        user: payout.user,
        by: guard,
        reason: reason.to_owned(),
    };
    announce(tx, &rejected).await?;
    super::load(tx, id).await
}

/// Gives the money back before anything was built.
pub(super) async fn cancel(tx: &mut Tx, payout: &Payout, why: Why<'_>) -> Result<()> {
    let now = tx.now;
    money::post_leg(tx, payout, Leg::Cancel, now).await?;
    enter(tx, payout, PayoutState::Cancelled, None).await?;
    waiting::last_word(tx, payout, why).await
}

async fn decide(tx: &mut Tx, id: PayoutId, guard: UserId, from: &[PayoutState]) -> Result<Payout> {
    let payout = lock(tx, id).await?;
    if !from.contains(&payout.state) {
        return Err(Code::PayoutClosed.say("This payout does not wait for a decision."));
    }
    may_decide(tx, &payout, guard).await?;
    let now = tx.now;
    sqlx::query!(
        "update payouts set decided_by = $2, decided_at = $3 where id = $1",
        id.0,
        guard.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(payout)
}

/// The database holds the same rule (`payouts_four_eyes`).
pub(crate) async fn may_decide(conn: &mut PgConnection, payout: &Payout, guard: UserId) -> Result<()> {
    let party = sqlx::query_scalar!(
        r#"select exists (select 1 from orders where id = $1 and $2 in (buyer_id, seller_id)) as "party!""#,
        payout.order.map(|o| o.0),
        guard.0
    );
    if guard == payout.user || Some(guard) == payout.requested_by || party.fetch_one(conn).await? {
        return Err(Code::FourEyes.into());
    }
    Ok(())
}
