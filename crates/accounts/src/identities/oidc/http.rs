//! How providers are asked: no redirects (a provider's endpoints are where it says that they are), in bounded time, and short answers.

use amanat_base::{Error, Result};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use std::{error::Error as StdError, fmt, pin::Pin, time::Duration};

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read at most.
const MAX_ANSWER: usize = 256 * 1024;

/// The client.
#[derive(Debug)]
pub(super) struct Http(reqwest::Client);

impl Http {
    pub(super) fn new() -> Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(TIMEOUT)
            .timeout(TIMEOUT)
            .build()
            .map_err(Error::internal)?;
        Ok(Self(client))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, SendError> {
        let request = reqwest::Request::try_from(request).map_err(SendError::Http)?;
        let mut response = self.0.execute(request).await.map_err(SendError::Http)?;
        let mut answer = http::Response::builder().status(response.status());
        if let Some(headers) = answer.headers_mut() {
            *headers = std::mem::take(response.headers_mut());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(SendError::Http)? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(SendError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        answer.body(body).map_err(SendError::Malformed)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = SendError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, SendError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Why a provider gave no answer.
#[derive(Debug)]
pub(super) enum SendError {
    Http(reqwest::Error),
    TooLarge,
    Malformed(http::Error),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) => write!(f, "{error}"),
            Self::TooLarge => write!(f, "the answer is longer than {MAX_ANSWER} bytes"),
            Self::Malformed(error) => write!(f, "{error}"),
        }
    }
}

impl StdError for SendError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Http(error) => error.source(),
            Self::TooLarge => None,
            Self::Malformed(error) => error.source(),
        }
    }
}
