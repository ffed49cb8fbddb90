//! Where the bytes are: a folder on this machine, a bucket, or memory (tests and the printed contract).
//!
//! Keys are ours alone and random. The sweep deletes what has a key of ours and no row, so a bucket belongs to one platform.

use amanat_base::{Code, Error, Result, Secret, Time};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    local::LocalFileSystem,
    memory::InMemory,
    path::Path,
    signer::{Method, SignedUrlOptions, Signer},
};
use std::{
    fmt, fs,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::PathBuf,
    sync::OnceLock,
    time::Duration,
};
use url::Url;

/// Begins every key: whatever else is in a bucket is never touched.
const PREFIX: &str = "files";
/// How long one request to S3 may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A bucket and how to reach it.
#[derive(Clone, Debug)]
pub struct S3 {
    /// Address of the service; `None`: Amazon's of the region.
    pub endpoint: Option<Url>,
    /// The bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// Who signs.
    pub access_key_id: String,
    /// With what.
    pub secret_access_key: Secret,
    /// Whether the bucket is in the path, not in the host name.
    pub path_style: bool,
}

/// A store of bytes by key.
pub enum Blobs {
    /// A folder that only this account may read; made when it is first used.
    Local {
        /// Where.
        folder: PathBuf,
        /// Opened at the first use, so that commands that need no files make no folder.
        open: OnceLock<LocalFileSystem>,
    },
    /// A bucket.
    S3(Box<AmazonS3>),
    /// Gone with the process.
    Memory(InMemory),
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local { folder, .. } => write!(f, "Local({})", folder.display()),
            Self::S3(_) => f.write_str("S3"),
            Self::Memory(_) => f.write_str("Memory"),
        }
    }
}

/// Bytes on their way out of the store.
pub(crate) type Outgoing = std::pin::Pin<Box<dyn Stream<Item = object_store::Result<Bytes>> + Send>>;

/// A key in the store and when its bytes came.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) key: String,
    pub(crate) stored_at: Time,
}

impl Blobs {
    /// In this folder.
    pub fn local(folder: PathBuf) -> Self {
        Self::Local {
            folder,
            open: OnceLock::new(),
        }
    }

    /// In memory.
    pub fn memory() -> Self {
        Self::Memory(InMemory::new())
    }

    /// In this bucket. Asks nothing yet.
    pub fn s3(s3: &S3) -> Result<Self> {
        let client = ClientOptions::new()
            .with_timeout(TIMEOUT)
            .with_connect_timeout(Duration::from_secs(5))
            .with_allow_http(s3.endpoint.as_ref().is_some_and(|url| url.scheme() == "http"));
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: TIMEOUT,
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key_id)
            .with_secret_access_key(s3.secret_access_key.expose())
            .with_virtual_hosted_style_request(!s3.path_style)
            .with_client_options(client)
            .with_retry(retry);
        if let Some(endpoint) = &s3.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        }
        Ok(Self::S3(Box::new(builder.build().map_err(Error::internal)?)))
    }

    fn store(&self) -> Result<&dyn ObjectStore> {
        match self {
            Self::Local { folder, open } => {
                if open.get().is_none() {
                    // Whoever is second finds the first one's; both are the same folder.
                    let _ = open.set(open_folder(folder)?);
                }
                let store: &dyn ObjectStore = open.get().ok_or_else(|| Error::internal("the folder of files"))?;
                Ok(store)
            }
            Self::S3(store) => Ok(&**store),
            Self::Memory(store) => Ok(store),
        }
    }

    /// Stores `bytes`; once this returns they are durable.
    pub(crate) async fn put(&self, key: &str, bytes: Bytes) -> Result<()> {
        self.store()?.put(&path(key), bytes.into()).await.map_err(away).map(drop)
    }

    /// The bytes under `key`, as they come.
    pub(crate) async fn get(&self, key: &str) -> Result<Outgoing> {
        Ok(self.store()?.get(&path(key)).await.map_err(away)?.into_stream())
    }

    /// Deletes what is under `key`, if anything.
    pub(crate) async fn delete(&self, key: &str) -> Result<()> {
        match self.store()?.delete(&path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(away(error)),
        }
    }

    /// Every key of ours, with when its bytes came.
    pub(crate) fn list(&self) -> Result<impl Stream<Item = Result<Found>> + Send> {
        let prefix = Path::from(PREFIX);
        let all = self.store()?.list(Some(&prefix)).map_err(away);
        Ok(all.try_filter_map(|meta| async move {
            let key = key_of(meta.location.as_ref()).map(str::to_owned);
            Ok(key.map(|key| Found {
                key,
                stored_at: meta.last_modified,
            }))
        }))
    }

    /// An address from which a bucket serves `key` itself, as a download called `name`; `None` where we serve it.
    pub(crate) async fn presign(&self, key: &str, disposition: &str, content_type: &str, for_: Duration) -> Result<Option<Url>> {
        let Self::S3(store) = self else { return Ok(None) };
        let options = SignedUrlOptions::default().with_query([
            ("response-content-disposition", disposition),
            ("response-content-type", content_type),
            ("response-cache-control", "private, no-store"),
        ]);
        let url = store.signed_url_opts(Method::GET, &path(key), for_, &options).await;
        Ok(Some(url.map_err(away)?))
    }

    /// Whether the store answers.
    pub(crate) async fn probe(&self) -> Result<()> {
        match self.store()?.head(&Path::from("probe")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(away(error)),
        }
    }

    /// How many objects of ours there are (tests).
    #[doc(hidden)]
    pub async fn count(&self) -> Result<usize> {
        let all: Vec<_> = self.list()?.collect().await;
        Ok(all.len())
    }
}

