//! Body, path and query, with the platform's errors: what can't be read is 400 and names the field.

use crate::Failure;
use amanat_base::{Code, Error, Result};
use axum::{
    body::Bytes,
    body::HttpBody,
    extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
};
use garde::Validate;
use serde::de::DeserializeOwned;

/// A JSON body that has been read *and* validated.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Validate<Context = ()>> FromRequest<S> for Json<T> {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| {
                let mime = v.split(';').next().unwrap_or_default().trim();
                mime.eq_ignore_ascii_case("application/json")
            });
        if !is_json {
            return Err(Error::new(Code::UnsupportedMediaType).into());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|e| unreadable(&e))?;
        Ok(Self(parse(&bytes)?))
    }
}

/// No body at all is `None`; a body is read as above.
impl<S: Send + Sync, T: DeserializeOwned + Validate<Context = ()>> OptionalFromRequest<S> for Json<T> {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Failure> {
        if request.body().is_end_stream() {
            return Ok(None);
        }
        Ok(Some(<Self as FromRequest<S>>::from_request(request, state).await?))
    }
}

pub(crate) fn unreadable(rejection: &BytesRejection) -> Error {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge.into(),
        _ => Code::MalformedRequest.into(),
    }
}

/// Reads and validates JSON; used for bodies whose raw bytes are needed too.
pub fn parse<T: DeserializeOwned + Validate<Context = ()>>(bytes: &[u8]) -> Result<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let (path, inner) = (e.path().to_string(), e.inner());
        let code = if inner.is_data() {
            Code::ValidationFailed
        } else {
            Code::MalformedJson
        };
        // serde's sentence ends in a position that means nothing to a person.
        let text = inner.to_string();
        let msg = text.split(" at line ").next().unwrap_or_default().to_owned();
        Error::new(code).at(if path == "." { String::new() } else { path }, msg)
    })?;
    reader.end().map_err(|_| Error::new(Code::MalformedJson))?;
    value.validate().map_err(|report| {
        report.iter().fold(Error::new(Code::ValidationFailed), |error, (path, why)| {
            error.at(camel_case(&path.to_string()), why.to_string())
        })
    })?;
    Ok(value)
}

/// Validation names fields as the code does; the caller knows them as the wire does.
fn camel_case(path: &str) -> String {
    let mut words = path.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|c| c.to_ascii_uppercase());
        name + &initial.into_iter().chain(letters).collect::<String>()
    })
}

/// Path parameters; a malformed id is 400.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        Ok(Self(path.map_err(|_| Error::new(Code::MalformedId))?.0))
    }
}

/// Query parameters; what can't be read is 400.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        Ok(Self(
            query.map_err(|e| Error::new(Code::ValidationFailed).at("query", e.body_text()))?.0,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::camel_case;

    #[test]
    fn fields_are_named_as_on_the_wire() {
        assert_eq!(camel_case("display_name"), "displayName");
        assert_eq!(camel_case("terms.items[0].unit_price_usd"), "terms.items[0].unitPriceUsd");
        assert_eq!(camel_case("email"), "email");
    }
}
