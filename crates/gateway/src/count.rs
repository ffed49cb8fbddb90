//! What a call counted, as the service says: in a header, or in the JSON of its answer.

use amanat_goods::gateway_settings::Meter;
use axum::http::{HeaderMap, header};
use serde_json::Value;

/// JSON longer than this is passed on but not read, in bytes; the same for one line of an event stream.
const MAX_JSON: usize = 1024 * 1024;

/// Counts one answer while it passes.
pub(crate) enum Counter {
    /// Known since the headers; `None` when they should have said it and didn't.
    Known(Option<i64>),
    /// One JSON text; `None` once it is too long to read.
    Json { path: String, text: Option<Vec<u8>> },
    /// An event stream: the last event that says it.
    Events {
        path: String,
        line: Vec<u8>,
        is_long: bool,
        last: Option<i64>,
    },
}

impl Counter {
    /// For an answer with these headers.
    pub(crate) fn new(meter: &Meter, headers: &HeaderMap) -> Self {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mime = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match meter {
            Meter::Request => Self::Known(Some(1)),
            Meter::Header { name } => Self::Known(headers.get(name).and_then(|v| v.to_str().ok()).and_then(units_of_text)),
            Meter::JsonPath { path } if mime == "text/event-stream" => Self::Events {
                path: path.clone(),
                line: Vec::new(),
                is_long: false,
                last: None,
            },
            Meter::JsonPath { path } if mime == "application/json" || mime.ends_with("+json") => Self::Json {
                path: path.clone(),
                text: Some(Vec::new()),
            },
            Meter::JsonPath { .. } => Self::Known(None),
        }
    }

    /// True when the rest of the body can't change the count.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self, Self::Known(Some(_)))
    }

    /// The next bytes of the body.
    pub(crate) fn read(&mut self, chunk: &[u8]) {
        match self {
            Self::Known(_) => {}
            Self::Json { text, .. } => match text {
                Some(so_far) if so_far.len() + chunk.len() <= MAX_JSON => so_far.extend_from_slice(chunk),
                _ => *text = None,
            },
            Self::Events { path, line, is_long, last } => {
                for part in chunk.split_inclusive(|b| *b == b'\n' || *b == b'\r') {
                    if line.len() + part.len() > MAX_JSON {
                        *is_long = true;
                    } else {
                        line.extend_from_slice(part);
                    }
                    if part.ends_with(b"\n") || part.ends_with(b"\r") {
                        if !*is_long {
                            *last = units_of_event(line, path).or(*last);
                        }
                        (*is_long, _) = (false, line.clear());
                    }
                }
            }
        }
    }

    /// The count at the end of the body, if the service said one.
    pub(crate) fn total(&self) -> Option<i64> {
        match self {
            Self::Known(units) => *units,
            Self::Json { path, text } => units_at(&serde_json::from_slice(text.as_deref()?).ok()?, path),
            Self::Events { path, line, is_long, last } => (!is_long).then(|| units_of_event(line, path)).flatten().or(*last),
        }
    }
}

fn units_of_event(line: &[u8], path: &str) -> Option<i64> {
    let data = line.strip_prefix(b"data:")?;
    units_at(&serde_json::from_slice(data.trim_ascii()).ok()?, path)
}

fn units_at(json: &Value, path: &str) -> Option<i64> {
    let found = path.split('.').try_fold(json, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    })?;
    match found {
        Value::Number(n) => units_of_text(&n.to_string()),
        Value::String(text) => units_of_text(text),
        _ => None,
    }
}

/// A whole number, or a fraction rounded up; nothing that isn't a count.
fn units_of_text(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(units) = text.parse::<u64>() {
        return Some(i64::try_from(units).unwrap_or(i64::MAX));
    }
    let number = text.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0)?;
    // Saturates: a count beyond what is held costs what is held.
    Some(number.ceil() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn json_path() -> Meter {
        Meter::JsonPath {
            path: "usage.total_tokens".into(),
        }
    }

    fn counter(meter: &Meter, kind: &'static str) -> Counter {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert("x-units", HeaderValue::from_static("7"));
        Counter::new(meter, &headers)
    }

    fn read(kind: &'static str, body: &str) -> Option<i64> {
        let mut counter = counter(&json_path(), kind);
        // byte by byte: nothing may depend on where chunks end
        body.as_bytes().chunks(1).for_each(|chunk| counter.read(chunk));
        counter.total()
    }

    #[test]
    fn a_request_counts_one_and_a_header_what_it_says() {
        assert_eq!(counter(&Meter::Request, "text/plain").total(), Some(1));
        let named = |name: &str| counter(&Meter::Header { name: name.into() }, "text/plain").total();
        assert_eq!((named("X-Units"), named("x-other")), (Some(7), None));
    }

    #[test]
    fn json_is_read_at_its_end() {
        assert_eq!(
            read("application/json; charset=utf-8", r#"{"usage":{"total_tokens":42}}"#),
            Some(42)
        );
        assert_eq!(read("application/problem+json", r#"{"usage":{"total_tokens":"3"}}"#), Some(3));
        assert_eq!(read("application/json", r#"{"usage":{"total_tokens":1.2}}"#), Some(2));
        for nothing in [
            "{}",
            r#"{"usage":{"total_tokens":-1}}"#,
            r#"{"usage":{"total_tokens":null}}"#,
            "not json",
            "",
        ] {
            assert_eq!(read("application/json", nothing), None, "{nothing}");
        }
        assert_eq!(read("text/plain", r#"{"usage":{"total_tokens":42}}"#), None);
    }

    #[test]
    fn a_list_is_indexed() {
        let json: Value = serde_json::from_str(r#"{"a":[{"n":1},{"n":5}]}"#).expect("json");
        assert_eq!(units_at(&json, "a.1.n"), Some(5));
    }

    #[test]
    fn the_last_event_that_says_it_counts() {
        let stream = "data: {\"x\":1}\n\ndata: {\"usage\":{\"total_tokens\":5}}\r\n\r\nevent: end\ndata:{\"usage\":{\"total_tokens\":9}}\n\ndata: [DONE]\n\n";
        assert_eq!(read("text/event-stream", stream), Some(9));
        assert_eq!(
            read("text/event-stream", "data: {\"usage\":{\"total_tokens\":4}}"),
            Some(4),
            "without the last line end"
        );
        assert_eq!(read("text/event-stream", "data: [DONE]\n\n"), None);
    }

    #[test]
    fn what_is_too_long_to_read_is_not_kept() {
        let mut counter = counter(&json_path(), "application/json");
        for _ in 0..3 {
            counter.read(&vec![b' '; MAX_JSON / 2]);
        }
        assert!(matches!(counter, Counter::Json { text: None, .. }));
        assert_eq!(counter.total(), None);
    }
}
