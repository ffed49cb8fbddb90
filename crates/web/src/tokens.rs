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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const SECRET: &str = "a secret of at least thirty-two bytes";

    fn keys() -> TokenKeys {
        TokenKeys::new(&Secret::new(SECRET))
    }

    fn now() -> Time {
        Time::from_timestamp(1_790_000_000, 0).expect("in range")
    }

    fn claims() -> Value {
        json!({
            "sub": UserId::fresh(), "sid": SessionId::fresh(), "iss": ISSUER, "aud": AUDIENCE,
            "iat": now().timestamp(), "exp": now().timestamp() + 60,
        })
    }

    fn sign(header: &Header, claims: &Value, secret: &str) -> String {
        jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).expect("encodes")
    }

    fn code(token: &str) -> Option<Code> {
        keys().verify(token, now()).err().map(|e| e.code)
    }

    #[test]
    fn a_token_names_its_user_and_session_until_it_expires() {
        let (user, session) = (UserId::fresh(), SessionId::fresh());
        let token = keys().issue(user, session, now()).expect("issues");
        let last = now() + chrono::TimeDelta::seconds(ACCESS_TOKEN_S - 1);
        let bearer = keys().verify(&token, last).expect("still good");
        assert_eq!((bearer.user, bearer.session), (user, session));
        assert!(keys().verify(&token, last + chrono::TimeDelta::seconds(1)).is_err());
    }

    #[test]
    fn only_our_own_hs256_with_every_claim_is_believed() {
        let hs256 = Header::new(Algorithm::HS256);
        assert_eq!(code(&sign(&hs256, &claims(), SECRET)), None, "the control");

        assert!(code(&sign(&hs256, &claims(), "another secret of thirty-two bytes!!")).is_some());
        assert!(code(&sign(&Header::new(Algorithm::HS512), &claims(), SECRET)).is_some());
        for (claim, wrong) in [
            ("iss", json!("someone")),
            ("aud", json!("another-api")),
            ("exp", json!(now().timestamp())),
            ("exp", json!("tomorrow")),
            ("sub", json!("admin")),
        ] {
            let mut bad = claims();
            bad[claim] = wrong;
            assert_eq!(code(&sign(&hs256, &bad, SECRET)), Some(Code::Unauthenticated), "{claim}");
        }
        for claim in ["exp", "iss", "aud", "sub", "sid"] {
            let mut bad = claims();
            bad.as_object_mut().expect("an object").remove(claim);
            assert_eq!(code(&sign(&hs256, &bad, SECRET)), Some(Code::Unauthenticated), "no {claim}");
        }
    }

    #[test]
    fn the_header_can_neither_switch_the_signature_off_nor_point_to_a_key() {
        let good = sign(&Header::new(Algorithm::HS256), &claims(), SECRET);
        let payload = good.split('.').nth(1).expect("three parts");
        // {"typ":"JWT","alg":"none"}
        let none = format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{payload}.");
        assert_eq!(code(&none), Some(Code::Unauthenticated));

        let mut pointing = Header::new(Algorithm::HS256);
        pointing.kid = Some("../../../dev/null".into());
        assert_eq!(code(&sign(&pointing, &claims(), "")), Some(Code::Unauthenticated));
        for junk in ["", ".", "..", "a.b.c", "null"] {
            assert_eq!(code(junk), Some(Code::Unauthenticated), "{junk}");
        }
    }
}
