//! A browser: keeps each site's cookies, and goes where it is told, one step at a time.

use crate::App;
use reqwest::{Client, Method, Response, header, redirect::Policy};
use std::net::SocketAddr;
use url::{Url, form_urlencoded};

/// Where the platform of every test says that it is.
const SITE: &str = "http://localhost:5001";

struct Cookie {
    site: String,
    path: String,
    name: String,
    value: String,
}

pub struct Browser {
    client: Client,
    platform: SocketAddr,
    cookies: Vec<Cookie>,
}

impl Browser {
    pub fn of(app: &App) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self {
            client,
            platform: app.address,
            cookies: Vec::new(),
        }
    }

    /// Opens an address, or a path of the platform.
    pub async fn open(&mut self, address: &str) -> Response {
        self.send(Method::GET, address, "", None).await
    }

    pub async fn submit(&mut self, address: &str, form: &[(&str, &str)]) -> Response {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(Method::POST, address, &body, None).await
    }

    /// As the page of somebody who is signed in asks.
    pub async fn ask(&mut self, path: &str, access: &str) -> Response {
        self.send(Method::POST, path, "", Some(access)).await
    }

    async fn send(&mut self, method: Method, address: &str, body: &str, access: Option<&str>) -> Response {
        let url = Url::parse(SITE).and_then(|site| site.join(address)).expect("an address");
        let mut real = url.clone();
        if is_ours(&url) {
            real.set_host(Some("127.0.0.1")).expect("a host");
            real.set_port(Some(self.platform.port())).expect("a port");
        }
        let mut request = self.client.request(method.clone(), real).header("sec-fetch-site", "same-origin");
        if !body.is_empty() {
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.to_owned());
        }
        if let Some(access) = access {
            request = request.bearer_auth(access);
        }
        let cookies = self.cookies_for(&url);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        let answer = request.send().await.expect("answers");
        for set in answer.headers().get_all(header::SET_COOKIE) {
            self.keep(&url, set.to_str().expect("text"));
        }
        answer
    }

    fn cookies_for(&self, url: &Url) -> String {
        let fitting = self
            .cookies
            .iter()
            .filter(|c| c.site == site(url) && url.path().starts_with(&c.path));
        fitting.map(|c| format!("{}={}", c.name, c.value)).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, url: &Url, set: &str) {
        let mut parts = set.split("; ");
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a pair");
        let path = parts
            .find_map(|part| part.strip_prefix("path=").or(part.strip_prefix("Path=")))
            .unwrap_or("/");
        self.cookies.retain(|c| !(c.site == site(url) && c.name == name && c.path == path));
        if !value.is_empty() {
            self.cookies.push(Cookie {
                site: site(url),
                path: path.into(),
                name: name.into(),
                value: value.into(),
            });
        }
    }

    /// As whoever can write cookies would.
    pub fn plant(&mut self, name: &str, value: &str) {
        let site = Url::parse(SITE).expect("an address");
        self.keep(&site, &format!("{name}={value}; Path=/"));
    }

    /// The platform's cookie of this name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies
            .iter()
            .find(|c| c.site == "localhost:5001" && c.name == name)
            .map(|c| c.value.as_str())
    }
}

fn site(url: &Url) -> String {
    url.authority().to_owned()
}

pub fn is_ours(url: &Url) -> bool {
    url.as_str().starts_with(SITE)
}

/// Where an answer sends the browser.
pub fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), 303, "a redirect");
    answer.headers()[header::LOCATION].to_str().expect("text").to_owned()
}

/// One parameter of an address.
pub fn parameter(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).expect("an address");
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The address without one parameter, or with another value of it.
pub fn with_parameter(address: &str, name: &str, value: Option<&str>) -> String {
    let mut url = Url::parse(address).expect("an address");
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(pairs)
        .extend_pairs(value.map(|value| (name, value)));
    url.into()
}
