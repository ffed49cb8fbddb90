//! Just enough of PostgreSQL's protocol (simple query over the private socket) to run a script where there is no driver yet.

use crate::{
    Error, Result,
    error::{During, fail},
};
use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
};

/// Protocol 3.0.
const PROTOCOL: u32 = 196_608;
/// No answer of a script is longer; anything else is not PostgreSQL talking.
const LONGEST_MESSAGE: usize = 16 * 1024 * 1024;

/// Runs every statement of `script` in one implicit transaction; rows are thrown away.
pub(crate) fn run(socket: &Path, user: &str, database: &str, script: &str) -> Result<()> {
    let mut stream = UnixStream::connect(socket).during("connect to", socket)?;
    let mut hello = PROTOCOL.to_be_bytes().to_vec();
    for text in ["user", user, "database", database, "client_encoding", "UTF8"] {
        hello.extend_from_slice(text.as_bytes());
        hello.push(0);
    }
    hello.push(0);
    send(&mut stream, None, &hello).during("write to", socket)?;
    until_ready(&mut stream)?;
    let mut query = script.as_bytes().to_vec();
    query.push(0);
    send(&mut stream, Some(b'Q'), &query).during("write to", socket)?;
    until_ready(&mut stream)
}

fn send(stream: &mut UnixStream, kind: Option<u8>, body: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(body.len() + 4).map_err(std::io::Error::other)?;
    let mut message: Vec<u8> = kind.into_iter().collect();
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(body);
    stream.write_all(&message)
}

/// Reads to ReadyForQuery and gives the first error on the way.
fn until_ready(stream: &mut UnixStream) -> Result<()> {
    let mut failure = None;
    loop {
        let Some((kind, body)) = receive(stream) else {
            return Err(failure.unwrap_or_else(|| Error("PostgreSQL closed the connection".into())));
        };
        match kind {
            b'Z' => return failure.map_or(Ok(()), Err),
            b'E' => failure = failure.or_else(|| Some(Error(sentence(&body)))),
            b'R' if body != [0, 0, 0, 0] => fail!("PostgreSQL asks for a password, which the built-in one never does"),
            _ => {}
        }
    }
}

fn receive(stream: &mut UnixStream) -> Option<(u8, Vec<u8>)> {
    let mut head = [0_u8; 5];
    stream.read_exact(&mut head).ok()?;
    let [kind, length @ ..] = head;
    let length = usize::try_from(u32::from_be_bytes(length))
        .ok()?
        .checked_sub(4)
        .filter(|length| *length <= LONGEST_MESSAGE)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((kind, body))
}

/// Severity, message, detail and position of an error, out of its tagged fields.
fn sentence(body: &[u8]) -> String {
    let fields = body.split(|byte| *byte == 0).filter_map(|field| field.split_first());
    let wanted = fields.filter(|(tag, _)| b"VMDP".contains(tag)).map(|(tag, text)| match tag {
        b'P' => format!("at character {}", String::from_utf8_lossy(text)),
        _ => String::from_utf8_lossy(text).into_owned(),
    });
    wanted.collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_with_what_it_says_and_where() {
        let body = b"SERROR\0VERROR\0C42601\0Msyntax error at or near \"x\"\0P7\0\0";
        assert_eq!(sentence(body), "ERROR: syntax error at or near \"x\": at character 7");
    }
}
