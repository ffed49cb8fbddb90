//! `amanat serve`: database, schema, workers, scanner, sockets, HTTP; and an orderly end of all of them.

use crate::{
    App,
    config::{Config, Limits},
    dev, jobs, router, scan,
};
use amanat_base::{Code, Error, Result};
use amanat_gateway::Gateway;
use amanat_notifications::Realtime;
use amanat_store::{Store, embedded};
use amanat_web::HttpConfig;
use std::{future::Future, io::IsTerminal, net::SocketAddr, time::Duration};
use tokio::{io::AsyncReadExt, net::TcpListener, sync::watch, task::JoinSet};
use tracing_subscriber::EnvFilter;

/// How long requests and jobs in flight may take to end.
const GRACE: Duration = Duration::from_secs(8);

/// Runs until told to stop.
pub async fn run(config: Config, exit_with_parent: bool) -> Result<()> {
    start_logging(&config);
    let listener = listen(&config).await?;
    let (url, own) = match &config.database.url {
        Some(url) => (url.expose().to_owned(), None),
        None => {
            let server = embedded::start(config.data_dir.clone()).await?;
            (server.url().to_owned(), Some(server))
        }
    };
    let outcome = platform(config, &url, listener, exit_with_parent).await;
    if let Some(server) = own {
        embedded::stop(server).await?;
    }
    outcome
}

async fn platform(config: Config, url: &str, listener: TcpListener, exit_with_parent: bool) -> Result<()> {
    crate::cli::database::reach(url).await?;
    let store = Store::connect_lazy(url, config.database.max_connections)?;
    if !amanat_store::is_current(&store.pool).await? {
        amanat_store::migrate(&store.pool).await?;
    }
    if config.development.is_none() {
        dev::demo::refuse_in_production(&store).await?;
    }
    amanat_goods::sealed::check_ring(&store, &config.goods.ring).await?;
    amanat_accounts::check_ring(&store, &config.goods.ring).await?;
    let app = App::new(config, store)?;
    if let Some(development) = &app.config.development
        && let Some(rpc) = &development.rpc
    {
        dev::chain::prepare(&app.ctx.store, rpc, app.custody.signer.treasury()).await?;
    }
    if app.config.development.as_ref().is_some_and(|d| d.demo) {
        dev::demo::people(&app).await?;
    }
    let (told, stop) = watch::channel(false);
    tokio::spawn(async move {
        told_to_stop(exit_with_parent).await;
        tracing::info!("stopping");
        let _ = told.send(true);
    });
    Running::start(app, listener, stop).await?.ended().await;
    Ok(())
}

