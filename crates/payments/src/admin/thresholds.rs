//! How deep a payment must be before it counts, by amount: read anew at every look at the chain.

use amanat_base::{Code, Error, Page, Result};
use amanat_chain::registry::{self, Band};
use amanat_store::Tx;
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Json, PageOf, RecentAdmin, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(get_thresholds, put_thresholds))
        .routes(routes!(preview_confirmation_thresholds))
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
async fn put_thresholds(ctx: State<Ctx>, admin: RecentAdmin, Json(body): Json<ThresholdsRequest>) -> Answer<Page<Thresholds>> {
    let mut tx = ctx.store.begin().await?;
    let network = registry::network(&mut tx, body.chain_id).await?.ok_or(Error::new(Code::NotFound))?;
    let before = json!({ "confirmations": network.confirmations, "bands": registry::bands(&mut tx, body.chain_id).await? });
    let confirmations = replace(&mut tx, network, &body).await?;
    let answer = all(&mut tx).await?;
    let after = json!({ "confirmations": confirmations, "bands": registry::bands(&mut tx, body.chain_id).await? });
    let subject = ("network", &body.chain_id as &(dyn std::fmt::Display + Sync));
    admin
        .record(&mut tx, "settings.confirmation_thresholds", subject, before, after)
        .await?;
    tx.commit().await?;
    ok(Page::whole(answer))
}

/// Puts these in the place of a network's thresholds; its number of confirmations afterwards.
async fn replace(tx: &mut Tx, mut network: registry::Network, body: &ThresholdsRequest) -> Result<i32> {
    if let Some(confirmations) = body.confirmations {
        network.confirmations = confirmations;
        registry::upsert_network(tx, &network).await?;
    }
    registry::put_bands(tx, body.chain_id, &body.bands).await?;
    Ok(network.confirmations)
}

/// What other thresholds of a network would change for transfers under way.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmationPreview {
    /// EIP-155 id.
    pub chain_id: i64,
    /// Transfers that wait for confirmations now.
    pub waiting: usize,
    /// Of these, those that would need fewer.
    pub fewer: usize,
    /// Of these, those that would need more.
    pub more: usize,
    /// Of these, those that would count at the next look.
    pub at_once: usize,
}

/// What these thresholds would change for transfers under way. Nothing is saved. Administrators.
#[utoipa::path(post, path = "/api/admin/settings/confirmation-thresholds/preview", tag = "admin", request_body = ThresholdsRequest,
    security(("bearer" = [])), responses((status = 200, body = Envelope<ConfirmationPreview>)))]
async fn preview_confirmation_thresholds(
    ctx: State<Ctx>,
    _: AdminCaller,
    Json(body): Json<ThresholdsRequest>,
) -> Answer<ConfirmationPreview> {
    let mut tx = ctx.store.begin().await?;
    let network = registry::network(&mut tx, body.chain_id).await?.ok_or(Error::new(Code::NotFound))?;
    let before = needed(&mut tx, body.chain_id).await?;
    replace(&mut tx, network, &body).await?;
    let after = needed(&mut tx, body.chain_id).await?;
    // Never committed: the thresholds stay as they are.
    drop(tx);
    let pairs = || before.iter().zip(&after);
    ok(ConfirmationPreview {
        chain_id: body.chain_id,
        waiting: after.len(),
        fewer: pairs().filter(|(b, a)| a.needed < b.needed).count(),
        more: pairs().filter(|(b, a)| a.needed > b.needed).count(),
        at_once: pairs()
            .filter(|(b, a)| b.needed > b.confirmations && a.needed <= a.confirmations)
            .count(),
    })
}

struct Waiting {
    confirmations: i64,
    needed: i64,
}

/// Transfers that wait, in one order, with what they need; the rule of `registry::required_confirmations`, for all at once.
async fn needed(conn: &mut PgConnection, chain_id: i64) -> Result<Vec<Waiting>> {
    let rows = sqlx::query_as!(
        Waiting,
        r#"select d.confirmations, coalesce(
             (select b.confirmations from confirmation_bands b
              where b.chain_id = d.chain_id and (b.asset_id = d.asset_id or b.asset_id is null) and b.min_amount <= d.amount
              order by b.asset_id is null, b.min_amount desc limit 1), n.confirmations)::bigint as "needed!"
           from deposits d join networks n on n.chain_id = d.chain_id
           where d.status = 'detected' and d.chain_id = $1 order by d.detected_at desc, d.id desc limit 10000"#,
        chain_id
    );
    Ok(rows.fetch_all(conn).await?)
}
