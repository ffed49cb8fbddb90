//! The one error type: kind → HTTP status, stable code, a sentence, the fields it is about, and a cause for the log only.

use crate::Code;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, error::Error as StdError, fmt};

/// Result with the platform's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure; each has one HTTP status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// 400: the request is not well-formed or out of range.
    Invalid,
    /// 401.
    Unauthenticated,
    /// 402: what was bought is used up.
    Spent,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 405.
    MethodNotAllowed,
    /// 408.
    Timeout,
    /// 409: well-formed, but the state refuses it.
    Conflict,
    /// 413.
    TooLarge,
    /// 415.
    UnsupportedMedia,
    /// 422: same idempotency key, other input.
    Unprocessable,
    /// 429.
    TooMany,
    /// 500: our fault.
    Internal,
    /// 502: what we call on somebody's behalf failed.
    BadGateway,
    /// 503: something we depend on is away; trying again is right.
    Unavailable,
    /// 504: what we call on somebody's behalf did not answer in time.
    GatewayTimeout,
}

impl Kind {
    /// HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 400,
            Self::Unauthenticated => 401,
            Self::Spent => 402,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::Unprocessable => 422,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::BadGateway => 502,
            Self::Unavailable => 503,
            Self::GatewayTimeout => 504,
        }
    }
}

/// One field of the input and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Dotted path of the field in the request.
    pub path: String,
    /// What is wrong with it.
    pub msg: String,
}

/// A refusal or a failure. Cheap to build from a [`Code`]; `?` turns database errors into it.
pub struct Error {
    /// Stable code; decides kind and status.
    pub code: Code,
    /// For the caller.
    pub message: Cow<'static, str>,
    /// For validation: which fields.
    pub details: Vec<FieldError>,
    /// Seconds to wait, for 429 and 503.
    pub retry_after_s: Option<u64>,
    /// For the log, never for the caller.
    pub cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// The code with its usual sentence.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            message: code.sentence().into(),
            details: Vec::new(),
            retry_after_s: None,
            cause: None,
        }
    }

    /// A surprise: logged with its cause, answered with a fixed text.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Code::Internal).because(cause)
    }

    /// One invalid field.
    pub fn invalid(path: impl Into<String>, msg: impl Into<String>) -> Self {
        Self::new(Code::ValidationFailed).at(path, msg)
    }

    /// A more exact sentence.
    pub fn say(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// Names a field.
    pub fn at(mut self, path: impl Into<String>, msg: impl Into<String>) -> Self {
        self.details.push(FieldError {
            path: path.into(),
            msg: msg.into(),
        });
        self
    }

    /// Keeps the cause for the log.
    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The kind of its code.
    pub fn kind(&self) -> Kind {
        self.code.kind()
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl Code {
    /// An error of this code with a more exact sentence.
    pub fn say(self, message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(self).say(message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)?;
        for field in &self.details {
            write!(f, " [{}: {}]", field.path, field.msg)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause: Option<&(dyn StdError + 'static)> = self.cause.as_ref().map(|c| &**c as _);
        while let Some(c) = cause {
            write!(f, ": {c}")?;
            cause = c.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|c| &**c as _)
    }
}

impl From<sqlx::Error> for Error {
    /// A missing row is `NOT_FOUND`; a database that is away, overloaded or asks to retry is `DATABASE_UNAVAILABLE`; the rest is a surprise.
    fn from(e: sqlx::Error) -> Self {
        let code = match &e {
            sqlx::Error::RowNotFound => Code::NotFound,
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => {
                Code::DatabaseUnavailable
            }
            sqlx::Error::Database(d) => match d.code().as_deref() {
                // serialization, deadlock, lock timeout, statement timeout, too many connections, shutdown and crash recovery
                Some("40001" | "40P01" | "55P03" | "57014" | "53300" | "57P01" | "57P02" | "57P03" | "25006") => Code::DatabaseUnavailable,
                // somebody who was erased while their request was under way
                Some("AM001") => Code::SessionEnded,
                // a text with NUL, a time that the database has no room for: only input can be like that
                Some("22021" | "22P05" | "22008") => Code::ValidationFailed,
                _ => Code::Internal,
            },
            _ => Code::Internal,
        };
        let error = Self::new(code).because(e);
        if code == Code::DatabaseUnavailable {
            Self {
                retry_after_s: Some(1),
                ..error
            }
        } else {
            error
        }
    }
}
