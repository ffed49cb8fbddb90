//! Checkout: who may, in what, for how much, to which address.

use crate::shop::{PRICE, Shop, bill, code, head};
use amanat_base::{AssetId, Code, OrderId, Role};
use amanat_escrow::State;
use serde_json::{Value, json};
use std::collections::HashSet;

#[tokio::test]
async fn the_answer_holds_everything_that_a_page_shows() {
    let shop = Shop::open().await;
    let order = shop.order("100").await;
    let before = head(&shop).await;
    let body = json!({"orderId": order, "assetId": shop.usdc});
    let (status, body) = shop.send("POST", "/api/payment/checkout", Some(&shop.buyer), body).await;
    assert_eq!(status, 200, "{body}");
    let data = &body["data"];
    let bill = bill(data);
    let contract = shop.token.to_checksum(None);
    let address = bill.address.to_checksum(None);
    assert_eq!(
        data["uri"],
        format!("ethereum:{contract}@31337/transfer?address={address}&uint256={PRICE}")
    );
    assert_eq!(
        (&data["amount"], &data["amountDisplay"], &data["decimals"]),
        (&json!(PRICE.to_string()), &json!("100"), &json!(6))
    );
    assert_eq!(
        (&data["status"], &data["remaining"], &data["contract"]),
        (&json!("waiting"), &json!(PRICE.to_string()), &json!(contract))
    );
    assert_eq!(data["explorerUrl"], format!("https://explorer.test/address/{address}"));
    assert_eq!(data["progress"], json!({"seen": false, "confirmations": 0, "required": 3}));
    let from: i64 = sqlx::query_scalar("select from_block from deposit_addresses")
        .fetch_one(&shop.db.store.pool)
        .await
        .expect("one");
    assert_eq!(u64::try_from(from), Ok(before));
    let (_, options) = shop
        .send(
            "GET",
            &format!("/api/payment/options?orderId={order}"),
            Some(&shop.seller),
            Value::Null,
        )
        .await;
    assert_eq!(
        (
            &options["data"]["items"][0]["amount"],
            &options["data"]["items"][0]["confirmations"]
        ),
        (&json!(PRICE.to_string()), &json!(3))
    );
    let (_, list) = shop
        .send("GET", &format!("/api/payment?orderId={order}"), Some(&shop.seller), Value::Null)
        .await;
    assert_eq!(list["data"]["items"][0]["id"], data["id"]);
    let (_, networks) = shop.send("GET", "/api/payment/networks", None, Value::Null).await;
    assert_eq!(networks["data"]["items"][0]["assets"][0]["symbol"], "USDC");
}

#[tokio::test]
async fn only_the_buyer_pays_and_strangers_see_nothing() {
    let shop = Shop::open().await;
    let bill = shop.bill().await;
    let stranger = shop.person(&[Role::Buyer, Role::Seller]).await;
    let guard = shop.person(&[Role::Guard]).await;
    let body = json!({"orderId": bill.order, "assetId": shop.usdc});
    for (who, expected) in [(&shop.seller, 403), (&stranger, 404), (&guard, 404)] {
        let (status, body) = shop.send("POST", "/api/payment/checkout", Some(who), body.clone()).await;
        assert_eq!(status, expected, "{body}");
    }
    assert_eq!(shop.send("POST", "/api/payment/checkout", None, body).await.0, 401);
    for path in [
        format!("/api/payment/{}", bill.payment),
        format!("/api/payment?orderId={}", bill.order),
        format!("/api/payment/options?orderId={}", bill.order),
    ] {
        for (who, expected) in [(&stranger, 404), (&shop.seller, 200), (&guard, 200)] {
            assert_eq!(shop.send("GET", &path, Some(who), Value::Null).await.0, expected, "{path}");
        }
        assert_eq!(shop.send("GET", &path, None, Value::Null).await.0, 401, "{path}");
    }
    for path in [
        "/api/admin/exceptions",
        "/api/admin/networks",
        "/api/admin/networks/31337",
        "/api/admin/networks/31337/assets",
        "/api/admin/settings/confirmation-thresholds",
        "/api/admin/payments/awaiting-confirmation",
    ] {
        assert_eq!(shop.send("GET", path, Some(&stranger), Value::Null).await.0, 403, "{path}");
    }
}

