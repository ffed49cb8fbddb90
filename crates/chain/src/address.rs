//! Addresses and hashes as the API and the database see them: EIP-55 text on the wire, bytes in the database.

use alloy::primitives::{Address, B256};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Cow, fmt, str::FromStr};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};

/// A 20-byte address. Written with the EIP-55 checksum; read in any case, but a mixed-case text must carry the right checksum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EvmAddress(pub Address);

/// A 32-byte hash of a transaction or a block, as `0x` and 64 lower-case digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EvmHash(pub B256);

/// Why a text is not an address or a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// Wrong length or digits.
    #[error("must be 0x and {0} hexadecimal digits")]
    Shape(usize),
    /// Mixed case whose checksum is wrong: most likely a typing error.
    #[error("has a wrong EIP-55 checksum")]
    Checksum,
}

impl FromStr for EvmAddress {
    type Err = HexError;
    fn from_str(s: &str) -> Result<Self, HexError> {
        let digits = s.strip_prefix("0x").filter(|d| d.len() == 40).ok_or(HexError::Shape(40))?;
        let mut bytes = [0u8; 20];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| HexError::Shape(40))?;
        let address = Address::from(bytes);
        let mixed = digits.bytes().any(|b| b.is_ascii_uppercase()) && digits.bytes().any(|b| b.is_ascii_lowercase());
        if mixed && address.to_checksum(None) != s {
            return Err(HexError::Checksum);
        }
        Ok(Self(address))
    }
}

impl FromStr for EvmHash {
    type Err = HexError;
    fn from_str(s: &str) -> Result<Self, HexError> {
        let digits = s.strip_prefix("0x").filter(|d| d.len() == 64).ok_or(HexError::Shape(64))?;
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| HexError::Shape(64))?;
        Ok(Self(B256::from(bytes)))
    }
}

impl fmt::Display for EvmAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_checksum(None))
    }
}

impl fmt::Display for EvmHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl utoipa::PartialSchema for EvmAddress {
    fn schema() -> RefOr<Schema> {
        text(
            "EVM address with EIP-55 checksum",
            "^0x[0-9a-fA-F]{40}$",
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        )
    }
}

impl utoipa::PartialSchema for EvmHash {
    fn schema() -> RefOr<Schema> {
        let example = "0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b";
        text("32-byte hash of a transaction or block", "^0x[0-9a-f]{64}$", example)
    }
}

fn text(description: &str, pattern: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .pattern(Some(pattern))
        .examples([serde_json::json!(example)])
        .into()
}

macro_rules! wire_and_database {
    ($name:ident, $inner:ident) => {
        impl utoipa::ToSchema for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                Self(inner)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl sqlx::Type<sqlx::Postgres> for $name {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                <[u8] as sqlx::Type<sqlx::Postgres>>::type_info()
            }
        }

        impl sqlx::postgres::PgHasArrayType for $name {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <&[u8] as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }

        impl sqlx::Encode<'_, sqlx::Postgres> for $name {
            fn encode_by_ref(&self, buf: &mut sqlx::postgres::PgArgumentBuffer) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <&[u8] as sqlx::Encode<'_, sqlx::Postgres>>::encode_by_ref(&self.0.as_slice(), buf)
            }
        }

        impl sqlx::Decode<'_, sqlx::Postgres> for $name {
            fn decode(value: sqlx::postgres::PgValueRef<'_>) -> Result<Self, sqlx::error::BoxDynError> {
                let bytes = <&[u8] as sqlx::Decode<'_, sqlx::Postgres>>::decode(value)?;
                Ok(Self($inner::try_from(bytes)?))
            }
        }
    };
}

wire_and_database!(EvmAddress, Address);
wire_and_database!(EvmHash, B256);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_address_is_refused_and_a_good_one_gets_its_checksum() {
        let good = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        let lower: EvmAddress = good.to_lowercase().parse().expect("lower case is fine");
        assert_eq!(lower.to_string(), good);
        assert_eq!(good.parse(), Ok(lower));
        assert_eq!(
            "0x70997970C51812dc3A010C7d01b50e0d17dc79c8".parse::<EvmAddress>(),
            Err(HexError::Checksum)
        );
        for bad in [
            "",
            "0x",
            "70997970c51812dc3a010c7d01b50e0d17dc79c8",
            "0x70997970c51812dc3a010c7d01b50e0d17dc79cg",
        ] {
            assert_eq!(bad.parse::<EvmAddress>(), Err(HexError::Shape(40)), "{bad}");
        }
    }

    #[test]
    fn serde_uses_the_same_texts() {
        let address: EvmAddress = serde_json::from_str("\"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\"").expect("parses");
        assert_eq!(
            serde_json::to_string(&address).expect("writes"),
            "\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\""
        );
        assert!(serde_json::from_str::<EvmHash>("\"0x12\"").is_err());
    }
}
