//! The settings: one struct per concern, read once from the environment and an optional file, every problem told at once.
//!
//! The file is `AMANAT_CONFIG`, else `<data>/amanat.env` when it exists: `cargo xtask run` writes that one, so every command
//! started in the same folder sees what the running platform sees. The environment wins over the file.

mod concerns;
mod elsewhere;
mod print;
mod reader;
mod secrets;
#[cfg(test)]
mod tests;
pub mod vars;

pub use print::print;
pub use reader::{Given, Origin, Shown};

use amanat_accounts::{Bot, ProviderSettings};
use amanat_base::{Price, Secret};
use amanat_goods::KeyRing;
use amanat_mail::{Sender, SmtpServer};
use reader::Reader;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};
use url::Url;

/// Everything that is in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Development or production.
    pub mode: Mode,
    /// Folder of the built-in database, generated secrets and files.
    pub data_dir: PathBuf,
    /// HTTP.
    pub server: Server,
    /// PostgreSQL.
    pub database: Database,
    /// Sign-in.
    pub auth: Auth,
    /// Accounts elsewhere that sign people in.
    pub identities: Identities,
    /// Deposits and the chain follower.
    pub chain: Chain,
    /// Money out.
    pub custody: Custody,
    /// Digital goods.
    pub goods: Goods,
    /// Letters.
    pub mail: Mail,
    /// Card payments; None without Stripe's keys.
    pub card: Option<Card>,
    /// Uploaded files.
    pub files: Files,
    /// Rate limits.
    pub limits: Limits,
    /// What is logged and how.
    pub log: Log,
    /// Conveniences; None in production.
    pub development: Option<Development>,
    /// Each setting with its value (redacted) and where it came from.
    pub shown: Vec<Shown>,
}

/// Which rules apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Conveniences on, secrets generated.
    Development,
    /// Nothing generated, nothing defaulted that matters.
    Production,
}

/// HTTP.
#[derive(Clone, Debug)]
pub struct Server {
    /// Address to listen on.
    pub host: std::net::IpAddr,
    /// Port to listen on.
    pub port: u16,
    /// Where people reach the server.
    pub public_url: Url,
    /// Further origins that may call the API.
    pub frontend_urls: Vec<Url>,
    /// Trusted reverse proxies in front.
    pub trust_proxy: u8,
}

/// PostgreSQL.
#[derive(Clone, Debug)]
pub struct Database {
    /// None: the built-in one.
    pub url: Option<Secret>,
    /// Connections per process.
    pub max_connections: u32,
}

/// Sign-in.
#[derive(Clone, Debug)]
pub struct Auth {
    /// Signs access tokens: one secret or several, comma separated, newest first.
    pub jwt_secret: Secret,
    /// Whether staff and resolvers need a second factor to act as that.
    pub staff_second_factor: bool,
    /// Passwords that have been in a leak: sorted SHA-1 in hex, one a line.
    pub breached_passwords: Option<PathBuf>,
}

/// Accounts elsewhere that sign people in.
#[derive(Clone, Debug)]
pub struct Identities {
    /// OpenID providers, in the order in which they are offered.
    pub providers: Vec<ProviderSettings>,
    /// Whose Mini App people sign in from.
    pub bot: Option<Bot>,
}

/// Deposits and the chain follower.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Deposit addresses are derived from it; always there after [`Config::load`].
    pub xpub: Option<String>,
    /// Signs the scanner's reports.
    pub callback_secret: Secret,
    /// Whether `serve` follows the chains itself.
    pub scanner_enabled: bool,
    /// Servers that `amanat scan` serves; empty means this machine's.
    pub scanner_servers: Vec<Url>,
    /// Networks of an `amanat scan` that has no database: `chainId=url|url,…`.
    pub scanner_rpc: Option<String>,
}

/// How payouts are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// With a key file on this machine (development).
    Local,
    /// Elsewhere: the unsigned transaction is downloaded, the signed one submitted.
    BuildOnly,
}

