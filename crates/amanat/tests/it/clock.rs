//! K05, for people: a server whose clock is wrong neither cuts off sessions and links before their time nor lets them live past it, because
//! time is the database's.

use amanat_base::UserId;
use amanat_testkit::{Person, Setup, TestApp, process::Server};
use serde_json::{Value, json};
use sqlx::PgPool;

const PASSWORD: &str = "seven quiet otters";

/// A server beside the platform, its clock off by so many seconds.
async fn skewed(app: &TestApp, setup: &Setup, folder: &std::path::Path, seconds: i64) -> Server {
    let mut server = Server::new(env!("CARGO_BIN_EXE_amanat"), app.settings(setup));
    for (name, value) in amanat_testkit::skew::settings(folder, seconds) {
        server.set(name, value);
    }
    server.start().await;
    server
}

async fn asks(server: &Server, path: &str, body: Value) -> (u16, Value) {
    let answer = reqwest::Client::new()
        .post(format!("{}{path}", server.base))
        .json(&body)
        .send()
        .await
        .expect("answers");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Asks for an account; the token of the letter.
async fn registers(app: &TestApp, server: &Server, email: &str) -> String {
    let account = json!({ "email": email, "password": PASSWORD, "displayName": "Otto" });
    assert_eq!(asks(server, "/api/auth/register", account).await.0, 200);
    let text: String = app
        .eventually("a letter", || async {
            let letter = sqlx::query_scalar("select body_text from letters_kept where recipient = $1").bind(email);
            letter.fetch_optional(&app.db.store.pool).await.expect("looks")
        })
        .await;
    let token = text.split("#token=").nth(1).expect("a link").split_whitespace().next();
    token.expect("a token").to_owned()
}

async fn expire(pool: &PgPool, statement: &'static str) {
    let changed = sqlx::query(statement).execute(pool).await.expect("ends it");
    assert!(changed.rows_affected() > 0, "{statement}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_ends_no_session_and_no_link_early_or_late() {
    let setup = Setup {
        scanner: false,
        block_time_s: None,
        ..Setup::default()
    };
    let mut app = TestApp::start_with(setup.clone()).await;
    app.stop().await;
    let folder = tempfile::tempdir().expect("a folder");
    let pool = app.db.store.pool.clone();
    for hours in [2, -2] {
        let mut server = skewed(&app, &setup, folder.path(), hours * 3600).await;
        let token = registers(&app, &server, &format!("otto{hours}@example.test")).await;
        let proof = json!({ "token": token, "password": PASSWORD });
        let (status, session) = asks(&server, "/api/auth/verify-email", proof).await;
        assert_eq!(status, 200, "{session}");
        let text = |name: &str| session["data"][name].as_str().expect("text").to_owned();
        let id: UserId = session["data"]["user"]["id"].as_str().expect("an id").parse().expect("an id");
        let otto = Person::new(&server.base, id, text("accessToken"));
        let sessions = otto.get("/api/auth/sessions").await.ok();
        let until = sessions["items"][0]["expiresAt"].as_str().expect("a time");
        let until = chrono::DateTime::parse_from_rfc3339(until).expect("a time").to_utc();
        let left = until - app.db.store.now().await.expect("a time");
        assert!((left - chrono::TimeDelta::days(30)).abs() < chrono::TimeDelta::minutes(5), "{left}");
        let (status, next) = asks(&server, "/api/auth/refresh", json!({ "refreshToken": text("refreshToken") })).await;
        assert_eq!(status, 200, "{next}");

        // By the database's clock they are over: a server that is behind must see it, too.
        expire(&pool, "update sessions set expires_at = now() - interval '1 second'").await;
        otto.get("/api/user/me").await.refused(401, "SESSION_ENDED");
        let refused = asks(
            &server,
            "/api/auth/refresh",
            json!({ "refreshToken": next["data"]["refreshToken"] }),
        )
        .await;
        assert_eq!(
            (refused.0, refused.1["error"]["code"].as_str()),
            (401, Some("REFRESH_TOKEN_INVALID"))
        );
        let late = registers(&app, &server, &format!("late{hours}@example.test")).await;
        expire(&pool, "update links set expires_at = now() - interval '1 second'").await;
        let refused = asks(&server, "/api/auth/verify-email", json!({ "token": late, "password": PASSWORD })).await;
        assert_eq!((refused.0, refused.1["error"]["code"].as_str()), (401, Some("LINK_INVALID")));
        server.kill().await;
    }
    app.finish().await;
}
