//! The desk of disputes: who sees it, in which order, and what it says of a case.

use crate::app::{App, Person, start};
use amanat_base::{Amount, AssetId, EventId, OrderId, Role};
use amanat_ledger::{Account, Move, Posting, Purpose};
use chrono::TimeDelta;
use serde_json::json;

struct Desk {
    app: App,
    buyer: Person,
    seller: Person,
    resolver: Person,
    admin: Person,
}

async fn desk() -> Desk {
    let app = start().await;
    Desk {
        buyer: app.person("Bahar", &[Role::Buyer]).await,
        seller: app.person("Sam", &[Role::Seller]).await,
        resolver: app.person("Rana", &[Role::Resolver]).await,
        admin: app.person("Ada", &[Role::Admin]).await,
        app,
    }
}

impl Desk {
    /// An order whose dispute ends in so many minutes, with a million held of which 25,000 are the fee.
    async fn disputed(&self, buyer: &Person, opened_by: &str, ends_in_min: i64) -> OrderId {
        let id = self.app.order(buyer, &self.seller, "delivered", None).await;
        let (asset, now) = (AssetId::fresh(), self.app.store().now().await.unwrap());
        sqlx::query(
            "update orders set state = 'disputed', acts_at = $2, asset_id = $3, paid_in = 1000000, fee = 25000, updated_at = $4 where id = $1",
        )
        .bind(id.0)
        .bind(now + TimeDelta::minutes(ends_in_min))
        .bind(asset.0)
        .bind(now)
        .execute(&self.app.store().pool)
        .await
        .unwrap();
        sqlx::query(
            "insert into order_timeline (id, order_id, at, actor, action, from_state, to_state, detail)
             values ($1, $2, $3, $4, 'open_dispute', 'delivered', 'disputed', $5)",
        )
        .bind(EventId::fresh().0)
        .bind(id.0)
        .bind(now)
        .bind(opened_by)
        .bind(json!({ "reason": "It never worked." }))
        .execute(&self.app.store().pool)
        .await
        .unwrap();
        let posting = Posting {
            key: format!("test:{id}"),
            kind: "test",
            reference: None,
            moves: vec![Move {
                from: Account::new("network:1", Purpose::World, asset),
                to: Account::new(format!("order:{id}"), Purpose::Held, asset),
                amount: Amount::from_u128(1_000_000),
            }],
            occurred_at: now,
        };
        amanat_ledger::post(&mut self.app.store().pool.acquire().await.unwrap(), &posting)
            .await
            .unwrap();
        id
    }

    async fn ids(&self, path: &str) -> Vec<String> {
        let page = self.app.get(Some(&self.resolver), path).await.data();
        let items = page["items"].as_array().unwrap();
        items.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn what_ends_soonest_comes_first_page_by_page() {
    let d = desk().await;
    let late = d.disputed(&d.buyer, "buyer", 30).await;
    let soon = d.disputed(&d.buyer, "seller", 5).await;
    let middle = d.disputed(&d.buyer, "buyer", 10).await;
    let all = [soon, middle, late].map(|id| id.to_string());
    assert_eq!(d.ids("/api/admin/disputes").await, all);
    let first = d.app.get(Some(&d.resolver), "/api/admin/disputes?limit=2").await.data();
    let cursor = first["nextCursor"].as_str().unwrap();
    assert_eq!(d.ids(&format!("/api/admin/disputes?limit=2&cursor={cursor}")).await, all[2..]);
    assert_eq!(d.ids("/api/admin/disputes?openedBy=seller").await, all[..1]);
    assert!(d.ids("/api/admin/disputes?status=ruled").await.is_empty());
    let line = &first["items"][0];
    assert_eq!(
        (
            &line["held"],
            &line["opened"]["by"],
            &line["opened"]["reason"],
            &line["seller"]["displayName"]
        ),
        (&json!("1000000"), &json!("seller"), &json!("It never worked."), &json!("Sam"))
    );
    assert_eq!(
        (&line["ifNobodyRules"]["toBuyer"], &line["ifNobodyRules"]["toSeller"]),
        (&json!("1000000"), &json!("0"))
    );
}

#[tokio::test]
async fn resolvers_and_administrators_see_it_and_nobody_else() {
    let d = desk().await;
    let id = d.disputed(&d.buyer, "buyer", 5).await;
    let guard = d.app.person("Gus", &[Role::Guard]).await;
    for path in ["/api/admin/disputes".to_owned(), format!("/api/admin/disputes/{id}")] {
        assert_eq!(d.app.get(None, &path).await.status, 401);
        for other in [&d.buyer, &d.seller, &guard] {
            assert_eq!(d.app.get(Some(other), &path).await.code(), "ROLE_REQUIRED");
        }
        for staff in [&d.resolver, &d.admin] {
            d.app.get(Some(staff), &path).await.data();
        }
    }
    let quiet = d.app.order(&d.buyer, &d.seller, "completed", None).await;
    let path = format!("/api/admin/disputes/{quiet}");
    assert_eq!(d.app.get(Some(&d.admin), &path).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_case_says_who_may_rule_and_afterwards_how_it_was_ruled() {
    let d = desk().await;
    let id = d.disputed(&d.buyer, "buyer", 5).await;
    let own = d.disputed(&d.resolver, "buyer", 6).await;
    let path = format!("/api/admin/disputes/{id}");
    let case = d.app.get(Some(&d.resolver), &path).await.data();
    assert_eq!(
        (&case["noRuling"], &case["fee"], &case["ruling"]),
        (&json!(null), &json!("25000"), &json!(null))
    );
    assert_eq!((&case["seller"]["deals"], &case["seller"]["disputed"]), (&json!(2), &json!(2)));
    let looked = d.app.get(Some(&d.admin), &path).await.data();
    assert_eq!(looked["noRuling"], "role_required");
    let of_own = d.app.get(Some(&d.resolver), &format!("/api/admin/disputes/{own}")).await.data();
    assert_eq!(
        (&of_own["noRuling"], &of_own["order"]["you"]),
        (&json!("own_deal"), &json!("buyer"))
    );

    let ruling = json!({ "action": "rule", "toSeller": "400000", "reason": "Half of it was there." });
    let acted = d.app.act(&d.resolver, id, ruling).await.data();
    assert_eq!(
        (&acted["state"], &acted["released"], &acted["feeTaken"], &acted["refunded"]),
        (&json!("resolved"), &json!("400000"), &json!("10000"), &json!("600000"))
    );
    let case = d.app.get(Some(&d.resolver), &path).await.data();
    assert_eq!(
        (&case["noRuling"], &case["ruling"]["toSeller"], &case["ruling"]["by"]["displayName"]),
        (&json!("over"), &json!("400000"), &json!("Rana"))
    );
    assert_eq!(d.ids("/api/admin/disputes?status=ruled").await, [id.to_string()]);
}
