//! One of everything, and everybody who might want it: what the route table is proved on.

use amanat_base::{EventId, IdentityId, PasskeyId, Role, SessionId};
use amanat_testkit::{
    Deal, Market, Person, Setup, TestApp,
    thirdparty::{FakeStripe, Upstream},
};
use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The columns of the table: nobody, and six people.
pub const CALLERS: [&str; 7] = ["anon", "strang", "buyer", "seller", "resolv", "guard", "admin"];

/// The platform with its people and things.
pub struct Stage {
    pub app: TestApp,
    pub people: BTreeMap<&'static str, Person>,
    /// Id by name of the thing, as the table names it.
    pub things: BTreeMap<&'static str, String>,
    /// What no stranger may ever read.
    pub private: Vec<String>,
    pub refresh_token: String,
    _others: (FakeStripe, Upstream),
}

/// What the seller sells: nobody but its buyer may ever read it.
const SECRET: &str = "sk-canary-of-the-stage";

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("an id: {value}")).to_owned()
}

impl Stage {
    pub async fn build() -> Self {
        let setup = Setup {
            settings: vec![("TELEGRAM_BOT_ID", "7342037359".into())],
            ..Setup::default()
        };
        let market = Market::open_with(setup).await;
        let mut people = BTreeMap::new();
        for (name, roles) in [
            ("strang", &[Role::Buyer, Role::Seller][..]),
            ("buyer", &[Role::Buyer]),
            ("seller", &[Role::Seller]),
            ("resolv", &[Role::Resolver]),
            ("guard", &[Role::Guard]),
            ("admin", &[Role::Admin]),
        ] {
            people.insert(name, market.app.person(name, roles).await);
        }
        let listings = listings(&market, &people["seller"]).await;
        let Market { app, stripe, upstream, .. } = market;
        let mut stage = Self {
            app,
            people,
            things: listings,
            private: Vec::new(),
            refresh_token: String::new(),
            _others: (stripe, upstream),
        };
        stage.accounts().await;
        stage.marketplace().await;
        stage.orders().await;
        stage.goods().await;
        stage.files().await;
        stage.money_out().await;
        stage.irregular_payment().await;
        stage.machine_room().await;
        let notices = stage.people["buyer"].get("/api/notification").await.ok();
        stage.add("notification", id(&notices["items"][0]));
        stage.private = stage.secrets().await;
        stage
    }

    fn add(&mut self, name: &'static str, id: String) {
        self.things.insert(name, id);
    }

    pub fn person(&self, caller: &str) -> Option<&Person> {
        self.people.get(caller)
    }

    /// The same person in another session.
    pub async fn again(&self, caller: &str) -> Option<Person> {
        let person = self.person(caller)?;
        let (session, store) = (SessionId::fresh(), &self.app.db.store);
        let now = store.now().await.expect("the time");
        sqlx::query(
            "insert into sessions (id, user_id, created_at, last_used_at, stepped_up_at, expires_at)
         values ($1, $2, $3, $3, $3 + interval '400 days', $3 + interval '400 days')",
        )
        .bind(session.0)
        .bind(person.id.0)
        .bind(now)
        .execute(&store.pool)
        .await
        .expect("opens a session");
        let token = self.app.app.ctx.tokens.issue(person.id, session, now + TimeDelta::days(365));
        Some(Person::new(&self.app.base, person.id, token.expect("a token")))
    }

