//! Stopping: what is in flight is answered (K08), what hangs is cut.

use crate::{Server, client};
use amanat_web::{HttpConfig, Limit, Limits};
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream};

#[tokio::test]
async fn two_hundred_requests_in_flight_are_answered_while_no_new_one_is_taken() {
    let server = Server::start(HttpConfig {
        limits: Limits {
            global: Limit::new(10_000, Duration::from_secs(1)),
            ..Limits::default()
        },
        ..HttpConfig::default()
    })
    .await;
    let (client, url) = (client(), server.url("/api/gated"));
    let flying: Vec<_> = (0..200).map(|_| tokio::spawn(client.get(&url).send())).collect();
    let all_in = server.gate.waiting.acquire_many(200).await.expect("all arrive");
    server.stop.send(()).expect("is running");
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    server.gate.passes.add_permits(200);
    for request in flying {
        let answer = request.await.expect("ends").expect("is answered");
        assert_eq!(answer.status(), 200);
    }
    drop(all_in);
    server.ended.await.expect("ends").expect("ends well");
}

#[tokio::test]
async fn a_connection_that_never_ends_does_not_hold_the_server_up() {
    let server = Server::with_grace(HttpConfig::default(), Duration::from_millis(100)).await;
    let mut hanging = TcpStream::connect(server.address).await.expect("connects");
    let head = b"POST /api/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n";
    hanging.write_all(head).await.expect("writes");
    // Accepted in order: once this one is answered, the hanging one is being served.
    assert_eq!(server.get("/api/notes").await.status(), 200);
    server.stop.send(()).expect("is running");
    server.ended.await.expect("ends").expect("ends well");
}
