//! Rate limits, in groups: which requests are counted where, for whom. In one process by itself, or shared by all through Redis.

use super::{
    gcra::{Buckets, Rate},
    shared::Shared,
};
use crate::{Client, HttpConfig, Limit, Limits};
use amanat_base::{ApiKeyId, Code, Error, Result};
use axum::http::Method;
use std::{net::IpAddr, sync::Arc, time::Duration};

/// Reached by machines that prove themselves with a signature or a secret, in bursts as blocks and events come.
const SIGNED: [&str; 4] = [
    "/api/payment/callback",
    "/api/payment/watch",
    "/api/payment/webhook/stripe",
    "/api/telegram/webhook",
];
/// Asked by the operator's own probes.
const PROBES: [&str; 3] = ["/health", "/healthz", "/metrics"];
/// Take a secret that can't be guessed, and are part of an ordinary page load.
const SESSION: [&str; 3] = ["/api/auth/refresh", "/api/auth/logout", "/api/auth/logout-all"];
/// What people who are signed in do with their own account, without a secret that could be guessed: whoever sets up an account does much of it
/// at once.
const OWN: [&str; 6] = [
    "/api/auth/passkeys/register/",
    "/api/auth/recovery-codes",
    "/api/auth/sessions/",
    "/api/auth/identities/",
    "/api/auth/oidc/",
    "/api/auth/siwe/nonce",
];
/// Every key of ours in Redis begins with it.
const PREFIX: &str = "amanat:limit";
const MINUTE: Duration = Duration::from_secs(60);

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Global,
    Auth,
    Payment,
    Ai,
    /// Secrets that were refused where they are sent with every call; apart from passwords, so that neither uses the other's budget up.
    Refused,
    Keys,
}

/// Whose requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Client(IpAddr),
    Key(ApiKeyId),
}

/// One request in one group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    group: Group,
    who: Who,
    pub(super) rate: Rate,
}

impl Count {
    /// In braces what decides where in a cluster the key is: all of one client are in one place.
    pub(super) fn key(&self) -> String {
        let group = match self.group {
            Group::Global => "global",
            Group::Auth => "auth",
            Group::Payment => "payment",
            Group::Ai => "ai",
            Group::Refused => "refused",
            Group::Keys => "key",
        };
        match self.who {
            Who::Client(address) => format!("{PREFIX}:{{{address}}}:{group}"),
            Who::Key(id) => format!("{PREFIX}:{{{}}}:{group}", id.0),
        }
    }
}

/// The limits in force. In every request's extensions, for what only a handler or an extractor can count.
#[derive(Clone)]
pub struct RateLimits(Arc<Inner>);

struct Inner {
    limits: Limits,
    here: [Buckets; 6],
    shared: Option<Shared>,
}

impl std::fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RateLimits")
    }
}

impl RateLimits {
    /// As configured. An address of Redis that can't be read is told in the log, and each process counts by itself: the configuration
    /// has refused it before.
    pub fn new(config: &HttpConfig) -> Self {
        let shared = config.redis_url.as_ref().and_then(|url| {
            let made = Shared::new(url);
            made.inspect_err(|error| tracing::error!(%error, "REDIS_URL can't be used")).ok()
        });
        Self(Arc::new(Inner {
            limits: config.limits,
            here: std::array::from_fn(|_| Buckets::new()),
            shared,
        }))
    }

    /// Counts a request that was made with this API key, or refuses it with 429 until the key may be used again.
    pub async fn limit_key(&self, key: ApiKeyId, per_minute: u32) -> Result<()> {
        self.count(&[Count {
            group: Group::Keys,
            who: Who::Key(key),
            rate: Limit::new(per_minute, MINUTE).into(),
        }])
        .await
    }

    /// Counts an access token or API key that was refused.
    pub(super) async fn secret_refused(&self, client: Client) -> Result<()> {
        self.count(&[self.client(Group::Refused, client)]).await
    }

    /// Counts the request in every group that it belongs to.
    pub(super) async fn check(&self, client: Client, method: &Method, path: &str) -> Result<()> {
        let counts: Vec<Count> = groups(method, path).into_iter().map(|group| self.client(group, client)).collect();
        self.count(&counts).await
    }

    fn client(&self, group: Group, client: Client) -> Count {
        let limits = &self.0.limits;
        let limit = match group {
            Group::Global | Group::Keys => limits.global,
            Group::Auth | Group::Refused => limits.auth,
            Group::Payment => limits.payment,
            Group::Ai => limits.ai,
        };
        Count {
            group,
            who: Who::Client(client.0),
            rate: limit.into(),
        }
    }

