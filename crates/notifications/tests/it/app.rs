//! Nodes: this crate's routes and sockets on a port, over a fresh database. Several nodes may share one.

use amanat_base::{EventId, OrderId, RequestId, Role, Secret, SessionId, UserId};
use amanat_notifications::{Emit, Realtime, Room, emit};
use amanat_store::{Store, testdb};
use amanat_web::{Ctx, testing::sign_in, tokens::TokenKeys};
use serde_json::Value;
use std::sync::Arc;
use tokio::{net::TcpListener, task::JoinHandle};

pub struct Db {
    pub ctx: Ctx,
}

pub struct Node {
    pub url: String,
    pub realtime: Realtime,
    tasks: Vec<JoinHandle<()>>,
}

pub struct Person {
    pub id: UserId,
    pub session: SessionId,
    pub token: String,
}

pub async fn database() -> Db {
    let store = testdb::fresh().await.store;
    let tokens = Arc::new(TokenKeys::new(&Secret::new("a secret of at least thirty-two bytes")));
    let ctx = Ctx {
        store,
        tokens,
        development: false,
        staff_second_factor: false,
    };
    Db { ctx }
}

impl Node {
    /// Ends the node as a crash would.
    pub fn kill(&self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Db {
    pub fn store(&self) -> &Store {
        &self.ctx.store
    }

    pub async fn node(&self) -> Node {
        let realtime = Realtime::new(self.ctx.clone());
        let router = amanat_notifications::router()
            .split_for_parts()
            .0
            .with_state(self.ctx.clone())
            .layer(realtime.layer());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let follower = realtime.clone();
        let tasks = vec![
            tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }),
            tokio::spawn(async move { follower.run().await }),
        ];
        Node { url, realtime, tasks }
    }

    pub async fn person(&self, roles: &[Role]) -> Person {
        let (id, session) = sign_in(self.store(), "Somebody", roles).await.unwrap();
        let now = self.store().now().await.unwrap();
        let token = self.ctx.tokens.issue(id, session, now).unwrap();
        Person { id, session, token }
    }

    /// An order between the two, in `state`.
    pub async fn order(&self, buyer: &Person, seller: &Person, state: &str) -> OrderId {
        let id = OrderId::fresh();
        sqlx::query(
            "insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state, acts_at,
                                 created_at, updated_at)
             values ($1, $2, $3, 'offer', $1, 'A deal', '{}', '\\x00', 1, 'USD', 1, $4, now(), now(), now())",
        )
        .bind(id.0)
        .bind(buyer.id.0)
        .bind(seller.id.0)
        .bind(state)
        .execute(&self.store().pool)
        .await
        .unwrap();
        id
    }

    /// A purchase request.
    pub async fn request(&self, buyer: &Person) -> RequestId {
        let id = RequestId::fresh();
        sqlx::query(
            "insert into purchase_requests (id, buyer_id, category_id, title, description, currency, created_at, updated_at)
             select $1, $2, id, 'A phone', 'Any phone at all', 'USD', now(), now() from categories limit 1",
        )
        .bind(id.0)
        .bind(buyer.id.0)
        .execute(&self.store().pool)
        .await
        .unwrap();
        id
    }

    /// Tells a room, as a reaction does.
    pub async fn tell(&self, room: Room, name: &'static str, payload: Value) {
        self.tell_all(&[Emit { room, name, payload }]).await;
    }

    pub async fn tell_all(&self, emits: &[Emit]) {
        let mut tx = self.store().begin().await.unwrap();
        emit(&mut tx, EventId::fresh(), emits).await.unwrap();
        tx.commit().await.unwrap();
    }
}
