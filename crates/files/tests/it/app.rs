//! The routes behind the platform's guard, over a fresh database and a store of bytes, and people with sessions.

use amanat_base::{OrderId, Role, Secret, UserId};
use amanat_files::{Blobs, Files};
use amanat_store::{Store, testdb};
use amanat_web::{Ctx, HttpConfig, Limit, Limits, harden, testing::sign_in, tokens::TokenKeys};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, header},
};
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use serde_json::{Value, json};
use std::{io::Cursor, sync::Arc, time::Duration};
use tower::ServiceExt;

/// Small, so that tests need not send much.
pub const MAX_BYTES: usize = 1 << 20;
const SECRET: &str = "a secret of at least thirty-two bytes";

pub struct App {
    pub ctx: Ctx,
    pub files: Files,
    router: Router,
}

#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    token: String,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The data of a success.
    #[track_caller]
    pub fn data(self) -> Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()["data"].clone()
    }

    /// Asserts a refusal.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
        let body = self.json();
        assert_eq!((self.status, body["error"]["code"].as_str()), (status, Some(code)), "{body}");
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

impl App {
    pub async fn start() -> Self {
        Self::with(Blobs::memory()).await
    }

    pub async fn with(blobs: Blobs) -> Self {
        let store = testdb::fresh().await.store;
        let tokens = Arc::new(TokenKeys::new(&Secret::new(SECRET)));
        let files = Files::new(blobs, MAX_BYTES, &[Secret::new(SECRET)], "https://deal.example/").unwrap();
        let ctx = Ctx {
            store,
            tokens,
            development: false,
            staff_second_factor: false,
        };
        let wide = Limit::new(1_000_000, Duration::from_secs(1));
        let config = HttpConfig {
            limits: Limits {
                global: wide,
                ..Limits::default()
            },
            ..HttpConfig::default()
        };
        let (routes, _) = amanat_files::router(files.clone()).split_for_parts();
        let routes = routes.merge(amanat_files::downloads(files.clone())).with_state(ctx.clone());
        let router = harden(routes.fallback(|| async { "the web app" }), &config);
        Self { ctx, files, router }
    }

    pub fn store(&self) -> &Store {
        &self.ctx.store
    }

    pub async fn person(&self, name: &str, roles: &[Role]) -> Person {
        let (id, session) = sign_in(self.store(), name, roles).await.unwrap();
        // Tests move time by hours.
        let later = self.store().now().await.unwrap() + chrono::TimeDelta::days(30);
        let token = self.ctx.tokens.issue(id, session, later).unwrap();
        Person { id, token }
    }

    pub async fn call(&self, by: impl Into<Option<&Person>>, mut request: Request<Body>) -> Reply {
        if let Some(by) = by.into() {
            let value = format!("Bearer {}", by.token).parse().unwrap();
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub async fn get(&self, by: impl Into<Option<&Person>>, path: &str) -> Reply {
        self.call(by, Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn send(&self, by: &Person, method: &str, path: &str, body: Value) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json");
        self.call(by, request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn delete(&self, by: &Person, path: &str) -> Reply {
        self.call(by, Request::delete(path).body(Body::empty()).unwrap()).await
    }

    pub async fn upload(&self, by: impl Into<Option<&Person>>, query: &str, bytes: impl Into<Body>) -> Reply {
        self.call(by, upload(query).body(bytes.into()).unwrap()).await
    }

    /// Uploads an attachment; its id.
    pub async fn attachment(&self, by: &Person, name: &str) -> String {
        let made = self
            .upload(by, &format!("purpose=attachment&name={name}"), "Some words.")
            .await
            .data();
        made["id"].as_str().unwrap().to_owned()
    }

    /// Uploads a picture of the person and puts it on, as accounts do.
    pub async fn avatar(&self, by: &Person) -> String {
        let made = self.upload(by, "purpose=avatar", png(20, 10)).await.data();
        let id = made["id"].as_str().unwrap().to_owned();
        self.sql("update users set avatar = $2::uuid where id = $1::uuid", &[&by.id.to_string(), &id])
            .await;
        id
    }

    /// A deal in this state.
    pub async fn order(&self, buyer: &Person, seller: &Person, state: &str) -> String {
        let id = OrderId::fresh().to_string();
        self.sql(
            "insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state,
                                 acts_at, created_at, updated_at)
             values ($1::uuid, $2::uuid, $3::uuid, 'offer', $1::uuid, 'A deal', '{}', '\\x00', 1, 'USD', 1, $4::text,
                     case when $4 in ('completed', 'refunded', 'resolved', 'expired', 'cancelled') then null else now() end, now(), now())",
            &[&id, &buyer.id.to_string(), &seller.id.to_string(), state],
        )
        .await;
        id
    }

    pub async fn sql(&self, text: &'static str, values: &[&str]) {
        let query = values
            .iter()
            .fold(sqlx::query(text), |query, value| query.bind((*value).to_owned()));
        query.execute(&self.store().pool).await.unwrap();
    }

    pub async fn count(&self, text: &'static str) -> i64 {
        sqlx::query_scalar(text).fetch_one(&self.store().pool).await.unwrap()
    }

    /// The path and query of a fresh link.
    pub async fn link(&self, by: &Person, file: &str) -> String {
        let link = self.get(by, &format!("/api/files/{file}/link")).await.data();
        let url = link["url"].as_str().unwrap();
        url.strip_prefix("https://deal.example").unwrap_or(url).to_owned()
    }

    /// Nothing may be wrong at any time.
    pub async fn doctor(&self) {
        let mut conn = self.store().pool.acquire().await.unwrap();
        let findings = amanat_files::doctor::check(&mut conn).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }
}

pub fn upload(query: &str) -> axum::http::request::Builder {
    Request::post(format!("/api/files?{query}"))
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, ImageFormat::Png)
}

pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = ImageBuffer::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 9_u8]));
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(image)
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

pub fn note(file: &str) -> Value {
    json!({ "fileId": file, "note": "See there." })
}
