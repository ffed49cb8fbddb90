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

#[tokio::test]
async fn a_name_can_be_asked_about_before_it_is_taken() {
    let app = start().await;
    let (sam, sue) = (app.seller().await, app.person("Sue", &[Role::Seller]).await);
    let name = |slug: &str| format!("/api/marketplace/shop-names/{slug}");
    let shop = json!({ "slug": "sams-corner", "name": "Sam's corner" });
    app.put(&sam, "/api/marketplace/shop-settings", shop).await.data();
    assert_eq!(app.get(None, &name("free-name")).await.code(), "UNAUTHENTICATED");
    for (who, slug, free, well_formed) in [
        (&sue, "sams-corner", false, true),
        (&sam, "sams-corner", true, true),
        (&sue, "free-name", true, true),
        (&sue, "ab", false, false),
        (&sue, "Capitals", false, false),
    ] {
        let said = app.get(who, &name(slug)).await.data();
        assert_eq!((&said["free"], &said["wellFormed"]), (&json!(free), &json!(well_formed)), "{slug}");
    }
}

#[tokio::test]
async fn shops_are_listed_and_a_suspended_persons_is_not_there() {
    let app = start().await;
    let settings = "/api/marketplace/shop-settings";
    let mut owners = Vec::new();
    for name in ["ann", "ben", "cat"] {
        let owner = app.person(name, &[Role::Seller]).await;
        app.put(&owner, settings, json!({ "slug": name, "name": name, "onBreak": name == "ben" }))
            .await
            .data();
        owners.push(owner);
    }
    let slugs = |page: &serde_json::Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|shop| shop["slug"].as_str().unwrap().to_owned()).collect()
    };
    let first = app.get(None, "/api/marketplace/shops?limit=2").await.data();
    assert_eq!(slugs(&first), ["cat", "ben"]);
    assert_eq!(first["items"][1]["onBreak"], true);
    let next = format!("/api/marketplace/shops?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
    assert_eq!(slugs(&app.get(None, &next).await.data()), ["ann"]);
    let bens = format!("/api/marketplace/shops?ownerId={}", owners[1].id);
    assert_eq!(slugs(&app.get(None, &bens).await.data()), ["ben"]);

    sqlx::query("update users set status = 'suspended' where id = $1")
        .bind(owners[1].id.0)
        .execute(&app.store().pool)
        .await
        .unwrap();
    assert_eq!(slugs(&app.get(None, &bens).await.data()), Vec::<String>::new());
    assert_eq!(app.get(None, "/api/marketplace/shops/ben").await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_closed_shop_is_gone_and_its_name_free() {
    let app = start().await;
    let (sam, sue) = (app.seller().await, app.person("Sue", &[Role::Seller]).await);
    let settings = "/api/marketplace/shop-settings";
    let shop = json!({ "slug": "corner", "name": "Corner" });
    assert_eq!(app.send("DELETE", Some(&sam), settings, None, None).await.code(), "NOT_FOUND");
    app.put(&sam, settings, shop.clone()).await.data();
    app.send("DELETE", Some(&sam), settings, None, None).await.data();
    assert_eq!(app.get(None, "/api/marketplace/shops/corner").await.code(), "NOT_FOUND");
    app.put(&sue, settings, shop).await.data();
}

#[tokio::test]
async fn a_shop_shows_only_a_picture_of_its_owners() {
    let app = start().await;
    let (sam, sue) = (app.seller().await, app.person("Sue", &[Role::Seller]).await);
    let mut files = Vec::new();
    for (owner, purpose) in [(&sam, "avatar"), (&sam, "attachment"), (&sue, "avatar")] {
        let id = amanat_base::FileId::fresh();
        sqlx::query(
            "insert into files (id, owner, purpose, name, content_type, bytes, sha256, storage_key, created_at)
             values ($1, $2, $3, 'a.png', 'image/png', 1, '\\x00', $1::text, now())",
        )
        .bind(id.0)
        .bind(owner.id.0)
        .bind(purpose)
        .execute(&app.store().pool)
        .await
        .unwrap();
        files.push(id);
    }
    let with = |logo: &amanat_base::FileId| json!({ "slug": "corner", "name": "Corner", "logo": logo });
    let settings = "/api/marketplace/shop-settings";
    for wrong in &files[1..] {
        let reply = app.put(&sam, settings, with(wrong)).await;
        assert_eq!((reply.status, &reply.body["error"]["details"][0]["path"]), (400, &json!("logo")));
    }
    let shop = app.put(&sam, settings, with(&files[0])).await.data();
    assert_eq!(shop["logo"], format!("/files/avatar/{}", files[0]));
}
