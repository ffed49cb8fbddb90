//! How each concern is read from its settings, and what it refuses.

use super::{
    Auth, Card, Chain, Custody, Database, Development, FileStore, Files, Goods, Limits, Log, Mail, Mode, Server, Signer, reader::Reader,
    secrets,
};
use alloy::primitives::Address;
use amanat_base::Secret;
use amanat_chain::{hd::DepositKey, tx::LocalKeys};
use amanat_files::S3;
use amanat_goods::KeyRing;
use amanat_mail::{Sender, SmtpServer};
use amanat_stripe::Stripe;
use std::path::{Path, PathBuf};
use url::Url;

/// A ring of secrets: each has to be as good as a single one.
pub(super) fn auth(r: &mut Reader, mode: Mode) -> Auth {
    let jwt_secret = r.secret("JWT_SECRET", MIN_SECRET);
    let text = jwt_secret.expose();
    if text.contains(',') && text.split(',').any(|one| one.trim().chars().count() < MIN_SECRET) {
        r.problems.push(format!(
            "JWT_SECRET should have at least {MIN_SECRET} characters in each of its parts"
        ));
    }
    let breached_passwords = r.text("BREACHED_PASSWORDS_FILE").map(PathBuf::from);
    if let Some(path) = breached_passwords.as_ref().filter(|path| !path.is_file()) {
        r.problems.push(format!("BREACHED_PASSWORDS_FILE: there is no {}", path.display()));
    }
    let staff_second_factor = r.parsed("STAFF_SECOND_FACTOR", "true or false").unwrap_or(mode == Mode::Production);
    Auth {
        jwt_secret,
        staff_second_factor,
        breached_passwords,
    }
}

/// Characters of a secret that signs.
const MIN_SECRET: usize = 32;

/// First account of the phrase that every development chain uses ("test test … junk").
const WELL_KNOWN: Address = alloy::primitives::address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

