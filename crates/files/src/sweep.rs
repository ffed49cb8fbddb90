//! What no one needs any more goes: pictures that nobody wears, what was deleted, and bytes whose row was never written.

use crate::Files;
use amanat_base::{Result, Time, UserId};
use amanat_store::{Job, Store, Tx};
use chrono::TimeDelta;
use futures::StreamExt;
use serde::{Deserialize, Serialize};

/// A picture that was uploaded and not chosen, or is not worn any more, goes after this.
const UNWORN: TimeDelta = TimeDelta::days(1);
/// Bytes without a row are given this long for their row to be written.
const ORPHANED: TimeDelta = TimeDelta::hours(1);
/// Rows looked at together.
const BATCH: usize = 500;

/// Once an hour.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepFiles {}

impl Job for SweepFiles {
    const NAME: &'static str = "file_sweep";
}

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that had been deleted.
    pub deleted: usize,
    /// Objects that had no row.
    pub orphans: usize,
}

/// Forgets a person's files: what hangs on no deal, and on no request that became one. The bytes go with the next sweep. Their picture has to be taken off in the same
/// transaction.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update files f set deleted_at = $2
         where owner = $1 and deleted_at is null and not exists (select from order_files o where o.file_id = f.id)
           and not exists (select from request_files r where r.file_id = f.id)",
        user.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes what no one needs. Harmless beside another one.
pub async fn run_file_sweep(files: &Files, store: &Store) -> Result<Swept> {
    let now = store.now().await?;
    delete_unworn(store, now).await?;
    let swept = Swept {
        deleted: remove_deleted(files, store).await?,
        orphans: remove_orphans(files, store, now).await?,
    };
    if swept != Swept::default() {
        tracing::info!(deleted = swept.deleted, orphans = swept.orphans, "files were removed");
    }
    Ok(swept)
}

async fn delete_unworn(store: &Store, now: Time) -> Result<()> {
    let mut tx = store.begin().await?;
    // Locked in one statement and judged in the next: whoever puts one on holds its lock, and is seen once that is done.
    let old = sqlx::query_scalar!(
        "select id from files where purpose = 'avatar' and deleted_at is null and created_at < $1
           and not exists (select from users u where u.avatar = files.id) and not exists (select from shops s where s.logo = files.id) limit $2 for update skip locked",
        now - UNWORN,
        i64::try_from(BATCH).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!(
        "update files f set deleted_at = $2 where id = any($1) and not exists (select from users u where u.avatar = f.id)
           and not exists (select from shops s where s.logo = f.id)",
        &old,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// All there are: whoever removes many must not be faster than the sweep.
async fn remove_deleted(files: &Files, store: &Store) -> Result<usize> {
    let mut removed = 0;
    loop {
        let some = remove_some(files, store).await?;
        removed += some;
        if some < BATCH {
            return Ok(removed);
        }
    }
}

/// First the bytes, then the row: what fails in between is found again.
async fn remove_some(files: &Files, store: &Store) -> Result<usize> {
    let rows = sqlx::query!(
        "select id, storage_key from files f where deleted_at is not null
           and not exists (select from users u where u.avatar = f.id) and not exists (select from shops s where s.logo = f.id)
           and not exists (select from order_files o where o.file_id = f.id)
           and not exists (select from request_files r where r.file_id = f.id)
         order by deleted_at limit $1",
        i64::try_from(BATCH).unwrap_or(i64::MAX),
    )
    .fetch_all(&store.pool)
    .await?;
    for row in &rows {
        files.blobs.delete(&row.storage_key).await?;
        sqlx::query!("delete from files where id = $1", row.id).execute(&store.pool).await?;
    }
    Ok(rows.len())
}

async fn remove_orphans(files: &Files, store: &Store, now: Time) -> Result<usize> {
    let mut removed = 0;
    let mut batches = std::pin::pin!(files.blobs.list()?.chunks(BATCH));
    while let Some(batch) = batches.next().await {
        let mut keys = Vec::new();
        for found in batch {
            let found = found?;
            if found.stored_at < now - ORPHANED {
                keys.push(found.key);
            }
        }
        let orphans = sqlx::query_scalar!(
            r#"select key as "key!" from unnest($1::text[]) key where not exists (select from files f where f.storage_key = key)"#,
            &keys
        )
        .fetch_all(&store.pool)
        .await?;
        for key in &orphans {
            files.blobs.delete(key).await?;
        }
        removed += orphans.len();
    }
    Ok(removed)
}
