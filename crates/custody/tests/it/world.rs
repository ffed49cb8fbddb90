//! A platform with one network, two tokens and a few people.

use alloy::primitives::{Address, U256, address};
use amanat_base::{Amount, AssetId, Price, Result, Secret, SessionId, UserId};
use amanat_chain::{
    Chains, EvmAddress, Policy, Pool,
    registry::{self, AssetRow, Endpoint, Network},
    tx::{LocalKeys, Signer},
};
use amanat_custody::{Custody, Instruct, Payout, PayoutKind, PayoutState, Step};
use amanat_ledger::{Account, Move, Posting, Purpose};
use amanat_store::{
    Store,
    testdb::{self, TestDb},
};
use amanat_testchain::Anvil;
use amanat_web::{Ctx, tokens::TokenKeys};
use axum::{Router, body::Body, http::Request};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tower::ServiceExt;

pub(crate) const CHAIN: i64 = 31337;
pub(crate) const PHRASE: &str = "test test test test test test test test test test test junk";
pub(crate) const SELLER: Address = address!("0x00000000000000000000000000000000000000a1");

pub(crate) struct World {
    pub(crate) db: TestDb,
    pub(crate) node: Anvil,
    pub(crate) custody: Custody,
    pub(crate) pool: Arc<Pool>,
    pub(crate) six: (AssetId, Address),
    pub(crate) eighteen: (AssetId, Address),
    pub(crate) native: AssetId,
    pub(crate) seller: UserId,
    pub(crate) buyer: UserId,
    pub(crate) guard: UserId,
    pub(crate) app: Router,
    tokens: Arc<TokenKeys>,
}

pub(crate) fn signer() -> Signer {
    Signer::Local(LocalKeys::from_phrase(PHRASE).expect("the well-known phrase"))
}

pub(crate) fn custody(signer: Signer) -> Custody {
    Custody {
        chains: Arc::new(Chains::new(hasty())),
        signer: Arc::new(signer),
        stuck_after: TimeDelta::seconds(60),
        sweep_minimum: "1".parse::<Price>().expect("a price"),
        stripe: None,
        public_url: "https://amanat.test".into(),
    }
}

