//! Where a page of requests ended: the last row's value in the chosen order, and its id. A cursor of one order is refused by another.

use amanat_base::{Code, Cursor, DateTime, Error, Price, Result, Time};
use serde::Deserialize;
use std::fmt;
use utoipa::ToSchema;
use uuid::Uuid;

/// In which order requests are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestSort {
    /// Newest first.
    #[default]
    Newest,
    /// Largest budget first; those without one come last.
    Budget,
    /// Only those with a deadline that is still to come, the next one first.
    Ending,
}

/// A position in one of the orders.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    Newest(Cursor),
    Budget(Price, Uuid),
    Ending(DateTime, Uuid),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest(cursor) => write!(f, "{cursor}"),
            Self::Budget(price, id) => write!(f, "m{price}_{}", id.simple()),
            Self::Ending(at, id) => write!(f, "t{:x}_{}", at.timestamp_micros(), id.simple()),
        }
    }
}

impl Place {
    /// Reads a cursor of this order; `MALFORMED_CURSOR` for any other text.
    pub fn parse(sort: RequestSort, text: &str) -> Result<Self> {
        if sort == RequestSort::Newest {
            return text.parse().map(Self::Newest);
        }
        Self::read(sort, text).ok_or_else(|| Error::new(Code::MalformedCursor).at("cursor", "was not issued by this list in this order"))
    }

    fn read(sort: RequestSort, text: &str) -> Option<Self> {
        let (value, id) = text.split_once('_')?;
        let id = Uuid::try_parse(id).ok()?;
        match sort {
            RequestSort::Newest => None,
            RequestSort::Budget => Some(Self::Budget(value.strip_prefix('m')?.parse().ok()?, id)),
            RequestSort::Ending => {
                let micros = i64::from_str_radix(value.strip_prefix('t')?, 16).ok()?;
                Some(Self::Ending(Time::from_timestamp_micros(micros)?, id))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTS: [RequestSort; 3] = [RequestSort::Newest, RequestSort::Budget, RequestSort::Ending];

    #[test]
    fn a_place_survives_the_wire_in_its_own_order_only() {
        let id = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);
        let at = Time::from_timestamp_micros(1_790_000_000_123_456).unwrap();
        let places = [
            Place::Newest(Cursor { at, id }),
            Place::Budget("0.5".parse().unwrap(), id),
            Place::Ending(at, id),
        ];
        for (own, place) in places.iter().enumerate() {
            for (other, sort) in SORTS.into_iter().enumerate() {
                let read = Place::parse(sort, &place.to_string());
                assert_eq!(read.ok().as_ref(), (own == other).then_some(place), "{place} by {sort:?}");
            }
        }
        for text in ["", "_", "m_", "m1_x", "t_", "zz", "m-1_01990000000070008000000000000001"] {
            assert!(SORTS.into_iter().all(|sort| Place::parse(sort, text).is_err()), "{text}");
        }
    }
}
