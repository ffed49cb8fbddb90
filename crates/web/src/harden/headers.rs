//! Security headers on every answer. A handler that sets one of them itself keeps its own.

use crate::HttpConfig;
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

/// What only a few pages of the web are given; none of ours needs it, except passkeys.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(), gyroscope=(), \
    hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=(), \
    publickey-credentials-create=(self), publickey-credentials-get=(self)";
/// Two years. Also below this host: else somebody in between could invent `http://anything.below.it` and set cookies from there.
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// Marks the `<style>` elements of one page as ours: fresh in every request for a page, in its extensions. A handler that writes it into
/// the page puts it into its answer's extensions too; then the content policy allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(pub String);

impl Nonce {
    pub(super) fn fresh() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()))
    }
}

pub(super) struct Fixed {
    all: Vec<(HeaderName, HeaderValue)>,
    connect: String,
}

impl Fixed {
    pub(super) fn new(config: &HttpConfig) -> Self {
        let fixed = |name, value| (name, HeaderValue::from_static(value));
        let mut all = vec![
            fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            fixed(header::X_FRAME_OPTIONS, "DENY"),
            fixed(header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
            fixed(HeaderName::from_static("permissions-policy"), PERMISSIONS),
            fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            fixed(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ];
        if config.public_origin.as_deref().is_some_and(|o| o.starts_with("https://")) {
            all.push(fixed(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY));
        }
        Self {
            all,
            connect: connect_sources(config),
        }
    }

    /// Only what is said of the connection: for answers that are other people's.
    pub(super) fn of_connection(&self, response: &mut Response) {
        let mut all = self.all.iter();
        if let Some((name, value)) = all.find(|(name, _)| *name == header::STRICT_TRANSPORT_SECURITY) {
            response.headers_mut().insert(name, value.clone());
        }
    }

    pub(super) fn apply(&self, response: &mut Response, is_api: bool) {
        let policy = if is_api {
            // Nothing of an answer is ever a page.
            HeaderValue::from_static("default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        } else {
            let nonce = response.extensions().get::<Nonce>();
            content_policy(&self.connect, nonce)
        };
        let headers = response.headers_mut();
        name_charset(headers);
        for (name, value) in &self.all {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
        if is_api {
            // Answers hold what only this caller may see.
            headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        }
    }
}

/// Else a browser may guess how a text is encoded. All of ours are UTF-8.
fn name_charset(headers: &mut HeaderMap) {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let bare = kind.filter(|k| (k.starts_with("text/") || k.ends_with("xml")) && !k.contains("charset="));
    if let Some(whole) = bare.and_then(|k| HeaderValue::from_str(&format!("{k}; charset=utf-8")).ok()) {
        headers.insert(header::CONTENT_TYPE, whole);
    }
}

/// Where the page may connect to: here, and what is configured.
fn connect_sources(config: &HttpConfig) -> String {
    // Older browsers don't take 'self' to cover the socket's scheme.
    let socket = config
        .public_origin
        .as_deref()
        .and_then(|o| o.strip_prefix("http"))
        .map(|rest| format!("ws{rest}"));
    let sources = ["'self'"].into_iter().chain(socket.as_deref());
    sources
        .chain(config.connect_sources.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Fit for the web app from this origin: its scripts are files, its component library writes a few `<style>` elements, QR codes are data
/// images, and sockets go to this host.
fn content_policy(connect: &str, nonce: Option<&Nonce>) -> HeaderValue {
    let style = nonce.map(|Nonce(nonce)| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let text = format!(
        "default-src 'self'; script-src 'self'; style-src 'self'{style}; img-src 'self' data: blob:; font-src 'self' data:; \
         connect-src {connect}; worker-src 'self'; manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    // What is configured may hold what no header can; the rest of the policy still stands then.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ))
}
