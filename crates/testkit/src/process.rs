//! The real program as a child process, for tests that kill it.

use std::{collections::BTreeMap, net::TcpListener, path::PathBuf, process::Stdio, time::Duration};
use tokio::process::{Child, Command};

/// A server process and what it needs to start again on the same data.
#[derive(Debug)]
pub struct Server {
    program: PathBuf,
    settings: BTreeMap<String, String>,
    child: Option<Child>,
    /// Where it answers.
    pub base: String,
}

impl Server {
    /// A server that is not started yet, on a free port. `program` is the test's `CARGO_BIN_EXE_amanat`.
    pub fn new(program: &str, mut settings: BTreeMap<String, String>) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        settings.insert("PORT".into(), port.to_string());
        Self {
            program: program.into(),
            settings,
            child: None,
            base: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Adds a setting for the next start.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.settings.insert(name.into(), value.into());
    }

    /// Takes a setting back for the next start.
    pub fn unset(&mut self, name: &str) {
        self.settings.remove(name);
    }

    /// Starts it, and returns once it answers or has ended.
    pub async fn start(&mut self) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let child = Command::new(&self.program)
            .arg("serve")
            .env_clear()
            .env("PATH", path)
            .envs(&self.settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .expect("starts");
        self.child = Some(child);
        let http = reqwest::Client::new();
        for _ in 0..600 {
            if self.ended() || http.get(format!("{}/healthz", self.base)).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server did not answer within twelve seconds");
    }

    /// True when the process has ended by itself.
    pub fn ended(&mut self) -> bool {
        self.child.as_mut().is_none_or(|child| child.try_wait().ok().flatten().is_some())
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.start_kill();
            let _ = child.wait().await;
        }
    }
}
