//! A platform that takes cards: no chain, a stand-in for the processor, people and orders.

use crate::shop::{Person, answer, app};
use amanat_base::{AssetId, Code, DeliveryId, OfferId, OrderId, PaymentId, PurchaseId, Role, Secret};
use amanat_chain::Chains;
use amanat_escrow::{Action, Actor, Periods, State};
use amanat_ledger::{Account, Move, Posting, Purpose};
use amanat_orders::{By, NewOrder, Origin, Pay, UnitTerms};
use amanat_payments::{CloseCardSession, Payments, process_delivery, run_close_card_session, run_reconcile_cards};
use amanat_store::testdb::{self, TestDb};
use amanat_stripe::{NewSession, Stripe};
use amanat_thirdparty::{FakeStripe, Options};
use amanat_web::tokens::TokenKeys;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// The dollar of the card rail.
pub const USD: &str = "00000000-0000-7000-8000-0000000ca001";
/// Of the webhook.
pub const SECRET: &str = "whsec_thirdparty";
const WEBHOOK: &str = "/api/payment/webhook/stripe";

pub struct Till {
    pub db: TestDb,
    pub stripe: FakeStripe,
    pub payments: Payments,
    app: Router,
    keys: Arc<TokenKeys>,
    pub buyer: Person,
    pub seller: Person,
    _server: tokio::task::JoinHandle<()>,
}

#[derive(Clone, Copy)]
pub struct Bill {
    pub order: OrderId,
    pub payment: PaymentId,
}

