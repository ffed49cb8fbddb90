//! The ledger postings of money out. Every key names the payout and the step, so a step that runs twice posts once.

use crate::Payout;
use amanat_base::{Amount, AssetId, PayoutId, Result, Time, UserId};
use amanat_ledger::{Account, Move, Posting, Purpose, post};
use sqlx::PgConnection;

pub(crate) fn available(user: UserId, asset: AssetId) -> Account {
    of_user(user, Purpose::Available, asset)
}

fn of_user(user: UserId, purpose: Purpose, asset: AssetId) -> Account {
    Account {
        owner: format!("user:{user}"),
        purpose,
        asset,
    }
}

fn world(what: &str, chain_id: i64, asset: AssetId) -> Account {
    Account {
        owner: format!("{what}:{chain_id}"),
        purpose: Purpose::World,
        asset,
    }
}

/// Where the money is once it has arrived.
pub(crate) fn outside(p: &Payout) -> Account {
    match p.chain_id {
        Some(chain_id) => world("network", chain_id, p.asset),
        None => Account::new("stripe", Purpose::World, p.asset),
    }
}

/// A step of a payout, as the ledger sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leg {
    /// Set aside for this payout.
    Reserve,
    /// Given back before anything was signed.
    Cancel,
    /// Signed: from here on it may be on its way.
    Depart,
    /// On the chain.
    Arrive,
    /// The chain took the confirmation back.
    Return,
    /// It can never arrive; given back.
    Fail,
}

pub(crate) async fn post_leg(conn: &mut PgConnection, p: &Payout, leg: Leg, now: Time) -> Result<()> {
    let user = |purpose| of_user(p.user, purpose, p.asset);
    let network = || outside(p);
    let (kind, suffix, from, to) = match leg {
        Leg::Reserve => (
            "payout_reserve",
            "reserve".to_owned(),
            user(Purpose::Available),
            user(Purpose::Releasable),
        ),
        Leg::Cancel => (
            "payout_cancel",
            "cancel".to_owned(),
            user(Purpose::Releasable),
            user(Purpose::Available),
        ),
        Leg::Depart => (
            "payout_depart",
            "depart".to_owned(),
            user(Purpose::Releasable),
            user(Purpose::InTransit),
        ),
        Leg::Arrive => ("payout_arrive", format!("arrive:{}", p.reorgs), user(Purpose::InTransit), network()),
        Leg::Return => ("payout_return", format!("return:{}", p.reorgs), network(), user(Purpose::InTransit)),
        Leg::Fail => ("payout_fail", "fail".to_owned(), user(Purpose::InTransit), user(Purpose::Available)),
    };
    let posting = Posting {
        key: key(p.id, &suffix),
        kind,
        reference: Some(p.id.0),
        moves: vec![Move {
            from,
            to,
            amount: p.amount,
        }],
        occurred_at: now,
    };
    post(conn, &posting).await?;
    Ok(())
}

fn key(payout: PayoutId, suffix: &str) -> String {
    format!("payout:{payout}:{suffix}")
}

/// What a final transaction cost in gas. Nothing is posted where the network's native coin is not a listed asset.
pub(crate) async fn post_gas(conn: &mut PgConnection, row: &crate::Outgoing, cost: Amount, now: Time) -> Result<()> {
    let native = amanat_chain::registry::asset_by_contract(&mut *conn, row.chain_id, None).await?;
    let Some(native) = native.filter(|_| !cost.is_zero()) else {
        return Ok(());
    };
    let posting = Posting {
        key: format!("outgoing:{}:gas", row.id),
        kind: "gas",
        reference: Some(row.id.0),
        moves: vec![Move {
            from: world("gas", row.chain_id, native.id),
            to: world("network", row.chain_id, native.id),
            amount: cost,
        }],
        occurred_at: now,
    };
    post(conn, &posting).await?;
    Ok(())
}
