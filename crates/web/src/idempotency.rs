//! The `Idempotency-Key` header of requests that move money. The key's row is written in the transaction of the effect.
//!
//! ```text
//! let mut tx = ctx.store.begin().await?;
//! if let Some(again) = key.claim(&mut tx, &caller, &body).await? { return Ok(again) }
//! let data = do_it(&mut tx).await?;
//! key.answer(tx, &caller, data).await
//! ```

use crate::{Caller, Envelope, Failure};
use amanat_base::{Code, Error, Result};
use amanat_store::{
    Tx,
    idempotency::{self, Claim, KeyClaim},
};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The required key, 1 to 255 visible ASCII characters, with the route it was sent to.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    key: String,
    route: String,
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let value = values.next().ok_or(Error::new(Code::IdempotencyKeyRequired))?;
        let text = value
            .to_str()
            .ok()
            .filter(|t| (1..=255).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_graphic()));
        match (text, values.next()) {
            (Some(key), None) => Ok(Self {
                key: key.to_owned(),
                route: format!("{} {}", parts.method, parts.uri.path()),
            }),
            _ => Err(Error::new(Code::IdempotencyKeyMalformed).into()),
        }
    }
}

impl IdempotencyKey {
    /// Claims the key for this caller and input. `Some`: it was done before, and this is the answer.
    pub async fn claim(&self, tx: &mut Tx, caller: &Caller, input: &impl Serialize) -> Result<Option<Response>> {
        let claim = self.claim_of(caller, input)?;
        match idempotency::claim(tx, &claim.owner, &claim.key, &claim.input_hash).await? {
            Claim::First => Ok(None),
            Claim::Replay { status, answer } => Ok(Some(response(status, answer))),
        }
    }

    /// The key, whose it is and the hash of route and input, for requests that are served many at a time.
    pub fn claim_of(&self, caller: &Caller, input: &impl Serialize) -> Result<KeyClaim> {
        let input = serde_json::to_vec(input).map_err(Error::internal)?;
        let mut hash = Sha256::new();
        hash.update(self.route.as_bytes());
        hash.update([0]);
        hash.update(&input);
        Ok(KeyClaim {
            owner: caller.user.to_string(),
            key: self.key.clone(),
            input_hash: hash.finalize().to_vec(),
        })
    }

    /// The response of an answer that was stored with its envelope, at first and on every replay.
    pub fn response(status: u16, answer: serde_json::Value) -> Response {
        response(status, answer)
    }

    /// Stores the answer, commits, and answers.
    pub async fn answer<T: Serialize>(&self, mut tx: Tx, caller: &Caller, data: T) -> Result<Response, Failure> {
        let answer = serde_json::to_value(Envelope { success: true, data }).map_err(Error::internal)?;
        idempotency::remember(&mut tx, &caller.user.to_string(), &self.key, 200, &answer).await?;
        tx.commit().await?;
        Ok(response(200, answer))
    }
}

/// First answer and replay are built from the same value, so that they are the same bytes.
fn response(status: u16, answer: serde_json::Value) -> Response {
    (StatusCode::from_u16(status).unwrap_or(StatusCode::OK), axum::Json(answer)).into_response()
}
