//! Start, find, share and stop the built-in server.
//!
//! Several programs may use one server (`serve` and, beside it, `ledger verify`). Each holds a shared lock on `<data>/pg/users.lock`, which the
//! kernel takes back however the program ends; whoever leaves last stops the server. A server left over by a killed program is adopted.

use crate::{
    cluster::{self, DATABASE, Purpose},
    error::{During, Error, Result},
    place::Place,
    postmaster,
};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Child,
};

/// A log larger than this begins anew at the next start, in bytes.
const LOG_LIMIT: u64 = 20 * 1024 * 1024;

/// Our share of a running built-in PostgreSQL. Dropping it stops the server unless another program uses it.
#[derive(Debug)]
pub struct Embedded {
    place: Place,
    url: String,
    share: Option<File>,
    child: Option<Child>,
    adopted: bool,
    /// Removed with everything in it after stopping.
    pub(crate) throw_away: Option<PathBuf>,
}

impl Embedded {
    /// The server of the data folder (`./data`): started, or joined when it already runs. Blocks until it takes connections.
    pub fn start(data: &Path) -> Result<Self> {
        Self::open(data, Purpose::Keep)
    }

    /// A server for tests in a temporary folder: 400 connections, nothing synced to disk, removed when dropped.
    pub fn ephemeral() -> Result<Self> {
        crate::ephemeral::start()
    }

    pub(crate) fn open(data: &Path, purpose: Purpose) -> Result<Self> {
        let (place, account) = Place::prepare(data)?;
        let turn = lock_file(&place.home, "turn.lock")?;
        turn.lock().during("lock", &place.home)?;
        let mut child = None;
        let adopted = postmaster::answers(&place);
        if adopted {
            postmaster::wait_ready(&place)?;
        } else {
            let binaries = cluster::prepare(&place, &account, purpose)?;
            if fs::metadata(&place.log).is_ok_and(|meta| meta.len() > LOG_LIMIT) {
                let _ = fs::remove_file(&place.log);
            }
            child = Some(postmaster::start(&place, &account, &binaries)?);
        }
        let share = lock_file(&place.home, "users.lock")?;
        share.lock_shared().during("lock", &place.home)?;
        Ok(Self {
            url: place.url(DATABASE),
            place,
            share: Some(share),
            child,
            adopted,
            throw_away: None,
        })
    }

    /// URL of the data folder's server when it runs; never starts one.
    pub fn find_running(data: &Path) -> Option<String> {
        let place = Place::existing(data)?;
        postmaster::answers(&place).then(|| place.url(DATABASE))
    }

    /// URL of the platform's database, for sqlx as for libpq.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs a script in one transaction, for programs without a database driver.
    pub fn execute(&self, script: &str) -> Result<()> {
        crate::sql::run(&self.place.socket_file(), DATABASE, DATABASE, script)
    }

    /// True when the server was already running.
    pub fn was_running(&self) -> bool {
        self.adopted
    }

    /// Process id of the server.
    pub fn pid(&self) -> Option<u32> {
        postmaster::pid(&self.place)
    }

    /// Gives up our share; the last one stops the server and waits for it.
    pub fn stop(mut self) -> Result<()> {
        self.leave()
    }

    fn leave(&mut self) -> Result<()> {
        let Some(share) = self.share.take() else { return Ok(()) };
        let turn = lock_file(&self.place.home, "turn.lock")?;
        turn.lock().during("lock", &self.place.home)?;
        // Not by closing it: a program being forked right now by another thread holds a copy of the handle for a moment.
        share.unlock().during("unlock", &self.place.home)?;
        let alone = lock_file(&self.place.home, "users.lock")?;
        if alone.try_lock().is_err() {
            return Ok(());
        }
        postmaster::stop(&self.place, self.child.as_mut())?;
        if let Some(folder) = &self.throw_away {
            let _ = fs::remove_dir_all(folder);
        }
        Ok(())
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        // Nobody is left to tell; the next start adopts a server that stayed.
        let _ = self.leave();
    }
}

/// Opens (not yet locks) one of the lock files.
pub(crate) fn lock_file(home: &Path, name: &str) -> Result<File> {
    let path = home.join(name);
    let file = File::options().create(true).truncate(false).read(true).write(true).open(&path);
    file.map_err(|error| Error(format!("cannot write in {}: {error}", home.display())))
}
