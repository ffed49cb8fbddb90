//! Networks in CIDR notation, for lists of addresses from which something may be used.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A network of either family, like `203.0.113.0/24`; a single address is the network that holds only it. IPv4 addresses that are
/// written as IPv6 (`::ffff:203.0.113.7`) are the IPv4 addresses that they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

/// Not an address or network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANetwork;

impl Network {
    /// Whether the address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => cut_v4(address, self.bits) == base,
            (IpAddr::V6(base), IpAddr::V6(address)) => cut_v6(address, self.bits) == base,
            _ => false,
        }
    }
}

fn cut_v4(address: Ipv4Addr, bits: u8) -> Ipv4Addr {
    let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
    Ipv4Addr::from_bits(address.to_bits() & mask)
}

fn cut_v6(address: Ipv6Addr, bits: u8) -> Ipv6Addr {
    let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
    Ipv6Addr::from_bits(address.to_bits() & mask)
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let written: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let whole: u8 = if written.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(b) if b.len() <= 3 && b.bytes().all(|b| b.is_ascii_digit()) => b.parse().map_err(|_| NotANetwork)?,
            Some(_) => return Err(NotANetwork),
            None => whole,
        };
        if bits > whole {
            return Err(NotANetwork);
        }
        match (written, written.to_canonical()) {
            (IpAddr::V6(_), IpAddr::V4(v4)) => {
                // Shorter than the prefix of mapped addresses, it would be a network of IPv6 that holds all of IPv4.
                let bits = bits.checked_sub(96).ok_or(NotANetwork)?;
                Ok(Self {
                    base: cut_v4(v4, bits).into(),
                    bits,
                })
            }
            (_, IpAddr::V4(v4)) => Ok(Self {
                base: cut_v4(v4, bits).into(),
                bits,
            }),
            (_, IpAddr::V6(v6)) => Ok(Self {
                base: cut_v6(v6, bits).into(),
                bits,
            }),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    fn holds(text: &str, address: &str) -> bool {
        network(text).contains(address.parse().expect("an address"))
    }

    #[test]
    fn a_network_holds_what_begins_like_it() {
        assert!(holds("203.0.113.0/24", "203.0.113.255"));
        assert!(!holds("203.0.113.0/24", "203.0.114.0"));
        assert!(holds("203.0.113.7", "203.0.113.7"));
        assert!(!holds("203.0.113.7", "203.0.113.8"));
        assert!(holds("0.0.0.0/0", "255.1.2.3"));
        assert!(!holds("0.0.0.0/0", "2001:db8::1"));
        assert!(!holds("::/0", "1.2.3.4"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1"));
        assert!(holds("2001:db8::1", "2001:db8::1"));
        assert!(!holds("2001:db8::1", "2001:db8::2"));
    }

    #[test]
    fn mapped_addresses_are_the_ipv4_addresses_that_they_are() {
        assert!(holds("203.0.113.0/24", "::ffff:203.0.113.9"));
        assert!(holds("::ffff:203.0.113.0/120", "203.0.113.9"));
        assert_eq!(network("::ffff:203.0.113.9").to_string(), "203.0.113.9/32");
        assert!("::ffff:203.0.113.9/95".parse::<Network>().is_err());
    }

    #[test]
    fn host_bits_are_dropped() {
        assert_eq!(network("203.0.113.9/24").to_string(), "203.0.113.0/24");
        assert_eq!(network("2001:db8::9/64").to_string(), "2001:db8::/64");
    }

    #[test]
    fn nonsense_is_no_network() {
        for text in [
            "",
            "/",
            "/8",
            "1.2.3.4/",
            "1.2.3.4/33",
            "1.2.3.4/-1",
            "1.2.3.4/+8",
            "1.2.3/8",
            "::1/129",
            "::1/ 8",
            "1.2.3.4/8/8",
            "home",
            "1.2.3.4/0008",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_what_is_read(bits: u128, length in 0u8..=128) {
            let address = Ipv6Addr::from_bits(bits);
            if let Ok(network) = format!("{address}/{length}").parse::<Network>() {
                prop_assert_eq!(network.to_string().parse::<Network>(), Ok(network));
                prop_assert!(network.contains(address.into()));
            }
        }

        #[test]
        fn no_text_breaks_the_parser(text: String) {
            let _ = text.parse::<Network>();
        }
    }
}