#[tokio::test]
async fn unknown_orders_and_unfit_assets_are_refused() {
    let shop = Shop::open().await;
    let order = shop.order("100").await;
    let ask = async |order: OrderId, asset: AssetId| {
        let (status, body) = shop
            .send(
                "POST",
                "/api/payment/checkout",
                Some(&shop.buyer),
                json!({"orderId": order, "assetId": asset}),
            )
            .await;
        (status.as_u16(), code(&body))
    };
    assert_eq!(ask(OrderId::fresh(), shop.usdc).await, (404, Some(Code::NotFound)));
    assert_eq!(ask(order, AssetId::fresh()).await, (409, Some(Code::AssetNotPayable)));
    sqlx::query("update assets set par_currency = 'EUR' where rail = 'chain'")
        .execute(&shop.db.store.pool)
        .await
        .expect("saved");
    assert_eq!(ask(order, shop.usdc).await, (409, Some(Code::AssetNotPayable)));
    sqlx::query("update assets set par_currency = 'USD', enabled = false where rail = 'chain'")
        .execute(&shop.db.store.pool)
        .await
        .expect("saved");
    assert_eq!(ask(order, shop.usdc).await, (409, Some(Code::AssetNotPayable)));
    sqlx::query("update assets set enabled = true")
        .execute(&shop.db.store.pool)
        .await
        .expect("saved");
    shop.later(3_601).await;
    assert_eq!(ask(order, shop.usdc).await, (409, Some(Code::ActionNotAllowed)));
}

#[tokio::test]
async fn the_same_asset_is_the_same_address_and_another_asset_replaces_it() {
    let shop = Shop::open().await;
    let dai_token = shop.node.deploy_token("DAI", 18).await;
    let dai = shop.list(Some(dai_token), "DAI", 18).await;
    let order = shop.order("100").await;
    let first = shop.checkout(order, shop.usdc).await;
    let same = shop.checkout(order, shop.usdc).await;
    assert_eq!((first.payment, first.address), (same.payment, same.address));
    let other = shop.checkout(order, dai).await;
    assert_ne!(first.address, other.address);
    assert_eq!(
        (shop.status(&first).await, shop.status(&other).await),
        ("replaced".into(), "waiting".into())
    );

    // Money at the replaced address is not lost: it can be credited, by two people.
    shop.paid(first.address, PRICE).await;
    assert_eq!(shop.state(order).await, State::AwaitingPayment);
    assert_eq!(shop.cases().await, [("late".into(), "open".into(), PRICE)]);
    shop.healthy().await;

    // Once something is on its way, the asset can't be changed any more.
    let tx = shop
        .node
        .send_token(dai_token, shop.payer, other.address, alloy::primitives::U256::from(5))
        .await;
    shop.arrives(tx, Some(dai_token), other.address).await;
    let body = json!({"orderId": order, "assetId": shop.usdc});
    let (status, body) = shop.send("POST", "/api/payment/checkout", Some(&shop.buyer), body).await;
    assert_eq!((status.as_u16(), code(&body)), (409, Some(Code::PaymentInProgress)));
}

#[tokio::test]
async fn thirty_checkouts_at_once_get_thirty_addresses() {
    let shop = Shop::open().await;
    let mut orders = Vec::new();
    for _ in 0..30 {
        orders.push(shop.order("100").await);
    }
    let bills = futures::future::join_all(orders.iter().map(|order| shop.checkout(*order, shop.usdc))).await;
    let addresses: HashSet<_> = bills.iter().map(|b| b.address).collect();
    assert_eq!(addresses.len(), 30);
    let indices: Vec<i64> = sqlx::query_scalar("select derivation_index from deposit_addresses order by seq")
        .fetch_all(&shop.db.store.pool)
        .await
        .expect("reads");
    assert_eq!(indices, (0..30).collect::<Vec<i64>>(), "index order is commit order");
}

#[tokio::test]
async fn an_administrator_lists_networks_and_tokens() {
    let shop = Shop::open().await;
    let admin = shop.person(&[Role::Admin]).await;
    let network = json!({"name": "Other", "nativeSymbol": "OTH", "enabled": true, "confirmations": 2, "finalityDepth": 64, "blockTimeMs": 2000,
        "explorerUrl": null, "endpoints": [{"url": "http://127.0.0.1:1/key", "priority": 0, "enabled": true}]});
    let (status, body) = shop.send("PUT", "/api/admin/networks/999", Some(&admin), network).await;
    assert_eq!(
        (status.as_u16(), &body["data"]["endpoints"][0]["url"]),
        (200, &json!("http://127.0.0.1:1/key")),
        "{body}"
    );
    let asset = json!({"contract": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "symbol": "USDX", "decimals": 6, "parCurrency": "USD", "enabled": true, "dust": "1000"});
    let (status, body) = shop
        .send("PUT", "/api/admin/networks/999/assets", Some(&admin), asset.clone())
        .await;
    assert_eq!((status.as_u16(), &body["data"]["dust"]), (200, &json!("1000")), "{body}");
    let mut other = asset;
    other["decimals"] = json!(18);
    assert_eq!(
        shop.send("PUT", "/api/admin/networks/999/assets", Some(&admin), other).await.0,
        400,
        "decimals never change"
    );
    let (_, networks) = shop.send("GET", "/api/payment/networks", None, Value::Null).await;
    assert!(
        !networks.to_string().contains("127.0.0.1"),
        "endpoints may carry keys and are not public"
    );
    let (_, all) = shop.send("GET", "/api/admin/networks/999/assets", Some(&admin), Value::Null).await;
    assert_eq!(all["data"]["items"].as_array().map(Vec::len), Some(1));
}