    async fn accounts(&mut self) {
        for person in self.people.values() {
            self.app.payout_address(person).await;
        }
        self.again("buyer").await.expect("the buyer");
        let sessions = self.people["buyer"].get("/api/auth/sessions").await.ok();
        let other = sessions["items"]
            .as_array()
            .and_then(|all| all.iter().find(|s| s["current"] == false));
        let other = id(other.expect("another session"));
        let target = self.app.person("Target", &[Role::Buyer]).await.id.to_string();
        let known = self.app.person("Known", &[Role::Buyer]).await;
        sqlx::query("update users set email = 'known@test.invalid' where id = $1")
            .bind(known.id.0)
            .execute(&self.app.db.store.pool)
            .await
            .expect("names it");
        let account = json!({ "email": "known@test.invalid", "password": amanat_web::testing::PASSWORD });
        let known = known.post("/api/auth/login", account).await.ok();
        self.refresh_token = known["refreshToken"].as_str().expect("a token").to_owned();
        let home = json!({ "recipient": "Bahar", "line1": "1 Main Street", "city": "Vienna", "country": "AT" });
        let home = id(&self.people["buyer"].post("/api/address", home).await.ok());
        self.add("address", home);
        let key = json!({ "name": "A key", "scopes": ["read"], "expiresInDays": 1 });
        let key = id(&self.people["buyer"].post("/api/user/api-keys", key).await.ok());
        self.add("api-key", key);
        self.add("session", other);
        let passkey = self.passkey_of("buyer").await;
        self.add("passkey", passkey);
        let identity = self.identity_of("buyer").await;
        self.add("identity", identity);
        self.add("provider", "nowhere".into());
        self.add("user", target);
        self.add("network", "31337".into());
        self.add("shop", "shop-of-seller".into());
    }

    /// A passkey that nobody can use.
    async fn passkey_of(&self, owner: &str) -> String {
        let (id, store) = (PasskeyId::fresh(), &self.app.db.store);
        sqlx::query(
            "insert into passkeys (id, user_id, credential_id, name, passkey, created_at) values ($1, $2, $3, 'Phone', '{}', now())",
        )
        .bind(id.0)
        .bind(self.people[owner].id.0)
        .bind(id.0.as_bytes().as_slice())
        .execute(&store.pool)
        .await
        .expect("keeps a passkey");
        id.to_string()
    }

    /// An account elsewhere that is linked.
    async fn identity_of(&self, owner: &str) -> String {
        let (id, store) = (IdentityId::fresh(), &self.app.db.store);
        sqlx::query(
            "insert into identities (id, user_id, provider, subject, label, linked_at) values ($1, $2, 'telegram', '7', '@buyer', now())",
        )
        .bind(id.0)
        .bind(self.people[owner].id.0)
        .execute(&store.pool)
        .await
        .expect("links");
        id.to_string()
    }

    async fn marketplace(&mut self) {
        let category = json!({ "slug": "a-category", "name": "A category" });
        let category = id(&self.people["admin"].post("/api/marketplace/categories", category).await.ok());
        self.add("category", category);
        let text = json!({ "kind": "offer", "name": "A text" });
        let text = id(&self.people["seller"].post("/api/marketplace/templates", text).await.ok());
        self.add("template", text);
        for (request, offer) in [
            ("request", "offer"),
            ("request.declined", "offer.decline"),
            ("request.withdrawn", "offer.withdraw"),
            ("request.accepted", "offer.accept"),
        ] {
            let wanted = id(&self.people["buyer"]
                .post("/api/marketplace/requests", self.new_request())
                .await
                .ok());
            let path = format!("/api/marketplace/requests/{wanted}/offers");
            let made = id(&self.people["seller"].post(&path, proposal("120")).await.ok());
            self.add(request, wanted);
            self.add(offer, made);
        }
    }

    async fn orders(&mut self) {
        let names = [
            "order.worked",
            "order.ready",
            "order.refundable",
            "order.cancelling",
            "order.paid",
            "order.awaiting",
            "order.unpaid",
        ];
        for name in names {
            let order = self
                .app
                .agree(&self.people["buyer"], &self.people["seller"], "100", json!([]))
                .await;
            self.add(name, order);
        }
        let payments = join_all(names[..5].iter().map(async |name| {
            let deal = self.deal(name);
            let payment = self.app.checkout(&deal, "tUSD").await;
            self.app.pay(&deal, &payment, None).await;
            self.app.until(&deal, "funded").await;
            id(&payment)
        }))
        .await;
        self.add("payment", payments[4].clone());
        let cancelling = self.deal("order.cancelling");
        cancelling
            .buyer
            .act(&cancelling.order, json!({ "action": "propose_cancel" }))
            .await
            .ok();
    }

