//! A real OpenID provider (tools/oidc.mjs), and how people sign in there.

use super::browser::{Browser, is_ours, location};
use amanat_accounts::{Identities, Provider, ProviderSettings};
use amanat_base::Secret;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use url::Url;

pub const CALLBACK: &str = "http://localhost:5001/api/auth/oidc/oidc/callback";

/// Stopped when dropped.
pub struct RealProvider {
    pub issuer: String,
    child: Child,
}

impl RealProvider {
    pub fn start() -> Self {
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools");
        assert!(
            tools.join("node_modules/oidc-provider").exists(),
            "oidc-provider is missing: run `cargo xtask test`, or `npm ci` in tools/"
        );
        let mut child = Command::new("node")
            .args(["oidc.mjs", CALLBACK])
            .current_dir(tools)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let output = child.stdout.take().expect("has an output");
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        let issuer = lines.into_iter().find(|line| line.starts_with("http")).expect("tells its issuer");
        Self { issuer, child }
    }

    pub fn identities(&self) -> Identities {
        known_as(&self.issuer, "amanat-secret")
    }
}

impl Drop for RealProvider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One provider with this issuer, and no others.
pub fn known_as(issuer: &str, secret: &str) -> Identities {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let settings = ProviderSettings {
        id: "oidc",
        name: "Example".into(),
        issuer: issuer.into(),
        client_id: "amanat".into(),
        client_secret: Secret::new(secret),
    };
    Identities::new(vec![Provider::new(settings).expect("a provider")], None)
}

/// Begins to sign in here: the provider's address.
pub async fn begin(browser: &mut Browser) -> String {
    location(&browser.open("/api/auth/oidc/oidc/start").await)
}

/// Fills in the provider's pages as this person; where it sends the browser back to, not opened yet.
pub async fn sign_in_there(browser: &mut Browser, address: &str, name: &str) -> String {
    let mut next = address.to_owned();
    let mut prompts = ["login", "consent"].into_iter();
    for _ in 0..12 {
        if is_ours(&Url::parse(&next).expect("an address")) {
            return next;
        }
        let mut answer = browser.open(&next).await;
        if answer.status().is_success() {
            let prompt = prompts.next().expect("no third page");
            answer = browser
                .submit(&next, &[("prompt", prompt), ("login", name), ("password", "any")])
                .await;
        }
        let base = Url::parse(&next).expect("an address");
        next = base.join(&location(&answer)).expect("an address").into();
    }
    panic!("the provider goes round in circles at {next}");
}

/// The whole way: where the platform sends the browser in the end.
pub async fn sign_in(browser: &mut Browser, name: &str) -> String {
    let there = begin(browser).await;
    let back = sign_in_there(browser, &there, name).await;
    location(&browser.open(&back).await)
}
