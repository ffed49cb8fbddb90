//! A platform with one network, one stablecoin, people, and orders that wait to be paid.

use alloy::primitives::{Address, B256, U256};
use amanat_base::{Amount, AssetId, Code, DeliveryId, DepositId, OfferId, OrderId, Role, Secret, SessionId, UserId};
use amanat_chain::{
    Chains, EvmAddress, Policy, Pool,
    callback::{CALLBACK_PATH, DELIVERY_HEADER, Report, ReportEvent, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign},
    evm,
    hd::DepositKey,
    registry::{self, AssetRow, Network},
};
use amanat_escrow::{Periods, State};
use amanat_ledger::{Account, Purpose};
use amanat_orders::{NewOrder, Origin};
use amanat_payments::{CheckDeposit, Payments, process_delivery, run_check_deposit};
use amanat_store::testdb::{self, TestDb};
use amanat_testchain::Anvil;
use amanat_web::{Ctx, testing::sign_in, tokens::TokenKeys};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tower::ServiceExt;

/// The chain.
pub const CHAIN: i64 = 31337;
/// What scanners and this server share.
pub const SECRET: &str = "scanner secret of the test";
/// Not the phrase of the node, whose accounts pay.
const PHRASE: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";

pub struct Shop {
    pub db: TestDb,
    pub node: Anvil,
    pub payments: Payments,
    pub app: Router,
    pub keys: Arc<TokenKeys>,
    pub payer: Address,
    pub token: Address,
    pub usdc: AssetId,
    pub buyer: Person,
    pub seller: Person,
}

#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    session: SessionId,
}

impl Person {
    fn nobody() -> Self {
        Self {
            id: UserId::fresh(),
            session: SessionId::fresh(),
        }
    }

    pub async fn sign_in(store: &amanat_store::Store, roles: &[Role]) -> Self {
        let (id, session) = sign_in(store, "P", roles).await.expect("signs in");
        Self { id, session }
    }

    pub fn token(&self, keys: &TokenKeys, now: amanat_base::Time) -> String {
        keys.issue(self.id, self.session, now).expect("a token")
    }
}

/// An order with its checkout.
#[derive(Clone, Copy)]
pub struct Bill {
    pub order: OrderId,
    pub payment: amanat_base::PaymentId,
    pub address: Address,
}

/// 100 USD in 6 decimals: what a bill asks for.
pub const PRICE: u64 = 100_000_000;

