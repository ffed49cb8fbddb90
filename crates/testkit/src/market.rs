//! A platform that sells units: everything of [`TestApp`], a stand-in for the card processor, and a service behind the gateway.

use crate::{Deal, Person, Setup, TestApp, WEBHOOK_SECRET};
use amanat_base::{Amount, EventId, Role, UserId};
use amanat_ledger::{Account, Move, Posting, Purpose};
use amanat_thirdparty::{FakeStripe, Options, Upstream, upstream::API_KEY};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// Where the card processor's events go.
pub const WEBHOOK: &str = "/api/payment/webhook/stripe";
/// The dollar of the card rail.
pub const CARD_USD: &str = "00000000-0000-7000-8000-0000000ca001";

/// A platform with goods to sell.
pub struct Market {
    /// The platform.
    pub app: TestApp,
    /// Its card processor.
    pub stripe: FakeStripe,
    /// A service to sell.
    pub upstream: Upstream,
    /// How the platform was set up, for more processes beside it.
    pub setup: Setup,
}

impl Market {
    /// Without blocks by the second and without a scanner: nobody pays with coins here.
    pub async fn open() -> Self {
        let setup = Setup {
            block_time_s: None,
            scanner: false,
            ..Setup::default()
        };
        Self::open_with(setup).await
    }

    /// As the test wants the platform.
    pub async fn open_with(mut setup: Setup) -> Self {
        let stripe = FakeStripe::start(Options::default()).await.expect("the card processor starts");
        let upstream = Upstream::start(0).await.expect("the service starts");
        let host = upstream.url().trim_start_matches("http://").to_owned();
        setup.settings.push(("STRIPE_API_URL", stripe.url()));
        setup.settings.push(("GATEWAY_ALLOWED_HOSTS", host));
        let app = TestApp::start_with(setup.clone()).await;
        let market = Self {
            app,
            stripe,
            upstream,
            setup,
        };
        market.tell(&market.app.base);
        market
    }

    /// The card processor's events go to this server from now on.
    pub fn tell(&self, base: &str) {
        self.stripe.send_webhooks_to(&format!("{base}{WEBHOOK}"), &[WEBHOOK_SECRET]);
    }

