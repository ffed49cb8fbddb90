//! What a notification says, kept so that it can be said in its reader's language.

use amanat_base::{Language, Result};
use amanat_mail::{Change, in_language};
use amanat_texts::Said;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Under which name the words stand among a notification's data.
const NAME: &str = "words";

/// What is said, before it is said in a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Words {
    /// A title and a sentence.
    Said {
        /// A few words.
        title: Said,
        /// A sentence.
        body: Said,
    },
    /// A change of how the account is protected, in the words of the letter about it.
    Change(Change),
}

impl Words {
    /// Title and sentence in a language.
    pub fn write_in(&self, language: Language) -> Result<(String, String)> {
        match self {
            Self::Said { title, body } => Ok((title.write_in(language), body.write_in(language))),
            Self::Change(change) => in_language(change, language),
        }
    }

    /// What is stored: `data` with the words in it.
    pub(crate) fn put_into(&self, mut data: Value) -> serde_json::Result<Value> {
        if let Some(fields) = data.as_object_mut() {
            fields.insert(NAME.into(), serde_json::to_value(self)?);
        }
        Ok(data)
    }

    /// Title and sentence of a stored notification; None for rows that were written before words were kept.
    pub(crate) fn of_stored(data: &Value, language: Language) -> Option<(String, String)> {
        let words: Self = serde_json::from_value(data.get(NAME)?.clone()).ok()?;
        words.write_in(language).ok()
    }
}
