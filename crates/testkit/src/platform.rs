//! A platform of a test's own: database, node, server.

use crate::Person;
use amanat::{
    App,
    config::{Config, Given},
    doctor,
    serve::Running,
};
use amanat_base::{Result, Role, UserId};
use amanat_store::testdb::{self, TestDb};
use amanat_testchain::{Anvil, anvil};
use amanat_web::testing::sign_in;
use chrono::TimeDelta;
use std::{collections::BTreeMap, time::Duration};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::watch};

/// How far work may lag behind on a busy machine and still be on its way.
const LAG_S: f64 = 5.0;

/// The key that every platform shows to the card processor.
pub const STRIPE_KEY: &str = "sk_test_thirdparty";
/// What the card processor's events are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_thirdparty";

/// How a test wants its platform.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Seconds per block; `None` mines a block per transaction only.
    pub block_time_s: Option<u64>,
    /// Whether the scanner runs.
    pub scanner: bool,
    /// Put a proxy in front of the node that a test can tell to lie.
    pub rpc: Option<String>,
    /// More settings.
    pub settings: Vec<(&'static str, String)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            block_time_s: Some(1),
            scanner: true,
            rpc: None,
            settings: Vec::new(),
        }
    }
}

/// Everything, running.
#[derive(Debug)]
pub struct TestApp {
    /// The wired platform.
    pub app: App,
    /// Its database.
    pub db: TestDb,
    /// Its chain.
    pub anvil: Anvil,
    /// Where it answers.
    pub base: String,
    data: TempDir,
    stop: watch::Sender<bool>,
    running: Option<Running>,
}

impl TestApp {
    /// With blocks every second and a scanner.
    pub async fn start() -> Self {
        Self::start_with(Setup::default()).await
    }

