//! Public answers that are kept, as the bytes they were sent as, and never shown once they are out of date.
//!
//! Whoever has just bought must see the new stock, whichever server answers. Telling every process about each sale would make a sale
//! pay for it: PostgreSQL writes transactions that notify one after the other, so they couldn't share a sync of the disk any more. And
//! a kept answer that nobody checks is wrong for as long as a message takes. So each answer is checked before it is sent, by one **look**
//! at the database that all requests waiting at that moment share: are the rows that it was made of still the same (`xmin` changes with
//! every write), and did anything happen that could bring other rows onto a page (`listing_changes`)? A look begins after the
//! requests that it answers came, so an answer is as fresh as if it had been read for itself; however many ask, one look runs at a time.
//!
//! What a look doesn't see, because only the order of rows far away depends on it (the number of sales) or because it is of other tables
//! (names of people and categories), is seen when the answer's second is over.

use amanat_base::{Error, ListingId, Page, Result};
use amanat_web::Envelope;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use moka::sync::Cache;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;
use uuid::Uuid;

/// The bodies of all kept answers together, bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// How long an answer is kept, whatever the looks say.
const KEEP: Duration = Duration::from_secs(1);
/// A look that takes longer is not waited for: the request reads for itself.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);

/// A body and the rows it was made of, each with the mark of its last write.
pub(super) struct Loaded {
    body: Bytes,
    rows: Vec<(ListingId, i64)>,
    /// Other rows might come onto it.
    open: bool,
}

impl Loaded {
    /// A page of a list.
    pub fn page<T: Serialize>(rows: Vec<(ListingId, i64)>, page: &Page<T>) -> Result<Self> {
        Ok(Self {
            body: body(page)?,
            rows,
            open: true,
        })
    }

    /// One listing.
    pub fn item<T: Serialize>(row: (ListingId, i64), item: &T) -> Result<Self> {
        Ok(Self {
            body: body(item)?,
            rows: vec![row],
            open: false,
        })
    }
}

fn body<T: Serialize>(data: &T) -> Result<Bytes> {
    let envelope = Envelope { success: true, data };
    Ok(serde_json::to_vec(&envelope).map_err(Error::internal)?.into())
}

struct CachedResponse {
    loaded: Loaded,
    tag: HeaderValue,
    changes: i64,
}

/// The kept answers of this process.
pub(super) struct ResponseCache {
    kept: Cache<String, Arc<CachedResponse>>,
    looks: Revalidation,
}

impl ResponseCache {
    pub fn new(pool: PgPool) -> Self {
        let size = |key: &String, kept: &Arc<CachedResponse>| {
            let rows = kept.loaded.rows.len() * mem::size_of::<(ListingId, i64)>();
            u32::try_from(key.len() + kept.loaded.body.len() + rows + 256).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder().weigher(size).max_capacity(MAX_BYTES).time_to_live(KEEP).build();
        let looks = Revalidation {
            pool,
            waiting: Arc::default(),
        };
        Self { kept, looks }
    }

    /// Answers with what is kept under `key` if it is still so, else with what `load` reads now.
    pub async fn serve(&self, key: String, headers: &HeaderMap, load: impl Future<Output = Result<Loaded>>) -> Result<Response> {
        let kept = self.kept.get(&key);
        let rows: Vec<Uuid> = kept.iter().flat_map(|kept| kept.loaded.rows.iter().map(|(id, _)| id.0)).collect();
        let seen = self.looks.look(rows).await;
        if let (Some(kept), Some(seen)) = (&kept, &seen)
            && seen.agrees(kept)
        {
            return Ok(kept.answer(headers));
        }
        let loaded = load.await?;
        let kept = CachedResponse {
            tag: tag(&loaded.body)?,
            loaded,
            // What was seen before it was read: a change in between makes it be read once more, never kept too long.
            changes: seen.as_ref().map_or(-1, |seen| seen.changes),
        };
        let kept = Arc::new(kept);
        if seen.is_some() {
            self.kept.insert(key, kept.clone());
        }
        Ok(kept.answer(headers))
    }
}

impl CachedResponse {
    fn answer(&self, headers: &HeaderMap) -> Response {
        // Kept by the browser, but asked after each time; and a signed-in seller sees more at the same address.
        let mut about = HeaderMap::new();
        about.insert(header::ETAG, self.tag.clone());
        about.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        about.insert(header::VARY, HeaderValue::from_static("authorization"));
        if self.is_known(headers) {
            return (StatusCode::NOT_MODIFIED, about).into_response();
        }
        about.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        (about, self.loaded.body.clone()).into_response()
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        let sent = headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok());
        sent.flat_map(|value| value.split(',')).map(str::trim).any(|tag| {
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            tag == "*" || tag.as_bytes() == self.tag.as_bytes()
        })
    }
}

