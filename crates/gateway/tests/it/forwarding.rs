//! What of a call reaches the service, and where.

use crate::stage::{Reply, client, stage};
use serde_json::{Value, json};

fn header<'a>(echo: &'a Value, name: &str) -> Vec<&'a str> {
    let all = echo["headers"].as_array().unwrap().iter();
    all.filter(|h| h[0] == name).map(|h| h[1].as_str().unwrap()).collect()
}

#[tokio::test]
async fn callers_credentials_and_hop_by_hop_headers_never_arrive() {
    let stage = stage(10, json!({ "inject": { "kind": "header", "name": "x-api-key" } })).await;
    let node = stage.node().await;
    let request = client()
        .post(stage.at(&node, "/echo/a%20b/c:d?x=1&y=%2F"))
        .bearer_auth(&stage.token.text)
        .header("cookie", "session=mine")
        .header("x-forwarded-for", "6.6.6.6")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "for=6.6.6.6")
        .header("proxy-authorization", "Basic eA==")
        .header("te", "trailers")
        .header("connection", "x-private")
        .header("x-private", "1")
        .header("x-api-key", "mine")
        .header("x_api_key", "mine")
        .header("x-mine", "kept")
        .body("hello");
    let echo = Reply::of(request).await.json();
    assert_eq!(
        (&echo["method"], &echo["path"], &echo["body"]),
        (&json!("POST"), &json!("/v1/echo/a%20b/c:d"), &json!("hello"))
    );
    assert_eq!(echo["query"], "x=1&y=%2F");
    for gone in [
        "authorization",
        "cookie",
        "x-forwarded-for",
        "x-forwarded-host",
        "forwarded",
        "proxy-authorization",
        "te",
        "x-private",
        "x_api_key",
    ] {
        assert!(header(&echo, gone).is_empty(), "{gone}: {echo}");
    }
    assert_eq!(header(&echo, "x-mine"), ["kept"]);
    assert_eq!(header(&echo, "accept-encoding"), ["identity"]);
    assert_eq!(header(&echo, "host"), [stage.upstream.address.to_string()]);
    assert_eq!(header(&echo, "x-api-key").len(), 1);
    assert!(!echo.to_string().contains(&stage.token.text), "the access token is ours alone");
}

#[tokio::test]
async fn every_method_goes_through_except_those_for_proxies() {
    let stage = stage(20, json!({})).await;
    let node = stage.node().await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT"] {
        let request = client()
            .request(method.parse().unwrap(), stage.at(&node, "/echo/x"))
            .bearer_auth(&stage.token.text);
        assert_eq!(Reply::of(request).await.json()["method"], method);
    }
    let head = Reply::of(client().head(stage.at(&node, "/x")).bearer_auth(&stage.token.text)).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    let trace = client()
        .request("TRACE".parse().unwrap(), stage.at(&node, "/x"))
        .bearer_auth(&stage.token.text);
    assert_eq!(Reply::of(trace).await.refusal(), (405, "METHOD_NOT_ALLOWED".into()));
    let upgrade = client()
        .get(stage.at(&node, "/x"))
        .bearer_auth(&stage.token.text)
        .header("connection", "upgrade")
        .header("upgrade", "websocket");
    assert_eq!(Reply::of(upgrade).await.refusal(), (400, "MALFORMED_REQUEST".into()));
    assert_eq!(stage.calls().await.len(), 8);
}

#[tokio::test]
async fn the_base_itself_may_be_called() {
    let stage = stage(10, json!({})).await;
    let node = stage.node().await;
    for path in ["", "/", "?x=1"] {
        assert_eq!(stage.get(&node, path).await.text(), "ok", "{path:?}");
    }
    assert_eq!(stage.get(&node, "/x").await.headers["x-units-left"], "6");
}

#[tokio::test]
async fn the_services_cookies_policies_and_redirects_stay_its_own() {
    let stage = stage(10, json!({})).await;
    let node = stage.node().await;
    let base = format!("http://{}/v1", stage.upstream.address);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("set-cookie", "a=b"),
            ("access-control-allow-origin", "*"),
            ("x-accel-redirect", "/internal"),
            ("cache-control", "public"),
            ("location", &format!("{base}/next?page=2")),
            ("link", &format!("<{base}/next>; rel=next")),
            ("x-kept", "1"),
        ])
        .finish();
    let headers = stage.get(&node, &format!("/headers?{query}")).await.headers;
    for gone in ["set-cookie", "access-control-allow-origin", "x-accel-redirect", "link"] {
        assert!(!headers.contains_key(gone), "{gone}");
    }
    assert_eq!(
        (&headers["x-kept"], &headers["cache-control"]),
        (&"1".parse().unwrap(), &"no-store".parse().unwrap())
    );
    assert_eq!(headers["location"], format!("/gateway/{}/next?page=2", stage.listing).as_str());
}