    async fn count(&self, counts: &[Count]) -> Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        let shared = match &self.0.shared {
            Some(shared) => shared.count(counts).await,
            None => None,
        };
        let counted = shared.unwrap_or_else(|| {
            let mut all = counts.iter();
            all.try_for_each(|count| self.0.here[count.group as usize].count(count.who, count.rate))
        });
        counted.map_err(|wait| Error {
            retry_after_s: Some(wait.as_secs() + 1),
            ..Error::new(Code::RateLimited)
        })
    }
}

/// In the order in which they are counted: what one refuses costs nothing in the next.
fn groups(method: &Method, path: &str) -> Vec<Group> {
    if SIGNED.contains(&path) || PROBES.contains(&path) {
        return Vec::new();
    }
    let one = |group, belongs: bool| belongs.then_some(group);
    [
        Some(Group::Global),
        one(Group::Auth, is_auth(method, path)),
        one(Group::Payment, is_payment(method, path)),
        one(Group::Ai, is_ai(method, path)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What takes a secret that could be guessed, or sends a letter. What only begins a ceremony takes none.
fn is_auth(method: &Method, path: &str) -> bool {
    let signs_in = path.starts_with("/api/auth/") || path == "/api/telegram/session" || path == "/api/telegram/link";
    let is_own = OWN.iter().any(|own| path.starts_with(own));
    signs_in && method == Method::POST && !is_own && !SESSION.contains(&path) && !path.ends_with("/start")
}

/// A checkout page polls its payment, so reading one isn't counted. Each payout costs the platform gas.
fn is_payment(method: &Method, path: &str) -> bool {
    if path == "/api/payouts" {
        return method == Method::POST;
    }
    let Some(rest) = path.strip_prefix("/api/payment/") else {
        return path == "/api/payment";
    };
    method != Method::GET || rest.contains('/')
}

/// What makes a model think costs the operator money; reading what it said doesn't.
fn is_ai(method: &Method, path: &str) -> bool {
    let below = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !method.is_safe() && (below("/api/ai") || below("/api/assistant"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(method: &Method, path: &str) -> Option<Group> {
        groups(method, path).into_iter().find(|group| *group != Group::Global)
    }

    #[test]
    fn each_path_is_counted_in_its_group() {
        for (method, path, expected) in [
            (Method::POST, "/api/auth/login", Group::Auth),
            (Method::POST, "/api/auth/register", Group::Auth),
            (Method::POST, "/api/auth/second-factor", Group::Auth),
            (Method::POST, "/api/auth/magic-link/use", Group::Auth),
            (Method::POST, "/api/auth/passkeys/sign-in/finish", Group::Auth),
            (Method::POST, "/api/auth/whatever-comes-later", Group::Auth),
            (Method::POST, "/api/telegram/session", Group::Auth),
            (Method::POST, "/api/payment", Group::Payment),
            (Method::POST, "/api/payment/x/cancel", Group::Payment),
            (Method::GET, "/api/payment/x/qr", Group::Payment),
            (Method::POST, "/api/payouts", Group::Payment),
            (Method::POST, "/api/ai", Group::Ai),
            (Method::POST, "/api/ai/describe", Group::Ai),
            (Method::POST, "/api/assistant/messages", Group::Ai),
        ] {
            assert_eq!(group(&method, path), Some(expected), "{method} {path}");
            assert_eq!(groups(&method, path)[0], Group::Global, "{method} {path}");
        }
        for (method, path) in [
            (Method::POST, "/api/auth/refresh"),
            (Method::POST, "/api/auth/passkeys/sign-in/start"),
            (Method::GET, "/api/auth/sessions"),
            (Method::GET, "/api/payment/x"),
            (Method::GET, "/api/orders"),
            (Method::GET, "/api/payouts"),
            (Method::GET, "/api/assistant/messages"),
            (Method::POST, "/api/aid"),
        ] {
            assert_eq!(groups(&method, path), [Group::Global], "{method} {path}");
        }
        for (method, path) in [
            (Method::POST, "/api/payment/callback"),
            (Method::POST, "/api/payment/webhook/stripe"),
            (Method::POST, "/api/telegram/webhook"),
            (Method::GET, "/api/payment/watch"),
            (Method::GET, "/healthz"),
        ] {
            assert!(groups(&method, path).is_empty(), "{method} {path}");
        }
    }

    #[tokio::test]
    async fn a_key_has_a_budget_of_its_own() {
        let limits = RateLimits::new(&HttpConfig::default());
        let (one, other) = (ApiKeyId::fresh(), ApiKeyId::fresh());
        assert!(limits.limit_key(one, 2).await.is_ok());
        assert!(limits.limit_key(one, 2).await.is_ok());
        let refusal = limits.limit_key(one, 2).await.expect_err("used up");
        assert!(refusal.code == Code::RateLimited && refusal.retry_after_s.is_some_and(|s| (1..=31).contains(&s)));
        assert!(limits.limit_key(other, 2).await.is_ok());
    }
}
