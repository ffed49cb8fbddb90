//! The real `socket.io-client`, in a process of its own, spoken to by JSON lines (`e2e/socket/driver.mjs`).

use serde_json::{Value, json};
use std::{collections::VecDeque, path::PathBuf, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Any number of clients, each under a name that the test gives it.
#[derive(Debug)]
pub struct Sockets {
    _child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    seen: VecDeque<Value>,
    tags: i64,
}

impl Sockets {
    /// Starts the process. Its packages must be there: `npm ci` in `e2e`, or wherever `AMANAT_E2E_DIR` says.
    pub fn start() -> Self {
        let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
        let folder = std::env::var_os("AMANAT_E2E_DIR").map_or_else(beside, PathBuf::from);
        let mut child = Command::new("node")
            .arg("socket/driver.mjs")
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|e| panic!("node runs in {} (npm ci there first): {e}", folder.display()));
        let (stdin, stdout) = (child.stdin.take().expect("is piped"), child.stdout.take().expect("is piped"));
        Self {
            _child: child,
            stdin,
            lines: BufReader::new(stdout).lines(),
            seen: VecDeque::new(),
            tags: 0,
        }
    }

    /// Says something to the driver; see there.
    pub async fn command(&mut self, command: Value) {
        let line = format!("{command}\n");
        self.stdin.write_all(line.as_bytes()).await.expect("the driver listens");
    }

    /// The next message that fits; the others are kept for later questions.
    async fn find(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(found) = self.seen.iter().position(&fits).and_then(|at| self.seen.remove(at)) {
            return found;
        }
        loop {
            let line = timeout(PATIENCE, self.lines.next_line()).await;
            let line = line.unwrap_or_else(|_| panic!("nothing came; seen so far: {:#?}", self.seen));
            let line = line.expect("the driver speaks").expect("the driver runs (npm ci in e2e)");
            let message = serde_json::from_str(&line).expect("a JSON line");
            if fits(&message) {
                return message;
            }
            self.seen.push_back(message);
        }
    }

    /// Begins to connect with this handshake.
    pub async fn open(&mut self, who: &str, server: &str, auth: Value) {
        self.command(json!({ "do": "connect", "as": who, "url": server, "auth": auth }))
            .await;
    }

    /// Connects and waits until the server is ready to tell; returns what it said.
    pub async fn connect(&mut self, who: &str, server: &str, token: &str) -> Value {
        self.open(who, server, json!({ "token": token })).await;
        self.next(who, "ready").await
    }

    /// Ends the connection from the client's side.
    pub async fn close(&mut self, who: &str) {
        self.command(json!({ "do": "close", "as": who })).await;
        self.next(who, "disconnect").await;
    }

    /// The data of the next event of this name.
    pub async fn next(&mut self, who: &str, event: &str) -> Value {
        self.next_where(who, event, |_| true).await
    }

    /// The data of the next event of this name that fits.
    pub async fn next_where(&mut self, who: &str, event: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let mut message = self.find(|m| m["as"] == who && m["on"] == event && fits(&m["data"])).await;
        message["data"].take()
    }

    /// Sends and waits for the acknowledgement.
    pub async fn ask(&mut self, who: &str, event: &str, arg: impl Into<Value>) -> Value {
        self.tags += 1;
        let tag = self.tags;
        self.command(json!({ "do": "emit", "as": who, "event": event, "args": [arg.into()], "tag": tag }))
            .await;
        let mut message = self.find(|m| m["tag"] == tag).await;
        message["ack"].take()
    }

    /// What else this client has heard so far under this name, in order. Meaningful after something later was waited for.
    pub fn heard(&self, who: &str, event: &str) -> Vec<Value> {
        let all = self.heard_at_all(who).into_iter().filter(|(name, _)| name == event);
        all.map(|(_, data)| data).collect()
    }

    /// The same under any name, as (event, data).
    pub fn heard_at_all(&self, who: &str) -> Vec<(String, Value)> {
        let mine = self.seen.iter().filter(|m| m["as"] == who && m["on"].is_string());
        mine.map(|m| (m["on"].as_str().unwrap_or_default().to_owned(), m["data"].clone()))
            .collect()
    }
}