/// A platform at work; tests start it the same way.
#[derive(Debug)]
pub struct Running {
    tasks: JoinSet<()>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Running {
    /// Starts everything on `listener`; ends when `stop` turns true.
    pub async fn start(app: App, listener: TcpListener, stop: watch::Receiver<bool>) -> Result<Self> {
        let address = listener.local_addr().map_err(Error::internal)?;
        crate::health_recorder();
        let mut tasks = JoinSet::new();
        let realtime = Realtime::new(app.ctx.clone());
        let store = app.ctx.store.clone();
        let (gateway, metering) = Gateway::start(
            store,
            app.goods.ring.clone(),
            app.goods.egress.clone(),
            amanat_gateway::Limits::default(),
        )
        .await?;
        let routes = router::router(&app, &realtime, gateway);
        let (http_stop, follow_stop, job_stop, seal_stop) = (stop.clone(), stop.clone(), stop.clone(), stop.clone());
        tasks.spawn(async move {
            let mut stop = follow_stop;
            let stopped = async {
                let _ = stop.wait_for(|stopped| *stopped).await;
            };
            tokio::select! {
                () = realtime.run() => {}
                () = stopped => {}
            }
            realtime.close().await;
        });
        let (worker, sealer) = (app.clone(), app.clone());
        tasks.spawn(kept_alive("the workers", stop.clone(), move || {
            jobs::run(worker.clone(), job_stop.clone())
        }));
        tasks.spawn(kept_alive("the sealer", stop.clone(), move || {
            jobs::seal_ledger(sealer.clone(), seal_stop.clone())
        }));
        tasks.spawn(crate::health::keep_metrics_small(stop.clone()));
        if app.config.chain.scanner_enabled {
            let mut config = (*app.config).clone();
            config.server.port = address.port();
            let targets = scan::targets(&config)?;
            let networks = scan::Networks::Database(app.ctx.store.clone());
            let scan_stop = stop.clone();
            tasks.spawn(async move { scan::follow(&config, networks, targets, scan_stop).await });
        }
        if app.config.development.as_ref().is_some_and(|d| d.demo) {
            let (demo_app, demo_stop) = (app.clone(), stop.clone());
            tasks.spawn(async move { dev::demo::fill(demo_app, address.port(), demo_stop).await });
        }
        tasks.spawn(async move {
            let mut stop = http_stop;
            let stopped = async move {
                let _ = stop.wait_for(|stopped| *stopped).await;
            };
            if let Err(error) = amanat_web::serve(listener, routes, stopped, GRACE).await {
                tracing::error!(error = %error, "the HTTP server stopped");
            }
            metering.stop().await;
        });
        tracing::info!(url = %app.config.server.public_url, %address, "Amanat is ready");
        Ok(Self { tasks, address })
    }

    /// Waits until everything has ended.
    pub async fn ended(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Starts a task again that panicked: without it money would stand still behind a server that answers.
async fn kept_alive<F: Future<Output = ()> + Send + 'static>(what: &'static str, stop: watch::Receiver<bool>, task: impl Fn() -> F) {
    while !*stop.borrow() {
        // Dropped with this one, the inner task ends too.
        let mut inner = JoinSet::new();
        inner.spawn(task());
        match inner.join_next().await {
            Some(Err(error)) if error.is_panic() => {
                tracing::error!(what, %error, "a task panicked and is started again");
                metrics::counter!("tasks_restarted_total").increment(1);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            _ => return,
        }
    }
}

async fn listen(config: &Config) -> Result<TcpListener> {
    let address = SocketAddr::new(config.server.host, config.server.port);
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Code::NotConfigured.say(format!(
            "port {} is in use by another program; stop it or choose another with PORT",
            address.port()
        )),
        _ => Code::NotConfigured.say(format!("can't listen on {address}")).because(error),
    })
}

/// Ctrl-C, SIGTERM or, when started by a program that may die without a word, the end of standard input.
pub async fn told_to_stop(exit_with_parent: bool) {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    let parent_gone = async {
        if !exit_with_parent {
            std::future::pending::<()>().await;
        }
        let (mut input, mut buffer) = (tokio::io::stdin(), [0; 64]);
        while matches!(input.read(&mut buffer).await, Ok(1..)) {}
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
        () = parent_gone => {}
    }
}

/// Logs to standard output as configured. A second call in one process changes nothing.
pub fn start_logging(config: &Config) {
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter(&config.log.filter))
        // A log that can't be written, on a full disk say, must not panic in whoever has something to say.
        .log_internal_errors(false)
        .with_ansi(std::io::stdout().is_terminal());
    let _ = if config.log.json {
        // The list of spans holds the current one too; no line needs it twice.
        logs.json().flatten_event(true).with_current_span(false).try_init()
    } else {
        logs.compact().try_init()
    };
}

/// As configured, except that the socket library does not tell what goes through it, at any level for all: people send their access token
/// there.
fn filter(configured: &str) -> EnvFilter {
    let filter = EnvFilter::try_new(configured).unwrap_or_else(|_| EnvFilter::new("info"));
    ["socketioxide", "engineioxide"].into_iter().fold(filter, |filter, talkative| {
        let quiet = format!("{talkative}=info").parse().expect("a constant directive");
        filter.add_directive(quiet)
    })
}

/// What the HTTP layer takes from the configuration.
pub fn http_config(config: &Config) -> HttpConfig {
    let window = Duration::from_secs(u64::from(config.limits.window_s));
    let Limits {
        auth, payment, ai, global, ..
    } = config.limits;
    HttpConfig {
        public_origin: Some(config.server.public_url.origin().ascii_serialization()),
        cors_origins: config
            .server
            .frontend_urls
            .iter()
            .map(|url| url.origin().ascii_serialization())
            .collect(),
        trusted_proxies: usize::from(config.server.trust_proxy),
        limits: amanat_web::Limits {
            auth: amanat_web::Limit::new(auth, window),
            payment: amanat_web::Limit::new(payment, window),
            ai: amanat_web::Limit::new(ai, window),
            global: amanat_web::Limit::new(global, window),
        },
        redis_url: config.limits.redis_url.clone(),
        development: config.development.is_some(),
        ..HttpConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn the_socket_library_stays_quiet_whatever_is_configured() {
        for configured in ["info", "trace", "debug,socketioxide=trace", "nonsense=="] {
            let filter = filter(configured).to_string();
            for talkative in ["socketioxide", "engineioxide"] {
                let of_it = filter.split(',').filter(|directive| directive.contains(talkative));
                assert_eq!(of_it.collect::<Vec<_>>(), [format!("{talkative}=info")], "{filter}");
            }
        }
    }
}
