//! Hexadecimal as nodes really write it: upper case, leading zeros, odd digits. Values are strict, spelling is not.

use alloy::primitives::{Address, B256, U256};
use serde::{Deserializer, de};
use std::{borrow::Cow, fmt};

/// A quantity that must fit 64 bits.
pub fn u64_from_hex(text: &str) -> Option<u64> {
    u64::from_str_radix(plain_digits(text)?, 16).ok()
}

/// A quantity of up to 256 bits.
pub fn u256_from_hex(text: &str) -> Option<U256> {
    let digits = plain_digits(text)?;
    if digits.trim_start_matches('0').len() > 64 {
        return None;
    }
    U256::from_str_radix(digits, 16).ok()
}

fn plain_digits(text: &str) -> Option<&str> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())).then_some(digits)
}

/// Exactly N bytes; more digits are tolerated only as leading zeros.
pub fn fixed_from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?.as_bytes();
    let extra = digits.len().checked_sub(2 * N)?;
    if digits[..extra].iter().any(|b| *b != b'0') {
        return None;
    }
    let mut bytes = [0u8; N];
    hex::decode_to_slice(&digits[extra..], &mut bytes).ok()?;
    Some(bytes)
}

/// Bytes of any length.
pub fn bytes_from_hex(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?).ok()
}

/// Reads a JSON string in place where the parser allows it, so that a block of thousands of logs costs no copies.
struct Text<F, T>(F, &'static str, std::marker::PhantomData<T>);

impl<'de, F: FnOnce(&str) -> Option<T>, T> de::Visitor<'de> for Text<F, T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let what = self.1;
        (self.0)(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &what))
    }
}

fn read<'de, D: Deserializer<'de>, T>(d: D, what: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, D::Error> {
    d.deserialize_str(Text(parse, what, std::marker::PhantomData))
}

pub(crate) fn u64<'de, D: Deserializer<'de>>(d: D) -> Result<u64, D::Error> {
    read(d, "a hex quantity of 64 bits", u64_from_hex)
}

pub(crate) fn u256<'de, D: Deserializer<'de>>(d: D) -> Result<U256, D::Error> {
    read(d, "a hex quantity of 256 bits", u256_from_hex)
}

pub(crate) fn b256<'de, D: Deserializer<'de>>(d: D) -> Result<B256, D::Error> {
    read(d, "32 bytes in hex", |t| fixed_from_hex(t).map(B256::from))
}

pub(crate) fn address<'de, D: Deserializer<'de>>(d: D) -> Result<Address, D::Error> {
    read(d, "20 bytes in hex", |t| fixed_from_hex(t).map(Address::from))
}

/// The number of an optional field: absent, null and text are all allowed.
pub(crate) fn u64_opt<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u64>, D::Error> {
    let text: Option<Cow<'de, str>> = de::Deserialize::deserialize(d)?;
    text.map(|t| u64_from_hex(&t).ok_or_else(|| de::Error::custom("not a hex quantity")))
        .transpose()
}

/// Pending blocks and contract creations leave fields null.
pub(crate) fn address_opt<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Address>, D::Error> {
    let text: Option<Cow<'de, str>> = de::Deserialize::deserialize(d)?;
    text.map(|t| {
        fixed_from_hex(&t)
            .map(Address::from)
            .ok_or_else(|| de::Error::custom("not an address"))
    })
    .transpose()
}

/// Up to four topics, kept without allocation.
pub(crate) fn topics<'de, D: Deserializer<'de>>(d: D) -> Result<super::block::Topics, D::Error> {
    struct Seq;
    impl<'de> de::Visitor<'de> for Seq {
        type Value = super::block::Topics;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("up to four topics")
        }
        fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            #[derive(serde::Deserialize)]
            struct Topic(#[serde(deserialize_with = "b256")] B256);
            let mut topics = super::block::Topics::default();
            while let Some(Topic(topic)) = seq.next_element()? {
                topics.push(topic).map_err(|()| de::Error::custom("more than four topics"))?;
            }
            Ok(topics)
        }
    }
    d.deserialize_seq(Seq)
}

/// The first word of a log's data and the data's length in bytes: all that a transfer needs.
pub(crate) fn data_word<'de, D: Deserializer<'de>>(d: D) -> Result<(U256, usize), D::Error> {
    read(d, "hex data", |text| {
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
        if digits.len() < 64 {
            return (digits.len() % 2 == 0).then_some((U256::ZERO, digits.len() / 2));
        }
        let mut word = [0u8; 32];
        hex::decode_to_slice(&digits.as_bytes()[..64], &mut word).ok()?;
        Some((U256::from_be_bytes(word), digits.len() / 2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_free_values_are_not() {
        for spelled in ["0x7b", "0x07B", "0X000000000000000000000000000007b"] {
            assert_eq!(u64_from_hex(spelled), Some(123), "{spelled}");
            assert_eq!(u256_from_hex(spelled), Some(U256::from(123)), "{spelled}");
        }
        for bad in ["", "0x", "7b", "0x+7", "0x1ffffffffffffffff", "0xzz"] {
            assert_eq!(u64_from_hex(bad), None, "{bad}");
        }
        assert_eq!(u256_from_hex(&format!("0x1{}", "0".repeat(64))), None);
        assert_eq!(fixed_from_hex::<2>("0x0ABCD"), Some([0xab, 0xcd]));
        assert_eq!(fixed_from_hex::<2>("0x1abcd"), None);
        assert_eq!(fixed_from_hex::<2>("0xab"), None);
    }
}