    /// Two tokens of the buyer's, one that shows a secret and a metered one; and somebody's listing that waits to be looked at.
    async fn goods(&mut self) {
        for (listing, order, token) in [
            ("listing", "order.units", "token"),
            ("listing.metered", "order.metered", "token.metered"),
        ] {
            let ask = json!({ "listingId": self.things[listing], "units": 10, "unitPrice": "1" });
            let bought = self.people["buyer"].post("/api/orders", ask).await.ok();
            self.add(order, bought["order"]["orderId"].as_str().expect("an id").to_owned());
            let deal = self.deal(order);
            let payment = self.app.checkout(&deal, "tUSD").await;
            self.app.pay(&deal, &payment, None).await;
            self.app.until(&deal, "delivered").await;
            let tokens = self.people["buyer"].get(&format!("/api/tokens?orderId={}", deal.order)).await.ok();
            self.add(token, id(&tokens["items"][0]));
        }
    }

    /// Two papers of the seller's, one to show and one to take away.
    async fn files(&mut self) {
        for name in ["file", "file.removed"] {
            let made = self.people["seller"]
                .upload("purpose=attachment&name=paper.txt", "Some words.")
                .await
                .ok();
            self.add(name, id(&made));
        }
    }

    pub fn deal(&self, order: &str) -> Deal {
        Deal {
            buyer: self.people["buyer"].clone(),
            seller: self.people["seller"].clone(),
            order: self.things[order].clone(),
        }
    }

    /// Sweeps and payouts: one of each under way, the others waiting for a guard.
    async fn money_out(&mut self) {
        let (admin, other_guard) = (&self.people["admin"], self.app.person("Gwen", &[Role::Guard]).await);
        let limits = json!({ "default": "0", "assets": [] });
        admin.put("/api/admin/settings/approval-thresholds", limits).await.ok();
        let paid = self.deal("order.paid");
        for _ in 0..3 {
            let part = json!({ "action": "release_part", "amount": "10000000" });
            paid.buyer.act(&paid.order, part).await.ok();
        }
        let payouts = self
            .app
            .eventually("three payouts wait for a guard", || self.waiting("/api/admin/payouts"))
            .await;
        // Again and again: an address that is found funded a moment later is in no earlier plan.
        let sweeps = self
            .app
            .eventually("three sweeps wait for a guard", || async {
                admin.post("/api/admin/sweeps/plan", json!({})).await.ok();
                self.waiting("/api/admin/sweeps").await
            })
            .await;
        for (kind, id) in [("sweeps", &sweeps[0]), ("payouts", &payouts[0])] {
            other_guard.post(&format!("/api/admin/{kind}/{id}/approve"), Value::Null).await.ok();
            let transaction = format!("/api/admin/{kind}/{id}/transaction");
            self.app
                .eventually("a transaction is built", || async {
                    other_guard.get(&transaction).await.status.is_success().then_some(())
                })
                .await;
        }
        for (name, id) in ["sweep.sent", "sweep.approve", "sweep.reject"].into_iter().zip(sweeps) {
            self.add(name, id);
        }
        for (name, id) in ["payout.sent", "payout.approve", "payout.reject"].into_iter().zip(payouts) {
            self.add(name, id);
        }
    }

    /// Ids of the things on this list that wait for a guard, once there are three.
    async fn waiting(&self, list: &str) -> Option<Vec<String>> {
        let all = self.people["admin"].get(list).await.ok();
        let waiting = all["items"].as_array()?.iter().filter(|i| i["state"] == "pending_approval");
        let ids: Vec<_> = waiting.map(id).collect();
        (ids.len() >= 3).then_some(ids)
    }

