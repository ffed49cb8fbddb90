//! Requests that two parsers could cut apart differently get 400 and a closed connection (G06).

use crate::Server;
use amanat_web::HttpConfig;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Everything that the server answers until it closes, which it must.
async fn until_closed(server: &Server, bytes: &str) -> String {
    let mut socket = TcpStream::connect(server.address).await.expect("connects");
    socket.write_all(bytes.as_bytes()).await.expect("writes");
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8(answer).expect("UTF-8")
}

#[tokio::test]
async fn ambiguous_framing_is_400_and_the_connection_ends() {
    let server = Server::start(HttpConfig::default()).await;
    let smuggled = "GET /api/long HTTP/1.1\r\nhost: x\r\n\r\n";
    for (what, head, body) in [
        ("CL.TE", "content-length: 6\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\nG"),
        (
            "TE.CL",
            "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
            "5\r\nGPOST\r\n0\r\n\r\n",
        ),
        ("TE.TE", "transfer-encoding: chunked\r\ntransfer-encoding: x\r\n", "0\r\n\r\n"),
        ("an unknown coding", "transfer-encoding: xchunked\r\n", "0\r\n\r\n"),
        ("two lengths", "content-length: 2\r\ncontent-length: 4\r\n", "{}{}"),
        ("the same length twice", "content-length: 2\r\ncontent-length: 2\r\n", "{}"),
        ("a list of lengths", "content-length: 2, 2\r\n", "{}"),
        ("a length with a sign", "content-length: +2\r\n", "{}"),
        ("a space before the colon", "transfer-encoding : chunked\r\n", "0\r\n\r\n"),
        ("a folded line", "x: y\r\n transfer-encoding: chunked\r\n", ""),
        ("a bare LF", "x: y\ncontent-length: 2\r\n", "{}"),
        ("a bare CR", "x: y\rcontent-length: 2\r\n", "{}"),
        ("a NUL", "x: y\0z\r\n", ""),
    ] {
        let request = format!("POST /api/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{head}\r\n{body}{smuggled}");
        let answer = until_closed(&server, &request).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{what}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{what}: {answer}");
        assert!(!answer.contains("a word and another"), "{what}: {answer}");
    }
}

#[tokio::test]
async fn a_body_whose_chunks_are_ambiguous_is_refused_and_nothing_after_it_is_read() {
    let server = Server::start(HttpConfig::default()).await;
    for chunks in [
        "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "2 2\r\n{}\r\n0\r\n\r\n",
    ] {
        let head = "POST /api/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let answer = until_closed(&server, &format!("{head}{chunks}GET /api/long HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{chunks:?}: {answer}");
        assert!(!answer.contains("a word and another"), "{chunks:?}: {answer}");
    }
}

#[tokio::test]
async fn a_good_request_before_a_bad_one_is_answered() {
    let server = Server::start(HttpConfig::default()).await;
    let good = "GET /api/notes HTTP/1.1\r\nhost: x\r\n\r\n";
    let answer = until_closed(&server, &format!("{good}GET /api/long HTTP/1.1\nhost: x\n\n")).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("HTTP/1.1 400 "), "{answer}");
    assert!(!answer.contains("a word and another"), "{answer}");
}

#[tokio::test]
async fn a_head_beyond_all_measure_is_refused() {
    let server = Server::start(HttpConfig::default()).await;
    let large = format!("GET /api/notes HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(300_000));
    let answer = until_closed(&server, &large).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let many = format!("GET /api/notes HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(150));
    assert!(until_closed(&server, &many).await.starts_with("HTTP/1.1 431 "));
}