impl Shop {
    /// Three confirmations, final after ten.
    pub async fn open() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let node = Anvil::start().await;
        let token = node.deploy_token("USDC", 6).await;
        let db = testdb::fresh().await;
        let policy = Policy {
            backoff: Duration::from_millis(5),
            rounds: 2,
            ..Policy::default()
        };
        let pool = Pool::http(31337, &[node.url()], policy).expect("a URL");
        let keys = Arc::new(TokenKeys::new(&Secret::new("0123456789abcdef0123456789abcdef")));
        let payments = payments(&db, pool, SECRET);
        let mut shop = Self {
            payer: node.accounts().await[0],
            app: app(&db, &keys, &payments),
            usdc: AssetId::fresh(),
            buyer: Person::nobody(),
            seller: Person::nobody(),
            db,
            node,
            payments,
            keys,
            token,
        };
        shop.network(3).await;
        shop.usdc = shop.list(Some(token), "USDC", 6).await;
        shop.buyer = shop.person(&[Role::Buyer]).await;
        shop.seller = shop.person(&[Role::Seller]).await;
        shop
    }

    pub async fn network(&self, confirmations: i32) {
        let network = Network {
            chain_id: CHAIN,
            name: "Test".into(),
            native_symbol: "ETH".into(),
            enabled: true,
            confirmations,
            finality_depth: 10,
            block_time_ms: 1_000,
            explorer_url: Some("https://explorer.test/".into()),
        };
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        registry::upsert_network(&mut conn, &network).await.expect("saved");
    }

    /// Lists an asset at par with the dollar.
    pub async fn list(&self, contract: Option<Address>, symbol: &str, decimals: i16) -> AssetId {
        let row = AssetRow {
            id: AssetId::fresh(),
            chain_id: CHAIN,
            contract: contract.map(EvmAddress),
            symbol: symbol.into(),
            decimals,
            par_currency: Some("USD".into()),
            enabled: true,
        };
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        registry::upsert_asset(&mut conn, &row).await.expect("saved")
    }

    pub async fn set_dust(&self, units: i64) {
        sqlx::query("update assets set dust = $1")
            .bind(units)
            .execute(&self.db.store.pool)
            .await
            .expect("saved");
    }

    /// A signed-in person.
    pub async fn person(&self, roles: &[Role]) -> Person {
        let (id, session) = sign_in(&self.db.store, "P", roles).await.expect("signs in");
        Person { id, session }
    }

    /// An order for `price` dollars that waits to be paid.
    pub async fn order(&self, price: &str) -> OrderId {
        let mut tx = self.db.store.begin().await.expect("begins");
        let new = NewOrder {
            buyer: self.buyer.id,
            seller: self.seller.id,
            origin: Origin::Offer(OfferId::fresh()),
            title: "A chair".into(),
            description: "Oak".into(),
            category: None,
            currency: "USD".into(),
            price: price.parse().expect("a price"),
            periods: Periods {
                payment_s: 3_600,
                confirmation_s: 7_200,
                delivery_s: 864_000,
                inspection_s: 259_200,
                dispute_s: 604_800,
            },
            milestones: Vec::new(),
            units: None,
            pay: amanat_orders::Pay::Later,
            accepted_by: self.buyer.id,
        };
        let order = amanat_orders::create(&mut tx, new).await.expect("an order");
        tx.commit().await.expect("commits");
        order
    }

    /// An order of 100 USD with its checkout in USDC.
    pub async fn bill(&self) -> Bill {
        let order = self.order("100").await;
        self.checkout(order, self.usdc).await
    }

    pub async fn checkout(&self, order: OrderId, asset: AssetId) -> Bill {
        let (status, body) = self
            .send(
                "POST",
                "/api/payment/checkout",
                Some(&self.buyer),
                json!({"orderId": order, "assetId": asset}),
            )
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
        bill(&body["data"])
    }

    /// A request with a fresh idempotency key.
    pub async fn send(&self, method: &str, path: &str, by: Option<&Person>, body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("idempotency-key", DeliveryId::fresh().to_string());
        if let Some(person) = by {
            // A fresh token each time: tests move the clock.
            let now = self.db.store.now().await.expect("the time");
            let token = self.keys.issue(person.id, person.session, now).expect("a token");
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        answer(self.app.clone(), request.body(body).expect("a request")).await
    }

    /// Transfers base units of the stablecoin to an address.
    pub async fn pay(&self, to: Address, units: u64) -> B256 {
        self.node.send_token(self.token, self.payer, to, U256::from(units)).await
    }

    /// The report that an honest scanner would send about a transaction's first transfer.
    pub async fn report(&self, tx: B256, token: Option<Address>, to: Address, event: ReportEvent) -> Report {
        let receipt = self.node.receipt(tx).await;
        let number = |field: &str| {
            let text = receipt[field].as_str().unwrap_or("0x0");
            u64::from_str_radix(text.trim_start_matches("0x"), 16).expect("hex")
        };
        let hash = receipt["blockHash"]
            .as_str()
            .and_then(|t| t.parse::<B256>().ok())
            .unwrap_or_default();
        Report {
            event,
            chain_id: 31337,
            block_number: number("blockNumber"),
            block_hash: hash.into(),
            tx_hash: tx.into(),
            log_index: token.map(|_| 0),
            ordinal: 0,
            token: token.map(EvmAddress),
            listed: true,
            from: self.payer.into(),
            to: to.into(),
            amount: Amount::from_u128(1),
            confirmations: 1,
            incarnation: 0,
            sent_at: self.db.store.now().await.expect("the time"),
        }
    }

    /// Sends a report, signed as told, through HTTP.
    pub async fn deliver(&self, report: &Report) -> StatusCode {
        let body = serde_json::to_vec(report).expect("serialises");
        self.deliver_raw(SECRET, 0, body.clone(), body).await.0
    }

    /// Sends `body` with the signature of `signed`, made `age_s` seconds ago.
    pub async fn deliver_raw(&self, secret: &str, age_s: i64, signed: Vec<u8>, body: Vec<u8>) -> (StatusCode, Value) {
        let now: chrono::DateTime<chrono::Utc> = sqlx::query_scalar("select now()")
            .fetch_one(&self.db.store.pool)
            .await
            .expect("the time");
        let stamp = now.timestamp() - age_s;
        let signature = sign(&Secret::new(secret), stamp, &signed).expect("signs");
        let request = Request::post(CALLBACK_PATH)
            .header(TIMESTAMP_HEADER, stamp.to_string())
            .header(SIGNATURE_HEADER, signature)
            .header(DELIVERY_HEADER, "whatever")
            .body(Body::from(body))
            .expect("a request");
        answer(self.app.clone(), request).await
    }

    /// Runs the jobs that deliveries are waiting for.
    pub async fn process(&self) {
        let ids: Vec<DeliveryId> = sqlx::query_scalar("select id from deliveries where processed_at is null order by received_at")
            .fetch_all(&self.db.store.pool)
            .await
            .expect("reads");
        for id in ids {
            process_delivery(&self.payments, id).await.expect("processes");
        }
    }

    /// Lets the server look again at every deposit that it still follows.
    pub async fn look(&self) {
        let ids: Vec<DepositId> = sqlx::query_scalar("select id from deposits where check_at is not null order by detected_at, id")
            .fetch_all(&self.db.store.pool)
            .await
            .expect("reads");
        for deposit in ids {
            run_check_deposit(&self.payments, &CheckDeposit { deposit }).await.expect("looks");
        }
    }

    /// Pays, is reported, grows deep enough, is looked at.
    pub async fn paid(&self, to: Address, units: u64) -> B256 {
        let tx = self.pay(to, units).await;
        self.arrives(tx, Some(self.token), to).await;
        tx
    }

    /// A transfer is reported, grows deep enough, is looked at.
    pub async fn arrives(&self, tx: B256, token: Option<Address>, to: Address) {
        let report = self.report(tx, token, to, ReportEvent::Detected).await;
        assert_eq!(self.deliver(&report).await, StatusCode::OK);
        self.process().await;
        self.node.mine(2).await;
        self.look().await;
    }

    pub async fn state(&self, order: OrderId) -> State {
        self.load(order).await.deal.state
    }

    pub async fn load(&self, order: OrderId) -> amanat_orders::Order {
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        amanat_orders::load(&mut conn, order).await.expect("an order")
    }

    /// What the API says about a payment.
    pub async fn payment(&self, bill: &Bill) -> Value {
        let (status, body) = self
            .send("GET", &format!("/api/payment/{}", bill.payment), Some(&self.buyer), Value::Null)
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["data"].clone()
    }

    pub async fn status(&self, bill: &Bill) -> String {
        self.payment(bill).await["status"].as_str().expect("a status").to_owned()
    }

    /// Kind, status and amount of every case, oldest first.
    pub async fn cases(&self) -> Vec<(String, String, u64)> {
        let rows: Vec<(String, String, i64)> =
            sqlx::query_as("select kind, status, amount::bigint from exception_cases order by opened_at, id")
                .fetch_all(&self.db.store.pool)
                .await
                .expect("reads");
        rows.into_iter()
            .map(|(k, s, a)| (k, s, u64::try_from(a).expect("positive")))
            .collect()
    }

    pub async fn deposits(&self) -> Vec<(String, u64)> {
        let rows: Vec<(String, i64)> = sqlx::query_as("select status, amount::bigint from deposits order by detected_at, id")
            .fetch_all(&self.db.store.pool)
            .await
            .expect("reads");
        rows.into_iter().map(|(s, a)| (s, u64::try_from(a).expect("positive"))).collect()
    }

    pub async fn outcomes(&self) -> Vec<String> {
        sqlx::query_scalar("select coalesce(outcome, '') from deliveries order by received_at")
            .fetch_all(&self.db.store.pool)
            .await
            .expect("reads")
    }

    /// How often events of this type were announced by payments.
    pub async fn announced(&self, kind: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where feature = 'payments' and payload->>'type' = $1")
            .bind(kind)
            .fetch_one(&self.db.store.pool)
            .await
            .expect("reads")
    }

    pub async fn balance(&self, owner: String, purpose: Purpose) -> u64 {
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        let account = Account {
            owner,
            purpose,
            asset: self.usdc,
        };
        let amount = amanat_ledger::balance(&mut conn, &account).await.expect("a balance");
        u64::try_from(amount.0).expect("small")
    }

    pub async fn held(&self, bill: &Bill) -> u64 {
        self.balance(format!("order:{}", bill.order), Purpose::Held).await
    }

    pub async fn suspense(&self, bill: &Bill) -> u64 {
        self.balance(format!("payment:{}", bill.payment), Purpose::Suspense).await
    }

    /// Platform time goes on; timers of orders fire.
    pub async fn later(&self, seconds: i64) {
        self.db.store.clock.advance(chrono::TimeDelta::seconds(seconds));
        amanat_orders::run_due_timers(&self.db.store).await.expect("timers");
        amanat_payments::run_payment_sweep(&self.payments).await.expect("sweeps");
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

pub fn payments(db: &TestDb, pool: Arc<Pool>, secret: &str) -> Payments {
    Payments {
        store: db.store.clone(),
        chains: Arc::new(Chains::fixed([(CHAIN, pool)])),
        deposit_key: Some(deposit_key()),
        callback_secret: Secret::new(secret),
        stripe: None,
        public_url: "https://amanat.test".into(),
    }
}

fn deposit_key() -> DepositKey {
    amanat_chain::tx::LocalKeys::from_phrase(PHRASE)
        .expect("the well-known phrase")
        .deposit_key()
}

pub fn app(db: &TestDb, keys: &Arc<TokenKeys>, payments: &Payments) -> Router {
    let ctx = Ctx {
        store: db.store.clone(),
        tokens: keys.clone(),
        development: true,
        staff_second_factor: false,
    };
    let (router, _) = amanat_payments::router(payments.clone()).split_for_parts();
    router.with_state(ctx)
}

pub async fn answer(app: Router, request: Request<Body>) -> (StatusCode, Value) {
    let response = app.oneshot(request).await.expect("infallible");
    let status = response.status();
    let bytes: Bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

pub fn bill(view: &Value) -> Bill {
    let parse = |field: &str| view[field].as_str().expect("a text").to_owned();
    Bill {
        order: parse("orderId").parse().expect("an id"),
        payment: parse("id").parse().expect("an id"),
        address: parse("address").parse().expect("an address"),
    }
}

pub fn code(body: &Value) -> Option<Code> {
    serde_json::from_value(body["error"]["code"].clone()).ok()
}

/// The newest height, as the platform would ask for it.
pub async fn head(shop: &Shop) -> u64 {
    let mut conn = shop.db.store.pool.acquire().await.expect("connects");
    let pool = shop.payments.chains.pool(&mut conn, CHAIN).await.expect("a pool");
    evm::block_number(&pool).await.expect("the node answers")
}
