//! Accounts elsewhere: a real OpenID provider and one that lies, Telegram's init data, and wallets.

mod browser;
mod liar;
mod lies;
mod linking;
mod oidc;
mod provider;
mod telegram;
mod wallets;

use crate::{Answered, App, Person, send};
use browser::Browser;
use reqwest::Method;
use serde_json::Value;

/// Proves for this person that it is them.
async fn step_up(app: &App, person: &Person) {
    sqlx::query("update sessions set stepped_up_at = created_at where user_id = $1")
        .bind(person.id.0)
        .execute(&app.store.pool)
        .await
        .expect("steps up");
}

async fn set_status(app: &App, person: &Person, status: &str) {
    sqlx::query("update users set status = $2 where id = $1")
        .bind(person.id.0)
        .bind(status)
        .execute(&app.store.pool)
        .await
        .expect("changes");
}

async fn count(app: &App, table: &'static str) -> i64 {
    let query = match table {
        "users" => "select count(*) from users",
        "sessions" => "select count(*) from sessions",
        "identities" => "select count(*) from identities",
        other => panic!("nobody counts {other}"),
    };
    sqlx::query_scalar(query).fetch_one(&app.store.pool).await.expect("counts")
}

/// The caller's accounts elsewhere: provider and label.
async fn identities(app: &App, person: &Person) -> Vec<(String, String)> {
    let list = app.get("/api/auth/identities", &person.access).await;
    let items = list.data()["items"].as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    items.iter().map(|item| (text(&item["provider"]), text(&item["label"]))).collect()
}

/// Removes the caller's only account elsewhere.
async fn unlink(app: &App, person: &Person) -> Answered {
    let list = app.get("/api/auth/identities", &person.access).await;
    let id = list.data()["items"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/auth/identities/{id}");
    send(app.request(Method::DELETE, &path).bearer_auth(&person.access)).await
}
