//! Stripe's way to say no: `{"error": {type, code, message, param}}`.

use serde_json::{Value, json};

/// An error answer.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    message: String,
    param: Option<String>,
    /// Whether an idempotency key keeps it: only what was refused after the endpoint began.
    pub kept: bool,
}

impl Refusal {
    /// Wrong parameters, noticed before the endpoint began.
    pub fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            kind: "invalid_request_error",
            code: None,
            message: message.into(),
            param: Some(param.to_owned()),
            kept: false,
        }
    }

    /// The state of things refuses it.
    pub fn state(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            param: None,
            kept: true,
            ..Self::invalid("", message)
        }
    }

    /// The object of the URL is not there.
    pub fn missing(noun: &str, id: &str) -> Self {
        Self {
            status: 404,
            param: Some("id".to_owned()),
            ..Self::state("resource_missing", format!("No such {noun}: '{id}'"))
        }
    }

    /// The object that a parameter names is not there.
    pub fn missing_in(param: &str, noun: &str, id: &str) -> Self {
        Self {
            status: 400,
            param: Some(param.to_owned()),
            ..Self::missing(noun, id)
        }
    }

    /// A wrong or missing key.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self {
            status: 401,
            param: None,
            ..Self::invalid("", message)
        }
    }

    /// No such endpoint.
    pub fn no_endpoint(method: &str, path: &str) -> Self {
        Self {
            status: 404,
            param: None,
            ..Self::invalid("", format!("Unrecognized request URL ({method}: {path})."))
        }
    }

    /// An idempotency key used wrongly.
    pub fn idempotency(status: u16, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self {
            status,
            kind: "idempotency_error",
            code,
            param: None,
            ..Self::invalid("", message)
        }
    }

    /// Stripe's own fault, or too many requests.
    pub fn api(status: u16) -> Self {
        let (kind, code, message) = match status {
            429 => (
                "invalid_request_error",
                Some("rate_limit"),
                "Request rate limit exceeded. Learn more about rate limits here.",
            ),
            _ => ("api_error", None, "An unknown error occurred."),
        };
        Self {
            status,
            kind,
            code,
            param: None,
            kept: status == 500,
            ..Self::invalid("", message)
        }
    }

    /// With a code.
    pub fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// Its body.
    pub fn body(&self) -> Value {
        let mut error = json!({ "type": self.kind, "message": self.message });
        if let Some(code) = self.code {
            error["code"] = json!(code);
            error["doc_url"] = json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
        }
        if let Some(param) = &self.param {
            error["param"] = json!(param);
        }
        json!({ "error": error })
    }
}
