//! A sentence whose values are kept apart, for what is written now and read later in a language that is not known yet.

use crate::write;
use amanat_base::Language;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What is said, before it is said in a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// A sentence of ours.
    Ours {
        /// The key: the English sentence, with a place for each value.
        text: Cow<'static, str>,
        /// What goes into the places.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        values: Vec<String>,
    },
    /// A person's own words, never translated.
    Theirs(String),
}

impl Said {
    /// A sentence of ours with values.
    pub fn with<const N: usize>(text: &'static str, values: [String; N]) -> Self {
        Self::Ours {
            text: Cow::Borrowed(text),
            values: values.into(),
        }
    }

    /// The same with its values, or the person's own words, as `change` makes them.
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Ours { text, values } => Self::Ours {
                text: text.clone(),
                values: values.iter().map(|value| change(value)).collect(),
            },
            Self::Theirs(words) => Self::Theirs(change(words)),
        }
    }

    /// In a language.
    pub fn write_in(&self, language: Language) -> String {
        match self {
            Self::Ours { text, values } => {
                let values: Vec<Cow<'_, str>> = values.iter().map(|value| Cow::Borrowed(value.as_str())).collect();
                write(language, text, &values)
            }
            Self::Theirs(words) => words.clone(),
        }
    }
}

impl From<&'static str> for Said {
    fn from(text: &'static str) -> Self {
        Self::with(text, [])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_stored_with_its_values_apart() {
        let said = Said::with("You were rated: {0} of 5", ["4".into()]);
        let stored = serde_json::to_value(&said).unwrap();
        assert_eq!(stored, serde_json::json!({ "text": "You were rated: {0} of 5", "values": ["4"] }));
        assert_eq!(serde_json::from_value::<Said>(stored).unwrap(), said);
        assert_eq!(said.write_in(Language::En), "You were rated: 4 of 5");
        let theirs = Said::Theirs("Delivered".into());
        assert_eq!(serde_json::to_value(&theirs).unwrap(), serde_json::json!("Delivered"));
        assert_eq!(theirs.write_in(Language::Fa), "Delivered");
    }

    #[test]
    fn a_sentence_that_is_unknown_is_written_in_english() {
        let said = Said::with("Nobody knows {0}.", ["this".into()]);
        assert_eq!(said.write_in(Language::Fr), "Nobody knows this.");
    }
}
