//! A listing whose service is the test's own, a token for it, and gateways that serve it.

use crate::upstream::Upstream;
use amanat_base::{ListingId, OrderId, Role, Secret, SessionId, TokenId, UserId};
use amanat_gateway::{Gateway, Limits, Tasks, router, usage_router};
use amanat_goods::{
    Egress, KeyRing,
    sealed::{self, Binding},
    tokens::lookup_hash,
};
use amanat_store::{Store, testdb};
use amanat_web::{Ctx, HttpConfig, harden, serve, testing::sign_in, tokens::TokenKeys};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};

/// The seller's key; nobody else may ever see it.
pub const KEY: &str = "sk-canary/4f9a+7c21 \"ü\"";
const RING: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

pub struct Stage {
    pub store: Store,
    pub upstream: Upstream,
    pub seller: (UserId, SessionId),
    pub buyer: (UserId, SessionId),
    pub listing: ListingId,
    pub token: Token,
}

#[derive(Clone)]
pub struct Token {
    pub id: TokenId,
    pub text: String,
}

/// One process.
pub struct Node {
    pub url: String,
    pub tasks: Option<Tasks>,
    pub ctx: Ctx,
    server: JoinHandle<()>,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// With `units` bought and the gateway settings changed by `settings`.
pub async fn stage(units: i64, settings: Value) -> Stage {
    let store = testdb::fresh().await.store;
    let upstream = Upstream::start().await;
    let seller = sign_in(&store, "Sam", &[Role::Seller]).await.unwrap();
    let buyer = sign_in(&store, "Bea", &[Role::Buyer]).await.unwrap();
    let listing = listing(&store, seller.0, &format!("http://{}/v1", upstream.address), settings).await;
    let token = token(&store, listing, seller.0, buyer.0, units).await;
    Stage {
        store,
        upstream,
        seller,
        buyer,
        listing,
        token,
    }
}

pub fn ring() -> KeyRing {
    KeyRing::parse(&Secret::new(RING)).unwrap()
}

async fn listing(store: &Store, seller: UserId, url: &str, changed: Value) -> ListingId {
    let mut settings = json!({
        "upstreamUrl": url,
        "inject": { "kind": "header", "name": "Authorization", "prefix": "Bearer " },
        "callsPerMinute": 60000, "concurrentCalls": 1000, "timeoutS": 30
    });
    for (name, value) in changed.as_object().unwrap() {
        settings[name] = value.clone();
    }
    let id = ListingId::fresh();
    sqlx::query(
        "insert into listings (id, seller_id, service_name, description, unit_description, price_per_unit, currency, fulfilment, status,
                               moderation, inspection_s, token_lifetime_s, gateway, created_at, updated_at)
         values ($1, $2, 'A service', 'It answers.', 'call', 0.01, 'USD', 'metered_gateway', 'active', 'approved', 3600, 86400, $3, now(), now())",
    )
    .bind(id.0)
    .bind(seller.0)
    .bind(&settings)
    .execute(&store.pool)
    .await
    .unwrap();
    let binding = Binding {
        owner: seller,
        listing: id,
        order: None,
    };
    let mut tx = store.begin().await.unwrap();
    let now = tx.now;
    let secret = sealed::seal(&mut tx, &ring(), now, &binding, &Secret::new(KEY)).await.unwrap();
    sqlx::query("update listings set secret_id = $2 where id = $1")
        .bind(id.0)
        .bind(secret.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

pub async fn token(store: &Store, listing: ListingId, seller: UserId, buyer: UserId, units: i64) -> Token {
    let (id, order) = (TokenId::fresh(), OrderId::fresh());
    let text = format!("amt_{}", id.0.simple());
    let mut tx = store.begin().await.unwrap();
    let now = tx.now;
    sqlx::query(
        "insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state,
                             paid_in, acts_at, created_at, updated_at)
         values ($1, $2, $3, 'purchase', $1, 'Units', '{}', '', 1, 'USD', 1, 'delivered', 1000, $4 + interval '1 day', $4, $4)",
    )
    .bind(order.0)
    .bind(buyer.0)
    .bind(seller.0)
    .bind(now)
    .execute(&mut *tx)
    .await
    .unwrap();
    let binding = Binding {
        owner: buyer,
        listing,
        order: Some(order),
    };
    let secret = sealed::seal(&mut tx, &ring(), now, &binding, &Secret::new(text.clone()))
        .await
        .unwrap();
    sqlx::query(
        "insert into tokens (id, order_id, listing_id, buyer_id, seller_id, fulfilment, secret_id, lookup_hash, units, state, expires_at, created_at)
         values ($1, $2, $3, $4, $5, 'metered_gateway', $6, $7, $8, 'active', $9 + interval '1 day', $9)",
    )
    .bind(id.0)
    .bind(order.0)
    .bind(listing.0)
    .bind(buyer.0)
    .bind(seller.0)
    .bind(secret.0)
    .bind(&lookup_hash(&text)[..])
    .bind(units)
    .bind(now)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    Token { id, text }
}

impl Stage {
    /// Another process on the same database.
    pub async fn node(&self) -> Node {
        self.node_with(self.store.clone(), Limits::default()).await
    }

