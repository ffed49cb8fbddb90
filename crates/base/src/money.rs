//! Money that can't be wrong: integer amounts of an asset's smallest unit, exact decimal prices.
//!
//! `Amount` is what chain and ledger count (unsigned 256 bit, `numeric(78,0)`); `Price` is what people agree on
//! (`numeric(38,18)` with a currency). On the wire both are decimal strings.

use alloy_primitives::{U256, U512};
use bigdecimal::{
    BigDecimal,
    num_bigint::{BigInt, BigUint, Sign},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Cow, fmt, str::FromStr};

/// Why a text or a calculation is not money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a plain decimal number.
    #[error("not a plain decimal number")]
    Malformed,
    /// Below zero, or zero where more is needed.
    #[error("must be more than zero")]
    NotPositive,
    /// More decimals than the unit has.
    #[error("has more decimals than the unit allows")]
    TooPrecise,
    /// Doesn't fit the type.
    #[error("is too large")]
    TooLarge,
}

/// An unsigned amount in the smallest unit of some asset (wei, 10⁻⁶ USDC). 256 bits, never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(pub U256);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);

    /// From a small integer of base units.
    pub const fn from_u128(n: u128) -> Self {
        Self(U256::from_limbs([n as u64, (n >> 64) as u64, 0, 0]))
    }

    /// True for nothing at all.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Sum, or `None` past 2²⁵⁶−1.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference, or `None` below zero.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Difference, or zero.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Sum of many, or `None` past 2²⁵⁶−1.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// `self × part / of`, rounded down, through 512 bits so that it can't overflow. `of` must not be zero, `part ≤ of`.
    pub fn mul_div(self, part: Self, of: Self) -> Self {
        let product: U512 = self.0.widening_mul(part.0);
        let quotient = product / U512::from(of.0);
        Self(U256::saturating_from(quotient))
    }

    /// The exact decimal that `decimals` places make of it: 1500000 at 6 is 1.5.
    pub fn to_decimal(self, decimals: u8) -> BigDecimal {
        BigDecimal::new(self.to_bigint(), i64::from(decimals))
    }

    /// A person's reading of it, without exponent: `1.5`.
    pub fn display(self, decimals: u8) -> String {
        self.to_decimal(decimals).normalized().to_plain_string()
    }

    /// `decimal` as base units at `decimals` places; refuses what doesn't fit exactly.
    pub fn from_decimal(decimal: &BigDecimal, decimals: u8) -> Result<Self, MoneyError> {
        let scaled = decimal
            .normalized()
            .with_scale(i64::from(decimals).max(decimal.normalized().fractional_digit_count()));
        if scaled.normalized().fractional_digit_count() > i64::from(decimals) {
            return Err(MoneyError::TooPrecise);
        }
        Self::from_integer(&decimal.with_scale(i64::from(decimals)))
    }

    /// `decimal` as base units at `decimals` places, rounded **up** to the next unit, so that a price is never paid short.
    pub fn from_decimal_ceil(decimal: &BigDecimal, decimals: u8) -> Result<Self, MoneyError> {
        Self::from_integer(&decimal.with_scale_round(i64::from(decimals), bigdecimal::RoundingMode::Up))
    }

    fn from_integer(scaled: &BigDecimal) -> Result<Self, MoneyError> {
        let (digits, _) = scaled.as_bigint_and_exponent();
        Self::from_bigint(&digits)
    }

    fn from_bigint(n: &BigInt) -> Result<Self, MoneyError> {
        if n.sign() == Sign::Minus {
            return Err(MoneyError::NotPositive);
        }
        let bytes = n.magnitude().to_bytes_be();
        if bytes.len() > 32 {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self(U256::from_be_slice(&bytes)))
    }

    fn to_bigint(self) -> BigInt {
        BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_be(&self.0.to_be_bytes::<32>()))
    }

    /// As PostgreSQL's `numeric`, scale 0.
    pub fn to_numeric(self) -> BigDecimal {
        BigDecimal::new(self.to_bigint(), 0)
    }

    /// From PostgreSQL's `numeric`, which must be a whole number that is not negative.
    pub fn from_numeric(n: &BigDecimal) -> Result<Self, MoneyError> {
        Self::from_decimal(n, 0)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({})", self.0)
    }
}

