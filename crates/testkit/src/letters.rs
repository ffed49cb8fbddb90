//! Accounts made as everybody makes theirs: registering, opening the letter, choosing the password again.

use crate::{Person, TestApp};
use amanat_base::UserId;
use serde_json::{Value, json};

impl TestApp {
    /// Registers, waits for the letter and opens it. The session as the server answers it.
    pub async fn register(&self, email: &str, password: &str, name: &str) -> Value {
        let nobody = Person::new(&self.base, UserId::fresh(), String::new());
        let account = json!({ "email": email, "password": password, "displayName": name });
        nobody.anonymously("/api/auth/register", account).await.ok();
        let token = self.letter_token(email, "/verify").await;
        let proof = json!({ "token": token, "password": password });
        nobody.anonymously("/api/auth/verify-email", proof).await.ok()
    }

    /// The same, as somebody who can act.
    pub async fn registered(&self, email: &str, password: &str, name: &str) -> Person {
        let session = self.register(email, password, name).await;
        let id = session["user"]["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        Person::new(&self.base, id, session["accessToken"].as_str().expect("a token").to_owned())
    }

    /// Waits for a letter to this address with a link to this page (like `/verify`), and takes the token of the newest from it.
    pub async fn letter_token(&self, email: &str, page: &str) -> String {
        let link = format!("{page}#token=");
        let text = self
            .eventually("a letter with a link", || async {
                sqlx::query_scalar::<_, String>(
                    "select body_text from letters_kept where recipient = $1 and position($2 in body_text) > 0 order by kept_at desc, id desc limit 1",
                )
                .bind(email)
                .bind(&link)
                .fetch_optional(&self.db.store.pool)
                .await
                .expect("reads")
            })
            .await;
        let (_, rest) = text.split_once(&link).expect("a link");
        rest.chars().take_while(char::is_ascii_hexdigit).collect()
    }
}
