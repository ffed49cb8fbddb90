//! The signature of a webhook: `Stripe-Signature: t=<unix s>,v1=<hex>[,v1=<hex>]`, HMAC-SHA256 of `{t}.{raw body}` with the endpoint's secret.

use crate::Stripe;
use amanat_base::{Code, Error, Result, Secret, Time};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Name of the header.
pub const SIGNATURE_HEADER: &str = "stripe-signature";
/// How far the time of signing may be from now, either way, in seconds.
pub const TOLERANCE_S: i64 = 300;
/// During a rotation Stripe sends one for each secret; more are not looked at.
const MAX_SIGNATURES: usize = 8;

impl Stripe {
    /// Checks a webhook: one of the `v1` signatures has to be made with one of our secrets, at most [`TOLERANCE_S`] from `now`, which must be the real time.
    /// `NOT_CONFIGURED` without a secret, else `SIGNATURE_INVALID` or `SIGNATURE_EXPIRED`. Takes the same time wherever a signature differs.
    pub fn verify(&self, signature_header: &str, raw_body: &[u8], now: Time) -> Result<(), Error> {
        verify(&self.webhook_secrets, signature_header, raw_body, now)
    }
}

fn verify(secrets: &[Secret], header: &str, body: &[u8], now: Time) -> Result<()> {
    if secrets.is_empty() {
        return Err(Code::NotConfigured.say("The secret of the Stripe webhook is not set."));
    }
    let header = Header::parse(header).ok_or(Error::new(Code::SignatureInvalid))?;
    let mut genuine = false;
    for secret in secrets {
        let mac = mac(secret, header.stamp, body)?;
        for signature in &header.v1 {
            genuine |= mac.clone().verify_slice(signature).is_ok();
        }
    }
    if !genuine {
        return Err(Code::SignatureInvalid.into());
    }
    if now.timestamp().abs_diff(header.seconds) > TOLERANCE_S.unsigned_abs() {
        return Err(Code::SignatureExpired.into());
    }
    Ok(())
}

fn mac(secret: &Secret, stamp: &str, body: &[u8]) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).map_err(Error::internal)?;
    mac.update(stamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    Ok(mac)
}

/// The header's parts: exactly one time, as it was written and as a number, and the `v1` signatures that are 32 bytes of hex.
struct Header<'a> {
    stamp: &'a str,
    seconds: i64,
    v1: Vec<[u8; 32]>,
}

