//! Telling people: a list of notifications each, and everything that happens, live, over Socket.IO.
//!
//! Both are written in the transaction of the reaction to an event, keyed by the event's id, so that nothing is told that did not
//! happen and nothing is told twice. What sockets hear is a log in the database, which every node follows by itself.

mod notice;
mod realtime;
mod routes;
mod words;

pub use notice::{Notice, forget, notify};
pub use realtime::{Desk, Emit, Realtime, Room, emit, prune};
pub use routes::router;
pub use words::Words;
