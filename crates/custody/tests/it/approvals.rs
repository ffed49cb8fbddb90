//! Who may decide, and above what.

use crate::world::{SELLER, World, units, user};
use amanat_base::{PayoutId, UserId};
use amanat_custody::PayoutState;
use amanat_ledger::Purpose;
use serde_json::{Value, json};

const LARGE: u128 = 2_000_000_000;

async fn make_guard(w: &World, user: UserId) {
    sqlx::query("insert into user_roles values ($1, 'guard', now())")
        .bind(user.0)
        .execute(&w.store().pool)
        .await
        .expect("a role");
}

async fn large(w: &World) -> PayoutId {
    let order = w.order().await;
    w.credit(w.seller, w.six.0, units(LARGE)).await;
    let mut tx = w.store().begin().await.expect("begins");
    let mut what = w.release(&format!("event:{order}"), w.six.0, units(LARGE));
    what.order = Some(order);
    let id = amanat_custody::instruct(&mut tx, what).await.expect("instructs").expect("a payout");
    tx.commit().await.expect("commits");
    id
}

async fn approve(w: &World, who: Option<UserId>, id: PayoutId) -> (u16, Value) {
    w.http(who, "POST", &format!("/api/admin/payouts/{id}/approve"), None).await
}

#[tokio::test]
async fn only_a_guard_without_a_part_in_it_may_approve() {
    let w = World::new().await;
    w.fill_treasury().await;
    let id = large(&w).await;
    assert_eq!(w.payout(id).await.state, PayoutState::PendingApproval);
    let admin = user(w.store(), "admin", "admin").await;
    assert_eq!(approve(&w, None, id).await.0, 401);
    for outsider in [w.seller, w.buyer, admin] {
        assert_eq!(approve(&w, Some(outsider), id).await.1["error"]["code"], "ROLE_REQUIRED");
    }
    for party in [w.seller, w.buyer] {
        make_guard(&w, party).await;
        let (status, answer) = approve(&w, Some(party), id).await;
        assert_eq!((status, &answer["error"]["code"]), (403, &json!("FOUR_EYES")));
    }
    w.tick().await;
    assert_eq!(w.payout(id).await.state, PayoutState::PendingApproval);

    let (status, answer) = approve(&w, Some(w.guard), id).await;
    assert_eq!((status, &answer["data"]["decidedBy"]), (200, &json!(w.guard)));
    assert_eq!(approve(&w, Some(w.guard), id).await.1["error"]["code"], "PAYOUT_CLOSED");
    w.until(id, PayoutState::Confirmed).await;
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(LARGE));
    w.sound().await;
}

