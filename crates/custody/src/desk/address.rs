//! Where a payout goes: how old the address is, what went there before, and what speaks against it.

use crate::{Custody, Payout, PayoutKind};
use amanat_base::{DateTime, Result, Time};
use amanat_chain::{EvmAddress, registry};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// A change within this time is told as recent.
const LATELY: TimeDelta = TimeDelta::days(7);
/// Most lines of the address's history.
const MOST: i64 = 20;

/// Why the money goes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressSource {
    /// Its owner's payout address on this network.
    Current,
    /// What the buyer gave for refunds when paying.
    Refund,
    /// Neither: it was its owner's payout address when the payout was made, and is not any more.
    Former,
}

/// One change of its owner's payout address on this network.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayoutAddressChange {
    /// When.
    pub at: DateTime,
    /// The new address; null where it was removed.
    pub address: Option<EvmAddress>,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressCheck {
    /// It is neither the zero address nor the contract of a listed token.
    Reachable,
    /// It is not the treasury's.
    NotTreasury,
    /// It is not an address that this platform derived for a payment.
    NotOurs,
    /// Nobody else here is paid to it.
    NobodyElses,
    /// It was not changed within a week.
    Settled,
    /// Money of this owner arrived there before.
    UsedBefore,
}

/// The result of one check.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckResult {
    /// What was looked at.
    pub check: AddressCheck,
    /// Whether it is so.
    pub passed: bool,
}

/// The address of a payout, with what is known of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddressContext {
    /// The address.
    pub address: EvmAddress,
    /// Why the money goes there.
    pub source: AddressSource,
    /// Since when it is its owner's payout address on this network; null where it is not.
    pub since: Option<DateTime>,
    /// How many payouts of this owner arrived there.
    pub used_before: i64,
    /// When the last of them did.
    pub last_used_at: Option<DateTime>,
    /// How many other people are or were paid there.
    pub other_people: i64,
    /// Changes of its owner's payout address on this network, newest first.
    pub changes: Vec<PayoutAddressChange>,
    /// What was looked at.
    pub checks: Vec<CheckResult>,
}

/// `None` while there is no address, and on the card rail.
pub(super) async fn context(conn: &mut PgConnection, custody: &Custody, payout: &Payout, now: Time) -> Result<Option<AddressContext>> {
    let (Some(address), Some(chain_id)) = (payout.to, payout.chain_id) else {
        return Ok(None);
    };
    let since = sqlx::query_scalar!(
        "select changed_at from payout_addresses where user_id = $1 and chain_id = $2 and address = $3",
        payout.user.0,
        chain_id,
        address as EvmAddress
    )
    .fetch_optional(&mut *conn)
    .await?;
    let used = sqlx::query!(
        r#"select count(*) filter (where user_id = $3 and state = 'confirmed') as "before!",
                  max(confirmed_at) filter (where user_id = $3 and state = 'confirmed') as last
           from payouts where chain_id = $1 and to_address = $2 and id <> $4"#,
        chain_id,
        address as EvmAddress,
        payout.user.0,
        payout.id.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let other_people = sqlx::query_scalar!(
        r#"select count(*) as "n!" from (
             select user_id from payouts where chain_id = $1 and to_address = $2 and user_id <> $3
             union select user_id from payout_addresses where chain_id = $1 and address = $2 and user_id <> $3) others"#,
        chain_id,
        address as EvmAddress,
        payout.user.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let changes = changes(conn, payout, chain_id).await?;
    let ours = sqlx::query_scalar!(
        r#"select exists (select from deposit_addresses where chain_id = $1 and address = $2) as "ours!""#,
        chain_id,
        address as EvmAddress
    )
    .fetch_one(&mut *conn)
    .await?;
    let reachable = registry::check_recipient(conn, chain_id, address, "address").await.is_ok();
    let changed_at = since.max(changes.first().map(|c| c.at));
    let is_preferred = matches!(payout.kind, PayoutKind::Refund | PayoutKind::ExceptionRefund) && is_refund_address(conn, payout).await?;
    let checks = [
        (AddressCheck::Reachable, reachable),
        (AddressCheck::NotTreasury, address.0 != custody.signer.treasury()),
        (AddressCheck::NotOurs, !ours),
        (AddressCheck::NobodyElses, other_people == 0),
        (AddressCheck::Settled, is_preferred || changed_at.is_none_or(|at| at < now - LATELY)),
        (AddressCheck::UsedBefore, used.before > 0),
    ];
    Ok(Some(AddressContext {
        address,
        source: match since {
            _ if is_preferred => AddressSource::Refund,
            Some(_) => AddressSource::Current,
            None => AddressSource::Former,
        },
        since,
        used_before: used.before,
        last_used_at: used.last,
        other_people,
        changes,
        checks: checks.into_iter().map(|(check, passed)| CheckResult { check, passed }).collect(),
    }))
}

/// The audit log has every change, with the address as it is after it.
async fn changes(conn: &mut PgConnection, payout: &Payout, chain_id: i64) -> Result<Vec<PayoutAddressChange>> {
    let rows = sqlx::query!(
        "select at, after->>'address' as address from audit_log
         where subject = $1 and action in ('payout_address.set', 'payout_address.remove')
           and coalesce(after->>'chainId', before->>'chainId') = $2
         order by at desc, id desc limit $3",
        payout.user.to_string(),
        chain_id.to_string(),
        MOST
    );
    let rows = rows.fetch_all(conn).await?;
    let changes = rows.into_iter().map(|row| PayoutAddressChange {
        at: row.at,
        address: row.address.and_then(|text| text.parse().ok()),
    });
    Ok(changes.collect())
}

async fn is_refund_address(conn: &mut PgConnection, payout: &Payout) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select preferred_address is not null and preferred_address = to_address as "preferred!" from payouts where id = $1"#,
        payout.id.0
    );
    Ok(found.fetch_one(conn).await?)
}
