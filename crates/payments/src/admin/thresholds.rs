//! How deep a payment must be before it counts, by amount: read anew at every look at the chain.

use amanat_base::{Code, Error, Page, Result};
use amanat_chain::registry::{self, Band};
use amanat_web::{AdminCaller, Answer, Ctx, Json, PageOf, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_thresholds, put_thresholds))
}

/// The thresholds of one network.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thresholds {
    /// EIP-155 id.
    pub chain_id: i64,
    /// Confirmations where no band says otherwise.
    pub confirmations: i32,
    /// The band with the highest `minAmount` that the payment reaches; an asset's own bands go before the network's.
    pub bands: Vec<Band>,
}

/// The thresholds of every network. Administrators.
#[utoipa::path(get, path = "/api/admin/settings/confirmation-thresholds", tag = "admin", security(("bearer" = [])),
    responses((status = 200, body = PageOf<Thresholds>)))]
async fn get_thresholds(ctx: State<Ctx>, _: AdminCaller) -> Answer<Page<Thresholds>> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(Page::whole(all(&mut conn).await?))
}

async fn all(conn: &mut PgConnection) -> Result<Vec<Thresholds>> {
    let mut all = Vec::new();
    for network in registry::networks(conn).await? {
        all.push(Thresholds {
            chain_id: network.chain_id,
            confirmations: network.confirmations,
            bands: registry::bands(conn, network.chain_id).await?,
        });
    }
    Ok(all)
}

/// New thresholds of one network.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ThresholdsRequest {
    /// EIP-155 id.
    #[garde(skip)]
    pub chain_id: i64,
    /// Confirmations where no band says otherwise; without it they stay.
    #[garde(inner(range(min = 1, max = 10_000)))]
    #[schema(minimum = 1, maximum = 10_000)]
    pub confirmations: Option<i32>,
    /// Replaces all bands of the network.
    #[garde(length(max = 200))]
    #[schema(max_items = 200)]
    pub bands: Vec<Band>,
}

/// Replaces the thresholds of one network; also for payments under way. Administrators.
#[utoipa::path(put, path = "/api/admin/settings/confirmation-thresholds", tag = "admin", request_body = ThresholdsRequest,
    security(("bearer" = [])), responses((status = 200, body = PageOf<Thresholds>)))]
async fn put_thresholds(ctx: State<Ctx>, admin: AdminCaller, Json(body): Json<ThresholdsRequest>) -> Answer<Page<Thresholds>> {
    let mut tx = ctx.store.begin().await?;
    let mut network = registry::network(&mut tx, body.chain_id).await?.ok_or(Error::new(Code::NotFound))?;
    let before = json!({ "confirmations": network.confirmations, "bands": registry::bands(&mut tx, body.chain_id).await? });
    if let Some(confirmations) = body.confirmations {
        network.confirmations = confirmations;
        registry::upsert_network(&mut tx, &network).await?;
    }
    registry::put_bands(&mut tx, body.chain_id, &body.bands).await?;
    let answer = all(&mut tx).await?;
    let after = json!({ "confirmations": network.confirmations, "bands": registry::bands(&mut tx, body.chain_id).await? });
    let subject = ("network", &body.chain_id as &(dyn std::fmt::Display + Sync));
    admin
        .record(&mut tx, "settings.confirmation_thresholds", subject, before, after)
        .await?;
    tx.commit().await?;
    ok(Page::whole(answer))
}
