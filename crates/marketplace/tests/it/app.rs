//! The routes over a fresh database, and people with sessions.

use amanat_base::{Role, Secret, UserId};
use amanat_store::{Store, testdb};
use amanat_web::{Ctx, testing::sign_in, tokens::TokenKeys};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

pub const PHONES: &str = "00000000-0000-7000-8000-000000000103";
pub const DESIGN: &str = "00000000-0000-7000-8000-000000000105";

pub struct App {
    pub ctx: Ctx,
    router: Router,
}

#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    token: String,
}

/// Status and body of an answer.
pub struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Reply {
    /// The data of a success.
    #[track_caller]
    pub fn data(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.body["success"], true);
        self.body["data"].clone()
    }

    /// The code of a refusal.
    #[track_caller]
    pub fn code(&self) -> &str {
        assert_eq!(self.body["success"], false, "{}", self.body);
        self.body["error"]["code"].as_str().expect("a code")
    }
}

pub async fn start() -> App {
    let store = testdb::fresh().await.store;
    let tokens = Arc::new(TokenKeys::new(&Secret::new("a secret of at least thirty-two bytes")));
    let ctx = Ctx {
        store,
        tokens,
        development: false,
        staff_second_factor: false,
    };
    let router = amanat_marketplace::router().split_for_parts().0.with_state(ctx.clone());
    App { ctx, router }
}

impl App {
    pub fn store(&self) -> &Store {
        &self.ctx.store
    }

    pub async fn person(&self, name: &str, roles: &[Role]) -> Person {
        let (id, session) = sign_in(self.store(), name, roles).await.unwrap();
        let now = self.store().now().await.unwrap();
        let token = self.ctx.tokens.issue(id, session, now).unwrap();
        Person { id, token }
    }

    pub async fn buyer(&self) -> Person {
        self.person("Bea", &[Role::Buyer]).await
    }

    pub async fn seller(&self) -> Person {
        self.person("Sam", &[Role::Seller]).await
    }

    pub async fn get(&self, by: impl Into<Option<&Person>>, path: &str) -> Reply {
        self.send("GET", by.into(), path, None, None).await
    }

    pub async fn post(&self, by: &Person, path: &str, body: Value) -> Reply {
        self.send("POST", Some(by), path, None, Some(body)).await
    }

    pub async fn patch(&self, by: &Person, path: &str, body: Value) -> Reply {
        self.send("PATCH", Some(by), path, None, Some(body)).await
    }

    pub async fn put(&self, by: &Person, path: &str, body: Value) -> Reply {
        self.send("PUT", Some(by), path, None, Some(body)).await
    }

    pub async fn send(&self, method: &str, by: Option<&Person>, path: &str, key: Option<&str>, body: Option<Value>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(by) = by {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", by.token));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Reply {
            status,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    /// A request of `buyer`; its path.
    pub async fn request(&self, buyer: &Person) -> String {
        let made = self.post(buyer, "/api/marketplace/requests", wanted()).await.data();
        format!("/api/marketplace/requests/{}", made["id"].as_str().unwrap())
    }

    /// An offer of `seller` at `price`; its path.
    pub async fn offer(&self, seller: &Person, request: &str, price: &str) -> String {
        let made = self.post(seller, &format!("{request}/offers"), terms(price)).await.data();
        format!("/api/marketplace/offers/{}", made["id"].as_str().unwrap())
    }

    pub async fn accept(&self, by: &Person, offer: &str, revision: i32, key: &str) -> Reply {
        self.send(
            "POST",
            Some(by),
            &format!("{offer}/accept"),
            Some(key),
            Some(json!({ "revision": revision })),
        )
        .await
    }

    /// The types of everything that was announced, in order.
    pub async fn announced(&self) -> Vec<String> {
        sqlx::query_scalar("select payload ->> 'type' from events where feature = 'marketplace' order by announced_at, id")
            .fetch_all(&self.store().pool)
            .await
            .unwrap()
    }

    pub async fn orders(&self) -> i64 {
        sqlx::query_scalar("select count(*) from orders")
            .fetch_one(&self.store().pool)
            .await
            .unwrap()
    }
}

pub fn wanted() -> Value {
    json!({
        "categoryId": PHONES, "title": "A used phone", "description": "Any phone with a working camera.",
        "budgetMin": "50", "budgetMax": "120.50", "currency": "USD"
    })
}

pub fn terms(price: &str) -> Value {
    json!({ "price": price, "deliveryDays": 5, "inspectionDays": 3, "message": "In good shape." })
}
