//! The server at the other end: its watch list and its callback, both signed.

use crate::{Result, ScanError, Sink, WatchSource};
use amanat_base::Secret;
use amanat_chain::callback::{
    CALLBACK_PATH, DELIVERY_HEADER, Report, ReportEvent, SIGNATURE_HEADER, TIMESTAMP_HEADER, WATCH_PATH, WatchAnswer, sign,
};
use futures::{StreamExt, TryStreamExt};
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// Reports that are under way at once.
const AT_ONCE: usize = 16;

fn server(e: impl std::fmt::Display) -> ScanError {
    ScanError::Server(e.to_string())
}

fn client() -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .timeout(Duration::from_secs(15))
        .redirect(reqwest::redirect::Policy::none());
    builder.no_proxy().tcp_nodelay(true).build().map_err(server)
}

/// The watch list of a server.
pub struct HttpWatch {
    client: reqwest::Client,
    base: Url,
    secret: Secret,
    chain_id: u64,
}

impl HttpWatch {
    /// `base` is the server's address without path. Refuses an empty secret.
    pub fn new(base: Url, secret: Secret, chain_id: u64) -> Result<Self> {
        sign(&secret, 0, b"").map_err(server)?;
        Ok(Self {
            client: client()?,
            base,
            secret,
            chain_id,
        })
    }
}

#[derive(Deserialize)]
struct Envelope {
    data: WatchAnswer,
}

impl WatchSource for HttpWatch {
    async fn changes(&mut self, since: u64) -> Result<WatchAnswer> {
        let target = format!("{WATCH_PATH}?chainId={}&since={since}", self.chain_id);
        let stamp = crate::clock().timestamp();
        let signature = sign(&self.secret, stamp, target.as_bytes()).map_err(server)?;
        let url = self.base.join(&target).map_err(server)?;
        let request = self
            .client
            .get(url)
            .header(TIMESTAMP_HEADER, stamp)
            .header(SIGNATURE_HEADER, signature);
        let answer = request.send().await.and_then(reqwest::Response::error_for_status).map_err(server)?;
        Ok(answer.json::<Envelope>().await.map_err(server)?.data)
    }
}

/// The callback of a server.
pub struct HttpSink {
    client: reqwest::Client,
    url: Url,
    secret: Secret,
}

impl HttpSink {
    /// `base` is the server's address without path. Refuses an empty secret.
    pub fn new(base: &Url, secret: Secret) -> Result<Self> {
        sign(&secret, 0, b"").map_err(server)?;
        Ok(Self {
            client: client()?,
            url: base.join(CALLBACK_PATH).map_err(server)?,
            secret,
        })
    }

    /// Sends one report until it is accepted.
    async fn insist(&self, report: Report) -> Result<()> {
        let body = serde_json::to_vec(&report).map_err(server)?;
        let id = report.delivery_id();
        let mut pause = Duration::from_millis(100);
        loop {
            let refused = match self.post(&id, body.clone()).await? {
                Ok(()) => return Ok(()),
                Err(why) => why,
            };
            tracing::warn!(
                delivery.id = id,
                error = refused,
                "scanner: the server did not take a report; trying again"
            );
            metrics::counter!("scanner_delivery_failures_total", "chain" => report.chain_id.to_string()).increment(1);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(30));
        }
    }

    /// The inner result is the server's: accepted, or why not.
    async fn post(&self, id: &str, body: Vec<u8>) -> Result<Result<(), String>> {
        let stamp = crate::clock().timestamp();
        let signature = sign(&self.secret, stamp, &body).map_err(server)?;
        let request = self.client.post(self.url.clone()).header("content-type", "application/json");
        let request = request
            .header(DELIVERY_HEADER, id)
            .header(TIMESTAMP_HEADER, stamp)
            .header(SIGNATURE_HEADER, signature);
        Ok(match request.body(body).send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("HTTP {}", answer.status())),
            Err(e) => Err(e.to_string()),
        })
    }
}

impl Sink for HttpSink {
    /// Reports of one kind go side by side; the next kind waits, so that nothing is confirmed before it was detected.
    async fn deliver(&mut self, reports: &[Report]) -> Result<()> {
        for kind in reports.chunk_by(|a, b| a.event == b.event && a.event != ReportEvent::Progress) {
            let sent = futures::stream::iter(kind.iter().cloned().map(|report| self.insist(report))).buffer_unordered(AT_ONCE);
            sent.try_collect::<()>().await?;
        }
        Ok(())
    }
}