pub(super) fn server(r: &mut Reader, mode: Mode) -> Server {
    let host = r.parsed("HOST", "an IP address").unwrap_or(std::net::IpAddr::from([127, 0, 0, 1]));
    let port = u16::try_from(r.number("PORT", 1..=65_535)).unwrap_or(5001);
    let text = r.text("PUBLIC_URL").unwrap_or_default().replace("{PORT}", &port.to_string());
    if let Some(shown) = r.shown.last_mut().filter(|shown| shown.value.is_some()) {
        shown.value = Some(text.clone());
    }
    let parsed = if text.is_empty() { None } else { r.url("PUBLIC_URL", &text) };
    let public_url = parsed.unwrap_or_else(|| Url::parse("http://localhost").expect("a constant address"));
    let local = matches!(public_url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if mode == Mode::Production && !local && public_url.scheme() != "https" {
        r.problems.push("PUBLIC_URL should begin with https:// in production".into());
    }
    if mode == Mode::Development && public_url.scheme() == "https" && !local {
        r.problems
            .push("PUBLIC_URL is a public address, and development lets anyone sign in as a demo user: set AMANAT_ENV=production".into());
    }
    let frontend_urls = r.urls("FRONTEND_URL");
    let trust_proxy = u8::try_from(r.number("TRUST_PROXY", 0..=8)).unwrap_or(0);
    Server {
        host,
        port,
        public_url,
        frontend_urls,
        trust_proxy,
    }
}

pub(super) fn database(r: &mut Reader) -> Database {
    let url = r.text("DATABASE_URL");
    if url
        .as_ref()
        .is_some_and(|url| !url.starts_with("postgres://") && !url.starts_with("postgresql://"))
    {
        r.problems.push("DATABASE_URL should begin with postgres://".into());
    }
    let max_connections = r.number("DATABASE_MAX_CONNECTIONS", 4..=1000);
    // Read by the launcher itself; named here so that it is shown.
    r.text("AMANAT_PG_BIN");
    Database {
        url: url.map(Secret::new),
        max_connections,
    }
}

pub(super) fn chain(r: &mut Reader, keys: Option<&DevelopmentKeys>) -> Chain {
    let callback_secret = r.secret("SCANNER_CALLBACK_SECRET", 32);
    let scanner_enabled = r.flag("SCANNER_ENABLED");
    let scanner_servers = r.urls("SCANNER_SERVERS");
    let scanner_rpc = r.text("SCANNER_RPC");
    let xpub = r.text_or("AMANAT_XPUB", || keys.map(|keys| (keys.xpub.clone(), keys.file.clone())));
    match xpub.as_deref().map(DepositKey::parse) {
        Some(Err(error)) => r.problems.push(format!("AMANAT_XPUB: {error}")),
        // Without keys of development this is production.
        Some(Ok(key)) if keys.is_none() && key.address(0).is_ok_and(|address| address == WELL_KNOWN) => {
            r.problems
                .push("AMANAT_XPUB is that of the well-known test phrase: everybody could take what is paid to it".into());
        }
        _ => {}
    }
    Chain {
        xpub,
        callback_secret,
        scanner_enabled,
        scanner_servers,
        scanner_rpc,
    }
}

pub(super) fn custody(r: &mut Reader, mode: Mode, keys: Option<&DevelopmentKeys>) -> Custody {
    let signer = match r.text("SIGNER").as_deref() {
        Some("local") if mode == Mode::Production => {
            r.problems
                .push("SIGNER=local keeps a private key on the server and is for development: use build-only".into());
            Signer::BuildOnly
        }
        Some("local") => Signer::Local,
        Some("build-only") | None => Signer::BuildOnly,
        Some(other) => {
            r.problems.push(format!("SIGNER should be local or build-only, not {other:?}"));
            Signer::BuildOnly
        }
    };
    let made = || keys.map(|keys| (keys.file.display().to_string(), keys.file.clone()));
    let signer_key_file = r.text_or("SIGNER_KEY_FILE", made).map(PathBuf::from);
    if let Some(path) = signer_key_file.as_ref().filter(|path| !path.exists()) {
        r.problems.push(format!("SIGNER_KEY_FILE: there is no {}", path.display()));
    }
    let treasury = r.text_or("TREASURY_ADDRESS", || {
        keys.map(|keys| (keys.treasury.to_string(), keys.file.clone()))
    });
    if treasury
        .as_ref()
        .is_some_and(|text| !text.parse().is_ok_and(|address: Address| !address.is_zero()))
    {
        r.problems
            .push("TREASURY_ADDRESS should be an address (0x and 40 hex digits)".into());
    }
    if mode == Mode::Production && treasury.as_ref().is_some_and(|text| text.parse() == Ok(WELL_KNOWN)) {
        r.problems
            .push("TREASURY_ADDRESS is the first account of the well-known test phrase: everybody could take what is there".into());
    }
    Custody {
        signer,
        signer_key_file,
        treasury,
    }
}

/// What development derives from its own generated phrase. Not the development chain's phrase: those accounts are born rich,
/// and a deposit address that already holds coins proves nothing.
pub(super) struct DevelopmentKeys {
    file: PathBuf,
    xpub: String,
    treasury: Address,
}

pub(super) fn development_keys(r: &mut Reader, mode: Mode, data_dir: &Path) -> Option<DevelopmentKeys> {
    if mode == Mode::Production {
        return None;
    }
    let made = secrets::generated_phrase(data_dir, "SIGNER_KEY").and_then(|(phrase, file)| {
        let told = |error: amanat_chain::ChainError| format!("{}: {error}", file.display());
        let keys = LocalKeys::from_phrase(&phrase).map_err(told)?;
        let xpub = keys.deposit_key().to_xpub().map_err(told)?;
        Ok(DevelopmentKeys {
            treasury: amanat_chain::tx::Signer::Local(keys).treasury(),
            xpub,
            file,
        })
    });
    made.map_err(|problem| r.problems.push(problem)).ok()
}

pub(super) fn goods(r: &mut Reader, mode: Mode, data_dir: &Path) -> Goods {
    let made = match mode {
        Mode::Development => secrets::generated_ring(data_dir, "SECRETS_KEYS").map(Some),
        Mode::Production => Ok(None),
    };
    let made = made.unwrap_or_else(|problem| {
        r.problems.push(problem);
        None
    });
    let text = r.text_or("SECRETS_KEYS", || made);
    let ring = text.map_or_else(KeyRing::default, |text| {
        KeyRing::parse(&Secret::new(text)).unwrap_or_else(|error| {
            r.problems.push(format!("SECRETS_KEYS: {error}"));
            KeyRing::default()
        })
    });
    let moderated = r.flag("LISTINGS_MODERATED");
    let instant_limit = r.parsed("INSTANT_LIMIT", "an amount of money").unwrap_or_default();
    let hosts = r.text("GATEWAY_ALLOWED_HOSTS").unwrap_or_default();
    Goods {
        ring,
        moderated,
        instant_limit,
        allowed_hosts: list(&hosts),
    }
}

pub(super) fn mail(r: &mut Reader, mode: Mode) -> Mail {
    let smtp = r.text("SMTP_URL").and_then(|text| {
        let parsed = SmtpServer::parse(&Secret::new(text));
        parsed.map_err(|problem| r.problems.push(format!("SMTP_URL {problem}"))).ok()
    });
    if mode == Mode::Production && smtp.as_ref().is_some_and(SmtpServer::is_exposed) {
        r.problems.push(
            "SMTP_URL says tls=none, and letters would cross the network for everybody to read: only a server on this machine may".into(),
        );
    }
    let from = r.text("MAIL_FROM").and_then(|text| {
        let parsed = Sender::parse(&text);
        parsed.map_err(|problem| r.problems.push(format!("MAIL_FROM {problem}"))).ok()
    });
    Mail { smtp, from }
}

pub(super) fn card(r: &mut Reader, mode: Mode) -> Option<Card> {
    let key = r.text("STRIPE_SECRET_KEY");
    let secrets = list(&r.text("STRIPE_WEBHOOK_SECRETS").unwrap_or_default());
    let text = r.text("STRIPE_API_URL").unwrap_or_else(|| Stripe::API_URL.into());
    let url = r.url("STRIPE_API_URL", &text)?;
    if mode == Mode::Production && text.trim_end_matches('/') != Stripe::API_URL {
        r.problems
            .push("STRIPE_API_URL is for tests and the demo: remove it in production".into());
    }
    match (key, secrets.is_empty()) {
        (Some(key), false) => Some(Card {
            api_url: url,
            secret_key: Secret::new(key),
            webhook_secrets: secrets.into_iter().map(Secret::new).collect(),
        }),
        (None, true) => None,
        (Some(_), true) => {
            r.problems
                .push("STRIPE_WEBHOOK_SECRETS has to be set with STRIPE_SECRET_KEY: without it no payment could be trusted".into());
            None
        }
        (None, false) => {
            r.problems
                .push("STRIPE_SECRET_KEY has to be set with STRIPE_WEBHOOK_SECRETS".into());
            None
        }
    }
}

pub(super) fn files(r: &mut Reader, data_dir: &Path) -> Files {
    let max_bytes = usize::try_from(r.number("FILES_MAX_BYTES", 1024..=100 << 20)).unwrap_or(10 << 20);
    let bucket = r.text("S3_BUCKET");
    let endpoint = r.urls("S3_ENDPOINT").into_iter().next();
    let region = r.text("S3_REGION").unwrap_or_default();
    let (id, secret) = (r.text("S3_ACCESS_KEY_ID"), r.text("S3_SECRET_ACCESS_KEY"));
    let path_style = r.flag("S3_PATH_STYLE");
    let store = match (bucket, id, secret) {
        (None, None, None) => FileStore::Local(data_dir.join("files")),
        (Some(bucket), Some(access_key_id), Some(secret)) => FileStore::S3(S3 {
            endpoint,
            bucket,
            region,
            access_key_id,
            secret_access_key: Secret::new(secret),
            path_style,
        }),
        _ => {
            r.problems
                .push("S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY have to be set together, or none of them".into());
            FileStore::Memory
        }
    };
    Files { store, max_bytes }
}

fn list(text: &str) -> Vec<String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

pub(super) fn limits(r: &mut Reader) -> Limits {
    let redis_url = r.text("REDIS_URL");
    let is_redis = |url: &String| {
        let url = Url::parse(url);
        url.is_ok_and(|url| matches!(url.scheme(), "redis" | "rediss") && url.has_host())
    };
    if redis_url.as_ref().is_some_and(|url| !is_redis(url)) {
        r.problems
            .push("REDIS_URL should begin with redis://, or with rediss:// for TLS, and name a host".into());
    }
    Limits {
        redis_url: redis_url.map(Secret::new),
        window_s: r.number("RATE_LIMIT_WINDOW_S", 1..=86_400),
        global: r.number("RATE_LIMIT_GLOBAL", 1..=10_000_000),
        auth: r.number("RATE_LIMIT_AUTH", 1..=1_000_000),
        payment: r.number("RATE_LIMIT_PAYMENT", 1..=1_000_000),
        ai: r.number("RATE_LIMIT_AI", 1..=1_000_000),
    }
}

pub(super) fn log(r: &mut Reader) -> Log {
    let json = match r.text("LOG_FORMAT").as_deref() {
        Some("json") | None => true,
        Some("pretty") => false,
        Some(other) => {
            r.problems.push(format!("LOG_FORMAT should be pretty or json, not {other:?}"));
            false
        }
    };
    Log {
        json,
        filter: r.text("LOG").unwrap_or_default(),
    }
}

pub(super) fn development(r: &mut Reader, mode: Mode) -> Option<Development> {
    let demo = r.flag("AMANAT_DEMO");
    let upstream = r.urls("DEMO_UPSTREAM_URL").into_iter().next();
    let rpc = r.urls("AMANAT_DEV_RPC").into_iter().next();
    let mnemonic = Secret::new(r.text("AMANAT_DEV_MNEMONIC").unwrap_or_default());
    (mode == Mode::Development).then_some(Development {
        demo,
        upstream,
        rpc,
        mnemonic,
    })
}
