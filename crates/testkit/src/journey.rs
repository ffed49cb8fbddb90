//! The usual deal, step by step, for tests that begin somewhere in the middle.

use crate::{Person, TestApp};
use amanat_base::Role;
use serde_json::{Value, json};

/// A deal and its two sides.
#[derive(Debug)]
pub struct Deal {
    /// Who pays.
    pub buyer: Person,
    /// Who delivers.
    pub seller: Person,
    /// The order's id.
    pub order: String,
}

impl TestApp {
    /// Request, offer, acceptance: an order that awaits its payment.
    pub async fn deal(&self, price: &str) -> Deal {
        self.deal_with(price, json!([])).await
    }

    /// The same in parts.
    pub async fn deal_with(&self, price: &str, milestones: Value) -> Deal {
        let buyer = self.person("Bahar", &[Role::Buyer]).await;
        let seller = self.person("Sam", &[Role::Seller]).await;
        let order = self.agree(&buyer, &seller, price, milestones).await;
        Deal { buyer, seller, order }
    }

    /// These two agree.
    pub async fn agree(&self, buyer: &Person, seller: &Person, price: &str, milestones: Value) -> String {
        let categories = buyer.get("/api/marketplace/categories").await.ok();
        let category = categories["items"][0]["id"].clone();
        let request = json!({ "categoryId": category, "title": "A logo for a bakery", "description": "Warm, simple, readable at 16 pixels.", "currency": "USD" });
        let request = buyer.post("/api/marketplace/requests", request).await.ok();
        let offers = format!("/api/marketplace/requests/{}/offers", request["id"].as_str().expect("an id"));
        let offer =
            json!({ "price": price, "deliveryDays": 5, "inspectionDays": 3, "message": "I can do that.", "milestones": milestones });
        let offer = seller.post(&offers, offer).await.ok();
        let accept = format!("/api/marketplace/offers/{}/accept", offer["id"].as_str().expect("an id"));
        let accepted = buyer.post(&accept, json!({ "revision": 1 })).await.ok();
        accepted["orderId"].as_str().expect("an order").to_owned()
    }

    /// Id of the asset with this symbol.
    pub async fn asset(&self, symbol: &str) -> String {
        let id: uuid::Uuid = sqlx::query_scalar("select id from assets where symbol = $1")
            .bind(symbol)
            .fetch_one(&self.db.store.pool)
            .await
            .expect("listed");
        id.to_string()
    }

    /// Opens the checkout of an order.
    pub async fn checkout(&self, deal: &Deal, symbol: &str) -> Value {
        let body = json!({ "orderId": deal.order, "assetId": self.asset(symbol).await });
        deal.buyer.post("/api/payment/checkout", body).await.ok()
    }

    /// Pays a checkout from the development wallet; `amount` base units instead of what is asked for.
    pub async fn pay(&self, deal: &Deal, payment: &Value, amount: Option<&str>) -> String {
        let mut body = json!({ "paymentId": payment["id"] });
        if let Some(amount) = amount {
            body["amount"] = amount.into();
        }
        let paid = deal.buyer.post("/api/dev/pay", body).await.ok();
        let hash = paid["txHash"].as_str().expect("a hash").to_owned();
        let receipt = self
            .eventually("the payment is mined", || async {
                let receipt = self.anvil.call("eth_getTransactionReceipt", serde_json::json!([hash])).await;
                (!receipt.is_null()).then_some(receipt)
            })
            .await;
        assert_eq!(receipt["status"], "0x1", "the wallet's transaction failed: {receipt}");
        hash
    }

    /// The order as its buyer sees it.
    pub async fn order(&self, deal: &Deal) -> Value {
        deal.buyer.get(&format!("/api/orders/{}", deal.order)).await.ok()
    }

    /// Waits for the order to be in this state.
    pub async fn until(&self, deal: &Deal, state: &str) -> Value {
        self.eventually(&format!("order in state {state}"), || async {
            let order = self.order(deal).await;
            (order["state"] == state).then_some(order)
        })
        .await
    }

    /// A deal whose money is held.
    pub async fn funded(&self, price: &str, symbol: &str) -> Deal {
        let deal = self.deal(price).await;
        let payment = self.checkout(&deal, symbol).await;
        self.pay(&deal, &payment, None).await;
        self.until(&deal, "funded").await;
        deal
    }

    /// Gives a person an address of their own on the development chain, and returns it.
    pub async fn payout_address(&self, person: &Person) -> String {
        let mut bytes = [0u8; 20];
        bytes.copy_from_slice(&amanat_base::EventId::fresh().0.as_bytes().repeat(2)[..20]);
        let address = alloy::primitives::Address::from(bytes).to_checksum(None);
        person
            .put("/api/user/payout-addresses/31337", json!({ "address": address }))
            .await
            .ok();
        address
    }

    /// Contract of the token with this symbol.
    pub async fn contract(&self, symbol: &str) -> alloy::primitives::Address {
        let bytes: Vec<u8> = sqlx::query_scalar("select contract from assets where symbol = $1")
            .bind(symbol)
            .fetch_one(&self.db.store.pool)
            .await
            .expect("a listed token");
        alloy::primitives::Address::from_slice(&bytes)
    }

    /// What an address holds of a token, base units; straight from the node.
    pub async fn anvil_balance(&self, token: alloy::primitives::Address, address: &str) -> String {
        let data = format!(
            "0x70a08231000000000000000000000000{}",
            address.trim_start_matches("0x").to_lowercase()
        );
        let answer = self.anvil.call("eth_call", json!([{ "to": token, "data": data }, "latest"])).await;
        let digits = answer.as_str().expect("hex").trim_start_matches("0x");
        alloy::primitives::U256::from_str_radix(digits, 16).expect("a number").to_string()
    }

    /// What an address holds of a token, base units.
    pub async fn on_chain(&self, symbol: &str, address: &str) -> String {
        let contract: Option<Vec<u8>> = sqlx::query_scalar("select contract from assets where symbol = $1")
            .bind(symbol)
            .fetch_one(&self.db.store.pool)
            .await
            .expect("listed");
        let token = contract.map(|bytes| alloy::primitives::Address::from_slice(&bytes));
        let mut conn = self.db.store.pool.acquire().await.expect("connects");
        let pool = self
            .app
            .payments
            .chains
            .pool(&mut conn, amanat::dev::chain::CHAIN_ID)
            .await
            .expect("a pool");
        let holder = address.parse().expect("an address");
        amanat_chain::tx::balance(&pool, token, holder)
            .await
            .expect("a balance")
            .to_string()
    }
}
