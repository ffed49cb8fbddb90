//! The data folder: made once by `initdb`, its settings rewritten at every start.

use crate::{
    account::Account,
    binaries::{self, Binaries},
    error::{During, Result, fail},
    place::Place,
};
use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

/// Name of the platform's database.
pub(crate) const DATABASE: &str = "amanat";

/// How a server is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Keeps what people entrusted to it.
    Keep,
    /// Thrown away after the tests: nothing is synced to disk.
    Test,
}

/// Makes the data folder when there is none, writes its settings, and says which PostgreSQL it belongs to.
pub(crate) fn prepare(place: &Place, account: &Account, purpose: Purpose) -> Result<Binaries> {
    let made = made_by(&place.cluster)?;
    let binaries = binaries::find(made)?.reachable(account)?;
    if made.is_none() {
        create(place, account, &binaries, purpose)?;
    }
    write_settings(place, account, purpose)?;
    Ok(binaries)
}

/// Major version of an existing data folder; a folder with something else in it is refused.
fn made_by(cluster: &Path) -> Result<Option<u32>> {
    let Ok(mut entries) = fs::read_dir(cluster) else { return Ok(None) };
    if entries.next().is_none() {
        return Ok(None);
    }
    match fs::read_to_string(cluster.join("PG_VERSION"))
        .ok()
        .and_then(|text| text.trim().parse().ok())
    {
        Some(major) if cluster.join("global/pg_control").exists() => Ok(Some(major)),
        _ => fail!(
            "{} is not a complete PostgreSQL data folder: restore it from a backup, or move it away to begin anew",
            cluster.display()
        ),
    }
}

/// In a folder of its own first, so that an interrupted `initdb` leaves nothing that looks finished.
fn create(place: &Place, account: &Account, binaries: &Binaries, purpose: Purpose) -> Result<()> {
    let unfinished = place.cluster.with_extension("new");
    let mut reason = String::new();
    for locale in ["C.UTF-8", "C"] {
        let _ = fs::remove_dir_all(&unfinished);
        crate::place::private_folder(&unfinished, account)?;
        let mut command = account.command(&binaries.bin.join("initdb"));
        command
            .arg("-D")
            .arg(&unfinished)
            .args(["-U", DATABASE, "-E", "UTF8", "--auth-local=peer", "--auth-host=reject"]);
        command.arg(format!("--locale={locale}"));
        if purpose == Purpose::Test {
            command.arg("--no-sync");
        }
        match run(&mut command) {
            Ok(()) => {
                create_database(&unfinished, account, binaries)?;
                let _ = fs::remove_dir(&place.cluster);
                return fs::rename(&unfinished, &place.cluster).during("move into place", &place.cluster);
            }
            Err(said) => reason = said,
        }
    }
    let _ = fs::remove_dir_all(&unfinished);
    fail!("initdb could not create {}: {reason}", place.cluster.display())
}

fn run(command: &mut Command) -> std::result::Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().rev().find(|line| line.contains("error") || line.contains("FATAL"));
    Err(line.or(said.lines().last()).unwrap_or("no reason given").to_owned())
}

/// Single-user mode needs neither a running server nor `psql`, which the npm package lacks.
fn create_database(cluster: &Path, account: &Account, binaries: &Binaries) -> Result<()> {
    let program = binaries.bin.join("postgres");
    let mut command = account.command(&program);
    command.args(["--single", "-D"]).arg(cluster).args(["-c", "fsync=off", "template1"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .during("run", &program)?;
    if let Some(mut input) = child.stdin.take() {
        input
            .write_all(format!("create database {DATABASE}\n").as_bytes())
            .during("write to", &program)?;
    }
    match child.wait().during("wait for", &program)?.success() {
        true => Ok(()),
        false => fail!("PostgreSQL could not create its first database in {}", cluster.display()),
    }
}

/// Rewritten at every start: the folder may have been moved, or started by another account than last time.
fn write_settings(place: &Place, account: &Account, purpose: Purpose) -> Result<()> {
    let write = |name: &str, text: &str| {
        let path = place.cluster.join(name);
        fs::write(&path, text).during("write", &path)?;
        account.own(&path)
    };
    let main = place.cluster.join("postgresql.conf");
    let include = "include 'amanat.conf'";
    let text = fs::read_to_string(&main).during("read", &main)?;
    if !text.lines().any(|line| line == include) {
        write("postgresql.conf", &format!("{text}\n{include}\n"))?;
    }
    write("amanat.conf", &settings(&place.socket, purpose))?;
    write("pg_hba.conf", "# Written at every start.\nlocal all all peer map=amanat\n")?;
    let mut who = String::from("# Written at every start.\n");
    for name in ["root", &account.caller].iter().take(if account.caller == "root" { 1 } else { 2 }) {
        let _ = writeln!(who, "amanat \"{name}\" {DATABASE}");
    }
    write("pg_ident.conf", &who)
}

fn settings(socket: &Path, purpose: Purpose) -> String {
    let common = format!(
        "# Written at every start.\n\
         listen_addresses = ''\n\
         unix_socket_directories = '{}'\n\
         unix_socket_permissions = 0700\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         lc_messages = 'C'\n\
         log_destination = 'stderr'\n\
         logging_collector = off\n",
        socket.display()
    );
    let special = match purpose {
        Purpose::Keep => "max_connections = 200\n",
        Purpose::Test => {
            "max_connections = 400\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n\
             wal_level = minimal\nmax_wal_senders = 0\nshared_buffers = '256MB'\nmax_locks_per_transaction = 256\n"
        }
    };
    common + special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_server_listens_on_a_port_and_only_the_test_server_skips_syncing() {
        let keep = settings(Path::new("/x"), Purpose::Keep);
        let test = settings(Path::new("/x"), Purpose::Test);
        assert!(keep.contains("listen_addresses = ''\n") && test.contains("listen_addresses = ''\n"));
        assert!(!keep.contains("fsync") && test.contains("fsync = off"));
    }
}
