//! A shop for the tests of buying: listings written as their owner would have them, people with money, and two desks over one database,
//! as two processes have.

use amanat_base::{Amount, AssetId, ListingId, OrderId, Role, Secret, SessionId, TokenId, UserId};
use amanat_goods::{
    Egress, Goods, KeyRing, Settings,
    sealed::{self, Binding},
};
use amanat_ledger::{Account, Move, Posting, Purpose};
use amanat_orders::{By, act};
use amanat_store::{Store, testdb};
use amanat_web::{Ctx, testing::sign_in, tokens::TokenKeys};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use serde_json::{Value, json};
use sqlx::Row;
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

pub const SECRET: &str = "sk-live-canary-7731";

pub struct Shop {
    pub ctx: Ctx,
    pub goods: Goods,
    /// Accepted at par with USD, six decimals.
    pub asset: AssetId,
    /// Two desks.
    pub routers: [Router; 2],
    pub seller: Person,
}

#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    session: SessionId,
}

/// Status, headers and body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub status: u16,
    pub no_store: bool,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    #[track_caller]
    pub fn data(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body());
        self.body()["data"].clone()
    }

    /// Status and code of a refusal.
    #[track_caller]
    pub fn refusal(&self) -> (u16, String) {
        let body = self.body();
        assert_eq!(body["success"], false, "{body}");
        (self.status, body["error"]["code"].as_str().unwrap().to_owned())
    }
}

pub async fn open() -> Shop {
    let store = testdb::fresh().await.store;
    let tokens = Arc::new(TokenKeys::new(&Secret::new("a secret of at least thirty-two bytes")));
    let ring = KeyRing::parse(&Secret::new("k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")).unwrap();
    let settings = Settings {
        moderated: false,
        instant_limit: "1000".parse().unwrap(),
    };
    let goods = Goods {
        store: store.clone(),
        ring,
        egress: Egress::new(Vec::new()),
        settings,
    };
    let ctx = Ctx {
        store,
        tokens,
        development: false,
        staff_second_factor: false,
    };
    let desk = || amanat_goods::router(goods.clone()).split_for_parts().0.with_state(ctx.clone());
    let routers = [desk(), desk()];
    let asset = an_asset(&ctx.store).await;
    let seller = person(&ctx, "Sam").await;
    Shop {
        ctx,
        goods,
        asset,
        routers,
        seller,
    }
}

async fn an_asset(store: &Store) -> AssetId {
    sqlx::query("insert into networks (chain_id, name, native_symbol, confirmations, finality_depth, block_time_ms) values (31337, 'Test', 'ETH', 1, 5, 1000) on conflict do nothing")
        .execute(&store.pool)
        .await
        .unwrap();
    let asset = AssetId::fresh();
    sqlx::query("insert into assets (id, chain_id, contract, symbol, decimals, par_currency) values ($1, 31337, decode(repeat('ab', 20), 'hex'), 'TUSD', 6, 'USD')")
        .bind(asset.0)
        .execute(&store.pool)
        .await
        .unwrap();
    asset
}

async fn person(ctx: &Ctx, name: &str) -> Person {
    let (id, session) = sign_in(&ctx.store, name, &[Role::Buyer, Role::Seller]).await.unwrap();
    Person { id, session }
}

impl Shop {
    pub fn store(&self) -> &Store {
        &self.ctx.store
    }

    pub async fn person(&self, name: &str) -> Person {
        person(&self.ctx, name).await
    }

    /// Somebody with this many base units of the asset.
    pub async fn buyer(&self, balance: u128) -> Person {
        let buyer = self.person("Bea").await;
        let account = |owner: String, purpose| Account {
            owner,
            purpose,
            asset: self.asset,
        };
        let mut tx = self.store().begin().await.unwrap();
        let posting = Posting {
            key: format!("test:{}", buyer.id),
            kind: "deposit",
            reference: None,
            moves: vec![Move {
                from: account("rail:test".into(), Purpose::World),
                to: account(format!("user:{}", buyer.id), Purpose::Available),
                amount: Amount::from_u128(balance),
            }],
            occurred_at: tx.now,
        };
        if balance > 0 {
            amanat_ledger::post(&mut tx, &posting).await.unwrap();
        }
        tx.commit().await.unwrap();
        buyer
    }

