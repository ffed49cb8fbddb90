//! Somebody who acts over HTTP.

use amanat_base::UserId;
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;

/// A signed-in person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Account id.
    pub id: UserId,
    /// Access token.
    pub token: String,
    /// The server's address.
    pub base: String,
    http: Client,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    /// The whole body.
    pub body: Value,
}

impl Reply {
    /// `data` of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body["data"].clone()
    }

    /// Asserts a refusal and its code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status.as_u16(), self.body["error"]["code"].as_str().unwrap_or_default()),
            (status, code),
            "{}",
            self.body
        );
        self.body["error"].clone()
    }
}

impl Person {
    /// With a token that somebody issued.
    pub fn new(base: &str, id: UserId, token: String) -> Self {
        Self {
            id,
            token,
            base: base.to_owned(),
            http: Client::new(),
        }
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, None).await
    }

    /// `POST path` with a fresh idempotency key.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        let key = amanat_base::EventId::fresh().to_string();
        self.send(Method::POST, path, Some(body), Some(&key)).await
    }

    /// `POST path` with this idempotency key.
    pub async fn post_keyed(&self, path: &str, body: Value, key: &str) -> Reply {
        self.send(Method::POST, path, Some(body), Some(key)).await
    }

    /// `PUT path`.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body), None).await
    }

    /// Uploads a file with this query.
    pub async fn upload(&self, query: &str, bytes: impl Into<reqwest::Body>) -> Reply {
        let request = self.http.post(format!("{}/api/files?{query}", self.base)).bearer_auth(&self.token);
        let response = request.body(bytes).send().await.expect("the server answers");
        let status = response.status();
        let text = response.text().await.expect("the server answers");
        Reply {
            status,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    /// `POST path` without a token, as whoever isn't signed in yet.
    pub async fn anonymously(&self, path: &str, body: Value) -> Reply {
        let request = self.http.post(format!("{}{path}", self.base)).json(&body);
        let response = request.send().await.expect("the server answers");
        let status = response.status();
        let body = response.json().await.expect("JSON");
        Reply { status, body }
    }

    /// Any request.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>, key: Option<&str>) -> Reply {
        self.try_send(method, path, body, key).await.expect("the server answers")
    }

    /// Any request, to a server that may be away.
    pub async fn try_send(&self, method: Method, path: &str, body: Option<Value>, key: Option<&str>) -> reqwest::Result<Reply> {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let response = request.send().await?;
        let status = response.status();
        let text = response.text().await?;
        Ok(Reply {
            status,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        })
    }

    /// Acts on an order.
    pub async fn act(&self, order: &str, body: Value) -> Reply {
        self.post(&format!("/api/orders/{order}/actions"), body).await
    }
}
