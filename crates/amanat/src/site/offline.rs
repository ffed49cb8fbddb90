//! What an installed app needs: its manifest, and the page that is shown without a connection; each in every language, at an address of its
//! own, because the service worker fetches them before it knows who asks.

use super::{NAME, shell, words::Words};
use amanat_base::Language;
use amanat_web::Nonce;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use minijinja::{Value, context};
use serde_json::json;

fn language(path: &str, folder: &str, ending: &str) -> Option<Language> {
    let name = path.strip_prefix(folder)?.strip_suffix(ending)?;
    Language::ALL.into_iter().find(|language| language.as_str() == name)
}

/// `/manifest/fa.webmanifest`
pub(super) fn manifest(path: &str) -> Response {
    let Some(language) = language(path, "/manifest/", ".webmanifest") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let words = Words::of(language);
    let icon = |size: u32, purpose: &str| {
        let name = if purpose == "maskable" {
            format!("maskable-{size}")
        } else {
            size.to_string()
        };
        json!({"src": format!("/icons/{name}.png"), "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose})
    };
    let shortcut = |name: &str, url: &str| json!({"name": name, "url": url, "icons": [icon(192, "any")]});
    let manifest = json!({
        "id": "/", "name": NAME, "short_name": NAME, "description": words.landing.description,
        "lang": language.as_str(), "dir": if language.is_rtl() { "rtl" } else { "ltr" },
        "start_url": "/", "scope": "/", "display": "standalone", "theme_color": "#ffffff", "background_color": "#f6f5f1",
        "categories": ["shopping", "finance", "business"],
        "icons": [icon(192, "any"), icon(512, "any"), icon(192, "maskable"), icon(512, "maskable")],
        "shortcuts": [shortcut(&words.landing.post, "/requests/new"), shortcut(&words.requests.title, "/requests"), shortcut(&words.listings.title, "/listings")],
    });
    let headers = [
        (header::CONTENT_TYPE, "application/manifest+json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, manifest.to_string()).into_response()
}

/// `/offline/fa.html`
pub(super) fn page(path: &str, nonce: Option<Nonce>) -> Response {
    let Some(language) = language(path, "/offline/", ".html") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let words = &Words::of(language).offline;
    let values = context! {
        language => language.as_str(),
        direction => if language.is_rtl() { "rtl" } else { "ltr" },
        title => words.title.as_str(),
        text => words.text.as_str(),
        again => words.again.as_str(),
        css => Value::from_safe_string(shell::CSS.to_owned()),
        nonce => nonce.as_ref().map_or("", |Nonce(nonce)| nonce),
    };
    let Ok(html) = shell::render("offline.html", values) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_LANGUAGE, language.as_str()),
    ];
    let mut response = (headers, html).into_response();
    if let Some(nonce) = nonce {
        response.extensions_mut().insert(nonce);
    }
    response
}
