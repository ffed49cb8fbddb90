//! One call: who, where to, held, sent, answered.

use crate::{
    Gateway,
    access::Access,
    count::Counter,
    gateway::Inner,
    headers::{self, Asked},
    limits::Place,
    meter::{Admission, Ask, Held, Verdict},
    relay::Relay,
    scrub::Scrubbing,
    service::Service,
    target,
    upload::{self, Progress},
};
use amanat_base::{Code, Error, Result, TokenId, UsageId};
use amanat_goods::inject::{InjectedKey, add_pair};
use amanat_web::Failure;
use axum::{
    Extension, Router,
    body::{Body, HttpBody},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Version, header},
    response::{IntoResponse, Response},
    routing::any,
};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};
use url::Url;

/// How often settings may turn out to be old in the middle of a call: a seller can't change them faster for long.
const TRIES: usize = 4;
/// Longest path that is written down, in characters.
const MAX_RECORDED_PATH: usize = 500;
/// Longest method, in bytes.
const MAX_METHOD: usize = 20;

/// Units left to the token after this call's are held; on every answer of a service.
const UNITS_LEFT: HeaderName = HeaderName::from_static("x-units-left");

/// `ANY /gateway/{listing}` and everything below: a plain route, for no contract can say what a seller's service answers.
pub fn router<S: Clone + Send + Sync + 'static>(gateway: Gateway) -> Router<S> {
    Router::new()
        .route("/gateway/{listing}", any(call))
        .route("/gateway/{listing}/", any(call))
        .route("/gateway/{listing}/{*path}", any(call))
        .layer(Extension(gateway))
}

async fn call(Extension(gateway): Extension<Gateway>, request: Request) -> Response {
    match forward(&gateway.inner, request).await {
        Ok(response) => response,
        Err(refusal) => {
            let mut response = Failure(refusal).into_response();
            headers::guard(response.headers_mut());
            response
        }
    }
}

async fn forward(gateway: &Inner, request: Request) -> Result<Response> {
    check_form(&request, gateway.limits.max_request_bytes)?;
    let (parts, body) = request.into_parts();
    let (listing, rest) = target::split(parts.uri.path())?;
    let access = gateway.tokens.find(&gateway.store, &parts.headers, listing).await?;
    let service = gateway
        .services
        .get(&gateway.store, &gateway.ring, &gateway.egress, listing)
        .await?;
    // Before anything is held: a call that can't be made costs nothing.
    address(&service, rest, parts.uri.query())?;
    let place = gateway.running.enter(access.token, service.settings.concurrent_calls)?;
    gateway.rates.take(access.token, service.settings.calls_per_minute)?;
    let (service, held) = hold(gateway, service, access, &parts.method, rest).await?;
    let url = address(&service, rest, parts.uri.query())?;
    let call = Call {
        gateway,
        service: &service,
        url,
        held,
    };
    call.send(&parts.method, &parts.headers, body, place).await
}

/// Refuses what is no ordinary request.
fn check_form(request: &Request, max_bytes: u64) -> Result<()> {
    let method = request.method();
    if *method == Method::TRACE || *method == Method::CONNECT || method.as_str().len() > MAX_METHOD {
        return Err(Code::MethodNotAllowed.into());
    }
    if request.version() < Version::HTTP_2 && request.uri().authority().is_some() {
        return Err(Error::invalid("path", "must be a path, not a whole address"));
    }
    let headers = request.headers();
    if headers.contains_key(header::UPGRADE) {
        return Err(Code::MalformedRequest.say("The gateway passes on single calls; it does not upgrade a connection to another protocol."));
    }
    let codings: Vec<_> = headers.get_all(header::TRANSFER_ENCODING).iter().collect();
    if codings.len() > 1 || codings.iter().any(|c| !c.as_bytes().eq_ignore_ascii_case(b"chunked")) {
        return Err(Code::MalformedRequest.say("No transfer coding but chunked is understood."));
    }
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<u64>().ok());
    if length.is_some_and(|length| length > max_bytes) {
        return Err(Code::PayloadTooLarge.into());
    }
    Ok(())
}

fn address(service: &Service, rest: &str, query: Option<&str>) -> Result<Url> {
    target::target(&service.base, rest, query, service.injected_query())
}

/// Holds the units, with the newest settings.
async fn hold(gateway: &Inner, mut service: Arc<Service>, access: Access, method: &Method, rest: &str) -> Result<(Arc<Service>, Held)> {
    for _ in 0..TRIES {
        let ask = Ask {
            usage: UsageId::fresh(),
            token: access.token,
            listing: access.listing,
            version: service.version,
            method: method.to_string(),
            path: recorded(rest),
            // What its seller has made of the listing since then makes no call dearer.
            units: service.settings.held_units().min(access.most_per_call.unwrap_or(i64::MAX)),
        };
        match gateway.meter.hold(ask).await? {
            Admission::Held(held) => return Ok((service, held)),
            Admission::Stale => {
                service = gateway
                    .services
                    .load(&gateway.store, &gateway.ring, &gateway.egress, access.listing)
                    .await?
            }
        }
    }
    Err(Code::Conflict.say("The seller is just changing this listing; try again."))
}

fn recorded(rest: &str) -> String {
    let path: String = rest.chars().take(MAX_RECORDED_PATH).collect();
    if path.is_empty() { "/".into() } else { path }
}

/// A call whose units are held.
struct Call<'a> {
    gateway: &'a Inner,
    service: &'a Arc<Service>,
    url: Url,
    held: Held,
}

