//! `amanat doctor`: every rule that must hold at any time, each broken one as a sentence.
//!
//! Tests run it after every journey; an operator runs it beside a live server.

use crate::jobs::{KEYED, SUPERSEDED};
use amanat_base::Result;
use amanat_store::Store;
use sqlx::PgConnection;

/// Seconds that work may lag behind before it counts as stuck, on a live server.
pub const LIVE_GRACE_S: f64 = 120.0;

/// Runs every check; an empty list means that all is well.
pub async fn check(store: &Store, grace_s: f64) -> Result<Vec<String>> {
    // One snapshot for all checks: a posting that commits meanwhile is seen whole or not at all.
    let mut tx = store.snapshot().await?;
    let now = tx.now;
    let mut findings = amanat_ledger::verify(&mut tx).await?.findings;
    findings.extend(amanat_orders::doctor::check(&mut tx, now, grace_s).await?);
    findings.extend(amanat_payments::doctor::check(&mut tx, now, grace_s).await?);
    findings.extend(amanat_custody::doctor::check(&mut tx, now, grace_s).await?);
    findings.extend(amanat_goods::doctor::check(&mut tx, now, grace_s).await?);
    findings.extend(amanat_accounts::doctor::check(&mut tx, now).await?);
    findings.extend(amanat_files::doctor::check(&mut tx).await?);
    findings.extend(jobs(&mut tx, grace_s).await?);
    findings.extend(letters(&mut tx, grace_s).await?);
    tx.rollback().await?;
    Ok(findings)
}

/// A letter that fails is tried again in ever longer steps, so it is not late before an hour has passed.
async fn letters(conn: &mut PgConnection, grace_s: f64) -> Result<Option<String>> {
    let age_s = crate::health::oldest_letter(&mut *conn).await?;
    let late = age_s as f64 > grace_s.max(3600.0);
    Ok(late.then(|| {
        format!(
            "letters have been waiting for {} minutes: the mail server doesn't take them",
            age_s / 60
        )
    }))
}

async fn jobs(conn: &mut PgConnection, grace_s: f64) -> Result<Vec<String>> {
    let dead: Vec<(i64, String, Option<String>)> = sqlx::query_as(
        "select j.id, t.identifier, j.last_error from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
         where j.attempts >= j.max_attempts and j.locked_at is null and not (j.key is null and t.identifier = any($1) and j.last_error like $2)",
    )
    .bind(KEYED)
    .bind(SUPERSEDED)
    .fetch_all(&mut *conn)
    .await?;
    let mut findings: Vec<String> = dead
        .into_iter()
        .map(|(id, task, error)| format!("job {id} ({task}) was given up: {}", error.unwrap_or_default()))
        .collect();
    let stuck = sqlx::query!(
        "select id, provider from deliveries where processed_at is null and received_at < now() - make_interval(secs => $1::float8)",
        grace_s
    )
    .fetch_all(conn)
    .await?;
    findings.extend(
        stuck
            .iter()
            .map(|r| format!("delivery {} ({}) was stored and never processed", r.id, r.provider)),
    );
    Ok(findings)
}
