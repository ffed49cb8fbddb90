//! Form encoding with bracket keys: `metadata[order]=…`.

use crate::Metadata;
use url::form_urlencoded;

/// Fields in the order in which they were added; the order is part of a request's identity for nobody.
#[derive(Default, Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// One field.
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.0.push((key.to_owned(), value.to_string()));
        self
    }

    /// One field, if there is a value.
    pub fn maybe(self, key: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// A map below `key`.
    pub fn map(self, key: &str, map: &Metadata) -> Self {
        map.iter()
            .fold(self, |form, (name, value)| form.with(&format!("{key}[{name}]"), value))
    }

    /// `application/x-www-form-urlencoded`.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(key in "\\PC{1,20}", value in "\\PC{0,40}") {
            let map = Metadata::from([(key.clone(), value.clone())]);
            let text = Form::default().with("amount", 5).maybe("none", None::<i64>).map("metadata", &map).encode();
            let back: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
            prop_assert_eq!(back, vec![("amount".to_owned(), "5".to_owned()), (format!("metadata[{key}]"), value)]);
        }
    }
}
