//! The routes over a fresh database, people with sessions, and an upstream to be tested with.

use amanat_base::{ListingId, Role, Secret, UserId};
use amanat_goods::{Egress, Goods, KeyRing, Settings};
use amanat_store::{Store, testdb};
use amanat_web::{Ctx, testing::sign_in, tokens::TokenKeys};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, header},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

pub const LISTINGS: &str = "/api/listings";
/// Of the categories that a new database has.
pub const DESIGN: &str = "00000000-0000-7000-8000-000000000105";
/// 32 bytes each.
pub const KEY_1: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
pub const KEY_2: &str = "k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

pub struct App {
    pub ctx: Ctx,
    pub goods: Goods,
    router: Router,
}

#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    token: String,
}

/// Status, headers and body of an answer.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Reply {
    /// The data of a success.
    #[track_caller]
    pub fn data(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.body["data"].clone()
    }

    /// The code of a refusal.
    #[track_caller]
    pub fn code(&self) -> &str {
        assert_eq!(self.body["success"], false, "{}", self.text);
        self.body["error"]["code"].as_str().expect("a code")
    }

    /// Code and first field of a refusal.
    #[track_caller]
    pub fn field(&self) -> (&str, &str) {
        let path = self.body["error"]["details"][0]["path"].as_str();
        (self.code(), path.unwrap_or_default())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn ring(text: &str) -> KeyRing {
    KeyRing::parse(&Secret::new(text)).unwrap()
}

pub async fn start() -> App {
    with(false, Vec::new()).await
}

pub async fn moderated() -> App {
    with(true, Vec::new()).await
}

/// `allow`: what may be called although it is on this machine.
pub async fn with(moderated: bool, allow: Vec<String>) -> App {
    let store = testdb::fresh().await.store;
    let tokens = Arc::new(TokenKeys::new(&Secret::new("a secret of at least thirty-two bytes")));
    let ctx = Ctx {
        store: store.clone(),
        tokens,
        development: false,
        staff_second_factor: false,
    };
    let goods = Goods {
        store,
        ring: ring(KEY_1),
        egress: Egress::new(allow),
        settings: Settings {
            moderated,
            instant_limit: "1000".parse().unwrap(),
        },
    };
    let router = amanat_goods::router(goods.clone()).split_for_parts().0.with_state(ctx.clone());
    App { ctx, goods, router }
}

impl App {
    pub fn store(&self) -> &Store {
        &self.ctx.store
    }

    /// Another process over the same database.
    pub fn beside(&self) -> App {
        let (ctx, goods) = (self.ctx.clone(), self.goods.clone());
        let router = amanat_goods::router(goods.clone()).split_for_parts().0.with_state(ctx.clone());
        App { ctx, goods, router }
    }

    pub async fn person(&self, name: &str, roles: &[Role]) -> Person {
        let (id, session) = sign_in(self.store(), name, roles).await.unwrap();
        let now = self.store().now().await.unwrap();
        let token = self.ctx.tokens.issue(id, session, now).unwrap();
        Person { id, token }
    }

    pub async fn seller(&self) -> Person {
        self.person("Sam", &[Role::Seller]).await
    }

    pub async fn get(&self, by: impl Into<Option<&Person>>, path: &str) -> Reply {
        self.send("GET", by.into(), path, None, None).await
    }

    /// With the tag of an earlier answer.
    pub async fn ask_again(&self, path: &str, tag: &str) -> Reply {
        self.send("GET", None, path, Some(tag), None).await
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

    pub async fn send(&self, method: &str, by: Option<&Person>, path: &str, tag: Option<&str>, body: Option<Value>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(by) = by {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", by.token));
        }
        if let Some(tag) = tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        let body = body.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let request = request.header(header::CONTENT_TYPE, "application/json").body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Reply {
            status,
            headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    /// A draft of `seller`; its path.
    pub async fn draft(&self, seller: &Person, listing: Value) -> String {
        let made = self.post(seller, LISTINGS, listing).await.data();
        format!("{LISTINGS}/{}", made["id"].as_str().unwrap())
    }

    /// A listing of `seller` on sale; its path.
    pub async fn active(&self, seller: &Person, listing: Value) -> String {
        let path = self.draft(seller, listing).await;
        self.set(seller, &path, "active").await.data();
        path
    }

    pub async fn set(&self, by: &Person, listing: &str, status: &str) -> Reply {
        self.post(by, &format!("{listing}/status"), json!({ "status": status })).await
    }

    /// What a buyer's order does to the row.
    pub async fn sell(&self, listing: &str, units: i64) {
        sqlx::query(
            "update listings set available_units = available_units - $2, sold_units = sold_units + $2, sales = sales + 1 where id = $1",
        )
        .bind(id(listing).0)
        .bind(units)
        .execute(&self.store().pool)
        .await
        .unwrap();
    }

    /// The types of everything that was announced, in order.
    pub async fn announced(&self) -> Vec<String> {
        sqlx::query_scalar("select payload ->> 'type' from events where feature = 'goods' order by announced_at, id")
            .fetch_all(&self.store().pool)
            .await
            .unwrap()
    }
}

pub fn id(listing: &str) -> ListingId {
    listing.rsplit('/').next().unwrap().parse().unwrap()
}

/// A secret to reveal, complete.
pub fn secret() -> Value {
    json!({
        "serviceName": "Weather API", "description": "Forecasts for every city, hourly.", "unitDescription": "one month of access",
        "pricePerUnit": "2.50", "currency": "USD", "fulfilment": "reveal_secret", "availableUnits": 10, "secret": "sk-live-canary-1234"
    })
}

pub fn pool() -> Value {
    json!({
        "serviceName": "Gift cards", "description": "Ten dollars each.", "unitDescription": "one card", "pricePerUnit": "10",
        "currency": "USD", "fulfilment": "code_pool"
    })
}

pub fn metered(upstream: &str) -> Value {
    json!({
        "serviceName": "Text API", "description": "Writes text.", "unitDescription": "one call", "pricePerUnit": "0.01", "currency": "USD",
        "fulfilment": "metered_gateway", "availableUnits": 1000, "secret": "sk-live-canary-5678",
        "gateway": { "upstreamUrl": upstream, "inject": { "kind": "header", "name": "Authorization", "prefix": "Bearer " } }
    })
}

/// With other values in it.
pub fn but(mut listing: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        listing[field] = value.clone();
    }
    listing
}

/// A service on this machine: it says what it was asked, and answers as it is told.
pub struct Upstream {
    pub address: String,
    pub asked: Arc<Mutex<Vec<(String, HeaderMap)>>>,
    pub answer: Arc<Mutex<(u16, String)>>,
}

impl Upstream {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(Mutex::new((200, "all is well".to_owned())));
        let (seen, say) = (asked.clone(), answer.clone());
        let handler = move |request: axum::extract::Request| async move {
            let line = format!("{} {}", request.method(), request.uri());
            seen.lock().unwrap().push((line, request.headers().clone()));
            let (status, body) = say.lock().unwrap().clone();
            (axum::http::StatusCode::from_u16(status).unwrap(), body)
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
        Self { address, asked, answer }
    }

    pub fn answers(&self, status: u16, body: &str) {
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }
}