impl Till {
    pub async fn open() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let db = testdb::fresh().await;
        let mut options = Options::default();
        options.settings.hold_webhooks = true;
        let stripe = FakeStripe::start(options).await.expect("starts");
        let client = Stripe::new(
            stripe.url().parse().expect("a URL"),
            Secret::new("sk_test_thirdparty"),
            vec![Secret::new(SECRET)],
        )
        .expect("a client");
        let payments = Payments {
            store: db.store.clone(),
            chains: Arc::new(Chains::fixed([])),
            deposit_key: None,
            callback_secret: Secret::new("x"),
            stripe: Some(client),
            public_url: "https://amanat.test".into(),
        };
        let keys = Arc::new(TokenKeys::new(&Secret::new("0123456789abcdef0123456789abcdef")));
        let app = app(&db, &keys, &payments);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        stripe.send_webhooks_to(&format!("http://127.0.0.1:{port}{WEBHOOK}"), &[SECRET]);
        let served = app.clone();
        let server = tokio::spawn(async move {
            axum::serve(listener, served).await.expect("serves");
        });
        let buyer = Person::sign_in(&db.store, &[Role::Buyer]).await;
        let seller = Person::sign_in(&db.store, &[Role::Seller]).await;
        Self {
            db,
            stripe,
            payments,
            app,
            keys,
            buyer,
            seller,
            _server: server,
        }
    }

    pub fn without_stripe(&mut self) {
        self.payments.stripe = None;
        self.app = app(&self.db, &self.keys, &self.payments);
    }

    pub async fn person(&self, roles: &[Role]) -> Person {
        Person::sign_in(&self.db.store, roles).await
    }

    pub async fn order(&self, price: &str) -> OrderId {
        self.order_of(price, None).await
    }

    /// Ten units, or one piece of work.
    pub async fn order_of(&self, price: &str, units: Option<UnitTerms>) -> OrderId {
        let mut tx = self.db.store.begin().await.expect("begins");
        let new = NewOrder {
            buyer: self.buyer.id,
            seller: self.seller.id,
            origin: match units {
                Some(_) => Origin::Purchase(PurchaseId::fresh()),
                None => Origin::Offer(OfferId::fresh()),
            },
            title: "A chair".into(),
            description: "Oak".into(),
            category: None,
            currency: "USD".into(),
            price: price.parse().expect("a price"),
            periods: Periods {
                payment_s: 7_200,
                confirmation_s: 7_200,
                delivery_s: 864_000,
                inspection_s: 259_200,
                dispute_s: 604_800,
            },
            milestones: Vec::new(),
            accepted_by: self.buyer.id,
            units,
            pay: Pay::Later,
        };
        let order = amanat_orders::create(&mut tx, new).await.expect("an order");
        tx.commit().await.expect("commits");
        order
    }

    pub async fn checkout(&self, order: OrderId) -> (StatusCode, Value) {
        let body = json!({"orderId": order, "assetId": USD});
        self.send("POST", "/api/payment/checkout", Some(&self.buyer), body).await
    }

    pub async fn bill(&self, price: &str) -> Bill {
        self.bill_of(self.order(price).await).await
    }

    pub async fn bill_of(&self, order: OrderId) -> Bill {
        let (status, body) = self.checkout(order).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let id = body["data"]["id"].as_str().expect("an id");
        Bill {
            order,
            payment: id.parse().expect("an id"),
        }
    }

    /// An order that was paid by card.
    pub async fn paid(&self, price: &str) -> Bill {
        let bill = self.bill(price).await;
        self.pays(&bill).await;
        self.settle().await;
        assert_eq!(self.state(&bill).await, State::Funded);
        bill
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        self.stripe.control(path, body).await.expect("the stand-in does it")
    }

    /// Of the stand-in's objects, as anybody with the key sees them.
    async fn ask(&self, path: &str) -> Value {
        let text = reqwest::Client::new()
            .get(format!("{}/v1/{path}", self.stripe.url()))
            .bearer_auth("sk_test_thirdparty")
            .send()
            .await
            .expect("answers")
            .bytes()
            .await
            .expect("a body");
        serde_json::from_slice(&text).expect("JSON")
    }

    async fn session_id(&self, bill: &Bill) -> String {
        let all = self.ask("checkout/sessions?limit=100").await;
        let all = all["data"].as_array().expect("a list");
        let own = all.iter().find(|s| s["client_reference_id"] == json!(bill.payment.to_string()));
        own.and_then(|s| s["id"].as_str()).expect("a session").to_owned()
    }

    pub async fn session(&self, bill: &Bill) -> Value {
        let id = self.session_id(bill).await;
        self.ask(&format!("checkout/sessions/{id}")).await
    }

    pub async fn sessions(&self) -> usize {
        self.ask("checkout/sessions?limit=100").await["data"]
            .as_array()
            .expect("a list")
            .len()
    }

    pub async fn newest(&self, noun: &str) -> String {
        self.ask(&format!("{noun}?limit=1")).await["data"][0]["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    pub async fn newest_event(&self, kind: &str) -> String {
        self.ask(&format!("events?limit=1&type={kind}")).await["data"][0]["id"]
            .as_str()
            .expect("an event")
            .to_owned()
    }

    pub async fn intent(&self, bill: &Bill) -> String {
        self.session(bill).await["payment_intent"].as_str().expect("an intent").to_owned()
    }

    /// What the customer does on the page.
    pub async fn act(&self, bill: &Bill, verb: &str, how: Value) {
        let id = self.session_id(bill).await;
        self.control(&format!("sessions/{id}/{verb}"), how).await;
    }

    pub async fn pays(&self, bill: &Bill) {
        self.act(bill, "complete", json!({"paid": true})).await;
    }

    pub async fn disputes(&self, bill: &Bill) -> String {
        let intent = self.intent(bill).await;
        let dispute = self.control(&format!("payment_intents/{intent}/dispute"), json!({})).await;
        dispute["id"].as_str().expect("an id").to_owned()
    }

    /// Somebody pays on a second page that names the same payment, which this server never made.
    pub async fn stray(&self, bill: &Bill) {
        let now = self.db.store.now().await.expect("the time");
        let new = NewSession {
            currency: "usd".into(),
            amount: 3_000,
            product_name: "A chair".into(),
            client_reference_id: bill.payment.to_string(),
            metadata: Default::default(),
            transfer_group: None,
            customer_email: None,
            expires_at: now + chrono::TimeDelta::hours(1),
            success_url: "https://amanat.test".into(),
            cancel_url: "https://amanat.test".into(),
        };
        let client = self.payments.stripe.as_ref().expect("a client");
        let session = client.create_session(&new, "another").await.expect("a session");
        self.control(&format!("sessions/{}/complete", session.id), json!({})).await;
    }

    /// Lets the processor send what it holds. The answers' statuses.
    pub async fn deliver(&self, how: Value) -> Vec<u64> {
        let sent = self.control("deliver", how).await;
        let sent = sent["sent"].as_array().expect("a list").clone();
        sent.iter().map(|s| s["status"].as_u64().expect("a status")).collect()
    }

    /// Runs the jobs of stored deliveries.
    pub async fn process(&self) {
        let ids: Vec<DeliveryId> = sqlx::query_scalar("select id from deliveries where processed_at is null order by received_at")
            .fetch_all(&self.db.store.pool)
            .await
            .expect("reads");
        for id in ids {
            process_delivery(&self.payments, id).await.expect("processes");
        }
    }

    /// Everything that happened at the processor is told and processed.
    pub async fn settle(&self) {
        self.deliver(json!({})).await;
        self.process().await;
    }

    pub async fn settle_backwards(&self) {
        self.deliver(json!({"order": "reverse", "copies": 2})).await;
        self.process().await;
    }

    pub async fn reconcile(&self) -> usize {
        run_reconcile_cards(&self.payments).await.expect("compares")
    }

    /// Runs the jobs that close pages.
    pub async fn run_closings(&self) {
        let ids: Vec<String> = sqlx::query_scalar(
            "select payload->>'payment' from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
             where t.identifier = 'card_close_session'",
        )
        .fetch_all(&self.db.store.pool)
        .await
        .expect("reads");
        assert!(!ids.is_empty(), "a page has to be closed");
        for id in ids {
            let job = CloseCardSession {
                payment: id.parse().expect("an id"),
            };
            run_close_card_session(&self.payments, &job).await.expect("closes");
        }
    }

    /// As the reaction to an order's end does.
    pub async fn cancel(&self, bill: &Bill) {
        let mut tx = self.db.store.begin().await.expect("begins");
        amanat_orders::act(&mut tx, bill.order, Action::Cancel, By::person(Actor::Buyer, self.buyer.id))
            .await
            .expect("cancels");
        amanat_payments::order_closed(&mut tx, bill.order).await.expect("closes");
        tx.commit().await.expect("commits");
    }

    /// The seller delivers, the buyer confirms.
    pub async fn release(&self, bill: &Bill) {
        let mut tx = self.db.store.begin().await.expect("begins");
        amanat_orders::act(&mut tx, bill.order, Action::Deliver, By::person(Actor::Seller, self.seller.id))
            .await
            .expect("delivers");
        amanat_orders::act(&mut tx, bill.order, Action::Confirm, By::person(Actor::Buyer, self.buyer.id))
            .await
            .expect("confirms");
        tx.commit().await.expect("commits");
    }

    /// One guard proposes it, another settles it.
    pub async fn settles_case(&self, action: &str) {
        let id: uuid::Uuid = sqlx::query_scalar("select id from exception_cases where status = 'open'")
            .fetch_one(&self.db.store.pool)
            .await
            .expect("a case");
        let (first, second) = (self.person(&[Role::Guard]).await, self.person(&[Role::Guard]).await);
        let path = format!("/api/admin/exceptions/{id}");
        let propose = json!({"action": action, "note": "so be it"});
        let (status, body) = self.send("POST", &format!("{path}/propose"), Some(&first), propose).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let (status, body) = self
            .send("POST", &format!("{path}/settle"), Some(&second), json!({ "action": action }))
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }

    /// Fees that the platform earned elsewhere.
    pub async fn fund_fees(&self, amount: u128) {
        let account = |owner: &str, purpose| Account::new(owner, purpose, Self::usd());
        let posting = Posting {
            key: "test:fees".into(),
            kind: "test",
            reference: None,
            moves: vec![Move {
                from: account("test", Purpose::World),
                to: account("platform", Purpose::Fees),
                amount: amanat_base::Amount::from_u128(amount),
            }],
            occurred_at: self.db.store.now().await.expect("the time"),
        };
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        amanat_ledger::post(&mut conn, &posting).await.expect("posts");
    }

    fn usd() -> AssetId {
        USD.parse().expect("an id")
    }

    pub async fn send(&self, method: &str, path: &str, by: Option<&Person>, body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("idempotency-key", DeliveryId::fresh().to_string());
        if let Some(person) = by {
            let now = self.db.store.now().await.expect("the time");
            request = request.header("authorization", format!("Bearer {}", person.token(&self.keys, now)));
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        answer(self.app.clone(), request.body(body).expect("a request")).await
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.send("GET", path, Some(&self.buyer), Value::Null).await
    }

    pub async fn webhook(&self, header: Option<&str>, body: Vec<u8>) -> (StatusCode, Value) {
        let mut request = Request::post(WEBHOOK);
        if let Some(header) = header {
            request = request.header("stripe-signature", header);
        }
        answer(self.app.clone(), request.body(Body::from(body)).expect("a request")).await
    }

    /// A genuine signature of any text.
    pub async fn sign(&self, body: &[u8]) -> String {
        let body = std::str::from_utf8(body).expect("a text");
        let answer = self.control("sign", json!({"body": body})).await;
        answer["header"].as_str().expect("a header").to_owned()
    }

    /// A genuine signature of any bytes.
    pub async fn sign_bytes(&self, body: &[u8]) -> String {
        use hmac::{Hmac, KeyInit, Mac};
        let now = self.db.store.now().await.expect("the time").timestamp();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key");
        mac.update(format!("{now}.").as_bytes());
        mac.update(body);
        format!("t={now},v1={}", hex::encode(mac.finalize().into_bytes()))
    }

    pub fn code(&self, body: &Value) -> Option<Code> {
        crate::shop::code(body)
    }

    pub async fn view(&self, bill: &Bill) -> Value {
        let (status, body) = self.get(&format!("/api/payment/{}", bill.payment)).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["data"].clone()
    }

    async fn load(&self, bill: &Bill) -> amanat_orders::Order {
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        amanat_orders::load(&mut conn, bill.order).await.expect("an order")
    }

    pub async fn state(&self, bill: &Bill) -> State {
        self.load(bill).await.deal.state
    }

    pub async fn held_because(&self, bill: &Bill) -> Option<String> {
        self.load(bill).await.hold_reason
    }

    pub async fn balance(&self, owner: String, purpose: Purpose) -> u64 {
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        let amount = amanat_ledger::balance(&mut conn, &Account::new(owner, purpose, Self::usd()))
            .await
            .expect("a balance");
        u64::try_from(amount.0).expect("small")
    }

    /// What is outside, in minor units; 0 when as much went back as came.
    pub async fn world(&self) -> i64 {
        self.count("select coalesce(sum(balance), 0)::bigint from ledger_accounts where owner = 'stripe'")
            .await
    }

    pub async fn held(&self, bill: &Bill) -> u64 {
        self.balance(format!("order:{}", bill.order), Purpose::Held).await
    }

    pub async fn suspense(&self, bill: &Bill) -> u64 {
        self.balance(format!("payment:{}", bill.payment), Purpose::Suspense).await
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.db.store.pool).await.expect("counts")
    }

    pub async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.db.store.pool).await.expect("does it");
    }

    pub async fn execute_with(&self, sql: &'static str, id: uuid::Uuid) {
        sqlx::query(sql).bind(id).execute(&self.db.store.pool).await.expect("does it");
    }

    pub async fn announced(&self, kind: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where feature = 'payments' and payload->>'type' = $1")
            .bind(kind)
            .fetch_one(&self.db.store.pool)
            .await
            .expect("reads")
    }

    /// Kind, status and amount of every case, oldest first.
    pub async fn cases(&self) -> Vec<(String, String, i64)> {
        sqlx::query_as("select kind, status, amount::bigint from exception_cases order by opened_at, id")
            .fetch_all(&self.db.store.pool)
            .await
            .expect("reads")
    }

    /// Everything that must hold, holds.
    pub async fn healthy(&self) {
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        let now = self.db.store.now().await.expect("the time");
        let mut findings = amanat_payments::doctor::check(&mut conn, now, 1e9).await.expect("checks");
        findings.extend(amanat_orders::doctor::check(&mut conn, now, 1e9).await.expect("checks"));
        findings.extend(amanat_ledger::verify(&mut conn).await.expect("verifies").findings);
        assert!(findings.is_empty(), "{findings:#?}");
    }
}
