//! The envelope: `{success:true,data}` or `{success:false,error:{code,message,details}}`.

use crate::language;
use amanat_base::{Code, Error, FieldError, Kind, Page};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A successful answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Envelope<T> {
    /// Always true.
    pub success: bool,
    /// The answer.
    pub data: T,
}

/// A page in its envelope, for the contract: an alias of `Envelope<Page<T>>` would be described as an envelope of one `T`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PageOf<T> {
    /// Always true.
    pub success: bool,
    /// The page.
    pub data: Page<T>,
}

/// What a handler returns.
pub type Answer<T> = Result<axum::Json<Envelope<T>>, Failure>;

/// 200 with `data`.
pub fn ok<T>(data: T) -> Answer<T> {
    Ok(axum::Json(Envelope { success: true, data }))
}

/// A refusal or failure on its way to the caller. `?` turns [`Error`] into it.
#[derive(Debug)]
pub struct Failure(pub Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// A failed answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FailureBody {
    /// Always false.
    pub success: bool,
    /// What went wrong.
    pub error: FailureError,
}

/// The error inside [`FailureBody`].
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FailureError {
    /// Stable code from the closed list.
    pub code: Code,
    /// A sentence for a person, in the language that `Accept-Language` asks for.
    pub message: String,
    /// The fields it is about; empty when it isn't about a field.
    pub details: Vec<FieldError>,
}

impl IntoResponse for Failure {
    /// Surprises are logged once, with their cause chain; the caller gets a fixed text and the request id in the header.
    fn into_response(self) -> Response {
        let error = self.0;
        match error.kind() {
            Kind::Internal => tracing::error!(error = ?error, "request failed"),
            Kind::Unavailable => tracing::warn!(error = ?error, "request refused for now"),
            _ => tracing::debug!(error = %error, "request refused"),
        }
        let status = StatusCode::from_u16(error.kind().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (code, retry_after_s) = (error.code, error.retry_after_s);
        let (message, details) = language::refusal(error);
        let body = FailureBody {
            success: false,
            error: FailureError { code, message, details },
        };
        let mut response = (status, axum::Json(body)).into_response();
        // Tells the layers around the routes our own refusals from answers that were only passed on.
        response.extensions_mut().insert(code);
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
