//! How fast and how many at once, per token; in this process only, so several nodes allow as many times as much. Units are another
//! matter: those are counted in the database, for all nodes together.

use amanat_base::{Code, Error, Result};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);
/// Keys that are remembered before those that have refilled are forgotten.
const MANY: usize = 16_384;
/// Keys that are ever remembered.
const MOST: usize = 8 * MANY;

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // nothing in here panics half way through a change
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls per minute by key: so many at once, refilled evenly.
#[derive(Debug)]
pub(crate) struct Rates<K> {
    /// When each key will have refilled completely.
    full_at: Mutex<HashMap<K, Instant>>,
}

impl<K: Eq + Hash> Rates<K> {
    pub(crate) fn new() -> Self {
        Self { full_at: Mutex::default() }
    }

    /// Takes one call, or says in `Retry-After` when there will be one (`RATE_LIMITED`).
    pub(crate) fn take(&self, key: K, per_minute: u32) -> Result<()> {
        self.take_at(key, per_minute, Instant::now())
    }

    fn take_at(&self, key: K, per_minute: u32, now: Instant) -> Result<()> {
        let each = MINUTE / per_minute.max(1);
        let mut full_at = locked(&self.full_at);
        if full_at.len() >= MANY && full_at.len().is_multiple_of(MANY / 4) {
            full_at.retain(|_, at| *at > now);
        }
        if full_at.len() >= MOST {
            full_at.clear();
        }
        let then = full_at.get(&key).copied().unwrap_or(now).max(now) + each;
        let ahead = then.saturating_duration_since(now);
        if ahead > MINUTE {
            return Err(too_many(ahead - MINUTE));
        }
        full_at.insert(key, then);
        Ok(())
    }
}

fn too_many(wait: Duration) -> Error {
    Error {
        retry_after_s: Some(wait.as_secs() + 1),
        ..Error::new(Code::RateLimited)
    }
}

/// Calls that run now, by key; only keys with running calls are remembered.
#[derive(Debug)]
pub(crate) struct Running<K: Eq + Hash>(Arc<Mutex<HashMap<K, u32>>>);

impl<K: Eq + Hash> Clone for Running<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Eq + Hash + Copy> Running<K> {
    pub(crate) fn new() -> Self {
        Self(Arc::default())
    }

    /// A place among at most `most`, free again when it is dropped; `RATE_LIMITED` when none is free.
    pub(crate) fn enter(&self, key: K, most: u32) -> Result<Place<K>> {
        let mut running = locked(&self.0);
        let count = running.entry(key).or_insert(0);
        if *count >= most {
            return Err(Code::RateLimited
                .say("Too many calls at the same time with this access token; wait for one to end.")
                .retry(1));
        }
        *count += 1;
        Ok(Place { key, of: self.clone() })
    }
}

trait Retry {
    fn retry(self, after_s: u64) -> Self;
}

impl Retry for Error {
    fn retry(mut self, after_s: u64) -> Self {
        self.retry_after_s = Some(after_s);
        self
    }
}

/// One running call.
#[derive(Debug)]
pub(crate) struct Place<K: Eq + Hash + Copy> {
    key: K,
    of: Running<K>,
}

impl<K: Eq + Hash + Copy> Place<K> {
    /// Whose call it is.
    pub(crate) fn key(&self) -> K {
        self.key
    }
}

impl<K: Eq + Hash + Copy> Drop for Place<K> {
    fn drop(&mut self) {
        let mut running = locked(&self.of.0);
        if let Some(count) = running.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                running.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minutes_calls_may_come_at_once_and_refill_evenly() {
        let (rates, start) = (Rates::new(), Instant::now());
        assert!((0..6).all(|_| rates.take_at("a", 6, start).is_ok()));
        let refusal = rates.take_at("a", 6, start).expect_err("the seventh");
        assert_eq!((refusal.code, refusal.retry_after_s), (Code::RateLimited, Some(11)));
        assert!(rates.take_at("b", 6, start).is_ok(), "keys don't share");
        assert!(rates.take_at("a", 6, start + Duration::from_secs(10)).is_ok());
        assert!(rates.take_at("a", 6, start + Duration::from_secs(10)).is_err());
    }

    #[test]
    fn keys_that_have_refilled_are_forgotten() {
        let (rates, start) = (Rates::new(), Instant::now());
        for key in 0..MANY {
            rates.take_at(key, 60, start).expect("a first call");
        }
        rates.take_at(MANY, 60, start + MINUTE).expect("a first call");
        assert_eq!(locked(&rates.full_at).len(), 1);
    }

    #[test]
    fn a_place_is_free_again_when_it_is_left() {
        let running = Running::new();
        let (first, second) = (running.enter(1, 2).expect("free"), running.enter(1, 2).expect("free"));
        let refusal = running.enter(1, 2).expect_err("full");
        assert_eq!((refusal.code, refusal.retry_after_s), (Code::RateLimited, Some(1)));
        drop(first);
        drop(running.enter(1, 2).expect("free again"));
        drop(second);
        assert!(locked(&running.0).is_empty());
    }
}
