//! Which headers cross the gateway, and what they say afterwards.

use crate::{scrub::Scrubber, target};
use amanat_base::ListingId;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

/// Of one connection only.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Of the caller and not for the service: credentials for us, addresses that proxies wrote down, and what would make the answer one
/// that can't be searched for the key (packed, or cut into ranges).
const CALLERS_OWN: [&str; 15] = [
    "authorization",
    "cookie",
    "host",
    "forwarded",
    "x-real-ip",
    "true-client-ip",
    "cf-connecting-ip",
    "via",
    "expect",
    "accept-encoding",
    "range",
    "if-range",
    "origin",
    "referer",
    "http2-settings",
];

/// Of the service and not for the caller: they would speak for this site, or to the proxies in front of it.
const SERVICES_OWN: [&str; 27] = [
    "set-cookie",
    "set-cookie2",
    "alt-svc",
    "strict-transport-security",
    "clear-site-data",
    "content-security-policy",
    "content-security-policy-report-only",
    "cache-control",
    "expires",
    "pragma",
    "refresh",
    "service-worker-allowed",
    "public-key-pins",
    "x-sendfile",
    "x-lighttpd-send-file",
    "accept-ranges",
    "nel",
    "report-to",
    "reporting-endpoints",
    "public-key-pins-report-only",
    "expect-ct",
    "accept-ch",
    "critical-ch",
    "origin-agent-cluster",
    "origin-trial",
    "set-login",
    "speculation-rules",
];

/// What goes to the service: the caller's headers without his credentials and ours, and without any header named as the one that the
/// key goes in. The caller adds key and length itself.
pub(crate) fn to_service(from: &HeaderMap, injected: Option<&str>) -> HeaderMap {
    let named = named_by_connection(from);
    // Some services take _ for -, so a header that is one after that is that header.
    let same = |name: &str| name.to_ascii_lowercase().replace('_', "-");
    let injected = injected.map(same);
    let mut out = HeaderMap::with_capacity(from.len());
    for (name, value) in from {
        let plain = same(name.as_str());
        let dropped = HOP_BY_HOP.contains(&plain.as_str())
            || CALLERS_OWN.contains(&plain.as_str())
            || plain.starts_with("x-forwarded-")
            || plain == "content-length"
            || named.contains(&plain)
            || injected.as_deref() == Some(&plain);
        if !dropped {
            out.append(name, value.clone());
        }
    }
    out.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    out
}

/// What the answer of a service is measured against.
pub(crate) struct Asked<'a> {
    pub(crate) listing: ListingId,
    /// The listing's base address.
    pub(crate) base: &'a Url,
    /// What was called; carries the key when that goes in the query.
    pub(crate) url: &'a Url,
    /// Query parameter of the key.
    pub(crate) injected_query: Option<&'a str>,
    pub(crate) scrubber: &'a Scrubber,
}

/// What goes to the caller: without cookies, policies, the key, or where the service really is.
pub(crate) fn to_caller(from: &HeaderMap, asked: &Asked<'_>) -> HeaderMap {
    let named = named_by_connection(from);
    let mut out = HeaderMap::with_capacity(from.len() + 3);
    for (name, value) in from {
        let plain = name.as_str();
        let dropped = HOP_BY_HOP.contains(&plain)
            || SERVICES_OWN.contains(&plain)
            || plain.starts_with("access-control-")
            || plain.starts_with("x-accel-")
            || plain.starts_with("surrogate-")
            || named.iter().any(|n| n == plain);
        let value = match *name {
            header::LOCATION | header::CONTENT_LOCATION => moved(value, asked),
            _ => Some(value.clone()),
        };
        match value {
            Some(value) if !dropped && !tells(name, &value, asked) => {
                out.append(name, value);
            }
            _ => {}
        }
    }
    guard(&mut out);
    out
}

