//! Where a call goes: under the listing's base address, whatever the caller writes into the path.
//!
//! A path is refused rather than tidied up: what a service makes of `..` or of an encoded slash is not ours to guess. `@`, for whoever
//! needs it, may be sent as `%40`.

use amanat_base::{Error, ListingId, Result};
use std::borrow::Cow;
use url::Url;

/// Longest path and query together, in bytes.
const MAX_TARGET: usize = 16_384;
/// So often a path is decoded to see what a careless service would make of it.
const DECODINGS: usize = 3;

/// The listing and the raw rest (`/…` or empty) of a path under `/gateway/`.
pub(crate) fn split(path: &str) -> Result<(ListingId, &str)> {
    let rest = path.strip_prefix("/gateway/").unwrap_or_default();
    let (listing, _) = rest.split_once('/').unwrap_or((rest, ""));
    let id = listing.parse().map_err(|_| Error::new(amanat_base::Code::MalformedId))?;
    Ok((id, &rest[listing.len()..]))
}

/// The full address of a call: `base` with `rest` under its path, its own query before the caller's, without the parameter `injected`
/// of the caller.
pub(crate) fn target(base: &Url, rest: &str, query: Option<&str>, injected: Option<&str>) -> Result<Url> {
    check(rest).map_err(|why| Error::invalid("path", why))?;
    let base_path = base.path().trim_end_matches('/');
    let path = format!("{base_path}{rest}");
    let path = if path.is_empty() { "/" } else { &path };
    let mut url = base.clone();
    url.set_path(path);
    let own = base.query().unwrap_or_default();
    let theirs = kept(query.unwrap_or_default(), own, injected);
    let query = [own, &theirs].into_iter().filter(|q| !q.is_empty()).collect::<Vec<_>>().join("&");
    url.set_query((!query.is_empty()).then_some(&query));
    // What was checked above can't come out elsewhere; should the parser ever see it otherwise, the call stays here.
    let stays = url.origin() == base.origin() && url.path().starts_with(base_path) && url.username().is_empty();
    if !stays || url.as_str().len() > MAX_TARGET {
        return Err(Error::invalid("path", "leaves the listing's service or is too long"));
    }
    Ok(url)
}

fn check(rest: &str) -> Result<(), &'static str> {
    if rest.len() > MAX_TARGET {
        return Err("is too long");
    }
    if !(rest.is_empty() || rest.starts_with('/')) {
        return Err("must begin with a slash");
    }
    if rest.contains('@') {
        return Err("must not contain @; send %40");
    }
    if rest.contains("//") {
        return Err("must not contain an empty segment");
    }
    let slashes = slashes(rest.as_bytes());
    let mut text = Cow::Borrowed(rest.as_bytes());
    for _ in 0..DECODINGS {
        check_decoded(&text, slashes)?;
        text = decode(&text).into();
    }
    check_decoded(&text, slashes)
}

fn slashes(text: &[u8]) -> usize {
    text.iter().filter(|b| **b == b'/').count()
}

fn check_decoded(text: &[u8], expected_slashes: usize) -> Result<(), &'static str> {
    if text.iter().any(|b| b.is_ascii_control() || *b == b'\\') {
        return Err("must not contain control characters or backslashes");
    }
    if slashes(text) != expected_slashes {
        return Err("must not contain encoded slashes");
    }
    let is_dots = |segment: &[u8]| matches!(segment.split(|b| *b == b';').next(), Some(b"." | b".."));
    if text.split(|b| *b == b'/').any(is_dots) {
        return Err("must not contain . or .. as a segment");
    }
    Ok(())
}

