//! The list of a person's orders: searched by title, and what waits for them; and what confirming would release.

use crate::app::{App, Person, start};
use amanat_base::{OrderId, Role};
use serde_json::{Value, json};

struct Parties {
    app: App,
    buyer: Person,
    seller: Person,
}

async fn parties() -> Parties {
    let app = start().await;
    let buyer = app.person("Bea", &[Role::Buyer]).await;
    let seller = app.person("Sam", &[Role::Seller]).await;
    Parties { app, buyer, seller }
}

impl Parties {
    /// A deal in this state, with a title and money in escrow where the state holds some.
    async fn deal(&self, state: &str, title: &str) -> OrderId {
        let id = self.app.order(&self.buyer, &self.seller, "delivered", None).await;
        let held = matches!(state, "funded" | "delivered" | "disputed");
        sqlx::query("update orders set state = $2, title = $3, paid_in = case when $4 then 1000 else 0 end, fee = case when $4 then 25 else 0 end where id = $1")
            .bind(id.0)
            .bind(state)
            .bind(title)
            .bind(held)
            .execute(&self.app.store().pool)
            .await
            .unwrap();
        id
    }

    async fn ids(&self, who: &Person, query: &str) -> Vec<String> {
        let list = self.app.get(Some(who), &format!("/api/orders?{query}")).await.data();
        let id = |line: &Value| line["id"].as_str().unwrap().to_owned();
        list["items"].as_array().unwrap().iter().map(id).collect()
    }
}

#[tokio::test]
async fn titles_are_searched_whatever_their_case_and_never_as_a_pattern() {
    let deals = parties().await;
    let logo = deals.deal("funded", "A Logo, 100% new").await.to_string();
    let rug = deals.deal("funded", "فرش دستباف").await.to_string();
    assert_eq!(deals.ids(&deals.buyer, "q=logo").await, std::slice::from_ref(&logo));
    assert_eq!(
        deals.ids(&deals.seller, "q=%20LOGO%20&side=seller").await,
        std::slice::from_ref(&logo)
    );
    assert_eq!(
        deals.ids(&deals.buyer, "q=%D8%AF%D8%B3%D8%AA%D8%A8%D8%A7%D9%81").await,
        std::slice::from_ref(&rug)
    );
    assert_eq!(deals.ids(&deals.buyer, "q=100%25").await, [logo]);
    assert_eq!(deals.ids(&deals.buyer, "q=A_Logo").await, [] as [String; 0]);
    assert_eq!(deals.ids(&deals.buyer, "q=&state=funded").await.len(), 2, "no words narrow nothing");
    let long = format!("/api/orders?q={}", "a".repeat(101));
    assert_eq!(deals.app.get(Some(&deals.buyer), &long).await.code(), "VALIDATION_FAILED");
}

#[tokio::test]
async fn each_side_sees_what_waits_for_them_and_nobody_elses() {
    let deals = parties().await;
    let unpaid = deals.deal("awaiting_payment", "unpaid").await.to_string();
    let funded = deals.deal("funded", "funded").await.to_string();
    let delivered = deals.deal("delivered", "delivered").await.to_string();
    deals.deal("disputed", "disputed").await;
    deals.deal("confirming", "confirming").await;
    assert_eq!(deals.ids(&deals.buyer, "waiting=true").await, [delivered, unpaid]);
    assert_eq!(deals.ids(&deals.seller, "waiting=true").await, std::slice::from_ref(&funded));
    sqlx::query("update orders set cancel_proposed_by = 'seller' where id = $1::uuid")
        .bind(&funded)
        .execute(&deals.app.store().pool)
        .await
        .unwrap();
    assert!(
        deals.ids(&deals.buyer, "waiting=true").await.contains(&funded),
        "a proposal waits for the other side's answer"
    );
    let stranger = deals.app.person("Eve", &[Role::Buyer, Role::Seller]).await;
    assert_eq!(deals.ids(&stranger, "waiting=true").await, [] as [String; 0]);
    let all = deals.app.get(Some(&deals.buyer), "/api/orders").await.data();
    let waits: Vec<_> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["waitsForYou"].as_bool().unwrap())
        .collect();
    assert_eq!(waits, [false, false, true, true, true]);
}

#[tokio::test]
async fn who_can_confirm_is_told_what_it_releases() {
    let deals = parties().await;
    let order = deals.deal("delivered", "delivered").await;
    let seen = |who: Person| {
        let app = &deals.app;
        async move { app.get(Some(&who), &format!("/api/orders/{order}")).await.data()["ifConfirmed"].clone() }
    };
    let outcome = json!({ "state": "completed", "toSeller": "975", "fee": "25" });
    assert_eq!(seen(deals.buyer.clone()).await, outcome);
    assert_eq!(seen(deals.seller.clone()).await, Value::Null, "they can't confirm");
}
