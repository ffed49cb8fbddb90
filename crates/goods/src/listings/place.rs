//! Where a page of the public list ended: the last row's value in the chosen order, and its id. One kind of place per order, so that a
//! cursor of one order is refused by another.

use amanat_base::{Code, DateTime, Error, Price, Result, Time};
use bigdecimal::BigDecimal;
use serde::Deserialize;
use std::fmt;
use utoipa::ToSchema;
use uuid::Uuid;

/// In which order listings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListingSort {
    /// Newest first.
    #[default]
    Newest,
    /// Cheapest unit first.
    Price,
    /// Best score first.
    Rating,
    /// Most sales first.
    Popularity,
}

/// A position in one of the orders.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    Newest(DateTime, Uuid),
    Price(Price, Uuid),
    Rating(BigDecimal, Uuid),
    Popularity(i64, Uuid),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest(at, id) => write!(f, "n{:x}_{}", at.timestamp_micros(), id.simple()),
            Self::Price(price, id) => write!(f, "p{price}_{}", id.simple()),
            Self::Rating(score, id) => write!(f, "r{}_{}", score.normalized().to_plain_string(), id.simple()),
            Self::Popularity(sales, id) => write!(f, "s{sales}_{}", id.simple()),
        }
    }
}

impl Place {
    /// Reads a cursor of this order; `MALFORMED_CURSOR` for any other text.
    pub fn parse(sort: ListingSort, text: &str) -> Result<Self> {
        Self::read(sort, text).ok_or_else(|| Error::new(Code::MalformedCursor).at("cursor", "was not issued by this list in this order"))
    }

    fn read(sort: ListingSort, text: &str) -> Option<Self> {
        let (value, id) = text.split_once('_')?;
        let id = Uuid::try_parse(id).ok()?;
        match sort {
            ListingSort::Newest => {
                let micros = i64::from_str_radix(value.strip_prefix('n')?, 16).ok()?;
                Some(Self::Newest(Time::from_timestamp_micros(micros)?, id))
            }
            ListingSort::Price => Some(Self::Price(value.strip_prefix('p')?.parse().ok()?, id)),
            ListingSort::Rating => {
                let score: Price = value.strip_prefix('r')?.parse().ok()?;
                Some(Self::Rating(score.decimal().clone(), id))
            }
            ListingSort::Popularity => Some(Self::Popularity(value.strip_prefix('s')?.parse().ok()?, id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SORTS: [ListingSort; 4] = [
        ListingSort::Newest,
        ListingSort::Price,
        ListingSort::Rating,
        ListingSort::Popularity,
    ];

    #[test]
    fn a_place_survives_the_wire_in_its_own_order_only() {
        let id = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);
        let places = [
            Place::Newest(Time::from_timestamp_micros(1_790_000_000_123_456).unwrap(), id),
            Place::Price("0.000000000000000001".parse().unwrap(), id),
            Place::Rating("4.667".parse().unwrap(), id),
            Place::Popularity(12, id),
        ];
        for (at, place) in places.iter().enumerate() {
            for (other, sort) in SORTS.into_iter().enumerate() {
                let read = Place::parse(sort, &place.to_string());
                assert_eq!(read.ok().as_ref(), (at == other).then_some(place), "{place} by {sort:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[nprs]?\\PC{0,60}") {
            for sort in SORTS {
                let _ = Place::parse(sort, &text);
            }
        }
    }
}
