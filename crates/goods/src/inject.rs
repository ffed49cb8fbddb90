//! Where the seller's key goes in a call to their service, and how it gets there.

use amanat_base::Secret;
use axum::http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};
use utoipa::ToSchema;

/// Longest header name, parameter name, prefix or path step, in bytes.
pub(crate) const MAX_NAME: usize = 100;

/// Headers that say where a message ends or where it goes; a key in them would break the call.
const RESERVED: [&str; 12] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "accept-encoding",
    "content-type",
];

/// Where the seller's key goes in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inject {
    /// Header or query.
    pub kind: InjectKind,
    /// Name of the header or query parameter.
    #[schema(min_length = 1, max_length = 100, example = "Authorization")]
    pub name: String,
    /// Written before the key, for example `Bearer ` with its space.
    #[schema(max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// In which part of a call the key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InjectKind {
    /// As a header.
    Header,
    /// As a query parameter.
    Query,
}

/// The seller's key, ready to be put in. It is in clear, so there is no `Debug`.
pub enum InjectedKey {
    /// As this header.
    Header(HeaderName, HeaderValue),
    /// As this query parameter: its name, and the encoded pair.
    Query(String, String),
}

impl Inject {
    /// The key as it goes into a call: the same for the test call and for the gateway.
    ///
    /// # Errors
    /// What is wrong, in words for the seller; never with the key in it.
    pub fn key(&self, secret: &Secret) -> Result<InjectedKey, &'static str> {
        let value = format!("{}{}", self.prefix.as_deref().unwrap_or_default(), secret.expose());
        match self.kind {
            InjectKind::Header => {
                let name = HeaderName::try_from(&self.name).map_err(|_| "the header's name is none")?;
                let mut value = HeaderValue::try_from(value).map_err(|_| "the secret can't be sent as a header")?;
                value.set_sensitive(true);
                Ok(InjectedKey::Header(name, value))
            }
            InjectKind::Query => {
                let pair = form_urlencoded::Serializer::new(String::new())
                    .append_pair(&self.name, &value)
                    .finish();
                Ok(InjectedKey::Query(self.name.clone(), pair))
            }
        }
    }

    pub(crate) fn name_problem(&self) -> Option<String> {
        if self.name.is_empty() || self.name.len() > MAX_NAME {
            return Some(format!("must have 1 to {MAX_NAME} characters"));
        }
        match self.kind {
            InjectKind::Header => header_problem(&self.name),
            InjectKind::Query => {
                let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
                (!self.name.bytes().all(plain)).then(|| "must consist of letters, digits, - _ and .".into())
            }
        }
    }

    pub(crate) fn prefix_problem(&self) -> Option<String> {
        let prefix = self.prefix.as_deref()?;
        if prefix.len() > MAX_NAME {
            return Some(format!("must have at most {MAX_NAME} characters"));
        }
        (HeaderValue::from_str(prefix).is_err() || !prefix.is_ascii()).then(|| "must be plain text".into())
    }
}

/// `url` with one more encoded pair at the end of its query.
pub fn add_pair(url: &mut Url, pair: &str) {
    let query = url.query().map_or_else(|| pair.to_owned(), |query| format!("{query}&{pair}"));
    url.set_query(Some(&query));
}

fn header_problem(name: &str) -> Option<String> {
    if HeaderName::try_from(name).is_err() {
        return Some("is not the name of a header".into());
    }
    let lower = name.to_ascii_lowercase();
    RESERVED
        .contains(&lower.as_str())
        .then(|| "is a header that the key can't be put in".into())
}
