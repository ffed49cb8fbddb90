//! No log of the test suite may hold a secret. Every process of the suite writes what it would log at `debug` into one folder
//! (`AMANAT_TEST_LOGS`), and this looks through it for the shapes of secrets and for those that tests are known to use.
//!
//! A finding names file, line and kind, never the secret.

use crate::step::{Done, failed};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

/// Names the folder to every process of the suite.
pub const FOLDER: &str = "AMANAT_TEST_LOGS";
/// Findings that are named one by one.
const SHOWN: usize = 20;

/// What tests and the demo use as passwords, sellers' secrets and keys. A text of its own here costs nothing: it is only searched for.
const KNOWN: [(&str, &str); 13] = [
    ("correct horse", "a password"),
    ("correct-horse-amanat", "a password"),
    ("seven quiet rivers of glass", "a password"),
    ("sk-canary-of-the-stage", "a seller's secret"),
    ("sk-live-canary", "a seller's secret"),
    ("canary-3f9a77", "a seller's secret"),
    ("scanner secret of the test", "a signing secret"),
    ("secret of at least thirty-two bytes", "a signing secret"),
    ("test test test test", "a wallet's phrase"),
    ("PRIVATE KEY-----", "a private key"),
    ("otpauth://", "an authenticator app's secret"),
    ("$argon2", "a password's hash"),
    ("xprv", "a wallet's private key"),
];
/// Beginnings of secrets, and how many characters after them make one: fewer are what is shown to recognise it by.
const BEGINNINGS: [(&str, usize, &str); 7] = [
    ("amk_", 20, "an API key"),
    ("amt_", 20, "an access token"),
    ("sk_live_", 6, "a key of Stripe"),
    ("sk_test_", 6, "a key of Stripe"),
    ("rk_live_", 6, "a key of Stripe"),
    ("whsec_", 6, "a webhook's secret"),
    ("AGE-SECRET-KEY-", 20, "a private key"),
];
/// Headers that carry secrets, as they look when somebody logs them.
const HEADERS: [&str; 8] = [
    "authorization: ",
    "authorization\": ",
    "authorization\":\"",
    "authorization=",
    "cookie: ",
    "cookie\": ",
    "cookie\":\"",
    "proxy-authorization",
];
/// Words before a long random text that say that it is a secret.
const TELLING: [&str; 6] = ["token", "secret", "password", "passphrase", "private", "refresh"];
/// Words of a wallet's phrase.
const PHRASE: usize = 12;

