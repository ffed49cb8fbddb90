//! Accounts over real HTTP, each test on a database of its own.

mod addresses;
mod admin;
mod api_keys;
mod attacks;
mod audit_log;
mod browser;
mod by_letter;
mod change_password;
mod doctor;
mod email_change;
mod enumeration;
mod guessing;
mod identities;
mod impersonation;
mod input;
mod letters;
mod passkeys;
mod profile;
mod public_profile;
mod refresh;
mod registration;
mod second_factor;
mod sessions;
mod soft_authenticator;
mod staff_factor;
mod step_up;
mod tokens;

use amanat_accounts::{Accounts, Identities, NewUser, PasswordHash, PasswordRules, create_user, hash_password};
use amanat_base::{KeyRing, Role, Secret, UserId};
use amanat_mail::Mailer;
use amanat_store::{Store, testdb};
use amanat_web::{Ctx, HttpConfig, Limit, Limits, harden, serve, tokens::TokenKeys};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::OnceCell};
use url::Url;

const PASSWORD: &str = "correct horse battery";
const JWT_SECRET: &str = "a secret of at least thirty-two bytes";

struct App {
    address: SocketAddr,
    client: Client,
    store: Store,
    accounts: Accounts,
}

/// Status and body of an answer.
struct Answered {
    status: u16,
    body: Value,
    headers: reqwest::header::HeaderMap,
}

impl Answered {
    /// The code of a refusal with this status.
    fn code(&self) -> (u16, &str) {
        (self.status, self.body["error"]["code"].as_str().unwrap_or("no code"))
    }

    fn data(&self) -> &Value {
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.body["success"], true);
        &self.body["data"]
    }
}

/// A signed-in person.
#[derive(Clone)]
struct Person {
    id: UserId,
    email: String,
    access: String,
    refresh: String,
}

impl App {
    /// With limits by address out of the way; the guard behind one proxy, so that a test can come from many places.
    async fn start() -> Self {
        Self::accepting(Identities::default()).await
    }

    /// The same, where these accounts elsewhere sign people in.
    async fn accepting(identities: Identities) -> Self {
        let wide = Limit::new(100_000, Duration::from_secs(1));
        let config = HttpConfig {
            limits: Limits {
                auth: wide,
                payment: wide,
                global: wide,
                ..Limits::default()
            },
            trusted_proxies: 1,
            development: true,
            ..HttpConfig::default()
        };
        Self::with_both(config, identities, false).await
    }

    async fn with(config: HttpConfig) -> Self {
        Self::with_both(config, Identities::default(), false).await
    }

    async fn with_both(config: HttpConfig, identities: Identities, staff_second_factor: bool) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = testdb::fresh().await.store;
        let ctx = Ctx {
            store: store.clone(),
            tokens: Arc::new(TokenKeys::new(&Secret::new(JWT_SECRET))),
            development: config.development,
            staff_second_factor,
        };
        let site: Url = "http://localhost:5001".parse().expect("an address");
        let accounts = Accounts {
            mailer: Mailer::Kept {
                store: store.clone(),
                site: site.clone(),
            },
            ring: KeyRing::parse(&Secret::new(format!("test:{}", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="))).expect("a ring"),
            site,
            passwords: PasswordRules::default(),
            identities,
        };
        let (router, _) = amanat_accounts::router(accounts.clone()).with_state(ctx).split_for_parts();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("is bound");
        tokio::spawn(serve(listener, harden(router, &config), std::future::pending(), Duration::ZERO));
        Self {
            address,
            client: Client::new(),
            store,
            accounts,
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    async fn post(&self, path: &str, body: Value) -> Answered {
        send(self.request(Method::POST, path).json(&body)).await
    }

    async fn get(&self, path: &str, access: &str) -> Answered {
        send(self.request(Method::GET, path).bearer_auth(access)).await
    }

    async fn put(&self, path: &str, access: &str, body: Value) -> Answered {
        send(self.request(Method::PUT, path).bearer_auth(access).json(&body)).await
    }

    async fn post_as(&self, path: &str, access: &str, body: Value) -> Answered {
        send(self.request(Method::POST, path).bearer_auth(access).json(&body)).await
    }

    /// How many sessions are stepped up.
    async fn stepped_up(&self) -> i64 {
        sqlx::query_scalar("select count(*) from sessions where stepped_up_at is not null")
            .fetch_one(&self.store.pool)
            .await
            .expect("counts")
    }

    async fn login(&self, email: &str, password: &str) -> Answered {
        self.post("/api/auth/login", json!({ "email": email, "password": password })).await
    }

    async fn login_from(&self, address: &str, email: &str, password: &str) -> Answered {
        let request = self.request(Method::POST, "/api/auth/login").header("x-forwarded-for", address);
        send(request.json(&json!({ "email": email, "password": password }))).await
    }

    async fn refresh(&self, token: &str) -> Answered {
        self.post("/api/auth/refresh", json!({ "refreshToken": token })).await
    }

    /// Creates a person with these roles and signs them in.
    async fn person(&self, name: &str, roles: &[Role]) -> Person {
        let email = format!("{name}@example.test");
        let mut tx = self.store.begin().await.expect("begins");
        let new = NewUser {
            email: &email,
            password: password_hash().await,
            display_name: name,
            roles,
        };
        create_user(&mut tx, &new).await.expect("creates");
        tx.commit().await.expect("commits");
        person(&self.login(&email, PASSWORD).await)
    }

    /// A person whose session is stepped up for good.
    async fn trusted(&self, name: &str) -> Person {
        let person = self.person(name, &[]).await;
        self.trust(&person).await
    }

    /// Steps every session of the person up for good.
    async fn trust(&self, who: &Person) -> Person {
        let update = sqlx::query("update sessions set stepped_up_at = created_at + interval '400 days' where user_id = $1");
        update.bind(who.id.0).execute(&self.store.pool).await.expect("steps up");
        who.clone()
    }

    /// How often this was announced, by the event's `type`.
    async fn announced(&self, kind: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where feature = 'accounts' and payload->>'type' = $1")
            .bind(kind)
            .fetch_one(&self.store.pool)
            .await
            .expect("counts")
    }
}

fn person(answer: &Answered) -> Person {
    let data = answer.data();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    Person {
        id: text(&data["user"]["id"]).parse().expect("an id"),
        email: text(&data["user"]["email"]),
        access: text(&data["accessToken"]),
        refresh: text(&data["refreshToken"]),
    }
}

async fn send(request: RequestBuilder) -> Answered {
    let response = request.send().await.expect("answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.json().await.expect("JSON");
    Answered { status, body, headers }
}

/// Hashed once: what is tested elsewhere needs no fresh salt.
async fn password_hash() -> &'static PasswordHash {
    static HASH: OnceCell<PasswordHash> = OnceCell::const_new();
    HASH.get_or_init(async || hash_password(PASSWORD.into()).await.expect("hashes"))
        .await
}