/// Money out.
#[derive(Clone, Debug)]
pub struct Custody {
    /// How payouts are signed.
    pub signer: Signer,
    /// The local signer's key file (a phrase of words); always there with [`Signer::Local`].
    pub signer_key_file: Option<PathBuf>,
    /// Sweeps go to it, payouts leave from it; always there after [`Config::load`].
    pub treasury: Option<String>,
}

/// Digital goods.
#[derive(Clone, Debug)]
pub struct Goods {
    /// Seals sellers' secrets; never empty after [`Config::load`].
    pub ring: KeyRing,
    /// New listings wait for an administrator.
    pub moderated: bool,
    /// Largest order that may be paid from the balance, in whole units of its currency.
    pub instant_limit: Price,
    /// Private hosts that the gateway may call (development).
    pub allowed_hosts: Vec<String>,
}

/// Letters.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The mail server; None keeps letters for the development mailbox. Always there in production.
    pub smtp: Option<SmtpServer>,
    /// In whose name; None: `no-reply` at the site's own name.
    pub from: Option<Sender>,
}

/// Card payments through Stripe.
#[derive(Clone, Debug)]
pub struct Card {
    /// Where its API is.
    pub api_url: Url,
    /// Of the account.
    pub secret_key: Secret,
    /// Of the webhook endpoint, newest first; at least one.
    pub webhook_secrets: Vec<Secret>,
}

/// Uploaded files.
#[derive(Clone, Debug)]
pub struct Files {
    /// Where they are kept.
    pub store: FileStore,
    /// Largest upload.
    pub max_bytes: usize,
}

/// Where uploaded files are kept.
#[derive(Clone, Debug)]
pub enum FileStore {
    /// In this folder.
    Local(PathBuf),
    /// In a bucket.
    S3(amanat_files::S3),
    /// Nowhere for long: stands in where the settings are in error.
    Memory,
}

/// Rate limits.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Redis through which all processes share them; None: each counts by itself.
    pub redis_url: Option<Secret>,
    /// Window in seconds.
    pub window_s: u32,
    /// Requests per window and address.
    pub global: u32,
    /// Sign-in attempts per window and address.
    pub auth: u32,
    /// Payment commands per window and address.
    pub payment: u32,
    /// Requests to a model per window and address.
    pub ai: u32,
}

/// Logging.
#[derive(Clone, Debug)]
pub struct Log {
    /// JSON lines instead of text for people.
    pub json: bool,
    /// Level or filter.
    pub filter: String,
}

/// What only development has.
#[derive(Clone, Debug)]
pub struct Development {
    /// Fill an empty platform.
    pub demo: bool,
    /// A small service that the demo's gateway listing sells.
    pub upstream: Option<Url>,
    /// The development chain.
    pub rpc: Option<Url>,
    /// Phrase of its funded accounts.
    pub mnemonic: Secret,
}

/// Every problem at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration has {} problem(s):", self.0.len())?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
    }
}

impl std::error::Error for Problems {}

/// Just what a command needs that only talks to the database: no secret is read or made for it.
#[derive(Clone, Debug)]
pub struct DatabaseOnly {
    /// The data folder.
    pub data_dir: PathBuf,
    /// PostgreSQL.
    pub database: Database,
}

/// Stands in for a key where none is used: of BIP-32's first test vector.
const SOME_XPUB: &str = "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5";

impl Config {
    /// From the process environment and the settings file.
    pub fn load() -> Result<Self, Problems> {
        let (given, problems) = given();
        Self::read(&given, problems)
    }

