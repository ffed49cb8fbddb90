//! The real `socket.io-client`, in a process of its own, spoken to by JSON lines (`e2e/socket/driver.mjs`).

use crate::app::{Node, Person};
use serde_json::{Value, json};
use std::{collections::VecDeque, path::PathBuf, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Driver {
    _child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    seen: VecDeque<Value>,
    tags: i64,
}

pub fn driver() -> Driver {
    let dir = std::env::var_os("AMANAT_E2E_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e"), PathBuf::from);
    let mut child = Command::new("node")
        .arg("socket/driver.mjs")
        .current_dir(&dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|e| panic!("node runs in {} (npm ci there first): {e}", dir.display()));
    let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    Driver {
        _child: child,
        stdin,
        lines: BufReader::new(stdout).lines(),
        seen: VecDeque::new(),
        tags: 0,
    }
}

impl Driver {
    pub async fn command(&mut self, command: Value) {
        self.stdin
            .write_all(format!("{command}\n").as_bytes())
            .await
            .expect("the driver listens");
    }

    async fn read(&mut self) -> Value {
        let line = timeout(PATIENCE, self.lines.next_line())
            .await
            .unwrap_or_else(|_| panic!("nothing came; seen so far: {:?}", self.seen));
        let line = line.expect("the driver speaks").expect("the driver runs (npm ci in e2e)");
        serde_json::from_str(&line).expect("a JSON line")
    }

    /// The next message that fits; the others are kept for later questions.
    async fn find(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&fits) {
            return self.seen.remove(at).unwrap();
        }
        loop {
            let message = self.read().await;
            if fits(&message) {
                return message;
            }
            self.seen.push_back(message);
        }
    }

    pub async fn open(&mut self, who: &str, node: &Node, auth: Value) {
        self.command(json!({ "do": "connect", "as": who, "url": node.url, "auth": auth }))
            .await;
    }

    /// Connects and waits until the server is ready to tell; returns what it said.
    pub async fn connect(&mut self, who: &str, node: &Node, person: &Person) -> Value {
        self.open(who, node, json!({ "token": person.token })).await;
        self.next(who, "ready").await
    }

    /// The data of the next event of this name.
    pub async fn next(&mut self, who: &str, event: &str) -> Value {
        let mut message = self.find(|m| m["as"] == who && m["on"] == event).await;
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
        let mine = self.seen.iter().filter(|m| m["as"] == who && m["on"] == event);
        mine.map(|m| m["data"].clone()).collect()
    }
}
