//! Commands that need only the database: `DATABASE_URL`, else the built-in one of a server that runs in this folder.

use crate::config::DatabaseOnly;
use amanat_base::{Code, Result};
use amanat_store::{Store, embedded};
use sqlx::{Connection, PgConnection};
use std::time::Duration;

/// How long a database may take to answer at the start.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects, or says in a sentence why not.
pub async fn connect() -> Result<Store> {
    let settings = DatabaseOnly::load().map_err(|problems| Code::NotConfigured.say(problems.to_string()))?;
    let url = match &settings.database.url {
        Some(url) => url.expose().to_owned(),
        None => embedded::find_running(&settings.data_dir).ok_or_else(|| {
            Code::DatabaseUnavailable.say(format!(
                "no database: DATABASE_URL is not set and no server runs on {}; start one with `cargo xtask run`",
                settings.data_dir.display()
            ))
        })?,
    };
    reach(&url).await?;
    Store::connect_lazy(&url, 4)
}

/// Fails with what the driver or the server says; a pool would try again and then know only that it was in vain.
pub async fn reach(url: &str) -> Result<()> {
    let unreachable = |why: String| Code::DatabaseUnavailable.say(format!("the database does not answer: {why}"));
    match tokio::time::timeout(PATIENCE, PgConnection::connect(url)).await {
        Ok(Ok(connection)) => {
            // A connection that was good for this much is no concern any more.
            let _ = connection.close().await;
            Ok(())
        }
        Ok(Err(sqlx::Error::Database(error))) => Err(unreachable(error.message().to_owned())),
        Ok(Err(sqlx::Error::Io(error))) => Err(unreachable(error.to_string())),
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable(format!("nothing came back within {} seconds", PATIENCE.as_secs()))),
    }
}
