//! One connected socket: how far it has been told, in order and once.
//!
//! A peer is *live* while the follower may tell it directly. It is not while it catches up from the log: after connecting, or after it
//! stopped reading and its buffer ran full. What the follower passes by meanwhile is noted (`missed`), and the peer goes live only when
//! it has read the log to the end with nothing missed. Everything up to `cursor` has been told, so the two ways can't tell it twice.

use super::log::Entry;
use amanat_web::Caller;
use serde_json::{Value, json};
use socketioxide::{SendError, SocketError, extract::SocketRef, socket::Sid};
use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use uuid::Uuid;

/// Rooms that one socket may be in.
pub(super) const MOST_ROOMS: usize = 100;
/// Joins of one socket that may be under way at once.
const MOST_JOINS: usize = 8;

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Told {
    /// It is on its way, or was told before.
    Yes,
    /// The socket reads too slowly; its buffer is full.
    Full,
    /// The socket has gone.
    Gone,
}

/// Whether the follower may tell a peer directly again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Resumed {
    /// It may.
    Live,
    /// Not yet: the follower passed something by.
    Missed,
    /// Not yet: the socket doesn't read, or has gone.
    NotReading,
}

pub(super) struct Peer {
    pub caller: Caller,
    /// Where the client said that it stopped.
    pub since: Option<i64>,
    /// Held while catching up, so that it happens once at a time.
    pub catching: tokio::sync::Mutex<()>,
    pub joins: tokio::sync::Semaphore,
    socket: SocketRef,
    gate: Mutex<Gate>,
}

struct Gate {
    rooms: HashSet<String>,
    refused: Vec<String>,
    cursor: i64,
    live: bool,
    missed: bool,
    owes_resync: bool,
    ready: bool,
    /// Catch-ups in a row that did not come to the end.
    failures: u32,
    /// A message to several rooms is several neighbouring rows of the log: the latest event, and what of it has been told.
    event: Uuid,
    names: Vec<String>,
}

impl Peer {
    pub fn new(socket: SocketRef, caller: Caller, since: Option<i64>) -> Self {
        Self {
            caller,
            since,
            catching: tokio::sync::Mutex::default(),
            joins: tokio::sync::Semaphore::new(MOST_JOINS),
            socket,
            gate: Mutex::new(Gate {
                rooms: HashSet::new(),
                refused: Vec::new(),
                cursor: 0,
                live: false,
                missed: false,
                owes_resync: false,
                ready: false,
                failures: 0,
                event: Uuid::nil(),
                names: Vec::new(),
            }),
        }
    }

    pub fn id(&self) -> Sid {
        self.socket.id
    }

    pub fn connected(&self) -> bool {
        self.socket.connected()
    }

    pub fn rooms(&self) -> Vec<String> {
        self.gate().rooms.iter().cloned().collect()
    }

    pub fn is_in(&self, room: &str) -> bool {
        self.gate().rooms.contains(room)
    }

    /// False when it is in as many rooms as it may.
    pub fn enter(&self, room: &str) -> bool {
        let mut gate = self.gate();
        let fits = gate.rooms.len() < MOST_ROOMS || gate.rooms.contains(room);
        if fits {
            gate.rooms.insert(room.to_owned());
        }
        fits
    }

    pub fn exit(&self, room: &str) {
        self.gate().rooms.remove(room);
    }

    /// Remembers a room of the handshake that was refused, for the `ready` message.
    pub fn refuse(&self, room: String) {
        self.gate().refused.push(room);
    }

    pub fn is_live(&self) -> bool {
        self.gate().live
    }

    pub fn cursor(&self) -> i64 {
        self.gate().cursor
    }

    pub fn set_cursor(&self, seq: i64) {
        self.gate().cursor = seq;
    }

    /// The client must read everything anew: it was away too long, or a replay broke off.
    pub fn owe_resync(&self) {
        self.gate().owes_resync = true;
    }

    pub fn owes_resync(&self) -> bool {
        self.gate().owes_resync
    }

    /// From here on the follower passes it by.
    pub fn pause(&self) {
        let mut gate = self.gate();
        gate.live = false;
        gate.missed = false;
    }

    /// The follower may tell it directly again, unless it passed something by since [`Peer::pause`]. The first time, the client is told
    /// that it is `ready`, and where it stands.
    pub fn resume(&self) -> Resumed {
        let mut gate = self.gate();
        if gate.missed {
            return Resumed::Missed;
        }
        if !gate.ready {
            let rooms: Vec<&String> = gate.rooms.iter().collect();
            let message = json!({ "seq": gate.cursor, "rooms": rooms, "refused": gate.refused });
            if self.send("ready", &message) != Told::Yes {
                return Resumed::NotReading;
            }
            gate.ready = true;
        }
        gate.live = true;
        gate.failures = 0;
        Resumed::Live
    }

    /// Whether to try to catch up in this second: after each failure half as often, down to twice a minute.
    pub fn is_due(&self, second: u32) -> bool {
        let mut gate = self.gate();
        let due = second.is_multiple_of((1 << gate.failures.min(5)).min(30));
        if due {
            gate.failures += 1;
        }
        due
    }

    /// Called by the follower for every message to one of its rooms.
    pub fn hear(&self, entry: &Entry, message: &Value) {
        let mut gate = self.gate();
        if !gate.live {
            gate.missed = true;
            return;
        }
        if entry.seq <= gate.cursor {
            return;
        }
        if gate.event != entry.event {
            gate.event = entry.event;
            gate.names.clear();
        }
        if gate.names.contains(&entry.name) {
            gate.cursor = entry.seq;
            return;
        }
        match self.send(&entry.name, message) {
            Told::Yes => {
                gate.cursor = entry.seq;
                gate.names.push(entry.name.clone());
            }
            Told::Full | Told::Gone => gate.live = false,
        }
    }

    /// Tells it, without regard to its cursor. A full buffer is waited for a little.
    pub async fn tell(&self, name: &str, message: &Value) -> Told {
        for _ in 0..10 {
            match self.send(name, message) {
                Told::Full => tokio::time::sleep(Duration::from_millis(20)).await,
                done => return done,
            }
        }
        Told::Full
    }

    pub fn resynced(&self, head: i64) {
        let mut gate = self.gate();
        gate.owes_resync = false;
        gate.cursor = gate.cursor.max(head);
    }

    /// Ends the connection; a full buffer is waited for, because the goodbye must fit into it.
    pub fn cut(&self, why: &'static str) {
        let _ = self.send("session:ended", &json!({ "reason": why }));
        let socket = self.socket.clone();
        if socket.clone().disconnect().is_err() {
            tokio::spawn(async move {
                for _ in 0..60 {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    if !socket.connected() || socket.clone().disconnect().is_ok() {
                        return;
                    }
                }
            });
        }
    }

    fn send(&self, name: &str, message: &Value) -> Told {
        match self.socket.emit(name, message) {
            Ok(()) => Told::Yes,
            Err(SendError::Socket(SocketError::InternalChannelFull)) => Told::Full,
            Err(SendError::Socket(SocketError::Closed)) => Told::Gone,
            Err(SendError::Serialize(error)) => {
                tracing::error!(%error, name, "a realtime message can't be encoded");
                Told::Yes
            }
        }
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
