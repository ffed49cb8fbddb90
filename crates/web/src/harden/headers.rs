//! Security headers on every answer. A handler that sets one of them itself keeps its own.

use crate::HttpConfig;
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

pub(super) struct Fixed(Vec<(HeaderName, HeaderValue)>);

impl Fixed {
    pub(super) fn new(config: &HttpConfig) -> Self {
        let mut all = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
        ];
        if let Ok(policy) = HeaderValue::from_str(&content_policy(config)) {
            all.push((header::CONTENT_SECURITY_POLICY, policy));
        }
        if config.public_origin.as_deref().is_some_and(|o| o.starts_with("https://")) {
            all.push((header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")));
        }
        Self(all)
    }

    pub(super) fn apply(&self, response: &mut Response, is_api: bool) {
        let headers = response.headers_mut();
        for (name, value) in &self.0 {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        if is_api {
            // Answers hold what only this caller may see.
            headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        }
    }
}

/// Fit for the web app from this origin: its scripts are files, its component library writes style attributes, QR codes are data
/// images, and sockets go to this host.
fn content_policy(config: &HttpConfig) -> String {
    let mut connect = String::from("'self'");
    // Older browsers don't take 'self' to cover the socket's scheme.
    let socket = config
        .public_origin
        .as_deref()
        .and_then(|o| o.strip_prefix("http"))
        .map(|rest| format!("ws{rest}"));
    for source in socket.iter().chain(&config.connect_sources) {
        connect.push(' ');
        connect.push_str(source);
    }
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; \
         connect-src {connect}; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
}