    pub async fn node_with(&self, store: Store, limits: Limits) -> Node {
        let egress = Egress::new(vec![self.upstream.address.to_string(), "127.0.0.1:1".into()]);
        let (gateway, tasks) = Gateway::start(store.clone(), ring(), egress, limits).await.unwrap();
        let ctx = Ctx {
            store,
            tokens: Arc::new(TokenKeys::new(&Secret::new("a secret of at least thirty-two bytes"))),
            development: false,
            staff_second_factor: false,
        };
        let api = usage_router().split_for_parts().0.with_state(ctx.clone());
        let app = harden(api.merge(router(gateway)), &HttpConfig::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { serve(listener, app, std::future::pending(), Duration::ZERO).await.unwrap() });
        Node {
            url,
            tasks: Some(tasks),
            ctx,
            server,
        }
    }

    /// The address of `path` on `node`.
    pub fn at(&self, node: &Node, path: &str) -> String {
        format!("{}/gateway/{}{path}", node.url, self.listing)
    }

    /// The head of an answer, to read its body piece by piece.
    pub async fn begin(&self, node: &Node, path: &str) -> reqwest::Response {
        let call = client().get(self.at(node, path)).bearer_auth(&self.token.text);
        call.send().await.unwrap()
    }

    pub async fn get(&self, node: &Node, path: &str) -> Reply {
        self.get_as(node, path, &self.token).await
    }

    pub async fn get_as(&self, node: &Node, path: &str, token: &Token) -> Reply {
        Reply::of(client().get(self.at(node, path)).bearer_auth(&token.text)).await
    }

    pub async fn used(&self) -> i64 {
        self.scalar("select used_units from tokens where id = $1").await
    }

    pub async fn scalar(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .bind(self.token.id.0)
            .fetch_one(&self.store.pool)
            .await
            .unwrap()
    }

    /// Waits until every call has ended, and tells how: outcome, held, units and status of each, oldest first.
    pub async fn calls(&self) -> Vec<(String, i64, i64, Option<i16>)> {
        until(async || {
            self.scalar("select count(*) from usage_records where token_id = $1 and finished_at is null")
                .await
                == 0
        })
        .await;
        sqlx::query_as("select outcome, held_units, units, status from usage_records where token_id = $1 order by id")
            .bind(self.token.id.0)
            .fetch_all(&self.store.pool)
            .await
            .unwrap()
    }

    pub async fn change(&self, sql: &'static str) {
        let done = sqlx::query(sql).bind(self.token.id.0).execute(&self.store.pool).await.unwrap();
        assert_eq!(done.rows_affected(), 1, "{sql}");
    }
}

pub fn client() -> reqwest::Client {
    // The provider is there once an Egress is.
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// Until `is_so`; gives up after far longer than anything takes.
#[track_caller]
pub fn until(is_so: impl AsyncFn() -> bool) -> impl Future<Output = ()> {
    let place = std::panic::Location::caller();
    async move {
        for _ in 0..6_000 {
            if is_so().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("never came true: {place}");
    }
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap().to_vec();
        Self { status, headers, body }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Status and code of a refusal.
    #[track_caller]
    pub fn refusal(&self) -> (u16, String) {
        let body = self.json();
        assert_eq!(body["success"], false, "{body}");
        (self.status, body["error"]["code"].as_str().unwrap().to_owned())
    }
}
