//! The operating-system account that PostgreSQL runs under. It refuses root, so root hands it to `postgres`, else to `nobody`.

use crate::error::{During, Error, Result, fail};
use rustix::process::geteuid;
use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
};

/// Who runs the server and who may sign in.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub uid: u32,
    pub gid: u32,
    /// Name of the account that starts us: PostgreSQL's `peer` method knows people by name.
    pub caller: String,
    dropped: bool,
}

struct Entry {
    name: String,
    uid: u32,
    gid: u32,
}

fn parse_passwd(text: &str) -> Vec<Entry> {
    let entry = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Entry { name, uid, gid })
    };
    text.lines().filter_map(entry).collect()
}

impl Account {
    /// The account to run the server under.
    pub fn resolve() -> Result<Self> {
        let uid = geteuid().as_raw();
        let known = parse_passwd(&fs::read_to_string("/etc/passwd").unwrap_or_default());
        let caller = known
            .iter()
            .find(|entry| entry.uid == uid)
            .map(|entry| entry.name.clone())
            .or_else(name_by_id);
        let Some(caller) = caller else {
            return Err(Error(format!(
                "PostgreSQL needs a named account and user id {uid} has none in /etc/passwd: add one, or set DATABASE_URL"
            )));
        };
        if uid != 0 {
            let gid = rustix::process::getegid().as_raw();
            return Ok(Self {
                uid,
                gid,
                caller,
                dropped: false,
            });
        }
        let find = |name: &str| known.iter().find(|entry| entry.name == name);
        match find("postgres").or_else(|| find("nobody")) {
            Some(entry) => Ok(Self { uid: entry.uid, gid: entry.gid, caller, dropped: true }),
            None => Err(Error(
                "PostgreSQL refuses to run as root and there is no account `postgres` or `nobody` to run it under: add one, start as another user, or set DATABASE_URL".into(),
            )),
        }
    }

    /// The same, for a cluster that exists already: root runs it under whoever owns it.
    pub fn for_cluster(mut self, cluster: &Path) -> Result<Self> {
        let Ok(meta) = fs::metadata(cluster) else { return Ok(self) };
        if self.dropped && meta.uid() != 0 {
            (self.uid, self.gid) = (meta.uid(), meta.gid());
        }
        if self.uid != meta.uid() {
            fail!("{} belongs to user id {}: start as that user", cluster.display(), meta.uid());
        }
        Ok(self)
    }

    /// True when the server runs under another account than ours.
    pub fn is_dropped(&self) -> bool {
        self.dropped
    }

    /// A command under this account, without the caller's PostgreSQL settings.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        if self.dropped {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives a file or folder to the account.
    pub fn own(&self, path: &Path) -> Result<()> {
        if !self.dropped {
            return Ok(());
        }
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid)).during("hand over", path)
    }

    /// True when the account can walk down to `folder` (which must exist). Always true for our own account.
    pub fn reaches(&self, folder: &Path) -> bool {
        !self.dropped || folder.ancestors().all(|step| self.may_enter(step))
    }

    fn may_enter(&self, folder: &Path) -> bool {
        fs::metadata(folder).is_ok_and(|meta| {
            let mode = meta.mode();
            let bit = match () {
                () if meta.uid() == self.uid => 0o100,
                () if meta.gid() == self.gid => 0o010,
                () => 0o001,
            };
            mode & bit != 0
        })
    }
}

/// Accounts that a directory service knows and `/etc/passwd` does not (macOS among others).
fn name_by_id() -> Option<String> {
    let output = Command::new("id")
        .arg("-un")
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let name = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_passwd_lines_and_skips_what_is_not_one() {
        let entries = parse_passwd("root:x:0:0:root:/root:/bin/sh\n# remark\npostgres:x:101:103::/var/lib/postgresql:/bin/bash\n");
        let found: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.uid, entry.gid)).collect();
        assert_eq!(found, [("root", 0, 0), ("postgres", 101, 103)]);
    }
}
