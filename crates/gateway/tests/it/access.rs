//! Who may call: the token, its order, its listing, on every node at once.

use crate::stage::{Node, Reply, Stage, Token, client, stage, token};
use amanat_base::TokenId;
use serde_json::json;

async fn refusal(stage: &Stage, node: &Node) -> (u16, String) {
    stage.get(node, "/x").await.refusal()
}

#[tokio::test]
async fn whoever_has_no_token_for_this_listing_is_refused() {
    let (stage, other) = (stage(5, json!({})).await, stage(5, json!({})).await);
    let node = stage.node().await;
    let invalid = (401, "TOKEN_INVALID".to_owned());
    assert_eq!(Reply::of(client().get(stage.at(&node, "/x"))).await.refusal(), invalid);
    for text in ["amt_unknown", "eyJhbGciOi", "", &other.token.text] {
        let token = Token {
            id: TokenId::fresh(),
            text: text.to_owned(),
        };
        assert_eq!(stage.get_as(&node, "/x", &token).await.refusal(), invalid, "{text}");
    }
    let unknown = format!("{}/gateway/{}/x", node.url, amanat_base::ListingId::fresh());
    assert_eq!(
        Reply::of(client().get(unknown).bearer_auth(&stage.token.text)).await.refusal(),
        invalid
    );
    let nonsense = format!("{}/gateway/nonsense/x", node.url);
    assert_eq!(Reply::of(client().get(nonsense)).await.refusal().0, 400);
    assert_eq!((stage.upstream.calls(), stage.used().await), (0, 0));
}

#[tokio::test]
async fn what_is_decided_elsewhere_holds_for_the_next_call_on_every_node() {
    let stage = stage(50, json!({})).await;
    let nodes = [stage.node().await, stage.node().await];
    let decisions = [
        (
            "update tokens set state = 'revoked' where id = $1",
            "update tokens set state = 'active' where id = $1",
            "TOKEN_REVOKED",
        ),
        (
            "update tokens set state = 'expired' where id = $1",
            "update tokens set state = 'active' where id = $1",
            "TOKEN_EXPIRED",
        ),
        (
            "update tokens set expires_at = now() where id = $1",
            "update tokens set expires_at = now() + interval '1 day' where id = $1",
            "TOKEN_EXPIRED",
        ),
        (
            "update orders o set state = 'disputed' from tokens t where t.id = $1 and t.order_id = o.id",
            "update orders o set state = 'funded' from tokens t where t.id = $1 and t.order_id = o.id",
            "TOKEN_REVOKED",
        ),
        (
            "update orders o set hold_reason = 'a case' from tokens t where t.id = $1 and t.order_id = o.id",
            "update orders o set hold_reason = null from tokens t where t.id = $1 and t.order_id = o.id",
            "TOKEN_REVOKED",
        ),
        (
            "update listings l set status = 'removed' from tokens t where t.id = $1 and t.listing_id = l.id",
            "update listings l set status = 'active' from tokens t where t.id = $1 and t.listing_id = l.id",
            "TOKEN_REVOKED",
        ),
        (
            "update listings l set moderation = 'rejected' from tokens t where t.id = $1 and t.listing_id = l.id",
            "update listings l set moderation = 'approved' from tokens t where t.id = $1 and t.listing_id = l.id",
            "TOKEN_REVOKED",
        ),
        (
            "update orders o set state = 'refunded', refunded = paid_in, acts_at = null from tokens t where t.id = $1 and t.order_id = o.id",
            "update orders o set state = 'delivered', refunded = 0, acts_at = now() from tokens t where t.id = $1 and t.order_id = o.id",
            "TOKEN_REVOKED",
        ),
    ];
    for (decide, undo, code) in decisions {
        for node in &nodes {
            assert_eq!(stage.get(node, "/x").await.status, 200, "before: {decide}");
        }
        let calls = stage.upstream.calls();
        stage.change(decide).await;
        for node in &nodes {
            assert_eq!(refusal(&stage, node).await, (403, code.to_owned()), "{decide}");
        }
        assert_eq!(stage.upstream.calls(), calls);
        stage.change(undo).await;
    }
    stage.calls().await;
    assert_eq!(stage.used().await, 16, "a refused call holds nothing");
}

#[tokio::test]
async fn a_paused_or_sold_out_listing_still_serves_what_it_sold() {
    let stage = stage(5, json!({})).await;
    let node = stage.node().await;
    stage
        .change("update listings l set status = 'paused' from tokens t where t.id = $1 and t.listing_id = l.id")
        .await;
    assert_eq!(stage.get(&node, "/x").await.status, 200);
}

#[tokio::test]
async fn changed_settings_are_those_of_the_very_next_call() {
    let stage = stage(
        20,
        json!({ "meter": { "kind": "header", "name": "x-units" }, "maxUnitsPerCall": 2 }),
    )
    .await;
    let nodes = [stage.node().await, stage.node().await];
    for node in &nodes {
        assert_eq!(stage.get(node, "/count").await.status, 200);
    }
    stage.change("update listings l set gateway = jsonb_set(gateway, '{maxUnitsPerCall}', '7'), version = version + 1 from tokens t where t.id = $1 and t.listing_id = l.id").await;
    for node in &nodes {
        assert_eq!(stage.get(node, "/count").await.status, 200);
    }
    let held: Vec<_> = stage.calls().await.into_iter().map(|c| c.1).collect();
    assert_eq!(held, [2, 2, 7, 7]);
}

#[tokio::test]
async fn tokens_of_one_listing_are_counted_apart() {
    let stage = stage(1, json!({})).await;
    let node = stage.node().await;
    let second = token(&stage.store, stage.listing, stage.seller.0, stage.buyer.0, 1).await;
    assert_eq!(stage.get(&node, "/x").await.status, 200);
    assert_eq!(stage.get(&node, "/x").await.refusal(), (402, "UNITS_SPENT".into()));
    assert_eq!(stage.get_as(&node, "/x", &second).await.status, 200);
}
