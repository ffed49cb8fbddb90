//! The queue: everybody's payouts, with names.

use super::people::people;
use crate::{
    PayoutKind, PayoutState,
    routes::{PayoutView, Which, page},
};
use amanat_base::{AssetId, Page, PageQuery, UserId};
use amanat_web::{Answer, Ctx, PageOf, Query, StaffCaller, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which payouts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PayoutQuery {
    /// Only in this state.
    pub state: Option<PayoutState>,
    /// Only of this kind.
    pub kind: Option<PayoutKind>,
    /// Only in this asset.
    pub asset_id: Option<AssetId>,
    /// Only to this person.
    pub user_id: Option<UserId>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// A payout in the queue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayoutLine {
    /// The payout.
    #[serde(flatten)]
    pub payout: PayoutView,
    /// Public name of whoever gets it.
    pub user_name: String,
    /// Public name of whoever freed the money; null for the system.
    pub requested_by_name: Option<String>,
}

/// Everybody's payouts, newest first. For guards and administrators.
#[utoipa::path(get, path = "/api/admin/payouts", tag = "custody", security(("bearer" = [])), params(PayoutQuery),
    responses((status = 200, body = PageOf<PayoutLine>)))]
pub async fn admin_list_payouts(ctx: State<Ctx>, _: StaffCaller, Query(query): Query<PayoutQuery>) -> Answer<Page<PayoutLine>> {
    let paging = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let which = Which {
        user: query.user_id,
        state: query.state,
        kind: query.kind,
        asset: query.asset_id,
        ..Which::default()
    };
    let mut conn = ctx.store.pool.acquire().await?;
    let page = page(&mut conn, &which, &paging).await?;
    let ids: Vec<_> = page
        .items
        .iter()
        .flat_map(|p| [Some(p.user_id), p.requested_by])
        .flatten()
        .map(|u| u.0)
        .collect();
    let people = people(&mut conn, &ids).await?;
    let name = |id: UserId| people.get(&id).map(|p| p.display_name.clone());
    ok(page.map(|payout| PayoutLine {
        user_name: name(payout.user_id).unwrap_or_default(),
        requested_by_name: payout.requested_by.and_then(name),
        payout,
    }))
}
