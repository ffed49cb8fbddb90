//! The inbox: one proposes, another settles, and the money goes exactly where they said.

use crate::shop::{PRICE, Person, Shop, code};
use amanat_base::{Code, Role};
use amanat_escrow::State;
use amanat_ledger::Purpose;
use serde_json::{Value, json};

struct Desk {
    shop: Shop,
    guard: Person,
    other_guard: Person,
    admin: Person,
}

async fn desk() -> Desk {
    let shop = Shop::open().await;
    Desk {
        guard: shop.person(&[Role::Guard]).await,
        other_guard: shop.person(&[Role::Guard]).await,
        admin: shop.person(&[Role::Admin]).await,
        shop,
    }
}

impl Desk {
    async fn newest(&self) -> String {
        let (_, body) = self
            .shop
            .send("GET", "/api/admin/exceptions?status=open", Some(&self.guard), Value::Null)
            .await;
        body["data"]["items"][0]["id"].as_str().expect("a case").to_owned()
    }

    async fn propose(&self, by: &Person, case: &str, action: &str) -> (u16, Option<Code>) {
        let body = json!({"action": action, "note": "because"});
        let (status, body) = self
            .shop
            .send("POST", &format!("/api/admin/exceptions/{case}/propose"), Some(by), body)
            .await;
        (status.as_u16(), code(&body))
    }

    /// Settles what is proposed now.
    async fn settle(&self, by: &Person, case: &str) -> (u16, Option<Code>) {
        let path = format!("/api/admin/exceptions/{case}");
        let (_, body) = self.shop.send("GET", &path, Some(&self.guard), Value::Null).await;
        let action = body["data"]["proposal"]["action"].as_str().expect("a proposal").to_owned();
        self.agree(by, case, &action).await
    }

    /// Settles it as somebody who read this proposal.
    async fn agree(&self, by: &Person, case: &str, action: &str) -> (u16, Option<Code>) {
        let path = format!("/api/admin/exceptions/{case}/settle");
        let (status, body) = self.shop.send("POST", &path, Some(by), json!({"action": action})).await;
        (status.as_u16(), code(&body))
    }

    async fn available(&self) -> u64 {
        self.shop.balance(format!("user:{}", self.shop.buyer.id), Purpose::Available).await
    }
}

const DONE: (u16, Option<Code>) = (200, None);

#[tokio::test]
async fn a_surplus_goes_back_to_the_buyer_once_under_four_eyes() {
    let desk = desk().await;
    let shop = &desk.shop;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE + 700).await;
    let case = desk.newest().await;
    let (_, body) = shop
        .send("GET", &format!("/api/admin/exceptions/{case}"), Some(&desk.admin), Value::Null)
        .await;
    assert_eq!(
        body["data"]["proposal"],
        json!({"action": "refund_to_buyer", "amount": "700"}),
        "computed when it opened"
    );

    let told = shop.payment(&bill).await["cases"].clone();
    assert_eq!(
        (told[0]["kind"].as_str(), told[0]["status"].as_str()),
        (Some("overpaid"), Some("open"))
    );
    assert_eq!(
        (&told[0]["amount"], &told[0]["action"]),
        (&json!("700"), &Value::Null),
        "nothing is decided yet"
    );

    assert_eq!(
        desk.settle(&desk.guard, &case).await,
        (403, Some(Code::FourEyes)),
        "nobody proposed yet"
    );
    assert_eq!(
        desk.propose(&shop.buyer, &case, "refund_to_buyer").await,
        (403, Some(Code::RoleRequired))
    );
    assert_eq!(desk.propose(&desk.guard, &case, "refund_to_buyer").await, DONE);
    assert_eq!(
        desk.settle(&desk.guard, &case).await,
        (403, Some(Code::FourEyes)),
        "not by the same person"
    );
    assert_eq!(
        desk.settle(&desk.admin, &case).await,
        (403, Some(Code::RoleRequired)),
        "not without the role"
    );
    assert_eq!(desk.settle(&desk.other_guard, &case).await, DONE);
    let told = shop.payment(&bill).await["cases"].clone();
    assert_eq!(told[0]["action"], json!("refund_to_buyer"), "the buyer sees what became of it");
    assert_eq!(
        (desk.available().await, shop.suspense(&bill).await, shop.held(&bill).await),
        (700, 0, PRICE)
    );
    assert_eq!(desk.settle(&desk.other_guard, &case).await, (409, Some(Code::ExceptionClosed)));
    assert_eq!(
        desk.propose(&desk.guard, &case, "keep_as_fee").await,
        (409, Some(Code::ExceptionClosed))
    );
    let freed: Value = sqlx::query_scalar("select payload->'freed' from events where payload->>'type' = 'exception_settled'")
        .fetch_one(&shop.db.store.pool)
        .await
        .expect("one");
    assert_eq!(
        (&freed["amount"], &freed["user"], &freed["by"]),
        (&json!("700"), &json!(shop.buyer.id), &json!(desk.other_guard.id))
    );
    shop.healthy().await;
}

