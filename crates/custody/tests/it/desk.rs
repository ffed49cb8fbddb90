//! A desk that pays out by card: no chain, a stand-in for the card processor, orders that were paid there.

use crate::world::{custody, user};
use amanat_base::{Amount, AssetId, EventId, OrderId, PaymentId, PayoutId, Secret, SessionId, UserId};
use amanat_chain::tx::Signer;
use amanat_custody::{Custody, Instruct, Payout, PayoutKind, PayoutState};
use amanat_ledger::{Account, Move, Posting, Purpose};
use amanat_store::{
    Store, deliveries,
    testdb::{self, TestDb},
};
use amanat_stripe::{NewSession, Stripe};
use amanat_thirdparty::{FakeStripe, Options};
use amanat_web::{Ctx, tokens::TokenKeys};
use axum::{Router, body::Body, http::Request};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

/// The dollar of the card rail.
pub(crate) const USD: &str = "00000000-0000-7000-8000-0000000ca001";

pub(crate) struct Desk {
    db: TestDb,
    pub(crate) stripe: FakeStripe,
    pub(crate) custody: Custody,
    app: Router,
    tokens: Arc<TokenKeys>,
    pub(crate) buyer: UserId,
    pub(crate) seller: UserId,
    pub(crate) guard: UserId,
}

/// An order that was paid by card.
pub(crate) struct Paid {
    pub(crate) order: OrderId,
    pub(crate) intent: String,
}

/// Works with the stand-in at this address.
pub(crate) fn custody_at(url: &str) -> Custody {
    let client = Stripe::new(
        url.parse().expect("a URL"),
        Secret::new("sk_test_thirdparty"),
        vec![Secret::new("whsec_thirdparty")],
    );
    let treasury = "0x00000000000000000000000000000000000000AA".parse().expect("an address");
    Custody {
        stripe: Some(client.expect("a client")),
        ..custody(Signer::BuildOnly { treasury })
    }
}

impl Desk {
    /// Of the database.
    pub(crate) fn url(&self) -> &str {
        &self.db.url
    }

    pub(crate) async fn open() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let db = testdb::fresh().await;
        let mut options = Options::default();
        options.settings.hold_webhooks = true;
        let stripe = FakeStripe::start(options).await.expect("starts");
        let custody = custody_at(&stripe.url());
        let tokens = Arc::new(TokenKeys::new(&Secret::new("0123456789abcdef0123456789abcdef")));
        let ctx = Ctx {
            store: db.store.clone(),
            tokens: tokens.clone(),
            development: true,
            staff_second_factor: false,
        };
        let (router, _) = amanat_custody::router(custody.clone()).split_for_parts();
        Self {
            buyer: user(&db.store, "buyer", "buyer").await,
            seller: user(&db.store, "seller", "seller").await,
            guard: user(&db.store, "guard", "guard").await,
            app: router.with_state(ctx),
            db,
            stripe,
            custody,
            tokens,
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.db.store
    }

    pub(crate) fn usd() -> AssetId {
        USD.parse().expect("an id")
    }

