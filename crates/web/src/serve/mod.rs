//! Answering until told to stop, and then answering what is in flight.
//!
//! The loop is ours rather than axum's for what axum's can't be told: how long a request's head may take, how large it may be, that
//! small answers don't wait for an acknowledgement, and that what two parsers could read differently is refused.

mod strict;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net::SocketAddr, pin::pin, time::Duration};
use strict::Strict;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::Service;

/// In what time a request's head must have arrived, and how long an idle connection is kept: longer than proxies keep theirs.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// Largest head of a request, in bytes; a longer one is answered 431.
const MAX_HEAD: usize = 64 * 1024;
/// After an accept that failed for want of file descriptors.
const BREATHER: Duration = Duration::from_millis(200);

/// Serves until `stop`; then takes no new connection, answers what is in flight, and gives up on the rest after `grace`.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()> + Send + 'static, grace: Duration) -> io::Result<()> {
    serve_within(listener, app, stop, grace, HEAD_TIMEOUT).await
}

async fn serve_within(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
    head: Duration,
) -> io::Result<()> {
    let stopping = watch::Sender::new(false);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                tokio::spawn(attend(stream, peer, app.clone(), stopping.subscribe(), head));
            }
            Err(error) if is_about_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(error = %error, "no connection can be accepted right now");
                tokio::time::sleep(BREATHER).await;
            }
        }
    }
    drop(listener);
    stopping.send_replace(true);
    // Each connection holds a receiver until it ends.
    if tokio::time::timeout(grace, stopping.closed()).await.is_err() {
        tracing::warn!(grace_ms = grace.as_millis(), "some connections did not end in time and are cut");
    }
    Ok(())
}

/// One connection until it ends.
async fn attend(stream: TcpStream, peer: SocketAddr, app: Router, mut stopping: watch::Receiver<bool>, head: Duration) {
    // Else the last packet of a streamed answer waits for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let request: Request = request.map(Body::new);
        app.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(Strict::new(stream)), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let told = async { stopping.wait_for(|stopping| *stopping).await.map(drop) };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = told => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %error, "a connection ended early");
    }
}

fn is_about_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_head_that_never_ends_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("is bound");
        let app = Router::new().route("/", get(async || "here"));
        let head = Duration::from_millis(100);
        tokio::spawn(serve_within(listener, app, std::future::pending(), Duration::ZERO, head));
        let mut socket = TcpStream::connect(address).await.expect("connects");
        socket.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await.expect("writes");
        let mut rest = Vec::new();
        // Ends because the server closes; nothing else would end it.
        let _ = socket.read_to_end(&mut rest).await;
        assert!(!rest.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&rest));
    }
}