#[tokio::test]
async fn two_settlements_at_once_pay_once() {
    let desk = desk().await;
    let shop = &desk.shop;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE + 700).await;
    let case = desk.newest().await;
    desk.propose(&desk.admin, &case, "refund_to_buyer").await;
    let answers =
        futures::future::join_all((0..10).map(|i| desk.settle(if i % 2 == 0 { &desk.guard } else { &desk.other_guard }, &case))).await;
    assert_eq!(answers.iter().filter(|a| **a == DONE).count(), 1);
    assert_eq!(desk.available().await, 700);
    shop.healthy().await;
}

#[tokio::test]
async fn a_proposal_that_changed_under_the_second_persons_eyes_is_not_carried_out_unread() {
    let desk = desk().await;
    let shop = &desk.shop;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE + 700).await;
    let case = desk.newest().await;
    desk.propose(&desk.guard, &case, "refund_to_buyer").await;
    desk.propose(&desk.admin, &case, "keep_as_fee").await;
    assert_eq!(
        desk.agree(&desk.other_guard, &case, "refund_to_buyer").await,
        (409, Some(Code::Conflict))
    );
    assert_eq!(
        (desk.available().await, shop.suspense(&bill).await),
        (0, 700),
        "the money waits for somebody who has read it"
    );
    assert_eq!(desk.agree(&desk.other_guard, &case, "keep_as_fee").await, DONE);
    let told: i64 = sqlx::query_scalar("select count(*) from events where payload->>'type' = 'exception_proposed'")
        .fetch_one(&shop.db.store.pool)
        .await
        .expect("counts");
    assert_eq!(told, 2, "the desk hears of each proposal");
    shop.healthy().await;
}

#[tokio::test]
async fn a_party_of_the_order_decides_nothing_whatever_their_role() {
    let desk = desk().await;
    let shop = &desk.shop;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE + 700).await;
    let case = desk.newest().await;
    for user in [shop.buyer.id, shop.seller.id] {
        sqlx::query("insert into user_roles (user_id, role, granted_at) values ($1, 'guard', now())")
            .bind(user)
            .execute(&shop.db.store.pool)
            .await
            .expect("a role");
    }
    assert_eq!(
        desk.propose(&shop.buyer, &case, "refund_to_buyer").await,
        (403, Some(Code::FourEyes))
    );
    assert_eq!(desk.propose(&desk.guard, &case, "refund_to_buyer").await, DONE);
    assert_eq!(desk.settle(&shop.seller, &case).await, (403, Some(Code::FourEyes)));
    assert_eq!(desk.available().await, 0);
    shop.healthy().await;
}

#[tokio::test]
async fn money_is_never_dismissed_and_kept_only_when_an_administrator_asks() {
    let desk = desk().await;
    let shop = &desk.shop;
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE + 700).await;
    let case = desk.newest().await;
    assert_eq!(
        desk.propose(&desk.guard, &case, "dismiss").await,
        (409, Some(Code::ActionNotAllowed))
    );
    assert_eq!(
        desk.propose(&desk.guard, &case, "credit_order").await,
        (409, Some(Code::ActionNotAllowed)),
        "it is funded already"
    );
    assert_eq!(
        desk.propose(&desk.guard, &case, "keep_as_fee").await,
        (403, Some(Code::RoleRequired))
    );
    assert_eq!(desk.propose(&desk.admin, &case, "keep_as_fee").await, DONE);
    assert_eq!(desk.settle(&desk.guard, &case).await, DONE);
    assert_eq!(
        (shop.balance("platform".into(), Purpose::Fees).await, shop.suspense(&bill).await),
        (700, 0)
    );
    shop.healthy().await;
}