/// A folder of this run's own, for the tests to write into. Those of runs that were broken off go.
pub fn folder(target: &Path) -> Done<PathBuf> {
    forget_the_dead(target);
    let folder = target.join(format!("test-logs-{}", std::process::id()));
    let told = |error: std::io::Error| failed!("cannot make {}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(told)?;
    std::path::absolute(&folder).map_err(told)
}

fn forget_the_dead(target: &Path) {
    // Where processes can't be looked up, none is known to be over.
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(target).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_over = |process: &str| !Path::new("/proc").join(process).exists();
        if name.strip_prefix("test-logs-").is_some_and(is_over) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Fails when a log holds a secret, and leaves it there to be looked at; else the folder goes. `expect_some`: a whole suite that has
/// logged nothing was not looked at.
pub fn search(folder: &Path, expect_some: bool) -> Done {
    let told = |error: std::io::Error| failed!("cannot read {}: {error}", folder.display());
    let (mut findings, mut lines) = (Vec::new(), 0_u64);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).map_err(told)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for path in &files {
        lines += look_through(path, &mut findings).map_err(told)?;
    }
    if !findings.is_empty() {
        let more = findings.len().saturating_sub(SHOWN);
        findings.truncate(SHOWN);
        let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        return Err(failed!("the logs of the tests hold secrets:\n  {}{more}", findings.join("\n  ")));
    }
    if expect_some && lines == 0 {
        return Err(failed!("no test wrote a log to {}: nothing was looked at", folder.display()));
    }
    fs::remove_dir_all(folder).map_err(told)
}

fn look_through(path: &Path, findings: &mut Vec<String>) -> std::io::Result<u64> {
    let (mut reader, mut line, mut number) = (BufReader::new(File::open(path)?), Vec::new(), 0);
    while reader.read_until(b'\n', &mut line)? > 0 {
        number += 1;
        if let Some(kind) = secret(&String::from_utf8_lossy(&line)) {
            findings.push(format!("{}:{number}: {kind}", path.display()));
        }
        line.clear();
    }
    Ok(number)
}

/// What kind of secret the line holds.
fn secret(line: &str) -> Option<&'static str> {
    let known = KNOWN.iter().find(|(text, _)| line.contains(text)).map(|(_, kind)| *kind);
    known
        .or_else(|| beginning(line))
        .or_else(|| is_jwt(line).then_some("a JWT"))
        .or_else(|| has_header(line).then_some("a header that carries a secret"))
        .or_else(|| has_url_with_password(line).then_some("an address with a password"))
        .or_else(|| random_text(line))
        .or_else(|| has_phrase(line).then_some("a wallet's phrase"))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// How many characters from `at` belong to one text.
fn run(line: &str, at: usize, belongs: impl Fn(u8) -> bool) -> usize {
    line.as_bytes()[at..].iter().take_while(|byte| belongs(**byte)).count()
}

fn beginning(line: &str) -> Option<&'static str> {
    BEGINNINGS.iter().find_map(|(text, least, kind)| {
        let mut places = line.match_indices(text).map(|(at, _)| at + text.len());
        places.any(|at| run(line, at, is_word) >= *least).then_some(*kind)
    })
}

/// Three parts in base64url, the first two of them JSON.
fn is_jwt(line: &str) -> bool {
    line.match_indices("eyJ").any(|(at, _)| {
        let parts = &line[at..at + run(line, at, |byte| is_word(byte) || byte == b'.')];
        let mut parts = parts.split('.');
        let (head, body, signature) = (parts.next(), parts.next(), parts.next());
        head.is_some_and(|p| p.len() >= 10) && body.is_some_and(|p| p.starts_with("eyJ")) && signature.is_some_and(|p| p.len() >= 10)
    })
}

fn has_header(line: &str) -> bool {
    let worth_a_look = line.contains("uthorization") || line.contains("ookie");
    worth_a_look && {
        // How our own refusals say what to send.
        let lower = line.to_ascii_lowercase().replace("authorization: bearer <token>", "");
        HEADERS.iter().any(|text| lower.contains(text))
    }
}

/// `scheme://user:password@host`.
fn has_url_with_password(line: &str) -> bool {
    line.match_indices("://").any(|(at, _)| {
        let end = |byte: u8| !byte.is_ascii_whitespace() && !b"/\"'<>?#,;)".contains(&byte);
        let authority = &line[at + 3..at + 3 + run(line, at + 3, end)];
        let credentials = authority.rsplit_once('@').map(|(credentials, _)| credentials);
        credentials.is_some_and(|c| {
            c.split_once(':')
                .is_some_and(|(_, password)| !password.is_empty() && password != "***")
        })
    })
}

/// Long random texts: base32 as authenticator apps and recovery codes have it, and hex or base64 after a word that says what it is.
fn random_text(line: &str) -> Option<&'static str> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = run(line, at, is_word);
        if length >= 19 {
            let word = &line[at..at + length];
            if is_base32(word) {
                return Some("an authenticator app's secret or a recovery code");
            }
            if length >= 40 && is_mixed(word) && is_told(&line[..at]) {
                return Some("a token or secret");
            }
        }
        at += length.max(1);
        while !line.is_char_boundary(at) {
            at += 1;
        }
    }
    None
}

/// 26 characters in one, or four groups of four.
fn is_base32(word: &str) -> bool {
    let base32 = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b));
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    let groups: Vec<&str> = word.split('-').collect();
    let recovery = groups.len() == 4 && groups.iter().all(|group| group.len() == 4 && base32(group));
    digits && (recovery || (word.len() >= 26 && base32(word)))
}

