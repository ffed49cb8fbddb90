//! Refusals are in the language that the request asks for, whoever refuses.

use crate::{Server, client};
use amanat_base::{Code, Language};
use amanat_texts::translate;
use amanat_web::HttpConfig;
use serde_json::Value;

/// What the server answers to somebody who wants `accept`: its error, Content-Language and Vary.
async fn asked(server: &Server, method: reqwest::Method, path: &str, accept: Option<&str>) -> (Value, String, Vec<String>) {
    let mut request = client()
        .request(method, server.url(path))
        .header("content-type", "application/json");
    if let Some(accept) = accept {
        request = request.header("accept-language", accept);
    }
    let answer = request.body("{}").send().await.expect("answers");
    let language = answer
        .headers()
        .get("content-language")
        .expect("a language")
        .to_str()
        .expect("text")
        .to_owned();
    let vary = answer
        .headers()
        .get_all("vary")
        .iter()
        .map(|v| v.to_str().expect("text").to_lowercase())
        .collect();
    let body: Value = answer.json().await.expect("an envelope");
    (body["error"].clone(), language, vary)
}

#[tokio::test]
async fn every_language_is_spoken_and_codes_and_paths_stay() {
    let server = Server::start(HttpConfig::default()).await;
    let mut seen = std::collections::BTreeSet::new();
    for language in Language::ALL {
        for (method, path, code) in [
            (reqwest::Method::GET, "/api/nothing", Code::NotFound),
            (reqwest::Method::DELETE, "/api/notes", Code::MethodNotAllowed),
            (reqwest::Method::GET, "/api/broken", Code::Internal),
            (reqwest::Method::GET, "/api/panics", Code::Internal),
            (reqwest::Method::POST, "/api/notes", Code::ValidationFailed),
        ] {
            let (error, said_in, vary) = asked(&server, method, path, Some(language.as_str())).await;
            assert_eq!(error["code"], code.as_str());
            assert_eq!(
                error["message"].as_str(),
                translate(language, code.sentence()).as_deref(),
                "{path} in {language:?}"
            );
            assert_eq!(said_in, language.as_str());
            assert!(vary.iter().any(|v| v.contains("accept-language")), "{vary:?}");
            if code == Code::ValidationFailed {
                let detail = &error["details"][0];
                assert_eq!(detail["path"], "");
                seen.insert(detail["msg"].as_str().expect("a sentence").to_owned());
            }
        }
    }
    assert_eq!(seen.len(), Language::ALL.len(), "a field's sentence in each language: {seen:?}");
    assert!(seen.contains("il manque le champ `text`"), "{seen:?}");
}

#[tokio::test]
async fn the_header_is_weighed_and_english_is_the_rest() {
    let server = Server::start(HttpConfig::default()).await;
    for (accept, language) in [
        (Some("de-DE,fr-CA;q=0.8,en;q=0.5"), "fr"),
        (Some("fa-IR"), "fa"),
        (Some("en;q=0.1, zh-TW;q=0.9"), "zh"),
        (Some("tlh"), "en"),
        (Some("*"), "en"),
        (Some(";;q=,,\u{e9}"), "en"),
        (None, "en"),
    ] {
        let (_, said_in, _) = asked(&server, reqwest::Method::GET, "/api/nothing", accept).await;
        assert_eq!(said_in, language, "{accept:?}");
    }
}

#[tokio::test]
async fn pages_and_what_a_sellers_service_answers_are_left_alone() {
    let server = Server::start(HttpConfig::default()).await;
    for path in ["/page", "/anything"] {
        let answer = client()
            .get(server.url(path))
            .header("accept-language", "fa")
            .send()
            .await
            .expect("answers");
        assert!(!answer.headers().contains_key("content-language"), "{path}");
    }
    let refused = client()
        .get(server.url("/gateway/nothing"))
        .header("accept-language", "vi")
        .send()
        .await
        .expect("answers");
    assert!(refused.headers().get("content-language").is_none_or(|language| language == "vi"));
}
