//! Cursor pages: `?limit=&cursor=` in, `items` and `nextCursor` out. A cursor is the last row's sort time and id, so a
//! page costs the same at any depth and rows that come in between neither repeat nor vanish.

use crate::{Code, Error, Result, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A position in a list that is sorted by time and id, newest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// Sort time of the last row seen.
    pub at: Time,
    /// Its id.
    pub id: Uuid,
}

impl Cursor {
    /// Before the newest row of any list: later than any row, and still a time to PostgreSQL (the year 9999).
    pub const START: Self = Self {
        at: match Time::from_timestamp(253_402_300_799, 0) {
            Some(end) => end,
            None => Time::MIN_UTC,
        },
        id: Uuid::max(),
    };
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}_{}", self.at.timestamp_micros(), self.id.simple())
    }
}

impl std::str::FromStr for Cursor {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self> {
        let parsed = s.split_once('_').and_then(|(at, id)| {
            let at = Time::from_timestamp_micros(i64::from_str_radix(at, 16).ok()?)?;
            Some(Self {
                at,
                id: Uuid::try_parse(id).ok()?,
            })
        });
        parsed.ok_or_else(|| Error::new(Code::MalformedCursor).at("cursor", "was not issued by this list"))
    }
}

/// The query part of a list request.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// Rows wanted, refused outside 1..=100.
    pub fn limit(&self) -> Result<i64> {
        match self.limit.unwrap_or(20) {
            n @ 1..=100 => Ok(i64::from(n)),
            _ => Err(Error::invalid("limit", "must be 1 to 100")),
        }
    }

    /// Where to go on, if anywhere.
    pub fn cursor(&self) -> Result<Option<Cursor>> {
        self.cursor.as_deref().map(str::parse).transpose()
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Send as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// From up to `limit + 1` rows: the extra one only says that there is more.
    pub fn from_rows(mut items: Vec<T>, limit: i64, position: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|last| position(last).to_string());
        Self { items, next_cursor }
    }

    /// A list that always fits one page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_wire_and_a_forged_one_is_refused() {
        let cursor = Cursor {
            at: Time::from_timestamp_micros(1_790_000_000_123_456).expect("in range"),
            id: Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001),
        };
        assert_eq!(cursor.to_string().parse::<Cursor>().expect("ours"), cursor);
        for forged in ["", "x", "1_2", "zz_00000000000000000000000000000000", "' or 1=1"] {
            assert!(forged.parse::<Cursor>().is_err(), "{forged}");
        }
    }
}
