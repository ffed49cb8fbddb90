//! Time-based one-time codes (RFC 6238 with what every authenticator app understands: SHA-1, six digits, thirty seconds), and base32.

use amanat_base::Time;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use url::form_urlencoded::byte_serialize;

/// Seconds for which one code is shown.
const STEP_S: i64 = 30;
/// Steps before and after the present one whose code is good too: clocks differ, people type slowly.
const DRIFT: i64 = 1;
/// Bytes of a secret: 160 bits, as RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of this code, if it is good now and later than `last`, the step of the code that was accepted last.
pub(super) fn accept(secret: &[u8], code: &str, now: Time, last: Option<i64>) -> Option<i64> {
    let present = now.timestamp().div_euclid(STEP_S);
    let mut found = None;
    // Every step is compared, whatever the result: how long it takes tells nothing.
    for step in present - DRIFT..=present + DRIFT {
        let fits = same(code.as_bytes(), code_at(secret, step).as_bytes());
        if fits && last.is_none_or(|last| step > last) {
            found = found.or(Some(step));
        }
    }
    found
}

/// The six digits of a step.
fn code_at(secret: &[u8], step: i64) -> String {
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 0xf);
    let number = u32::from_be_bytes([digest[at], digest[at + 1], digest[at + 2], digest[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Compares without telling by its time where two texts of one length differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}

/// What an app reads from the QR code: <https://github.com/google/google-authenticator/wiki/Key-Uri-Format>.
pub(super) fn otpauth_url(issuer: &str, account: &str, secret: &[u8]) -> String {
    // As in forms, but for the space: apps would show a plus.
    let text = |text: &str| byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let (issuer, account, secret) = (text(issuer), text(account), base32(secret));
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_S}")
}

/// RFC 4648 base32, capitals, without padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    let bits = bytes.len() * 8;
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let letter = |from: usize| (from..from + 5).fold(0, |value, at| value << 1 | usize::from(bit(at)));
    (0..bits).step_by(5).map(|from| char::from(ALPHABET[letter(from)])).collect()
}

/// Reads base32 as people type it: any case, with spaces or dashes in between. `None` for anything else.
pub(super) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u16, 0);
    for letter in text.bytes().filter(|b| !matches!(b, b' ' | b'-')) {
        let value = ALPHABET.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        held = held << 5 | u16::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    (held == 0 && bits < 5).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Time {
        Time::from_timestamp(seconds, 0).expect("a time")
    }

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(secret, seconds / STEP_S), code);
            assert_eq!(accept(secret, code, at(seconds), None), Some(seconds / STEP_S));
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_its_neighbours_and_once() {
        let secret = b"12345678901234567890";
        let now = at(1_111_111_111);
        let present = now.timestamp() / STEP_S;
        for (step, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = code_at(secret, present + step);
            assert_eq!(accept(secret, &code, now, None).is_some(), good, "{step}");
            assert_eq!(accept(secret, &code, now, Some(present + step)), None, "used");
            assert_eq!(accept(secret, &code, now, Some(present + 1)), None, "older than one that was used");
        }
        for nonsense in ["", "05047", "0504711", "abcdef", "٠٥٠٤٧١"] {
            assert_eq!(accept(secret, nonsense, now, None), None, "{nonsense}");
        }
    }

    #[test]
    fn base32_is_that_of_the_rfc() {
        for (plain, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), text);
            assert_eq!(from_base32(text).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(from_base32("mzxw-6ytb oi").as_deref(), Some(&b"foobar"[..]));
        for wrong in ["M", "MZ1Q", "MZXW6=", "MY\u{e9}", "MZ"] {
            assert_eq!(from_base32(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_reads_issuer_and_account() {
        let url = otpauth_url("Ama nat", "ada+1 50%@example.test", b"foobar");
        assert_eq!(
            url,
            "otpauth://totp/Ama%20nat:ada%2B1%2050%25%40example.test?secret=MZXW6YTBOI&issuer=Ama%20nat&algorithm=SHA1&digits=6&period=30"
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(from_base32(&base32(&bytes)), Some(bytes));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            if let Some(bytes) = from_base32(&text) {
                prop_assert!(bytes.len() <= text.len());
            }
            prop_assert_eq!(accept(b"key", &text, at(0), Some(i64::MAX)), None);
        }
    }
}
