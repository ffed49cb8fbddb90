//! The one way to sellers' services: no address inside our own network is ever dialled, whatever a name resolves to at that moment.
//!
//! Names are resolved by the client's own resolver, which hands on only addresses that passed the check: the address that is dialled
//! is the one that was checked, so a name that changes its answer in between (DNS rebinding) wins nothing.

use amanat_base::{Error, Result};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    time::Duration,
};
use url::{Host, Url};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that nobody uses are closed by then; most services close theirs after a minute.
const POOL_IDLE: Duration = Duration::from_secs(45);
/// Longest address of a service, in bytes.
const MAX_URL: usize = 2_000;
/// Names that mean this machine or its network wherever they are resolved.
const LOCAL_NAMES: [&str; 6] = ["localhost", "local", "internal", "intranet", "lan", "home.arpa"];

/// What [`Lookup::lookup`] answers.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// How names become addresses; tests bring their own.
pub trait Lookup: Send + Sync {
    /// Every address of `host`.
    fn lookup(&self, host: String) -> Looking;
}

/// The operating system's resolver.
struct System;

impl Lookup for System {
    fn lookup(&self, host: String) -> Looking {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|a| a.ip()).collect()) })
    }
}

/// Calls out to sellers' services. Clones share connections and allow-list.
#[derive(Clone)]
pub struct Egress {
    allowed: Arc<Allowed>,
    client: reqwest::Client,
}

impl fmt::Debug for Egress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Egress").field("allowed", &self.allowed.0).finish_non_exhaustive()
    }
}

impl Egress {
    /// `allow` names what may be called although it is private or has no TLS, as `host:port`; for development and tests.
    pub fn new(allow: Vec<String>) -> Self {
        Self::with_lookup(allow, Arc::new(System))
    }

    /// The same with another way to resolve names.
    pub fn with_lookup(allow: Vec<String>, lookup: Arc<dyn Lookup>) -> Self {
        // An error says that a provider is there already, which is what is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed = Arc::new(Allowed(allow.into_iter().map(|a| a.trim().to_ascii_lowercase()).collect()));
        let resolver = Checked {
            allowed: allowed.clone(),
            lookup,
        };
        let client = reqwest::Client::builder()
            .dns_resolver(resolver)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .referer(false)
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE)
            .build()
            .expect("the settings are fixed and the TLS provider is installed just above");
        Self { allowed, client }
    }

    /// The client: follows no redirect, uses no proxy, unpacks nothing. An address written as digits is not resolved, so every URL has
    /// to pass [`Egress::check_url`] first.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Refuses what may not be called (`VALIDATION_FAILED` on `upstreamUrl`): not https, credentials in it, an address or a name
    /// inside a private network in any notation. What a name resolves to is checked again each time it is dialled.
    pub fn check_url(&self, url: &Url) -> Result<()> {
        self.check(url).map_err(|why| Error::invalid("upstreamUrl", why))
    }

    fn check(&self, url: &Url) -> Result<(), &'static str> {
        if url.as_str().len() > MAX_URL {
            return Err("is too long");
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err("must begin with https://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not contain a user name or password");
        }
        if url.fragment().is_some() {
            return Err("must not contain a #fragment");
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err("must name a host");
        };
        if self.allowed.pair(url.host_str().unwrap_or_default(), port) {
            return Ok(());
        }
        if url.scheme() != "https" {
            return Err("must begin with https://");
        }
        match host {
            Host::Ipv4(ip) if !is_public(ip.into()) => Err("is an address inside a private network"),
            Host::Ipv6(ip) if !is_public(ip.into()) => Err("is an address inside a private network"),
            Host::Domain(name) if self.allowed.name(name) || is_local_name(name) => Err("is a name inside a private network"),
            _ => Ok(()),
        }
    }
}

/// `host:port`, in lower case, an IPv6 address in brackets.
#[derive(Debug)]
struct Allowed(Vec<String>);

impl Allowed {
    fn pair(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.0.contains(&format!("{host}:{port}"))
    }

    fn name(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.0.iter().any(|a| a.rsplit_once(':').is_some_and(|(name, _)| name == host))
    }
}

