//! What the desk is shown: a case with its numbers, transfers on their way, stray card money, thresholds before they are saved.

use crate::shop::{CHAIN, PRICE, Person, Shop};
use amanat_base::Role;
use amanat_chain::callback::ReportEvent;
use serde_json::{Value, json};

async fn get(shop: &Shop, by: &Person, path: &str) -> Value {
    let (status, body) = shop.send("GET", path, Some(by), Value::Null).await;
    assert_eq!(status.as_u16(), 200, "{path}: {body}");
    body["data"].clone()
}

fn option<'a>(case: &'a Value, action: &str) -> &'a Value {
    let options = case["options"].as_array().expect("options");
    options.iter().find(|o| o["action"] == action).expect("such an option")
}

#[tokio::test]
async fn a_case_shows_what_each_action_would_do_and_who_did_what() {
    let shop = Shop::open().await;
    let (guard, other, admin) = (
        shop.person(&[Role::Guard]).await,
        shop.person(&[Role::Guard]).await,
        shop.person(&[Role::Admin]).await,
    );
    let bill = shop.bill().await;
    shop.paid(bill.address, PRICE + 700).await;
    let list = get(&shop, &guard, "/api/admin/exceptions?status=open").await;
    let id = list["items"][0]["id"].as_str().expect("a case").to_owned();
    let path = format!("/api/admin/exceptions/{id}");

    let case = get(&shop, &guard, &path).await;
    assert_eq!(
        (&case["kind"], &case["noSettling"]),
        (&json!("overpaid"), &json!("nothing_proposed"))
    );
    assert_eq!(
        (&case["order"]["id"], &case["order"]["state"]),
        (&json!(bill.order), &json!("funded"))
    );
    assert_eq!(
        (&case["payment"]["amount"], &case["payment"]["waiting"]),
        (&json!(PRICE.to_string()), &json!("700"))
    );
    let back = option(&case, "refund_to_buyer");
    assert_eq!(
        (&back["allowed"], &back["moves"]),
        (&json!(true), &json!([{"from": "suspense", "to": "buyer", "amount": "700"}]))
    );
    let credit = option(&case, "credit_order");
    assert_eq!((&credit["allowed"], &credit["moves"]), (&json!(false), &json!([])));
    assert!(credit["refusal"].is_string());
    assert_eq!(option(&case, "dismiss")["allowed"], false);
    assert_eq!(option(&case, "keep_as_fee")["allowed"], false, "a guard keeps only dust");
    let looked = get(&shop, &admin, &path).await;
    assert_eq!(
        (&option(&looked, "keep_as_fee")["allowed"], &looked["noSettling"]),
        (&json!(true), &json!("role_required"))
    );

    let wish = json!({"action": "refund_to_buyer", "note": "Too much came."});
    shop.send("POST", &format!("{path}/propose"), Some(&guard), wish).await;
    assert_eq!(get(&shop, &guard, &path).await["noSettling"], "own_proposal");
    assert_eq!(get(&shop, &other, &path).await["noSettling"], Value::Null);
    let agreed = json!({"action": "refund_to_buyer"});
    shop.send("POST", &format!("{path}/settle"), Some(&other), agreed).await;
    let over = get(&shop, &other, &path).await;
    assert_eq!((&over["options"], &over["noSettling"]), (&json!([]), &json!("over")));
    let steps: Vec<_> = over["history"]
        .as_array()
        .expect("a history")
        .iter()
        .map(|e| e["step"].clone())
        .collect();
    assert_eq!(steps, ["opened", "proposed", "settled"]);
    assert_eq!(over["history"][1]["note"], "Too much came.");
    let (status, _) = shop.send("GET", &path, Some(&shop.buyer), Value::Null).await;
    assert_eq!(status.as_u16(), 403);
    shop.healthy().await;
}

#[tokio::test]
async fn transfers_on_their_way_are_seen_by_guards_and_thresholds_are_tried_on_them() {
    let shop = Shop::open().await;
    let (guard, admin) = (shop.person(&[Role::Guard]).await, shop.person(&[Role::Admin]).await);
    let bill = shop.bill().await;
    let tx = shop.pay(bill.address, PRICE).await;
    let report = shop.report(tx, Some(shop.token), bill.address, ReportEvent::Detected).await;
    assert_eq!(shop.deliver(&report).await.as_u16(), 200);
    shop.process().await;
    let list = "/api/admin/payments/awaiting-confirmation";
    let waiting = get(&shop, &guard, &format!("{list}?chainId={CHAIN}")).await;
    let line = &waiting["items"][0];
    assert_eq!(
        (&line["orderId"], &line["symbol"], &line["required"], &line["blockTimeMs"]),
        (&json!(bill.order), &json!("USDC"), &json!(3), &json!(1000))
    );
    assert!(line["checks"].as_i64().is_some_and(|checks| checks > 0));
    assert_eq!(get(&shop, &guard, &format!("{list}?chainId=1")).await["items"], json!([]));
    let (status, _) = shop.send("GET", list, Some(&shop.seller), Value::Null).await;
    assert_eq!(status.as_u16(), 403);

    let path = "/api/admin/settings/confirmation-thresholds";
    let before = get(&shop, &admin, path).await;
    let preview = async |wish: Value| {
        let (status, body) = shop.send("POST", &format!("{path}/preview"), Some(&admin), wish).await;
        assert_eq!(status.as_u16(), 200, "{body}");
        body["data"].clone()
    };
    let fewer = preview(json!({"chainId": CHAIN, "confirmations": 1, "bands": []})).await;
    assert_eq!(fewer, json!({"chainId": CHAIN, "waiting": 1, "fewer": 1, "more": 0, "atOnce": 1}));
    let band = json!({"assetId": shop.usdc, "minAmount": "1", "confirmations": 40});
    let more = preview(json!({"chainId": CHAIN, "bands": [band]})).await;
    assert_eq!((&more["more"], &more["atOnce"]), (&json!(1), &json!(0)));
    assert_eq!(get(&shop, &admin, path).await, before, "nothing was saved");
    let (status, _) = shop
        .send(
            "POST",
            &format!("{path}/preview"),
            Some(&guard),
            json!({"chainId": CHAIN, "bands": []}),
        )
        .await;
    assert_eq!(status.as_u16(), 403);
}

#[tokio::test]
async fn stray_card_money_is_listed_for_the_desk() {
    let shop = Shop::open().await;
    let guard = shop.person(&[Role::Guard]).await;
    for (n, currency) in [("1", "usd"), ("2", "xyz")] {
        sqlx::query("insert into card_strays (session_id, amount, currency, reason, found_at) values ($1, 3000, $2, 'nobody''s', now())")
            .bind(format!("cs_{n}"))
            .bind(currency)
            .execute(&shop.db.store.pool)
            .await
            .expect("a stray");
    }
    let first = get(&shop, &guard, "/api/admin/payments/card-strays?limit=1").await;
    assert_eq!(
        (&first["items"][0]["sessionId"], &first["items"][0]["decimals"]),
        (&json!("cs_2"), &json!(null))
    );
    let cursor = first["nextCursor"].as_str().expect("more");
    let second = get(&shop, &guard, &format!("/api/admin/payments/card-strays?cursor={cursor}")).await;
    assert_eq!(
        (&second["items"][0]["sessionId"], &second["items"][0]["decimals"]),
        (&json!("cs_1"), &json!(2))
    );
    let (status, _) = shop
        .send("GET", "/api/admin/payments/card-strays", Some(&shop.buyer), Value::Null)
        .await;
    assert_eq!(status.as_u16(), 403);
}
