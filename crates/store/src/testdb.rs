//! A database of its own for every test, copied from a migrated template: tens of milliseconds each.
//!
//! The server comes from `AMANAT_TEST_DATABASE_URL` (the test command starts one).

use crate::{Store, migrate};
use sqlx::{
    Connection, Executor, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{path::Path, sync::OnceLock, time::Duration};
use tokio::sync::Mutex;

/// A test's own database. Dropped with the cluster that the test command throws away.
#[derive(Debug)]
pub struct TestDb {
    /// Its store.
    pub store: Store,
    /// Its URL, for processes that a test starts.
    pub url: String,
}

fn server_url() -> String {
    std::env::var("AMANAT_TEST_DATABASE_URL")
        .or_else(|_| std::env::var("DATABASE_URL"))
        .expect("AMANAT_TEST_DATABASE_URL names the PostgreSQL server for tests; `cargo xtask test` sets it")
}

fn template() -> &'static Mutex<Option<String>> {
    static TEMPLATE: OnceLock<Mutex<Option<String>>> = OnceLock::new();
    TEMPLATE.get_or_init(Mutex::default)
}

/// A fresh, migrated database.
pub async fn fresh() -> TestDb {
    crate::testlog::start();
    let url = server_url();
    let options: PgConnectOptions = url.parse().expect("a PostgreSQL URL");
    let mut admin = PgConnection::connect_with(&options.clone().database("postgres"))
        .await
        .expect("the test server answers");
    let template = template_name(&mut admin, &options).await;
    let name = format!("amanat_t_{}_{}", std::process::id(), amanat_base::EventId::fresh().0.simple());
    let create = format!("create database {name} template {template} strategy file_copy");
    admin
        .execute(sqlx::AssertSqlSafe(create))
        .await
        .expect("creates the test's database");
    let pool = PgPoolOptions::new()
        .max_connections(24)
        .acquire_timeout(Duration::from_secs(20))
        .connect_lazy_with(options.clone().database(&name));
    let mut parsed: String = url.split('?').next().unwrap_or(&url).to_owned();
    let query = url.split_once('?').map(|(_, q)| format!("?{q}")).unwrap_or_default();
    parsed.truncate(parsed.rfind('/').expect("a path"));
    TestDb {
        store: Store::from_pool(pool),
        url: format!("{parsed}/{name}{query}"),
    }
}

/// One migrated template per process and set of migrations; several test processes share it through its name.
async fn template_name(admin: &mut PgConnection, options: &PgConnectOptions) -> String {
    let mut slot = template().lock().await;
    if let Some(name) = &*slot {
        return name.clone();
    }
    forget_the_dead(options.clone());
    let name = format!("amanat_template_{}", migrate_fingerprint());
    sqlx::query("select pg_advisory_lock(7031)")
        .execute(&mut *admin)
        .await
        .expect("locks");
    let exists: bool = sqlx::query_scalar("select exists(select 1 from pg_database where datname = $1 and datistemplate)")
        .bind(&name)
        .fetch_one(&mut *admin)
        .await
        .expect("reads");
    if !exists {
        let _ = admin
            .execute(sqlx::AssertSqlSafe(format!("drop database if exists {name} with (force)")))
            .await;
        admin
            .execute(sqlx::AssertSqlSafe(format!("create database {name}")))
            .await
            .expect("creates the template");
        let pool = PgPool::connect_with(options.clone().database(&name)).await.expect("connects");
        migrate(&pool).await.expect("migrates");
        pool.close().await;
        admin
            .execute(sqlx::AssertSqlSafe(format!("alter database {name} is_template true")))
            .await
            .expect("seals the template");
    }
    sqlx::query("select pg_advisory_unlock(7031)")
        .execute(&mut *admin)
        .await
        .expect("unlocks");
    *slot = Some(name.clone());
    name
}

/// Drops the databases of test processes that are over, beside the tests: a suite of many binaries would fill the disk with them.
fn forget_the_dead(options: PgConnectOptions) {
    let alive = |name: &str| {
        let process = name.strip_prefix("amanat_t_").and_then(|rest| rest.split('_').next());
        process.is_some_and(|process| Path::new("/proc").join(process).exists())
    };
    // Where processes can't be looked up, none is known to be over.
    if !Path::new("/proc/self").exists() {
        return;
    }
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let mut admin = PgConnection::connect_with(&options.database("postgres")).await?;
            let names: Vec<String> = sqlx::query_scalar(r"select datname from pg_database where datname like 'amanat\_t\_%'")
                .fetch_all(&mut admin)
                .await?;
            for name in names.iter().filter(|name| !alive(name)) {
                // One that somebody looks into stays, and goes with the whole cluster.
                let _ = admin.execute(sqlx::AssertSqlSafe(format!("drop database if exists {name}"))).await;
            }
            Ok::<(), sqlx::Error>(())
        })
    });
}

fn migrate_fingerprint() -> String {
    crate::migrate::fingerprint()
}
