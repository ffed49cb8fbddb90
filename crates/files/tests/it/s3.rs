//! The same with a bucket, on a real S3 service that checks signatures and times.

use crate::app::App;
use amanat_base::Secret;
use amanat_files::{Blobs, S3, Swept, run_file_sweep};
use chrono::TimeDelta;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;
use url::Url;

/// `tools/s3.mjs`; it ends with this.
struct Service {
    process: Child,
    address: Url,
    _folder: TempDir,
}

impl Service {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/s3.mjs");
        let mut process = Command::new("node")
            .arg(script)
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line
            .trim()
            .parse()
            .expect("tools/s3.mjs says where it is; run `npm ci` in tools/ first");
        Self {
            process,
            address,
            _folder: folder,
        }
    }

    fn bucket(&self, secret: &str) -> S3 {
        S3 {
            endpoint: Some(self.address.clone()),
            bucket: "files".into(),
            region: "us-east-1".into(),
            access_key_id: "S3RVER".into(),
            secret_access_key: Secret::new(secret),
            path_style: true,
        }
    }

    async fn later(&self, seconds: u32) {
        let url = self.address.join(&format!("/_later?seconds={seconds}")).unwrap();
        assert!(reqwest::Client::new().post(url).send().await.unwrap().status().is_success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn start(service: &Service, secret: &str) -> App {
    let _ = rustls::crypto::ring::default_provider().install_default();
    App::with(Blobs::s3(&service.bucket(secret)).unwrap()).await
}

#[tokio::test]
async fn a_bucket_keeps_files_and_serves_them_by_its_own_links() {
    let service = Service::start();
    let app = start(&service, "S3RVER").await;
    assert!(app.files.is_well().await);
    let una = app.person("Una", &[]).await;
    let file = app.attachment(&una, "%D9%82%D8%B1%D8%A7%D8%B1%20(1).txt").await;
    let link: Url = app.link(&una, &file).await.parse().unwrap();
    assert_eq!(link.origin(), service.address.origin());

    let opened = reqwest::get(link.clone()).await.unwrap();
    assert_eq!(opened.status(), 200);
    assert_eq!(opened.headers()["content-type"], "text/plain; charset=utf-8");
    let disposition = opened.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(
        disposition.starts_with("attachment; ") && disposition.ends_with("UTF-8''%D9%82%D8%B1%D8%A7%D8%B1%20%281%29.txt"),
        "{disposition}"
    );
    assert_eq!(opened.bytes().await.unwrap(), "Some words.");

    // Neither without its signature nor made into a page.
    let mut bare = link.clone();
    bare.set_query(None);
    assert_eq!(reqwest::get(bare).await.unwrap().status(), 403);
    let page = link.as_str().replace("text%2Fplain", "text%2Fhtml");
    assert_ne!(page, link.as_str());
    assert_eq!(reqwest::get(page).await.unwrap().status(), 403);

    service.later(200).await;
    assert_eq!(reqwest::get(link.clone()).await.unwrap().status(), 200);
    service.later(101).await;
    assert_eq!(reqwest::get(link).await.unwrap().status(), 403);
}

#[tokio::test]
async fn pictures_of_people_come_through_the_server_and_what_goes_is_gone() {
    let service = Service::start();
    let app = start(&service, "S3RVER").await;
    let una = app.person("Una", &[]).await;
    let worn = app.avatar(&una).await;
    let shown = app.get(None, &format!("/files/avatar/{worn}")).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/png"));

    let file = app.attachment(&una, "a.txt").await;
    let link: Url = app.link(&una, &file).await.parse().unwrap();
    app.delete(&una, &format!("/api/files/{file}")).await.data();
    assert_eq!(
        run_file_sweep(&app.files, app.store()).await.unwrap(),
        Swept { deleted: 1, orphans: 0 }
    );
    assert_eq!(reqwest::get(link).await.unwrap().status(), 404);

    app.attachment(&una, "b.txt").await;
    app.sql("delete from files where purpose = 'attachment'", &[]).await;
    app.store().clock.advance(TimeDelta::hours(2));
    assert_eq!(
        run_file_sweep(&app.files, app.store()).await.unwrap(),
        Swept { deleted: 0, orphans: 1 }
    );
    assert_eq!(app.files.blobs.count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_bucket_that_refuses_us_is_said_to_be_away_and_nothing_is_written() {
    let service = Service::start();
    let app = start(&service, "not the secret").await;
    assert!(!app.files.is_well().await);
    let una = app.person("Una", &[]).await;
    let reply = app.upload(&una, "purpose=attachment", "words").await;
    reply.refused(503, "FILES_UNAVAILABLE");
    assert!(
        !String::from_utf8_lossy(&reply.bytes).contains("Signature"),
        "what the bucket says is ours alone"
    );
    assert_eq!(app.count("select count(*) from files").await, 0);
}