pub(crate) fn units(n: u128) -> Amount {
    Amount::from_u128(n)
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(signer(), None).await
    }

    /// With this signer, and with `rpc` in place of the node's own URL.
    pub(crate) async fn with(signer: Signer, before: Option<&dyn Fn(&str) -> String>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let node = Anvil::start().await;
        let rpc = before.map_or_else(|| node.url().to_owned(), |f| f(node.url()));
        Self::on(signer, node, &rpc).await
    }

    pub(crate) async fn on(signer: Signer, node: Anvil, rpc: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let db = testdb::fresh().await;
        let custody = custody(signer);
        let tokens = Arc::new(TokenKeys::new(&Secret::new("0123456789abcdef0123456789abcdef")));
        let ctx = Ctx {
            store: db.store.clone(),
            tokens: tokens.clone(),
            development: true,
            staff_second_factor: false,
        };
        let app = amanat_custody::router(custody.clone()).split_for_parts().0.with_state(ctx);
        let store = db.store.clone();
        let mut world = Self {
            pool: Pool::http(31337, &[node.url()], hasty()).expect("a URL"),
            six: (AssetId::fresh(), node.deploy_token("USDX", 6).await),
            eighteen: (AssetId::fresh(), node.deploy_token("DAIX", 18).await),
            native: AssetId::fresh(),
            seller: user(&store, "seller", "seller").await,
            buyer: user(&store, "buyer", "buyer").await,
            guard: user(&store, "guard", "guard").await,
            db,
            node,
            custody,
            app,
            tokens,
        };
        world.network(rpc).await.expect("a network");
        world.set_address(world.seller, SELLER).await;
        world
    }

    async fn network(&mut self, rpc: &str) -> Result<()> {
        let mut tx = self.db.store.begin().await?;
        let network = Network {
            chain_id: CHAIN,
            name: "Development".into(),
            native_symbol: "ETH".into(),
            enabled: true,
            confirmations: 1,
            finality_depth: 5,
            block_time_ms: 1000,
            explorer_url: None,
        };
        registry::upsert_network(&mut tx, &network).await?;
        let endpoint = Endpoint {
            url: rpc.into(),
            priority: 0,
            enabled: true,
        };
        registry::put_endpoints(&mut tx, CHAIN, &[endpoint]).await?;
        for (id, contract, symbol, decimals) in [
            (self.six.0, Some(self.six.1), "USDX", 6),
            (self.eighteen.0, Some(self.eighteen.1), "DAIX", 18),
            (self.native, None, "ETH", 18),
        ] {
            let row = AssetRow {
                id,
                chain_id: CHAIN,
                contract: contract.map(EvmAddress),
                symbol: symbol.into(),
                decimals,
                par_currency: None,
                enabled: true,
            };
            registry::upsert_asset(&mut tx, &row).await?;
        }
        tx.commit().await
    }

    pub(crate) fn store(&self) -> &Store {
        &self.db.store
    }

    pub(crate) fn treasury(&self) -> Address {
        self.custody.signer.treasury()
    }

    /// Tokens for the treasury, and native coin for its gas.
    pub(crate) async fn fill_treasury(&self) {
        for token in [self.six.1, self.eighteen.1] {
            self.node.mint(token, self.treasury(), U256::from(10).pow(U256::from(24))).await;
        }
        self.fill_gas(U256::from(10).pow(U256::from(21))).await;
    }

    pub(crate) async fn fill_gas(&self, wei: U256) {
        let from = self.node.accounts().await[0];
        self.node.send_native(from, self.treasury(), wei).await;
    }

    pub(crate) async fn set_address(&self, user: UserId, address: Address) {
        sqlx::query(
            "insert into payout_addresses values ($1, $2, $3, now()) on conflict (user_id, chain_id) do update set address = excluded.address",
        )
        .bind(user.0)
        .bind(CHAIN)
        .bind(address.as_slice())
        .execute(&self.store().pool)
        .await
        .expect("sets the address");
    }

    /// Gives `user` available balance, as an order would.
    pub(crate) async fn credit(&self, user: UserId, asset: AssetId, amount: Amount) {
        let account = |owner: String, purpose| Account { owner, purpose, asset };
        let posting = Posting {
            key: amanat_base::EventId::fresh().0.to_string(),
            kind: "test_credit",
            reference: None,
            moves: vec![Move {
                from: account(format!("network:{CHAIN}"), Purpose::World),
                to: account(format!("user:{user}"), Purpose::Available),
                amount,
            }],
            occurred_at: self.store().now().await.expect("reads"),
        };
        amanat_ledger::post(&mut self.store().pool.acquire().await.expect("connects"), &posting)
            .await
            .expect("posts");
    }

    pub(crate) async fn balance(&self, user: UserId, asset: AssetId, purpose: Purpose) -> Amount {
        let account = Account {
            owner: format!("user:{user}"),
            purpose,
            asset,
        };
        amanat_ledger::balance(&mut self.store().pool.acquire().await.expect("connects"), &account)
            .await
            .expect("reads")
    }

    /// What `holder` has on chain.
    pub(crate) async fn on_chain(&self, token: Option<Address>, holder: Address) -> Amount {
        amanat_chain::tx::balance(&self.pool, token, holder).await.expect("reads")
    }

    pub(crate) fn release(&self, cause: &str, asset: AssetId, amount: Amount) -> Instruct {
        Instruct {
            cause: cause.into(),
            kind: PayoutKind::Release,
            order: None,
            user: self.seller,
            asset,
            amount,
            requested_by: Some(self.buyer),
        }
    }

    /// Credits the seller and instructs a release.
    pub(crate) async fn instruct(&self, asset: AssetId, amount: Amount) -> amanat_base::PayoutId {
        self.credit(self.seller, asset, amount).await;
        let mut tx = self.store().begin().await.expect("begins");
        let cause = format!("event:{}", amanat_base::EventId::fresh().0);
        let id = amanat_custody::instruct(&mut tx, self.release(&cause, asset, amount))
            .await
            .expect("instructs");
        tx.commit().await.expect("commits");
        id.expect("something to pay")
    }

    pub(crate) async fn payout(&self, id: amanat_base::PayoutId) -> Payout {
        amanat_custody::load(&mut self.store().pool.acquire().await.expect("connects"), id)
            .await
            .expect("a payout")
    }

    pub(crate) async fn step(&self, id: amanat_base::PayoutId) -> Step {
        amanat_custody::step_once(&self.custody, self.store(), id).await.expect("steps")
    }

    /// Everything that is due, as the minute's job would.
    pub(crate) async fn tick(&self) {
        self.store().clock.advance(TimeDelta::seconds(16));
        amanat_custody::run_plan_sweeps(&self.custody, self.store(), &amanat_custody::PlanSweeps { asset: None })
            .await
            .expect("plans");
        amanat_custody::run_drive_due(&self.custody, self.store()).await.expect("drives");
    }

    /// Drives until the payout is in `state`, a block at a time.
    pub(crate) async fn until(&self, id: amanat_base::PayoutId, state: PayoutState) -> Payout {
        for _ in 0..12 {
            let payout = self.payout(id).await;
            if payout.state == state {
                return payout;
            }
            self.tick().await;
        }
        panic!("never {state:?}: {:?}", self.payout(id).await);
    }

    /// Deep enough that nothing can change, and everything settled.
    pub(crate) async fn finality(&self) {
        self.node.mine(6).await;
        self.tick().await;
        self.tick().await;
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.store().pool).await.expect("counts")
    }

    /// Every rule that can be checked holds.
    pub(crate) async fn sound(&self) {
        let mut conn = self.store().pool.acquire().await.expect("connects");
        let now = self.store().now().await.expect("reads");
        let findings = amanat_custody::doctor::check(&mut conn, now, 3600.0).await.expect("checks");
        assert!(findings.is_empty(), "{findings:#?}");
        let unbalanced: i64 = sqlx::query_scalar(
            "select count(*) from (select a.asset_id from ledger_entries e join ledger_accounts a on a.id = e.account_id
             group by 1 having sum(e.amount) <> 0) x",
        )
        .fetch_one(&mut *conn)
        .await
        .expect("sums");
        assert_eq!(unbalanced, 0);
    }

    /// A request over HTTP; the status and the body.
    pub(crate) async fn http(&self, who: Option<UserId>, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        self.http_keyed(who, method, path, body, &amanat_base::EventId::fresh().0.to_string())
            .await
    }

    pub(crate) async fn http_keyed(&self, who: Option<UserId>, method: &str, path: &str, body: Option<Value>, key: &str) -> (u16, Value) {
        let mut request = Request::builder().method(method).uri(path).header("idempotency-key", key);
        if let Some(user) = who {
            let session = self.session(user).await;
            let now = self.store().now().await.expect("reads");
            let token = self.tokens.issue(user, session, now).expect("issues");
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |b| Body::from(b.to_string()));
        let request = request.header("content-type", "application/json").body(body).expect("a request");
        let answer = self.app.clone().oneshot(request).await.expect("an answer");
        let status = answer.status().as_u16();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes))),
        )
    }

    async fn session(&self, user: UserId) -> SessionId {
        let id = SessionId::fresh();
        sqlx::query(
            "insert into sessions (id, user_id, created_at, last_used_at, stepped_up_at, expires_at)
             values ($1, $2, now(), now(), now() + interval '10 years', now() + interval '10 years')",
        )
        .bind(id.0)
        .bind(user.0)
        .execute(&self.store().pool)
        .await
        .expect("a session");
        id
    }

    /// An order between buyer and seller, only as far as custody reads it.
    pub(crate) async fn order(&self) -> amanat_base::OrderId {
        let id = amanat_base::OrderId::fresh();
        sqlx::query(
            "insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state, created_at, updated_at)
             values ($1, $2, $3, 'offer', $1, 'a thing', '{}', '\\x00', 1, 'USD', 1, 'completed', now(), now())",
        )
        .bind(id.0)
        .bind(self.buyer.0)
        .bind(self.seller.0)
        .execute(&self.store().pool)
        .await
        .expect("an order");
        id
    }
}

pub(crate) async fn user(store: &Store, name: &str, role: &str) -> UserId {
    let id = UserId::fresh();
    sqlx::query("insert into users (id, email, password_hash, display_name, created_at) values ($1, $2, 'x', $3, now())")
        .bind(id.0)
        .bind(format!("{name}-{}@example.test", id.0.simple()))
        .bind(name)
        .execute(&store.pool)
        .await
        .expect("a user");
    sqlx::query("insert into user_roles values ($1, $2, now())")
        .bind(id.0)
        .bind(role)
        .execute(&store.pool)
        .await
        .expect("a role");
    id
}

/// Short waits: the faults under test are made, not awaited.
fn hasty() -> Policy {
    Policy {
        timeout: Duration::from_secs(5),
        rounds: 2,
        backoff: Duration::from_millis(10),
        max_backoff: Duration::from_millis(100),
        ..Policy::default()
    }
}