fn open_folder(folder: &PathBuf) -> Result<LocalFileSystem> {
    let told = |error: std::io::Error| Error::internal(format!("cannot keep files in {}: {error}", folder.display()));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(told)?;
    // Also where it was there already, made by hand or by a copy.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(told)?;
    Ok(LocalFileSystem::new_with_prefix(folder).map_err(Error::internal)?.with_fsync(true))
}

/// Spread over 256 folders, since some file systems are slow with very many names in one.
fn path(key: &str) -> Path {
    Path::from_iter([PREFIX, key.get(..2).unwrap_or("xx"), key])
}

/// The key that belongs to a path of ours; `None` for anything else that lies about.
fn key_of(path: &str) -> Option<&str> {
    let key = path.rsplit('/').next()?;
    let ours = key.len() == KEY_CHARS && key.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    ours.then_some(key)
}

/// 128 random bits in hex.
pub(crate) const KEY_CHARS: usize = 32;

/// Our own keys name no missing object, so whatever goes wrong is the store's.
fn away(error: object_store::Error) -> Error {
    Error::new(Code::FilesUnavailable).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_our_own_form_name_a_key() {
        let key = "0123456789abcdef0123456789abcdef";
        assert_eq!(path(key).as_ref(), format!("files/01/{key}"));
        assert_eq!(key_of(path(key).as_ref()), Some(key));
        for other in [
            "",
            "files/readme.txt",
            "files/01/0123",
            &format!("files/01/{key}#1"),
            &key.to_uppercase(),
        ] {
            assert_eq!(key_of(other), None, "{other}");
        }
    }

    #[tokio::test]
    async fn a_folder_is_made_when_it_is_needed_and_closed_to_others() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("files");
        let blobs = Blobs::local(folder.clone());
        assert!(!folder.exists());
        let key = "0123456789abcdef0123456789abcdef";
        blobs.put(key, Bytes::from_static(b"abc")).await.unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        let bytes: Vec<Bytes> = blobs.get(key).await.unwrap().try_collect().await.unwrap();
        assert_eq!(bytes.concat(), b"abc");
        assert_eq!(blobs.count().await.unwrap(), 1);
        blobs.delete(key).await.unwrap();
        blobs.delete(key).await.unwrap();
        assert_eq!(blobs.count().await.unwrap(), 0);
        assert!(blobs.get(key).await.is_err());
        assert!(blobs.presign(key, "attachment", "text/plain", TIMEOUT).await.unwrap().is_none());
    }
}
