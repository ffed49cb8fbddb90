//! What a guard is shown before a payout goes out: its context, and what the chain would make of it.

use crate::world::{SELLER, World, units, user};
use amanat_base::PayoutId;
use amanat_custody::PayoutState;
use serde_json::{Value, json};

const LARGE: u128 = 2_000_000_000;

async fn case(w: &World, id: PayoutId) -> Value {
    let (status, answer) = w.http(Some(w.guard), "GET", &format!("/api/admin/payouts/{id}"), None).await;
    assert_eq!(status, 200, "{answer}");
    answer["data"].clone()
}

async fn simulation(w: &World, id: PayoutId) -> Value {
    let (status, answer) = w
        .http(Some(w.guard), "GET", &format!("/api/admin/payouts/{id}/simulation"), None)
        .await;
    assert_eq!(status, 200, "{answer}");
    answer["data"].clone()
}

fn check<'a>(case: &'a Value, name: &str) -> &'a Value {
    let checks = case["address"]["checks"].as_array().expect("checks");
    &checks.iter().find(|c| c["check"] == name).expect("such a check")["passed"]
}

#[tokio::test]
async fn a_large_payout_comes_with_everything_behind_it() {
    let w = World::new().await;
    w.fill_treasury().await;
    let order = w.order().await;
    w.credit(w.seller, w.six.0, units(LARGE + 5)).await;
    let mut tx = w.store().begin().await.expect("begins");
    let mut what = w.release("event:one", w.six.0, units(LARGE));
    what.order = Some(order);
    let id = amanat_custody::instruct(&mut tx, what).await.expect("instructs").expect("a payout");
    tx.commit().await.expect("commits");

    let seen = case(&w, id).await;
    assert_eq!(
        (
            &seen["payout"]["state"],
            &seen["payee"]["displayName"],
            &seen["requestedBy"]["displayName"]
        ),
        (&json!("pending_approval"), &json!("seller"), &json!("buyer"))
    );
    assert_eq!(
        (&seen["order"]["title"], &seen["order"]["buyer"]["displayName"]),
        (&json!("a thing"), &json!("buyer"))
    );
    assert_eq!(
        seen["approval"],
        json!({"needed": true, "threshold": "1000", "isOwn": false, "unseen": "0", "byItself": true})
    );
    assert_eq!((&seen["covered"], &seen["noDecision"]), (&json!(true), &json!(null)));
    let own = seen["causes"].as_array().expect("causes").iter().find(|c| c["own"] == true);
    let lines = own.expect("its own posting")["lines"].as_array().expect("lines").clone();
    assert!(
        lines
            .iter()
            .any(|l| l["account"]["person"] == "seller" && l["amount"] == LARGE.to_string())
    );
    let balances: Vec<_> = seen["balances"]
        .as_array()
        .expect("balances")
        .iter()
        .map(|b| {
            (
                b["account"]["purpose"].as_str().unwrap_or_default(),
                b["now"].as_str().unwrap_or_default(),
                b["ifPaid"].as_str().unwrap_or_default(),
                b["ifRejected"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        balances,
        [
            ("releasable", "2000000000", "0", "0"),
            ("world", "-2000000005", "-5", "-2000000005"),
            ("available", "5", "5", "2000000005"),
        ]
    );
    assert_eq!(
        (&seen["address"]["source"], &seen["address"]["usedBefore"]),
        (&json!("current"), &json!(0))
    );
    for (name, passed) in [
        ("reachable", true),
        ("not_treasury", true),
        ("not_ours", true),
        ("nobody_elses", true),
        ("used_before", false),
    ] {
        assert_eq!(check(&seen, name), &json!(passed), "{name}");
    }

    let (_, approved) = w
        .http(Some(w.guard), "POST", &format!("/api/admin/payouts/{id}/approve"), None)
        .await;
    assert_eq!(approved["data"]["state"], "approved");
    w.until(id, PayoutState::Confirmed).await;
    let after = case(&w, id).await;
    assert_eq!((&after["balances"], &after["noDecision"]), (&json!([]), &json!("not_waiting")));
    assert_eq!(after["decidedBy"]["displayName"], "guard");
    let next = w.instruct(w.six.0, units(LARGE)).await;
    let next = case(&w, next).await;
    assert_eq!(check(&next, "used_before"), &json!(true));
    assert_eq!(next["othersToday"][0]["id"], json!(id));
    w.sound().await;
}

#[tokio::test]
async fn it_says_who_may_not_decide_and_who_may_not_look() {
    let w = World::new().await;
    let id = w.instruct(w.six.0, units(LARGE)).await;
    let admin = user(w.store(), "admin", "admin").await;
    for path in [format!("/api/admin/payouts/{id}"), format!("/api/admin/payouts/{id}/simulation")] {
        assert_eq!(w.http(None, "GET", &path, None).await.0, 401);
        for outsider in [w.seller, w.buyer] {
            assert_eq!(w.http(Some(outsider), "GET", &path, None).await.1["error"]["code"], "ROLE_REQUIRED");
        }
        assert_eq!(w.http(Some(admin), "GET", &path, None).await.0, 200);
    }
    let path = format!("/api/admin/payouts/{id}");
    assert_eq!(
        w.http(Some(admin), "GET", &path, None).await.1["data"]["noDecision"],
        "role_required"
    );
    sqlx::query("insert into user_roles values ($1, 'guard', now())")
        .bind(w.buyer.0)
        .execute(&w.store().pool)
        .await
        .expect("a role");
    let asked = w.http(Some(w.buyer), "GET", &path, None).await.1;
    assert_eq!(asked["data"]["noDecision"], "four_eyes", "the buyer freed the money");
    let missing = format!("/api/admin/payouts/{}", PayoutId::fresh());
    assert_eq!(w.http(Some(w.guard), "GET", &missing, None).await.0, 404);
}

#[tokio::test]
async fn the_queue_is_listed_by_kind_asset_and_person_with_names() {
    let w = World::new().await;
    let id = w.instruct(w.six.0, units(LARGE)).await;
    let list = async |query: &str| {
        let (_, answer) = w.http(Some(w.guard), "GET", &format!("/api/admin/payouts?{query}"), None).await;
        answer["data"]["items"].clone()
    };
    let found = list("state=pending_approval&kind=release").await;
    assert_eq!(
        (&found[0]["id"], &found[0]["userName"], &found[0]["requestedByName"]),
        (&json!(id), &json!("seller"), &json!("buyer"))
    );
    assert_eq!(list(&format!("assetId={}", w.six.0)).await[0]["id"], json!(id));
    assert_eq!(list(&format!("userId={}", w.seller)).await[0]["id"], json!(id));
    for nothing in [
        "kind=refund".to_owned(),
        format!("assetId={}", w.native),
        format!("userId={}", w.buyer),
    ] {
        assert_eq!(list(&nothing).await, json!([]), "{nothing}");
    }
}

#[tokio::test]
async fn a_transfer_is_tried_without_being_sent() {
    let w = World::new().await;
    let id = w.instruct(w.six.0, units(LARGE)).await;
    let empty = simulation(&w, id).await;
    assert_eq!(
        (&empty["transfer"]["works"], &empty["transfer"]["treasuryAfter"]),
        (&json!(false), &json!(null))
    );
    assert!(empty["transfer"]["refusal"].is_string(), "the token refuses: {empty}");
    w.fill_treasury().await;
    let before = w.on_chain(Some(w.six.1), w.treasury()).await;
    let tried = simulation(&w, id).await;
    let transfer = &tried["transfer"];
    assert_eq!((&tried["obstacle"], &transfer["works"]), (&json!(null), &json!(true)), "{tried}");
    assert_eq!(
        (
            &transfer["treasuryBefore"],
            &transfer["treasuryAfter"],
            &transfer["recipientBefore"]
        ),
        (&json!(before), &json!(before.saturating_sub(units(LARGE))), &json!("0"))
    );
    assert_eq!(
        (&transfer["recipientIsContract"], &transfer["nativeSymbol"]),
        (&json!(false), &json!("ETH"))
    );
    assert!(transfer["gasLimit"].as_i64().is_some_and(|gas| gas > 21_000));
    assert_eq!(w.on_chain(Some(w.six.1), SELLER).await, units(0), "nothing was sent");
    assert_eq!(w.payout(id).await.state, PayoutState::PendingApproval);
    w.sound().await;
}

#[tokio::test]
async fn without_an_answer_from_the_chain_it_says_so() {
    let w = World::new().await;
    let id = w.instruct(w.six.0, units(LARGE)).await;
    let say = async |sql: &'static str| {
        sqlx::query(sql).execute(&w.store().pool).await.expect("changes the endpoint");
        simulation(&w, id).await
    };
    let away = say("update rpc_endpoints set url = 'http://127.0.0.1:1'").await;
    assert_eq!(away, json!({"obstacle": "chain_away", "transfer": null}));
    let none = say("update rpc_endpoints set enabled = false").await;
    assert_eq!(none["obstacle"], "not_configured");
    let nowhere = say("update payouts set state = 'waiting_address'").await;
    assert_eq!(nowhere["obstacle"], "no_address");
}

#[tokio::test]
async fn other_thresholds_are_looked_at_before_they_are_saved() {
    let w = World::new().await;
    let admin = user(w.store(), "admin", "admin").await;
    w.instruct(w.six.0, units(LARGE)).await;
    w.instruct(w.eighteen.0, units(2 * 10u128.pow(18))).await;
    let path = "/api/admin/settings/approval-thresholds";
    let before = w.http(Some(admin), "GET", path, None).await.1["data"].clone();
    let wish = json!({"default": "1000", "assets": [{"assetId": w.eighteen.0, "wholeUnits": "1"}]});
    let preview = format!("{path}/preview");
    assert_eq!(w.http(Some(w.guard), "POST", &preview, Some(wish.clone())).await.0, 403);
    let (status, answer) = w.http(Some(admin), "POST", &preview, Some(wish)).await;
    assert_eq!(status, 200, "{answer}");
    let changes = answer["data"]["changes"].as_array().expect("changes").clone();
    let change = changes.iter().find(|c| c["assetId"] == json!(w.eighteen.0)).expect("of this asset");
    assert_eq!(
        (&change["before"], &change["after"], &change["aboveBefore"], &change["aboveAfter"]),
        (&json!("1000"), &json!("1"), &json!(0), &json!(1))
    );
    assert!(changes.iter().all(|c| c["assetId"] != json!(w.six.0)), "its threshold stays");
    assert_eq!(w.http(Some(admin), "GET", path, None).await.1["data"], before, "nothing was saved");
}
