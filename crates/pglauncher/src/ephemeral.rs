//! Servers for tests: a temporary folder each, and a broom for those whose program was killed.

use crate::{
    Embedded,
    account::Account,
    cluster::Purpose,
    error::{During, Result, fail},
    place::Place,
    postmaster,
    server::lock_file,
};
use rustix::process::{Pid, test_kill_process};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const PREFIX: &str = "amanat-test-pg-";

pub(crate) fn start() -> Result<Embedded> {
    let temp = temp_folder()?;
    sweep(&temp);
    let folder = fresh_folder(&temp)?;
    let mut server = Embedded::open(&folder, Purpose::Test).inspect_err(|_| {
        let _ = fs::remove_dir_all(&folder);
    })?;
    server.throw_away = Some(folder);
    Ok(server)
}

/// The machine's temporary folder, or /tmp where PostgreSQL's account can't enter that.
fn temp_folder() -> Result<PathBuf> {
    let account = Account::resolve()?;
    let wanted = fs::canonicalize(std::env::temp_dir()).unwrap_or_else(|_| "/tmp".into());
    Ok(if account.reaches(&wanted) { wanted } else { "/tmp".into() })
}

fn fresh_folder(temp: &Path) -> Result<PathBuf> {
    for number in 0..1000 {
        let folder = temp.join(format!("{PREFIX}{}-{number}", std::process::id()));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other.during("create", &folder).map(|()| folder),
        }
    }
    fail!("{} is full of left-over test servers: remove {PREFIX}* there", temp.display())
}

/// Stops and removes test servers whose program is gone.
fn sweep(temp: &Path) {
    for entry in fs::read_dir(temp).into_iter().flatten().flatten() {
        let folder = entry.path();
        let abandoned = entry
            .file_name()
            .to_str()
            .and_then(maker)
            .is_some_and(|pid| test_kill_process(pid).is_err());
        let free = abandoned && lock_file(&folder.join("pg"), "users.lock").is_ok_and(|file| file.try_lock().is_ok());
        if !free {
            continue;
        }
        if let Some(place) = Place::existing(&folder) {
            let _ = postmaster::stop(&place, None);
        }
        let _ = fs::remove_dir_all(&folder);
    }
}

/// The program that made a folder of ours.
fn maker(name: &str) -> Option<Pid> {
    let (pid, _) = name.strip_prefix(PREFIX)?.split_once('-')?;
    Pid::from_raw(pid.parse().ok()?)
}
