//! The conversation between scanner and server: what is reported, what is watched, and how both are signed.
//!
//! Both sides share one secret. Every message carries `X-Amanat-Timestamp` (unix seconds) and `X-Amanat-Signature`:
//! `v1=` and the hex HMAC-SHA256 of `{timestamp}.{payload}`. The payload of a POST is its raw body; of a GET it is the
//! request target as sent (path and query).

use crate::{EvmAddress, EvmHash};
use amanat_base::{Amount, Code, Error, Result, Secret, Time};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Header with the deterministic id of a delivery; a repeat has the same id.
pub const DELIVERY_HEADER: &str = "x-amanat-delivery";
/// Header with the unix time of signing, in seconds.
pub const TIMESTAMP_HEADER: &str = "x-amanat-timestamp";
/// Header with the signature.
pub const SIGNATURE_HEADER: &str = "x-amanat-signature";
/// How far a timestamp may be from now, either way, in seconds.
pub const WINDOW_S: i64 = 300;
/// Where reports go.
pub const CALLBACK_PATH: &str = "/api/payment/callback";
/// Where the watch list comes from.
pub const WATCH_PATH: &str = "/api/payment/watch";

/// What happened to a transfer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReportEvent {
    /// First seen in a block.
    Detected,
    /// One block deeper, not yet deep enough.
    Progress,
    /// As deep as the watch list asked.
    Confirmed,
    /// Its block is not on the chain any more.
    Dropped,
}

/// One thing that a scanner says about one transfer. A claim: the server checks it against the chain itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What happened.
    pub event: ReportEvent,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Block of the transfer.
    pub block_number: u64,
    /// Its hash.
    pub block_hash: EvmHash,
    /// Transaction of the transfer.
    pub tx_hash: EvmHash,
    /// Position of the log in the block; null for native coin. Moves when a reorg takes the transaction elsewhere.
    pub log_index: Option<u64>,
    /// Position among the transfers of this token to this recipient in this transaction. Does not move.
    pub ordinal: u32,
    /// Token contract; null for the native coin.
    pub token: Option<EvmAddress>,
    /// False for a token that is not on the list: to be flagged, never credited.
    pub listed: bool,
    /// Sender.
    pub from: EvmAddress,
    /// The watched address.
    pub to: EvmAddress,
    /// What the log or the transaction says, in the smallest unit.
    pub amount: Amount,
    /// Blocks on top of it, its own counted; 0 when dropped.
    pub confirmations: u64,
    /// How often its block had been off the chain and came back. Without it, news about a block that returned would look
    /// like a repeat of the old news.
    #[serde(default)]
    pub incarnation: u32,
    /// When the scanner wrote this, by its own clock.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Time,
}

impl Report {
    /// The same for the same fact, on every attempt and after every restart.
    pub fn delivery_id(&self) -> String {
        let event = match self.event {
            ReportEvent::Detected => "detected".to_owned(),
            ReportEvent::Progress => format!("progress-{}", self.confirmations),
            ReportEvent::Confirmed => "confirmed".to_owned(),
            ReportEvent::Dropped => "dropped".to_owned(),
        };
        let position = self.log_index.map_or_else(|| "native".to_owned(), |i| i.to_string());
        let again = if self.incarnation > 0 {
            format!(":{}", self.incarnation)
        } else {
            String::new()
        };
        format!("{}:{}:{}:{position}:{event}{again}", self.chain_id, self.block_hash, self.tx_hash)
    }
}

/// One address to watch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WatchItem {
    /// Rises with every change of the list.
    pub seq: u64,
    /// The address.
    pub address: EvmAddress,
    /// First block in which it may be paid; blocks that the scanner has passed already are read again for it.
    pub from_block: u64,
    /// True takes the address off the list.
    #[serde(default)]
    pub removed: bool,
}

/// A page of the watch list: changes after the `since` that was asked for, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WatchAnswer {
    /// The changes. A full page is followed by another request at once.
    pub items: Vec<WatchItem>,
    /// Ask with this next time.
    pub seq: u64,
    /// Every listed token contract of the chain.
    pub tokens: Vec<EvmAddress>,
    /// Whether native coin is accepted.
    pub native: bool,
    /// Depth at which a transfer is reported as confirmed; the server may ask for more when it decides.
    pub confirmations: u64,
    /// Where a scanner without memory begins; without it, at the lowest `fromBlock`.
    #[serde(default)]
    pub cursor: Option<u64>,
}

/// The signature header for `payload` at `timestamp`. Refuses an empty secret.
pub fn sign(secret: &Secret, timestamp: i64, payload: &[u8]) -> Result<String> {
    let tag = mac(secret, timestamp, payload)?.finalize().into_bytes();
    Ok(format!("v1={}", hex::encode(tag)))
}