    /// `POST /_control/…` of the card processor.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        self.stripe.control(path, body).await.expect("the card processor does it")
    }

    /// A listing on sale: `changes` over a revealed secret, 100 units of 1 USD each.
    pub async fn listing(&self, seller: &Person, changes: Value) -> String {
        let id = self.draft(seller, changes).await;
        seller
            .post(&format!("/api/listings/{id}/status"), json!({ "status": "active" }))
            .await
            .ok();
        id
    }

    /// The same as a draft.
    pub async fn draft(&self, seller: &Person, changes: Value) -> String {
        let mut listing = json!({
            "serviceName": "An API key", "description": "Opens everything.", "unitDescription": "key", "pricePerUnit": "1",
            "currency": "USD", "fulfilment": "reveal_secret", "availableUnits": 100, "secret": "sk-the-sellers-own",
        });
        for (name, value) in changes.as_object().expect("changes") {
            listing[name] = value.clone();
        }
        if listing["fulfilment"] == "code_pool" {
            for name in ["availableUnits", "secret"] {
                listing.as_object_mut().expect("an object").remove(name);
            }
        }
        let made = seller.post("/api/listings", listing).await.ok();
        made["id"].as_str().expect("an id").to_owned()
    }

    /// A metered listing of the service, one unit per call at one cent; its key is the one that the service takes.
    pub async fn metered(&self, seller: &Person, units: i64) -> String {
        self.metered_with(seller, units, json!({})).await
    }

    /// The same with `changes` of the gateway settings.
    pub async fn metered_with(&self, seller: &Person, units: i64, changes: Value) -> String {
        let mut gateway = json!({
            "upstreamUrl": format!("{}/v1", self.upstream.url()), "inject": { "kind": "header", "name": "X-Api-Key" },
            "callsPerMinute": 60_000, "concurrentCalls": 1000,
        });
        for (name, value) in changes.as_object().expect("changes") {
            gateway[name] = value.clone();
        }
        let listing = json!({
            "serviceName": "Calls", "fulfilment": "metered_gateway", "unitDescription": "call", "pricePerUnit": "0.01",
            "availableUnits": units, "secret": API_KEY, "gateway": gateway,
            "probe": { "method": "GET", "path": "/time", "expectStatus": 200 },
        });
        self.listing(seller, listing).await
    }

    /// Orders units at the price that is shown, to be paid later; the order's id.
    pub async fn order(&self, buyer: &Person, listing: &str, units: i64) -> String {
        let bought = buyer.post("/api/orders", self.ask(buyer, listing, units).await).await.ok();
        bought["order"]["orderId"].as_str().expect("an id").to_owned()
    }

    /// Buys units from the balance; the order's id and its token's.
    pub async fn buy(&self, buyer: &Person, listing: &str, units: i64) -> (String, String) {
        let mut ask = self.ask(buyer, listing, units).await;
        ask["payFromBalance"] = self.app.asset("tUSD").await.into();
        let bought = buyer.post("/api/orders", ask).await.ok();
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        (text(&bought["order"]["orderId"]), text(&bought["tokens"][0]["id"]))
    }

    /// What a buyer sends who has read the listing.
    pub async fn ask(&self, buyer: &Person, listing: &str, units: i64) -> Value {
        let shown = buyer.get(&format!("/api/listings/{listing}")).await.ok();
        json!({ "listingId": listing, "units": units, "unitPrice": shown["pricePerUnit"] })
    }

    /// Opens a page at the card processor for an order; the payment and the session's id.
    pub async fn card_page(&self, deal: &Deal) -> (Value, String) {
        let body = json!({ "orderId": deal.order, "assetId": CARD_USD });
        let payment = deal.buyer.post("/api/payment/checkout", body).await.ok();
        let url = payment["checkoutUrl"].as_str().expect("a page");
        let session = url.rsplit('/').next().expect("an id").to_owned();
        (payment, session)
    }

    /// An order's payment intent at the card processor, once its session was paid.
    pub async fn intent(&self, session: &str) -> String {
        let url = format!("{}/_control/objects/{session}", self.stripe.url());
        let shown = reqwest::get(url).await.expect("answers").text().await.expect("a body");
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        shown["payment_intent"].as_str().expect("an intent").to_owned()
    }

    /// The newest event of a kind at the card processor.
    pub async fn newest_event(&self, kind: &str) -> String {
        let url = format!("{}/v1/events?limit=1&type={kind}", self.stripe.url());
        let request = Client::new().get(url).bearer_auth(crate::STRIPE_KEY);
        let shown = request.send().await.expect("answers").text().await.expect("a body");
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        shown["data"][0]["id"].as_str().expect("an event").to_owned()
    }

    /// Gives people money in their balance, as if they had earned it; `units` in the smallest unit of tUSD.
    pub async fn endow(&self, people: &[UserId], units: u128) {
        let asset = self.app.asset("tUSD").await.parse().expect("an id");
        let mut tx = self.app.db.store.begin().await.expect("begins");
        for person in people {
            let account = |owner: String, purpose| Account { owner, purpose, asset };
            let posting = Posting {
                key: format!("test:{}", EventId::fresh()),
                kind: "deposit",
                reference: None,
                moves: vec![Move {
                    from: account("network:31337".into(), Purpose::World),
                    to: account(format!("user:{person}"), Purpose::Available),
                    amount: Amount::from_u128(units),
                }],
                occurred_at: tx.now,
            };
            amanat_ledger::post(&mut tx, &posting).await.expect("posts");
        }
        tx.commit().await.expect("commits");
    }

    /// A buyer with a hundred tUSD.
    pub async fn rich(&self, name: &str) -> Person {
        let person = self.app.person(name, &[Role::Buyer]).await;
        self.endow(&[person.id], 100_000_000).await;
        person
    }

    /// Available, reserved and sold units of a listing, as its seller sees them.
    pub async fn stock(&self, seller: &Person, listing: &str) -> (i64, i64, i64) {
        let shown = seller.get(&format!("/api/listings/{listing}")).await.ok();
        let number = |value: &Value| value.as_i64().expect("a number");
        let own = &shown["own"];
        (
            number(&shown["availableUnits"]),
            number(&own["reservedUnits"]),
            number(&own["soldUnits"]),
        )
    }

    /// Calls of the service so far, by what it counted itself.
    pub async fn calls(&self) -> i64 {
        let url = format!("{}/_control/calls", self.upstream.url());
        let shown = reqwest::get(url).await.expect("answers").text().await.expect("a body");
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        shown["total"].as_i64().expect("a number")
    }

    /// Forgets those calls: the test call of a listing is one too.
    pub async fn forget_calls(&self) {
        let url = format!("{}/_control/calls", self.upstream.url());
        Client::new().request(Method::DELETE, url).send().await.expect("answers");
    }
}

impl Person {
    /// Proves anew who they are.
    pub async fn step_up(&self) {
        let proof = json!({ "password": amanat_web::testing::PASSWORD });
        self.post("/api/auth/step-up", proof).await.ok();
    }

    /// The secret of a token of theirs.
    pub async fn reveal(&self, token: &str) -> String {
        let shown = self.post(&format!("/api/tokens/{token}/reveal"), Value::Null).await.ok();
        shown["secret"].as_str().expect("a secret").to_owned()
    }
}
