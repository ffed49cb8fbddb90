//! Form parameters with bracket keys, as strictly as Stripe takes them: unknown ones are refused.

use super::refusal::Refusal;
use serde_json::{Map, Value};
use url::form_urlencoded;

/// Currencies that the fake takes.
const CURRENCIES: [&str; 12] = ["usd", "eur", "gbp", "jpy", "aed", "try", "cad", "aud", "chf", "inr", "sgd", "krw"];

/// Parameters in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes a body or a query.
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The same for the same parameters in whatever order.
    pub fn fingerprint(&self) -> String {
        let mut sorted = self.0.clone();
        sorted.sort();
        form_urlencoded::Serializer::new(String::new()).extend_pairs(sorted).finish()
    }

    /// Refuses every key that none of the patterns names; `#` stands for an index, `*` for any name.
    pub fn only(&self, patterns: &[&str]) -> Result<(), Refusal> {
        for (key, _) in &self.0 {
            let known = key == "expand[]" || patterns.iter().any(|pattern| matches(pattern, key)) || matches("expand[#]", key);
            if !known {
                return Err(Refusal::invalid(key, format!("Received unknown parameter: {key}")).code("parameter_unknown"));
            }
        }
        Ok(())
    }

    /// A value that is there and not empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(name, _)| name == key)?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }

    /// The same, or a refusal.
    pub fn required(&self, key: &str) -> Result<&str, Refusal> {
        self.get(key)
            .ok_or_else(|| Refusal::invalid(key, format!("Missing required param: {key}.")).code("parameter_missing"))
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> Result<Option<i64>, Refusal> {
        let parse = |text: &str| {
            text.parse()
                .map_err(|_| Refusal::invalid(key, format!("Invalid integer: {text}")).code("parameter_invalid_integer"))
        };
        self.get(key).map(parse).transpose()
    }

    /// A number of minor units above zero.
    pub fn amount(&self, key: &str) -> Result<Option<i64>, Refusal> {
        match self.integer(key)? {
            Some(amount) if amount < 1 => {
                Err(Refusal::invalid(key, "This value must be greater than or equal to 1.").code("parameter_invalid_integer"))
            }
            Some(amount) if amount > 99_999_999 => {
                Err(Refusal::invalid(key, "Amount must be no more than $999,999.99").code("amount_too_large"))
            }
            other => Ok(other),
        }
    }

    /// A currency that there is, in lower case.
    pub fn currency(&self, key: &str) -> Result<String, Refusal> {
        let text = self.required(key)?.to_lowercase();
        match CURRENCIES.contains(&text.as_str()) {
            true => Ok(text),
            false => Err(Refusal::invalid(
                key,
                format!(
                    "Invalid currency: {text}. Stripe currently supports these currencies: {}",
                    CURRENCIES.join(", ")
                ),
            )),
        }
    }

    /// An address to send somebody to.
    pub fn url(&self, key: &str) -> Result<Option<&str>, Refusal> {
        let Some(text) = self.get(key) else { return Ok(None) };
        match url::Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && text.len() <= 5000 => Ok(Some(text)),
            _ => Err(Refusal::invalid(key, "Not a valid URL").code("url_invalid")),
        }
    }

    /// `prefix[name]=value`, within Stripe's limits.
    pub fn metadata(&self, prefix: &str) -> Result<Value, Refusal> {
        let mut map = Map::new();
        for (key, value) in &self.0 {
            let Some(name) = key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']')) else {
                continue;
            };
            if name.chars().count() > 40 {
                return Err(Refusal::invalid(prefix, "Metadata keys can be up to 40 characters long."));
            }
            if value.chars().count() > 500 {
                return Err(Refusal::invalid(key, "Metadata values can have up to 500 characters."));
            }
            if !value.is_empty() {
                map.insert(name.to_owned(), value.as_str().into());
            }
        }
        match map.len() > 50 {
            true => Err(Refusal::invalid(prefix, "You can only have up to 50 metadata keys.")),
            false => Ok(map.into()),
        }
    }

    /// Indexes in use below a key, smallest first.
    pub fn indexes(&self, prefix: &str) -> Vec<usize> {
        let index = |key: &String| key.strip_prefix(prefix)?.strip_prefix('[')?.split_once(']')?.0.parse().ok();
        let mut found: Vec<usize> = self.0.iter().filter_map(|(key, _)| index(key)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Paths to expand.
    pub fn expansions(&self) -> impl Iterator<Item = &str> {
        let wanted = self.0.iter().filter(|(key, _)| key == "expand[]" || matches("expand[#]", key));
        wanted.map(|(_, value)| value.as_str())
    }
}

/// Whether `key` is of the form `pattern`, segment by segment.
fn matches(pattern: &str, key: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('['), key.split('['));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some("#]"), Some(text)) => {
                let number = text
                    .strip_suffix(']')
                    .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
                if !number {
                    return false;
                }
            }
            (Some("*]"), Some(text)) if text.len() > 1 && text.ends_with(']') => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bracket_keys_are_read_and_unknown_ones_refused() {
        let params = Params::parse(b"a%5B0%5D%5Bb%5D=5&a[2][b]=7&metadata[x]=1&empty=&expand[]=data.y");
        assert_eq!(params.get("a[0][b]"), Some("5"));
        assert_eq!(params.indexes("a"), [0, 2]);
        assert_eq!(params.get("empty"), None);
        assert!(params.only(&["a[#][b]", "metadata[*]", "empty"]).is_ok());
        assert!(params.only(&["a[#][c]", "metadata[*]", "empty"]).is_err());
        assert_eq!(params.metadata("metadata").map(|map| map["x"].clone()).ok(), Some("1".into()));
        assert_eq!(params.expansions().collect::<Vec<_>>(), ["data.y"]);
        assert_eq!(Params::parse(b"b=1&a=2").fingerprint(), Params::parse(b"a=2&b=1").fingerprint());
    }

    #[test]
    fn amounts_are_whole_and_above_zero() {
        let amount = |text: &str| Params::parse(text.as_bytes()).amount("amount").map_err(|refusal| refusal.status);
        assert_eq!(amount("amount=5"), Ok(Some(5)));
        assert_eq!(amount(""), Ok(None));
        for bad in ["amount=0", "amount=-1", "amount=1.5", "amount=x", "amount=100000000"] {
            assert_eq!(amount(bad), Err(400), "{bad}");
        }
    }
}
