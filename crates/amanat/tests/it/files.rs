//! Files through the whole platform: a picture of a person, and a file that one side of a deal shows the other.

use amanat_base::Role;
use amanat_testkit::{Setup, Sockets, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

/// One pixel.
const PNG: [u8; 67] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a,
    0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0,
    0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

async fn quiet() -> TestApp {
    let setup = Setup {
        scanner: false,
        ..Setup::default()
    };
    TestApp::start_with(setup).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_shows_a_picture_until_they_take_it_off() {
    let app = quiet().await;
    let (una, otto) = (app.person("Una", &[Role::Buyer]).await, app.person("Otto", &[Role::Buyer]).await);
    let picture = una.upload("purpose=avatar&name=me.png", PNG.to_vec()).await.ok();
    let file = picture["id"].as_str().expect("an id");
    for (who, body, status, code) in [
        (&otto, json!({ "fileId": file }), 400, "VALIDATION_FAILED"),
        (&una, json!({}), 400, "VALIDATION_FAILED"),
        (&una, json!({ "fileId": file, "userId": otto.id }), 400, "VALIDATION_FAILED"),
        (&una, json!({ "fileId": "me.png" }), 400, "VALIDATION_FAILED"),
    ] {
        who.put("/api/user/me/avatar", body).await.refused(status, code);
    }
    let paper = una.upload("purpose=attachment", "Some words.").await.ok();
    let no_picture = una.put("/api/user/me/avatar", json!({ "fileId": paper["id"] })).await;
    no_picture.refused(400, "VALIDATION_FAILED");

    let shown = una.put("/api/user/me/avatar", json!({ "fileId": file })).await.ok();
    let path = shown["avatar"].as_str().expect("a path");
    let profile = otto.get(&format!("/api/users/{}", una.id)).await.ok();
    assert_eq!(profile["avatar"], path);
    let seen = reqwest::get(format!("{}{path}", app.base)).await.expect("answers");
    assert_eq!(
        (seen.status().as_u16(), &seen.headers()["content-type"]),
        (200, &"image/png".parse().expect("a value"))
    );
    assert_eq!(
        seen.headers()["content-security-policy"],
        "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    );

    una.put("/api/user/me/avatar", json!({ "fileId": null })).await.ok();
    let gone = reqwest::get(format!("{}{path}", app.base)).await.expect("answers");
    assert_eq!(gone.status(), 404);
    let health: Value = reqwest::get(format!("{}/health", app.base))
        .await
        .expect("answers")
        .json()
        .await
        .expect("JSON");
    assert_eq!(health["data"]["files"], "ok");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_side_of_a_deal_hears_of_a_file_and_opens_it() {
    let (app, mut sockets) = (quiet().await, Sockets::start());
    let (buyer, seller) = (app.person("Bahar", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
    let order = app.agree(&buyer, &seller, "10", json!([])).await;
    sockets.connect("buyer", &app.base, &buyer.token).await;
    let joined = sockets.ask("buyer", "join-order-room", order.as_str()).await;
    assert_eq!(joined["success"], true, "{joined}");

    let file = seller.upload("purpose=attachment&name=logo.txt", "The logo, in words.").await.ok();
    let path = format!("/api/orders/{order}/files");
    seller.post(&path, json!({ "fileId": file["id"], "note": "Done." })).await.ok();
    let heard = sockets.next("buyer", "order:files").await;
    assert_eq!(
        (&heard["orderId"], &heard["fileId"], &heard["by"]),
        (&json!(order), &file["id"], &json!(seller.id)),
        "{heard}"
    );
    app.eventually("the buyer is told", || async {
        let notices = buyer.get("/api/notification").await.ok();
        let all = notices["items"].as_array()?;
        let told = all.iter().find(|n| n["kind"] == "order_file_added")?;
        (told["title"] == "Sam added a file" && told["body"] == "logo.txt").then_some(())
    })
    .await;
    let notices = seller.get("/api/notification").await.ok();
    assert!(
        !notices["items"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|n| n["kind"] == "order_file_added")
    );

    let listed = buyer.get(&path).await.ok();
    assert_eq!(
        (&listed["items"][0]["fileId"], &listed["items"][0]["note"]),
        (&file["id"], &json!("Done."))
    );
    let link = buyer
        .get(&format!("/api/files/{}/link", file["id"].as_str().expect("an id")))
        .await
        .ok();
    let url = link["url"].as_str().expect("an address");
    let at = url.find("/files/").expect("a path of ours");
    let opened = reqwest::get(format!("{}{}", app.base, &url[at..])).await.expect("answers");
    assert!(
        opened.headers()["content-disposition"]
            .to_str()
            .expect("text")
            .starts_with("attachment;")
    );
    assert_eq!(opened.text().await.expect("text"), "The logo, in words.");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_buyer_shows_with_a_request_opens_for_whoever_is_signed_in_until_it_is_taken_off() {
    let app = quiet().await;
    let (buyer, stranger) = (app.person("Bahar", &[Role::Buyer]).await, app.person("Sam", &[Role::Seller]).await);
    let file = buyer.upload("purpose=attachment&name=plan.txt", "A plan, in words.").await.ok();
    let link = format!("/api/files/{}/link", file["id"].as_str().expect("an id"));
    let own = link.trim_end_matches("/link");
    stranger.get(&link).await.refused(404, "NOT_FOUND");

    let wanted = json!({
        "categoryId": "00000000-0000-7000-8000-000000000105", "title": "A sign", "description": "As it is drawn in the plan.", "currency": "USD",
        "fileIds": [file["id"]],
    });
    let request = buyer.post("/api/marketplace/requests", wanted).await.ok();
    let path = format!("/api/marketplace/requests/{}", request["id"].as_str().expect("an id"));
    let seen = stranger.get(&path).await.ok();
    assert_eq!(
        (&seen["files"][0]["name"], &seen["files"][0]["bytes"]),
        (&json!("plan.txt"), &json!(17))
    );
    let url = stranger.get(&link).await.ok()["url"].as_str().expect("an address").to_owned();
    let at = url.find("/files/").expect("the server's own link");
    let opened = reqwest::get(format!("{}{}", app.base, &url[at..]))
        .await
        .expect("answers")
        .text()
        .await
        .expect("a text");
    assert_eq!(opened, "A plan, in words.");
    let nobody = reqwest::get(format!("{}{link}", app.base)).await.expect("answers");
    assert_eq!(nobody.status(), 401);
    buyer.send(Method::DELETE, own, None, None).await.refused(409, "CONFLICT");

    buyer.send(Method::PATCH, &path, Some(json!({ "fileIds": [] })), None).await.ok();
    stranger.get(&link).await.refused(404, "NOT_FOUND");
    buyer.send(Method::DELETE, own, None, None).await.ok();
    app.finish().await;
}
