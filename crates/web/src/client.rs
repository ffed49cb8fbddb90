//! Which client a request is counted for.

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The client's address, cut to what one household or machine holds: an IPv4 address or an IPv6 /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(pub IpAddr);

impl Client {
    /// Of the connection, or, behind `trusted_proxies` proxies of ours, of what the outermost of them saw.
    pub fn of(request: &Request, trusted_proxies: usize) -> Self {
        let whole = Address::of(request, trusted_proxies);
        Self(whole.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| cut(a.0)))
    }
}

/// The client's whole address, for lists of addresses from which something may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(pub IpAddr);

impl Address {
    /// Told as for [`Client`]; `None` where no connection is known.
    pub fn of(request: &Request, trusted_proxies: usize) -> Option<Self> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        forwarded(request.headers(), trusted_proxies)
            .or(peer)
            .map(|a| Self(a.to_canonical()))
    }
}

/// Each proxy appends the address that it saw, so ours are counted from the right; what stands left of them is the caller's claim. That may
/// be any bytes, and a proxy appends to them: whoever sends such must not pass for the proxy.
fn forwarded(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let seen: Vec<&[u8]> = headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|v| v.as_bytes().split(|byte| *byte == b','))
        .collect();
    let index = seen.len().checked_sub(trusted_proxies.max(1))?;
    let text = seen.get(index).filter(|_| trusted_proxies > 0)?;
    let text = std::str::from_utf8(text).ok()?.trim();
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|a| a.ip()))
}

fn cut(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, http::HeaderValue};

    fn client(peer: &str, forwarded: &[&str], trusted_proxies: usize) -> String {
        let mut request = Request::new(Body::empty());
        let peer = SocketAddr::new(peer.parse().expect("an address"), 1);
        request.extensions_mut().insert(ConnectInfo(peer));
        for value in forwarded {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header");
            request.headers_mut().append("x-forwarded-for", value);
        }
        Client::of(&request, trusted_proxies).0.to_string()
    }

    #[test]
    fn a_claimed_address_counts_only_behind_our_own_proxies() {
        assert_eq!(client("10.0.0.1", &["1.2.3.4"], 0), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 1.2.3.4"], 1), "1.2.3.4");
        assert_eq!(client("10.0.0.1", &["6.6.6.6", "1.2.3.4, 10.0.0.9"], 2), "1.2.3.4");
        assert_eq!(client("10.0.0.1", &["1.2.3.4:5555"], 1), "1.2.3.4");
        assert_eq!(client("10.0.0.1", &["\u{e9}, 1.2.3.4"], 1), "1.2.3.4", "behind what is no text");
        for nonsense in [vec![], vec!["unknown"], vec![""]] {
            assert_eq!(client("10.0.0.1", &nonsense, 1), "10.0.0.1", "{nonsense:?}");
        }
    }

    #[test]
    fn one_network_of_ipv6_is_one_client() {
        assert_eq!(client("2001:db8:1:2:3:4:5:6", &[], 0), "2001:db8:1:2::");
        assert_eq!(client("::ffff:9.9.9.9", &[], 0), "9.9.9.9");
    }
}
