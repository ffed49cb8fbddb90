//! Above what a guard must look: per asset, with a default, editable at run time.

use crate::Payout;
use amanat_base::{Amount, AssetId, Error, Price, Result, Time, UserId};
use amanat_store::Tx;
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Json, RecentAdmin, ok};
use chrono::TimeDelta;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// The limits in force.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalThresholds {
    /// For every asset without its own, in whole units.
    pub default: Price,
    /// Assets with their own.
    #[garde(length(max = 1000))]
    pub assets: Vec<AssetThreshold>,
}

/// The limit of one asset.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssetThreshold {
    /// Which asset.
    pub asset_id: AssetId,
    /// In whole units; more than this needs a guard.
    pub whole_units: Price,
}

/// Base units of which less is not worth its gas: it stays in its owner's balance until there is more.
pub(crate) async fn least(conn: &mut PgConnection, asset: AssetId) -> Result<Amount> {
    let dust = sqlx::query_scalar!(r#"select dust as "dust: Amount" from assets where id = $1"#, asset.0);
    Ok(dust.fetch_optional(conn).await?.unwrap_or_default())
}

/// Whether a payout is above the limit of its asset, together with what went to the same person within a day without a guard's
/// look: else whatever is large could leave in small parts. Call it once the payout's money is set aside, which locks the balance
/// that two payouts at once would share.
pub(crate) async fn payout_needs_approval(conn: &mut PgConnection, payout: &Payout, now: Time) -> Result<bool> {
    let unseen = unseen(conn, payout, now).await?;
    match Amount::sum([unseen, payout.amount]) {
        Some(together) => needs_approval(conn, payout.asset, together).await,
        None => Ok(true),
    }
}

/// What went to the same person within a day without a guard's look, base units.
async fn unseen(conn: &mut PgConnection, payout: &Payout, now: Time) -> Result<Amount> {
    let unseen = sqlx::query_scalar!(
        r#"select coalesce(sum(amount), 0) as "sum!: Amount" from payouts
           where user_id = $1 and asset_id = $2 and id <> $3 and decided_by is null and updated_at > $4
             and state in ('approved', 'prepared', 'signed', 'broadcast', 'requested', 'confirmed')"#,
        payout.user.0,
        payout.asset.0,
        payout.id.0,
        now - TimeDelta::days(1)
    )
    .fetch_one(conn)
    .await?;
    Ok(unseen)
}

/// What the threshold says of a payout.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalReason {
    /// Whether it is above the threshold as things are now.
    pub needed: bool,
    /// The threshold, whole units; null where none is on record, and a guard looks at everything.
    pub threshold: Option<Price>,
    /// The asset has a threshold of its own, not everybody's.
    pub is_own: bool,
    /// Base units that went to the same person within a day without a guard's look: they count, too.
    pub unseen: Amount,
    /// It would be above the threshold also by itself.
    pub by_itself: bool,
}

/// Why a payout needs a guard, or why not.
pub(crate) async fn reason(conn: &mut PgConnection, payout: &Payout, now: Time) -> Result<ApprovalReason> {
    let row = sqlx::query!(
        r#"select asset_id, whole_units as "whole_units: Price" from approval_thresholds
           where asset_id = $1 or asset_id is null order by asset_id nulls last limit 1"#,
        payout.asset.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    Ok(ApprovalReason {
        needed: payout_needs_approval(conn, payout, now).await?,
        is_own: row.as_ref().is_some_and(|r| r.asset_id.is_some()),
        threshold: row.map(|r| r.whole_units),
        unseen: unseen(conn, payout, now).await?,
        by_itself: needs_approval(conn, payout.asset, payout.amount).await?,
    })
}

/// Whether `amount` is above the limit of its asset.
pub(crate) async fn needs_approval(conn: &mut PgConnection, asset: AssetId, amount: Amount) -> Result<bool> {
    let above = sqlx::query_scalar!(
        r#"select $2 > t.whole_units * power(10::numeric, a.decimals) as "above!"
           from assets a join approval_thresholds t on t.asset_id = a.id or t.asset_id is null
           where a.id = $1 order by t.asset_id nulls last limit 1"#,
        asset.0,
        amount as Amount
    );
    // Without any limit on record, a guard looks at everything.
    Ok(above.fetch_optional(conn).await?.unwrap_or(true))
}

/// The approval thresholds in force.
#[utoipa::path(get, path = "/api/admin/settings/approval-thresholds", tag = "custody", security(("bearer" = [])),
    responses((status = 200, body = Envelope<ApprovalThresholds>)))]
pub async fn get_approval_thresholds(ctx: axum::extract::State<Ctx>, _: AdminCaller) -> Answer<ApprovalThresholds> {
    ok(read(&mut *ctx.store.pool.acquire().await?).await?)
}

/// Replaces the approval thresholds. Payouts that were approved or wait already are not looked at again.
#[utoipa::path(put, path = "/api/admin/settings/approval-thresholds", tag = "custody", security(("bearer" = [])),
    request_body = ApprovalThresholds, responses((status = 200, body = Envelope<ApprovalThresholds>)))]
pub async fn put_approval_thresholds(
    ctx: axum::extract::State<Ctx>,
    caller: RecentAdmin,
    Json(body): Json<ApprovalThresholds>,
) -> Answer<ApprovalThresholds> {
    let mut tx = ctx.store.begin().await?;
    let before = read(&mut tx).await?;
    replace(&mut tx, caller.user, &body).await?;
    let after = read(&mut tx).await?;
    caller
        .record(
            &mut tx,
            "settings.approval_thresholds",
            ("settings", &"approval-thresholds"),
            &before,
            &after,
        )
        .await?;
    tx.commit().await?;
    tracing::info!(user.id = %caller.user, limits = ?after, "approval thresholds changed");
    ok(after)
}

/// Puts these thresholds in the place of all others.
pub(crate) async fn replace(tx: &mut Tx, by: UserId, body: &ApprovalThresholds) -> Result<()> {
    let now = tx.now;
    sqlx::query!("delete from approval_thresholds").execute(&mut **tx).await?;
    let all = std::iter::once((None, &body.default)).chain(body.assets.iter().map(|a| (Some(a.asset_id.0), &a.whole_units)));
    for (asset, limit) in all {
        sqlx::query!(
            "insert into approval_thresholds (asset_id, whole_units, changed_by, changed_at) values ($1, $2, $3, $4)",
            asset,
            limit as &Price,
            by.0,
            now
        )
        .execute(&mut **tx)
        .await
        .map_err(|e| match e.as_database_error().and_then(|d| d.constraint()) {
            Some("approval_thresholds_asset") => Error::invalid("assets", "names an asset twice"),
            Some("approval_thresholds_asset_id_fkey") => Error::invalid("assets", "names an asset that does not exist"),
            _ => e.into(),
        })?;
    }
    Ok(())
}

async fn read(conn: &mut PgConnection) -> Result<ApprovalThresholds> {
    let rows = sqlx::query!(
        r#"select asset_id as "asset: AssetId", whole_units as "whole_units: Price" from approval_thresholds order by asset_id nulls first"#
    );
    let mut limits = ApprovalThresholds {
        default: Price::zero(),
        assets: Vec::new(),
    };
    for row in rows.fetch_all(conn).await? {
        match row.asset {
            None => limits.default = row.whole_units,
            Some(asset_id) => limits.assets.push(AssetThreshold {
                asset_id,
                whole_units: row.whole_units,
            }),
        }
    }
    Ok(limits)
}
