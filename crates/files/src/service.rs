//! What the handlers of files share: the store, the keys of links, and how much may happen at once.

use crate::{Blobs, links::Links};
use amanat_base::{Error, Result, Secret, UserId};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex as StdMutex, Weak},
    time::Duration,
};
use tokio::{
    sync::{Mutex, OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

/// Pictures decoded at the same time in one process: each may take a few hundred megabytes for a moment.
const DECODING: usize = 2;
/// Uploads held in memory at the same time in one process, and of one person: nobody keeps the others waiting by sending slowly.
const RECEIVING: usize = 16;
const RECEIVING_EACH: usize = 2;
/// How long the health of the store is taken to be what it was: anybody may ask for it, and S3 is not ours to ask at will.
const HEALTH_HOLDS: Duration = Duration::from_secs(10);
/// In what time the store has to answer to be well.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(2);

/// Uploaded files. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    /// Where the bytes are.
    pub blobs: Arc<Blobs>,
    /// Largest upload.
    pub max_bytes: usize,
    pub(crate) links: Links,
    pub(crate) site: Arc<str>,
    pub(crate) decoding: Arc<Semaphore>,
    receiving: Arc<Semaphore>,
    each: Arc<StdMutex<HashMap<UserId, Weak<Semaphore>>>>,
    health: Arc<Mutex<Option<(Instant, bool)>>>,
}

/// Room for one body.
pub(crate) struct Room {
    _both: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("blobs", &self.blobs).finish_non_exhaustive()
    }
}

impl Files {
    /// Keys of links are derived from `secrets`, newest first; `site` is where people reach the server.
    pub fn new(blobs: Blobs, max_bytes: usize, secrets: &[Secret], site: &str) -> Result<Self> {
        if secrets.is_empty() {
            return Err(Error::internal("files need a secret to sign links with"));
        }
        Ok(Self {
            blobs: Arc::new(blobs),
            max_bytes,
            links: Links::new(secrets)?,
            site: site.trim_end_matches('/').into(),
            decoding: Arc::new(Semaphore::new(DECODING)),
            receiving: Arc::new(Semaphore::new(RECEIVING)),
            each: Arc::default(),
            health: Arc::default(),
        })
    }

    /// Waits until there is room for one more body of this person; it is theirs until what is answered is dropped.
    pub(crate) async fn room_for(&self, user: UserId) -> Result<Room> {
        let lane = self.lane(user)?;
        let own = lane.acquire_owned().await.map_err(Error::internal)?;
        let all = self.receiving.clone().acquire_owned().await.map_err(Error::internal)?;
        Ok(Room { _both: (own, all) })
    }

    fn lane(&self, user: UserId) -> Result<Arc<Semaphore>> {
        let mut each = self.each.lock().map_err(|_| Error::internal("a panic while a lane was taken"))?;
        if let Some(lane) = each.get(&user).and_then(Weak::upgrade) {
            return Ok(lane);
        }
        // Whoever sends nothing now is forgotten.
        each.retain(|_, lane| lane.strong_count() > 0);
        let lane = Arc::new(Semaphore::new(RECEIVING_EACH));
        each.insert(user, Arc::downgrade(&lane));
        Ok(lane)
    }

    /// Whether the store answers; asked at most every ten seconds.
    pub async fn is_well(&self) -> bool {
        let mut known = self.health.lock().await;
        match *known {
            Some((at, well)) if at.elapsed() < HEALTH_HOLDS => well,
            _ => {
                let asked = tokio::time::timeout(HEALTH_TIMEOUT, self.blobs.probe()).await;
                let well = matches!(asked, Ok(Ok(())));
                *known = Some((Instant::now(), well));
                well
            }
        }
    }
}
