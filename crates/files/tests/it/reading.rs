//! Who may see a file, and what its links open (Z01, Z02).

use crate::app::{App, note, png};
use amanat_base::Role;
use axum::{body::Body, http::Request};
use chrono::TimeDelta;

#[tokio::test]
async fn a_file_is_seen_by_its_owner_the_parties_of_its_deals_and_staff() {
    let app = App::start().await;
    let (seller, buyer) = (app.person("Sam", &[Role::Seller]).await, app.person("Bea", &[Role::Buyer]).await);
    let file = app.attachment(&seller, "plan.txt").await;
    let (path, link) = (format!("/api/files/{file}"), format!("/api/files/{file}/link"));
    let stranger = app.person("Stan", &[Role::Buyer, Role::Seller]).await;
    let resolver = app.person("Rita", &[Role::Resolver]).await;
    let staff = [app.person("Gus", &[Role::Guard]).await, app.person("Ada", &[Role::Admin]).await];
    for path in [&path, &link] {
        app.get(None, path).await.refused(401, "UNAUTHENTICATED");
        for nobody in [&buyer, &stranger, &resolver] {
            app.get(nobody, path).await.refused(404, "NOT_FOUND");
        }
        for person in staff.iter().chain([&seller]) {
            assert_eq!(app.get(person, path).await.status, 200);
        }
    }
    let order = app.order(&buyer, &seller, "funded").await;
    app.send(&seller, "POST", &format!("/api/orders/{order}/files"), note(&file))
        .await
        .data();
    for path in [&path, &link] {
        assert_eq!(app.get(&buyer, path).await.status, 200);
        for nobody in [&stranger, &resolver] {
            app.get(nobody, path).await.refused(404, "NOT_FOUND");
        }
    }
    app.sql("update orders set state = 'disputed' where id = $1::uuid", &[&order]).await;
    assert_eq!(app.get(&resolver, &link).await.status, 200);
    let seen = app.get(&buyer, &path).await.data();
    assert!(
        seen.get("storageKey").is_none() && seen.get("sha256").is_none() && seen.get("owner").is_none(),
        "{seen}"
    );
    for junk in ["1", "00000000-0000-7000-8000-00000000000x"] {
        app.get(&buyer, &format!("/api/files/{junk}")).await.refused(400, "MALFORMED_ID");
    }
    app.doctor().await;
}

/// Z02: who has no link that opens, learns nothing: not even from the size of the answer.
#[tokio::test]
async fn a_link_opens_for_five_minutes_and_afterwards_the_file_might_never_have_been() {
    let app = App::start().await;
    let una = app.person("Una", &[]).await;
    let file = app.attachment(&una, "notes%22.md").await;
    let link = app.link(&una, &file).await;
    let opened = app.get(None, &link).await;
    assert_eq!((opened.status, opened.bytes.as_slice()), (200, b"Some words.".as_slice()));
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        (
            "content-disposition",
            "attachment; filename=\"notes_.md\"; filename*=UTF-8''notes_.md",
        ),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        ),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-store"),
        ("content-length", "11"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(opened.header(name), value, "{name}");
    }
    let unknown = link.replace(&file, "00000000-0000-7000-8000-000000000001");
    let (_, query) = link.split_once('?').unwrap();
    let longer = link.replace("expires=1", "expires=9");
    let refused = [
        &unknown,
        &longer,
        &format!("/files/{file}"),
        &format!("/files/{file}?signature="),
        &format!("/files/x?{query}"),
    ];
    let mut answers = Vec::new();
    for path in refused {
        let reply = app.get(None, path).await;
        reply.refused(404, "NOT_FOUND");
        answers.push(reply.bytes);
    }
    app.store().clock.advance(TimeDelta::seconds(200));
    assert_eq!(app.get(None, &link).await.status, 200);
    app.store().clock.advance(TimeDelta::seconds(101));
    // Not even its owner's token opens an address that has had its time.
    for by in [None, Some(&una)] {
        let expired = app.get(by, &link).await;
        expired.refused(404, "NOT_FOUND");
        answers.push(expired.bytes);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "every refusal is the same");
    let fresh = app.link(&una, &file).await;
    app.delete(&una, &format!("/api/files/{file}")).await.data();
    let deleted = app.get(None, &fresh).await;
    assert_eq!((deleted.status, &deleted.bytes), (404, &answers[0]));
}

#[tokio::test]
async fn a_picture_of_a_person_is_public_while_they_show_it() {
    let app = App::start().await;
    let una = app.person("Una", &[]).await;
    let made = app.upload(&una, "purpose=avatar", png(20, 10)).await.data();
    let path = format!("/files/avatar/{}", made["id"].as_str().unwrap());
    let missing = app.get(None, &path).await;
    missing.refused(404, "NOT_FOUND");
    assert_eq!(missing.header("cache-control"), "no-store");
    let file = app.avatar(&una).await;
    let path = format!("/files/avatar/{file}");
    let shown = app.get(None, &path).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/png"));
    assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(
        shown.header("content-security-policy"),
        "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(image::load_from_memory(&shown.bytes).unwrap().width(), 10);
    app.delete(&una, &format!("/api/files/{file}")).await.refused(409, "CONFLICT");
    app.doctor().await;
    app.sql("update users set avatar = null where id = $1::uuid", &[&una.id.to_string()])
        .await;
    app.get(None, &path).await.refused(404, "NOT_FOUND");
    app.delete(&una, &format!("/api/files/{file}")).await.data();
    let attachment = app.attachment(&una, "a.txt").await;
    app.get(None, &format!("/files/avatar/{attachment}"))
        .await
        .refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn what_is_not_there_is_no_page_of_the_web_app() {
    let app = App::start().await;
    for path in [
        "/files",
        "/files/",
        "/files/x",
        "/files/avatar",
        "/files/avatar/x",
        "/files/a/b/c",
        "/files/..%2f..%2fetc%2fpasswd",
    ] {
        app.get(None, path).await.refused(404, "NOT_FOUND");
    }
    let post = app.call(None, Request::post("/files/x").body(Body::empty()).unwrap()).await;
    assert_eq!(post.status, 405);
    assert_eq!(app.get(None, "/filesystem").await.bytes, b"the web app");
}

#[tokio::test]
async fn only_its_owner_removes_a_file() {
    let app = App::start().await;
    let (una, admin) = (app.person("Una", &[]).await, app.person("Ada", &[Role::Admin]).await);
    let file = app.attachment(&una, "a.txt").await;
    let path = format!("/api/files/{file}");
    app.delete(&admin, &path).await.refused(404, "NOT_FOUND");
    app.delete(&una, &path).await.data();
    app.delete(&una, &path).await.refused(404, "NOT_FOUND");
    app.get(&una, &path).await.refused(404, "NOT_FOUND");
}
