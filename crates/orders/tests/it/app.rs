//! The routes over a fresh database, people with sessions, and deals that have ended.

use amanat_base::{EventId, ListingId, OrderId, Role, Secret, SessionId, UserId};
use amanat_escrow::Periods;
use amanat_orders::{Terms, UnitTerms};
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

pub struct App {
    pub ctx: Ctx,
    router: Router,
}

#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    session: SessionId,
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
        self.body["data"].clone()
    }

    /// The code of a refusal.
    #[track_caller]
    pub fn code(&self) -> &str {
        assert_eq!(self.body["success"], false, "{}", self.body);
        self.body["error"]["code"].as_str().unwrap()
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
    let router = amanat_orders::router().split_for_parts().0.with_state(ctx.clone());
    App { ctx, router }
}

impl App {
    pub fn store(&self) -> &Store {
        &self.ctx.store
    }

    pub async fn person(&self, name: &str, roles: &[Role]) -> Person {
        let (id, session) = sign_in(self.store(), name, roles).await.unwrap();
        Person { id, session }
    }

    /// A listing of `seller`, only as much of it as a rating refers to.
    pub async fn listing(&self, seller: &Person) -> ListingId {
        let id = ListingId::fresh();
        sqlx::query(
            "insert into listings (id, seller_id, service_name, description, unit_description, price_per_unit, currency, fulfilment, status,
                                   moderation, inspection_s, token_lifetime_s, created_at, updated_at)
             values ($1, $2, 'Weather', 'Forecasts', 'call', 1, 'USD', 'reveal_secret', 'active', 'approved', 3600, 3600, now(), now())",
        )
        .bind(id.0)
        .bind(seller.id.0)
        .execute(&self.store().pool)
        .await
        .unwrap();
        id
    }

    /// An order that has just come to `state`, for units of `listing` or for a piece of work.
    pub async fn order(&self, buyer: &Person, seller: &Person, state: &str, listing: Option<ListingId>) -> OrderId {
        let (id, now) = (OrderId::fresh(), self.store().now().await.unwrap());
        let terms = terms(buyer.id, seller.id, listing);
        sqlx::query(
            "insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state,
                                 acts_at, created_at, updated_at)
             values ($1, $2, $3, 'offer', $1, 'A deal', $4, $5, 10, 'USD', 1, $6, $7, $8, $8)",
        )
        .bind(id.0)
        .bind(buyer.id.0)
        .bind(seller.id.0)
        .bind(serde_json::to_value(&terms).unwrap())
        .bind(&terms.hash().unwrap()[..])
        .bind(state)
        .bind((state == "delivered").then_some(now))
        .bind(now)
        .execute(&self.store().pool)
        .await
        .unwrap();
        sqlx::query(
            "insert into order_timeline (id, order_id, at, actor, action, from_state, to_state)
             values ($1, $2, $3, 'buyer', 'confirm', 'delivered', $4)",
        )
        .bind(EventId::fresh().0)
        .bind(id.0)
        .bind(now)
        .bind(state)
        .execute(&self.store().pool)
        .await
        .unwrap();
        id
    }

    pub async fn rate(&self, by: &Person, order: OrderId, stars: i64) -> Reply {
        self.post(by, &format!("/api/orders/{order}/ratings"), json!({ "stars": stars }))
            .await
    }

    /// The stars that `by` may read of the order, with the side that gave them.
    pub async fn read(&self, by: &Person, order: OrderId) -> Vec<(String, i64)> {
        let ratings = self.get(Some(by), &format!("/api/orders/{order}/ratings")).await.data();
        let stars = |r: &Value| (r["by"].as_str().unwrap().to_owned(), r["stars"].as_i64().unwrap());
        ratings["items"].as_array().unwrap().iter().map(stars).collect()
    }

    pub async fn get(&self, by: Option<&Person>, path: &str) -> Reply {
        self.send("GET", by, path, None).await
    }

    pub async fn post(&self, by: &Person, path: &str, body: Value) -> Reply {
        self.send("POST", Some(by), path, Some(body)).await
    }

    pub async fn act(&self, by: &Person, order: OrderId, action: Value) -> Reply {
        self.post(by, &format!("/api/orders/{order}/actions"), action).await
    }

    async fn send(&self, method: &str, by: Option<&Person>, path: &str, body: Option<Value>) -> Reply {
        let key = EventId::fresh().to_string();
        let mut request = Request::builder().method(method).uri(path).header("idempotency-key", key);
        if let Some(by) = by {
            // A fresh token each time: tests move time past the life of one.
            let now = self.store().now().await.unwrap();
            let token = self.ctx.tokens.issue(by.id, by.session, now).unwrap();
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let request = request.header(header::CONTENT_TYPE, "application/json").body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Reply {
            status,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    /// Every rating that was announced.
    pub async fn announced(&self) -> Vec<Value> {
        sqlx::query_scalar("select payload from events where feature = 'orders' and payload ->> 'type' = 'rated' order by id")
            .fetch_all(&self.store().pool)
            .await
            .unwrap()
    }
}

fn terms(buyer: UserId, seller: UserId, listing: Option<ListingId>) -> Terms {
    let price = || "10".parse().unwrap();
    Terms {
        buyer,
        seller,
        title: "A deal".into(),
        description: "What was agreed".into(),
        category: None,
        currency: "USD".into(),
        price: price(),
        buyer_fee: "0".parse().unwrap(),
        seller_fee: "0".parse().unwrap(),
        total: price(),
        seller_gets: price(),
        milestones: Vec::new(),
        periods: Periods {
            payment_s: 60,
            confirmation_s: 60,
            delivery_s: 60,
            inspection_s: 60,
            dispute_s: 60,
        },
        units: listing.map(|listing| UnitTerms {
            listing,
            units: 10,
            unit_price: "1".parse().unwrap(),
            metered: false,
        }),
    }
}
