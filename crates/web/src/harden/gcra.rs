//! The counting itself, in one process: the generic cell rate algorithm, one number per client.
//!
//! A client may send `requests` at once, and gets one back every `per / requests`. What is kept is the instant at which all would be
//! back; who is there already need not be kept. `limits.lua` does the same sum in Redis, and a test compares the two.

use super::limits::Who;
use crate::Limit;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Clients counted one by one in each group; about 100 bytes each.
const MAX_CLIENTS: usize = 100_000;
/// Requests between two clean-ups.
const SWEEP_EVERY: u32 = 4096;

/// A limit as the sum needs it, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// Between two requests of somebody who has used all up.
    pub every_us: u64,
    /// In what time all of them come back.
    pub room_us: u64,
}

impl From<Limit> for Rate {
    fn from(limit: Limit) -> Self {
        let requests = u64::from(limit.requests.get());
        let per_us = u64::try_from(limit.per.as_micros()).unwrap_or(u64::MAX / 4);
        let every_us = (per_us / requests).max(1);
        Self {
            every_us,
            room_us: every_us * requests,
        }
    }
}

/// When all is back after one more request at `now_us`, if all was to be back at `back_us`; or how long to wait.
pub(super) fn step(back_us: u64, now_us: u64, rate: Rate) -> Result<u64, Duration> {
    let next = back_us.max(now_us) + rate.every_us;
    match next.saturating_sub(now_us + rate.room_us) {
        0 => Ok(next),
        wait_us => Err(Duration::from_micros(wait_us)),
    }
}

/// Everybody who is counted in one group. Memory is bounded: what has refilled is forgotten, and past a cap far networks are counted
/// together.
pub(super) struct Buckets {
    start: Instant,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    back_us: HashMap<Who, u64>,
    checks: u32,
    is_full: bool,
}

impl Buckets {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            inner: Mutex::default(),
        }
    }

    /// Counts one request of `who`, or says how long to wait.
    pub(super) fn count(&self, who: Who, rate: Rate) -> Result<(), Duration> {
        let now_us = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX / 4);
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).count(who, rate, now_us)
    }
}

impl Inner {
    fn count(&mut self, who: Who, rate: Rate, now_us: u64) -> Result<(), Duration> {
        self.checks += 1;
        if self.checks >= SWEEP_EVERY {
            self.checks = 0;
            self.back_us.retain(|_, back| *back > now_us);
            self.back_us.shrink_to_fit();
            self.is_full = self.back_us.len() >= MAX_CLIENTS;
        }
        let who = if self.is_full { who.far() } else { who };
        let back = self.back_us.get(&who).copied().unwrap_or(0);
        self.back_us.insert(who, step(back, now_us, rate)?);
        Ok(())
    }
}

impl Who {
    /// Whoever this is counted with when there are too many to count one by one.
    fn far(self) -> Self {
        match self {
            Self::Client(address) => Self::Client(network(address)),
            key @ Self::Key(_) => key,
        }
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
    use proptest::prelude::*;

    fn rate(requests: u32, per: Duration) -> Rate {
        Limit::new(requests, per).into()
    }

    fn client(n: u32) -> Who {
        Who::Client(Ipv4Addr::from_bits(n).into())
    }

    proptest! {
        /// Whatever the times of the requests: no window holds more than twice the budget, the first ones all pass, and who waits as told passes.
        #[test]
        fn nobody_gets_more_than_the_limit(requests in 1_u32..50, gaps in prop::collection::vec(0_u64..5_000, 1..200)) {
            let rate = rate(requests, Duration::from_millis(u64::from(requests)));
            let (mut back, mut now, mut passed) = (0, 1_000_000_u64, Vec::new());
            for gap in gaps {
                now += gap;
                match step(back, now, rate) {
                    Ok(next) => {
                        back = next;
                        passed.push(now);
                    }
                    Err(wait) => {
                        let later = now + u64::try_from(wait.as_micros()).expect("short");
                        prop_assert!(step(back, later, rate).is_ok());
                        prop_assert!(step(back, later - 1, rate).is_err());
                    }
                }
            }
            prop_assert!(!passed.is_empty());
            for (n, from) in passed.iter().enumerate() {
                let within = passed[n..].iter().filter(|at| **at < from + rate.room_us).count();
                prop_assert!(within <= 2 * requests as usize);
            }
        }
    }

    #[test]
    fn all_at_once_then_one_by_one() {
        let rate = rate(3, Duration::from_secs(3));
        let mut back = 0;
        for _ in 0..3 {
            back = step(back, 5_000_000, rate).expect("is within the limit");
        }
        assert_eq!(step(back, 5_000_000, rate), Err(Duration::from_secs(1)));
        assert!(step(back, 6_000_000, rate).is_ok());
    }

    #[test]
    fn clients_that_have_refilled_are_forgotten() {
        let mut inner = Inner::default();
        for n in 0..SWEEP_EVERY {
            assert!(
                inner
                    .count(client(n), rate(1, Duration::from_millis(1)), u64::from(n) * 10_000)
                    .is_ok()
            );
        }
        assert_eq!(inner.back_us.len(), 1);
    }

    #[test]
    fn past_the_cap_a_flood_of_addresses_shares_its_networks_budget() {
        let (mut inner, rate) = (Inner::default(), rate(1, Duration::from_secs(3600)));
        for n in 0..(MAX_CLIENTS as u32 + 2 * SWEEP_EVERY) {
            let _ = inner.count(client(n), rate, 1);
        }
        assert!(inner.is_full);
        assert!(inner.back_us.len() < MAX_CLIENTS + 2 * SWEEP_EVERY as usize);
        let far = |d| Who::Client(Ipv4Addr::new(200, 1, 1, d).into());
        assert!(inner.count(far(1), rate, 1).is_ok());
        assert!(inner.count(far(2), rate, 1).is_err(), "shares 200.1/16");
    }
}