impl FromStr for Amount {
    type Err = MoneyError;
    fn from_str(s: &str) -> Result<Self, MoneyError> {
        if s.is_empty() || s.len() > 78 || !s.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MoneyError::Malformed);
        }
        U256::from_str_radix(s, 10).map(Self).map_err(|_| MoneyError::TooLarge)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl sqlx::Type<sqlx::Postgres> for Amount {
    fn type_info() -> sqlx::postgres::PgTypeInfo {
        <BigDecimal as sqlx::Type<sqlx::Postgres>>::type_info()
    }
}

impl sqlx::postgres::PgHasArrayType for Amount {
    fn array_type_info() -> sqlx::postgres::PgTypeInfo {
        <BigDecimal as sqlx::postgres::PgHasArrayType>::array_type_info()
    }
}

impl sqlx::Encode<'_, sqlx::Postgres> for Amount {
    fn encode_by_ref(&self, buf: &mut sqlx::postgres::PgArgumentBuffer) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        self.to_numeric().encode_by_ref(buf)
    }
}

impl sqlx::Decode<'_, sqlx::Postgres> for Amount {
    fn decode(value: sqlx::postgres::PgValueRef<'_>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(Self::from_numeric(&<BigDecimal as sqlx::Decode<'_, sqlx::Postgres>>::decode(
            value,
        )?)?)
    }
}

impl utoipa::PartialSchema for Amount {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        decimal_schema(
            "Integer amount in the asset's smallest unit, as a decimal string",
            r"^[0-9]{1,78}$",
            "1500000",
        )
    }
}

impl utoipa::ToSchema for Amount {}

fn decimal_schema(description: &str, pattern: &str, example: &str) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .description(Some(description))
        .pattern(Some(pattern))
        .examples([serde_json::json!(example)])
        .into()
}

/// An exact decimal of a currency, more than or equal to zero: at most 20 digits before and 18 after the point (`numeric(38,18)`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Price(BigDecimal);

impl Price {
    /// Most digits after the point.
    pub const DECIMALS: i64 = 18;

    /// Nothing.
    pub fn zero() -> Self {
        Self::default()
    }

    /// Checks range and precision; never rounds.
    pub fn new(value: BigDecimal) -> Result<Self, MoneyError> {
        let value = value.normalized();
        if value.sign() == Sign::Minus {
            return Err(MoneyError::NotPositive);
        }
        if value.fractional_digit_count() > Self::DECIMALS {
            return Err(MoneyError::TooPrecise);
        }
        if value >= BigDecimal::new(BigInt::from(1), -20) {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self(value))
    }

    /// True for nothing at all.
    pub fn is_zero(&self) -> bool {
        self.0.sign() == Sign::NoSign
    }

    /// The exact decimal.
    pub fn decimal(&self) -> &BigDecimal {
        &self.0
    }

    /// Sum, refused past the range.
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        Self::new(&self.0 + &other.0)
    }

    /// Difference, refused below zero.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, MoneyError> {
        Self::new(&self.0 - &other.0)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.normalized().to_plain_string())
    }
}

impl fmt::Debug for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Price({self})")
    }
}

impl FromStr for Price {
    type Err = MoneyError;
    /// Digits with at most one point: no sign, exponent, spaces or separators.
    fn from_str(s: &str) -> Result<Self, MoneyError> {
        let mut parts = s.splitn(2, '.');
        let whole = parts.next().unwrap_or_default();
        let fraction = parts.next();
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if s.len() > 80 || !digits(whole) || fraction.is_some_and(|f| !digits(f)) {
            return Err(MoneyError::Malformed);
        }
        Self::new(s.parse().map_err(|_| MoneyError::Malformed)?)
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl sqlx::Type<sqlx::Postgres> for Price {
    fn type_info() -> sqlx::postgres::PgTypeInfo {
        <BigDecimal as sqlx::Type<sqlx::Postgres>>::type_info()
    }
}

impl sqlx::Encode<'_, sqlx::Postgres> for Price {
    fn encode_by_ref(&self, buf: &mut sqlx::postgres::PgArgumentBuffer) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        self.0.encode_by_ref(buf)
    }
}