    /// An active listing at this price with so many units; of a pool, with as many codes.
    pub async fn listing(&self, fulfilment: &str, price: &str, units: i64) -> ListingId {
        let id = ListingId::fresh();
        let metered = fulfilment == "metered_gateway";
        let mut tx = self.store().begin().await.unwrap();
        let now = tx.now;
        sqlx::query(
            "insert into listings (id, seller_id, service_name, description, unit_description, price_per_unit, currency, fulfilment, status, moderation,
                                   available_units, stocked_units, inspection_s, token_lifetime_s, gateway, created_at, updated_at)
             values ($1, $2, 'Weather', 'Forecasts by the hour.', 'one call', $3::text::numeric, 'USD', $4, 'active', 'approved', $5, $5, 3600, 86400, $6, $7, $7)",
        )
        .bind(id.0)
        .bind(self.seller.id.0)
        .bind(price)
        .bind(fulfilment)
        .bind(units)
        .bind(metered.then(|| json!({ "timeoutS": 30 })))
        .bind(now)
        .execute(&mut *tx)
        .await
        .unwrap();
        let place = Binding {
            owner: self.seller.id,
            listing: id,
            order: None,
        };
        if fulfilment == "code_pool" {
            let codes: Vec<_> = (0..units).map(|n| (place, Secret::new(format!("CODE-{n:04}")))).collect();
            let sealed = sealed::seal_all(&mut tx, &self.goods.ring, now, &codes).await.unwrap();
            for (n, secret) in sealed.iter().enumerate() {
                sqlx::query("insert into codes (id, listing_id, secret_id, fingerprint, imported_at) values (gen_random_uuid(), $1, $2, $3, $4 + make_interval(secs => $5))")
                    .bind(id.0)
                    .bind(secret.0)
                    .bind(secret.0.as_bytes().to_vec())
                    .bind(now)
                    .bind(n as f64)
                    .execute(&mut *tx)
                    .await
                    .unwrap();
            }
        } else {
            let secret = sealed::seal(&mut tx, &self.goods.ring, now, &place, &Secret::new(SECRET))
                .await
                .unwrap();
            sqlx::query("update listings set secret_id = $2 where id = $1")
                .bind(id.0)
                .bind(secret.0)
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        id
    }

