//! Schema migrations: ours (append-only, in `migrations/`) and the job queue's own.

use amanat_base::{Error, Result};
use graphile_worker::WorkerUtils;
use sqlx::{PgPool, migrate::Migrator};

static OURS: Migrator = sqlx::migrate!("../../migrations");

/// Applies what is missing. Safe to run from several processes at once (an advisory lock serialises them).
pub async fn migrate(pool: &PgPool) -> Result<()> {
    OURS.run(pool).await.map_err(Error::internal)?;
    WorkerUtils::new(pool.clone(), "graphile_worker")
        .migrate()
        .await
        .map_err(Error::internal)
}

/// PostgreSQL's code for a table that isn't there.
const UNDEFINED_TABLE: &str = "42P01";

/// True when the database already has every migration that this binary knows; one cheap read.
pub async fn is_current(pool: &PgPool) -> Result<bool> {
    let newest = OURS.iter().map(|m| m.version).max().unwrap_or(0);
    let found = sqlx::query_scalar::<_, Option<i64>>("select max(version) from _sqlx_migrations where success")
        .fetch_one(pool)
        .await;
    match found {
        Ok(version) => Ok(version.is_some_and(|version| version >= newest)),
        Err(sqlx::Error::Database(e)) if e.code().as_deref() == Some(UNDEFINED_TABLE) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Short hash of every migration this binary carries, to name test templates by.
pub(crate) fn fingerprint() -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in OURS.iter().flat_map(|m| m.checksum.iter()) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