impl sqlx::Decode<'_, sqlx::Postgres> for Price {
    fn decode(value: sqlx::postgres::PgValueRef<'_>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(Self::new(<BigDecimal as sqlx::Decode<'_, sqlx::Postgres>>::decode(value)?)?)
    }
}

impl utoipa::PartialSchema for Price {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        decimal_schema(
            "Exact decimal, at most 20 digits before and 18 after the point",
            r"^[0-9]{1,20}(\.[0-9]{1,18})?$",
            "149.50",
        )
    }
}

impl utoipa::ToSchema for Price {}

/// Basis points: hundredths of a percent, 0 to 10,000.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Bps(u16);

impl Bps {
    /// Refuses more than 100 %.
    pub fn new(bps: u16) -> Option<Self> {
        (bps <= 10_000).then_some(Self(bps))
    }

    /// The share of `price`, rounded **down** to 18 decimals, so that a fee is never more than stated.
    pub fn of(self, price: &Price) -> Price {
        let share = price.decimal() * BigDecimal::new(BigInt::from(self.0), 4);
        Price(share.with_scale_round(Price::DECIMALS, bigdecimal::RoundingMode::Down).normalized())
    }
}

/// What is counted: one token, or the native coin, of one network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Row id.
    pub id: crate::AssetId,
    /// EIP-155 chain id.
    pub chain_id: i64,
    /// Ticker, for people only; never a key.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: u8,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_refuse_what_is_not_a_whole_number() {
        for bad in [
            "",
            "-1",
            "1.5",
            "NaN",
            "1e3",
            " 1",
            "0x1",
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        ] {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
        assert_eq!("0".parse::<Amount>(), Ok(Amount::ZERO));
    }

    #[test]
    fn prices_refuse_signs_exponents_and_a_nineteenth_decimal() {
        for bad in [
            "",
            "-1",
            "+1",
            "1e3",
            "NaN",
            ".5",
            "5.",
            "1.0000000000000000001",
            "100000000000000000000",
        ] {
            assert!(bad.parse::<Price>().is_err(), "{bad}");
        }
        assert_eq!("10.50".parse::<Price>().map(|p| p.to_string()), Ok("10.5".into()));
        assert_eq!(
            "0.000000000000000001".parse::<Price>().map(|p| p.to_string()),
            Ok("0.000000000000000001".into())
        );
    }

    #[test]
    fn a_price_is_never_paid_short() {
        let third: BigDecimal = "0.3333333".parse().expect("decimal");
        assert_eq!(Amount::from_decimal_ceil(&third, 6), Ok(Amount::from_u128(333_334)));
        assert_eq!(Amount::from_decimal(&third, 6), Err(MoneyError::TooPrecise));
    }

    proptest! {
        #[test]
        fn amounts_survive_text_and_numeric(limbs: [u64; 4]) {
            let amount = Amount(U256::from_limbs(limbs));
            prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
            prop_assert_eq!(Amount::from_numeric(&amount.to_numeric()), Ok(amount));
            prop_assert_eq!(Amount::from_decimal(&amount.to_decimal(18), 18), Ok(amount));
        }

        #[test]
        fn a_fee_and_its_rest_make_the_whole(units in 0u128..10u128.pow(30), bps in 0u16..=10_000) {
            let price = Price::new(BigDecimal::new(BigInt::from(units), 12)).expect("in range");
            let fee = Bps::new(bps).expect("in range").of(&price);
            let rest = price.checked_sub(&fee).expect("fee is not more than the price");
            prop_assert_eq!(fee.checked_add(&rest).expect("in range"), price);
        }
    }
}