/// Nothing that comes through here may act as a page of this site, or be served by a cache to somebody who didn't pay.
pub(crate) fn guard(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox; base-uri 'none'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// True when a header gives away the key or the service's address.
fn tells(name: &HeaderName, value: &HeaderValue, asked: &Asked<'_>) -> bool {
    let has_host = |text: &str| {
        let host = asked.base.host_str().unwrap_or_default();
        !host.is_empty() && text.to_ascii_lowercase().contains(host)
    };
    asked.scrubber.finds_in(value.as_bytes())
        || asked.scrubber.finds_in(name.as_str().as_bytes())
        || has_host(&String::from_utf8_lossy(value.as_bytes()))
}

/// An address under the listing's base becomes one under its gateway path; any other isn't passed on.
fn moved(value: &HeaderValue, asked: &Asked<'_>) -> Option<HeaderValue> {
    let to = asked.url.join(value.to_str().ok()?).ok()?;
    let base_path = asked.base.path().trim_end_matches('/');
    let rest = to.path().strip_prefix(base_path)?;
    if to.origin() != asked.base.origin() || !(rest.is_empty() || rest.starts_with('/')) {
        return None;
    }
    let query = target::without(to.query().unwrap_or_default(), asked.injected_query);
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let fragment = to.fragment().map(|f| format!("#{f}")).unwrap_or_default();
    HeaderValue::from_str(&format!("/gateway/{}{rest}{query}{fragment}", asked.listing)).ok()
}

fn named_by_connection(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::CONNECTION).into_iter().filter_map(|v| v.to_str().ok());
    let names = values.flat_map(|v| v.split(','));
    names.map(|n| n.trim().to_ascii_lowercase()).filter(|n| !n.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(*name, HeaderValue::from_static(value));
        }
        map
    }

    fn answered(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let base: Url = "https://api.example.com/v1".parse().expect("a URL");
        let url: Url = "https://api.example.com/v1/jobs?key=the-secret-key".parse().expect("a URL");
        let asked = Asked {
            listing: "0199a4c1-0000-7000-8000-000000000001".parse().expect("an id"),
            base: &base,
            url: &url,
            injected_query: Some("key"),
            scrubber: &Scrubber::new("the-secret-key"),
        };
        to_caller(&map(pairs), &asked)
    }

    #[test]
    fn credentials_and_hop_by_hop_headers_stay_here() {
        let sent = map(&[
            ("authorization", "Bearer amt_x"),
            ("cookie", "session=1"),
            ("host", "shop.example"),
            ("x-forwarded-for", "1.2.3.4"),
            ("x-forwarded-anything", "1"),
            ("connection", "keep-alive, X-Private"),
            ("x-private", "1"),
            ("te", "trailers"),
            ("upgrade", "websocket"),
            ("x_api_key", "mine"),
            ("accept-encoding", "gzip"),
            ("content-type", "text/plain"),
            ("x-mine", "1"),
            ("x-mine", "2"),
        ]);
        let out = to_service(&sent, Some("X-Api-Key"));
        let expected = map(&[
            ("content-type", "text/plain"),
            ("x-mine", "1"),
            ("x-mine", "2"),
            ("accept-encoding", "identity"),
        ]);
        assert_eq!(out, expected);
    }

    #[test]
    fn answers_lose_cookies_policies_and_whatever_tells() {
        let out = answered(&[
            ("set-cookie", "a=b"),
            ("access-control-allow-origin", "*"),
            ("x-accel-redirect", "/etc/passwd"),
            ("x-echo", "Bearer the-secret-key"),
            ("x-echo-64", "dGhlLXNlY3JldC1rZXk="),
            ("link", "<https://API.example.com/v1/a>; rel=next"),
            ("connection", "x-hop"),
            ("x-hop", "1"),
            ("cache-control", "public, max-age=600"),
            ("nel", "{\"report_to\":\"all\",\"max_age\":9999999,\"success_fraction\":1}"),
            (
                "report-to",
                "{\"group\":\"all\",\"endpoints\":[{\"url\":\"https://evil.example\"}]}",
            ),
            ("x-fine", "1"),
        ]);
        let names: Vec<_> = out.keys().map(HeaderName::as_str).collect();
        assert_eq!(
            names,
            ["x-fine", "cache-control", "x-content-type-options", "content-security-policy"]
        );
        assert_eq!(out["cache-control"], "no-store");
    }

    #[test]
    fn a_redirect_leads_back_through_the_gateway_or_nowhere() {
        let gateway = "/gateway/0199a4c1-0000-7000-8000-000000000001";
        for (from, to) in [
            ("https://api.example.com/v1/jobs/7?key=the-secret-key&x=1", Some("/jobs/7?x=1")),
            ("/v1/jobs/7", Some("/jobs/7")),
            ("jobs/7#done", Some("/jobs/7#done")),
            ("/v2/other", None),
            ("/v11", None),
            ("https://other.example/?key=the-secret-key", None),
            ("//api.example.com:444/v1/a", None),
        ] {
            let out = answered(&[("location", from)]);
            let expected = to.map(|rest| format!("{gateway}{rest}"));
            assert_eq!(
                out.get("location").map(|v| v.to_str().expect("text").to_owned()),
                expected,
                "{from}"
            );
        }
    }
}
