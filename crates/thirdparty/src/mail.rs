//! A mail server for tests: `tools/smtp-sink.mjs`, which takes letters, tells what came, and misbehaves when told to.

use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A running mail server; it ends when this is dropped.
#[derive(Debug)]
pub struct MailSink {
    /// Port of SMTP on 127.0.0.1.
    pub port: u16,
    http: String,
    client: reqwest::Client,
    _child: Child,
}

/// A letter that it took.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Taken {
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// Who signed in to send it.
    pub user: Option<String>,
    /// Address that it came from, of the envelope.
    pub sender: String,
    /// Addresses that it is for, of the envelope.
    pub recipients: Vec<String>,
    /// Decoded.
    pub subject: String,
    /// Decoded.
    pub from: String,
    /// Decoded.
    pub to: String,
    /// With its angle brackets.
    pub message_id: String,
    /// By name in lower case, as sent.
    pub headers: BTreeMap<String, String>,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// All bytes, one character each.
    pub raw: String,
}

#[derive(Deserialize)]
struct Ports {
    smtp: u16,
    http: u16,
}

impl MailSink {
    /// Starts one whose certificate nobody should trust. Panics with what is missing.
    pub async fn start() -> Self {
        Self::start_as(&json!({})).await
    }

    /// Starts one with this key and certificate (PEM files).
    pub async fn start_with(key: &Path, certificate: &Path) -> Self {
        Self::start_as(&json!({ "key": key, "cert": certificate })).await
    }

    async fn start_as(identity: &Value) -> Self {
        let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tools");
        assert!(
            tools.join("node_modules/smtp-server").exists(),
            "the mail server for tests: run `npm install` in tools/"
        );
        let mut child = Command::new("node")
            .arg(tools.join("smtp-sink.mjs"))
            .arg(identity.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let line = lines.next_line().await.expect("node speaks").expect("node says its ports");
        let ports: Ports = serde_json::from_str(&line).expect("two ports");
        Self {
            port: ports.smtp,
            http: format!("http://127.0.0.1:{}", ports.http),
            client: reqwest::Client::new(),
            _child: child,
        }
    }

    /// What it took, in order.
    pub async fn letters(&self) -> Vec<Taken> {
        let answer = self.client.get(format!("{}/letters", self.http)).send().await.expect("answers");
        answer.json().await.expect("letters")
    }

    /// Waits until it has this many.
    pub async fn has(&self, number: usize) -> Vec<Taken> {
        for _ in 0..600 {
            let letters = self.letters().await;
            if letters.len() >= number {
                return letters;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{number} letters never came: {:?}", self.letters().await);
    }

    /// Answers the next recipients with these codes instead of taking them.
    pub async fn answer(&self, codes: &[u16]) {
        self.mood(json!({ "answers": codes })).await;
    }

    /// Lets each recipient wait for an answer.
    pub async fn delay(&self, time: Duration) {
        let delay_ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.mood(json!({ "delayMs": delay_ms })).await;
    }

    /// Whether encryption is offered.
    pub async fn offer_tls(&self, offered: bool) {
        self.mood(json!({ "startTls": offered })).await;
    }

    /// Whether anybody is at home.
    pub async fn listen(&self, listening: bool) {
        self.mood(json!({ "listening": listening })).await;
    }

    async fn mood(&self, mood: Value) {
        let answer = self.client.put(format!("{}/mood", self.http)).json(&mood).send().await;
        assert!(answer.expect("answers").status().is_success());
    }
}