/// Checks the two headers against the raw payload in constant time. `NOT_CONFIGURED` for an empty secret, else
/// `SIGNATURE_EXPIRED` or `SIGNATURE_INVALID`. `now` must be the real time, not a shifted test clock.
pub fn verify(secret: &Secret, timestamp: Option<&str>, signature: Option<&str>, payload: &[u8], now: Time) -> Result<()> {
    let invalid = || Error::new(Code::SignatureInvalid);
    let stamp: i64 = timestamp.and_then(|t| t.parse().ok()).ok_or_else(invalid)?;
    let tag = signature.and_then(|s| s.strip_prefix("v1=")).ok_or_else(invalid)?;
    let tag = hex::decode(tag).map_err(|_| invalid())?;
    mac(secret, stamp, payload)?.verify_slice(&tag).map_err(|_| invalid())?;
    if now.timestamp().abs_diff(stamp) > WINDOW_S.unsigned_abs() {
        return Err(Code::SignatureExpired.into());
    }
    Ok(())
}

fn mac(secret: &Secret, timestamp: i64, payload: &[u8]) -> Result<Hmac<Sha256>> {
    if secret.expose().is_empty() {
        return Err(Code::NotConfigured.say("The scanner's callback secret is empty."));
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).map_err(Error::internal)?;
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(payload);
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"event":"detected"}"#;

    fn at(s: i64) -> Time {
        Time::from_timestamp(s, 0).expect("in range")
    }

    fn check(secret: &str, stamp: &str, signature: &str, body: &[u8], now: i64) -> Result<(), Code> {
        verify(&Secret::new(secret), Some(stamp), Some(signature), body, at(now)).map_err(|e| e.code)
    }

    #[test]
    fn only_the_same_secret_body_and_time_pass() {
        let signature = sign(&Secret::new("s3"), 1000, BODY).expect("signs");
        assert_eq!(check("s3", "1000", &signature, BODY, 1000), Ok(()));
        assert_eq!(check("s4", "1000", &signature, BODY, 1000), Err(Code::SignatureInvalid));
        assert_eq!(check("s3", "1001", &signature, BODY, 1000), Err(Code::SignatureInvalid));
        assert_eq!(
            check("s3", "1000", &signature, br#"{"event": "detected"}"#, 1000),
            Err(Code::SignatureInvalid)
        );
        assert_eq!(
            check("s3", "1000", &signature[..signature.len() - 2], BODY, 1000),
            Err(Code::SignatureInvalid)
        );
        assert_eq!(
            check("s3", "1000", &signature.replace("v1=", ""), BODY, 1000),
            Err(Code::SignatureInvalid)
        );
        assert_eq!(
            verify(&Secret::new("s3"), None, Some(&signature), BODY, at(1000)).map_err(|e| e.code),
            Err(Code::SignatureInvalid)
        );
    }

    #[test]
    fn the_window_is_300_seconds_either_way() {
        let signature = sign(&Secret::new("s3"), 1000, BODY).expect("signs");
        for ok in [700, 701, 1299, 1300] {
            assert_eq!(check("s3", "1000", &signature, BODY, ok), Ok(()), "{ok}");
        }
        for bad in [699, 1301] {
            assert_eq!(check("s3", "1000", &signature, BODY, bad), Err(Code::SignatureExpired), "{bad}");
        }
    }

    #[test]
    fn an_empty_secret_signs_and_checks_nothing() {
        assert_eq!(sign(&Secret::new(""), 1, BODY).map_err(|e| e.code), Err(Code::NotConfigured));
        assert_eq!(check("", "1000", "v1=00", BODY, 1000), Err(Code::NotConfigured));
    }

    #[test]
    fn a_delivery_id_changes_with_block_and_event_only() {
        let mut report: Report = serde_json::from_value(serde_json::json!({
            "event": "detected", "chainId": 31337, "blockNumber": 5, "blockHash": format!("0x{}", "11".repeat(32)),
            "txHash": format!("0x{}", "22".repeat(32)), "logIndex": 3, "ordinal": 0, "token": null, "listed": true,
            "from": format!("0x{}", "33".repeat(20)), "to": format!("0x{}", "44".repeat(20)), "amount": "7",
            "confirmations": 1, "sentAt": "2026-01-01T00:00:00Z"
        }))
        .expect("a report");
        let detected = report.delivery_id();
        report.sent_at = at(5);
        report.confirmations = 9;
        assert_eq!(report.delivery_id(), detected);
        report.event = ReportEvent::Confirmed;
        assert_ne!(report.delivery_id(), detected);
        report.event = ReportEvent::Detected;
        report.incarnation = 1;
        assert_ne!(report.delivery_id(), detected, "the block was gone and is back: that is news");
    }
}
