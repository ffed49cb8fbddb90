//! The sockets of this node, by id and by room.

use super::peer::Peer;
use socketioxide::socket::Sid;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

/// Everybody connected to this node.
#[derive(Default)]
pub(super) struct Hub {
    inner: RwLock<Inner>,
}

#[derive(Default)]
struct Inner {
    peers: HashMap<Sid, Arc<Peer>>,
    rooms: HashMap<String, HashMap<Sid, Arc<Peer>>>,
}

impl Hub {
    pub fn len(&self) -> usize {
        self.read().peers.len()
    }

    pub fn add(&self, peer: &Arc<Peer>) {
        self.write().peers.insert(peer.id(), peer.clone());
    }

    pub fn get(&self, id: Sid) -> Option<Arc<Peer>> {
        self.read().peers.get(&id).cloned()
    }

    pub fn remove(&self, id: Sid) {
        let mut inner = self.write();
        if let Some(peer) = inner.peers.remove(&id) {
            for room in peer.rooms() {
                inner.leave(&room, id);
            }
        }
    }

    /// False when the socket has gone meanwhile, or is in as many rooms as it may.
    pub fn join(&self, peer: &Arc<Peer>, room: &str) -> bool {
        let mut inner = self.write();
        let joins = inner.peers.contains_key(&peer.id()) && peer.enter(room);
        if joins {
            inner.rooms.entry(room.to_owned()).or_default().insert(peer.id(), peer.clone());
        }
        joins
    }

    pub fn leave(&self, peer: &Peer, room: &str) {
        let mut inner = self.write();
        peer.exit(room);
        inner.leave(room, peer.id());
    }

    pub fn in_room(&self, room: &str) -> Vec<Arc<Peer>> {
        self.read()
            .rooms
            .get(room)
            .map(|r| r.values().cloned().collect())
            .unwrap_or_default()
    }

    pub fn all(&self) -> Vec<Arc<Peer>> {
        self.read().peers.values().cloned().collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn leave(&mut self, room: &str, id: Sid) {
        if let Some(members) = self.rooms.get_mut(room) {
            members.remove(&id);
            if members.is_empty() {
                self.rooms.remove(room);
            }
        }
    }
}
