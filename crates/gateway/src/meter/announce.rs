//! Tells who watches a token that its use moved: at most once per second, and the last movement always.

use crate::Event;
use amanat_base::{ListingId, Result, TokenId, UserId};
use amanat_store::{Store, announce};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

const EVERY: Duration = Duration::from_secs(1);
/// Tokens told of in one go; the others' turn comes a second later.
const AT_ONCE: usize = 200;

/// A token's use as it is now.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub(super) token: TokenId,
    pub(super) listing: ListingId,
    pub(super) buyer: UserId,
    pub(super) seller: UserId,
    pub(super) used: i64,
    pub(super) units: i64,
}

impl Moved {
    fn event(self) -> Event {
        Event::UsageMoved {
            token: self.token,
            listing: self.listing,
            buyer: self.buyer,
            seller: self.seller,
            used: self.used,
            units: self.units,
        }
    }
}

/// What moved since it was told last: one entry per token in use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves(Arc<Mutex<HashMap<TokenId, Moved>>>);

impl Moves {
    pub(super) fn note(&self, moved: Vec<Moved>) {
        let mut moves = self.locked();
        for one in moved {
            moves.insert(one.token, one);
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<TokenId, Moved>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Vec<Moved> {
        let mut moves = self.locked();
        let tokens: Vec<_> = moves.keys().copied().take(AT_ONCE).collect();
        tokens.iter().filter_map(|token| moves.remove(token)).collect()
    }

    /// Announces until it is time to stop, and what is left then.
    pub(crate) async fn run(self, store: Store, mut stop: watch::Receiver<bool>) {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            let stopped = tokio::select! {
                _ = tick.tick() => false,
                _ = stop.wait_for(|stop| *stop) => true,
            };
            let moved = self.take();
            if let Err(error) = tell(&store, moved.clone()).await {
                tracing::warn!(?error, "use that moved could not be announced");
                self.put_back(moved);
            }
            if stopped {
                return;
            }
        }
    }

    /// What has moved again since is newer than what could not be told.
    fn put_back(&self, moved: Vec<Moved>) {
        let mut moves = self.locked();
        for one in moved {
            moves.entry(one.token).or_insert(one);
        }
    }
}

async fn tell(store: &Store, moved: Vec<Moved>) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    for one in moved {
        announce(&mut tx, &one.event()).await?;
    }
    tx.commit().await
}