    /// The buyer pays `amount` cents at the processor; the rows are as payments would write them.
    pub(crate) async fn paid(&self, amount: i64) -> Paid {
        let (order, payment) = (OrderId::fresh(), PaymentId::fresh());
        let client = self.custody.stripe.as_ref().expect("a client");
        let new = NewSession {
            currency: "usd".into(),
            amount,
            product_name: "A chair".into(),
            client_reference_id: payment.to_string(),
            metadata: Default::default(),
            transfer_group: Some(order.to_string()),
            customer_email: None,
            expires_at: self.store().now().await.expect("reads") + TimeDelta::hours(1),
            success_url: "https://amanat.test".into(),
            cancel_url: "https://amanat.test".into(),
        };
        let session = client.create_session(&new, &payment.to_string()).await.expect("a session");
        self.control(&format!("sessions/{}/complete", session.id), json!({})).await;
        let session = client.session(&session.id).await.expect("a session");
        let intent = session.payment_intent.expect("an intent");
        let charge = client
            .payment_intent(&intent)
            .await
            .expect("an intent")
            .latest_charge
            .expect("a charge");
        sqlx::query(
            "insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state, asset_id, created_at, updated_at)
             values ($1, $2, $3, 'offer', $1, 'a thing', '{}', '\\x00', 1, 'USD', 1, 'completed', $4, now(), now())",
        )
        .bind(order.0)
        .bind(self.buyer.0)
        .bind(self.seller.0)
        .bind(Self::usd().0)
        .execute(&self.store().pool)
        .await
        .expect("an order");
        sqlx::query(
            "insert into payments (id, order_id, buyer_id, asset_id, amount, fee, status, received, expires_at, created_at, updated_at, rail)
             values ($1, $2, $3, $4, $5, 0, 'paid', $5, now(), now(), now(), 'card')",
        )
        .bind(payment.0)
        .bind(order.0)
        .bind(self.buyer.0)
        .bind(Self::usd().0)
        .bind(amount)
        .execute(&self.store().pool)
        .await
        .expect("a payment");
        sqlx::query(
            "insert into card_payments (payment_id, session_id, session_status, session_expires_at, intent_id, charge_id, captured, captured_asset_id, created_at)
             values ($1, $2, 'complete', now(), $3, $4, $5, $6, now())",
        )
        .bind(payment.0)
        .bind(&session.id)
        .bind(&intent)
        .bind(&charge.id)
        .bind(amount)
        .bind(Self::usd().0)
        .execute(&self.store().pool)
        .await
        .expect("a card payment");
        Paid { order, intent }
    }

    /// Gives `user` available balance, as an order would.
    pub(crate) async fn credit(&self, user: UserId, amount: u128) {
        let account = |owner: String, purpose| Account::new(owner, purpose, Self::usd());
        let posting = Posting {
            key: EventId::fresh().0.to_string(),
            kind: "test_credit",
            reference: None,
            moves: vec![Move {
                from: account("stripe".into(), Purpose::World),
                to: account(format!("user:{user}"), Purpose::Available),
                amount: Amount::from_u128(amount),
            }],
            occurred_at: self.store().now().await.expect("reads"),
        };
        amanat_ledger::post(&mut self.store().pool.acquire().await.expect("connects"), &posting)
            .await
            .expect("posts");
    }

    pub(crate) fn what(&self, kind: PayoutKind, order: Option<OrderId>, amount: u128) -> Instruct {
        let user = if kind == PayoutKind::Release { self.seller } else { self.buyer };
        Instruct {
            cause: format!("event:{}", EventId::fresh().0),
            kind,
            order,
            user,
            asset: Self::usd(),
            amount: Amount::from_u128(amount),
            requested_by: None,
        }
    }

    /// Instructs it; the money is in the balance.
    pub(crate) async fn try_instruct(&self, kind: PayoutKind, order: Option<OrderId>, amount: u128) -> Option<PayoutId> {
        let what = self.what(kind, order, amount);
        self.credit(what.user, amount).await;
        let mut tx = self.store().begin().await.expect("begins");
        let id = amanat_custody::instruct(&mut tx, what).await.expect("instructs");
        tx.commit().await.expect("commits");
        id
    }

    pub(crate) async fn instruct(&self, kind: PayoutKind, order: &Paid, amount: u128) -> PayoutId {
        self.try_instruct(kind, Some(order.order), amount).await.expect("something to pay")
    }

    pub(crate) async fn step(&self, id: PayoutId) {
        amanat_custody::step(&self.custody, self.store(), id).await.expect("steps");
    }

    pub(crate) async fn payout(&self, id: PayoutId) -> Payout {
        amanat_custody::load(&mut self.store().pool.acquire().await.expect("connects"), id)
            .await
            .expect("a payout")
    }

    pub(crate) async fn state(&self, id: PayoutId) -> PayoutState {
        self.payout(id).await.state
    }

