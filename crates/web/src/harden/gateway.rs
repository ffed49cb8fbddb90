//! The metered gateway passes other people's traffic through: bodies of any size and duration, both ways, in the service's own words.
//! So what is meant for pages and for our own API stays away from it, and only this stands around it.
//!
//! A client that is refused for its access token too often hears that it must wait, as with passwords. Calls with a good token are
//! never refused for it: a token can't be guessed, and behind one address there may be many customers, one of them with a typing error.

use super::Guard;
use crate::{Client, Failure};
use amanat_base::Code;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tower::{Layer, Service, ServiceExt};

/// Where its routes are.
const PREFIX: &str = "/gateway/";

/// The path is the gateway's, whether or not a route is there.
pub(super) fn is_below(path: &str) -> bool {
    path.starts_with(PREFIX) || path == "/gateway"
}

fn is_call(request: &Request) -> bool {
    let matched = request.extensions().get::<MatchedPath>();
    matched.is_some_and(|route| route.as_str().starts_with(PREFIX))
}

pub(super) async fn attend(State(guard): State<Arc<Guard>>, mut request: Request, next: Next) -> Response {
    let client = Client::of(&request, guard.config.trusted_proxies);
    request.extensions_mut().insert(client);
    let mut response = next.run(request).await;
    guard.headers.of_connection(&mut response);
    // Only our own refusals carry their code: what a service answers to the caller is between the two.
    match response.extensions().get::<Code>() {
        Some(Code::TokenInvalid | Code::Unauthenticated) => match guard.limits.secret_refused(client).await {
            Ok(()) => response,
            Err(too_often) => Failure(too_often).into_response(),
        },
        _ => response,
    }
}

/// Puts `pages` around everything but calls of the gateway, and `gateway` around those.
#[derive(Clone)]
pub(super) struct Split<P, G> {
    pub(super) pages: P,
    pub(super) gateway: G,
}

impl<S, P, G> Layer<S> for Split<P, G>
where
    S: Clone,
    P: Layer<S>,
    G: Layer<S>,
{
    type Service = Split<P::Service, G::Service>;

    fn layer(&self, inner: S) -> Self::Service {
        Split {
            pages: self.pages.layer(inner.clone()),
            gateway: self.gateway.layer(inner),
        }
    }
}

impl<P, G> Service<Request> for Split<P, G>
where
    P: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send> + Clone + Send + 'static,
    G: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send> + Clone + Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // Each call makes the service that it uses ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if is_call(&request) {
            let gateway = self.gateway.clone();
            Box::pin(async move { gateway.oneshot(request).await.map(IntoResponse::into_response) })
        } else {
            let pages = self.pages.clone();
            Box::pin(async move { pages.oneshot(request).await.map(IntoResponse::into_response) })
        }
    }
}
