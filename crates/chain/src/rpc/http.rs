//! JSON-RPC over HTTP POST, with a cap on what is read.

use super::{Policy, Transport, TransportError};
use crate::{ChainError, Result};
use futures::future::BoxFuture;
use reqwest::{StatusCode, header};
use std::time::Duration;
use url::Url;

/// One HTTP endpoint.
pub struct Http {
    client: reqwest::Client,
    url: Url,
    name: String,
    max_bytes: usize,
}

impl Http {
    /// Refuses a URL that is not `http` or `https`.
    pub fn new(url: &str, policy: &Policy) -> Result<Self> {
        let bad = |why: String| ChainError::Refused { code: 0, message: why };
        let url = Url::parse(url).map_err(|e| bad(format!("RPC URL: {e}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad(format!("RPC URL: {} is not http or https", url.scheme())));
        }
        let client = reqwest::Client::builder()
            .timeout(policy.timeout)
            .connect_timeout(policy.timeout.min(Duration::from_secs(5)))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .build()
            .map_err(|e| bad(e.to_string()))?;
        // API keys live in paths, queries and user names: the name shows none of them.
        let name = format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        );
        Ok(Self {
            client,
            url,
            name,
            max_bytes: policy.max_bytes,
        })
    }

    async fn post(&self, request: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        let failed = |e: reqwest::Error| TransportError::Failed(e.without_url().to_string());
        let sent = self
            .client
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(request);
        let mut answer = sent.send().await.map_err(failed)?;
        let status = answer.status();
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            let seconds = answer
                .headers()
                .get(header::RETRY_AFTER)
                .and_then(|v| v.to_str().ok())
                .and_then(|v| v.parse().ok());
            return Err(TransportError::Busy(seconds.map(Duration::from_secs)));
        }
        let mut bytes = Vec::with_capacity(
            answer
                .content_length()
                .map_or(1024, |n| usize::try_from(n).unwrap_or(usize::MAX))
                .min(self.max_bytes),
        );
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > self.max_bytes {
                return Err(TransportError::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        // Many nodes send a JSON-RPC error with status 400 or 500; a body without one is a plain failure.
        let is_json = bytes.first() == Some(&b'{') && bytes.windows(9).any(|w| w == b"\"jsonrpc\"");
        if !status.is_success() && !is_json {
            return Err(TransportError::Failed(format!("HTTP {status}")));
        }
        Ok(bytes)
    }
}

impl Transport for Http {
    fn send(&self, request: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, TransportError>> {
        Box::pin(self.post(request))
    }

    fn name(&self) -> &str {
        &self.name
    }
}