    pub(crate) async fn later(&self, by: TimeDelta) {
        self.store().clock.advance(by);
        amanat_custody::run_drive_due(&self.custody, self.store()).await.expect("drives");
    }

    pub(crate) async fn balance(&self, user: UserId, purpose: Purpose) -> u128 {
        let account = Account::new(format!("user:{user}"), purpose, Self::usd());
        let amount = amanat_ledger::balance(&mut self.store().pool.acquire().await.expect("connects"), &account).await;
        u128::try_from(amount.expect("reads").0).expect("small")
    }

    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        self.stripe.control(path, body).await.expect("the stand-in does it")
    }

    /// Amounts of the refunds of an intent at the processor, newest first.
    pub(crate) async fn refunds(&self, intent: &str) -> Vec<i64> {
        let client = self.custody.stripe.as_ref().expect("a client");
        client.refunds_of(intent).await.expect("a list").iter().map(|r| r.amount).collect()
    }

    pub(crate) async fn transfers(&self, paid: &Paid) -> Vec<i64> {
        let client = self.custody.stripe.as_ref().expect("a client");
        let all = client.transfers_of(&paid.order.to_string()).await.expect("a list");
        all.iter().map(|t| t.amount).collect()
    }

    /// The seller sets up card payouts; the processor is content with the answers only if told so.
    pub(crate) async fn connect(&self) -> String {
        let (status, body) = self.http(self.seller, "POST", "/api/payouts/card-account", None).await;
        assert_eq!(status, 200, "{body}");
        assert!(
            body["data"]["url"].as_str().is_some_and(|u| u.starts_with(&self.stripe.url())),
            "{body}"
        );
        sqlx::query_scalar("select account_id from card_accounts where user_id = $1")
            .bind(self.seller.0)
            .fetch_one(&self.store().pool)
            .await
            .expect("an account")
    }

    /// An event of the processor, as the webhook stores it, is heard.
    pub(crate) async fn hear(&self, kind: &str, object: Value) {
        let key = EventId::fresh().0.to_string();
        let body = json!({"id": key, "type": kind, "created": 5, "data": {"object": object}}).to_string();
        let mut tx = self.store().begin().await.expect("begins");
        deliveries::store(&mut tx, "stripe", &key, &json!({}), body.as_bytes())
            .await
            .expect("stores");
        tx.commit().await.expect("commits");
        let id: uuid::Uuid = sqlx::query_scalar("select id from deliveries where delivery_key = $1")
            .bind(&key)
            .fetch_one(&self.store().pool)
            .await
            .expect("a delivery");
        amanat_custody::hear_card_event(&self.custody, self.store(), amanat_base::DeliveryId(id))
            .await
            .expect("hears");
    }

    pub(crate) async fn http(&self, who: UserId, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let session = SessionId::fresh();
        sqlx::query(
            "insert into sessions (id, user_id, created_at, last_used_at, stepped_up_at, expires_at)
             values ($1, $2, now(), now(), now() + interval '10 years', now() + interval '10 years')",
        )
        .bind(session.0)
        .bind(who.0)
        .execute(&self.store().pool)
        .await
        .expect("a session");
        let now = self.store().now().await.expect("reads");
        let token = self.tokens.issue(who, session, now).expect("issues");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("idempotency-key", EventId::fresh().0.to_string())
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(body.map_or_else(Body::empty, |b| Body::from(b.to_string())))
            .expect("a request");
        let answer = self.app.clone().oneshot(request).await.expect("an answer");
        let status = answer.status().as_u16();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).expect("JSON"))
    }

    /// Every rule that can be checked holds.
    pub(crate) async fn sound(&self) {
        let mut conn = self.store().pool.acquire().await.expect("connects");
        let now = self.store().now().await.expect("reads");
        let mut findings = amanat_custody::doctor::check(&mut conn, now, 1e9).await.expect("checks");
        findings.extend(amanat_ledger::verify(&mut conn).await.expect("verifies").findings);
        assert!(findings.is_empty(), "{findings:#?}");
    }
}