impl Call<'_> {
    async fn send(mut self, method: &Method, headers: &HeaderMap, body: Body, place: Place<TokenId>) -> Result<Response> {
        let limits = &self.gateway.limits;
        let mut sent = headers::to_service(headers, self.service.injected_header());
        let mut url = self.url.clone();
        match &self.service.key {
            InjectedKey::Header(name, value) => {
                sent.insert(name, value.clone());
            }
            InjectedKey::Query(_, pair) => add_pair(&mut url, pair),
        }
        let has_body = !body.is_end_stream();
        let (stream, progress) = upload::watch(body, limits.max_request_bytes, limits.idle);
        let mut request = self.gateway.egress.client().request(method.clone(), url);
        if has_body {
            // The stated length goes along, so that a service that wants one gets one.
            if let Some(length) = headers.get(header::CONTENT_LENGTH) {
                sent.insert(header::CONTENT_LENGTH, length.clone());
            }
            request = request.body(reqwest::Body::wrap_stream(stream));
        }
        self.held.is_sent();
        let timeout = self.timeout();
        match begun(request.headers(sent).send(), &progress, timeout).await {
            Ok(answer) => self.answer(answer, method, place),
            Err(error) => {
                // A body that the caller broke off is the caller's: the service had begun to work.
                if !matches!(error.code, Code::RequestTimeout | Code::PayloadTooLarge | Code::MalformedRequest) {
                    self.held.judge(Verdict::NotBilled);
                }
                Err(error)
            }
        }
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(self.service.settings.timeout_s.into())
    }

    /// The service answers.
    fn answer(mut self, answer: reqwest::Response, method: &Method, place: Place<TokenId>) -> Result<Response> {
        let status = answer.status();
        self.held.is_answered(status.as_u16());
        if let Err(refusal) = check_answer(&answer) {
            self.held.judge(Verdict::NotBilled);
            return Err(refusal);
        }
        let counter = Counter::new(&self.service.settings.meter, answer.headers());
        // A refusal that doesn't say what it cost wasn't the work that the maximum is meant for.
        let unsaid = if status.is_client_error() { 1 } else { self.held.units() };
        let known = counter.is_known().then(|| counter.total()).flatten();
        self.held.judge(match status.is_server_error() {
            true => Verdict::NotBilled,
            false => Verdict::Counted(known.unwrap_or(unsaid)),
        });
        let mut headers = self.shown(answer.headers());
        headers.insert(UNITS_LEFT, HeaderValue::from(self.held.left));
        let expected = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.parse().ok());
        let is_empty = *method == Method::HEAD || matches!(status.as_u16(), 204 | 304) || expected == Some(0);
        let idle = self.gateway.limits.idle.max(self.timeout());
        let mut relay = Relay {
            chunks: Box::pin(answer.bytes_stream()),
            scrubbing: Scrubbing::new(self.service.scrubber.clone()),
            counter,
            held: self.held,
            place,
            idle,
            reader_idle: self.gateway.limits.idle,
            expected,
            failed: status.is_server_error(),
            unsaid,
        };
        let body = if is_empty {
            relay.ended();
            Body::empty()
        } else {
            relay.into_body()
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    fn shown(&self, from: &HeaderMap) -> HeaderMap {
        let asked = Asked {
            listing: self.service.listing,
            base: &self.service.base,
            url: &self.url,
            injected_query: self.service.injected_query(),
            scrubber: &self.service.scrubber,
        };
        headers::to_caller(from, &asked)
    }
}

/// Waits for the head of the answer: `timeout` from the last that was heard of the caller's body.
async fn begun(
    sending: impl Future<Output = reqwest::Result<reqwest::Response>>,
    progress: &Progress,
    timeout: Duration,
) -> Result<reqwest::Response> {
    let mut sending = std::pin::pin!(sending);
    let mut deadline = Instant::now() + timeout;
    loop {
        tokio::select! {
            outcome = &mut sending => return outcome.map_err(|error| failed(error, progress)),
            () = sleep_until(deadline) => {
                // While the caller is waited for, his own patience is counted: he must not get a service to work, stop sending, and
                // have the call pass for one that the service never answered.
                let since = if progress.is_callers_turn() { Instant::now() } else { progress.last() };
                let later = since + timeout;
                if later <= deadline {
                    return Err(Code::UpstreamTimeout.into());
                }
                deadline = later;
            }
        }
    }
}

/// What the caller hears of a failure; nothing of it names the address, which may carry the key.
fn failed(error: reqwest::Error, progress: &Progress) -> Error {
    if let Some(fault) = progress.fault() {
        return fault;
    }
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, _) => "connect",
        (_, true) => "timeout",
        _ => "broken off",
    };
    tracing::warn!(kind, "a service could not be called");
    Code::UpstreamFailed.into()
}

/// An answer that can't be searched for the key isn't passed on.
fn check_answer(answer: &reqwest::Response) -> Result<()> {
    let is_plain = |name: HeaderName, plain: &[&str]| {
        let values = answer.headers().get_all(name).into_iter();
        values
            .map(|v| v.to_str().unwrap_or("?").trim().to_ascii_lowercase())
            .all(|v| plain.contains(&v.as_str()))
    };
    if answer.status().is_informational() {
        return Err(Code::UpstreamFailed.say("The seller's service wants to change the protocol. The call was not billed."));
    }
    if !is_plain(header::CONTENT_ENCODING, &["", "identity"]) || !is_plain(header::TRANSFER_ENCODING, &["chunked", "identity"]) {
        return Err(
            Code::UpstreamFailed.say("The seller's service answered in a coding that it was not asked for. The call was not billed.")
        );
    }
    Ok(())
}