#[tokio::test]
async fn money_at_a_replaced_address_or_in_another_asset_can_fund_the_order() {
    let desk = desk().await;
    let shop = &desk.shop;
    let dai_token = shop.node.deploy_token("DAI", 6).await;
    let dai = shop.list(Some(dai_token), "DAI", 6).await;
    let order = shop.order("100").await;
    let bill = shop.checkout(order, dai).await;
    shop.paid(bill.address, PRICE + 3).await;
    assert_eq!(shop.cases().await, [("wrong_asset".into(), "open".into(), PRICE + 3)]);
    let case = desk.newest().await;
    assert_eq!(desk.propose(&desk.guard, &case, "credit_order").await, DONE);
    assert_eq!(desk.settle(&desk.other_guard, &case).await, DONE);
    assert_eq!(
        (shop.state(order).await, shop.held(&bill).await, shop.suspense(&bill).await),
        (State::Funded, PRICE, 3)
    );
    assert_eq!(
        shop.cases().await.last(),
        Some(&("wrong_asset".into(), "open".into(), 3)),
        "the rest is a case of its own"
    );
    shop.healthy().await;
}

#[tokio::test]
async fn a_shortfall_is_borne_by_the_platform_or_stays_open() {
    let desk = desk().await;
    let shop = &desk.shop;
    // The platform earns something first.
    let earner = shop.bill().await;
    shop.paid(earner.address, PRICE * 3).await;
    let case = desk.newest().await;
    desk.propose(&desk.admin, &case, "keep_as_fee").await;

    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE).await;
    let mut tx = shop.db.store.begin().await.expect("begins");
    let by = amanat_orders::By::person(amanat_escrow::Actor::Buyer, shop.buyer.id);
    amanat_orders::act(&mut tx, bill.order, amanat_escrow::Action::Confirm, by)
        .await
        .expect("released");
    tx.commit().await.expect("commits");
    shop.node.reorg(3).await;
    shop.look().await;
    let shortfall = desk.newest().await;
    assert_eq!(
        desk.propose(&desk.guard, &shortfall, "refund_to_buyer").await,
        (409, Some(Code::ActionNotAllowed))
    );
    assert_eq!(desk.propose(&desk.guard, &shortfall, "dismiss").await, DONE);
    assert_eq!(
        desk.settle(&desk.other_guard, &shortfall).await,
        (409, Some(Code::InsufficientFunds)),
        "nothing to bear it with yet"
    );
    assert_eq!(desk.settle(&desk.guard, &case).await, DONE);
    let before = shop.balance("platform".into(), Purpose::Fees).await;
    assert_eq!(desk.settle(&desk.other_guard, &shortfall).await, DONE);
    assert_eq!(shop.balance("platform".into(), Purpose::Fees).await, before - PRICE);
    assert!(shop.load(bill.order).await.hold_reason.is_none());
    shop.healthy().await;
}

#[tokio::test]
async fn an_unknown_token_is_dismissed_without_a_posting() {
    let desk = desk().await;
    let shop = &desk.shop;
    let fake = shop.node.deploy_token("USDC", 6).await;
    let bill = shop.bill().await;
    let tx = shop
        .node
        .send_token(fake, shop.payer, bill.address, alloy::primitives::U256::from(PRICE))
        .await;
    shop.arrives(tx, Some(fake), bill.address).await;
    let case = desk.newest().await;
    assert_eq!(
        desk.propose(&desk.guard, &case, "refund_to_buyer").await,
        (409, Some(Code::ActionNotAllowed))
    );
    assert_eq!(desk.propose(&desk.guard, &case, "dismiss").await, DONE);
    assert_eq!(desk.settle(&desk.other_guard, &case).await, DONE);
    let postings: i64 = sqlx::query_scalar("select count(*) from ledger_transactions")
        .fetch_one(&shop.db.store.pool)
        .await
        .expect("counts");
    assert_eq!(postings, 0);
    shop.healthy().await;
}
