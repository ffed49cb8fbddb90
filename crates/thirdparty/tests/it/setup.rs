//! A fake, a client for it, and an endpoint that collects events.

use amanat_base::{Secret, Time};
use amanat_stripe::{Event, Metadata, NewSession, Session, Stripe};
use amanat_thirdparty::{FakeStripe, Options};
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

pub const KEY: &str = "sk_test_setup";
pub const SECRET: &str = "whsec_setup";

#[expect(clippy::disallowed_methods, reason = "signatures are checked against the real time")]
pub fn now() -> Time {
    chrono::Utc::now()
}

/// What came in: the signature header, the body, and the status that was answered.
pub type Inbox = Arc<Mutex<Vec<(String, Vec<u8>, u16)>>>;

pub struct Setup {
    pub fake: FakeStripe,
    pub stripe: Stripe,
    pub inbox: Inbox,
    /// Answered to the next deliveries; 200 when there are no more.
    pub answers: Arc<Mutex<VecDeque<u16>>>,
}

#[derive(Clone)]
struct Endpoint {
    inbox: Inbox,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

async fn collect(State(endpoint): State<Endpoint>, headers: HeaderMap, body: Bytes) -> axum::http::StatusCode {
    let status = endpoint.answers.lock().unwrap().pop_front().unwrap_or(200);
    let signature = headers
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    endpoint.inbox.lock().unwrap().push((signature.to_owned(), body.to_vec(), status));
    axum::http::StatusCode::from_u16(status).unwrap()
}

pub fn client(url: &str, key: &str, secrets: &[&str]) -> Stripe {
    let secrets = secrets.iter().map(|secret| Secret::new(*secret)).collect();
    Stripe::new(url.parse().unwrap(), Secret::new(key), secrets).unwrap()
}

impl Setup {
    pub async fn new() -> Self {
        let (inbox, answers) = (Inbox::default(), Arc::default());
        let endpoint = Endpoint {
            inbox: Arc::clone(&inbox),
            answers: Arc::clone(&answers),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let router = Router::new().route("/hook", post(collect)).with_state(endpoint);
            axum::serve(listener, router).await.unwrap();
        });
        let options = Options {
            secret_key: KEY.to_owned(),
            webhook_url: Some(url),
            webhook_secrets: vec![SECRET.to_owned()],
            ..Options::default()
        };
        let fake = FakeStripe::start(options).await.unwrap();
        let stripe = client(&fake.url(), KEY, &[SECRET]);
        Self {
            fake,
            stripe,
            inbox,
            answers,
        }
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        self.fake
            .control(path, body)
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A request as it is, past the client.
    pub async fn raw(&self, method: &str, path: &str, body: &str, key: Option<&str>) -> (u16, Value) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/v1/{path}", self.fake.url());
        let mut request = http.request(method.parse().unwrap(), url).bearer_auth(KEY).body(body.to_owned());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Waits until every event is taken, and reads those that were, signature checked.
    pub async fn events(&self) -> Vec<Event> {
        assert_eq!(self.control("flush", json!({ "now": true })).await["waiting"], 0);
        let inbox = self.inbox.lock().unwrap();
        let taken = inbox.iter().filter(|(_, _, status)| *status == 200);
        taken
            .map(|(signature, body, _)| {
                self.stripe.verify(signature, body, now()).unwrap();
                Event::parse(body).unwrap()
            })
            .collect()
    }

    pub async fn kinds(&self) -> Vec<String> {
        self.events().await.into_iter().map(|event| event.kind).collect()
    }

    pub async fn session(&self, amount: i64) -> Session {
        let key = format!("session-{amount}-{}", uuid());
        self.stripe.create_session(&new_session(amount), &key).await.unwrap()
    }

    /// A paid session, as it is then.
    pub async fn paid(&self, amount: i64) -> Session {
        let session = self.session(amount).await;
        self.control(&format!("sessions/{}/complete", session.id), json!({ "paid": true }))
            .await;
        self.stripe.session(&session.id).await.unwrap()
    }
}

pub fn uuid() -> String {
    amanat_base::OrderId::fresh().to_string()
}

pub fn new_session(amount: i64) -> NewSession {
    NewSession {
        currency: "usd".to_owned(),
        amount,
        product_name: "Ten <units> & more".to_owned(),
        client_reference_id: "order-1".to_owned(),
        metadata: Metadata::from([("order".to_owned(), "o=1&[x]".to_owned())]),
        transfer_group: Some("order-1".to_owned()),
        customer_email: None,
        expires_at: now() + chrono::TimeDelta::minutes(45),
        success_url: "http://localhost/done?session={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: "http://localhost/back".to_owned(),
    }
}