impl<'a> Header<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (mut stamp, mut v1) = (None, Vec::new());
        for (name, value) in text.split(',').filter_map(|part| part.trim().split_once('=')) {
            match name {
                // Two times could be read differently by two programs.
                "t" if stamp.is_some() => return None,
                "t" => stamp = Some(value),
                "v1" if v1.len() < MAX_SIGNATURES => {
                    let mut tag = [0; 32];
                    if hex::decode_to_slice(value, &mut tag).is_ok() {
                        v1.push(tag);
                    }
                }
                _ => {}
            }
        }
        let stamp = stamp.filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some(Self {
            stamp,
            seconds: stamp.parse().ok()?,
            v1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODY: &[u8] = br#"{"id":"evt_test_webhook","object":"event"}"#;
    const TAG: &str = "d95c6b7477fbd7e9f90b1b0ef5f9c7ac25abca5382460e0d988c2b2a5b71b990";
    const STAMP: i64 = 1_700_000_000;

    fn check(secrets: &[&str], header: &str, body: &[u8], now: i64) -> Result<(), Code> {
        let secrets: Vec<Secret> = secrets.iter().map(|text| Secret::new(*text)).collect();
        let now = Time::from_timestamp(now, 0).expect("in range");
        verify(&secrets, header, body, now).map_err(|error| error.code)
    }

    fn tag(secret: &str, stamp: &str, body: &[u8]) -> String {
        let mac = mac(&Secret::new(secret), stamp, body).expect("any key");
        hex::encode(mac.finalize().into_bytes())
    }

    #[test]
    fn the_known_vector_passes_and_nothing_near_it() {
        let header = format!("t={STAMP},v1={TAG}");
        let ours: &[&str] = &["whsec_test_secret"];
        assert_eq!(check(ours, &header, BODY, STAMP), Ok(()));
        assert_eq!(check(&["whsec_test_secre"], &header, BODY, STAMP), Err(Code::SignatureInvalid));
        assert_eq!(check(ours, &header, &BODY[1..], STAMP), Err(Code::SignatureInvalid));
        assert_eq!(
            check(ours, &format!("t=1700000001,v1={TAG}"), BODY, STAMP),
            Err(Code::SignatureInvalid)
        );
        assert_eq!(
            check(ours, &format!("t={STAMP},v0={TAG}"), BODY, STAMP),
            Err(Code::SignatureInvalid)
        );
        assert_eq!(check(ours, &format!("v1={TAG}"), BODY, STAMP), Err(Code::SignatureInvalid));
        assert_eq!(
            check(ours, &format!("t={STAMP},t={STAMP},v1={TAG}"), BODY, STAMP),
            Err(Code::SignatureInvalid)
        );
        assert_eq!(
            check(ours, &format!("t=+{STAMP},v1={TAG}"), BODY, STAMP),
            Err(Code::SignatureInvalid)
        );
        assert_eq!(check(ours, "", BODY, STAMP), Err(Code::SignatureInvalid));
        assert_eq!(check(&[], &header, BODY, STAMP), Err(Code::NotConfigured));
    }

    #[test]
    fn during_a_rotation_any_signature_with_any_secret_passes() {
        let zeros = "0".repeat(64);
        let header = format!("t={STAMP}, v1={zeros},v1={TAG},v0=abc,junk,v1=short");
        assert_eq!(check(&["whsec_new", "whsec_test_secret"], &header, BODY, STAMP), Ok(()));
        assert_eq!(check(&["whsec_new"], &header, BODY, STAMP), Err(Code::SignatureInvalid));
    }

    #[test]
    fn the_tolerance_is_300_seconds_either_way() {
        let header = format!("t={STAMP},v1={TAG}");
        for near in [STAMP - 300, STAMP - 299, STAMP + 299, STAMP + 300] {
            assert_eq!(check(&["whsec_test_secret"], &header, BODY, near), Ok(()), "{near}");
        }
        for far in [STAMP - 301, STAMP + 301, 0] {
            assert_eq!(
                check(&["whsec_test_secret"], &header, BODY, far),
                Err(Code::SignatureExpired),
                "{far}"
            );
        }
        let last = i64::MAX.to_string();
        let header = format!("t={last},v1={}", tag("s", &last, BODY));
        assert_eq!(check(&["s"], &header, BODY, STAMP), Err(Code::SignatureExpired));
    }

    #[test]
    fn an_empty_secret_is_never_used() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let api = url::Url::parse("http://127.0.0.1").expect("a URL");
        let stripe = Stripe::new(api, Secret::new("sk"), vec![Secret::new("")]).expect("a client");
        let header = format!("t={STAMP},v1={}", tag("", &STAMP.to_string(), BODY));
        let now = Time::from_timestamp(STAMP, 0).expect("in range");
        assert_eq!(stripe.verify(&header, BODY, now).map_err(|e| e.code), Err(Code::NotConfigured));
    }

    proptest! {
        #[test]
        fn junk_never_passes_nor_panics(header in "\\PC{0,120}") {
            prop_assert_eq!(check(&["s"], &header, BODY, STAMP), Err(Code::SignatureInvalid));
        }

        #[test]
        fn near_misses_never_pass(header in "t=[0-9]{0,25}(,(v0|v1|v2|t)=[0-9a-f]{0,66}){0,12}") {
            prop_assert_eq!(check(&["s"], &header, BODY, STAMP), Err(Code::SignatureInvalid));
        }

        #[test]
        fn a_genuine_signature_passes_wherever_it_stands(
            body in proptest::collection::vec(any::<u8>(), 0..200),
            others in proptest::collection::vec("(v0=[0-9a-f]{64}|v1=[0-9a-f]{64}|[a-z]{1,5}|x=[a-z=]{0,9}|v1=[g-z]{3})", 0..6),
            at in 0_usize..6,
        ) {
            let mut parts = others;
            parts.insert(at.min(parts.len()), format!("v1={}", tag("s", &STAMP.to_string(), &body)));
            parts.push(format!("t={STAMP}"));
            prop_assert_eq!(check(&["other", "s"], &parts.join(","), &body, STAMP), Ok(()));
        }
    }
}
