//! Commands that need only the database: `DATABASE_URL`, else the built-in one of a server that runs in this folder.

use crate::config::DatabaseOnly;
use amanat_base::{Code, Result};
use amanat_store::{Store, embedded};

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
    let store = Store::connect_lazy(&url, 4)?;
    store
        .now()
        .await
        .map_err(|e| Code::DatabaseUnavailable.say("the database does not answer").because(e))?;
    Ok(store)
}
