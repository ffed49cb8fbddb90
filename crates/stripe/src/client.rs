//! The client: one request, one answer, and what an answer means.

use crate::{
    failure::{ErrorBody, Refused, Unavailable},
    form::Form,
};
use amanat_base::{Code, Error, Result, Secret};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use std::{fmt, time::Duration};
use url::Url;

/// Answers have this shape whatever the account's own version; webhooks are read leniently instead.
const API_VERSION: &str = "2024-06-20";
/// A page of 100 sessions is about a tenth of it.
const MAX_ANSWER_BYTES: usize = 8 << 20;
/// Stripe's own limit.
const MAX_KEY_CHARS: usize = 255;

/// One Stripe account: how to call it, and the secrets of its webhook endpoint. Cheap to clone.
#[derive(Clone)]
pub struct Stripe {
    http: reqwest::Client,
    api_url: Url,
    secret_key: Secret,
    pub(crate) webhook_secrets: Vec<Secret>,
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe")
            .field("api", &self.api_url.host_str().unwrap_or_default())
            .field("webhook_secrets", &self.webhook_secrets.len())
            .finish_non_exhaustive()
    }
}

impl Stripe {
    /// Where the API is, unless something stands in for it.
    pub const API_URL: &str = "https://api.stripe.com";

    /// `api_url` has no path of interest. Several `webhook_secrets` are valid at once, for rotation; empty ones are none.
    /// `NOT_CONFIGURED` for an empty key. Needs rustls' default provider installed.
    pub fn new(api_url: Url, secret_key: Secret, webhook_secrets: Vec<Secret>) -> Result<Self> {
        if secret_key.expose().is_empty() {
            return Err(Code::NotConfigured.say("The Stripe secret key is empty."));
        }
        if !matches!(api_url.scheme(), "http" | "https") {
            return Err(Code::NotConfigured.say("The Stripe API URL is not http or https."));
        }
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true);
        // A company's proxy leads to Stripe; what stands in for it without TLS is on this machine.
        let http = if api_url.scheme() == "http" { http.no_proxy() } else { http };
        let http = http.build().map_err(Error::internal)?;
        Ok(Self {
            http,
            api_url,
            secret_key,
            webhook_secrets: webhook_secrets.into_iter().filter(|secret| !secret.expose().is_empty()).collect(),
        })
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &[&str], query: Form) -> Result<T> {
        let mut url = self.url(path)?;
        let query = query.encode();
        url.set_query(Some(query.as_str()).filter(|text| !text.is_empty()));
        self.ask(self.http.request(Method::GET, url)).await
    }

    /// Creates something, once for each key.
    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &[&str], form: Form, idempotency_key: &str) -> Result<T> {
        let printable = idempotency_key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if idempotency_key.is_empty() || idempotency_key.len() > MAX_KEY_CHARS || !printable {
            return Err(Error::internal(
                "an idempotency key for Stripe has 1 to 255 printable ASCII characters",
            ));
        }
        let request = self.submit(path, form)?.header("Idempotency-Key", idempotency_key);
        self.ask(request).await
    }

    /// For what may be repeated as it is: a stored answer would be worse than a fresh one.
    pub(crate) async fn post_again<T: DeserializeOwned>(&self, path: &[&str], form: Form) -> Result<T> {
        self.ask(self.submit(path, form)?).await
    }

    fn submit(&self, path: &[&str], form: Form) -> Result<RequestBuilder> {
        let request = self.http.request(Method::POST, self.url(path)?);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        Ok(request.body(form.encode()))
    }

    /// Segments are encoded, so that an id from outside can't name another endpoint.
    fn url(&self, path: &[&str]) -> Result<Url> {
        let mut url = self.api_url.clone();
        if path.iter().any(|segment| segment.is_empty() || matches!(*segment, "." | "..")) {
            return Err(Error::internal("an empty id for Stripe"));
        }
        url.path_segments_mut()
            .map_err(|()| Error::internal("the Stripe API URL has no path"))?
            .pop_if_empty()
            .push("v1")
            .extend(path);
        Ok(url)
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        let request = request.bearer_auth(self.secret_key.expose()).header("Stripe-Version", API_VERSION);
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status();
        let retry_after_s = number(&answer, header::RETRY_AFTER.as_str());
        let replayed = answer.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
        let body = read(answer).await?;
        if status.is_success() {
            return serde_json::from_slice(&body)
                .map_err(|error| Unavailable::Unreadable(format!("{} at line {}", status.as_u16(), error.line())).error(None));
        }
        let said = serde_json::from_slice::<ErrorBody>(&body).unwrap_or_default().error;
        let busy = said
            .code
            .as_deref()
            .is_some_and(|code| matches!(code, "idempotency_key_in_use" | "lock_timeout" | "rate_limit"));
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS && !busy {
            return Err(Refused::from_answer(status.as_u16(), said, &self.secret_key).error());
        }
        Err(Unavailable::Status {
            status: status.as_u16(),
            replayed,
        }
        .error(retry_after_s))
    }
}

fn unreachable(error: reqwest::Error) -> Error {
    Unavailable::Network(error.without_url()).error(None)
}

fn number(answer: &Response, name: &str) -> Option<u64> {
    answer.headers().get(name)?.to_str().ok()?.parse().ok()
}

async fn read(mut answer: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(Unavailable::Unreadable("too long".to_owned()).error(None));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripe(base: &str, key: &str) -> Result<Stripe> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Stripe::new(
            Url::parse(base).expect("a URL"),
            Secret::new(key),
            vec![Secret::new("whsec_hidden"), Secret::new("")],
        )
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", stripe("https://api.stripe.com", "sk_test_hidden").expect("a client"));
        assert!(!shown.contains("hidden"), "{shown}");
        assert!(shown.contains("webhook_secrets: 1"), "an empty secret is none: {shown}");
    }

    #[test]
    fn an_id_can_name_no_other_endpoint() {
        let stripe = stripe("http://127.0.0.1:9", "sk_test_x").expect("a client");
        let url = stripe.url(&["checkout", "sessions", "cs_1/../../refunds?x"]).expect("a URL");
        assert_eq!(url.as_str(), "http://127.0.0.1:9/v1/checkout/sessions/cs_1%2F..%2F..%2Frefunds%3Fx");
        assert!(stripe.url(&["refunds", ".."]).is_err());
        assert!(stripe.url(&["refunds", ""]).is_err());
    }

    #[test]
    fn an_empty_key_or_another_scheme_is_not_configured() {
        assert_eq!(
            stripe("http://127.0.0.1", "").map(|_| ()).map_err(|e| e.code),
            Err(Code::NotConfigured)
        );
        assert_eq!(
            stripe("ftp://127.0.0.1", "sk").map(|_| ()).map_err(|e| e.code),
            Err(Code::NotConfigured)
        );
    }

    #[tokio::test]
    async fn nobody_there_is_unavailable() {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a port")
            .port();
        let stripe = stripe(&format!("http://127.0.0.1:{port}"), "sk_test_x").expect("a client");
        let error = stripe.session("cs_1").await.expect_err("nobody listens");
        assert_eq!(error.code, Code::CardRailUnavailable);
        let long = "k".repeat(256);
        let error = stripe.expire_session("cs_1").await.expect_err("nobody listens");
        assert_eq!(error.code, Code::CardRailUnavailable);
        let refused = stripe.post::<serde_json::Value>(&["refunds"], Form::default(), &long).await;
        assert_eq!(refused.map_err(|e| e.code), Err(Code::Internal));
    }
}
