//! Init data: a query string that Telegram signed for a bot, either with the bot's token (HMAC) or with Telegram's own key (Ed25519, for
//! which the bot's id is enough).

use amanat_base::{Code, Error, Result, Secret, Time};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta};
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use url::form_urlencoded;

/// How old init data may be: a Mini App signs in as soon as it is opened.
const MAX_AGE: TimeDelta = TimeDelta::minutes(10);
/// How far ahead Telegram's clock may be.
const MAX_AHEAD: TimeDelta = TimeDelta::seconds(60);
/// With which Telegram signs for third parties.
const PRODUCTION_KEY: [u8; 32] = hex_key(b"e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d");
/// The same of Telegram's test servers.
const TEST_KEY: [u8; 32] = hex_key(b"40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec");

/// Whose Mini App people sign in from, and how its init data is checked.
#[derive(Clone, Debug)]
pub enum Bot {
    /// By the bot's token.
    Token(Secret),
    /// By Telegram's own signature.
    Id {
        /// Of the bot.
        id: u64,
        /// Whether it lives on Telegram's test servers.
        test_servers: bool,
    },
}

/// What init data proves.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Opened {
    pub user: TelegramUser,
    /// The same for whatever says the same, so that it is taken once: SHA-256 of what was signed.
    pub hash: [u8; 32],
    /// From when on it is too old anyway.
    pub expires_at: Time,
}

/// Who opened the Mini App.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct TelegramUser {
    pub id: u64,
    #[serde(default)]
    pub is_bot: bool,
    pub first_name: String,
    #[serde(default)]
    pub last_name: String,
    pub username: Option<String>,
    pub language_code: Option<String>,
}

impl Bot {
    /// Who opened the Mini App, if Telegram says so, and said it within the last ten minutes.
    pub(super) fn open(&self, init_data: &str, now: Time) -> Result<Opened> {
        let mut fields = parse(init_data).ok_or_else(|| refused("it can't be read"))?;
        let hash = fields.remove("hash").unwrap_or_default();
        let signed = match self {
            Self::Token(token) => {
                let signed = lines(&fields);
                check_hash(token, &signed, &hash)?;
                signed
            }
            Self::Id { id, test_servers } => {
                let signature = fields.remove("signature").unwrap_or_default();
                let signed = format!("{id}:WebAppData\n{}", lines(&fields));
                let key = if *test_servers { &TEST_KEY } else { &PRODUCTION_KEY };
                check_signature(key, &signed, &signature)?;
                signed
            }
        };
        let date = fields
            .get("auth_date")
            .and_then(|text| time(text))
            .ok_or_else(|| refused("it has no date"))?;
        if date < now - MAX_AGE || date > now + MAX_AHEAD {
            return Err(refused("it is too old, or from the future"));
        }
        let user = fields.get("user").ok_or_else(|| refused("it names nobody"))?;
        let user: TelegramUser = serde_json::from_str(user).map_err(refused)?;
        if user.is_bot {
            return Err(refused("it names a bot"));
        }
        Ok(Opened {
            user,
            hash: Sha256::digest(signed.as_bytes()).into(),
            expires_at: date + MAX_AGE,
        })
    }
}

/// The fields. None when one comes twice, or has a line break: what was signed is one line a field, so it could be read in two ways.
fn parse(init_data: &str) -> Option<BTreeMap<String, String>> {
    let mut fields = BTreeMap::new();
    for (key, value) in form_urlencoded::parse(init_data.as_bytes()) {
        if key.contains(['=', '\n']) || value.contains('\n') || fields.insert(key.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(fields)
}

/// What is signed: `key=value` in order of the keys, one a line.
fn lines(fields: &BTreeMap<String, String>) -> String {
    let lines: Vec<_> = fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
    lines.join("\n")
}

fn mac(key: &[u8], message: &[u8]) -> Hmac<Sha256> {
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.chain_update(message)
}

/// In constant time.
fn check_hash(token: &Secret, signed: &str, hash: &str) -> Result<()> {
    let hash = hex::decode(hash).map_err(refused)?;
    let key = mac(b"WebAppData", token.expose().as_bytes()).finalize().into_bytes();
    mac(&key, signed.as_bytes()).verify_slice(&hash).map_err(refused)
}

fn check_signature(key: &[u8; 32], signed: &str, signature: &str) -> Result<()> {
    let bytes = URL_SAFE_NO_PAD.decode(signature).map_err(refused)?;
    let signature = Signature::from_slice(&bytes).map_err(refused)?;
    let key = VerifyingKey::from_bytes(key).map_err(refused)?;
    key.verify_strict(signed.as_bytes(), &signature).map_err(refused)
}

fn time(text: &str) -> Option<Time> {
    DateTime::from_timestamp(text.parse().ok()?, 0)
}

fn refused(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Code::TelegramRefused).because(cause)
}

const fn hex_key(text: &[u8; 64]) -> [u8; 32] {
    const fn digit(c: u8) -> u8 {
        match c {
            b'0'..=b'9' => c - b'0',
            _ => c - b'a' + 10,
        }
    }
    let (mut key, mut at) = ([0; 32], 0);
    while at < 32 {
        key[at] = digit(text[2 * at]) << 4 | digit(text[2 * at + 1]);
        at += 1;
    }
    key
}

#[cfg(test)]
#[path = "init_data_tests.rs"]
mod tests;
