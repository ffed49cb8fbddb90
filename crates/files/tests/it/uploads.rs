//! What is taken and what is refused (F01, F03, F04, F05), and how much of it.

use crate::app::{App, MAX_BYTES, Person, picture, png, upload};
use amanat_base::Role;
use amanat_files::run_file_sweep;
use axum::{body::Body, http::header};
use futures::{
    future::{Either, join, join_all, select},
    stream,
};
use image::ImageFormat;
use serde_json::json;
use std::{fmt::Write, io, pin::pin};

async fn someone(app: &App) -> Person {
    app.person("Una", &[Role::Buyer]).await
}

#[tokio::test]
async fn each_kind_is_known_by_its_content() {
    let app = App::start().await;
    let una = someone(&app).await;
    let zip = [
        b"PK\x03\x04\x14\0\0\0\0\0".as_slice(),
        b"a name",
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ]
    .concat();
    for (bytes, name, content_type, kept_as, side) in [
        (png(30, 20), "a.png", "image/png", "a.png", json!(30)),
        (picture(30, 20, ImageFormat::Jpeg), "b", "image/jpeg", "b.jpg", json!(30)),
        (picture(30, 20, ImageFormat::WebP), "c.webp", "image/jpeg", "c.jpg", json!(30)),
        (
            b"%PDF-1.7\n1 0 obj\n%%EOF".to_vec(),
            "d.exe",
            "application/pdf",
            "d.exe.pdf",
            json!(null),
        ),
        ("Salam, سلام".into(), "e.md", "text/plain; charset=utf-8", "e.md", json!(null)),
        (zip, "f.zip", "application/zip", "f.zip", json!(null)),
    ] {
        let made = app.upload(&una, &format!("purpose=attachment&name={name}"), bytes).await.data();
        assert_eq!(
            (&made["contentType"], &made["name"], &made["width"]),
            (&json!(content_type), &json!(kept_as), &side),
            "{made}"
        );
        assert_eq!(made["purpose"], "attachment");
    }
    let face = app.upload(&una, "purpose=avatar&name=me.png", png(900, 700)).await.data();
    assert_eq!((&face["width"], &face["height"]), (&json!(512), &json!(512)));
    assert_eq!(app.files.blobs.count().await.unwrap(), 7);
    let listed = app.get(&una, "/api/files?limit=5").await.data();
    assert_eq!(listed["items"].as_array().unwrap().len(), 5);
    assert_eq!(listed["items"][0], face);
    let rest = app
        .get(&una, &format!("/api/files?cursor={}", listed["nextCursor"].as_str().unwrap()))
        .await
        .data();
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    app.doctor().await;
}

/// F01, F04: whatever could run is refused, whatever it is called and sent as, and leaves nothing behind.
#[tokio::test]
async fn what_could_run_is_refused() {
    let app = App::start().await;
    let una = someone(&app).await;
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/><image href='https://evil.example/x'/></svg>";
    for (bytes, sent_as) in [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            "image/svg+xml",
        ),
        (svg.into(), "image/png"),
        (
            b"<?xml version='1.0'?><svg><script>alert(1)</script></svg>".to_vec(),
            "image/svg+xml",
        ),
        (b"<!doctype html><script>alert(1)</script>".to_vec(), "image/png"),
        (b"GIF89a/*\0\0*/=1;alert(1)//".to_vec(), "image/gif"),
        (b"%PDF-1.4\n<html><script>alert(1)</script>\n%%EOF".to_vec(), "application/pdf"),
        (b"MZ\x90\0\x03\0".to_vec(), "application/octet-stream"),
        (b"\x7fELF\x02\x01".to_vec(), "application/octet-stream"),
        (b"#!/bin/sh\nid".to_vec(), "text/plain"),
        (b"\x89PNG\r\n\x1a\nno picture at all".to_vec(), "image/png"),
        (png(4, 4), "text/html"),
        (b"just text".to_vec(), "image/png"),
    ] {
        for purpose in ["avatar", "attachment"] {
            let request = upload(&format!("purpose={purpose}&name=x.png")).header(header::CONTENT_TYPE, sent_as);
            let reply = app.call(&una, request.body(Body::from(bytes.clone())).unwrap()).await;
            reply.refused(422, "FILE_REFUSED");
        }
    }
    app.upload(&una, "purpose=avatar", "words").await.refused(422, "FILE_REFUSED");
    assert_eq!(app.files.blobs.count().await.unwrap(), 0);
    assert_eq!(app.count("select count(*) from files").await, 0);
}

