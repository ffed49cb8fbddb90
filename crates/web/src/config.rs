//! Everything about HTTP that an operator may set.

use amanat_base::Secret;
use std::{num::NonZeroU32, time::Duration};

/// How the platform faces the network. Filled by the configuration; [`Default`] is what production starts from.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// Scheme, host and port under which people reach the platform (`PUBLIC_URL` without its path). `None`: whatever `Host` says.
    pub public_origin: Option<String>,
    /// Other origins whose pages may call the API from a browser, with credentials.
    pub cors_origins: Vec<String>,
    /// What the page may connect to besides its own origin (CSP `connect-src`), for example a chain node.
    pub connect_sources: Vec<String>,
    /// How many proxies of ours stand in front (`TRUST_PROXY`); 0 ignores `X-Forwarded-For`.
    pub trusted_proxies: usize,
    /// Largest request body.
    pub body_max_bytes: usize,
    /// In what time a request body must have arrived completely.
    pub body_timeout: Duration,
    /// In what time a handler must have begun to answer.
    pub handler_timeout: Duration,
    /// Rate limits.
    pub limits: Limits,
    /// Redis through which all processes share the limits (`redis://` or `rediss://`); `None`: each counts by itself.
    pub redis_url: Option<Secret>,
    /// True in development: cookies work without https.
    pub development: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            public_origin: None,
            cors_origins: Vec::new(),
            connect_sources: Vec::new(),
            trusted_proxies: 0,
            body_max_bytes: 256 * 1024,
            body_timeout: Duration::from_secs(10),
            handler_timeout: Duration::from_secs(30),
            limits: Limits::default(),
            redis_url: None,
            development: false,
        }
    }
}

/// So many requests per client in such a time, refilled evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Requests, also all at once.
    pub requests: NonZeroU32,
    /// In what time.
    pub per: Duration,
}

impl Limit {
    /// At least one request per `per`.
    pub const fn new(requests: u32, per: Duration) -> Self {
        let requests = match NonZeroU32::new(requests) {
            Some(n) => n,
            None => NonZeroU32::MIN,
        };
        Self { requests, per }
    }
}

/// How many requests one client may send, by group of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Whatever takes a password or another guessable secret; and, counted apart, access tokens of the gateway and API keys
    /// that were refused.
    pub auth: Limit,
    /// Payments, except reading one and what machines send with a signature.
    pub payment: Limit,
    /// What makes a model think.
    pub ai: Limit,
    /// Everything together, except what machines send with a signature, the gateway (its tokens have limits of their own) and the
    /// health of the server.
    pub global: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);
        Self {
            auth: Limit::new(10, QUARTER_HOUR),
            payment: Limit::new(30, QUARTER_HOUR),
            ai: Limit::new(20, QUARTER_HOUR),
            global: Limit::new(600, Duration::from_secs(60)),
        }
    }
}