    /// The same checkout paid twice.
    async fn irregular_payment(&mut self) {
        let payment = json!({ "id": self.things["payment"] });
        self.app.pay(&self.deal("order.paid"), &payment, None).await;
        let case = self
            .app
            .eventually("a case is opened", || async {
                let cases = self.people["admin"].get("/api/admin/exceptions").await.ok();
                cases["items"].get(0).map(id)
            })
            .await;
        self.add("case", case);
    }

    /// What administrators look into: a delivery, a job that failed, and the books.
    async fn machine_room(&mut self) {
        let pool = self.app.db.store.pool.clone();
        let one = async |sql: &'static str| -> String { sqlx::query_scalar(sql).fetch_one(&pool).await.expect(sql) };
        let webhook = one("select id::text from deliveries limit 1").await;
        one("select (graphile_worker.add_job('housekeeping', '{}', run_at => now() + interval '1 day', job_key => 'of-the-stage')).id::text").await;
        let job =
            one("update graphile_worker._private_jobs set attempts = 1, last_error = 'No.' where key = 'of-the-stage' returning id::text")
                .await;
        let account = one("select id::text from ledger_accounts where purpose = 'held' limit 1").await;
        let transaction = one("select id::text from ledger_transactions limit 1").await;
        self.add("webhook", webhook);
        self.add("job", job);
        self.add("ledger-account", account);
        self.add("ledger-transaction", transaction);
    }

    async fn secrets(&self) -> Vec<String> {
        // Numbers that are in every answer by chance.
        let public = ["network", "shop", "category", "job", "ledger-account"];
        let things = self
            .things
            .iter()
            .filter(|(name, _)| !public.contains(name) && !name.starts_with("request") && !name.starts_with("listing"));
        let mut secrets: Vec<String> = things.map(|(_, id)| id.clone()).collect();
        secrets.push(SECRET.into());
        let payment = self.people["buyer"]
            .get(&format!("/api/payment/{}", self.things["payment"]))
            .await
            .ok();
        secrets.push(payment["address"].as_str().expect("an address").to_owned());
        for name in ["buyer", "seller"] {
            let me = self.people[name].get("/api/user/me").await.ok();
            secrets.push(me["email"].as_str().expect("an e-mail address").to_owned());
            let payout = self.people[name].get("/api/user/payout-addresses/31337").await.ok();
            secrets.push(payout["address"].as_str().expect("an address").to_owned());
        }
        secrets
    }

    pub fn new_request(&self) -> Value {
        json!({ "categoryId": self.things["category"], "title": "A logo", "description": "Simple and warm.", "currency": "USD" })
    }

