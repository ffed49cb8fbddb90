//! What buyers and sellers see of their use.

use crate::stage::{Node, Reply, Stage, client, stage, until};
use amanat_base::{Role, SessionId, UserId};
use amanat_web::testing::sign_in;
use serde_json::json;

async fn get(stage: &Stage, node: &Node, who: (UserId, SessionId), path: &str) -> Reply {
    let now = stage.store.now().await.unwrap();
    let token = node.ctx.tokens.issue(who.0, who.1, now).unwrap();
    Reply::of(client().get(format!("{}{path}", node.url)).bearer_auth(token)).await
}

#[tokio::test]
async fn both_sides_see_the_calls_and_nobody_else_does() {
    let stage = stage(
        20,
        json!({ "meter": { "kind": "header", "name": "x-units" }, "maxUnitsPerCall": 4 }),
    )
    .await;
    let node = stage.node().await;
    for path in ["/count?header=1&secret=mine", "/count?header=3", "/status/500"] {
        stage.get(&node, path).await;
        stage.calls().await;
    }
    let path = format!("/api/tokens/{}/usage", stage.token.id);
    for who in [stage.buyer, stage.seller] {
        let data = get(&stage, &node, who, &format!("{path}?limit=2")).await.json()["data"].clone();
        assert_eq!((&data["units"], &data["usedUnits"]), (&json!(20), &json!(4)));
        assert_eq!(data["items"][0]["outcome"], "not_billed");
        assert_eq!(
            (&data["items"][1]["path"], &data["items"][1]["units"], &data["items"][1]["status"]),
            (&json!("/count"), &json!(3), &json!(200))
        );
        let buckets = data["buckets"].as_array().unwrap();
        let sum = |name: &str| buckets.iter().map(|b| b[name].as_i64().unwrap()).sum::<i64>();
        assert_eq!((sum("calls"), sum("units"), sum("failed")), (3, 4, 1));
        let next = data["nextCursor"].as_str().unwrap();
        let second = get(&stage, &node, who, &format!("{path}?limit=2&cursor={next}&per=day"))
            .await
            .json()["data"]
            .clone();
        assert_eq!(second["items"].as_array().unwrap().len(), 1);
        assert_eq!((&second["nextCursor"], &second["items"][0]["units"]), (&json!(null), &json!(1)));
        assert!(!second.to_string().contains("mine"), "queries are not written down");
    }
    let stranger = sign_in(&stage.store, "Stan", &[Role::Buyer]).await.unwrap();
    assert_eq!(get(&stage, &node, stranger, &path).await.status, 404);
    assert_eq!(Reply::of(client().get(format!("{}{path}", node.url))).await.status, 401);
}

#[tokio::test]
async fn a_seller_sees_the_use_of_a_listing() {
    let stage = stage(20, json!({})).await;
    let node = stage.node().await;
    for _ in 0..3 {
        stage.get(&node, "/x").await;
    }
    stage.calls().await;
    let path = format!("/api/listings/{}/usage?per=day", stage.listing);
    let data = get(&stage, &node, stage.seller, &path).await.json()["data"].clone();
    assert_eq!(
        (&data["tokens"], &data["units"], &data["usedUnits"]),
        (&json!(1), &json!(20), &json!(3))
    );
    let units: i64 = data["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["units"].as_i64().unwrap())
        .sum();
    assert_eq!(units, 3);
    assert_eq!(get(&stage, &node, stage.buyer, &path).await.status, 404);
}

#[tokio::test]
async fn movement_is_announced_and_its_end_always() {
    let stage = stage(20, json!({})).await;
    let node = stage.node().await;
    for _ in 0..10 {
        stage.get(&node, "/x").await;
    }
    stage.calls().await;
    let last = async || -> Option<serde_json::Value> {
        sqlx::query_scalar("select payload from events where feature = 'gateway' order by announced_at desc, id desc limit 1")
            .fetch_optional(&stage.store.pool)
            .await
            .unwrap()
    };
    until(async || last().await.is_some_and(|e| e["used"] == 10)).await;
    let event = last().await.unwrap();
    let token = &stage.token;
    let expected = json!({
        "type": "usage_moved", "token": token.id, "listing": stage.listing, "buyer": stage.buyer.0, "seller": stage.seller.0, "used": 10, "units": 20
    });
    assert_eq!(event, expected);
}
