//! Budgets that all processes share, in Redis: one round trip for all groups of a request. While Redis is away nobody waits for it, and
//! the caller counts by itself.
//!
//! Keys go by themselves when their client has refilled, so Redis holds who was there lately; how much it may hold is its operator's
//! `maxmemory`.

use super::limits::Count;
use amanat_base::{Result, Secret};
use redis::{
    Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

const SCRIPT: &str = include_str!("limits.lua");
/// A request waits no longer for its count.
const ANSWERS_WITHIN: Duration = Duration::from_millis(250);
/// How long Redis is left alone after it did not answer; then one request asks again.
const LEFT_ALONE: Duration = Duration::from_secs(1);

pub(super) struct Shared {
    redis: ConnectionManager,
    script: Script,
    start: Instant,
    is_away: AtomicBool,
    /// Milliseconds since `start` until which nobody asks.
    asks_from_ms: AtomicU64,
}

impl Shared {
    /// Connects when it is first asked.
    pub(super) fn new(url: &Secret) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(ANSWERS_WITHIN))
            .set_response_timeout(Some(ANSWERS_WITHIN));
        Ok(Self {
            redis: ConnectionManager::new_lazy_with_config(Client::open(url.expose())?, config)?,
            script: Script::new(SCRIPT),
            start: Instant::now(),
            is_away: AtomicBool::new(false),
            asks_from_ms: AtomicU64::new(0),
        })
    }

    /// Counts one request everywhere, or says how long to wait. `None` while Redis is away.
    pub(super) async fn count(&self, counts: &[Count]) -> Option<Result<(), Duration>> {
        if !self.may_ask() {
            return None;
        }
        let mut call = self.script.prepare_invoke();
        for count in counts {
            call.key(count.key()).arg(count.rate.every_us).arg(count.rate.room_us);
        }
        let mut redis = self.redis.clone();
        let answer = tokio::time::timeout(ANSWERS_WITHIN, call.invoke_async::<u64>(&mut redis)).await;
        match answer {
            Ok(Ok(wait_us)) => {
                self.is_back();
                Some(match wait_us {
                    0 => Ok(()),
                    wait => Err(Duration::from_micros(wait)),
                })
            }
            Ok(Err(error)) => self.went_away(&error.to_string()),
            Err(_) => self.went_away("it did not answer in time"),
        }
    }

    /// While Redis is away one request a second asks, and the others don't wait for it.
    fn may_ask(&self) -> bool {
        let (now, from) = (self.now_ms(), self.asks_from_ms.load(Ordering::Acquire));
        if !self.is_away.load(Ordering::Acquire) {
            return true;
        }
        let next = now + Self::ms(LEFT_ALONE);
        now >= from
            && self
                .asks_from_ms
                .compare_exchange(from, next, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
    }

    fn is_back(&self) {
        if self.is_away.swap(false, Ordering::AcqRel) {
            tracing::info!("Redis is back: all processes share their rate limits again");
        }
        metrics::gauge!("rate_limits_shared").set(1.0);
    }

    fn went_away<T>(&self, why: &str) -> Option<T> {
        self.asks_from_ms.store(self.now_ms() + Self::ms(LEFT_ALONE), Ordering::Release);
        metrics::counter!("rate_limits_redis_failures_total").increment(1);
        metrics::gauge!("rate_limits_shared").set(0.0);
        if !self.is_away.swap(true, Ordering::AcqRel) {
            tracing::warn!(why, "Redis is away: until it is back, each process counts rate limits by itself");
        }
        None
    }

    fn now_ms(&self) -> u64 {
        Self::ms(self.start.elapsed())
    }

    fn ms(time: Duration) -> u64 {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Limit,
        harden::gcra::{Rate, step},
        testing::Redis,
    };

    #[tokio::test]
    async fn an_address_with_tls_is_taken_and_nonsense_is_not() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        for (url, taken) in [
            ("redis://localhost", true),
            ("rediss://:secret@redis.example:6380/2", true),
            ("redis.example", false),
        ] {
            assert_eq!(Shared::new(&Secret::new(url)).is_ok(), taken, "{url}");
        }
    }

    /// The script and the sum in Rust, on the same times.
    #[tokio::test]
    async fn redis_answers_as_one_process_would() {
        let redis = Redis::start();
        let shared = Shared::new(&Secret::new(redis.url())).expect("an address");
        let mut connection = shared.redis.clone();
        let (mut seed, mut refused) = (20_261_121_u64, 0);
        for requests in [1, 2, 7, 30] {
            // Long, because Redis forgets keys in its own time, whatever the test says it is.
            let rate = Rate::from(Limit::new(requests, Duration::from_secs(900)));
            let (mut back, mut now) = (0, 1_790_000_000_000_000_u64);
            for n in 0..200 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                now += (seed >> 33) % (rate.every_us * 3 / 2);
                let mut call = shared.script.prepare_invoke();
                call.key(format!("of-{requests}")).arg(rate.every_us).arg(rate.room_us).arg(now);
                let there: u64 = call.invoke_async(&mut connection).await.expect("Redis answers");
                let here = match step(back, now, rate) {
                    Ok(next) => {
                        back = next;
                        0
                    }
                    Err(wait) => u64::try_from(wait.as_micros()).expect("short"),
                };
                assert_eq!(there, here, "request {n} of {requests}");
                refused += u32::from(here > 0);
            }
        }
        assert!(refused > 100, "{refused}");
    }
}
