//! Just enough HTTP to ask our own children on this machine: one request, one connection, JSON both ways.

use serde_json::Value;
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

/// Loops that ask also have to notice Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(500);

/// What `GET path` answers; None until there is an answer with status 200.
pub fn get(port: u16, path: &str) -> Option<Value> {
    ask(port, &format!("GET {path} HTTP/1.1\r\n"), "")
}

/// What `POST /` answers to `body`; None until there is an answer with status 200.
pub fn post(port: u16, body: &str) -> Option<Value> {
    let head = format!(
        "POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    ask(port, &head, body)
}

fn ask(port: u16, head: &str, body: &str) -> Option<Value> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(stream, "{head}Host: localhost\r\nConnection: close\r\n\r\n{body}").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    parse(&answer)
}

/// Chunked or not, the body is the text between the first brace and the last.
fn parse(answer: &str) -> Option<Value> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    if head.split(' ').nth(1) != Some("200") {
        return None;
    }
    serde_json::from_str(body.get(body.find('{')?..=body.rfind('}')?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole_or_chunked_and_refusals_are_none() {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"a\": 1}\n\r\n0\r\n\r\n";
        assert_eq!(parse(chunked).expect("an answer")["a"], 1);
        let plain = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"a\": 2}";
        assert_eq!(parse(plain).expect("an answer")["a"], 2);
        assert!(parse("HTTP/1.1 503 Service Unavailable\r\n\r\n{}").is_none());
        assert!(parse("").is_none());
    }
}
