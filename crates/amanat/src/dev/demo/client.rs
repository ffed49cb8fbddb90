//! The demo's own client: signs members in without a password and walks deals to where the catalogue says.

use super::catalogue::{Request, Stage};
use crate::App;
use amanat_base::{SessionId, UserId};
use chrono::TimeDelta;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::{collections::HashMap, time::Duration};

/// This server, from outside.
pub(super) struct Api {
    app: App,
    base: String,
    http: Client,
}

/// Somebody who acts.
pub(super) struct Member {
    base: String,
    http: Client,
    token: String,
}

impl Api {
    pub(super) fn new(app: App, port: u16) -> Self {
        Self {
            app,
            base: format!("http://127.0.0.1:{port}"),
            http: Client::new(),
        }
    }

    /// A short session of a demo account.
    pub(super) async fn member(&self, email: &str) -> Result<Member, String> {
        let mut tx = self.app.ctx.store.begin().await.map_err(|e| e.to_string())?;
        let user = sqlx::query_scalar!(r#"select id as "id: UserId" from users where email = $1"#, email)
            .fetch_one(&mut *tx)
            .await
            .map_err(|e| e.to_string())?;
        let (session, now) = (SessionId::fresh(), tx.now);
        sqlx::query!(
            "insert into sessions (id, user_id, user_agent, created_at, last_used_at, stepped_up_at, expires_at)
             values ($1, $2, 'demo', $3, $3, $3, $4)",
            session.0,
            user.0,
            now,
            now + TimeDelta::minutes(15),
        )
        .execute(&mut *tx)
        .await
        .map_err(|e| e.to_string())?;
        let token = self.app.ctx.tokens.issue(user, session, now).map_err(|e| e.to_string())?;
        tx.commit().await.map_err(|e| e.to_string())?;
        Ok(Member {
            base: self.base.clone(),
            http: self.http.clone(),
            token,
        })
    }

    /// Category ids by slug.
    pub(super) async fn categories(&self) -> Result<HashMap<String, String>, String> {
        let admin = self.member("admin@demo.amanat").await?;
        let list = admin.get("/api/marketplace/categories").await?;
        let pair = |c: &Value| Some((c["slug"].as_str()?.to_owned(), c["id"].as_str()?.to_owned()));
        Ok(list["items"].as_array().into_iter().flatten().filter_map(pair).collect())
    }

    /// Publishes a request with its offers, and walks the deal.
    pub(super) async fn publish(&self, request: &Request, categories: &HashMap<String, String>) -> Result<(), String> {
        let buyer = self.member(request.buyer).await?;
        let category = categories
            .get(request.category)
            .ok_or_else(|| format!("there is no category {}", request.category))?;
        let body = json!({
            "categoryId": category, "title": request.title, "description": request.description,
            "budgetMin": request.budget.0, "budgetMax": request.budget.1, "currency": "USD",
        });
        let made = buyer.post("/api/marketplace/requests", body).await?;
        let offers = format!("/api/marketplace/requests/{}/offers", text(&made, "id")?);
        let mut first = None;
        for offer in request.offers {
            let seller = self.member(offer.seller).await?;
            let body = json!({ "price": offer.price, "deliveryDays": offer.days, "inspectionDays": 3, "message": offer.message });
            let made = seller.post(&offers, body).await?;
            first = first.or(Some((seller, text(&made, "id")?)));
        }
        match first {
            Some((seller, offer)) if request.stage != Stage::Open => self.walk(request, &buyer, &seller, &offer).await,
            _ => Ok(()),
        }
    }

    async fn walk(&self, request: &Request, buyer: &Member, seller: &Member, offer: &str) -> Result<(), String> {
        let accepted = buyer
            .post(&format!("/api/marketplace/offers/{offer}/accept"), json!({ "revision": 1 }))
            .await?;
        let order = text(&accepted, "orderId")?;
        let act = |body: Value| (format!("/api/orders/{order}/actions"), body);
        match request.stage {
            Stage::Open | Stage::AwaitingPayment => return Ok(()),
            Stage::Cancelled => return buyer.post_to(act(json!({ "action": "cancel" }))).await,
            Stage::Expired => return self.expire(&order).await,
            _ => {}
        }
        self.pay(buyer, &order, request.symbol).await?;
        if request.stage == Stage::Confirming {
            return self.wait(buyer, &order, &["confirming"]).await;
        }
        self.wait(buyer, &order, &["funded"]).await?;
        match request.stage {
            Stage::Refunded => return seller.post_to(act(json!({ "action": "refund" }))).await,
            stage if super::reaches(stage, Stage::Delivered) => {
                let note = "Everything is in the shared folder, with a short note on how to use it.";
                seller.post_to(act(json!({ "action": "deliver", "note": note }))).await?;
            }
            _ => {}
        }
        let half = || async {
            let held = buyer.get(&format!("/api/orders/{order}")).await?;
            let units: u128 = text(&held, "held")?.parse().map_err(|_| "held is no number".to_owned())?;
            Ok::<_, String>((units / 2).to_string())
        };
        match request.stage {
            Stage::Completed => buyer.post_to(act(json!({ "action": "confirm" }))).await,
            Stage::Disputed | Stage::Resolved => {
                buyer
                    .post_to(act(
                        json!({ "action": "open_dispute", "reason": "Two of the five files are missing." }),
                    ))
                    .await?;
                if request.stage == Stage::Resolved {
                    let body =
                        json!({ "action": "rule", "toSeller": half().await?, "reason": "Half of the work was delivered as agreed." });
                    self.member("resolver@demo.amanat").await?.post_to(act(body)).await?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether the listing is on sale already.
    pub(super) async fn has_listing(&self, name: &str) -> Result<bool, String> {
        sqlx::query_scalar!(
            r#"select exists (select 1 from listings where service_name = $1 and status <> 'draft') as "known!""#,
            name
        )
        .fetch_one(&self.app.ctx.store.pool)
        .await
        .map_err(|e| e.to_string())
    }

    /// A band of its own, so that one payment is seen confirming for some hours.
    pub(super) async fn distrust_large_payments(&self) -> Result<(), String> {
        let asset = self.asset("tUSD").await?;
        let bands = json!([{ "assetId": asset, "minAmount": "3000000000", "confirmations": 7200 }]);
        let admin = self.member("admin@demo.amanat").await?;
        let body = json!({ "chainId": crate::dev::chain::CHAIN_ID, "bands": bands });
        admin.put("/api/admin/settings/confirmation-thresholds", body).await.map(drop)
    }

    async fn asset(&self, symbol: &str) -> Result<uuid::Uuid, String> {
        sqlx::query_scalar!(
            "select id from assets where symbol = $1 and chain_id = $2",
            symbol,
            crate::dev::chain::CHAIN_ID
        )
        .fetch_one(&self.app.ctx.store.pool)
        .await
        .map_err(|e| e.to_string())
    }

    pub(super) async fn pay(&self, buyer: &Member, order: &str, symbol: &str) -> Result<(), String> {
        let asset = self.asset(symbol).await?;
        let payment = buyer
            .post("/api/payment/checkout", json!({ "orderId": order, "assetId": asset }))
            .await?;
        buyer.post("/api/dev/pay", json!({ "paymentId": payment["id"] })).await.map(drop)
    }

    /// An order of last month that was never paid: its clock is set back, and the timer does the rest.
    async fn expire(&self, order: &str) -> Result<(), String> {
        let order: uuid::Uuid = order.parse().map_err(|_| "no order id".to_owned())?;
        sqlx::query!(
            "update orders set acts_at = now() - interval '1 minute' where id = $1 and state = 'awaiting_payment'",
            order
        )
        .execute(&self.app.ctx.store.pool)
        .await
        .map_err(|e| e.to_string())?;
        amanat_orders::run_due_timers(&self.app.ctx.store)
            .await
            .map_err(|e| e.to_string())?;
        Ok(())
    }

    pub(super) async fn wait(&self, member: &Member, order: &str, states: &[&str]) -> Result<(), String> {
        for _ in 0..300 {
            let now = member.get(&format!("/api/orders/{order}")).await?;
            if now["state"].as_str().is_some_and(|state| states.contains(&state)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Err(format!("order {order} did not become {states:?} within a minute"))
    }
}

impl Member {
    pub(super) async fn get(&self, path: &str) -> Result<Value, String> {
        self.send(Method::GET, path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Value, String> {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(super) async fn put(&self, path: &str, body: Value) -> Result<Value, String> {
        self.send(Method::PUT, path, Some(body)).await
    }

    async fn post_to(&self, (path, body): (String, Value)) -> Result<(), String> {
        self.post(&path, body).await.map(drop)
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, String> {
        let key = amanat_base::EventId::fresh().to_string();
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.token)
            .header("Idempotency-Key", key);
        if let Some(body) = &body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|e| e.to_string())?;
        let mut answer: Value = response.json().await.map_err(|e| e.to_string())?;
        if answer["success"] == true {
            Ok(answer["data"].take())
        } else {
            Err(format!("{path}: {}", answer["error"]))
        }
    }
}

pub(super) fn text(value: &Value, field: &str) -> Result<String, String> {
    value[field]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("an answer without {field}: {value}"))
}