    /// A body that would do, for this line of the table and this caller.
    pub async fn body(&self, line: &str, caller: &str, order: &str) -> Option<Value> {
        let unique = EventId::fresh().0.simple().to_string();
        let signed = json!({ "rawTransaction": "0x02c0" });
        Some(match line {
            "POST /api/auth/register" => {
                json!({ "email": format!("{unique}@test.invalid"), "password": "correct horse", "displayName": "New" })
            }
            "POST /api/auth/verify-email" | "POST /api/auth/reset-password" => {
                json!({ "token": "00".repeat(32), "password": "correct horse" })
            }
            "POST /api/auth/magic-link/use" | "POST /api/auth/confirm-email" => json!({ "token": "00".repeat(32) }),
            "POST /api/auth/forgot-password" | "POST /api/auth/magic-link" | "POST /api/auth/change-email" => {
                json!({ "email": format!("{unique}@test.invalid") })
            }
            // The same again: others prove themselves with it.
            "POST /api/auth/change-password" => json!({ "current": "correct horse", "password": "correct horse" }),
            "PATCH /api/auth/sessions/{id}" => json!({ "name": "Laptop" }),
            "POST /api/auth/login" => json!({ "email": "known@test.invalid", "password": "correct horse" }),
            "POST /api/auth/refresh" => json!({ "refreshToken": self.refresh_token }),
            "POST /api/auth/passkeys/register/finish" => json!({
                "ceremony": unique, "name": "Phone",
                "credential": { "id": "AA", "rawId": "AA", "type": "public-key", "response": { "attestationObject": "AA", "clientDataJSON": "AA" } },
            }),
            "POST /api/auth/passkeys/sign-in/finish" | "POST /api/auth/step-up/passkey/finish" => json!({
                "ceremony": unique,
                "credential": { "id": "AA", "rawId": "AA", "type": "public-key",
                                "response": { "authenticatorData": "AA", "clientDataJSON": "AA", "signature": "AA" } },
            }),
            "PATCH /api/auth/passkeys/{id}" => json!({ "name": "Tablet" }),
            "POST /api/auth/totp/confirm" => json!({ "code": "nothing" }),
            "POST /api/auth/second-factor" => json!({ "ticket": "nobody's", "code": "nothing" }),
            "POST /api/telegram/session" | "POST /api/telegram/link" => json!({ "initData": "auth_date=0&hash=00" }),
            "POST /api/auth/siwe" | "POST /api/auth/siwe/link" => {
                json!({ "message": "Let me in.", "signature": format!("0x{}", "00".repeat(65)) })
            }
            "PATCH /api/user/me" => json!({ "displayName": caller }),
            "POST /api/address" => json!({ "recipient": "Somebody", "line1": "1 Main Street", "city": "Vienna", "country": "AT" }),
            "PATCH /api/address/{id}" => json!({ "line1": "2 Main Street" }),
            "POST /api/user/erase" => json!({ "confirm": caller }),
            "PUT /api/user/me/avatar" => json!({ "fileId": null }),
            "POST /api/orders/{id}/files" => json!({ "fileId": self.things["file"] }),
            "PUT /api/user/payout-addresses/{chainId}" => json!({ "address": format!("0x{}00000000", unique.get(..32)?) }),
            "POST /api/marketplace/categories" => json!({ "slug": unique, "name": "Another" }),
            "PATCH /api/marketplace/categories/{id}" => json!({ "name": "Renamed" }),
            "POST /api/marketplace/templates" => json!({ "kind": "delivery", "name": format!("By {caller}") }),
            "PUT /api/marketplace/templates/{id}" => json!({ "kind": "delivery", "name": "A note" }),
            "POST /api/listings/{id}/codes/remove" => json!({}),
            "PUT /api/marketplace/shop-settings" => json!({ "slug": format!("shop-of-{caller}"), "name": "A shop" }),
            "POST /api/marketplace/requests" => self.new_request(),
            "PATCH /api/marketplace/requests/{id}" => json!({ "title": "Another logo" }),
            "POST /api/marketplace/requests/{id}/offers" | "POST /api/marketplace/offers/{id}/revisions" => proposal("110"),
            "POST /api/marketplace/offers/{id}/accept" => json!({ "revision": 1 }),
            "POST /api/auth/step-up" => json!({ "password": amanat_web::testing::PASSWORD }),
            "POST /api/listings" => {
                json!({ "serviceName": "Another", "description": "Good.", "unitDescription": "key", "pricePerUnit": "2", "currency": "USD",
                        "fulfilment": "reveal_secret" })
            }
            "PATCH /api/listings/{id}" => json!({ "description": "Opens everything, and more." }),
            "POST /api/listings/{id}/codes" => json!({ "codes": [unique] }),
            "PUT /api/listings/{id}/secret" => json!({ "secret": SECRET }),
            "POST /api/listings/{id}/status" => json!({ "status": "active" }),
            "POST /api/listings/{id}/stock" => json!({ "change": 5 }),
            "POST /api/admin/listings/{id}/moderation" => json!({ "moderation": "approved" }),
            "POST /api/orders" => json!({ "listingId": order, "units": 1, "unitPrice": "1" }),
            "POST /api/orders/{id}/ratings" => json!({ "stars": 5 }),
            "POST /api/payment/checkout" => json!({ "orderId": order, "assetId": self.app.asset("tDAI").await }),
            "POST /api/payment/callback" | "POST /api/payment/webhook/stripe" => json!({}),
            "PUT /api/payouts/preferences" => json!({ "automatic": true }),
            "POST /api/payouts" => json!({ "assetId": self.app.asset("tUSD").await, "amount": "1" }),
            "POST /api/admin/payouts/{id}/reject" | "POST /api/admin/sweeps/{id}/reject" => json!({ "reason": "Not now." }),
            "POST /api/admin/payouts/{id}/transaction" | "POST /api/admin/sweeps/{id}/transaction" => signed,
            "POST /api/admin/sweeps/plan" => json!({}),
            "POST /api/admin/custody/nonces/resync" => json!({ "chainId": 31337, "address": format!("0x{}", "12".repeat(20)) }),
            "PUT /api/admin/settings/approval-thresholds" | "POST /api/admin/settings/approval-thresholds/preview" => {
                json!({ "default": "0", "assets": [] })
            }
            "PUT /api/admin/settings/confirmation-thresholds" | "POST /api/admin/settings/confirmation-thresholds/preview" => {
                json!({ "chainId": 31337, "bands": [] })
            }
            "POST /api/admin/exceptions/{id}/settle" => json!({ "action": "refund_to_buyer" }),
            "POST /api/admin/exceptions/{id}/propose" => json!({ "action": "refund_to_buyer", "note": "Paid twice." }),
            "PUT /api/admin/networks/{chainId}" => {
                let mut network = self.people["admin"].get("/api/admin/networks/31337").await.ok()["network"].take();
                network.as_object_mut()?.remove("chainId");
                network
            }
            "PUT /api/admin/networks/{chainId}/assets" => {
                json!({ "contract": self.app.contract("tUSD").await, "symbol": "tUSD", "decimals": 6, "parCurrency": "USD", "enabled": true })
            }
            "POST /api/user/api-keys" => json!({ "name": caller, "scopes": ["read"], "expiresInDays": 1 }),
            "POST /api/admin/users/{id}/reset-factors" | "POST /api/admin/users/{id}/impersonate" => {
                json!({ "reason": "Asked for it on the telephone." })
            }
            "PUT /api/admin/users/{id}/roles" => json!({ "roles": ["buyer"] }),
            "PUT /api/admin/users/{id}/status" => json!({ "status": "active" }),
            "POST !/api/dev/pay" => json!({ "paymentId": self.things["payment"], "amount": "1" }),
            "POST !/api/dev/advance" => json!({ "seconds": 1 }),
            _ => return None,
        })
    }
}

