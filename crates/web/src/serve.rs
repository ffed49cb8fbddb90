//! Answering until told to stop, and then answering what is in flight.

use axum::Router;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::oneshot};

/// Serves until `stop`; then takes no new connection, answers what is in flight, and gives up on the rest after `grace`.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()> + Send + 'static, grace: Duration) -> io::Result<()> {
    let (stopping, stopped) = oneshot::channel();
    let signal = async move {
        stop.await;
        let _ = stopping.send(());
    };
    let server = axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(signal);
    let deadline = async move {
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        ended = server => ended,
        () = deadline => {
            tracing::warn!(grace_ms = grace.as_millis(), "some connections did not end in time and are cut");
            Ok(())
        }
    }
}
