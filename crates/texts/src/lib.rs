//! What the server says to people, in six languages: refusals, what is wrong with a field, notifications, why something waits.
//!
//! The sources say it in English, and the English sentence is the key: `texts/fa.toml` holds `"Sign in first." = "اول وارد شوید."`.
//! A sentence with values has numbered places, `"{0} units are left."`; its translations have the same places, in their own order, and
//! where a number stands before a noun a form for each of the language's plural categories (CLDR). [`translate`] knows a finished
//! English sentence by these keys, so that those who refuse need not know of languages; [`Said`] keeps sentence and values apart, for
//! what is stored and read later. A test (`amanat/tests/it/texts.rs`) reads the sources and holds the catalogue to them.

mod catalogue;
mod said;
mod template;

pub use catalogue::{Entries, entries, keys, matched, translate, write};
pub use said::Said;
pub use template::{key_of_format, places};
