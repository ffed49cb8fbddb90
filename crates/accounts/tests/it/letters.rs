//! The post of a test: runs the jobs that send letters, and opens the letters that came.

use crate::{Answered, App, Person, person, send};
use amanat_accounts::DeliverLink;
use amanat_mail::SendTo;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

impl App {
    /// Sends what waits.
    pub(crate) async fn deliver(&self) {
        for job in self.take_jobs::<DeliverLink>("deliver_link").await {
            amanat_accounts::run_deliver_link(&self.accounts, &self.store, &job)
                .await
                .expect("delivers");
        }
        for job in self.take_jobs::<SendTo>("send_to").await {
            amanat_mail::run_send_to(&self.accounts.mailer, &job).await.expect("sends");
        }
    }

    async fn take_jobs<J: DeserializeOwned>(&self, name: &str) -> Vec<J> {
        let jobs: Vec<Value> = sqlx::query_scalar(
            "delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
             where t.id = j.task_id and t.identifier = $1 returning j.payload::jsonb",
        )
        .bind(name)
        .fetch_all(&self.store.pool)
        .await
        .expect("reads");
        jobs.into_iter().map(|job| serde_json::from_value(job).expect("a job")).collect()
    }

    /// Texts of all letters to this address, oldest first.
    pub(crate) async fn letters(&self, email: &str) -> Vec<String> {
        self.deliver().await;
        sqlx::query_scalar("select body_text from letters_kept where recipient = $1 order by kept_at, id")
            .bind(email)
            .fetch_all(&self.store.pool)
            .await
            .expect("reads")
    }

    /// The token in the newest letter to this address; of this page, like `/verify`.
    pub(crate) async fn token(&self, email: &str, page: &str) -> String {
        let letters = self.letters(email).await;
        let newest = letters.last().unwrap_or_else(|| panic!("a letter to {email}"));
        let (_, rest) = newest
            .split_once(&format!("{page}#token="))
            .unwrap_or_else(|| panic!("a link to {page}: {newest}"));
        rest.chars().take_while(char::is_ascii_hexdigit).collect()
    }

    /// A request from this address of the internet.
    pub(crate) async fn post_from(&self, client: &str, path: &str, body: Value) -> Answered {
        send(self.request(Method::POST, path).header("x-forwarded-for", client).json(&body)).await
    }

    /// Asks for an account.
    pub(crate) async fn register(&self, client: &str, email: &str, password: &str) -> Answered {
        let body = json!({ "email": email, "password": password, "displayName": "Ada" });
        self.post_from(client, "/api/auth/register", body).await
    }

    pub(crate) async fn verify(&self, token: &str, password: &str) -> Answered {
        self.post("/api/auth/verify-email", json!({ "token": token, "password": password }))
            .await
    }

    pub(crate) async fn reset(&self, token: &str, password: &str) -> Answered {
        self.post("/api/auth/reset-password", json!({ "token": token, "password": password }))
            .await
    }

    pub(crate) async fn use_magic(&self, token: &str) -> Answered {
        self.post("/api/auth/magic-link/use", json!({ "token": token })).await
    }

    pub(crate) async fn confirm_email(&self, token: &str) -> Answered {
        self.post("/api/auth/confirm-email", json!({ "token": token })).await
    }

    /// Asks for a letter to this address.
    pub(crate) async fn ask(&self, path: &str, email: &str) -> Answered {
        self.post(path, json!({ "email": email })).await
    }

    /// Proves the person again, so that they may change what protects the account.
    pub(crate) async fn stepped(&self, who: &Person, password: &str) {
        let answer = self
            .post_as("/api/auth/step-up", &who.access, json!({ "password": password }))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Registers and opens the letter.
    pub(crate) async fn proven(&self, email: &str, password: &str) -> Person {
        assert_eq!(self.register("5.5.5.5", email, password).await.status, 200);
        let token = self.token(email, "/verify").await;
        person(&self.verify(&token, password).await)
    }

    /// Rows of this table.
    pub(crate) async fn count(&self, table: &'static str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&self.store.pool)
            .await
            .expect("counts")
    }
}
