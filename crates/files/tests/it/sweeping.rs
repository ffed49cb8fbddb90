//! What goes again: bytes without a row, what was removed, pictures that nobody shows, and what an erased person leaves.

use crate::app::{App, note, png, upload};
use amanat_base::Role;
use amanat_files::{Blobs, Swept, forget, run_file_sweep};
use axum::body::Body;
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};

async fn sweep(app: &App) -> Swept {
    run_file_sweep(&app.files, app.store()).await.unwrap()
}

/// A server that dies between the two: the bytes are there, the row never comes.
#[tokio::test]
async fn what_dies_between_bytes_and_row_leaves_an_orphan_that_is_removed() {
    let app = Arc::new(App::start().await);
    let una = app.person("Una", &[]).await;
    let kept = app.attachment(&una, "kept.txt").await;
    // Holds the row back, as a slow database would.
    let mut held = app.store().begin().await.unwrap();
    sqlx::query("lock table files in exclusive mode").execute(&mut *held).await.unwrap();
    let (uploading, by) = (app.clone(), una.clone());
    let upload = tokio::spawn(async move {
        let request = upload("purpose=attachment").body(Body::from("never finished")).unwrap();
        uploading.call(&by, request).await
    });
    while app.files.blobs.count().await.unwrap() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    upload.abort();
    assert!(upload.await.is_err());
    held.rollback().await.unwrap();

    assert_eq!(app.count("select count(*) from files").await, 1);
    assert_eq!(sweep(&app).await, Swept::default(), "its row might still come");
    app.store().clock.advance(TimeDelta::hours(2));
    assert_eq!(sweep(&app).await, Swept { deleted: 0, orphans: 1 });
    assert_eq!(app.files.blobs.count().await.unwrap(), 1);
    assert_eq!(app.get(None, &app.link(&una, &kept).await).await.status, 200);
}

#[tokio::test]
async fn removed_files_lose_their_bytes() {
    let app = App::start().await;
    let una = app.person("Una", &[]).await;
    let (gone, kept) = (app.attachment(&una, "a.txt").await, app.attachment(&una, "b.txt").await);
    app.delete(&una, &format!("/api/files/{gone}")).await.data();
    assert_eq!(sweep(&app).await, Swept { deleted: 1, orphans: 0 });
    assert_eq!(app.count("select count(*) from files").await, 1);
    assert_eq!(app.files.blobs.count().await.unwrap(), 1);
    assert_eq!(app.get(&una, &format!("/api/files/{kept}")).await.status, 200);
}

#[tokio::test]
async fn pictures_that_nobody_shows_go_after_a_day() {
    let app = App::start().await;
    let una = app.person("Una", &[]).await;
    app.upload(&una, "purpose=avatar", png(9, 9)).await.data();
    let worn = app.avatar(&una).await;
    app.attachment(&una, "a.txt").await;
    assert_eq!(sweep(&app).await, Swept::default());
    app.store().clock.advance(TimeDelta::hours(25));
    assert_eq!(sweep(&app).await, Swept { deleted: 1, orphans: 0 });
    assert_eq!(app.get(None, &format!("/files/avatar/{worn}")).await.status, 200);
    assert_eq!(app.count("select count(*) from files").await, 2);
    app.doctor().await;
}

#[tokio::test]
async fn who_is_forgotten_leaves_only_what_belongs_to_their_deals() {
    let app = App::start().await;
    let (seller, buyer) = (app.person("Sam", &[Role::Seller]).await, app.person("Bea", &[Role::Buyer]).await);
    let order = app.order(&buyer, &seller, "completed").await;
    let shown = app.attachment(&seller, "shown.txt").await;
    app.send(&seller, "POST", &format!("/api/orders/{order}/files"), note(&shown))
        .await
        .data();
    let private = app.attachment(&seller, "private.txt").await;
    let link = app.link(&seller, &private).await;
    app.avatar(&seller).await;
    let mut tx = app.store().begin().await.unwrap();
    sqlx::query("update users set avatar = null where id = $1")
        .bind(seller.id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    forget(&mut tx, seller.id).await.unwrap();
    tx.commit().await.unwrap();
    app.get(None, &link).await.refused(404, "NOT_FOUND");
    assert_eq!(sweep(&app).await, Swept { deleted: 2, orphans: 0 });
    assert_eq!(app.files.blobs.count().await.unwrap(), 1);
    assert_eq!(app.get(&buyer, &format!("/api/files/{shown}/link")).await.status, 200);
    app.doctor().await;
}

#[tokio::test]
async fn a_folder_serves_as_well() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("files");
    let app = App::with(Blobs::local(folder.clone())).await;
    let una = app.person("Una", &[]).await;
    let file = app.attachment(&una, "..%2F..%2Fa.txt").await;
    assert_eq!(app.get(None, &app.link(&una, &file).await).await.bytes, b"Some words.");
    assert!(app.files.is_well().await);
    std::fs::write(folder.join("files/notes-of-the-operator.txt"), "mine").unwrap();
    app.store().clock.advance(TimeDelta::hours(2));
    assert_eq!(sweep(&app).await, Swept::default());
    app.delete(&una, &format!("/api/files/{file}")).await.data();
    assert_eq!(sweep(&app).await, Swept { deleted: 1, orphans: 0 });
    assert!(folder.join("files/notes-of-the-operator.txt").exists(), "what isn't ours stays");
}
