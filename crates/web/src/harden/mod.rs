//! What stands around every route: request id and log line, rate limits, bounded bodies and times, CORS, security headers, and the
//! envelope also for what axum itself refuses.

mod body;
mod envelope;
mod gateway;
mod gcra;
mod headers;
mod limits;
mod observe;
mod shared;

use crate::{Address, Client, Failure, HttpConfig, Site};
use amanat_base::{Code, Error, Result};
use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use std::{any::Any, sync::Arc, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, SizeAbove},
    },
    cors::{AllowOrigin, CorsLayer},
};

pub use headers::Nonce;
pub use limits::RateLimits;
pub use observe::RequestId;

/// An answer that fits into one packet isn't sooner there for being shorter. In bytes.
const ONE_PACKET: u64 = 1024;

/// Where sockets begin.
const SOCKETS: &str = "/socket.io";
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

struct Guard {
    config: HttpConfig,
    site: Site,
    limits: RateLimits,
    headers: headers::Fixed,
}

/// Puts the platform's protection around a whole router, its fallback included. Call it once, last, on the composed router: what is
/// added afterwards is outside. What is routed under `/gateway/` gets only a request id, its log line, the guard against panics, and a
/// limit on refused tokens.
pub fn harden(router: Router, config: &HttpConfig) -> Router {
    let guard = Arc::new(Guard {
        config: config.clone(),
        site: Site::new(config),
        limits: RateLimits::new(config),
        headers: headers::Fixed::new(config),
    });
    let pages = ServiceBuilder::new()
        .layer(cors(config))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(SizeAbove::new(ONE_PACKET))))
        .layer(DefaultBodyLimit::max(config.body_max_bytes))
        .layer(from_fn_with_state(guard.clone(), stand_guard));
    let gateway = ServiceBuilder::new()
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(guard, gateway::attend));
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(gateway::Split { pages, gateway })
        .layer(from_fn(observe::observe))
        .layer(from_fn(crate::language::speak))
}

fn cors(config: &HttpConfig) -> CorsLayer {
    let origins = config.cors_origins.iter().filter_map(|o| HeaderValue::from_str(o).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, IDEMPOTENCY_KEY, observe::X_REQUEST_ID])
        .expose_headers([observe::X_REQUEST_ID, header::RETRY_AFTER])
        .max_age(Duration::from_secs(600))
}

fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    Failure(Error::internal(format!("panic: {text}"))).into_response()
}

async fn stand_guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_api = path == "/api" || path.starts_with("/api/") || gateway::is_below(path);
    let client = Client::of(&request, guard.config.trusted_proxies);
    let mut response = match admit(&guard, client, request, is_api).await {
        Ok(request) => answer(&guard, request, next).await,
        Err(refusal) => Failure(refusal).into_response(),
    };
    if response.extensions().get::<Code>() == Some(&Code::ApiKeyInvalid)
        && let Err(too_often) = guard.limits.secret_refused(client).await
    {
        response = Failure(too_often).into_response();
    }
    if is_api {
        response = envelope::wrap(response);
    }
    guard.headers.apply(&mut response, is_api);
    response
}

/// The request with its client and body, or why it goes no further.
async fn admit(guard: &Guard, client: Client, mut request: Request, is_api: bool) -> Result<Request> {
    guard.limits.check(client, request.method(), request.uri().path()).await?;
    // The web app answers any address that isn't a route; under /api that would look like success.
    let matched = request.extensions().get::<MatchedPath>();
    if is_api && !matched.is_some_and(|m| m.as_str().starts_with("/api")) {
        return Err(Code::NotFound.into());
    }
    // Browsers let any page open sockets anywhere, and name the page's origin. Programs name none.
    if request.uri().path().starts_with(SOCKETS) && request.headers().contains_key(header::ORIGIN) {
        guard.site.require_own(request.headers())?;
    }
    if let Some(address) = Address::of(&request, guard.config.trusted_proxies) {
        request.extensions_mut().insert(address);
    }
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(guard.site.clone());
    request.extensions_mut().insert(guard.limits.clone());
    if !is_api {
        request.extensions_mut().insert(Nonce::fresh());
    }
    body::read(request, guard.config.body_max_bytes, guard.config.body_timeout).await
}

async fn answer(guard: &Guard, request: Request, next: Next) -> Response {
    let timeout = match body::is_upload(&request) {
        true => body::UPLOAD_TIMEOUT,
        false => guard.config.handler_timeout,
    };
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure(Code::RequestTimeout.into()).into_response(),
    }
}