/// F03: nothing is unpacked, so nothing bursts; and no more is read than a file may have.
#[tokio::test]
async fn a_body_is_bounded_and_never_unpacked() {
    let app = App::start().await;
    let una = someone(&app).await;
    for encoding in ["gzip", "br", "deflate", "zstd", "gzip, gzip"] {
        let request = upload("purpose=attachment").header(header::CONTENT_ENCODING, encoding);
        let reply = app.call(&una, request.body(Body::from("\x1f")).unwrap()).await;
        reply.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let form = upload("purpose=attachment").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    app.call(&una, form.body(Body::from("--x")).unwrap())
        .await
        .refused(415, "UNSUPPORTED_MEDIA_TYPE");

    let declared = upload("purpose=attachment").header(header::CONTENT_LENGTH, MAX_BYTES + 1);
    let never_sent = Body::from_stream(stream::pending::<io::Result<Vec<u8>>>());
    app.call(&una, declared.body(never_sent).unwrap())
        .await
        .refused(413, "PAYLOAD_TOO_LARGE");

    let endless = stream::repeat_with(|| Ok::<_, io::Error>(vec![b'a'; 65_536]));
    let reply = app.upload(&una, "purpose=attachment", Body::from_stream(endless)).await;
    reply.refused(413, "PAYLOAD_TOO_LARGE");
    let broken = stream::iter([Ok(vec![b'a'; 10]), Err(io::Error::other("gone"))]);
    let reply = app.upload(&una, "purpose=attachment", Body::from_stream(broken)).await;
    reply.refused(400, "MALFORMED_REQUEST");
    app.upload(&una, "purpose=attachment", Body::empty())
        .await
        .refused(400, "VALIDATION_FAILED");

    app.upload(&una, "purpose=attachment", vec![b'a'; MAX_BYTES]).await.data();
    // The archive within the archive stays what it is: one file that is never opened.
    let inner = [
        b"PK\x03\x04".as_slice(),
        &vec![0; 1000],
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ]
    .concat();
    let nested = [b"PK\x03\x04".as_slice(), &inner, b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"].concat();
    let kept = app.upload(&una, "purpose=attachment", nested.clone()).await.data();
    assert_eq!(kept["bytes"], json!(nested.len()));
}

/// F05: a name is only a name.
#[tokio::test]
async fn names_are_only_names() {
    let app = App::start().await;
    let una = someone(&app).await;
    for (name, kept_as) in [
        ("..%2F..%2Fetc%2Fpasswd", "passwd.txt"),
        ("..%5C..%5Cboot.ini", "boot.ini.txt"),
        ("a%00b.txt", "ab.txt"),
        ("%0D%0ASet-Cookie:%20x.txt", "Set-Cookie_ x.txt"),
        ("", "file.txt"),
        ("%E2%80%AEtxt.exe", "txt.exe.txt"),
        ("%FF%FE", "file.txt"),
    ] {
        let made = app.upload(&una, &format!("purpose=attachment&name={name}"), "words").await.data();
        assert_eq!(made["name"], kept_as, "{name}");
    }
    let long = app
        .upload(&una, &format!("purpose=attachment&name={}", "n".repeat(4096)), "words")
        .await
        .data();
    assert_eq!(long["name"].as_str().unwrap().len(), 124);
    let keys: Vec<String> = sqlx::query_scalar("select storage_key from files")
        .fetch_all(&app.store().pool)
        .await
        .unwrap();
    assert!(
        keys.iter().all(|key| key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit())),
        "{keys:?}"
    );
}

/// Z03: nothing of a file can be set from outside.
#[tokio::test]
async fn nothing_else_can_be_set() {
    let app = App::start().await;
    let (una, other) = (someone(&app).await, app.person("Otto", &[]).await);
    let more = format!("purpose=attachment&owner={}", other.id);
    app.upload(&una, &more, "words").await.refused(400, "VALIDATION_FAILED");
    for query in [
        "",
        "purpose=",
        "purpose=public",
        "purpose=attachment&storageKey=x",
        "purpose=attachment&contentType=text%2Fhtml",
    ] {
        app.upload(&una, query, "words").await.refused(400, "VALIDATION_FAILED");
    }
    app.upload(None, "purpose=attachment", "words")
        .await
        .refused(401, "UNAUTHENTICATED");
    assert_eq!(app.count("select count(*) from files").await, 0);
}

/// Rows of files that need no bytes.
async fn fill(app: &App, owner: &Person, files: i64, bytes: i64) {
    sqlx::query(
        "insert into files (id, owner, purpose, name, content_type, bytes, sha256, storage_key, created_at)
         select gen_random_uuid(), $1, 'attachment', 'x.txt', 'text/plain', $3, '\\x00', gen_random_uuid()::text, now()
         from generate_series(1, $2)",
    )
    .bind(owner.id.0)
    .bind(files)
    .bind(bytes)
    .execute(&app.store().pool)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_person_has_room_for_so_many_also_when_two_come_at_once() {
    let app = App::start().await;
    let una = someone(&app).await;
    fill(&app, &una, 199, 1).await;
    let both = join(
        app.upload(&una, "purpose=attachment", "one"),
        app.upload(&una, "purpose=attachment", "two"),
    )
    .await;
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(app.files.blobs.count().await.unwrap(), 1, "what found no room left nothing behind");
    app.upload(&una, "purpose=attachment", "three").await.refused(409, "TOO_MANY");

    let big = app.person("Bo", &[]).await;
    fill(&app, &big, 1, (500 << 20) - 3).await;
    app.upload(&big, "purpose=attachment", "four").await.refused(409, "TOO_MANY");
    app.upload(&big, "purpose=attachment", "ok").await.data();
}

/// What was removed is still in the store until the sweep comes: uploading and removing must not fill it meanwhile.
#[tokio::test]
async fn what_was_removed_counts_until_it_is_swept() {
    let app = App::start().await;
    let una = someone(&app).await;
    fill(&app, &una, 600, 1).await;
    sqlx::query("update files set deleted_at = now()")
        .execute(&app.store().pool)
        .await
        .unwrap();
    app.upload(&una, "purpose=attachment", "more").await.refused(409, "TOO_MANY");
    let swept = run_file_sweep(&app.files, app.store()).await.unwrap();
    assert_eq!(swept.deleted, 600, "in one go, however many");
    app.upload(&una, "purpose=attachment", "more").await.data();
}

#[tokio::test]
async fn two_uploads_at_once_are_two_files() {
    let app = App::start().await;
    let una = someone(&app).await;
    let (one, two) = join(
        app.upload(&una, "purpose=attachment", "same"),
        app.upload(&una, "purpose=attachment", "same"),
    )
    .await;
    assert_ne!(one.data()["id"], two.data()["id"]);
    assert_eq!(app.files.blobs.count().await.unwrap(), 2);
}

/// Who sends slowly keeps nobody else waiting, not even with as many uploads as there is room for.
#[tokio::test]
async fn a_slow_sender_is_only_in_their_own_way() {
    let app = App::start().await;
    let (slow, quick) = (someone(&app).await, app.person("Quinn", &[]).await);
    let never_ends = || {
        let (app, slow) = (&app, &slow);
        async move {
            app.upload(
                slow,
                "purpose=attachment",
                Body::from_stream(stream::pending::<io::Result<Vec<u8>>>()),
            )
            .await
        }
    };
    let stuck = join_all((0..40).map(|_| never_ends()));
    let passes = app.upload(&quick, "purpose=attachment", "words");
    let passed = match select(pin!(stuck), pin!(passes)).await {
        Either::Left(_) => panic!("a body that never ends was read"),
        Either::Right((reply, _)) => reply,
    };
    passed.data();
}

/// Only this route takes more than the others do.
#[tokio::test]
async fn other_routes_take_no_large_bodies() {
    let app = App::start().await;
    let una = someone(&app).await;
    let mut large = String::from("{\"note\":\"");
    let _ = write!(large, "{}\"}}", "x".repeat(300 * 1024));
    let order = "/api/orders/00000000-0000-7000-8000-000000000001/files";
    let reply = app.send(&una, "POST", order, serde_json::from_str(&large).unwrap()).await;
    reply.refused(413, "PAYLOAD_TOO_LARGE");
}
