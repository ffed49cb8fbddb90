//! A platform that is asked many things, each answer looked at; and the requests to ask, made from the contract.

use crate::contract::{Contract, Operation};
use amanat_base::Role;
use amanat_testkit::{Setup, TestApp};
use reqwest::{Client, Method};
use serde_json::Value;

/// Header of requests that move money.
pub const KEY: &str = "Idempotency-Key";

/// A platform whose every answer is looked at.
pub struct Probe {
    pub app: TestApp,
    pub contract: Contract,
    pub http: Client,
    wrong: Vec<String>,
}

impl Probe {
    pub async fn start() -> Self {
        let setup = Setup {
            scanner: false,
            ..Setup::default()
        };
        let app = TestApp::start_with(setup).await;
        let document = reqwest::get(format!("{}/openapi.json", app.base)).await.expect("answers");
        let contract = Contract(document.json().await.expect("JSON"));
        Self {
            app,
            contract,
            http: Client::new(),
            wrong: Vec::new(),
        }
    }

    /// A request of somebody who may do everything, signed in anew because some requests end the session.
    pub async fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let person = self.app.person("Somebody", &Role::ALL).await;
        let method: Method = method.parse().expect("a method");
        let request = self.http.request(method, format!("{}{path}", self.app.base));
        request.bearer_auth(person.token)
    }

    /// Sends it; `fits` says whether status and code are right.
    pub async fn expect(&mut self, what: &str, request: reqwest::RequestBuilder, fits: impl Fn(u16, &str) -> bool) {
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.expect("a body");
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        let code = body["error"]["code"].as_str().unwrap_or_default();
        // A table stands by itself; a refusal never does.
        let table = headers
            .get("content-type")
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/csv"));
        let in_envelope = (table && status == 200) || body["success"] == (status < 400) && (status < 400 || !code.is_empty());
        let has_id = headers.get("x-request-id").is_some_and(|id| !id.is_empty());
        if !fits(status, code) || !in_envelope || !has_id {
            let text: String = text.chars().take(300).collect();
            self.wrong.push(format!("{what}: {status} (id: {has_id}) {text}"));
        }
    }

    pub async fn finish(self) {
        assert!(
            self.wrong.is_empty(),
            "{} answers are wrong:\n{}",
            self.wrong.len(),
            self.wrong.join("\n")
        );
        self.app.finish().await;
    }

    /// (method, path, name, body that fits) of every operation under /api that `which` picks, with an unknown id in its path.
    pub fn requests(&self, which: impl Fn(&Operation<'_>) -> bool) -> Vec<(String, String, String, Option<Value>)> {
        let all = self.contract.operations().into_iter();
        all.filter(|o| o.path.starts_with("/api/") && which(o))
            .map(|o| {
                let number = o.parameters("path").iter().any(|p| p["schema"]["type"] == "integer");
                let id = if number {
                    "4242".to_owned()
                } else {
                    uuid::Uuid::from_u128(9).to_string()
                };
                let body = o.body().map(|schema| self.contract.sample(schema));
                (o.method.clone(), o.at(&id), o.name(), body)
            })
            .collect()
    }

    /// The same of those that read a JSON body. Signed reports and events are not among them: nothing of them is read before the signature.
    pub fn writes(&self) -> Vec<(String, String, String, Value)> {
        let signed = ["/api/payment/callback", "/api/payment/webhook/stripe"];
        let all = self.requests(|o| o.body().is_some() && !signed.contains(&o.path)).into_iter();
        all.filter_map(|(method, path, name, body)| Some((method, path, name, body?)))
            .collect()
    }
}
