//! A stateful stand-in for Stripe, as documented: sessions with a page to pay on, refunds, disputes, Connect, signed webhooks with retries.
//! `/_control/…` does what customers, banks and Stripe itself do, and makes things go wrong.

mod api;
mod connect;
mod control;
mod lists;
mod money;
mod pages;
mod params;
mod refusal;
mod sessions;
mod webhooks;
mod world;

use crate::server::Served;
use axum::{Router, routing::any};
use serde_json::Value;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle};
use world::World;

pub use world::Settings;

/// How to start.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0 for a free one.
    pub port: u16,
    /// The key that clients have to show.
    pub secret_key: String,
    /// Where events are sent; none are until it is known.
    pub webhook_url: Option<String>,
    /// What they are signed with: one signature for each.
    pub webhook_secrets: Vec<String>,
    /// Keeps the state over restarts.
    pub state: Option<PathBuf>,
    /// How it behaves at first.
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            secret_key: "sk_test_thirdparty".to_owned(),
            webhook_url: None,
            webhook_secrets: vec!["whsec_thirdparty".to_owned()],
            state: None,
            settings: Settings::default(),
        }
    }
}

/// What the handlers share.
pub(crate) struct Shared {
    world: Mutex<World>,
    endpoint: Mutex<webhooks::Endpoint>,
    wake: Notify,
    http: reqwest::Client,
    secret_key: String,
    state: Option<PathBuf>,
}

impl Shared {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn endpoint(&self) -> MutexGuard<'_, webhooks::Endpoint> {
        self.endpoint.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the state to its file if something changed, whole or not at all.
    fn save(&self) -> io::Result<()> {
        let Some(path) = &self.state else { return Ok(()) };
        let text = {
            let mut world = self.world();
            if !std::mem::take(&mut world.dirty) {
                return Ok(());
            }
            serde_json::to_vec(&*world)?
        };
        let new = path.with_extension("new");
        fs::write(&new, text)?;
        fs::rename(&new, path)
    }
}

/// A running fake. Dropping it stops it.
pub struct FakeStripe {
    served: Served,
    worker: JoinHandle<()>,
    shared: Arc<Shared>,
}

impl FakeStripe {
    /// Starts listening on this machine. Fails when the port is taken or the state file can't be read.
    pub async fn start(options: Options) -> io::Result<Self> {
        // Somebody else in this process may have installed one: any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (listener, port) = Served::listen(options.port).await?;
        let mut world = options.state.as_deref().map_or_else(|| Ok(World::default()), restore)?;
        world.base = format!("http://127.0.0.1:{port}");
        world.settings = options.settings;
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            endpoint: Mutex::new(webhooks::Endpoint {
                url: options.webhook_url,
                secrets: options.webhook_secrets,
            }),
            wake: Notify::new(),
            http,
            secret_key: options.secret_key,
            state: options.state,
        });
        let router = Router::new()
            .route("/v1/{*path}", any(api::handle))
            .merge(pages::router())
            .nest("/_control", control::router())
            .with_state(shared.clone());
        Ok(Self {
            served: Served::start(listener, port, router),
            worker: tokio::spawn(webhooks::work(shared.clone())),
            shared,
        })
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.served.port())
    }

    /// Where events go from now on, and what they are signed with.
    pub fn send_webhooks_to(&self, url: &str, secrets: &[&str]) {
        *self.shared.endpoint() = webhooks::Endpoint {
            url: Some(url.to_owned()),
            secrets: secrets.iter().map(|secret| (*secret).to_owned()).collect(),
        };
        self.shared.wake.notify_one();
    }

    /// `POST /_control/{path}`; the error is the refusal's sentence.
    pub async fn control(&self, path: &str, body: Value) -> Result<Value, String> {
        let url = format!("{}/_control/{path}", self.url());
        let request = self.shared.http.post(url).body(body.to_string()).timeout(Duration::from_secs(60));
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let refused = !answer.status().is_success();
        let answer: Value = answer.json().await.map_err(|error| error.to_string())?;
        match refused {
            true => Err(answer["error"]["message"].as_str().unwrap_or("refused").to_owned()),
            false => Ok(answer),
        }
    }

    /// Writes the state to its file.
    pub fn save(&self) -> io::Result<()> {
        self.shared.save()
    }
}

impl Drop for FakeStripe {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

fn restore(path: &Path) -> io::Result<World> {
    match fs::read(path) {
        Ok(text) => Ok(serde_json::from_slice(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(World::default()),
        Err(error) => Err(error),
    }
}
