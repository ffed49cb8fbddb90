//! What is not an answer: Stripe refused, or nobody knows.

use amanat_base::{Code, Error, Secret};
use serde::Deserialize;

/// How much of Stripe's sentence is kept for the log.
const MESSAGE_CHARS: usize = 300;

/// Stripe understood and said no: nothing happened, and the same request would be refused again. Found in an error's cause with [`Refused::of`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("Stripe refused ({status} {kind} {code}, parameter {param:?}): {message}")]
pub struct Refused {
    /// HTTP status, 400 to 499.
    pub status: u16,
    /// Stripe's error type, such as `invalid_request_error` or `idempotency_error`.
    pub kind: String,
    /// Stripe's error code, such as `charge_already_refunded`; empty where it gave none.
    pub code: String,
    /// The parameter that it is about, in Stripe's bracket form.
    pub param: Option<String>,
    /// Stripe's sentence, for the log.
    pub message: String,
}

impl Refused {
    /// The refusal behind an error of this crate, if it is one.
    pub fn of(error: &Error) -> Option<&Self> {
        error.cause.as_ref()?.downcast_ref()
    }

    pub(crate) fn from_answer(status: u16, said: Said, secret_key: &Secret) -> Self {
        let message = said.message.unwrap_or_default().replace(secret_key.expose(), "***");
        Self {
            status,
            kind: said.kind.unwrap_or_default(),
            code: said.code.unwrap_or_default(),
            param: said.param,
            message: message.chars().take(MESSAGE_CHARS).collect(),
        }
    }

    /// A refused key is the operator's to mend; an object that is not there is `NOT_FOUND`; whatever else is refused is a surprise, unless the
    /// caller knows the code.
    pub(crate) fn error(self) -> Error {
        let code = match self.status {
            401 | 403 => Code::NotConfigured,
            404 => Code::NotFound,
            _ if self.code == "resource_missing" => Code::NotFound,
            _ => Code::Internal,
        };
        Error::new(code).because(self)
    }
}

/// Whether it happened is unknown. Found in the cause of `CARD_RAIL_UNAVAILABLE` with [`Unavailable::of`].
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// No connection, or it broke, or it took too long.
    #[error("Stripe could not be reached")]
    Network(#[source] reqwest::Error),
    /// 429, 5xx, or a status that the API does not use.
    #[error("Stripe answered {status}")]
    Status {
        /// HTTP status.
        status: u16,
        /// Stripe repeats a stored answer: this key will get it for ever. What happened is to be looked up before another key is used.
        replayed: bool,
    },
    /// Success, with a body that is not what was asked for.
    #[error("Stripe's answer could not be read ({0})")]
    Unreadable(String),
}

impl Unavailable {
    /// What is behind a `CARD_RAIL_UNAVAILABLE` of this crate.
    pub fn of(error: &Error) -> Option<&Self> {
        error.cause.as_ref()?.downcast_ref()
    }

    pub(crate) fn error(self, retry_after_s: Option<u64>) -> Error {
        Error {
            retry_after_s: Some(retry_after_s.unwrap_or(2).clamp(1, 60)),
            ..Error::new(Code::CardRailUnavailable).because(self)
        }
    }
}

/// The body of a refusal.
#[derive(Default, Deserialize)]
pub struct ErrorBody {
    /// Its only field.
    #[serde(default)]
    pub error: Said,
}

/// What Stripe says of it.
#[derive(Default, Deserialize)]
pub struct Said {
    #[serde(rename = "type")]
    kind: Option<String>,
    pub(crate) code: Option<String>,
    message: Option<String>,
    param: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_found_in_the_cause_and_holds_no_key() {
        let said: ErrorBody = serde_json::from_str(
            r#"{"error":{"type":"invalid_request_error","message":"Invalid API Key provided: sk_live_abc","code":"charge_already_refunded"}}"#,
        )
        .expect("parses");
        let error = Refused::from_answer(400, said.error, &Secret::new("sk_live_abc")).error();
        assert_eq!(
            Refused::of(&error).map(|refused| refused.code.as_str()),
            Some("charge_already_refunded")
        );
        assert_eq!(error.code, Code::Internal);
        assert!(!format!("{error:?}").contains("sk_live_abc"));
        assert!(Unavailable::of(&error).is_none());
    }

    #[test]
    fn statuses_become_codes() {
        let code = |status| Refused::from_answer(status, Said::default(), &Secret::new("k")).error().code;
        assert_eq!(code(401), Code::NotConfigured);
        assert_eq!(code(404), Code::NotFound);
        assert_eq!(code(402), Code::Internal);
    }
}
