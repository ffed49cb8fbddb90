//! The words every other crate speaks: typed ids, money, time, error kinds, pages. No IO.

mod code;
mod error;
mod id;
pub mod keyring;
mod language;
mod money;
mod page;
mod role;
mod secret;

pub use code::Code;
pub use error::{Error, FieldError, Kind, Result};
pub use id::*;
pub use keyring::{KeyRing, RingError};
pub use language::Language;
pub use money::{Amount, Asset, Bps, MoneyError, Price};
pub use page::{Cursor, Page, PageQuery};
pub use role::Role;
pub use secret::Secret;

/// Instants are UTC and come from the database's clock through `store::Tx::now`, never from the process.
pub type Time = chrono::DateTime<chrono::Utc>;

/// [`Time`] under the name by which the OpenAPI derive recognises it (it matches names, not types): use it in API structs.
pub type DateTime = Time;