#[tokio::test]
async fn the_database_itself_refuses_a_decision_by_a_party() {
    let w = World::new().await;
    let id = large(&w).await;
    for party in [w.seller, w.buyer] {
        let refused = sqlx::query("update payouts set state = 'approved', check_at = now(), decided_by = $2 where id = $1")
            .bind(id.0)
            .bind(party.0)
            .execute(&w.store().pool)
            .await
            .expect_err("four eyes");
        assert_eq!(refused.as_database_error().and_then(|d| d.constraint()), Some("payouts_four_eyes"));
    }
    for change in [
        "to_address = '\\x0000000000000000000000000000000000000001'",
        "amount = 1",
        "user_id = requested_by",
    ] {
        let sql = format!("update payouts set {change}");
        assert!(
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&w.store().pool).await.is_err(),
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_rejected_payout_gives_the_money_back_and_stays_closed() {
    let w = World::new().await;
    let id = large(&w).await;
    let path = format!("/api/admin/payouts/{id}/reject");
    assert_eq!(w.http(Some(w.guard), "POST", &path, Some(json!({"reason": ""}))).await.0, 400);
    let (status, answer) = w
        .http(Some(w.guard), "POST", &path, Some(json!({"reason": "The address looks wrong."})))
        .await;
    assert_eq!(
        (status, &answer["data"]["state"], &answer["data"]["waitingReason"]),
        (200, &json!("cancelled"), &json!("The address looks wrong."))
    );
    assert_eq!(w.balance(w.seller, w.six.0, Purpose::Available).await, units(LARGE));
    assert_eq!(approve(&w, Some(w.guard), id).await.1["error"]["code"], "PAYOUT_CLOSED");
    assert_eq!(w.http(Some(w.guard), "POST", &path, Some(json!({"reason": "again"}))).await.0, 409);
    let (_, list) = w.http(Some(w.guard), "GET", "/api/admin/payouts?state=cancelled", None).await;
    assert_eq!(list["data"]["items"][0]["id"], json!(id));
    assert_eq!(w.http(Some(w.seller), "GET", "/api/admin/payouts", None).await.0, 403);
    w.sound().await;
}

#[tokio::test]
async fn a_payout_that_the_chain_never_takes_can_be_refused_and_its_money_used_again() {
    let w = World::new().await;
    w.fill_treasury().await;
    // A contract that takes no native coin.
    w.set_address(w.seller, w.eighteen.1).await;
    let id = w.instruct(w.native, units(1000)).await;
    w.tick().await;
    let waiting = w.payout(id).await;
    assert_eq!(waiting.state, PayoutState::Approved);
    assert!(waiting.waiting_reason.is_some_and(|why| why.contains("would fail")));
    let path = format!("/api/admin/payouts/{id}/reject");
    make_guard(&w, w.seller).await;
    let reason = json!({"reason": "It takes no coin."});
    assert_eq!(
        w.http(Some(w.seller), "POST", &path, Some(reason.clone())).await.1["error"]["code"],
        "FOUR_EYES"
    );
    assert_eq!(w.http(Some(w.guard), "POST", &path, Some(reason.clone())).await.0, 200);
    assert_eq!(w.balance(w.seller, w.native, Purpose::Available).await, units(1000));

    w.set_address(w.seller, SELLER).await;
    let body = json!({"assetId": w.native, "amount": "1000"});
    let (status, answer) = w.http(Some(w.seller), "POST", "/api/payouts", Some(body)).await;
    assert_eq!(status, 200, "{answer}");
    let second: PayoutId = serde_json::from_value(answer["data"]["id"].clone()).expect("an id");
    w.until(second, PayoutState::Confirmed).await;
    // What was built already can't be refused any more.
    let path = format!("/api/admin/payouts/{second}/reject");
    assert_eq!(
        w.http(Some(w.guard), "POST", &path, Some(reason)).await.1["error"]["code"],
        "PAYOUT_CLOSED"
    );
    w.sound().await;
}

#[tokio::test]
async fn a_recipient_that_burns_gas_gets_none_of_ours() {
    let w = World::new().await;
    w.fill_treasury().await;
    // Ten thousand rounds of nothing for whatever is sent there: some 300,000 gas.
    w.node
        .call("anvil_setCode", json!([SELLER, "0x6127105b60019003806003570000"]))
        .await;
    let id = w.instruct(w.native, units(1)).await;
    w.tick().await;
    let waiting = w.payout(id).await;
    assert_eq!(waiting.state, PayoutState::Approved);
    assert!(waiting.waiting_reason.is_some_and(|why| why.contains("wants")));
    // A wallet with a little code is paid.
    w.node.call("anvil_setCode", json!([SELLER, "0x6101005b600190038060035700"])).await;
    w.until(id, PayoutState::Confirmed).await;
    w.sound().await;
}

#[tokio::test]
async fn thresholds_are_per_asset_and_changed_by_an_administrator_only() {
    let w = World::new().await;
    let admin = user(w.store(), "admin", "admin").await;
    let path = "/api/admin/settings/approval-thresholds";
    let limits = json!({"default": "10", "assets": [{"assetId": w.eighteen.0, "wholeUnits": "0.5"}]});
    assert_eq!(w.http(Some(w.guard), "PUT", path, Some(limits.clone())).await.0, 403);
    assert_eq!(
        w.http(Some(admin), "GET", path, None).await.1["data"],
        json!({"default": "1000", "assets": [{"assetId": "00000000-0000-7000-8000-0000000ca004", "wholeUnits": "150000"}]}),
        "a thousand yen is not much"
    );
    assert_eq!(w.http(Some(admin), "PUT", path, Some(limits.clone())).await.1["data"], limits);
    let twice = json!({"default": "1", "assets": [{"assetId": w.native, "wholeUnits": "1"}, {"assetId": w.native, "wholeUnits": "2"}]});
    assert_eq!(w.http(Some(admin), "PUT", path, Some(twice)).await.0, 400);

    let half = 5 * 10u128.pow(17);
    // What is more waits, so that it doesn't count towards the day of what follows.
    for (asset, amount, expected) in [
        (w.six.0, 10_000_001, PayoutState::PendingApproval),
        (w.six.0, 10_000_000, PayoutState::Approved),
        (w.six.0, 1, PayoutState::PendingApproval),
        (w.eighteen.0, half + 1, PayoutState::PendingApproval),
        (w.eighteen.0, half, PayoutState::Approved),
    ] {
        let id = w.instruct(asset, units(amount)).await;
        assert_eq!(w.payout(id).await.state, expected, "{amount}");
    }
    w.sound().await;
}