/// Hands on only addresses that may be dialled.
struct Checked {
    allowed: Arc<Allowed>,
    lookup: Arc<dyn Lookup>,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        // Only at its own port: `check_url` refuses an allowed name at any other.
        let allowed = self.allowed.name(&host);
        let looking = self.lookup.lookup(host);
        Box::pin(async move {
            let found = looking.await?;
            let usable: Vec<_> = found.into_iter().filter(|ip| allowed || is_public(*ip)).collect();
            if usable.is_empty() {
                return Err("the name leads to no public address".into());
            }
            let addresses: Addrs = Box::new(usable.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let under = |zone: &str| name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    LOCAL_NAMES.iter().any(|zone| under(zone)) || !name.contains('.')
}

/// True for an address that anybody on the internet may be reached at: not ours, not reserved, in no notation.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// The special-purpose registry of IPv4, as network and prefix length.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(ip: Ipv4Addr) -> bool {
    // 168.63.129.16 is the host's own door in one large cloud, though it looks public.
    ip != Ipv4Addr::new(168, 63, 129, 16)
        && !SPECIAL_V4
            .iter()
            .any(|(network, bits)| (ip.to_bits() ^ network.to_bits()) >> (32 - bits) == 0)
}

/// Parts of 2000::/3 that aren't hosts of the internet: IETF protocols and Teredo, documentation, 6to4.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Only global unicast: what maps, tunnels or translates to IPv4 lies outside it or is listed above.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    ip.segments()[0] & 0xe000 == 0x2000
        && !SPECIAL_V6
            .iter()
            .any(|(network, bits)| (ip.to_bits() ^ network.to_bits()) >> (128 - bits) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn egress() -> Egress {
        Egress::new(vec!["127.0.0.1:4000".into(), "Service.Test:4001".into()])
    }

    fn is_refused(url: &str) -> bool {
        // What doesn't parse never gets as far as a listing.
        url.parse::<Url>().is_ok_and(|url| egress().check_url(&url).is_err())
    }

    #[test]
    fn private_addresses_are_refused_in_every_notation() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "017700000001",
            "0",
            "0.0.0.0",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "168.63.129.16",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[fe80::1]",
            "[fd00::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "１２７.0.0.1",
        ] {
            assert!(is_refused(&format!("https://{host}/v1")), "{host}");
        }
    }

    #[test]
    fn local_names_other_schemes_and_credentials_are_refused() {
        for url in [
            "https://localhost/",
            "https://LOCALHOST./",
            "https://db.internal/",
            "https://printer.local/",
            "https://router/",
            "http://api.example.com/",
            "ftp://api.example.com/",
            "file:///etc/passwd",
            "https://user:pass@api.example.com/",
            "https://api.example.com/#x",
            "http://127.0.0.1:4001/",
            "https://service.test:4002/",
        ] {
            assert!(is_refused(url), "{url}");
        }
    }

    #[test]
    fn public_services_and_what_is_allowed_pass() {
        for url in [
            "https://api.example.com/v1",
            "https://1.1.1.1/",
            "https://[2606:4700:4700::1111]/",
            "https://localhost.example.com:8443/",
            "http://127.0.0.1:4000/base",
            "http://service.test:4001/",
        ] {
            assert!(!is_refused(url), "{url}");
        }
    }

    /// Answers a public address at first and a private one from then on.
    struct Rebinding(AtomicUsize);

    impl Lookup for Rebinding {
        fn lookup(&self, _: String) -> Looking {
            let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
            let ip = if first { Ipv4Addr::new(1, 1, 1, 1) } else { Ipv4Addr::LOCALHOST };
            Box::pin(async move { Ok(vec![ip.into(), Ipv6Addr::LOCALHOST.into()]) })
        }
    }

    #[tokio::test]
    async fn a_name_that_turns_private_is_not_dialled() {
        let resolver = Checked {
            allowed: Arc::new(Allowed(vec!["other.test:1".into()])),
            lookup: Arc::new(Rebinding(AtomicUsize::new(0))),
        };
        let name = || "rebind.example.com".parse::<Name>().expect("a name");
        let first: Vec<_> = resolver.resolve(name()).await.expect("public at first").collect();
        assert_eq!(
            first,
            [SocketAddr::from(([1, 1, 1, 1], 0))],
            "and only the public one of its addresses"
        );
        assert!(resolver.resolve(name()).await.is_err(), "private afterwards");
    }

    #[tokio::test]
    async fn the_client_dials_what_was_checked_and_nothing_else() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
        listener.set_nonblocking(true).expect("a setting");
        let port = listener.local_addr().expect("is bound").port();
        // Begins with its private answers, as a name does that was public when it was saved.
        let egress = Egress::with_lookup(Vec::new(), Arc::new(Rebinding(AtomicUsize::new(1))));
        let url: Url = format!("https://rebind.example.com:{port}/").parse().expect("a URL");
        egress.check_url(&url).expect("its name says nothing");
        let error = egress.client().get(url).send().await.expect_err("is not dialled");
        assert!(error.is_connect(), "{error:?}");
        let came = listener.accept().expect_err("nobody came");
        assert_eq!(came.kind(), io::ErrorKind::WouldBlock);
    }
}
