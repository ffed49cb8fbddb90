//! The real program as a child process, for tests that kill it.

use amanat_store::testlog;
use std::{
    collections::BTreeMap,
    fs::File,
    net::TcpListener,
    path::PathBuf,
    process::{ExitStatus, Output, Stdio},
    time::Duration,
};
use tokio::process::{Child, Command};

/// A server process and what it needs to start again on the same data.
#[derive(Debug)]
pub struct Server {
    program: PathBuf,
    settings: BTreeMap<String, String>,
    child: Option<Child>,
    log: Option<PathBuf>,
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
            log: None,
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

    /// Writes everything that it says, on both outputs, to the end of this file.
    pub fn log_to(&mut self, path: PathBuf) {
        self.log = Some(path);
    }

    fn output(&self) -> (Stdio, Stdio) {
        let Some(path) = self.log.clone().or_else(|| self.searched()) else {
            return (Stdio::null(), Stdio::inherit());
        };
        let open = || File::options().create(true).append(true).open(&path).expect("opens the log");
        (open().into(), open().into())
    }

    /// Where the test command looks for secrets, when it does.
    fn searched(&self) -> Option<PathBuf> {
        testlog::file(&format!("serve-{}", self.base.rsplit(':').next().unwrap_or_default()))
    }

    /// Starts it, and returns once it answers or has ended.
    pub async fn start(&mut self) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let (stdout, stderr) = self.output();
        let mut command = Command::new(&self.program);
        command.arg("serve").env_clear().env("PATH", path).envs(&self.settings);
        if self.log.is_none() && self.searched().is_some() {
            command.env("LOG", testlog::FILTER);
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr)
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

    /// SIGTERM, and waits until it has ended; how.
    pub async fn terminate(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("runs");
        let id = child.id().expect("runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
        assert!(told.success(), "the signal arrives");
        child.wait().await.expect("ends")
    }

    /// Another command of the same program under the same settings, beside it; what came of it.
    pub async fn command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(&self.settings).kill_on_drop(true).output().await.expect("runs")
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.start_kill();
            let _ = child.wait().await;
        }
    }
}