/// A listing of each kind.
async fn listings(market: &Market, seller: &Person) -> BTreeMap<&'static str, String> {
    let shown = market.listing(seller, json!({ "secret": SECRET })).await;
    let metered = json!({
        "fulfilment": "metered_gateway", "secret": SECRET,
        "gateway": { "upstreamUrl": format!("{}/v1", market.upstream.url()), "inject": { "kind": "header", "name": "X-Api-Key" } },
    });
    let metered = market.listing(seller, metered).await;
    let codes = market.draft(seller, json!({ "fulfilment": "code_pool" })).await;
    let draft = market.draft(seller, json!({})).await;
    [
        ("listing", shown),
        ("listing.metered", metered),
        ("listing.codes", codes),
        ("listing.draft", draft),
    ]
    .into()
}

fn proposal(price: &str) -> Value {
    json!({ "price": price, "deliveryDays": 5, "inspectionDays": 3 })
}

/// What is sent to the actions endpoint.
pub fn action(name: &str) -> Value {
    match name {
        "deliver" | "request_changes" => json!({ "action": name, "note": "See there." }),
        "grant_time" => json!({ "action": name, "seconds": 31_000_000 }),
        "release_part" | "refund_part" => json!({ "action": name, "amount": "1000000" }),
        "open_dispute" => json!({ "action": name, "reason": "It does not work." }),
        "rule" => json!({ "action": name, "toSeller": "1000000", "reason": "Little of it works." }),
        _ => json!({ "action": name }),
    }
}
