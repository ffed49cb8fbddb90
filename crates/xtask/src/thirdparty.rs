//! The stand-ins for third parties beside a development server: Stripe, and a small service to sell through the gateway.
//! Whoever sets their own Stripe keys or gateway hosts keeps them.

use crate::{
    guard::Guarded,
    http,
    step::{Done, TICK, built, failed, go_on, say},
};
use std::{
    env,
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
};

/// The usual ports beside a platform on 5001.
const STRIPE_PORT: u16 = 12_111;
const UPSTREAM_PORT: u16 = 12_112;
/// What server and stand-in agree on; opens nothing else.
const SECRET_KEY: &str = "sk_test_development";
const WEBHOOK_SECRET: &str = "whsec_development";
/// Either all of a group come from us, or none.
const CARD: [&str; 3] = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "STRIPE_API_URL"];
const UPSTREAM: [&str; 2] = ["GATEWAY_ALLOWED_HOSTS", "DEMO_UPSTREAM_URL"];

/// What is to stand in, and where.
pub struct Plan {
    card: bool,
    upstream: bool,
    stripe_port: u16,
    upstream_port: u16,
}

impl Plan {
    /// `own` is the text of the operator's own settings file, if there is one; `port` is the platform's.
    pub fn new(own: &str, port: u16) -> Self {
        let exported = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        Self::beside(port, |name| exported(name) || is_set(own, name))
    }

    fn beside(port: u16, is_set: impl Fn(&str) -> bool) -> Self {
        let theirs = |names: &[&str]| names.iter().any(|name| is_set(name));
        // The same ports at every start as far as possible: what is stored names them.
        let moved = |usual: u16| usual.wrapping_add(port.wrapping_sub(5001).wrapping_mul(2)).max(1024);
        Self {
            card: !theirs(&CARD),
            upstream: !theirs(&UPSTREAM),
            stripe_port: free_port(moved(STRIPE_PORT)),
            upstream_port: free_port(moved(UPSTREAM_PORT)),
        }
    }

    /// For the server.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = Vec::new();
        if self.card {
            settings.push(("STRIPE_SECRET_KEY", SECRET_KEY.to_owned()));
            settings.push(("STRIPE_WEBHOOK_SECRETS", WEBHOOK_SECRET.to_owned()));
            settings.push(("STRIPE_API_URL", format!("http://127.0.0.1:{}", self.stripe_port)));
        }
        if self.upstream {
            settings.push(("GATEWAY_ALLOWED_HOSTS", format!("127.0.0.1:{}", self.upstream_port)));
            settings.push(("DEMO_UPSTREAM_URL", format!("http://127.0.0.1:{}", self.upstream_port)));
        }
        settings
    }

    /// Starts them and waits until they answer. None where nothing stands in.
    pub fn start(&self, data: &Path, port: u16) -> Done<Option<Guarded>> {
        if !self.card && !self.upstream {
            return Ok(None);
        }
        let folder = data.join("thirdparty");
        fs::create_dir_all(&folder).map_err(|error| failed!("cannot create {}: {error}", folder.display()))?;
        let log = log(data);
        let output = File::create(&log).map_err(|error| failed!("cannot write {}: {error}", log.display()))?;
        say(&format!(
            "stand-in for Stripe on http://127.0.0.1:{}, a service to sell on http://127.0.0.1:{}",
            self.stripe_port, self.upstream_port
        ));
        let mut program = self.command(port)?;
        program.arg("--state").arg(folder.join("stripe.json"));
        let mut started = Guarded::start("the stand-ins", &program, Some(output))?;
        for _ in 0..1000 {
            go_on()?;
            if http::get(self.stripe_port, "/_control/health").is_some() && http::get(self.upstream_port, "/_control/calls").is_some() {
                return Ok(Some(started));
            }
            if started.ended().is_some() {
                let said = fs::read_to_string(&log).unwrap_or_default();
                let reason = said.lines().rev().find(|line| !line.trim().is_empty());
                return Err(failed!(
                    "the stand-ins would not start: {}",
                    reason.unwrap_or("they gave no reason")
                ));
            }
            sleep(TICK);
        }
        Err(failed!("the stand-ins do not answer: see {}", log.display()))
    }

    fn command(&self, port: u16) -> Done<Command> {
        let mut program = Command::new(built("debug", "amanat-thirdparty")?);
        program
            .args(["--stripe-port", &self.stripe_port.to_string()])
            .args(["--upstream-port", &self.upstream_port.to_string()])
            .args(["--secret-key", SECRET_KEY, "--webhook-secrets", WEBHOOK_SECRET]);
        let hook = format!("http://127.0.0.1:{port}/api/payment/webhook/stripe");
        program.args(["--webhook-url", &hook]);
        Ok(program)
    }
}

/// Where they write what they say.
pub fn log(data: &Path) -> PathBuf {
    data.join("thirdparty/thirdparty.log")
}

/// Set in the operator's own file.
fn is_set(own: &str, name: &str) -> bool {
    let sets = |line: &str| {
        line.split_once('=')
            .is_some_and(|(key, value)| key.trim() == name && !value.trim().is_empty())
    };
    own.lines().any(sets)
}

/// The port, or another when something listens there.
fn free_port(usual: u16) -> u16 {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, usual)).or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    bound
        .and_then(|listener| listener.local_addr())
        .map_or(usual, |address| address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(own: &str) -> Vec<&'static str> {
        let plan = Plan::beside(5001, |name| is_set(own, name));
        plan.settings().into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn whoever_sets_one_of_a_group_keeps_the_group() {
        assert_eq!(names(""), [CARD.as_slice(), UPSTREAM.as_slice()].concat());
        assert_eq!(names("A=1\nSTRIPE_SECRET_KEY=sk_test_mine\n"), UPSTREAM);
        assert_eq!(names("GATEWAY_ALLOWED_HOSTS = 10.0.0.1:80"), CARD);
        assert_eq!(
            names("#STRIPE_SECRET_KEY=x\nSTRIPE_API_URL=\n"),
            names(""),
            "neither a remark nor an empty value is a setting"
        );
    }

    #[test]
    fn a_taken_port_is_replaced() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = taken.local_addr().expect("an address").port();
        let other = free_port(port);
        assert!(other != port && other != 0);
        drop(taken);
        assert_eq!(free_port(port), port);
    }
}
