//! The forms in which a service may echo a key.

use base64::{
    Engine,
    alphabet::{Alphabet, STANDARD, URL_SAFE},
    engine::{GeneralPurpose, general_purpose::NO_PAD},
    prelude::BASE64_STANDARD,
};
use std::collections::BTreeSet;

/// A derived form shorter than this would star out innocent text.
const SHORTEST: usize = 6;

/// The key itself, and as URLs, JSON, HTML, base64 and hex write it.
pub(super) fn of(key: &str) -> Vec<Vec<u8>> {
    let mut forms = BTreeSet::new();
    for text in [Some(key), user_and_password(key).as_deref(), password(key).as_deref()]
        .into_iter()
        .flatten()
    {
        forms.extend(percent(text));
        forms.extend(escaped(text));
        forms.extend([STANDARD, URL_SAFE].iter().flat_map(|alphabet| base64(text, alphabet)));
        forms.extend([hex::encode(text), hex::encode_upper(text)]);
        forms.insert(text.to_owned());
    }
    let mut forms: Vec<_> = forms
        .into_iter()
        .filter(|form| form.len() >= SHORTEST)
        .map(String::into_bytes)
        .collect();
    forms.extend(wide(key));
    if key.len() < SHORTEST {
        forms.push(key.as_bytes().to_vec());
    }
    forms
}

/// As a service writes it that answers in UTF-16, which a caller may ask some for.
fn wide(text: &str) -> [Vec<u8>; 2] {
    let units = || text.encode_utf16();
    [
        units().flat_map(u16::to_le_bytes).collect(),
        units().flat_map(u16::to_be_bytes).collect(),
    ]
}

/// A key for basic authentication is base64 itself; a service that reads it knows what is inside.
fn user_and_password(key: &str) -> Option<String> {
    let plain = String::from_utf8(BASE64_STANDARD.decode(key).ok()?).ok()?;
    (plain.contains(':') && plain.chars().all(|c| !c.is_control())).then_some(plain)
}

fn password(key: &str) -> Option<String> {
    let plain = user_and_password(key)?;
    plain.split_once(':').map(|(_, password)| password.to_owned())
}

fn percent(text: &str) -> Vec<String> {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let encode = |keep: &dyn Fn(u8) -> bool, upper: bool| -> String {
        text.bytes()
            .map(|b| match (keep(b), upper) {
                (true, _) => char::from(b).to_string(),
                (false, true) => format!("%{b:02X}"),
                (false, false) => format!("%{b:02x}"),
            })
            .collect()
    };
    let form = |b: u8| b.is_ascii_alphanumeric() || b"-._*".contains(&b);
    let path = |b: u8| unreserved(b) || b"!$&'()*+,;=:@/".contains(&b);
    let mut forms = Vec::new();
    for upper in [true, false] {
        forms.push(encode(&unreserved, upper));
        forms.push(encode(&form, upper).replace("%20", "+"));
        forms.push(encode(&path, upper));
        forms.push(encode(&|_| false, upper));
    }
    forms
}

/// As JSON and HTML write it.
fn escaped(text: &str) -> Vec<String> {
    let quoted = serde_json::Value::from(text).to_string();
    let json = quoted[1..quoted.len() - 1].to_owned();
    let ascii: String = json
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let careful: String = json
        .chars()
        .map(|c| match c {
            '<' | '>' | '&' | '\'' | '=' | '+' => format!("\\u{:04x}", u32::from(c)),
            _ => c.to_string(),
        })
        .collect();
    let html = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let quotes = html.replace('\'', "&#39;");
    vec![
        json.replace('/', "\\/"),
        careful.to_uppercase_escapes(),
        careful,
        json,
        ascii,
        html,
        quotes,
    ]
}

trait UppercaseEscapes {
    fn to_uppercase_escapes(&self) -> String;
}

impl UppercaseEscapes for String {
    /// `\u003c` as `\u003C`.
    fn to_uppercase_escapes(&self) -> String {
        let mut parts = self.split("\\u");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| match part.get(..4) {
            Some(code) => format!("{text}\\u{}{}", code.to_ascii_uppercase(), &part[4..]),
            None => format!("{text}\\u{part}"),
        })
    }
}

/// What is certain to stand in the base64 of anything that contains `text`, for each of the three places where it may begin: the
/// characters at its borders depend on its neighbours.
fn base64(text: &str, alphabet: &Alphabet) -> Vec<String> {
    let engine = GeneralPurpose::new(alphabet, NO_PAD);
    (0..3)
        .map(|lead| {
            let padded = [&vec![0; lead][..], text.as_bytes()].concat();
            let encoded = engine.encode(&padded);
            let from = (lead * 8).div_ceil(6);
            let to = padded.len() * 8 / 6;
            encoded.get(from..to).unwrap_or_default().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(key: &str, form: &str) -> bool {
        of(key).iter().any(|f| f == form.as_bytes())
    }

    #[test]
    fn the_usual_forms_are_known() {
        let key = "a/b+c d\"e<f>";
        for form in [
            key,
            "a%2Fb%2Bc%20d%22e%3Cf%3E",
            "a%2fb%2bc%20d%22e%3cf%3e",
            "a%2Fb%2Bc+d%22e%3Cf%3E",
            "a/b+c d\\\"e<f>",
            "a\\/b+c d\\\"e<f>",
            "a/b\\u002bc d\\\"e\\u003cf\\u003e",
            "a/b+c d&quot;e&lt;f&gt;",
        ] {
            assert!(has(key, form), "{form}");
        }
    }

    #[test]
    fn base64_is_found_wherever_the_key_begins() {
        let key = "sk-live-0123456789";
        for lead in 0..6 {
            let whole = BASE64_STANDARD.encode(format!("{}{key}:tail", "x".repeat(lead)));
            assert!(
                of(key).iter().any(|f| whole.contains(std::str::from_utf8(f).expect("text"))),
                "{lead}"
            );
        }
    }

    #[test]
    fn a_basic_credential_is_known_unpacked() {
        let key = BASE64_STANDARD.encode("user:long-password");
        assert!(has(&key, "user:long-password") && has(&key, "long-password"));
    }

    #[test]
    fn a_key_in_another_encoding_is_found() {
        let key = "sk-live-0123456789";
        let page = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { format!("<p>{key}</p>").encode_utf16().flat_map(bytes).collect() };
        for text in [page(u16::to_le_bytes), page(u16::to_be_bytes)] {
            assert!(of(key).iter().any(|f| text.windows(f.len()).any(|w| w == f)));
        }
    }

    #[test]
    fn a_short_key_is_still_searched_for() {
        assert!(has("abc", "abc"));
    }
}
