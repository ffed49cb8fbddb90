//! The web app inside the binary: its files, and its page for every address.
//!
//! The page is made anew for every request, with a nonce for its `<style>` elements, and kept by nobody: a kept page would come with the
//! nonce of another answer. The server writes into it what search engines, previews and people see before any script runs.

mod bundle;
mod discover;
mod files;
mod language;
mod offline;
mod pages;
mod shell;
mod words;

use crate::App;
use amanat_store::Store;
use amanat_web::Nonce;
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, Method, Request, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use bundle::Bundle;
use pages::{Asked, Nothing, Page};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

/// What the product is called, in every language.
const NAME: &str = "Amanat";
/// Largest answer of the API that becomes part of a page, bytes.
const LARGEST: usize = 512 * 1024;

/// What pages are made of.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// Where people reach the platform, without a slash at the end.
    origin: Arc<str>,
    /// The API, to be asked as a stranger would.
    api: Router,
    store: Store,
}

/// Answers whatever is not a route of the API.
pub(super) fn router(app: &App, api: Router) -> Router {
    let site = Site {
        origin: app.config.server.public_url.origin().ascii_serialization().into(),
        api,
        store: app.ctx.store.clone(),
    };
    Router::new().fallback(serve).with_state(site)
}

async fn serve(State(site): State<Site>, method: Method, uri: Uri, headers: HeaderMap, nonce: Option<Extension<Nonce>>) -> Response {
    let path = uri.path();
    if let Some(answer) = files::serve(path.trim_start_matches('/'), &method, &headers) {
        return answer;
    }
    if path.starts_with("/assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    // Absent only where the router stands outside its guard, as in a test; then there is no policy either.
    let nonce = nonce.map(|Extension(nonce)| nonce);
    match path {
        "/robots.txt" => discover::robots(&site),
        "/sitemap.xml" => discover::index(&site).await,
        _ if path.starts_with("/sitemaps/") => discover::part(&site, path).await,
        _ if path.starts_with("/manifest/") => offline::manifest(path),
        _ if path.starts_with("/offline/") => offline::page(path, nonce),
        _ => page(&site, &uri, &headers, nonce).await,
    }
}

async fn page(site: &Site, uri: &Uri, headers: &HeaderMap, nonce: Option<Nonce>) -> Response {
    let Some(form) = shell::Form::of_build() else {
        let text = "The web app was not built into this program; the API is at /docs.";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    let language = language::of(uri, headers);
    let bundle = Bundle::current();
    let route = bundle.route(uri.path());
    let asked = Asked {
        site,
        language,
        path: uri.path(),
        whole: uri
            .query()
            .is_none_or(|query| query.split('&').all(|pair| pair.starts_with("lang="))),
    };
    let page = match route {
        Some((route, parameter)) => pages::of(&asked, &route.path, route.own, parameter).await,
        None => Page::missing(language),
    };
    let module = route.and_then(|(route, _)| route.module.as_deref());
    let frame = shell::Frame {
        language,
        // The link's own language, not the person's: search engines come without cookies.
        says_language: uri.query().is_some_and(|query| query.contains("lang=")),
        scheme: language::cookie(headers, "theme").filter(|theme| matches!(*theme, "light" | "dark")),
        origin: &site.origin,
        path: uri.path(),
        wanted: bundle.wanted(module, language),
    };
    form.answer(&page, &frame, nonce).unwrap_or_else(|error| {
        tracing::error!(path = uri.path(), error = %error, "a page can't be written");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

impl Site {
    /// What the API answers to a stranger: the whole answer, and what it says.
    async fn one<T: DeserializeOwned>(&self, path: &str) -> Result<(Value, T), Nothing> {
        let answer = self.ask(path).await?;
        let envelope = Envelope::<T>::deserialize(&answer).map_err(|error| failed(path, &error))?;
        Ok((answer, envelope.data))
    }

    /// The same of the first page of a list.
    async fn list<T: DeserializeOwned>(&self, path: &str) -> Result<(Value, Vec<T>), Nothing> {
        let (answer, page) = self.one::<Items<T>>(path).await?;
        Ok((answer, page.items))
    }

    async fn ask(&self, path: &str) -> Result<Value, Nothing> {
        // What can't stand in an address is none.
        let request = Request::get(path).body(Body::empty()).map_err(|_| Nothing::Missing)?;
        let response = self.api.clone().oneshot(request).await.map_err(|error| failed(path, &error))?;
        match response.status() {
            StatusCode::OK => {}
            refused if refused.is_client_error() => return Err(Nothing::Missing),
            other => return Err(failed(path, &other)),
        }
        let body = to_bytes(response.into_body(), LARGEST)
            .await
            .map_err(|error| failed(path, &error))?;
        serde_json::from_slice(&body).map_err(|error| failed(path, &error))
    }
}

fn failed(path: &str, error: &dyn std::fmt::Display) -> Nothing {
    tracing::warn!(path, error = %error, "a page goes out without its content");
    Nothing::Failed
}