fn decode(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let byte = match (text[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => u8::try_from(high * 16 + low).ok(),
            _ => None,
        };
        out.push(byte.unwrap_or(text[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    out
}

/// The caller's parameters as they were written, without those that the listing sets itself.
fn kept(query: &str, own: &str, injected: Option<&str>) -> String {
    let ours: Vec<_> = own
        .split('&')
        .filter(|p| !p.is_empty())
        .map(name_of)
        .chain(injected.map(str::to_ascii_lowercase))
        .collect();
    let parts = query.split('&').filter(|pair| !pair.is_empty() && !ours.contains(&name_of(pair)));
    parts.collect::<Vec<_>>().join("&")
}

/// The name as a service reads it; in lower case, because some don't tell the cases apart. `a[]` and `a` are one to others.
fn name_of(pair: &str) -> String {
    let raw = pair.split_once('=').map_or(pair, |(name, _)| name).replace('+', " ");
    let name = String::from_utf8_lossy(&decode(raw.as_bytes())).to_ascii_lowercase();
    name.split('[').next().unwrap_or_default().trim().to_owned()
}

/// `query` without the parameter `name`, for an address that goes back to the caller.
pub(crate) fn without(query: &str, name: Option<&str>) -> String {
    kept(query, "", name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn go(rest: &str, query: Option<&str>) -> Result<String> {
        let base: Url = "https://api.example.com/v1/?api-version=2".parse().expect("a URL");
        target(&base, rest, query, Some("key")).map(|url| url.to_string())
    }

    #[test]
    fn calls_stay_under_the_base() {
        assert_eq!(go("", None).expect("fine"), "https://api.example.com/v1?api-version=2");
        assert_eq!(go("/", None).expect("fine"), "https://api.example.com/v1/?api-version=2");
        assert_eq!(
            go("/chat/a%20b:run", Some("q=%2F..&x=1")).expect("fine"),
            "https://api.example.com/v1/chat/a%20b:run?api-version=2&q=%2F..&x=1"
        );
        assert_eq!(
            go("/users/%40me", None).expect("fine"),
            "https://api.example.com/v1/users/%40me?api-version=2"
        );
    }

    #[test]
    fn ways_out_are_refused() {
        for rest in [
            "//evil.example",
            "/..",
            "/../admin",
            "/a/../../b",
            "/%2e%2e/admin",
            "/%2E%2e/admin",
            "/.%2e/admin",
            "/%252e%252e/admin",
            "/%25252e%25252e/admin",
            "/..;/admin",
            "/a/..%00/",
            "/a%2fb",
            "/a%5cb",
            "/a%252fb",
            "/a\\b",
            "/\\evil.example",
            "/@evil.example",
            "@evil.example",
            "/a%00",
            "/a%0d%0aHost:%20evil",
            "/./a",
            "/a//b",
        ] {
            assert!(go(rest, None).is_err(), "{rest}");
        }
    }

    #[test]
    fn the_callers_own_key_and_version_are_taken_out() {
        for query in [
            "key=mine",
            "KEY=mine",
            "%6bey=mine",
            "key[]=mine",
            "+key=1",
            "key",
            "api-version=9",
            "api%2Dversion=9",
        ] {
            let url = go("/a", Some(&format!("x=1&{query}&y=2"))).expect("fine");
            assert_eq!(url, "https://api.example.com/v1/a?api-version=2&x=1&y=2", "{query}");
        }
    }

    #[test]
    fn the_listing_is_read_from_the_raw_path() {
        let id = "0199a4c1-0000-7000-8000-000000000001";
        for (path, rest) in [("", ""), ("/", "/"), ("/a%2Fb/", "/a%2Fb/")] {
            let whole = format!("/gateway/{id}{path}");
            let (listing, found) = split(&whole).expect("a listing");
            assert_eq!((listing.to_string().as_str(), found), (id, rest));
        }
        assert!(split("/gateway/nonsense/a").is_err());
    }

    proptest! {
        #[test]
        fn nothing_gets_out(rest in "(/|[a-z]|\\.|%2e|%2F|%5c|@|\\\\|:|;|%25){0,24}") {
            if let Ok(url) = go(&rest, None) {
                prop_assert!(url.starts_with("https://api.example.com/v1"));
                let path = url.parse::<Url>().expect("a URL").path().to_owned();
                prop_assert!(path == "/v1" || path.starts_with("/v1/"), "{}", path);
            }
        }
    }
}
