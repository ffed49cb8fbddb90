//! The service to sell.

use amanat_thirdparty::{Upstream, upstream::API_KEY};
use serde_json::{Value, json};

async fn get(url: String, key: Option<&str>) -> (u16, Value) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = http.get(url);
    if let Some(key) = key {
        request = request.header("x-api-key", key);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn only_the_key_opens_it_and_every_call_counts() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let upstream = Upstream::start(0).await.unwrap();
    let url = |path: &str| format!("{}{path}", upstream.url());
    assert_eq!(get(url("/v1/echo"), None).await.0, 401);
    assert_eq!(get(url("/v1/echo"), Some("wrong")).await.0, 401);
    let (status, echo) = get(url("/v1/echo?a=1&b=%26"), Some(API_KEY)).await;
    assert_eq!((status, &echo["query"]), (200, &json!({ "a": "1", "b": "&" })));
    assert!(!echo.to_string().contains(API_KEY));
    let (status, echo) = get(url(&format!("/v1/echo?api_key={API_KEY}")), None).await;
    assert_eq!(status, 200);
    assert!(!echo.to_string().contains(API_KEY));
    assert_eq!(get(url("/v1/status?code=503"), Some(API_KEY)).await.0, 503);
    assert_eq!(get(url("/v1/slow?ms=1"), Some(API_KEY)).await.1["waitedMs"], 1);
    assert!(get(url("/v1/time"), Some(API_KEY)).await.1["unix"].is_i64());
    let (_, calls) = get(url("/_control/calls"), None).await;
    assert_eq!(
        (&calls["total"], &calls["refused"], &calls["byPath"]["/v1/echo"]),
        (&json!(7), &json!(2), &json!(4))
    );
}

#[tokio::test]
async fn completions_say_what_they_used_and_streams_end() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let upstream = Upstream::start(0).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = |body: Value| {
        let request = http.post(format!("{}/v1/complete", upstream.url())).header("x-api-key", API_KEY);
        request.json(&body).send()
    };
    let answer = ask(json!({ "prompt": "two words" })).await.unwrap();
    assert_eq!(answer.headers()["x-units"], "6");
    assert_eq!(answer.json::<Value>().await.unwrap()["usage"]["total_tokens"], 6);
    let answer = ask(json!({ "tokens": 70 })).await.unwrap();
    assert_eq!(answer.headers()["x-units"], "70");
    let stream = http
        .get(format!("{}/v1/stream?n=3&ms=1", upstream.url()))
        .header("x-api-key", API_KEY);
    let stream = stream.send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let text = stream.text().await.unwrap();
    assert_eq!(text.matches("\"index\"").count(), 3);
    assert!(text.trim_end().ends_with("data: [DONE]"), "{text}");
}
