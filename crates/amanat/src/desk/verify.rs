//! `/api/admin/ledger/verifications`: having all books recomputed, every night and when somebody asks, and what was found.

use crate::App;
use amanat_base::{DateTime, EventId, Page, PageQuery, Result, UserId, VerificationId};
use amanat_ledger::{
    Head, Report,
    verification::{self, Verification},
    verify_since,
};
use amanat_notifications::{Emit, Room, emit};
use amanat_store::{Job, Store, enqueue};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, PageOf, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_verifications, verify_ledger))
}

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum VerificationState {
    /// Asked for.
    Waiting,
    /// Under way.
    Running,
    /// Nothing is wrong.
    Sound,
    /// Something is wrong.
    Unsound,
    /// It came to no end, which says nothing about the books.
    Failed,
}

/// A time when all books were recomputed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerificationView {
    id: VerificationId,
    state: VerificationState,
    asked_at: DateTime,
    started_at: Option<DateTime>,
    finished_at: Option<DateTime>,
    /// Why it came to no end.
    failure: Option<String>,
    /// Transactions read.
    transactions: i64,
    /// Entries read.
    entries: i64,
    /// Transactions that waited for the sealer.
    unsealed: i64,
    /// End of the hash chain as `position:hash`, to be kept elsewhere: `amanat ledger verify` can hold the books against it.
    head: Option<String>,
    /// How much is wrong.
    finding_count: i64,
    /// What is wrong, one sentence each, at most 100.
    findings: Vec<String>,
}

impl From<Verification> for VerificationView {
    fn from(run: Verification) -> Self {
        let state = match (run.finished_at, &run.failure, run.started_at) {
            (Some(_), ..) if run.is_sound() => VerificationState::Sound,
            (Some(_), ..) => VerificationState::Unsound,
            (None, Some(_), _) => VerificationState::Failed,
            (None, None, Some(_)) => VerificationState::Running,
            (None, None, None) => VerificationState::Waiting,
        };
        Self {
            id: run.id,
            state,
            asked_at: run.asked_at,
            started_at: run.started_at,
            finished_at: run.finished_at,
            failure: run.failure,
            transactions: run.transactions,
            entries: run.entries,
            unsealed: run.unsealed,
            head: run.head_hash.map(|hash| format!("{}:{}", run.head_position, hex::encode(hash))),
            finding_count: run.finding_count,
            findings: run.findings,
        }
    }
}

/// The newest run, if there ever was one.
pub(super) async fn last_run(store: &Store) -> Result<Option<VerificationView>> {
    let one = PageQuery {
        limit: Some(1),
        cursor: None,
    };
    let page = verification::list(&mut *store.pool.acquire().await?, &one).await?;
    Ok(page.items.into_iter().next().map(VerificationView::from))
}

/// When all books were recomputed and what was found, newest first. Administrators.
#[utoipa::path(get, path = "/api/admin/ledger/verifications", tag = "admin", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<VerificationView>)))]
async fn list_verifications(State(ctx): State<Ctx>, _: AdminCaller, Query(page): Query<PageQuery>) -> Answer<Page<VerificationView>> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(verification::list(&mut conn, &page).await?.map(VerificationView::from))
}

/// Which run was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VerificationAsked {
    id: VerificationId,
    /// False: this one waited or ran already.
    is_new: bool,
}

/// Has all books recomputed, unless that is under way. Whoever asked hears `ledger:verified` when it has come to an end. Administrators.
#[utoipa::path(post, path = "/api/admin/ledger/verifications", tag = "admin", security(("bearer" = [])),
    responses((status = 200, body = Envelope<VerificationAsked>)))]
async fn verify_ledger(State(ctx): State<Ctx>, admin: AdminCaller) -> Answer<VerificationAsked> {
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    let (id, is_new) = verification::ask(&mut tx, now).await?;
    if is_new {
        let job = VerifyLedger {
            verification: Some(id),
            asked_by: Some(admin.user),
        };
        enqueue(&mut tx, &job).await?;
    }
    admin.record(&mut tx, "ledger.verify", ("verification", &id), (), ()).await?;
    tx.commit().await?;
    ok(VerificationAsked { id, is_new })
}

/// Recomputes all books; every night, and when somebody asks.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct VerifyLedger {
    /// Which run; a new one unless told.
    verification: Option<VerificationId>,
    /// Who wants to hear that it ended.
    asked_by: Option<UserId>,
}

impl Job for VerifyLedger {
    const NAME: &'static str = "ledger_verify";
    const MAX_ATTEMPTS: i16 = 3;
    const QUEUE: Option<&'static str> = Some("ledger_verify");
}

/// Runs the job. What keeps it from its end is kept with the run, and not tried again: the next night comes.
pub(crate) async fn run_verify(app: &App, job: &VerifyLedger) -> Result<()> {
    let store = &app.ctx.store;
    let mut tx = store.begin().await?;
    let now = tx.now;
    let id = match job.verification {
        Some(id) => id,
        None => verification::ask(&mut tx, now).await?.0,
    };
    let noted = verification::begin(&mut tx, id, now).await?;
    tx.commit().await?;
    let Some(noted) = noted else { return Ok(()) };
    let outcome = recompute(store, &noted).await;
    let mut tx = store.begin().await?;
    let now = tx.now;
    match outcome {
        Ok(report) => {
            metrics::gauge!("ledger_findings").set(report.finding_count as f64);
            if !report.is_sound() {
                tracing::error!(findings = report.finding_count, first = ?report.findings.first(), "the ledger is NOT sound");
            }
            verification::finish(&mut tx, id, &report, now).await?;
        }
        Err(error) => {
            tracing::warn!(?error, "the books could not be recomputed");
            verification::fail(&mut tx, id, &error.to_string()).await?;
        }
    }
    if let Some(user) = job.asked_by {
        let told = Emit {
            room: Room::User(user),
            name: "ledger:verified",
            payload: json!({ "verificationId": id }),
        };
        emit(&mut tx, EventId::fresh(), &[told]).await?;
    }
    tx.commit().await
}

async fn recompute(store: &Store, noted: &Head) -> Result<Report> {
    let mut snapshot = store.snapshot().await?;
    // Long books take long to read.
    sqlx::query("set local statement_timeout = '1h'").execute(&mut *snapshot).await?;
    verify_since(&mut snapshot, Some(noted)).await
}
