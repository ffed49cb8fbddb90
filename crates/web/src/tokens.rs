//! Access tokens: short-lived JWTs, HS256 pinned, bound to a session that can be ended at once.

use amanat_base::{Code, Error, Result, Secret, SessionId, Time, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "amanat";
const AUDIENCE: &str = "amanat-api";

/// How long an access token is good for, in seconds.
pub const ACCESS_TOKEN_S: i64 = 15 * 60;

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    sid: SessionId,
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
}

/// Signing and verification keys for access tokens.
pub struct TokenKeys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// What a valid token says. Whether the session still stands is asked of the database.
#[derive(Clone, Copy, Debug)]
pub struct Bearer {
    /// Who.
    pub user: UserId,
    /// In which session.
    pub session: SessionId,
}

impl TokenKeys {
    /// From a secret of at least 32 bytes (checked by the configuration).
    pub fn new(secret: &Secret) -> Self {
        Self {
            encoding: EncodingKey::from_secret(secret.expose().as_bytes()),
            decoding: DecodingKey::from_secret(secret.expose().as_bytes()),
        }
    }

    /// A token for `user` in `session`, good for [`ACCESS_TOKEN_S`] from `now`.
    pub fn issue(&self, user: UserId, session: SessionId, now: Time) -> Result<String> {
        let iat = now.timestamp();
        let claims = Claims {
            sub: user,
            sid: session,
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            iat,
            exp: iat + ACCESS_TOKEN_S,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(Error::internal)
    }

    /// Checks algorithm, signature, issuer, audience and, against `now`, expiry.
    pub fn verify(&self, token: &str, now: Time) -> Result<Bearer> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Expiry is compared with the platform's time below, not with this process's clock.
        rules.validate_exp = false;
        let data = jsonwebtoken::decode::<Claims>(token, &self.decoding, &rules).map_err(|_| Error::new(Code::Unauthenticated))?;
        if data.claims.exp <= now.timestamp() {
            return Err(Code::Unauthenticated.say("The access token has expired; refresh it."));
        }
        Ok(Bearer {
            user: data.claims.sub,
            session: data.claims.sid,
        })
    }
}