    /// As the test wants it.
    pub async fn start_with(setup: Setup) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let options = anvil::Options {
            block_time_s: setup.block_time_s,
            ..anvil::Options::default()
        };
        let anvil = Anvil::start_with(&options).await;
        Self::start_on(setup, anvil).await
    }

    /// On a chain that the test started.
    pub async fn start_on(setup: Setup, anvil: Anvil) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let db = testdb::fresh().await;
        let data = tempfile::tempdir().expect("a temporary folder");
        let rpc = setup.rpc.clone().unwrap_or_else(|| anvil.url().to_owned());
        let settings = settings(&setup, data.path(), &db.url, &rpc);
        let config = Config::read(
            &Given {
                environment: settings,
                file: None,
            },
            Vec::new(),
        )
        .expect("a valid configuration");
        let app = App::new(config, db.store.clone()).expect("wires");
        let url = rpc.parse().expect("an address");
        amanat::dev::chain::prepare(&db.store, &url, app.custody.signer.treasury())
            .await
            .expect("the chain is prepared");
        let (stop, running, base) = run(&app).await;
        Self {
            app,
            db,
            anvil,
            base,
            data,
            stop,
            running: Some(running),
        }
    }

    /// Stops the server and starts it again on the same data.
    pub async fn restart(&mut self) {
        self.halt().await;
        let (stop, running, base) = run(&self.app).await;
        (self.stop, self.running, self.base) = (stop, Some(running), base);
    }

    async fn halt(&mut self) {
        let _ = self.stop.send(true);
        if let Some(running) = self.running.take() {
            running.ended().await;
        }
    }

    /// A person with these roles, signed in.
    pub async fn person(&self, name: &str, roles: &[Role]) -> Person {
        let (id, token) = self.sign_up(name, roles).await.expect("signs up");
        Person::new(&self.base, id, token)
    }

    async fn sign_up(&self, name: &str, roles: &[Role]) -> Result<(UserId, String)> {
        let (id, session) = sign_in(&self.db.store, name, roles).await?;
        let now = self.db.store.now().await?;
        // A year from now, so that a test may move time without signing in again.
        let token = self.app.ctx.tokens.issue(id, session, now + TimeDelta::days(365))?;
        Ok((id, token))
    }

    /// The settings under which this platform runs, for processes that a test starts beside it.
    pub fn settings(&self, setup: &Setup) -> BTreeMap<String, String> {
        let rpc = setup.rpc.clone().unwrap_or_else(|| self.anvil.url().to_owned());
        settings(setup, self.data.path(), &self.db.url, &rpc)
    }

    /// A second server on the same database and chain, until the returned sender says stop. Its address.
    pub async fn second(&self) -> (watch::Sender<bool>, Running, String) {
        run(&self.app).await
    }

    /// Stops the server inside this process, and leaves database and chain running.
    pub async fn stop(&mut self) {
        self.halt().await;
    }

    /// Moves time, and the timers with it.
    pub async fn advance(&self, by: TimeDelta) {
        self.db.store.advance(by).await.expect("moves time");
    }

    /// Asks again and again until `probe` answers, for at most a minute.
    pub async fn eventually<T, F: Future<Output = Option<T>>>(&self, what: &str, mut probe: impl FnMut() -> F) -> T {
        for _ in 0..600 {
            if let Some(found) = probe().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("waited a minute for: {what}; jobs: {:?}", self.jobs().await);
    }

    async fn jobs(&self) -> Vec<(String, i16, Option<String>)> {
        sqlx::query_as(
            "select t.identifier, j.attempts, j.last_error from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
             order by j.run_at limit 20",
        )
        .fetch_all(&self.db.store.pool)
        .await
        .unwrap_or_default()
    }

    /// Waits until the doctor finds nothing any more, and fails with what he still finds after twenty seconds.
    pub async fn healthy(&self) {
        let mut findings = Vec::new();
        for _ in 0..200 {
            findings = doctor::check(&self.db.store, LAG_S).await.expect("the doctor comes");
            if findings.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the doctor finds: {findings:#?}");
    }

    /// The end of every journey: nothing left over, nothing wrong. Where a test has stopped its servers, one runs again, so that what came
    /// due meanwhile is done.
    pub async fn finish(mut self) {
        if self.running.is_none() {
            self.restart().await;
        }
        self.healthy().await;
        self.halt().await;
        drop(self.data);
    }
}

fn settings(setup: &Setup, data: &std::path::Path, database: &str, rpc: &str) -> BTreeMap<String, String> {
    let mut settings: BTreeMap<String, String> = [
        ("AMANAT_ENV", "development".to_owned()),
        ("AMANAT_DATA_DIR", data.display().to_string()),
        ("DATABASE_URL", database.to_owned()),
        ("AMANAT_DEV_RPC", rpc.to_owned()),
        ("AMANAT_DEMO", "false".into()),
        ("SCANNER_ENABLED", setup.scanner.to_string()),
        ("RATE_LIMIT_GLOBAL", "1000000".into()),
        ("RATE_LIMIT_AUTH", "1000000".into()),
        ("RATE_LIMIT_PAYMENT", "1000000".into()),
        ("RATE_LIMIT_AI", "1000000".into()),
        // Nobody answers there: a test of cards puts its own stand-in in place.
        ("STRIPE_API_URL", "http://127.0.0.1:9".into()),
        ("STRIPE_SECRET_KEY", STRIPE_KEY.into()),
        ("STRIPE_WEBHOOK_SECRETS", WEBHOOK_SECRET.into()),
        ("LOG", std::env::var("TEST_LOG").unwrap_or_else(|_| "error".into())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    settings.extend(setup.settings.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    settings
}

async fn run(app: &App) -> (watch::Sender<bool>, Running, String) {
    amanat::serve::start_logging(&app.config);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let (stop, stopped) = watch::channel(false);
    let running = Running::start(app.clone(), listener, stopped).await.expect("starts");
    let base = format!("http://{}", running.address);
    (stop, running, base)
}
