//! Rate limits by client, in groups. Memory is bounded: what has refilled is forgotten, and past a cap far networks are counted together.

use crate::{Client, Limit, Limits};
use amanat_base::{Code, Error, Result};
use axum::http::Method;
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

/// Clients counted one by one in each group; about 100 bytes each.
const MAX_CLIENTS: usize = 100_000;
/// Requests between two clean-ups.
const SWEEP_EVERY: u32 = 4096;

/// Reached by machines that prove themselves with a signature, in bursts as blocks and webhooks come.
const SIGNED: [&str; 3] = ["/api/payment/callback", "/api/payment/watch", "/api/payment/webhook/stripe"];
/// Asked by the operator's own probes.
const PROBES: [&str; 3] = ["/health", "/healthz", "/metrics"];
/// Take a secret that can't be guessed, and are part of an ordinary page load.
const SESSION: [&str; 3] = ["/api/auth/refresh", "/api/auth/logout", "/api/auth/logout-all"];

pub(super) struct Limiters {
    auth: Limiter,
    payment: Limiter,
    global: Limiter,
    tokens: Limiter,
}

impl Limiters {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            auth: Limiter::new(limits.auth),
            payment: Limiter::new(limits.payment),
            global: Limiter::new(limits.global),
            tokens: Limiter::new(limits.auth),
        }
    }

    /// Counts an access token of the gateway that was refused; apart from passwords, so that neither uses the other's budget up.
    pub(super) fn token_refused(&self, client: Client) -> Result<()> {
        self.tokens.check(client)
    }

    /// Counts the request in every group that it belongs to.
    pub(super) fn check(&self, client: Client, method: &Method, path: &str) -> Result<()> {
        if SIGNED.contains(&path) || PROBES.contains(&path) {
            return Ok(());
        }
        self.global.check(client)?;
        if is_auth(method, path) {
            self.auth.check(client)?;
        }
        if is_payment(method, path) {
            self.payment.check(client)?;
        }
        Ok(())
    }
}

fn is_auth(method: &Method, path: &str) -> bool {
    path.starts_with("/api/auth/") && method == Method::POST && !SESSION.contains(&path)
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

struct Limiter {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
    checks: AtomicU32,
    is_full: AtomicBool,
}

impl Limiter {
    fn new(limit: Limit) -> Self {
        let each = limit.per / limit.requests.get();
        let quota = Quota::with_period(each).unwrap_or_else(|| Quota::per_second(limit.requests));
        Self {
            limiter: DefaultKeyedRateLimiter::dashmap(quota.allow_burst(limit.requests)),
            clock: DefaultClock::default(),
            checks: AtomicU32::new(0),
            is_full: AtomicBool::new(false),
        }
    }

    fn check(&self, client: Client) -> Result<()> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.sweep();
        }
        let key = if self.is_full.load(Ordering::Relaxed) {
            network(client.0)
        } else {
            client.0
        };
        self.limiter.check_key(&key).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            Error {
                retry_after_s: Some(wait.as_secs() + 1),
                ..Error::new(Code::RateLimited)
            }
        })
    }

    fn sweep(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        self.is_full.store(self.limiter.len() >= MAX_CLIENTS, Ordering::Relaxed);
    }
}

/// The wider network, /16 or /32: at most a few ten thousand of them are ever counted.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & 0xffff_0000).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 96)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn limiters(requests: u32) -> Limiters {
        let limit = Limit::new(requests, Duration::from_secs(3600));
        Limiters::new(Limits {
            auth: limit,
            payment: limit,
            global: Limit::new(1_000_000, Duration::from_secs(60)),
        })
    }

    fn refused(limiters: &Limiters, method: &Method, path: &str) -> bool {
        let client = Client(Ipv4Addr::LOCALHOST.into());
        (0..3).any(|_| limiters.check(client, method, path).is_err())
    }

    #[test]
    fn each_path_is_counted_in_its_group() {
        for (method, path) in [
            (Method::POST, "/api/auth/login"),
            (Method::POST, "/api/auth/register"),
            (Method::POST, "/api/auth/whatever-comes-later"),
            (Method::POST, "/api/payment"),
            (Method::POST, "/api/payment/x/cancel"),
            (Method::GET, "/api/payment/x/qr"),
            (Method::POST, "/api/payouts"),
        ] {
            assert!(refused(&limiters(2), &method, path), "{method} {path}");
        }
        for (method, path) in [
            (Method::POST, "/api/auth/refresh"),
            (Method::GET, "/api/auth/sessions"),
            (Method::GET, "/api/payment/x"),
            (Method::POST, "/api/payment/callback"),
            (Method::POST, "/api/payment/webhook/stripe"),
            (Method::GET, "/api/payment/watch"),
            (Method::GET, "/api/orders"),
            (Method::GET, "/api/payouts"),
        ] {
            assert!(!refused(&limiters(2), &method, path), "{method} {path}");
        }
    }

    #[test]
    fn clients_that_have_refilled_are_forgotten() {
        let limiter = Limiter::new(Limit::new(1_000_000, Duration::from_millis(1)));
        for n in 0..SWEEP_EVERY {
            assert!(limiter.check(Client(Ipv4Addr::from_bits(n).into())).is_ok());
        }
        assert!(limiter.limiter.len() < SWEEP_EVERY as usize);
    }

    #[test]
    fn past_the_cap_a_flood_of_addresses_shares_its_networks_budget() {
        let limiter = Limiter::new(Limit::new(1, Duration::from_secs(3600)));
        for n in 0..(MAX_CLIENTS as u32 + 2 * SWEEP_EVERY) {
            let _ = limiter.check(Client(Ipv4Addr::from_bits(n).into()));
        }
        assert!(limiter.is_full.load(Ordering::Relaxed));
        assert!(limiter.limiter.len() < MAX_CLIENTS + 2 * SWEEP_EVERY as usize);
        assert!(limiter.check(Client(Ipv4Addr::new(200, 1, 1, 1).into())).is_ok());
        let refusal = limiter
            .check(Client(Ipv4Addr::new(200, 1, 1, 2).into()))
            .expect_err("shares 200.1/16");
        assert!(refusal.retry_after_s.is_some_and(|s| (1..=3601).contains(&s)));
    }
}
