//! One line per request, with its id and route, and nothing that is the caller's secret.

use crate::{Server, client};
use amanat_web::HttpConfig;
use std::{
    io,
    sync::{Mutex, Once, PoisonError},
};

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Sink;

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Called by every server: whether an event is wanted is decided once per process, not per test.
pub(crate) fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::fmt().with_writer(|| Sink).with_ansi(false).init());
}

#[tokio::test]
async fn a_request_is_logged_with_its_id_but_without_query_headers_and_body() {
    let server = Server::start(HttpConfig::default()).await;
    for (path, id) in [
        ("/api/notes/7?token=hush", "id-of-the-good-one"),
        ("/api/broken?token=hush", "id-of-the-broken-one"),
    ] {
        let request = client()
            .get(server.url(path))
            .header("x-request-id", id)
            .bearer_auth("hush")
            .body("hush");
        request.send().await.expect("answers");
    }
    let log = String::from_utf8(LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()).expect("UTF-8");
    let lines = |what: &str| log.lines().filter(|l| l.contains(what)).map(str::to_owned).collect::<Vec<_>>();

    let good = lines("id-of-the-good-one");
    assert_eq!(good.len(), 1, "{log}");
    for part in [
        "http.route=/api/notes/{id}",
        "http.method=\"GET\"",
        "http.status=200",
        "duration_ms=",
    ] {
        assert!(good[0].contains(part), "{part} in {}", good[0]);
    }
    let broken = lines("id-of-the-broken-one");
    assert!(
        broken.iter().any(|l| l.contains("ERROR") && l.contains("hunter2")),
        "the cause is in the log: {log}"
    );
    assert!(!log.contains("hush"), "{log}");
}
