//! Refuses requests that a proxy in front and the parser behind could cut apart differently, which is how one request is smuggled
//! inside another (RFC 9112, sections 6.3 and 11.2): a length next to a transfer coding, a length given twice, any coding but one
//! `chunked`, a line that ends in a bare LF or holds a bare CR.
//!
//! The parser behind is lenient about some of these. So this follows the framing of what comes in, itself the stricter reader: where it
//! objects, the parser gets a NUL and the end of the stream instead, which it answers with 400 and a closed connection.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Longest line that is understood; the headers that matter here are far shorter. In bytes.
const LINE: usize = 128;
/// No parser takes this for anything, wherever it stands in a head.
const POISON: &[u8] = b"\0";

/// A connection whose incoming bytes are looked at.
pub(super) struct Strict<T> {
    inner: T,
    framing: Framing,
    is_poisoned: bool,
}

impl<T> Strict<T> {
    pub(super) fn new(inner: T) -> Self {
        Self {
            inner,
            framing: Framing::default(),
            is_poisoned: false,
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Strict<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.is_poisoned {
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        if let Err(at) = self.framing.follow(&buf.filled()[before..]) {
            buf.set_filled(before + at);
            buf.put_slice(POISON);
            self.is_poisoned = true;
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Strict<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.framing.answered(bytes);
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        if let Some(first) = slices.iter().find(|slice| !slice.is_empty()) {
            self.framing.answered(first);
        }
        Pin::new(&mut self.inner).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Where in the stream of requests the next byte stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    RequestLine,
    Header,
    Body(u64),
    ChunkSize,
    Chunk(u64),
    ChunkEnd,
    Trailer,
    /// Not HTTP any more.
    Upgraded,
}

/// What one head says about its body.
#[derive(Default)]
struct Head {
    length: Option<u64>,
    is_chunked: bool,
    wants_upgrade: bool,
}

#[derive(Default)]
struct Framing {
    at: At,
    head: Head,
    line: Vec<u8>,
    is_cut: bool,
    after_cr: bool,
    awaits_upgrade: bool,
}

impl Framing {
    /// Follows these bytes, or says at which of them it stops understanding.
    fn follow(&mut self, bytes: &[u8]) -> Result<(), usize> {
        let mut i = 0;
        while i < bytes.len() {
            i += match self.at {
                At::Upgraded => return Ok(()),
                At::Body(left) => self.skip(left, bytes.len() - i, At::Body, At::RequestLine),
                At::Chunk(left) => self.skip(left, bytes.len() - i, At::Chunk, At::ChunkEnd),
                _ => self.line(&bytes[i..]).map_err(|at| i + at)?,
            };
        }
        Ok(())
    }

    fn skip(&mut self, left: u64, there: usize, within: fn(u64) -> At, after: At) -> usize {
        let taken = usize::try_from(left).unwrap_or(usize::MAX).min(there);
        let left = left - taken as u64;
        self.at = if left == 0 { after } else { within(left) };
        taken
    }

    /// Takes bytes up to the end of a line.
    fn line(&mut self, bytes: &[u8]) -> Result<usize, usize> {
        if self.after_cr {
            self.after_cr = false;
            let understood = bytes[0] == b'\n' && self.end_of_line();
            self.line.clear();
            self.is_cut = false;
            return if understood { Ok(1) } else { Err(0) };
        }
        let end = bytes.iter().position(|b| matches!(b, b'\r' | b'\n'));
        let text = &bytes[..end.unwrap_or(bytes.len())];
        let room = LINE - self.line.len();
        self.line.extend_from_slice(&text[..text.len().min(room)]);
        self.is_cut |= text.len() > room;
        match end {
            Some(at) if bytes[at] == b'\n' => Err(at),
            Some(at) => {
                self.after_cr = true;
                Ok(at + 1)
            }
            None => Ok(bytes.len()),
        }
    }

    /// Whether the line that is complete now is one that can only be read in one way.
    fn end_of_line(&mut self) -> bool {
        let is_empty = self.line.is_empty();
        let next = match self.at {
            At::RequestLine if is_empty => Some(At::RequestLine),
            At::RequestLine => {
                self.head = Head::default();
                Some(At::Header)
            }
            At::Header if is_empty => self.end_of_head(),
            At::Header => self.header().then_some(At::Header),
            At::ChunkSize => self.chunk_size(),
            At::ChunkEnd => is_empty.then_some(At::ChunkSize),
            At::Trailer if is_empty => Some(At::RequestLine),
            At::Trailer => Some(At::Trailer),
            At::Body(_) | At::Chunk(_) | At::Upgraded => None,
        };
        self.at = next.unwrap_or(self.at);
        next.is_some()
    }

    fn end_of_head(&mut self) -> Option<At> {
        self.awaits_upgrade = self.head.wants_upgrade;
        match (self.head.length, self.head.is_chunked) {
            (Some(_), true) => None,
            (None, true) => Some(At::ChunkSize),
            (None | Some(0), false) => Some(At::RequestLine),
            (Some(length), false) => Some(At::Body(length)),
        }
    }

    fn header(&mut self) -> bool {
        let Some(colon) = self.line.iter().position(|b| *b == b':') else {
            return self.is_cut;
        };
        let (name, value) = (&self.line[..colon], self.line[colon + 1..].trim_ascii());
        let is = |wanted: &str| name.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes());
        if is("content-length") {
            let length = digits(value, 10).filter(|_| !self.is_cut && self.head.length.is_none());
            self.head.length = length;
            return length.is_some();
        }
        if is("transfer-encoding") {
            let is_first = !self.head.is_chunked;
            self.head.is_chunked = true;
            return is_first && !self.is_cut && value.eq_ignore_ascii_case(b"chunked");
        }
        self.head.wants_upgrade |= is("upgrade");
        true
    }

    fn chunk_size(&self) -> Option<At> {
        let size = self.line.split(|b| *b == b';').next().unwrap_or_default();
        match digits(size.trim_ascii_end(), 16).filter(|_| !self.is_cut)? {
            0 => Some(At::Trailer),
            size => Some(At::Chunk(size)),
        }
    }

    /// Hears what the server begins to answer: the first words after a request to upgrade say whether what follows is HTTP.
    fn answered(&mut self, bytes: &[u8]) {
        if self.awaits_upgrade && !bytes.is_empty() {
            self.awaits_upgrade = false;
            if bytes.starts_with(b"HTTP/1.1 101") {
                self.at = At::Upgraded;
            }
        }
    }
}

/// A number of nothing but digits, as far as it can be told apart from an overflow.
fn digits(text: &[u8], radix: u32) -> Option<u64> {
    let all = !text.is_empty() && text.len() <= 15 && text.iter().all(|b| char::from(*b).is_digit(radix));
    let text = std::str::from_utf8(text).ok().filter(|_| all)?;
    u64::from_str_radix(text, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn follow(stream: &str) -> Result<At, usize> {
        let mut framing = Framing::default();
        framing.follow(stream.as_bytes()).map(|()| framing.at)
    }

    #[test]
    fn requests_follow_each_other_whatever_their_bodies() {
        for stream in [
            "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\na\nbGET / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length:0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=\"y\"\r\n\n\n\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n",
        ] {
            assert_eq!(follow(stream), Ok(At::RequestLine), "{stream:?}");
        }
        let long = format!("GET /{} HTTP/1.1\r\ncookie: {}\r\n\r\n", "a".repeat(500), "b:".repeat(500));
        assert_eq!(follow(&long), Ok(At::RequestLine));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for head in [
            "content-length: 3\r\ncontent-length: 3\r\n",
            "content-length: 3\r\ncontent-length: 4\r\n",
            "content-length: 3, 3\r\n",
            "content-length: +3\r\n",
            "content-length: 0x3\r\n",
            "content-length:\r\n",
            "content-length: 99999999999999999999\r\n",
            "content-length: 3\r\ntransfer-encoding: chunked\r\n",
            "transfer-encoding: chunked\r\ncontent-length: 3\r\n",
            "transfer-encoding: chunked\r\ncontent-length: 0\r\n",
            "transfer-encoding: gzip, chunked\r\n",
            "transfer-encoding: identity\r\n",
            "transfer-encoding: xchunked\r\n",
            "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
            "Transfer-Encoding :\tchunked\r\ncontent-length: 3\r\n",
            "no colon at all\r\n",
            "x: y\n",
            "x: y\rz: w\r\n",
            "x: y\r\r\n",
        ] {
            let stream = format!("POST / HTTP/1.1\r\nhost: x\r\n{head}\r\n");
            assert!(follow(&stream).is_err(), "{stream:?}");
        }
        for body in [
            "3\nabc\r\n0\r\n\r\n",
            "3\r\nabcd\r\n",
            "x\r\n",
            "3 3\r\nabc",
            "-1\r\n",
            "3\r\nabc\n0\r\n",
        ] {
            let stream = format!("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n{body}");
            assert!(follow(&stream).is_err(), "{stream:?}");
        }
    }

    #[test]
    fn after_an_upgrade_everything_goes_and_only_after_one() {
        let asks = b"GET / HTTP/1.1\r\nupgrade: websocket\r\n\r\n";
        for (answer, ok) in [(&b"HTTP/1.1 101 Switching"[..], true), (b"HTTP/1.1 400 Bad", false)] {
            let mut framing = Framing::default();
            assert_eq!(framing.follow(asks), Ok(()));
            framing.answered(answer);
            framing.answered(b"HTTP/1.1 101 from a body");
            assert_eq!(framing.follow(b"\n\n\0").is_ok(), ok);
        }
        let mut plain = Framing::default();
        assert_eq!(plain.follow(b"GET / HTTP/1.1\r\n\r\n"), Ok(()));
        plain.answered(b"HTTP/1.1 101 from a body");
        assert!(plain.follow(b"\n").is_err());
    }

    proptest! {
        #[test]
        fn how_the_bytes_were_cut_into_packets_changes_nothing(
            lines in prop::collection::vec(prop::sample::select(vec![
                "POST / HTTP/1.1\r\n", "content-length: 2\r\n", "transfer-encoding: chunked\r\n", "\r\n", "a\r\n", "2\r\n", "0\r\n", "ab", "\n", "x: y\r\n",
            ]), 0..12),
            cuts in prop::collection::vec(1..9_usize, 1..9),
        ) {
            let stream = lines.concat();
            let mut framing = Framing::default();
            let (mut at, mut outcome) = (0, Ok(()));
            for cut in cuts.iter().cycle() {
                if at >= stream.len() || outcome.is_err() {
                    break;
                }
                let end = (at + cut).min(stream.len());
                outcome = framing.follow(&stream.as_bytes()[at..end]).map_err(|within| at + within);
                at = end;
            }
            prop_assert_eq!(outcome.map(|()| framing.at), follow(&stream));
        }
    }
}
