//! `/api/admin/overview`: how much waits for whoever asks.

use super::verify::{VerificationView, last_run};
use crate::{App, health};
use amanat_base::{Result, Role};
use amanat_chain::registry;
use amanat_web::{Answer, Ctx, Envelope, PowerCaller, ok};
use axum::{Extension, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What is counted at most: whoever has this much to do knows enough.
const MOST: i64 = 1_000;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(staff_overview))
}

/// How much waits, each at most 1,000. What is null is none of the caller's business.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Overview {
    /// Payouts that a guard must look at. Guards and administrators.
    payouts_to_approve: Option<i64>,
    /// Sweeps that a guard must look at. Guards and administrators.
    sweeps_to_approve: Option<i64>,
    /// Cases of the exception inbox for which nobody has proposed anything. Guards and administrators.
    open_exceptions: Option<i64>,
    /// Cases for which a guard must agree to what was proposed. Guards and administrators.
    proposed_exceptions: Option<i64>,
    /// Orders in dispute. Resolvers and administrators.
    disputes: Option<i64>,
    /// Transfers that are not deep enough yet. Administrators.
    awaiting_confirmation: Option<i64>,
    /// Listings that nobody has looked at. Administrators.
    listings_to_moderate: Option<i64>,
    /// How the machines are. Administrators.
    machines: Option<Machines>,
}

/// How the machines are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Machines {
    /// Jobs that were given up.
    dead_jobs: i64,
    /// Age in seconds of the oldest job that should be running already.
    oldest_due_job_s: i64,
    /// Deliveries that wait for more than a minute, or that could not be looked into.
    late_webhooks: i64,
    /// Deliveries that were refused within the last day.
    refused_webhooks: i64,
    /// Endpoints in use that serve another chain, or failed more than once in a row, as far as this process knows.
    ill_endpoints: i64,
    /// Networks in use without an endpoint in use.
    unreachable_networks: i64,
    /// Ledger transactions not yet sealed into the hash chain.
    unsealed: i64,
    /// The last time that all books were recomputed.
    verification: Option<VerificationView>,
}

/// How much waits for the caller: of each kind the number, where their roles have to do with it. Guards, resolvers and administrators.
#[utoipa::path(get, path = "/api/admin/overview", tag = "admin", security(("bearer" = [])),
    responses((status = 200, body = Envelope<Overview>)))]
async fn staff_overview(State(ctx): State<Ctx>, Extension(app): Extension<App>, caller: PowerCaller) -> Answer<Overview> {
    let mut overview = Overview::default();
    if caller.is_staff() {
        count_money(&ctx, &mut overview).await?;
    }
    if caller.is(Role::Resolver) || caller.is(Role::Admin) {
        let disputes = sqlx::query_scalar!(
            r#"select count(*) as "count!" from (select 1 as one from orders where state = 'disputed' limit $1) s"#,
            MOST
        );
        overview.disputes = Some(disputes.fetch_one(&ctx.store.pool).await?);
    }
    if caller.is(Role::Admin) {
        count_rest(&ctx, &mut overview).await?;
        overview.machines = Some(machines(&app).await?);
    }
    ok(overview)
}

async fn count_money(ctx: &Ctx, overview: &mut Overview) -> Result<()> {
    let row = sqlx::query!(
        r#"select (select count(*) from (select 1 from payouts where state = 'pending_approval' limit $1) s) as "payouts!",
                  (select count(*) from (select 1 from sweeps where state = 'pending_approval' limit $1) s) as "sweeps!",
                  (select count(*) from (select 1 from exception_cases where status = 'open' limit $1) s) as "open!",
                  (select count(*) from (select 1 from exception_cases where status = 'proposed' limit $1) s) as "proposed!""#,
        MOST
    )
    .fetch_one(&ctx.store.pool)
    .await?;
    overview.payouts_to_approve = Some(row.payouts);
    overview.sweeps_to_approve = Some(row.sweeps);
    overview.open_exceptions = Some(row.open);
    overview.proposed_exceptions = Some(row.proposed);
    Ok(())
}

async fn count_rest(ctx: &Ctx, overview: &mut Overview) -> Result<()> {
    let row = sqlx::query!(
        r#"select (select count(*) from (select 1 from deposits where status = 'detected' limit $1) s) as "awaiting!",
                  (select count(*) from (select 1 from listings where moderation = 'pending' limit $1) s) as "listings!""#,
        MOST
    )
    .fetch_one(&ctx.store.pool)
    .await?;
    overview.awaiting_confirmation = Some(row.awaiting);
    overview.listings_to_moderate = Some(row.listings);
    Ok(())
}

async fn machines(app: &App) -> Result<Machines> {
    let store = &app.ctx.store;
    let now = store.now().await?;
    let (oldest_due_job_s, dead_jobs, unsealed) = health::queue(&app.ctx).await?;
    let webhooks = sqlx::query!(
        r#"select (select count(*) from (select 1 from deliveries where processed_at is null
                      and (received_at < $2::timestamptz - interval '1 minute' or last_error is not null) limit $1) s) as "late!",
                  (select count(*) from (select 1 from deliveries where processed_at is not null
                      and (outcome like 'rejected%' or outcome = 'unreadable') and received_at > $2::timestamptz - interval '1 day' limit $1) s) as "refused!""#,
        MOST,
        now
    )
    .fetch_one(&store.pool)
    .await?;
    let (ill_endpoints, unreachable_networks) = endpoints(app).await?;
    Ok(Machines {
        dead_jobs,
        oldest_due_job_s,
        late_webhooks: webhooks.late,
        refused_webhooks: webhooks.refused,
        ill_endpoints,
        unreachable_networks,
        unsealed,
        verification: last_run(store).await?,
    })
}

/// Endpoints that are ill, and networks without any. Nobody is asked: what was found in passing is enough.
async fn endpoints(app: &App) -> Result<(i64, i64)> {
    let mut conn = app.ctx.store.pool.acquire().await?;
    let (mut ill, mut unreachable) = (0, 0);
    for network in registry::networks(&mut conn).await?.into_iter().filter(|n| n.enabled) {
        match app.payments.chains.pool(&mut conn, network.chain_id).await {
            Ok(pool) => ill += pool.health().iter().filter(|endpoint| endpoint.is_ill()).count(),
            Err(_) => unreachable += 1,
        }
    }
    Ok((i64::try_from(ill).unwrap_or(i64::MAX), unreachable))
}
