//! What other thresholds would change, before anybody saves them.

use crate::limits::{self, ApprovalThresholds};
use amanat_base::{AssetId, DateTime, Price, Time};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Json, ok};
use axum::extract::State;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// How far back payouts are counted.
const LOOK_BACK: TimeDelta = TimeDelta::days(30);

/// What would change for one asset.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThresholdChange {
    /// Which asset.
    pub asset_id: AssetId,
    /// Its threshold now, whole units; null without any.
    pub before: Option<Price>,
    /// The new one.
    pub after: Option<Price>,
    /// Payouts that wait for a guard now. They go on waiting whatever the threshold.
    pub waiting_for_guard: i64,
    /// Payouts that wait for an address, and so are looked at with the new threshold.
    pub waiting_for_address: i64,
    /// Of these, how many would need a guard.
    pub would_need_guard: i64,
    /// Payouts of the last 30 days that were above the threshold as it is now, each by itself.
    pub above_before: i64,
    /// The same with the new one.
    pub above_after: i64,
}

/// What other thresholds would change.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThresholdPreview {
    /// Assets whose threshold would change.
    pub changes: Vec<ThresholdChange>,
    /// From when on payouts are counted.
    pub counted_from: DateTime,
}

struct Counted {
    asset: AssetId,
    threshold: Option<Price>,
    waiting_for_guard: i64,
    waiting_for_address: i64,
    would_need_guard: i64,
    above: i64,
}

/// What these thresholds would change. Nothing is saved.
#[utoipa::path(post, path = "/api/admin/settings/approval-thresholds/preview", tag = "custody", security(("bearer" = [])),
    request_body = ApprovalThresholds, responses((status = 200, body = Envelope<ThresholdPreview>)))]
pub async fn preview_approval_thresholds(
    ctx: State<Ctx>,
    caller: AdminCaller,
    Json(body): Json<ApprovalThresholds>,
) -> Answer<ThresholdPreview> {
    let mut tx = ctx.store.begin().await?;
    let from = tx.now - LOOK_BACK;
    let before = count(&mut tx, from).await?;
    limits::replace(&mut tx, caller.user, &body).await?;
    let after = count(&mut tx, from).await?;
    // Never committed: the thresholds stay as they are.
    drop(tx);
    let changes = before.into_iter().zip(after).filter(|(b, a)| b.threshold != a.threshold);
    let changes = changes.map(|(before, after)| ThresholdChange {
        asset_id: after.asset,
        before: before.threshold,
        after: after.threshold,
        waiting_for_guard: after.waiting_for_guard,
        waiting_for_address: after.waiting_for_address,
        would_need_guard: after.would_need_guard,
        above_before: before.above,
        above_after: after.above,
    });
    ok(ThresholdPreview {
        changes: changes.collect(),
        counted_from: from,
    })
}

async fn count(conn: &mut PgConnection, from: Time) -> amanat_base::Result<Vec<Counted>> {
    let rows = sqlx::query_as!(
        Counted,
        r#"select a.id as "asset: AssetId", t.whole_units as "threshold: Price",
                  count(*) filter (where p.state = 'pending_approval') as "waiting_for_guard!",
                  count(*) filter (where p.state = 'waiting_address') as "waiting_for_address!",
                  count(*) filter (where p.state = 'waiting_address' and p.decided_by is null and p.amount > t.limit_units) as "would_need_guard!",
                  count(*) filter (where p.created_at > $1 and p.amount > t.limit_units) as "above!"
           from assets a
           left join lateral (
             select t.whole_units, t.whole_units * power(10::numeric, a.decimals) as limit_units from approval_thresholds t
             where t.asset_id = a.id or t.asset_id is null order by t.asset_id nulls last limit 1) t on true
           left join payouts p on p.asset_id = a.id and (p.created_at > $1 or p.state in ('pending_approval', 'waiting_address'))
           group by a.id, t.whole_units order by a.chain_id nulls last, a.symbol, a.id"#,
        from
    );
    Ok(rows.fetch_all(conn).await?)
}
