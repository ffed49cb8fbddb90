//! The platform's own site: which origins are ours, and whether cookies need https. What a cookie authenticates must come from there.

use crate::{Ctx, HttpConfig};
use amanat_base::{Code, Result};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use std::{convert::Infallible, sync::Arc};

/// Put into every request by [`crate::harden`].
#[derive(Clone, Debug)]
pub struct Site {
    origins: Arc<[String]>,
    /// Whether cookies carry `Secure`.
    pub secure_cookies: bool,
}

impl Site {
    /// As configured.
    pub fn new(config: &HttpConfig) -> Self {
        let https = config.public_origin.as_deref().is_some_and(|o| o.starts_with("https://"));
        Self {
            origins: config.public_origin.iter().chain(&config.cors_origins).cloned().collect(),
            secure_cookies: https || !config.development,
        }
    }

    /// Refuses a request that a browser sent for another site. Browsers set these headers themselves; a page can't forge them.
    /// A caller that sends neither is no browser, and has no cookie to be abused: it sends its token in the body.
    pub fn require_own(&self, headers: &HeaderMap) -> Result<()> {
        let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
        let own = match text("origin") {
            Some(origin) => self.is_own(origin, text(header::HOST.as_str())),
            None => text("sec-fetch-site") == Some("same-origin"),
        };
        if own { Ok(()) } else { Err(Code::CsrfRefused.into()) }
    }

    fn is_own(&self, origin: &str, host: Option<&str>) -> bool {
        let authority = origin.split_once("://").map(|(_, a)| a);
        self.origins.iter().any(|o| o.eq_ignore_ascii_case(origin)) || (authority.is_some() && authority == host)
    }
}

impl FromRequestParts<Ctx> for Site {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| {
            Self::new(&HttpConfig {
                development: ctx.development,
                ..HttpConfig::default()
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(headers: &[(&'static str, &str)]) -> bool {
        let site = Site::new(&HttpConfig {
            public_origin: Some("https://deal.example".into()),
            cors_origins: vec!["https://shop.example".into()],
            ..HttpConfig::default()
        });
        let headers = headers
            .iter()
            .map(|(n, v)| (n.parse().expect("a name"), v.parse().expect("a value")));
        site.require_own(&headers.collect()).is_ok()
    }

    #[test]
    fn only_our_own_pages_may_use_the_cookie() {
        assert!(own(&[("origin", "https://deal.example")]));
        assert!(own(&[("origin", "https://shop.example"), ("sec-fetch-site", "cross-site")]));
        assert!(own(&[("origin", "http://localhost:5001"), ("host", "localhost:5001")]));
        assert!(own(&[("sec-fetch-site", "same-origin")]));

        assert!(!own(&[]));
        assert!(!own(&[("host", "deal.example")]));
        assert!(!own(&[("origin", "null"), ("host", "null")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "deal.example")]));
        assert!(!own(&[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("sec-fetch-site", "none")]));
    }

    #[test]
    fn cookies_need_https_unless_in_development_on_http() {
        let secure = |development, origin: &str| {
            Site::new(&HttpConfig {
                development,
                public_origin: Some(origin.into()),
                ..HttpConfig::default()
            })
            .secure_cookies
        };
        assert!(!secure(true, "http://localhost:5001"));
        assert!(secure(true, "https://deal.example"));
        assert!(secure(false, "http://deal.example"));
    }
}
