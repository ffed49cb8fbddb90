//! What every answer carries, what other sites may not do (V08), and the orderly end (K08).

use crate::probe::{KEY, Probe};
use amanat_base::Code;
use amanat_testkit::{Setup, TestApp};
use reqwest::{Method, Response, header};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use std::{collections::BTreeSet, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_address_answers_in_the_envelope_and_under_an_id() {
    let mut probe = Probe::start().await;
    for (method, path, name, body) in probe.requests(|_| true) {
        let request = probe
            .http
            .request(method.parse().expect("a method"), format!("{}{path}", probe.app.base));
        let request = body.iter().fold(request.header(KEY, "k"), |request, body| request.json(body));
        // What the test's platform is not set up for says so, and is not at fault.
        let fits = |status: u16, code: &str| status < 500 || code == Code::NotConfigured.as_str();
        probe.expect(&format!("{name} of nobody"), request, fits).await;
    }
    let paths: BTreeSet<_> = probe.requests(|_| true).into_iter().map(|(_, path, ..)| path).collect();
    for path in paths {
        let request = probe.request("TRACE", &path).await;
        let fits = |status: u16, code: &str| (status, code) == (405, Code::MethodNotAllowed.as_str());
        probe.expect(&format!("TRACE {path}"), request, fits).await;
    }
    for path in ["/api", "/api/", "/api/nothing", "/api/orders/a/b/c", "/api/admin"] {
        for method in ["GET", "POST"] {
            let request = probe.request(method, path).await;
            probe
                .expect(path, request, |status, code| (status, code) == (404, "NOT_FOUND"))
                .await;
        }
    }
    for path in ["/", "/orders/x", "/docs/", "/metrics", "/openapi.json", "/assets/nothing.js"] {
        let answer = reqwest::get(format!("{}{path}", probe.app.base)).await.expect("an answer");
        assert!(answer.headers().contains_key("x-request-id"), "{path}");
        let policies = answer.headers().get_all(header::CONTENT_SECURITY_POLICY).iter();
        let policies: Vec<_> = policies.map(|policy| policy.to_str().expect("text")).collect();
        assert!(
            policies.len() == 1 && !policies[0].contains("unsafe") && policies[0].contains("script-src 'self';"),
            "{path}: {policies:?}"
        );
    }
    probe.finish().await;
}

async fn text(base: &str, path: &str) -> (u16, String, String) {
    let answer = reqwest::get(format!("{base}{path}")).await.expect("an answer");
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let (status, kind) = (answer.status().as_u16(), kind.unwrap_or_default().to_owned());
    (status, kind, answer.text().await.expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_and_readers_find_what_they_need_without_the_internet() {
    let probe = Probe::start().await;
    let base = &probe.app.base;
    let health: Value = serde_json::from_str(&text(base, "/health").await.2).expect("JSON");
    assert_eq!(
        (&health["data"]["status"], &health["data"]["database"]),
        (&json!("ok"), &json!("ok"))
    );
    let (status, _, metrics) = text(base, "/metrics").await;
    assert_eq!(status, 200);
    assert!(metrics.contains("http_requests_total{"), "{metrics}");

    let (status, kind, page) = text(base, "/docs/").await;
    assert_eq!((status, kind.starts_with("text/html")), (200, true));
    let parts: Vec<_> = page
        .split("src=\"")
        .chain(page.split("href=\""))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let files: Vec<_> = parts
        .into_iter()
        .filter(|part| part.ends_with(".js") || part.ends_with(".css"))
        .collect();
    assert!(files.len() >= 3, "{page}");
    for file in files {
        assert!(!file.contains("//"), "{file} is somewhere else");
        let (status, _, content) = text(base, &format!("/docs/{}", file.trim_start_matches("./"))).await;
        assert_eq!(status, 200, "{file}");
        assert!(!file.contains("initializer") || content.contains("/openapi.json"), "{content}");
    }
    assert!(!page.contains("<script>"), "the content policy forbids scripts in the page");
    probe.finish().await;
}

/// V08
#[tokio::test(flavor = "multi_thread")]
async fn other_sites_can_neither_read_answers_nor_send_forms() {
    let mut probe = Probe::start().await;
    let base = probe.app.base.clone();
    let evil = "https://evil.example";
    let shows = |answer: &Response| answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    for path in ["/api/user/me", "/api/marketplace/categories", "/api/nothing"] {
        let read = probe
            .request("GET", path)
            .await
            .header(header::ORIGIN, evil)
            .send()
            .await
            .expect("an answer");
        assert!(!shows(&read), "{path}");
        let asked = probe
            .http
            .request(Method::OPTIONS, format!("{base}{path}"))
            .header(header::ORIGIN, evil);
        let asked = asked
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .send()
            .await
            .expect("an answer");
        assert!(!shows(&asked), "{path}");
    }
    for (method, path, name, body) in probe.writes() {
        for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
            let request = probe
                .request(&method, &path)
                .await
                .header(KEY, "k")
                .header(header::CONTENT_TYPE, kind)
                .body(body.to_string());
            // What machines sign is read as it comes, whatever it says it is: the signature decides.
            let refused = |status, code: &str| status == 415 || code == "SIGNATURE_INVALID";
            probe.expect(&format!("{name} as {kind}"), request, refused).await;
        }
    }

    let person = probe.app.person("Browser", &[]).await;
    let email = format!("{}@test.invalid", person.id.0.simple());
    let sign_in = probe.http.post(format!("{base}/api/auth/login"));
    let sign_in = sign_in.json(&json!({ "email": email, "password": amanat_web::testing::PASSWORD }));
    let signed_in = sign_in.send().await.expect("an answer");
    let cookie = signed_in.headers()[header::SET_COOKIE].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let own = probe.app.app.config.server.public_url.origin().ascii_serialization();
    for (origin, expected) in [(evil, (403, "CSRF_REFUSED")), (own.as_str(), (200, ""))] {
        let request = probe.http.post(format!("{base}/api/auth/refresh")).header(header::COOKIE, &cookie);
        let request = request.header(header::ORIGIN, origin);
        probe.expect(origin, request, |status, code| (status, code) == expected).await;
    }
    for (origin, expected) in [(evil, 403), (own.as_str(), 200)] {
        let socket = probe.http.get(format!("{base}/socket.io/?EIO=4&transport=polling"));
        let answer = socket.header(header::ORIGIN, origin).send().await.expect("an answer");
        assert_eq!(answer.status(), expected, "{origin}");
    }
    probe.finish().await;
}

/// K08
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_requests_in_flight_are_answered_before_the_end() {
    let mut app = TestApp::start_with(Setup {
        scanner: false,
        ..Setup::default()
    })
    .await;
    let (mut lock, mut view) = (beside(&app).await, beside(&app).await);
    sqlx::query("begin").execute(&mut lock).await.expect("begins");
    sqlx::query("lock table categories in access exclusive mode")
        .execute(&mut lock)
        .await
        .expect("locks");

    // Connected and sent, each of them, before anything else happens: what never arrived is not in flight.
    let address = app.base.trim_start_matches("http://").to_owned();
    let mut flying = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(&address).await.expect("connects");
        let request = format!("GET /api/marketplace/categories HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sends");
        flying.push(stream);
    }
    let mut waiting = 0;
    while waiting < 5 {
        waiting = sqlx::query_scalar::<_, i64>("select count(*) from pg_locks where not granted and relation = 'categories'::regclass")
            .fetch_one(&mut view)
            .await
            .expect("the locks");
    }
    // Connections are accepted in order: when this one is answered, the two hundred are being served.
    assert_eq!(
        reqwest::get(format!("{}/healthz", app.base)).await.expect("an answer").status(),
        200
    );

    // A busy machine may have accepted a connection and not looked at it yet.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let release = async {
        while TcpStream::connect(&address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        sqlx::query("rollback").execute(&mut lock).await.expect("lets go");
    };
    tokio::join!(app.stop(), release);
    for mut stream in flying {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("every request is answered");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

/// A connection of the test's own: the platform's are all waiting.
async fn beside(app: &TestApp) -> PgConnection {
    PgConnection::connect(&app.db.url).await.expect("connects")
}

/// The page of the web app is made anew for each answer, under a policy that names its nonce; what never changes may be kept.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_comes_under_a_policy_of_its_own() {
    let probe = Probe::start().await;
    let base = &probe.app.base;
    let (mut nonces, mut scripts) = (BTreeSet::new(), BTreeSet::new());
    for path in ["/", "/orders/x", "/index.html", "/"] {
        let answer = reqwest::get(format!("{base}{path}")).await.expect("an answer");
        let headers = answer.headers().clone();
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
        assert!(!headers.contains_key(header::ETAG), "{path}");
        let page = answer.text().await.expect("text");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce; `cargo xtask test` builds the web app first");
        assert!(
            page.contains(&format!("nonce=\"{nonce}\"")) && !page.contains("__NONCE__"),
            "{policy}\n{page}"
        );
        assert!(nonces.insert(nonce.to_owned()), "{path}: the nonce of another page");
        scripts.insert(
            page.split("type=\"module\" src=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .expect("a script")
                .to_owned(),
        );
    }
    assert_eq!(scripts.len(), 1);
    let script = scripts.pop_first().unwrap_or_default();
    let kept = reqwest::get(format!("{base}{script}")).await.expect("an answer");
    assert_eq!(kept.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert!(kept.headers().contains_key(header::ETAG));
    probe.finish().await;
}
