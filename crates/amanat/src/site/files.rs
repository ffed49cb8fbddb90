//! Files of the web app: those with a hash in their name are immutable, the others are asked for anew and mostly answered with 304.
//!
//! The build keeps whatever shrinks as Brotli of the highest quality and nothing else, so the program carries each file once, at its
//! smallest. Nearly every browser takes that form as it is. Who takes only gzip (browsers over plain http) gets one that is made at the
//! first asking and kept; who takes neither gets the file unpacked, which costs about a millisecond and almost never happens.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::{
    collections::HashMap,
    io::{self, Read, Write},
    sync::{LazyLock, Mutex, PoisonError},
};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// What the server reads for itself.
const INTERNAL: [&str; 3] = ["index.html", "bundle.json", ".gitkeep"];
/// How the shrunken form of a file is called.
const SHRUNKEN: &str = ".br";

/// A file that only the server reads, as the build made it.
pub(super) fn internal(name: &str) -> Option<Vec<u8>> {
    Dist::get(name).map(|file| file.data.into_owned())
}

/// The answer when `path`, without its first slash, is a file.
pub(super) fn serve(path: &str, method: &Method, asked: &HeaderMap) -> Option<Response> {
    let kept = find(path)?;
    if method != Method::GET && method != Method::HEAD {
        return Some((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response());
    }
    Some(kept.answer(path, asked).unwrap_or_else(|error| {
        tracing::error!(path, error = %error, "a file of the web app can't be read");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }))
}

enum Kept {
    Plain(EmbeddedFile),
    Brotli(EmbeddedFile),
}

fn find(path: &str) -> Option<Kept> {
    if path.is_empty() || path.ends_with(SHRUNKEN) || INTERNAL.contains(&path) {
        return None;
    }
    let shrunken = || Dist::get(&format!("{path}{SHRUNKEN}")).map(Kept::Brotli);
    shrunken().or_else(|| Dist::get(path).map(Kept::Plain))
}

impl Kept {
    fn file(&self) -> &EmbeddedFile {
        match self {
            Self::Plain(file) | Self::Brotli(file) => file,
        }
    }

    fn answer(&self, path: &str, asked: &HeaderMap) -> io::Result<Response> {
        let form = match self {
            Self::Plain(_) => Form::Identity,
            Self::Brotli(_) => Form::wanted(asked),
        };
        // Strong, so each form has its own.
        let hash = hex::encode(&self.file().metadata.sha256_hash()[..16]);
        let tag = format!("\"{hash}{}\"", form.suffix());
        let mut response = if knows(asked, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let kind = mime_guess::from_path(path).first_or_octet_stream().to_string();
            ([(header::CONTENT_TYPE, kind)], self.bytes(form, &hash)?).into_response()
        };
        let headers = response.headers_mut();
        let forever = path.starts_with("assets/");
        let cache = if forever {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if matches!(self, Self::Brotli(_)) {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        // Without a body there is nothing encoded.
        if response.status() == StatusCode::OK
            && let Some(name) = form.name()
        {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        Ok(response)
    }

    fn bytes(&self, form: Form, hash: &str) -> io::Result<Bytes> {
        let file = self.file();
        match (self, form) {
            (Self::Plain(_), _) | (_, Form::Brotli) => Ok(file.data.clone().into_owned().into()),
            (_, Form::Gzip) => gzipped(hash, file),
            (_, Form::Identity) => unpacked(file).map(Bytes::from),
        }
    }
}

/// In which form a file goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Brotli,
    Gzip,
    Identity,
}

impl Form {
    /// The smallest that the other side takes (RFC 9110, 12.5.3).
    fn wanted(asked: &HeaderMap) -> Self {
        let all: Vec<_> = asked
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .collect();
        let takes = |wanted: &str| {
            let mut codings = all.iter().flat_map(|list| list.split(','));
            codings.any(|coding| {
                let mut parts = coding.split(';').map(str::trim);
                let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
                let refused = parts
                    .filter_map(|p| p.strip_prefix("q="))
                    .any(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
                named && !refused
            })
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Identity => "",
        }
    }
}

/// Whether the client has this very form already.
pub(super) fn knows(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    known.flat_map(|list| list.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

fn unpacked(file: &EmbeddedFile) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    brotli_decompressor::Decompressor::new(&*file.data, 16 * 1024).read_to_end(&mut plain)?;
    Ok(plain)
}

fn gzipped(hash: &str, file: &EmbeddedFile) -> io::Result<Bytes> {
    // As many entries as there are files in the program.
    static MADE: LazyLock<Mutex<HashMap<String, Bytes>>> = LazyLock::new(Mutex::default);
    let made = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = made().get(hash) {
        return Ok(bytes.clone());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&unpacked(file)?)?;
    let bytes = Bytes::from(encoder.finish()?);
    made().insert(hash.to_owned(), bytes.clone());
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_form_that_is_taken_is_sent() {
        for (accepted, form) in [
            ("gzip, deflate, br, zstd", Form::Brotli),
            ("gzip;q=1.0, br;q=0", Form::Gzip),
            ("GZIP", Form::Gzip),
            ("br;q=0.1,gzip", Form::Brotli),
            ("gzip;q=0", Form::Identity),
            ("identity", Form::Identity),
            ("brotli, xgzip", Form::Identity),
            ("", Form::Identity),
        ] {
            let headers = [(header::ACCEPT_ENCODING, accepted.parse().unwrap())].into_iter().collect();
            assert_eq!(Form::wanted(&headers), form, "{accepted}");
        }
    }

    #[test]
    fn a_known_form_is_recognised_in_a_list() {
        let asks = |text: &str| knows(&[(header::IF_NONE_MATCH, text.parse().unwrap())].into_iter().collect(), "\"a-br\"");
        assert!(asks("\"a-br\"") && asks("\"b\", W/\"a-br\"") && asks("*"));
        assert!(!asks("\"a\"") && !asks("a-br") && !asks("\"a-gz\""));
    }
}
