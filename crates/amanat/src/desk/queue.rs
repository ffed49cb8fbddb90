//! `/api/admin/jobs`: what the workers have before them, and trying once more what failed.
//!
//! The queue's tables belong to its library, so these statements are not checked at compile time.

use crate::jobs::{DEFINED, SUPERSEDED};
use amanat_base::{Code, Cursor, DateTime, Error, Page, PageQuery, Time};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgExecutor;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// What of an error is shown, characters.
const SHOWN: i32 = 2_000;

/// Every job with its state; `$1` is what the library writes into rows that a successor has replaced, which are no jobs any more.
const JOBS: &str =
    "select j.id, t.identifier as name, q.queue_name as queue, j.key, j.attempts::int as attempts, j.max_attempts::int as max_attempts,
        j.run_at, j.created_at, j.locked_at, left(j.last_error, $2) as last_error, j.payload::jsonb as payload,
        case when j.locked_at is not null then 'running' when j.attempts >= j.max_attempts then 'dead'
             when j.last_error is not null then 'failing' when j.run_at > now() then 'scheduled' else 'due' end as state
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where not (j.attempts >= j.max_attempts and j.locked_at is null and j.key is null and coalesce(j.last_error, '') like $1)";

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_jobs)).routes(routes!(retry_job))
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
enum JobState {
    /// A worker has it.
    Running,
    /// Its time has come.
    Due,
    /// Its time comes later.
    Scheduled,
    /// It failed and is tried again.
    Failing,
    /// It was given up.
    Dead,
}

impl JobState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Due => "due",
            Self::Scheduled => "scheduled",
            Self::Failing => "failing",
            Self::Dead => "dead",
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    queue: Option<String>,
    key: Option<String>,
    attempts: i32,
    max_attempts: i32,
    run_at: Time,
    created_at: Time,
    locked_at: Option<Time>,
    last_error: Option<String>,
    payload: Value,
    state: JobState,
}

/// A job that waits, runs or failed; what is done is not kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JobView {
    id: i64,
    /// What it does, like `drive_payout`.
    name: String,
    /// Jobs that name the same queue run one after the other.
    queue: Option<String>,
    /// Under which at most one waits.
    key: Option<String>,
    state: JobState,
    attempts: i32,
    max_attempts: i32,
    /// When it runs next, or should have.
    run_at: DateTime,
    created_at: DateTime,
    /// Since when a worker has it.
    started_at: Option<DateTime>,
    /// Why it failed last, at most 2,000 characters.
    last_error: Option<String>,
    /// The ids that it carries.
    about: Vec<JobSubject>,
}

/// What a job is about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JobSubject {
    /// What it is called in the job, like `payout`.
    name: String,
    id: Uuid,
}

fn view(ctx: &Ctx, row: Row) -> JobView {
    JobView {
        id: row.id,
        name: row.name,
        queue: row.queue,
        key: row.key,
        state: row.state,
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        run_at: ctx.store.at(row.run_at),
        created_at: ctx.store.at(row.created_at),
        started_at: row.locked_at.map(|at| ctx.store.at(at)),
        last_error: row.last_error,
        about: subjects(&row.payload),
    }
}

/// Only ids: a letter's job carries addresses and words that are nobody's business here.
fn subjects(payload: &Value) -> Vec<JobSubject> {
    let fields = payload.as_object().into_iter().flatten();
    let ids = fields.filter_map(|(name, value)| {
        Some(JobSubject {
            name: name.clone(),
            id: value.as_str()?.parse().ok()?,
        })
    });
    ids.collect()
}

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct JobQuery {
    /// Only in this state.
    #[param(inline)]
    state: Option<JobState>,
    /// Only of this name.
    name: Option<String>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// What the workers have before them, the last made first. Administrators.
#[utoipa::path(get, path = "/api/admin/jobs", tag = "admin", params(JobQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<JobView>)))]
async fn list_jobs(State(ctx): State<Ctx>, _: AdminCaller, Query(query): Query<JobQuery>) -> Answer<Page<JobView>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let (limit, after) = (page.limit()?, page.cursor()?);
    let sql = format!(
        "select * from ({JOBS}) s where ($3::text is null or state = $3) and ($4::text is null or name = $4) and ($5::bigint is null or id < $5)
         order by id desc limit $6"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(SUPERSEDED)
        .bind(SHOWN)
        .bind(query.state.map(JobState::as_str))
        .bind(query.name)
        .bind(after.map(|c| i64::try_from(c.id.as_u128()).unwrap_or(0)))
        .bind(limit + 1)
        .fetch_all(&ctx.store.pool)
        .await?;
    let page = Page::from_rows(rows, limit, |row| Cursor {
        at: row.created_at,
        id: Uuid::from_u128(u128::from(row.id.unsigned_abs())),
    });
    ok(page.map(|row| view(&ctx, row)))
}

async fn load(conn: impl PgExecutor<'_>, id: i64) -> amanat_base::Result<Row> {
    let sql = format!("select * from ({JOBS}) s where id = $3");
    let row = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(SUPERSEDED).bind(SHOWN).bind(id);
    row.fetch_optional(conn).await?.ok_or(Error::new(Code::NotFound))
}

/// Tries a job that failed once more, now, with all its attempts before it. Administrators.
#[utoipa::path(post, path = "/api/admin/jobs/{id}/retry", tag = "admin", params(("id" = i64, Path, minimum = 1)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<JobView>)))]
async fn retry_job(State(ctx): State<Ctx>, admin: AdminCaller, Path(id): Path<i64>) -> Answer<JobView> {
    let mut tx = ctx.store.begin().await?;
    let before = load(&mut *tx, id).await?;
    if !matches!(before.state, JobState::Failing | JobState::Dead) {
        return Err(Code::Conflict.say("Only a job that failed can be tried again.").into());
    }
    // No worker would take it, and it would wait for ever.
    if !DEFINED.contains(&before.name.as_str()) {
        return Err(Code::Conflict.say("This program no longer knows this kind of job.").into());
    }
    let taken: Vec<i64> =
        sqlx::query_scalar("select id from graphile_worker.reschedule_jobs(array[$1::bigint], run_at => now(), attempts => 0)")
            .bind(id)
            .fetch_all(&mut *tx)
            .await?;
    if taken.is_empty() {
        return Err(Code::Conflict.say("A worker has it just now.").into());
    }
    let was = json!({ "name": before.name, "state": before.state, "attempts": before.attempts });
    admin.record(&mut tx, "job.retry", ("job", &id), was, ()).await?;
    let after = load(&mut *tx, id).await?;
    tx.commit().await?;
    ok(view(&ctx, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_job_only_the_ids_are_shown() {
        let id = Uuid::from_u128(7);
        let payload = json!({ "payout": id, "to": "bahar@example.test", "letter": { "id": id }, "n": 1 });
        let about = subjects(&payload);
        assert_eq!(about.len(), 1);
        assert_eq!((about[0].name.as_str(), about[0].id), ("payout", id));
    }
}
