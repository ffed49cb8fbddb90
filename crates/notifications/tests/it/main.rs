//! Notifications and sockets as their users meet them: real HTTP, a real Socket.IO client, a database of its own for every test.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

mod app;
mod list;
mod order;
mod rooms;
mod slow;