    /// Stands in where only the routes matter (the printed contract): reads nothing and writes nothing.
    pub fn for_contract() -> amanat_base::Result<Self> {
        let pairs = [
            ("HOST", "127.0.0.1"),
            ("PUBLIC_URL", "http://localhost:5001"),
            ("JWT_SECRET", "0123456789abcdef0123456789abcdef"),
            ("SCANNER_CALLBACK_SECRET", "fedcba9876543210fedcba9876543210"),
            ("AMANAT_XPUB", SOME_XPUB),
            ("SIGNER", "build-only"),
            ("SECRETS_KEYS", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            ("TREASURY_ADDRESS", "0x0000000000000000000000000000000000000001"),
            ("SMTP_URL", "smtp://localhost"),
            ("LOG_FORMAT", "json"),
        ];
        let environment = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self::read(&Given { environment, file: None }, Vec::new()).map_err(amanat_base::Error::internal)
    }

    /// From what was given; `problems` are those of the file itself.
    pub fn read(given: &Given, problems: Vec<String>) -> Result<Self, Problems> {
        let (mode_text, mode_origin) = given.early("AMANAT_ENV");
        let (data_text, data_origin) = given.early("AMANAT_DATA_DIR");
        let data_dir = PathBuf::from(&data_text);
        let mode = if mode_text == "development" {
            Mode::Development
        } else {
            Mode::Production
        };
        if !matches!(mode_text.as_str(), "development" | "production") {
            return Err(Problems(vec![format!(
                "AMANAT_ENV should be development or production, not {mode_text:?}"
            )]));
        }
        let mut r = Reader::new(given, mode == Mode::Development, &data_dir);
        r.problems = problems;
        r.shown.push(Shown {
            name: "AMANAT_ENV",
            value: Some(mode_text),
            origin: mode_origin,
        });
        r.shown.push(Shown {
            name: "AMANAT_DATA_DIR",
            value: Some(data_text),
            origin: data_origin,
        });
        let keys = concerns::development_keys(&mut r, mode, &data_dir);
        let mut config = Self {
            mode,
            server: concerns::server(&mut r, mode),
            database: concerns::database(&mut r),
            auth: concerns::auth(&mut r, mode),
            identities: elsewhere::identities(&mut r, mode),
            chain: concerns::chain(&mut r, keys.as_ref()),
            custody: concerns::custody(&mut r, mode, keys.as_ref()),
            goods: concerns::goods(&mut r, mode, &data_dir),
            mail: concerns::mail(&mut r, mode),
            card: concerns::card(&mut r, mode),
            files: concerns::files(&mut r, &data_dir),
            limits: concerns::limits(&mut r),
            log: concerns::log(&mut r),
            development: concerns::development(&mut r, mode),
            shown: Vec::new(),
            data_dir: data_dir.clone(),
        };
        config.shown = r.shown;
        if r.problems.is_empty() {
            Ok(config)
        } else {
            Err(Problems(r.problems))
        }
    }
}

impl DatabaseOnly {
    /// From the process environment and the settings file.
    pub fn load() -> Result<Self, Problems> {
        let (given, problems) = given();
        let data_dir = PathBuf::from(given.early("AMANAT_DATA_DIR").0);
        let mut r = Reader::new(&given, false, &data_dir);
        r.problems = problems;
        let database = concerns::database(&mut r);
        if r.problems.is_empty() {
            Ok(Self {
                data_dir: data_dir.clone(),
                database,
            })
        } else {
            Err(Problems(r.problems))
        }
    }
}

/// The environment and the file that applies, with the file's problems.
fn given() -> (Given, Vec<String>) {
    let mut given = Given {
        environment: std::env::vars().collect(),
        file: None,
    };
    let named = given
        .environment
        .get("AMANAT_CONFIG")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from);
    let path = named
        .clone()
        .unwrap_or_else(|| Path::new(&given.early("AMANAT_DATA_DIR").0).join("amanat.env"));
    match fs::read_to_string(&path) {
        Ok(text) => {
            let (lines, problems) = reader::parse_file(&text);
            let problems = problems
                .into_iter()
                .map(|problem| format!("{}: {problem}", path.display()))
                .collect();
            given.file = Some((path, lines));
            (given, problems)
        }
        Err(error) if named.is_some() || error.kind() != std::io::ErrorKind::NotFound => {
            (given, vec![format!("cannot read {}: {error}", path.display())])
        }
        Err(_) => (given, Vec::new()),
    }
}
