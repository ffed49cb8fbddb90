//! One running server: what `postmaster.pid` says about it, starting it, asking it to stop.

use crate::{
    account::Account,
    binaries::Binaries,
    error::{During, Result, fail},
    place::Place,
};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::{
    fs,
    os::unix::{net::UnixStream, process::CommandExt},
    path::Path,
    process::Child,
    thread::sleep,
    time::Duration,
};

const STEP: Duration = Duration::from_millis(20);
/// Crash recovery of a large database may take minutes.
const START_STEPS: u32 = 300 * 50;
/// Per signal.
const STOP_STEPS: u32 = 30 * 50;
/// Server processes of a killed postmaster need a moment to notice and go.
const LEFTOVER_TRIES: u32 = 40;

struct PidFile {
    pid: i32,
    ready: bool,
}

/// `postmaster.pid`: process id in the first line, state in the eighth.
fn read_pid_file(cluster: &Path) -> Option<PidFile> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let pid = text.lines().next()?.trim().parse().ok()?;
    let ready = text.lines().nth(7).is_some_and(|state| state.trim() == "ready");
    Some(PidFile { pid, ready })
}

/// True when a server answers on the socket.
pub(crate) fn answers(place: &Place) -> bool {
    read_pid_file(&place.cluster).is_some() && UnixStream::connect(place.socket_file()).is_ok()
}

/// Process id of the server.
pub(crate) fn pid(place: &Place) -> Option<u32> {
    read_pid_file(&place.cluster).and_then(|file| file.pid.try_into().ok())
}

/// Waits until a server that somebody else started is ready.
pub(crate) fn wait_ready(place: &Place) -> Result<()> {
    for _ in 0..START_STEPS {
        match read_pid_file(&place.cluster) {
            Some(file) if file.ready => return Ok(()),
            Some(_) => sleep(STEP),
            None => fail!("the running PostgreSQL in {} went away: start again", place.cluster.display()),
        }
    }
    fail!(
        "the running PostgreSQL in {} does not become ready: see {}",
        place.cluster.display(),
        place.log.display()
    )
}

/// Starts the server and waits until it is ready.
pub(crate) fn start(place: &Place, account: &Account, binaries: &Binaries) -> Result<Child> {
    forget_stale_lock_files(place)?;
    for attempt in 0.. {
        let log_from = fs::metadata(&place.log).map_or(0, |meta| meta.len());
        match start_once(place, account, binaries)? {
            Some(child) => return Ok(child),
            None => {
                let said = said_since(&place.log, log_from);
                let leftover = said.iter().any(|line| line.contains("pre-existing shared memory block"));
                if !leftover || attempt >= LEFTOVER_TRIES {
                    fail!("PostgreSQL would not start: {} (see {})", reason(&said), place.log.display());
                }
                sleep(Duration::from_millis(250));
            }
        }
    }
    unreachable!("the loop above has no end of its own")
}

/// None when the server ended instead of becoming ready.
fn start_once(place: &Place, account: &Account, binaries: &Binaries) -> Result<Option<Child>> {
    let log = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&place.log)
        .during("open", &place.log)?;
    account.own(&place.log)?;
    let program = binaries.bin.join("postgres");
    let mut command = account.command(&program);
    command.arg("-D").arg(&place.cluster);
    // Its own process group: Ctrl-C in the terminal is for us, and we stop it in our own order.
    command
        .stdout(log.try_clone().during("open", &place.log)?)
        .stderr(log)
        .process_group(0);
    let mut child = command.spawn().during("run", &program)?;
    for _ in 0..START_STEPS {
        if child.try_wait().during("wait for", &program)?.is_some() {
            return Ok(None);
        }
        let ours = |file: &PidFile| file.ready && u32::try_from(file.pid) == Ok(child.id());
        if read_pid_file(&place.cluster).as_ref().is_some_and(ours) {
            return Ok(Some(child));
        }
        sleep(STEP);
    }
    let _ = child.kill();
    fail!(
        "PostgreSQL in {} does not become ready: see {}",
        place.cluster.display(),
        place.log.display()
    )
}

fn said_since(log: &Path, from: u64) -> Vec<String> {
    let bytes = fs::read(log).unwrap_or_default();
    let from = usize::try_from(from).unwrap_or(0).min(bytes.len());
    String::from_utf8_lossy(&bytes[from..]).lines().map(str::to_owned).collect()
}

fn reason(said: &[String]) -> String {
    let worst = said.iter().find(|line| line.contains("FATAL:") || line.contains("PANIC:"));
    let line = worst.or(said.last()).map_or("it gave no reason", String::as_str);
    line.split_once("] ").map_or(line, |(_, text)| text).to_owned()
}

/// After a crash the lock files may name a process that is long gone, another program that got its number, or one that nobody reaps:
/// PostgreSQL itself refuses in the last two cases. A real postmaster works inside its data folder, so anything else is not one.
fn forget_stale_lock_files(place: &Place) -> Result<()> {
    let cluster = &place.cluster;
    if let Some(file) = read_pid_file(cluster) {
        let works_in = fs::read_link(format!("/proc/{}/cwd", file.pid)).ok();
        if works_in.is_some_and(|folder| fs::canonicalize(cluster).is_ok_and(|cluster| cluster == folder)) {
            fail!(
                "PostgreSQL (process {}) already works in {} but does not answer: stop it, then start again",
                file.pid,
                cluster.display()
            );
        }
    }
    if !Path::new("/proc/self").exists() {
        return Ok(());
    }
    let socket = place.socket_file();
    for path in [cluster.join("postmaster.pid"), socket.with_extension("5432.lock"), socket] {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).during("remove the stale", &path),
            _ => {}
        }
    }
    Ok(())
}

/// Asks for a fast shutdown (open transactions are rolled back) and waits; a server that can't is ended at once, which its log survives.
pub(crate) fn stop(place: &Place, mut child: Option<&mut Child>) -> Result<()> {
    let Some(file) = read_pid_file(&place.cluster) else { return Ok(()) };
    let Some(pid) = Pid::from_raw(file.pid) else { return Ok(()) };
    for signal in [Signal::INT, Signal::QUIT] {
        if kill_process(pid, signal).is_err() || wait_gone(place, pid, child.as_deref_mut()) {
            return Ok(());
        }
    }
    fail!("PostgreSQL (process {}) in {} does not stop", file.pid, place.cluster.display())
}

fn wait_gone(place: &Place, pid: Pid, mut child: Option<&mut Child>) -> bool {
    for _ in 0..STOP_STEPS {
        let reaped = child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(Some(_))));
        // Not only "no such process": an orphan may stay a zombie for ever where nobody reaps.
        if reaped || read_pid_file(&place.cluster).is_none() || test_kill_process(pid).is_err() {
            let _ = child.map(Child::wait);
            return true;
        }
        sleep(STEP);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_fatal_line_without_its_prefix() {
        let said = [
            "2026-01-01 00:00:00.000 UTC [7] LOG:  starting",
            "2026-01-01 00:00:00.000 UTC [7] FATAL:  no room",
            "2026 LOG: bye",
        ];
        assert_eq!(reason(&said.map(str::to_owned)), "FATAL:  no room");
        assert_eq!(reason(&[]), "it gave no reason");
    }
}
