//! Where things lie: `<data>/pg/` holds the cluster, the socket folder, the log and two lock files.
//!
//! As root the server runs under another account. When that account can't walk down to the data folder (a closed home folder above it),
//! the cluster lives in `/var/lib/amanat/pg-<hash of the data folder>` and `<data>/pg/location` says so.

use crate::{
    account::Account,
    error::{During, Result, fail},
};
use std::{
    fs,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// `sun_path` holds 108 bytes with its end mark; PostgreSQL adds `/.s.PGSQL.5432` and, for a moment, `.lock` to the folder.
const LONGEST_SOCKET_FOLDER: usize = 107 - "/.s.PGSQL.5432.lock".len();

/// The folders of one built-in server.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Ours: lock files and the pointer.
    pub home: PathBuf,
    /// PostgreSQL's data folder.
    pub cluster: PathBuf,
    /// Private folder of the socket.
    pub socket: PathBuf,
    /// What the server says.
    pub log: PathBuf,
}

impl Place {
    /// The folders for `data`, created when missing, closed to others, and the account that owns them.
    pub fn prepare(data: &Path) -> Result<(Self, Account)> {
        let account = Account::resolve()?;
        let home = data.join("pg");
        fs::create_dir_all(&home).during("create the data folder", &home)?;
        let home = fs::canonicalize(&home).during("open the data folder", &home)?;
        let cluster = Self::at(&home, &account).cluster;
        let account = account.for_cluster(&cluster)?;
        let place = Self::at(&home, &account);
        let root = place.root().to_path_buf();
        if root != home {
            fs::create_dir_all(&root).during("create", &root)?;
            let pointer = home.join("location");
            fs::write(&pointer, format!("{}\n", root.display())).during("write", &pointer)?;
            if !account.reaches(&root) {
                fail!(
                    "neither {} nor {} is reachable for the account that runs PostgreSQL: choose another AMANAT_DATA_DIR",
                    home.display(),
                    root.display()
                );
            }
        }
        if account.is_dropped() {
            // The folder itself may be closed by our umask, which only we can open again.
            let open = fs::Permissions::from_mode(0o711);
            fs::set_permissions(&root, open).during("open the way into", &root)?;
        }
        private_folder(&place.socket, &account)?;
        Ok((place, account))
    }

    /// The folders for `data` when a server has been there before.
    pub fn existing(data: &Path) -> Option<Self> {
        let home = fs::canonicalize(data.join("pg")).ok()?;
        let account = Account::resolve().ok()?;
        let cluster = Self::at(&home, &account).cluster;
        let place = Self::at(&home, &account.for_cluster(&cluster).ok()?);
        place.cluster.join("PG_VERSION").exists().then_some(place)
    }

    fn at(home: &Path, account: &Account) -> Self {
        let root = match fs::read_to_string(home.join("location")) {
            Ok(pointer) => PathBuf::from(pointer.trim()),
            Err(_) if home.join("cluster").exists() || account.reaches(home.parent().unwrap_or(home)) => home.to_path_buf(),
            Err(_) => Path::new("/var/lib/amanat").join(format!("pg-{:016x}", hash(home))),
        };
        let run = root.join("run");
        let socket = if fits(&run) {
            run
        } else {
            PathBuf::from(format!("/tmp/amanat-{}-{:016x}", account.uid, hash(&root)))
        };
        Self {
            home: home.to_path_buf(),
            cluster: root.join("cluster"),
            socket,
            log: root.join("postgresql.log"),
        }
    }

    fn root(&self) -> &Path {
        self.cluster.parent().unwrap_or(&self.cluster)
    }

    /// URL of database `name`. The host in the address is only decoration: the socket folder decides.
    pub fn url(&self, name: &str) -> String {
        format!(
            "postgres://amanat@localhost:5432/{name}?host={}&sslmode=disable",
            self.socket.display()
        )
    }

    /// The socket file.
    pub fn socket_file(&self) -> PathBuf {
        self.socket.join(".s.PGSQL.5432")
    }
}

/// Short enough for a socket, and plain enough to stand in a settings file and in a URL without quoting.
fn fits(folder: &Path) -> bool {
    let text = folder.as_os_str().as_encoded_bytes();
    text.len() <= LONGEST_SOCKET_FOLDER && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(byte))
}

/// FNV-1a: names folders, guards nothing.
fn hash(path: &Path) -> u64 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Creates a 0700 folder of the account, or makes sure that the one found is exactly that (it may be in /tmp, where others can plant one).
pub(crate) fn private_folder(path: &Path, account: &Account) -> Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.own(path),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let meta = fs::symlink_metadata(path).during("look at", path)?;
            if !meta.is_dir() || meta.uid() != account.uid {
                fail!("{} belongs to someone else: remove it, then start again", path.display());
            }
            fs::set_permissions(path, fs::Permissions::from_mode(0o700)).during("close", path)
        }
        Err(error) => Err(error).during("create", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_or_odd_path_does_not_hold_a_socket() {
        assert!(fits(Path::new("/srv/amanat/data/pg/run")));
        assert!(!fits(Path::new(&format!("/srv/{}/run", "x".repeat(90)))));
        assert!(!fits(Path::new("/srv/my data/run")));
        assert!(!fits(Path::new("/srv/o'hara/run")));
    }

    #[test]
    fn the_url_names_the_socket_folder() {
        let place = Place {
            home: "/d/pg".into(),
            cluster: "/d/pg/cluster".into(),
            socket: "/d/pg/run".into(),
            log: "/d/pg/l".into(),
        };
        assert_eq!(
            place.url("amanat"),
            "postgres://amanat@localhost:5432/amanat?host=/d/pg/run&sslmode=disable"
        );
    }
}
