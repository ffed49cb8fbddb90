//! An HTTP server on this machine that ends with its handle.

use axum::Router;
use std::{io, net::Ipv4Addr};
use tokio::{net::TcpListener, task::JoinHandle};

/// A served router. Dropping it stops it.
pub struct Served {
    port: u16,
    task: JoinHandle<()>,
}

impl Served {
    /// A listener on `port` of this machine, or on a free one for 0; its port is known before anything is served.
    pub async fn listen(port: u16) -> io::Result<(TcpListener, u16)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = listener.local_addr()?.port();
        Ok((listener, port))
    }

    /// Serves until dropped.
    pub fn start(listener: TcpListener, port: u16, router: Router) -> Self {
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { port, task }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}
