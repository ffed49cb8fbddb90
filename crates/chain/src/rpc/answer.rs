//! Reading a JSON-RPC answer: is it ours, is it whole, is it a refusal, and which kind.

use crate::{ChainError, Result};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// Whether another endpoint might do better.
#[derive(Debug)]
pub(super) enum Failure {
    /// Ask the next one.
    Next(String),
    /// It is an answer, though not a pleasant one.
    Final(ChainError),
}

#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Envelope<T> {
    id: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    result: Option<T>,
    error: Option<RpcError>,
}

#[derive(Deserialize)]
struct RpcError {
    code: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    data: Option<serde_json::Value>,
}

/// `null` is a result too (an unknown block), so it must not read as an absent one.
fn present<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

/// The result in one pass over the bytes: logs come by the megabyte.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8], id: u64, method: &str) -> Result<T, Failure> {
    let envelope: Envelope<T> = serde_json::from_slice(bytes).map_err(|e| Failure::Next(format!("unexpected answer: {e}")))?;
    if let Some(error) = envelope.error {
        return Err(refusal(error, method));
    }
    if envelope.id != Some(id) {
        return Err(Failure::Next("the answer belongs to another request".into()));
    }
    envelope.result.ok_or_else(|| Failure::Next("neither result nor error".into()))
}

/// Nodes word the same refusal in a dozen ways; these are the words of geth, erigon, anvil, Alchemy, Infura, QuickNode and Ankr.
fn refusal(error: RpcError, method: &str) -> Failure {
    let words = error.message.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|w| words.contains(w));
    if says(&["rate limit", "too many requests", "request limit", "capacity", "compute units"]) || error.code == 429 {
        return Failure::Next(error.message);
    }
    if method == "eth_getLogs"
        && (error.code == -32005 || says(&["range", "more than", "too many", "too large", "too wide", "size exceed", "limit"]))
    {
        return Failure::Final(ChainError::TooLarge(error.message));
    }
    // A node that lacks the block or its state yet, or that is broken inside, does not speak for the others.
    if matches!(error.code, -32603 | -32601 | -32002)
        || says(&[
            "not found",
            "unknown block",
            "missing trie",
            "state not available",
            "timeout",
            "pruned",
        ])
    {
        return Failure::Next(format!("{} ({})", error.message, error.code));
    }
    let data = error.data.filter(|d| d.is_string()).map(|d| format!(" {d}")).unwrap_or_default();
    Failure::Final(ChainError::Refused {
        code: error.code,
        message: format!("{}{data}", error.message),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Result<Option<u64>, Failure> {
        read(text.as_bytes(), 7, "eth_getLogs")
    }

    #[test]
    fn null_is_an_answer() {
        let body = answer(r#"{"jsonrpc":"2.0","id":7,"result":null}"#);
        assert!(matches!(body, Ok(None)), "{body:?}");
    }

    #[test]
    fn foreign_cut_and_empty_answers_are_passed_on() {
        for bad in [
            r#"{"id":8,"result":1}"#,
            r#"{"id":7,"resu"#,
            r#"{"id":7}"#,
            "",
            "<html>",
            r#"{"id":7,"result":"text"}"#,
        ] {
            assert!(matches!(answer(bad), Err(Failure::Next(_))), "{bad}");
        }
    }

    #[test]
    fn a_range_that_is_too_large_is_told_from_a_rate_limit() {
        for text in [
            "query exceeds max block range 100",
            "query returned more than 10000 results",
            "Log response size exceeded",
        ] {
            let json = format!(r#"{{"id":7,"error":{{"code":-32602,"message":"{text}"}}}}"#);
            assert!(matches!(answer(&json), Err(Failure::Final(ChainError::TooLarge(_)))), "{text}");
        }
        let busy = r#"{"id":7,"error":{"code":-32005,"message":"rate limit exceeded"}}"#;
        assert!(matches!(answer(busy), Err(Failure::Next(_))));
        let reverted = r#"{"id":7,"error":{"code":3,"message":"execution reverted"}}"#;
        assert!(matches!(answer(reverted), Err(Failure::Final(ChainError::Refused { .. }))));
    }
}