    pub async fn send(&self, desk: usize, method: &str, by: &Person, path: &str, key: Option<&str>, body: Option<&Value>) -> Reply {
        // A fresh one each time: tests move time.
        let token = self.ctx.tokens.issue(by.id, by.session, self.store().now().await.unwrap()).unwrap();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = body.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let request = request.header(header::CONTENT_TYPE, "application/json").body(body).unwrap();
        let response = self.routers[desk].clone().oneshot(request).await.unwrap();
        Reply {
            status: response.status().as_u16(),
            no_store: response.headers().get(header::CACHE_CONTROL).is_some_and(|v| v == "no-store"),
            bytes: to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub async fn get(&self, by: &Person, path: &str) -> Reply {
        self.send(0, "GET", by, path, None, None).await
    }

    pub async fn post(&self, by: &Person, path: &str) -> Reply {
        self.send(0, "POST", by, path, None, None).await
    }

    pub async fn buy(&self, desk: usize, by: &Person, key: &str, body: &Value) -> Reply {
        self.send(desk, "POST", by, "/api/orders", Some(key), Some(body)).await
    }

    /// What a buyer sends who pays from the balance.
    pub fn now(&self, listing: ListingId, units: i64, price: &str) -> Value {
        json!({ "listingId": listing, "units": units, "unitPrice": price, "payFromBalance": self.asset })
    }

    /// Bought from the balance: order and first token.
    pub async fn bought(&self, by: &Person, listing: ListingId, units: i64, price: &str) -> (OrderId, TokenId) {
        let data = self
            .buy(0, by, &Uuid::new_v4().to_string(), &self.now(listing, units, price))
            .await
            .data();
        (id(&data["order"]["orderId"]).into(), id(&data["tokens"][0]["id"]).into())
    }

    /// Bought to be paid later.
    pub async fn ordered(&self, by: &Person, listing: ListingId, units: i64, price: &str) -> OrderId {
        let data = self
            .buy(0, by, &Uuid::new_v4().to_string(), &later(listing, units, price))
            .await
            .data();
        id(&data["order"]["orderId"]).into()
    }

    /// Money for an order comes in on a rail.
    pub async fn pay(&self, order: OrderId) {
        let mut tx = self.store().begin().await.unwrap();
        let loaded = amanat_orders::load(&mut tx, order).await.unwrap();
        let units = loaded.terms.in_base_units(6).unwrap();
        let payment = amanat_base::PaymentId::fresh();
        let account = |owner: String, purpose| Account {
            owner,
            purpose,
            asset: self.asset,
        };
        let posting = Posting {
            key: format!("test:{payment}"),
            kind: "deposit",
            reference: None,
            moves: vec![Move {
                from: account("rail:test".into(), Purpose::World),
                to: account(format!("payment:{payment}"), Purpose::Suspense),
                amount: units.total,
            }],
            occurred_at: tx.now,
        };
        amanat_ledger::post(&mut tx, &posting).await.unwrap();
        amanat_orders::fund(&mut tx, order, payment, self.asset, units).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// An action on an order, and what follows from its end.
    pub async fn act(&self, order: OrderId, action: amanat_escrow::Action, actor: amanat_escrow::Actor) {
        let mut tx = self.store().begin().await.unwrap();
        act(&mut tx, order, action, By::system(actor)).await.unwrap();
        tx.commit().await.unwrap();
        self.ended(order).await;
    }

    /// What the reaction to an order's end does.
    pub async fn ended(&self, order: OrderId) {
        let mut tx = self.store().begin().await.unwrap();
        amanat_goods::order_ended(&mut tx, order).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn fulfil(&self, order: OrderId) -> amanat_goods::Fulfilled {
        amanat_goods::run_fulfil(&self.goods, order).await.unwrap()
    }

    /// The person proved anew who they are.
    pub async fn step_up(&self, who: &Person) {
        let now = self.store().now().await.unwrap();
        sqlx::query("update sessions set stepped_up_at = $2 where user_id = $1")
            .bind(who.id.0)
            .bind(now)
            .execute(&self.store().pool)
            .await
            .unwrap();
    }

    /// Available, reserved, sold; and the status.
    pub async fn stock(&self, listing: ListingId) -> (i64, i64, i64, String) {
        let row = sqlx::query("select available_units, reserved_units, sold_units, status from listings where id = $1")
            .bind(listing.0)
            .fetch_one(&self.store().pool)
            .await
            .unwrap();
        (row.get(0), row.get(1), row.get(2), row.get(3))
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.store().pool).await.unwrap()
    }

    pub async fn run(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.store().pool).await.unwrap();
    }

    pub async fn order_state(&self, order: OrderId) -> String {
        sqlx::query_scalar("select state from orders where id = $1")
            .bind(order.0)
            .fetch_one(&self.store().pool)
            .await
            .unwrap()
    }

    pub async fn token_state(&self, token: TokenId) -> String {
        sqlx::query_scalar("select state from tokens where id = $1")
            .bind(token.0)
            .fetch_one(&self.store().pool)
            .await
            .unwrap()
    }

    pub async fn balance(&self, who: UserId) -> Amount {
        let mut conn = self.store().pool.acquire().await.unwrap();
        let account = Account {
            owner: format!("user:{who}"),
            purpose: Purpose::Available,
            asset: self.asset,
        };
        amanat_ledger::balance(&mut conn, &account).await.unwrap()
    }

    /// Units used of a token, as the gateway counts them.
    pub async fn used(&self, token: TokenId, units: i64) {
        sqlx::query("update tokens set used_units = $2 where id = $1")
            .bind(token.0)
            .bind(units)
            .execute(&self.store().pool)
            .await
            .unwrap();
    }

    /// Goods and books are as their rules say.
    pub async fn sound(&self) {
        let mut conn = self.store().pool.acquire().await.unwrap();
        let now = self.store().now().await.unwrap();
        assert_eq!(
            amanat_goods::doctor::check(&mut conn, now, 60.0).await.unwrap(),
            Vec::<String>::new()
        );
        assert_eq!(amanat_ledger::verify(&mut conn).await.unwrap().findings, Vec::<String>::new());
    }

    /// How often an event of goods was announced.
    pub async fn announced(&self, kind: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where feature = 'goods' and payload ->> 'type' = $1")
            .bind(kind)
            .fetch_one(&self.store().pool)
            .await
            .unwrap()
    }
}

/// What a buyer sends who pays later.
pub fn later(listing: ListingId, units: i64, price: &str) -> Value {
    json!({ "listingId": listing, "units": units, "unitPrice": price })
}

pub fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}