fn tag(body: &[u8]) -> Result<HeaderValue> {
    let hash = Sha256::digest(body);
    HeaderValue::try_from(format!("\"{}\"", hex::encode(&hash[..16]))).map_err(Error::internal)
}

/// What one look saw.
struct Seen {
    changes: i64,
    /// The mark of each row's last write; of a seller who may not sell any more there is none.
    marks: HashMap<Uuid, i64>,
}

impl Seen {
    fn agrees(&self, kept: &CachedResponse) -> bool {
        let same = |(id, mark): &(ListingId, i64)| self.marks.get(&id.0) == Some(mark);
        (!kept.loaded.open || kept.changes == self.changes) && kept.loaded.rows.iter().all(same)
    }
}

/// Requests that wait for the next look.
#[derive(Default)]
struct Waiting {
    rows: Vec<Uuid>,
    requests: Vec<oneshot::Sender<Arc<Seen>>>,
    looking: bool,
}

/// One look for all requests that wait at the moment when it begins.
struct Revalidation {
    pool: PgPool,
    waiting: Arc<Mutex<Waiting>>,
}

impl Revalidation {
    /// What the database says, at a moment after this was called. `None`: it can't be asked just now.
    async fn look(&self, mut rows: Vec<Uuid>) -> Option<Arc<Seen>> {
        let (send, receive) = oneshot::channel();
        let first = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.rows.append(&mut rows);
            waiting.requests.push(send);
            !mem::replace(&mut waiting.looking, true)
        };
        if first {
            tokio::spawn(look_for_all(self.pool.clone(), self.waiting.clone()));
        }
        tokio::time::timeout(LOOK_TIMEOUT, receive).await.ok()?.ok()
    }
}

/// Looks as long as somebody waits.
async fn look_for_all(pool: PgPool, waiting: Arc<Mutex<Waiting>>) {
    loop {
        let (mut rows, requests) = {
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.requests.is_empty() {
                waiting.looking = false;
                return;
            }
            (mem::take(&mut waiting.rows), mem::take(&mut waiting.requests))
        };
        rows.sort_unstable();
        rows.dedup();
        match look_once(&pool, &rows).await {
            Ok(seen) => {
                let seen = Arc::new(seen);
                for request in requests {
                    // Whoever has gone needs no answer.
                    let _ = request.send(seen.clone());
                }
            }
            // Those who wait are let go and read for themselves, which says what is wrong.
            Err(error) => tracing::debug!(%error, "could not look whether listings have changed"),
        }
    }
}

async fn look_once(pool: &PgPool, rows: &[Uuid]) -> Result<Seen> {
    let found = sqlx::query!(
        r#"select c.count, l.id as "id?", l.mark as "mark?"
           from listing_changes c left join
                (select l.id, l.xmin::text::bigint as mark from listings l join users u on u.id = l.seller_id and u.status = 'active'
                 where l.id = any($1)) l on true"#,
        rows
    )
    .fetch_all(pool)
    .await?;
    Ok(Seen {
        changes: found.first().map_or(-1, |row| row.count),
        marks: found.iter().filter_map(|row| row.id.zip(row.mark)).collect(),
    })
}