/// Not a UUID, not a word of somebody's.
fn is_mixed(word: &str) -> bool {
    !word.contains('-') && word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The word that names it stands just before: `token=…`, `"refreshToken":"…`, `#token=…`.
fn is_told(before: &str) -> bool {
    let name = before.trim_end_matches(['=', ':', '"', ' ', '\'', '\\', '(']);
    if name.len() == before.len() {
        return false;
    }
    let from = name.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    let name = name[from..].to_ascii_lowercase();
    TELLING.iter().any(|word| name.contains(word))
}

/// Twelve words as the list of BIP-39 has them: three to eight small letters each.
fn has_phrase(line: &str) -> bool {
    let mut together = 0;
    for word in line.split(' ') {
        let word = word.trim_matches(['"', '\n']);
        together = if (3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()) {
            together + 1
        } else {
            0
        };
        if together >= PHRASE {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Stop;

    const HEX: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    #[test]
    fn every_kind_of_secret_is_found() {
        for line in [
            "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N".to_owned(),
            format!("refused amk_{HEX}"),
            format!("called with amt_{HEX} today"),
            "hash $argon2id$v=19$m=8,t=1,p=1$YSBz".into(),
            format!("refresh_token={HEX}"),
            format!(r#"{{"refreshToken":"{HEX}"}}"#),
            format!("sent http://localhost/verify#token={HEX}"),
            "headers: {\"authorization\": \"Bearer x\"}".into(),
            "Set-Cookie: amanat_refresh=x".into(),
            "connecting to postgres://amanat:hunter2@db/amanat".into(),
            "rediss://:hunter2@redis:6379".into(),
            "smtps://post@example.org:hunter2@mail.example.org".into(),
            "stripe key sk_live_51abcdef".into(),
            "secret whsec_abcdefgh".into(),
            "-----BEGIN EC PRIVATE KEY-----".into(),
            "phrase abandon ability able about above absent absorb abstract absurd abuse access acid".into(),
            "totp JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
            "recovery AB2D-EFG3-HIJK-LMN7".into(),
            "password=correct horse".into(),
        ] {
            assert!(secret(&line).is_some(), "{line}");
        }
    }

    #[test]
    fn what_only_looks_a_little_like_one_is_not() {
        for line in [
            "request.id=0198f1a2-7d3c-7aaa-bbbb-0123456789ab http.route=/api/auth/refresh http.status=401".to_owned(),
            format!("tx=0x{HEX} confirmed"),
            "key amk_abcdefghijkl was used".into(),
            "Send the access token of your order as: Authorization: Bearer <token>.".into(),
            "postgres://amanat:***@db and http://user@host and http://[::1]:5001/x".into(),
            "token.id=0198f1a27d3c7aaabbbb0123456789ab used_units=3".into(),
            "Redis is away: until it is back, each process counts rate limits by itself".into(),
            "UPSTREAM_TIMEOUT IDEMPOTENCY_KEY_MALFORMED".into(),
            "کیف پول آماده است".into(),
        ] {
            assert_eq!(secret(&line), None, "{line}");
        }
    }

    #[test]
    fn a_run_fails_for_one_line_in_one_log_and_names_it_without_telling_it() {
        let folder = folder(&std::env::temp_dir()).expect("a folder");
        fs::write(folder.join("one.log"), "all is well\n").expect("writes");
        fs::write(folder.join("two.log"), format!("fine\n\u{fffd} amk_{HEX}\n")).expect("writes");
        match search(&folder, true) {
            Err(Stop::Failed(sentence)) => {
                assert!(sentence.contains("two.log:2: an API key") && !sentence.contains(HEX), "{sentence}");
            }
            other => panic!("{other:?}"),
        }
        fs::write(folder.join("two.log"), "").expect("writes");
        assert!(search(&folder, true).is_ok() && !folder.exists());
        let empty = super::folder(&std::env::temp_dir()).expect("a folder");
        assert!(search(&empty, true).is_err());
        assert!(search(&empty, false).is_ok());
    }
}
