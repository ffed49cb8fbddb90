//! Shops and their settings.

use crate::app::start;
use amanat_base::Role;
use serde_json::json;

#[tokio::test]
async fn a_seller_opens_one_shop_under_a_free_name() {
    let app = start().await;
    let (sam, sue, buyer) = (app.seller().await, app.person("Sue", &[Role::Seller]).await, app.buyer().await);
    let settings = "/api/marketplace/shop-settings";
    let shop = |slug: &str| json!({ "slug": slug, "name": "Sam's corner", "about": "Phones, mostly." });
    assert_eq!(app.get(&sam, settings).await.code(), "NOT_FOUND");
    assert_eq!(app.get(None, settings).await.code(), "UNAUTHENTICATED");
    assert_eq!(app.put(&buyer, settings, shop("bea")).await.code(), "ROLE_REQUIRED");
    app.put(&sam, settings, shop("sams-corner")).await.data();
    assert_eq!(app.put(&sue, settings, shop("sams-corner")).await.code(), "NAME_TAKEN");
    let seen = app.get(None, "/api/marketplace/shops/sams-corner").await.data();
    assert_eq!(
        (&seen["name"], &seen["owner"]["displayName"]),
        (&json!("Sam's corner"), &json!("Sam"))
    );

    app.put(&sam, settings, shop("sam")).await.data();
    assert_eq!(app.get(&sam, settings).await.data()["slug"], "sam");
    assert_eq!(app.get(None, "/api/marketplace/shops/sams-corner").await.code(), "NOT_FOUND");
    for bad in ["ab", "Sam", "-sam", "sam--x", "sam-", "sa m", "سام"] {
        assert_eq!(app.put(&sam, settings, shop(bad)).await.status, 400, "{bad}");
    }
}
