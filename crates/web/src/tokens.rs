//! Access tokens: short-lived JWTs, HS256 pinned, bound to a session that can be ended at once.

use amanat_base::{Code, Error, Result, Secret, SessionId, Time, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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

/// Signing and verification keys for access tokens: a ring, so that a secret can be replaced without signing everybody out. The first signs;
/// all of them verify, each only what names it.
pub struct TokenKeys {
    /// Never empty; the first signs.
    keys: Vec<Key>,
}

struct Key {
    /// First 8 bytes of the secret's SHA-256, in hex: says which, and nothing about what it is.
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Key {
    fn new(secret: &str) -> Self {
        let digest = Sha256::digest(secret.as_bytes());
        Self {
            id: digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
        }
    }
}

/// What a genuine token says. What time it is, and whether the session still stands, the database says in one answer.
#[derive(Clone, Copy, Debug)]
pub struct Bearer {
    /// Who.
    pub user: UserId,
    /// In which session.
    pub session: SessionId,
    /// Second of the epoch at which it is no longer good.
    expires_at_s: i64,
}

impl Bearer {
    /// Refuses a token whose time is over.
    pub fn require_unexpired(&self, now: Time) -> Result<()> {
        if self.expires_at_s <= now.timestamp() {
            return Err(Code::Unauthenticated.say("The access token has expired; refresh it."));
        }
        Ok(())
    }
}

impl TokenKeys {
    /// From secrets, newest first, comma-separated, of at least 32 bytes each (checked by the configuration).
    pub fn new(secrets: &Secret) -> Self {
        let secrets = secrets.expose().split(',').map(str::trim);
        Self {
            keys: secrets.map(Key::new).collect(),
        }
    }

    /// A token for `user` in `session`, good for [`ACCESS_TOKEN_S`] from `now`.
    pub fn issue(&self, user: UserId, session: SessionId, now: Time) -> Result<String> {
        self.issue_for(user, session, now, ACCESS_TOKEN_S)
    }

    /// A token that is good for so many seconds, for a session that can't be refreshed.
    pub fn issue_for(&self, user: UserId, session: SessionId, now: Time, seconds: i64) -> Result<String> {
        let iat = now.timestamp();
        let claims = Claims {
            sub: user,
            sid: session,
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            iat,
            exp: iat + seconds,
        };
        let key = self.keys.first().ok_or_else(|| Error::internal("no key signs access tokens"))?;
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(key.id.clone());
        jsonwebtoken::encode(&header, &claims, &key.encoding).map_err(Error::internal)
    }

    /// Checks key, algorithm, signature, issuer and audience. Whether its time is over is for [`Bearer::require_unexpired`].
    pub fn verify(&self, token: &str) -> Result<Bearer> {
        let refused = || Error::new(Code::Unauthenticated);
        // The header only chooses among our own keys; whatever else it names or points to is nobody's.
        let named = jsonwebtoken::decode_header(token).map_err(|_| refused())?.kid.ok_or_else(refused)?;
        let key = self.keys.iter().find(|key| key.id == named).ok_or_else(refused)?;
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Expiry is compared with the platform's time, not with this process's clock.
        rules.validate_exp = false;
        let data = jsonwebtoken::decode::<Claims>(token, &key.decoding, &rules).map_err(|_| refused())?;
        Ok(Bearer {
            user: data.claims.sub,
            session: data.claims.sid,
            expires_at_s: data.claims.exp,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
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

    fn kid(secret: &str) -> String {
        Key::new(secret).id
    }

    fn header(algorithm: Algorithm, secret: &str) -> Header {
        let mut header = Header::new(algorithm);
        header.kid = Some(kid(secret));
        header
    }

    fn sign(header: &Header, claims: &Value, secret: &str) -> String {
        jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).expect("encodes")
    }

    fn code(token: &str) -> Option<Code> {
        let outcome = keys().verify(token).and_then(|bearer| bearer.require_unexpired(now()));
        outcome.err().map(|e| e.code)
    }

    #[test]
    fn a_token_names_its_user_and_session_until_it_expires() {
        let (user, session) = (UserId::fresh(), SessionId::fresh());
        let token = keys().issue(user, session, now()).expect("issues");
        let last = now() + chrono::TimeDelta::seconds(ACCESS_TOKEN_S - 1);
        let bearer = keys().verify(&token).expect("genuine");
        assert_eq!((bearer.user, bearer.session), (user, session));
        assert!(bearer.require_unexpired(last).is_ok());
        assert!(bearer.require_unexpired(last + chrono::TimeDelta::seconds(1)).is_err());
    }

    #[test]
    fn only_our_own_hs256_with_every_claim_is_believed() {
        let hs256 = header(Algorithm::HS256, SECRET);
        assert_eq!(code(&sign(&hs256, &claims(), SECRET)), None, "the control");

        assert!(code(&sign(&hs256, &claims(), "another secret of thirty-two bytes!!")).is_some());
        assert!(code(&sign(&header(Algorithm::HS512, SECRET), &claims(), SECRET)).is_some());
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
        let good = sign(&header(Algorithm::HS256, SECRET), &claims(), SECRET);
        let payload = good.split('.').nth(1).expect("three parts");
        for alg in ["none", "None", "NONE", "nOnE"] {
            let head = json!({ "typ": "JWT", "alg": alg, "kid": kid(SECRET) }).to_string();
            let none = format!("{}.{payload}.", BASE64_URL_SAFE_NO_PAD.encode(head));
            assert_eq!(code(&none), Some(Code::Unauthenticated), "{alg}");
        }

        for pointing in ["../../../dev/null", "", "/dev/null", "' or 1=1 --", "0000000000000000"] {
            let mut header = Header::new(Algorithm::HS256);
            header.kid = Some(pointing.into());
            for secret in ["", SECRET] {
                assert_eq!(code(&sign(&header, &claims(), secret)), Some(Code::Unauthenticated), "{pointing:?}");
            }
        }
        let unnamed = sign(&Header::new(Algorithm::HS256), &claims(), SECRET);
        assert_eq!(code(&unnamed), Some(Code::Unauthenticated), "no kid");
        let mut elsewhere = header(Algorithm::HS256, SECRET);
        elsewhere.jku = Some("https://evil.example/keys".into());
        elsewhere.x5u = Some("https://evil.example/cert".into());
        let signed_elsewhere = sign(&elsewhere, &claims(), "the secret that is served there, long");
        assert_eq!(code(&signed_elsewhere), Some(Code::Unauthenticated));
        for junk in ["", ".", "..", "a.b.c", "null"] {
            assert_eq!(code(junk), Some(Code::Unauthenticated), "{junk}");
        }
    }

    #[test]
    fn what_we_publish_is_no_key() {
        // The old trick: HS256 with a public key as the secret. We publish none; the key's name is the nearest thing.
        let public = kid(SECRET);
        let forged = sign(&header(Algorithm::HS256, SECRET), &claims(), &public);
        assert_eq!(code(&forged), Some(Code::Unauthenticated));
        let named_after_itself = sign(&header(Algorithm::HS256, &public), &claims(), &public);
        assert_eq!(code(&named_after_itself), Some(Code::Unauthenticated));
    }

    #[test]
    fn a_replaced_secret_is_believed_until_it_is_taken_out() {
        let next = "the next secret of at least thirty-two bytes";
        let both = TokenKeys::new(&Secret::new(format!("{next}, {SECRET}")));
        let (user, session) = (UserId::fresh(), SessionId::fresh());
        let old = keys().issue(user, session, now()).expect("issues");
        let new = both.issue(user, session, now()).expect("issues");
        assert_eq!(jsonwebtoken::decode_header(&new).expect("a header").kid, Some(kid(next)));
        assert!(both.verify(&old).is_ok() && both.verify(&new).is_ok());
        let rotated = TokenKeys::new(&Secret::new(next));
        assert!(rotated.verify(&old).is_err() && rotated.verify(&new).is_ok());
        assert!(keys().verify(&new).is_err());
        // One secret's name with the other one's signature.
        assert!(both.verify(&sign(&header(Algorithm::HS256, next), &claims(), SECRET)).is_err());
    }
}
