//! `/api/user/export`: one JSON document with everything that is kept of a person.
//!
//! It is streamed row by row from one snapshot, so it may be of any length and takes no memory to speak of. A reader who is too slow, or a
//! failure on the way, breaks the body off, and what arrived is no JSON.

use super::{EXPORTED, Section};
use crate::App;
use amanat_base::{Code, Error, Result, Time, UserId};
use amanat_store::Tx;
use amanat_web::{Failure, RecentCaller};
use axum::{
    Extension,
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use futures::{StreamExt, stream};
use serde_json::json;
use std::{io, sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// How often a person may ask for it in a day.
const PER_DAY: i64 = 5;
/// What is sent at once, bytes.
const CHUNK: usize = 64 * 1024;
/// How long the whole may take: a snapshot is held meanwhile.
const LONGEST: Duration = Duration::from_mins(2);
const ACTION: &str = "user.export";
/// How many are written at once in one process: each holds a connection, and slow readers must not take them all from everybody else.
const AT_ONCE: usize = 4;
/// How long one waits for room.
const WAITS: Duration = Duration::from_secs(5);
/// In what time a reader has to take what is sent at once.
const READS_WITHIN: Duration = Duration::from_secs(15);

/// Room to write exports.
#[derive(Clone, Debug)]
pub(super) struct Exports(Arc<Semaphore>);

impl Exports {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    async fn room(self) -> Result<OwnedSemaphorePermit> {
        match tokio::time::timeout(WAITS, self.0.acquire_owned()).await {
            Ok(room) => room.map_err(Error::internal),
            Err(_) => Err(Error {
                retry_after_s: Some(60),
                ..Error::new(Code::RateLimited).say("Others ask for this just now; try again in a minute.")
            }),
        }
    }
}

/// Everything about the caller, from every table, as a file; five times a day at most. Of other people it holds their id and name only.
#[utoipa::path(get, path = "/api/user/export", tag = "user", security(("bearer" = [])),
    responses((status = 200, body = Object, content_type = "application/json", description = "A JSON document: sections by name, rows in each.")))]
pub(super) async fn export_account(
    Extension(app): Extension<App>,
    Extension(exports): Extension<Exports>,
    caller: RecentCaller,
) -> Result<Response, Failure> {
    let room = exports.room().await?;
    let user = caller.user;
    let mut tx = app.ctx.store.begin().await?;
    require_seldom(&mut tx, user).await?;
    caller.record(&mut tx, ACTION, ("user", &user), (), ()).await?;
    let now = tx.now;
    tx.commit().await?;

    let (chunks, received) = mpsc::channel::<io::Result<Bytes>>(4);
    tokio::spawn(async move {
        let outcome = tokio::time::timeout(LONGEST, write_document(&app, user, now, &chunks)).await;
        drop(room);
        let failure = match outcome {
            Ok(Ok(())) => return,
            Ok(Err(error)) => format!("{error:?}"),
            Err(_) => "it took too long".into(),
        };
        tracing::warn!(user.id = %user, failure, "an export broke off");
        // The reader may be gone, which is then the reason anyway.
        let _ = chunks.try_send(Err(io::Error::other("the export broke off")));
    });
    let body = stream::unfold(received, async |mut received| received.recv().await.map(|chunk| (chunk, received)))
        // What packs answers asks again after the end.
        .fuse();
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"amanat-export.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The person's row makes two at once wait for one another.
async fn require_seldom(tx: &mut Tx, user: UserId) -> Result<()> {
    let since = tx.now - TimeDelta::days(1);
    sqlx::query!("select 1 as one from users where id = $1 for no key update", user.0)
        .fetch_one(&mut **tx)
        .await?;
    let lately = sqlx::query!(
        r#"select count(*) as "count!", min(at) as first from audit_log where actor = $1 and action = $2 and at > $3"#,
        user.0,
        ACTION,
        since
    )
    .fetch_one(&mut **tx)
    .await?;
    if lately.count < PER_DAY {
        return Ok(());
    }
    let wait = lately.first.map_or(TimeDelta::days(1), |first| first - since);
    let error = Error::new(Code::RateLimited).say("You have asked for this several times today; come back tomorrow.");
    Err(Error {
        retry_after_s: Some(wait.num_seconds().unsigned_abs().max(1)),
        ..error
    })
}

/// Collects what is written and sends it in chunks; waits while the reader is behind.
struct Writer<'a> {
    chunks: &'a mpsc::Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl Writer<'_> {
    async fn write(&mut self, text: &str) -> Result<()> {
        self.waiting.extend_from_slice(text.as_bytes());
        if self.waiting.len() >= CHUNK { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<()> {
        let chunk = Bytes::from(std::mem::take(&mut self.waiting));
        self.chunks.send_timeout(Ok(chunk), READS_WITHIN).await.map_err(Error::internal)
    }
}

async fn write_document(app: &App, user: UserId, now: Time, chunks: &mpsc::Sender<io::Result<Bytes>>) -> Result<()> {
    let mut tx = app.ctx.store.snapshot().await?;
    let mut out = Writer {
        chunks,
        waiting: Vec::with_capacity(2 * CHUNK),
    };
    let head = json!({ "user": user, "exportedAt": now }).to_string();
    out.write(head.trim_end_matches('}')).await?;
    out.write(",\"sections\":{").await?;
    for (at, section) in EXPORTED.iter().enumerate() {
        if at > 0 {
            out.write(",").await?;
        }
        write_section(&mut tx, section, user, &mut out).await?;
    }
    out.write("}}\n").await?;
    out.flush().await
}

async fn write_section(tx: &mut Tx, section: &Section, user: UserId, out: &mut Writer<'_>) -> Result<()> {
    out.write(&format!("\n\"{}\":[", section.name)).await?;
    let query = format!("select to_jsonb(section)::text from ({}) section", section.query);
    let mut rows = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(query))
        .bind(user.0)
        .fetch(&mut **tx);
    let mut first = true;
    while let Some(row) = rows.next().await {
        if !std::mem::take(&mut first) {
            out.write(",").await?;
        }
        out.write("\n").await?;
        out.write(&row?).await?;
    }
    out.write("]").await
}
