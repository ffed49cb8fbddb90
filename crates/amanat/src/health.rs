//! `/health` (each dependency), `/healthz` (is the process up), `/metrics`.

use amanat_files::Files;
use amanat_web::{Ctx, Envelope};
use axum::{Extension, Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde::{Deserialize, Serialize};
use sqlx::PgExecutor;
use std::{sync::OnceLock, time::Duration};
use tokio::sync::watch;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Health of the server and of what it depends on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// `ok`, or `degraded` while a dependency is away.
    pub status: String,
    /// The program's version.
    pub version: String,
    /// `ok` or what is wrong with the database.
    pub database: String,
    /// `ok` or what is wrong with the store of uploaded files.
    pub files: String,
    /// Age in seconds of the oldest job that should be running already; rises when workers are stuck.
    pub oldest_due_job_s: i64,
    /// Age in seconds of the oldest letter that has not gone out; rises while the mail server is away.
    pub oldest_letter_s: i64,
    /// Jobs that were given up.
    pub dead_jobs: i64,
    /// Ledger transactions not yet sealed into the hash chain.
    pub unsealed: i64,
}

/// The routes that need a database, or files.
pub fn router(files: Files) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(healthz))
        .layer(Extension(files))
}

/// The scrape endpoint. Not part of the API: put it behind the proxy's allow-list.
pub fn metrics_router() -> Router<Ctx> {
    Router::new().route("/metrics", get(|| async { recorder().render() }))
}

/// The process's one metrics recorder.
pub fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        // Another recorder can only be there in a test process; then this handle renders nothing, which is harmless.
        builder
            .install_recorder()
            .unwrap_or_else(|_| PrometheusBuilder::new().build_recorder().handle())
    })
}

/// The recorder keeps every measured duration until it is read; where nobody scrapes, that would be for ever. Until `stop` turns true.
pub async fn keep_metrics_small(mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        recorder().run_upkeep();
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
        }
    }
}

/// Health of each dependency: 503 when nothing can go on. While only files are away, deals go on: that is `degraded`, with 200.
#[utoipa::path(get, path = "/health", tag = "operations",
    responses((status = 200, body = Envelope<Health>), (status = 503, body = Envelope<Health>)))]
async fn health(State(ctx): State<Ctx>, Extension(files): Extension<Files>) -> impl IntoResponse {
    let counts = async { Ok::<_, sqlx::Error>((queue(&ctx).await?, oldest_letter(&ctx.store.pool).await?)) };
    let (asked, has_files) = tokio::join!(tokio::time::timeout(Duration::from_secs(2), counts), files.is_well());
    let (database, ((oldest_due_job_s, dead_jobs, unsealed), oldest_letter_s)) = match asked {
        Ok(Ok(counts)) => ("ok", counts),
        _ => ("does not answer", ((0, 0, 0), 0)),
    };
    let well = database == "ok" && oldest_due_job_s < 60;
    let data = Health {
        status: if well && has_files { "ok" } else { "degraded" }.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        database: database.into(),
        files: if has_files { "ok" } else { "does not answer" }.into(),
        oldest_due_job_s,
        oldest_letter_s,
        dead_jobs,
        unsealed,
    };
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(Envelope { success: true, data }))
}

/// Is the process up: always 200, asks nothing else.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, body = String)))]
async fn healthz() -> &'static str {
    "ok"
}

/// Age in seconds of the oldest letter that has not gone out and is still tried; 0 when there is none.
pub async fn oldest_letter(database: impl PgExecutor<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select coalesce(extract(epoch from now() - min(j.created_at)), 0)::bigint
         from graphile_worker._private_jobs j join graphile_worker._private_job_queues q on q.id = j.job_queue_id
         where q.queue_name = $1 and j.attempts < j.max_attempts",
    )
    .bind(amanat_mail::LETTERS)
    .fetch_one(database)
    .await
}

/// (age of the oldest due job in seconds, dead jobs, unsealed ledger transactions)
pub async fn queue(ctx: &Ctx) -> Result<(i64, i64, i64), sqlx::Error> {
    // The queue's tables belong to its library, so this one is not checked at compile time. A job that this program doesn't define is not
    // late: its workers never take it, and starting fresh ones would not help.
    sqlx::query_as(
        "select coalesce(extract(epoch from now() - min(run_at) filter (
                    where locked_at is null and attempts < max_attempts and run_at <= now()
                      and task_id in (select id from graphile_worker._private_tasks where identifier = any($2)))), 0)::bigint,
                count(*) filter (where attempts >= max_attempts and locked_at is null and not (key is null and last_error like $1)),
                (select count(*) from ledger_unsealed)
         from graphile_worker._private_jobs",
    )
    .bind(crate::jobs::SUPERSEDED)
    .bind(crate::jobs::DEFINED)
    .fetch_one(&ctx.store.pool)
    .await
}
