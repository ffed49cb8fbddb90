//! Callers who want answers for nothing, and sellers who want more than was agreed.

use crate::stage::{client, stage};
use amanat_base::PurchaseId;
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A service that sends these bytes for any call and then cuts the connection.
async fn cutting(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn a_stream_that_is_cut_after_it_said_its_count_costs_that() {
    const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\
        1d\r\ndata: {\"usage\":{\"total\":7}}\n\n\r\n9\r\ndata: {}\n\r\n";
    let meter = json!({ "kind": "json_path", "path": "usage.total" });
    let mut stage = stage(100, json!({ "meter": meter, "maxUnitsPerCall": 10 })).await;
    stage.upstream.address = cutting(ANSWER).await.parse().unwrap();
    sqlx::query("update listings set gateway = jsonb_set(gateway, '{upstreamUrl}', to_jsonb($2::text)) where id = $1")
        .bind(stage.listing.0)
        .bind(format!("http://{}/v1", stage.upstream.address))
        .execute(&stage.store.pool)
        .await
        .unwrap();
    let node = stage.node().await;
    let response = client()
        .get(stage.at(&node, "/x"))
        .bearer_auth(&stage.token.text)
        .send()
        .await
        .unwrap();
    assert!(response.bytes().await.is_err(), "it was cut");
    assert_eq!(stage.calls().await, [("counted".into(), 10, 7, Some(200))]);
    assert_eq!(stage.used().await, 7);
}

#[tokio::test]
async fn a_caller_who_stops_sending_does_not_make_the_service_late() {
    let stage = stage(10, json!({ "timeoutS": 1 })).await;
    let limits = amanat_gateway::Limits {
        idle: Duration::from_secs(2),
        ..amanat_gateway::Limits::default()
    };
    let node = stage.node_with(stage.store.clone(), limits).await;
    let mut socket = TcpStream::connect(node.url.trim_start_matches("http://")).await.unwrap();
    let request = format!(
        "POST /gateway/{}/sink HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 100\r\n\r\nthe work to do",
        stage.listing, stage.token.text
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 408");
    assert_eq!(stage.calls().await, [("counted".into(), 1, 1, None)]);
}

#[tokio::test]
async fn what_was_agreed_at_the_purchase_is_the_most_that_a_call_holds() {
    let stage = stage(
        100,
        json!({ "meter": { "kind": "header", "name": "x-units" }, "maxUnitsPerCall": 80 }),
    )
    .await;
    sqlx::query(
        "insert into purchases (id, order_id, listing_id, buyer_id, seller_id, units, unit_price, state, most_per_call, created_at, updated_at)
         select $2, t.order_id, t.listing_id, t.buyer_id, t.seller_id, t.units, 0.01, 'sold', 3, now(), now() from tokens t where t.id = $1",
    )
    .bind(stage.token.id.0)
    .bind(PurchaseId::fresh().0)
    .execute(&stage.store.pool)
    .await
    .unwrap();
    let node = stage.node().await;
    for path in ["/count?header=2", "/count?header=80", "/x"] {
        stage.get(&node, path).await;
        stage.calls().await;
    }
    let counted = [2, 3, 3].map(|units| ("counted".into(), 3, units, Some(200)));
    assert_eq!(stage.calls().await, counted);
}
